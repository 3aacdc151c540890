// The admin console with JavaScript.
import type { Page } from '@playwright/test';
import { button, openAsAdmin } from '../support/console';
import { served } from '../support/markup';
import { expect, test } from '../support/test';

/** Records the requests of a page for files that only admins need. */
function partsOfTheConsole(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (/\/(?:split_admin\.wasm|console\.css)$/.test(pathname)) asked.push(pathname.replace(/^.*\//, ''));
  });
  return asked;
}

/** Uploads an image of one pixel as a logo. */
async function uploadLogo(page: Page): Promise<void> {
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  await page.getByLabel('Image').setInputFiles({
    name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64'),
  });
  await button(page, 'Upload logo').click();
  await expect(page.getByRole('status').filter({ hasText: 'The logo was saved.' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Current logo' })).toBeVisible();
}

test('no page of the console reloads', async ({ page, portico, screens }) => {
  await openAsAdmin(portico, screens);
  await screens.open('/admin/people');
  await page.evaluate(() => { (window as unknown as { stays: boolean }).stays = true; });
  await page.getByRole('searchbox', { name: 'Search' }).fill('admin');
  await button(page, 'Search').click();
  await expect(page).toHaveURL(/q=admin/);
  await screens.settled();
  await page.getByRole('main').locator('.person__name').first().click();
  await expect(page).toHaveURL(/\/admin\/people\/[0-9a-f]{32}$/);
  await expect(page.getByRole('heading', { level: 2, name: 'Sign-in methods' })).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { stays?: boolean }).stays)).toBe(true);
});

test('no page of a member asks for anything of the console, and the first one of an admin does', async ({
  page, portico, screens, member, anotherBrowser,
}) => {
  test.setTimeout(90_000);
  const asked = partsOfTheConsole(page);
  await screens.signInWithPassword(member);
  await screens.settled();
  // First a page opened by a link, then each page opened by its URL.
  await screens.follow(page.getByRole('main').locator('a[href^="/settings/"]').first(), /\/settings\//);
  for (const path of ['account', 'account/profile', 'account/phone', 'account/email', 'account/close', 'security',
    'security/sessions', 'security/password', 'activity', 'proof']) {
    await screens.open(`/settings/${path}`);
    expect(await served(page), path).not.toMatch(/split_admin|console\.css/);
  }
  await screens.open('/account');
  expect((await page.goto('/admin/people'))?.status()).toBe(404);
  await screens.settled();
  expect(asked).toEqual([]);

  const admin = await anotherBrowser();
  const needed = partsOfTheConsole(admin.page);
  await openAsAdmin(portico, admin);
  expect(needed).toEqual([]);
  await admin.follow(admin.page.getByRole('link', { name: 'Manage people' }), /\/admin\/people$/);
  await expect.poll(() => [...new Set(needed)].sort()).toEqual(['console.css', 'split_admin.wasm']);
});

test('what is typed beside the logo is still there when the logo has been put', async ({ page, portico, screens }) => {
  await openAsAdmin(portico, screens);
  await screens.open('/admin/branding');
  const support = page.getByRole('textbox', { name: 'Support contact' });
  await support.fill('not saved yet');
  await uploadLogo(page);
  await expect(support).toHaveValue('not saved yet');
  await button(page, 'Remove logo').click();
  await expect(page.getByRole('img', { name: 'Current logo' })).toHaveCount(0);
  await expect(support).toHaveValue('not saved yet');
  // Opened again, the page shows the saved values.
  await screens.open('/admin/branding');
  await expect(support).toHaveValue('');
});

test('the head of a message follows what is typed about it', async ({ page, portico, screens }) => {
  await openAsAdmin(portico, screens);
  await screens.open('/admin/branding');
  const head = page.locator('.facts').filter({ hasText: 'Replies go to' });
  await expect(head).toContainText('Alderway');
  await expect(head).toContainText('Nobody');
  await page.getByRole('textbox', { name: 'Sender name' }).fill('Alderway accounts');
  const replyTo = page.getByRole('textbox', { name: 'Reply to' });
  await replyTo.fill('help');
  await button(page, 'Save').click();
  await screens.isRefused(replyTo, 'Enter an email address');
  await replyTo.fill('help@alderway.example');
  await expect(head).toContainText('Alderway accounts');
  await expect(head).toContainText('help@alderway.example');
});

test('what is typed about an application is still there when its logo has been put', async ({
  page, portico, screens,
}) => {
  await openAsAdmin(portico, screens);
  await screens.open('/admin/applications/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Wiki');
  await page.getByRole('textbox', { name: 'Start address' }).fill('https://with-logo.example/');
  await button(page, 'Add application').click();
  const people = page.getByRole('textbox', { name: 'Individual people' });
  await people.fill('not saved yet');
  await uploadLogo(page);
  await expect(people).toHaveValue('not saved yet');
  await button(page, 'Remove logo').click();
  await expect(page.getByRole('img', { name: 'Current logo' })).toHaveCount(0);
  await expect(people).toHaveValue('not saved yet');
});

test('what is typed into one form of the policy is still there when the other is saved', async ({
  page, portico, screens,
}) => {
  await portico.haveOrganisation({ slug: 'two-forms', name: 'Two Forms' });
  await openAsAdmin(portico, screens, 'two-forms');
  await screens.open('/admin/policy');
  const shortest = page.getByRole('textbox', { name: 'Minimum length' });
  const origins = page.getByRole('textbox', { name: 'Allowed origins' });
  const kept = await shortest.inputValue();
  await shortest.fill('14');
  await origins.fill('https://one.portico.example');
  await button(page, 'Save origins').click();
  await screens.says('Saved. People may be sent there from now on.');
  await screens.says('These changes are not saved yet. Press “Save policy” to apply them.');
  await expect(shortest).toHaveValue('14');
  await origins.fill('https://other.portico.example');
  await button(page, 'Save policy').click();
  await screens.says('Saved. The policy applies from now on.');
  await expect(shortest).toHaveValue('14');
  await expect(origins).toHaveValue('https://other.portico.example');
  expect(kept).not.toBe('14');
  // A refusal does not stand beside what was saved before.
  await shortest.fill('7');
  await button(page, 'Save policy').click();
  await screens.isRefused(shortest, 'Enter a number from 8 to 128');
  await expect(page.getByText('Saved. The policy applies from now on.')).toBeHidden();
  // Opened again, the page shows the saved values.
  await screens.open('/admin/policy');
  await expect(shortest).toHaveValue('14');
  await expect(origins).toHaveValue('https://one.portico.example');
});

test('a list is asked for again by its button', async ({ page, portico, screens, member }) => {
  await openAsAdmin(portico, screens);
  await screens.open(`/admin/people?q=${encodeURIComponent(member.email)}`);
  await expect(page.getByRole('row')).toHaveCount(2);
  const asked = page.waitForResponse((response) => response.url().endsWith('/api/read_page'));
  await button(page, 'Search').click();
  expect((await asked).status()).toBe(200);
});
