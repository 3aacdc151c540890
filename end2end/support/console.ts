// Helpers for specs about the admin console.
import { expect, type Page } from '@playwright/test';
import { newEmail, PASSWORD } from './people';
import type { Portico } from './portico';
import type { Screens } from './screens';

/** Creates an admin, signs in as that admin and returns the email address. */
export async function openAsAdmin(portico: Portico, screens: Screens, organisation = 'codes'): Promise<string> {
  const email = newEmail('admin');
  await portico.createAccount(email, { organisation, password: PASSWORD, role: 'admin' });
  await screens.open(`/o/${organisation}/sign-in/password`);
  await screens.submitPassword(email, PASSWORD);
  await screens.isSignedIn(email);
  await screens.settled();
  return email;
}

export const button = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true });

/** Searches for an account by its email address and opens its page. */
export async function openPerson(screens: Screens, email: string): Promise<void> {
  await screens.open('/admin/people');
  await screens.page.getByRole('searchbox', { name: 'Search' }).fill(email.slice(0, -9));
  await button(screens.page, 'Search').click();
  await expect(screens.page).toHaveURL(/\/admin\/people\?.*q=/);
  await screens.settled();
  await expect(screens.page.getByRole('row')).toHaveCount(2);
  await screens.follow(screens.page.getByRole('main').locator('.person__name'), /\/admin\/people\/[0-9a-f]{32}$/);
}

/** Expects that nothing is wider than the screen. */
export async function fits(page: Page): Promise<void> {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(wide).toBeLessThanOrEqual(screen);
}
