// The editor of the policy, with JavaScript and without, on a desktop and on a phone.
import type { Page } from '@playwright/test';
import { button, fits, openAsAdmin } from '../support/console';
import { expectValidHtml, served } from '../support/markup';
import type { Portico } from '../support/portico';
import type { Screens } from '../support/screens';
import { expect, test } from '../support/test';

let organisations = 0;

/** Opens the editor as the admin of an organisation that no other test uses, and returns its slug. */
async function openEditor(page: Page, portico: Portico, screens: Screens): Promise<string> {
  organisations += 1;
  const slug = `editor-${process.pid}-${organisations}`;
  await portico.haveOrganisation({ slug, name: 'Hawthorn', preset: 'codes' });
  await openAsAdmin(portico, screens, slug);
  await screens.open('/admin/policy');
  await expect(page.getByRole('heading', { level: 1, name: 'Policy' })).toBeVisible();
  return slug;
}

/** The names of the methods in the list. */
function methods(page: Page) {
  return page.locator('.methods__name');
}

/** The tabs of the card in the preview. */
function previewedTabs(page: Page) {
  return page.locator('.policy__card .tabs__tab');
}

test('sign-in methods are moved, removed and added, and their order is that of the tabs', async ({
  page, portico, screens, isAccessible,
}) => {
  test.setTimeout(90_000);
  const slug = await openEditor(page, portico, screens);
  await expect(methods(page)).toHaveText(['Email code', 'Text code', 'Password']);
  await expect(previewedTabs(page)).toHaveText(['Email code', 'Text code', 'Password']);
  await isAccessible(page);
  await fits(page);
  await expectValidHtml(await served(page));
  await button(page, 'Move Password up').click();
  await expect(methods(page)).toHaveText(['Email code', 'Password', 'Text code']);
  await button(page, 'Remove Text code').click();
  await expect(methods(page)).toHaveText(['Email code', 'Password']);
  await button(page, 'Move Email code down').click();
  await expect(methods(page)).toHaveText(['Password', 'Email code']);
  await expect(previewedTabs(page)).toHaveText(['Password', 'Email code']);
  await isAccessible(page);
  await fits(page);
  // Nothing is saved yet.
  await expect(async () => {
    expect(await (await page.request.get(`/o/${slug}/sign-in`)).text()).toContain('tab-text-code');
  }).toPass();
  await button(page, 'Save policy').click();
  await screens.says('Saved. The policy applies from now on.');
  await expect(async () => {
    expect(await (await page.request.get(`/o/${slug}/sign-in`)).text()).not.toContain('tab-text-code');
  }).toPass();
});

test('only settings that apply are shown, and hidden ones keep their values', async ({ page, portico, screens }) => {
  await openEditor(page, portico, screens);
  const shortest = page.getByRole('textbox', { name: 'Minimum length' });
  const pause = page.getByRole('textbox', { name: 'Length of the pause' });
  const wait = page.getByRole('textbox', { name: 'Longest wait' });
  const answer = page.getByRole('combobox', { name: 'After wrong passwords' });
  await shortest.fill('14');
  await expect(pause).toHaveValue('1');
  await expect(page.getByRole('combobox', { name: 'Length of the pause: unit' })).toHaveValue('hours');
  await answer.selectOption('slow_down');
  await expect(pause).toBeHidden();
  await expect(wait).toBeVisible();
  await answer.selectOption('lock');
  await button(page, 'Remove Password').click();
  await expect(shortest).toBeHidden();
  await button(page, 'Add Password').click();
  await expect(shortest).toHaveValue('14');
});

test('a time is typed as a number with a unit', async ({ page, portico, screens }) => {
  await openEditor(page, portico, screens);
  const idle = page.getByRole('textbox', { name: 'Sign out after inactivity' });
  const unit = page.getByRole('combobox', { name: 'Sign out after inactivity: unit' });
  await expect(idle).toHaveValue('7');
  await expect(unit).toHaveValue('days');
  await unit.selectOption('hours');
  await idle.fill('36');
  await button(page, 'Save policy').click();
  await screens.says('Saved. The policy applies from now on.');
  await expect(idle).toHaveValue('36');
  await expect(page.locator('.policy__preview')).toContainText('after 36 hours of inactivity');
  await idle.fill('9999');
  await unit.selectOption('days');
  await button(page, 'Save policy').click();
  await screens.isRefused(idle, 'Enter a time of 1 minute or more, not longer than in “Sign out at the latest after”');
  await expect(idle).toHaveValue('9999');
});

test('a preset shows how it differs, and the draft can be discarded', async ({ page, portico, screens }) => {
  await openEditor(page, portico, screens);
  const preview = page.locator('.policy__preview');
  await expect(preview).toContainText('Nothing. These are the saved rules.');
  await screens.follow(page.getByRole('link', { name: 'Hardened' }), /preset=hardened/);
  await expect(preview).toContainText('Until now: Anyone can create an account.');
  await expect(preview).toContainText('must set one up at the next sign-in.');
  await expect(preview.getByText('People sign in with: Passkey, Password, Email code.').first()).toBeVisible();
  await button(page, 'Discard changes').click();
  await expect(page).toHaveURL(/\/admin\/policy$/);
  await expect(preview).toContainText('Nothing. These are the saved rules.');
});

test('nobody locks themselves out', async ({ page, portico, screens }) => {
  await openEditor(page, portico, screens);
  await button(page, 'Remove Email code').click();
  await button(page, 'Remove Password').click();
  await expect(methods(page)).toHaveText(['Text code']);
  await button(page, 'Save policy').click();
  await expect(page.locator('#methods-error')).toContainText('You would have no way to sign in yourself.');
  await expect(methods(page)).toHaveText(['Text code']);
});

test('the Enter key in a field saves and moves no method', async ({ page, portico, screens }) => {
  await openEditor(page, portico, screens);
  await page.getByRole('textbox', { name: 'Minimum length' }).fill('13');
  await page.keyboard.press('Enter');
  await screens.says('Saved. The policy applies from now on.');
  await expect(page.getByRole('textbox', { name: 'Minimum length' })).toHaveValue('13');
  await expect(methods(page)).toHaveText(['Email code', 'Text code', 'Password']);
});
