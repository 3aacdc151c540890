// The second step of signing in: codes by email and text, an authenticator app, recovery codes, and the first setup.
import { expectValidHtml, served } from '../support/markup';
import { PASSWORD, newEmail, newPhone } from '../support/people';
import { Settings } from '../support/settings';
import { expect, test } from '../support/test';
import { appCode } from '../support/totp';

const REMEMBER = "Don't ask again in this browser for 30 days";

test('one code goes by text and by email, and a browser can be spared it', async ({
  page, screens, portico, mailbox, textbox, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(90_000);
  await portico.haveOrganisation({ slug: 'cedar', name: 'Cedar', preset: 'invited' });
  const [email, phone] = [newEmail(), newPhone()];
  await portico.createAccount(email, { organisation: 'cedar', password: PASSWORD, phone });
  await screens.open('/o/cedar/sign-in/password');
  await screens.submitPassword(email, PASSWORD);
  await screens.isAskedForCode();
  await expect(page.getByRole('main')).toContainText(`${email[0]}•••@${email.split('@')[1]} and •••• ${phone.slice(-2)}`);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  const code = await mailbox.waitForCodeTo(email);
  expect(await textbox.waitForCodeTo(phone)).toBe(code);
  await page.goto('/account');
  await expect(page).toHaveURL('/o/cedar/sign-in');
  await page.goto('/o/cedar/sign-in/second-step');
  await screens.isAskedForCode();
  await page.getByLabel(REMEMBER).check();
  await screens.code.focus();
  await screens.enterCode(code);
  await screens.isSignedIn(email);

  await screens.open('/o/cedar/sign-in/password');
  await screens.submitPassword(email, PASSWORD);
  await screens.isSignedIn(email);
  const other = await anotherBrowser();
  await other.open('/o/cedar/sign-in/password');
  await other.submitPassword(email, PASSWORD);
  await other.isAskedForCode();
});

test('an app answers, a recovery code stands in for it, and a sign-in can be left', async ({
  page, screens, member, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await settings.signIn(member);
  const key = await settings.turnOnApp();
  const [recovery] = await page.locator('.recovery-codes li').allTextContents();

  const other = await anotherBrowser();
  const theirs = new Settings(other);
  await other.open('/sign-in/password');
  await other.submitPassword(member.email, member.password);
  await theirs.isTitled('Enter the code from your app');
  await expect(other.page).toHaveURL(/\/sign-in\/second-step$/);
  await isAccessible(other.page);
  await expectValidHtml(await served(other.page));
  await theirs.enterAppCode(key);
  await other.isSignedIn(member.email);

  const third = await anotherBrowser();
  const last = new Settings(third);
  await third.open('/sign-in/password');
  await third.submitPassword(member.email, member.password);
  await last.isTitled('Enter the code from your app');
  await last.button('Sign in another way').click();
  await expect(third.page).toHaveURL(/\/sign-in$/);
  await third.open('/sign-in/second-step');
  await last.isTitled('Please sign in again');
  await third.open('/sign-in/password');
  await third.submitPassword(member.email, member.password);
  await third.follow(last.link('Use a recovery code'), /\/sign-in\/second-step\/recovery-code$/);
  await isAccessible(third.page);
  await last.field('Recovery code').fill('0000-0000-0000-0000');
  await last.button('Sign in').click();
  await expect(third.page.locator('#code-error')).toHaveText('Invalid code');
  await last.field('Recovery code').fill(recovery!);
  await last.button('Sign in').click();
  await third.isSignedIn(member.email);
});

test('where it is required an app is set up on the way in, which goes on then', async ({ page, screens, portico, isAccessible }) => {
  test.setTimeout(90_000);
  await portico.haveOrganisation({ slug: 'elm', name: 'Elm', preset: 'hardened' });
  const [email, settings] = [newEmail(), new Settings(screens)];
  await portico.createAccount(email, { organisation: 'elm', password: PASSWORD });
  await screens.open('/o/elm/sign-in/password?return_to=/settings/activity');
  await screens.submitPassword(email, PASSWORD);
  await settings.isTitled('Set up two-factor authentication');
  await isAccessible(page);
  await settings.button('Set up authenticator app').click();
  await expect(page).toHaveURL(/\/o\/elm\/sign-in\/second-step\/set-up\/authenticator$/);
  await isAccessible(page);
  await settings.field('Authenticator code').fill(appCode((await page.locator('.secret').textContent())!));
  await settings.button('Turn on').click();
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  await isAccessible(page);
  await settings.button('I have saved them').click();
  await expect(page).toHaveURL(/\/settings\/activity$/);
  await settings.isTitled('Activity');
});
