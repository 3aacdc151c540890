// The authenticator app and the recovery codes in the settings, with JavaScript and without.
import { readFileSync } from 'node:fs';
import { expectValidHtml, served } from '../support/markup';
import { Settings } from '../support/settings';
import { expect, test } from '../support/test';
import { appCode } from '../support/totp';

test('an app is set up, its recovery codes are saved, and it is turned off again', async ({
  page, screens, mailbox, member, isAccessible,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/security');
  await expect(page.getByRole('main')).toContainText('Two-factor authentication');
  await settings.button('Set up authenticator app').click();
  await expect(page).toHaveURL(/\/settings\/security\/authenticator$/);
  await settings.isTitled('Set up authenticator app');
  await expect(page.getByRole('img', { name: 'QR code with the key of your account' })).toBeVisible();
  await isAccessible(page);
  await expectValidHtml(await served(page));
  const key = (await page.locator('.secret').textContent())!;
  const link = settings.link('Open in your authenticator app');
  const address = new URL((await link.getAttribute('href'))!);
  expect(address.protocol).toBe('otpauth:');
  expect(address.searchParams.get('secret')).toBe(key.replace(/ /g, ''));
  expect(decodeURIComponent(address.pathname)).toContain(`${address.searchParams.get('issuer')}:${member.email}`);
  await expect(settings.button('Copy')).toHaveCount(screens.live ? 1 : 0);
  expect(key.replace(/ /g, '')).toMatch(/^[A-Z2-7]{32}$/);

  const code = settings.field('Authenticator code');
  await code.fill(appCode(key, Date.now() + 5 * 60_000));
  await settings.button('Turn on').click();
  await expect(page.locator('#code-error')).toContainText("your device's clock is about 5 minutes fast");
  await code.fill(appCode(key));
  await settings.button('Turn on').click();
  await expect(page).toHaveURL(/\/settings\/security\/recovery-codes(\?done=authenticator)?$/);
  await settings.isTitled('Recovery codes');
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  const codes = await page.locator('.recovery-codes li').allTextContents();
  expect(new Set(codes).size).toBe(10);
  expect(codes.every((code) => /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/.test(code))).toBe(true);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  const downloading = page.waitForEvent('download');
  await settings.link('Download').click();
  const file = readFileSync(await (await downloading).path(), 'utf8');
  expect(codes.every((code) => file.includes(code))).toBe(true);

  await settings.button('I have saved them').click();
  await expect(page).toHaveURL(/\/settings\/security(\?done=recovery-codes)?$/);
  await settings.isTitled('My password and security');
  await expect(page.getByRole('main')).toContainText('10 codes are left');
  await isAccessible(page);
  await settings.remove('Turn off', 'Turn off');
  await expect(settings.button('Set up authenticator app')).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText('codes are left');
  const news = await mailbox.waitForMessageTo(member.email, 2, 15_000, 'other');
  expect(news.mail.subject).toContain('authenticator app was turned off');
});

test('new recovery codes take the place of those before', async ({ page, screens, member }) => {
  const settings = new Settings(screens);
  await settings.signIn(member);
  await settings.turnOnApp();
  const first = await page.locator('.recovery-codes li').allTextContents();
  await settings.button('I have saved them').click();
  await settings.isTitled('My password and security');
  await screens.follow(settings.link('Get new codes'), /\/settings\/security\/recovery-codes$/);
  await settings.button('Create new codes').click();
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  const second = await page.locator('.recovery-codes li').allTextContents();
  expect(second.some((code) => first.includes(code))).toBe(false);
});
