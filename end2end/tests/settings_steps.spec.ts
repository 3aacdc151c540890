// Every step of the settings in two tabs, after a reload, and after going back.
import type { BrowserContext } from '@playwright/test';
import { newEmail, newPhone, WRONG_PASSWORD } from '../support/people';
import { Screens } from '../support/screens';
import { ACCOUNT, NEW, Settings, undoLinkIn, WRONG_CURRENT } from '../support/settings';
import { expect, test } from '../support/test';

/** Opens another tab of the same browser. */
async function anotherTab(context: BrowserContext, live: boolean): Promise<[Screens, Settings]> {
  const screens = new Screens(await context.newPage(), live);
  return [screens, new Settings(screens)];
}

test('a new address survives reloads and the way back', async ({ page, screens, mailbox, member }) => {
  test.setTimeout(120_000);
  const settings = new Settings(screens);
  const email = newEmail('steps');
  await settings.signIn(member);
  await screens.open('/settings/account/email');
  await screens.reload();
  await settings.isTitled('Change your email address');
  await settings.field('Current password').fill(member.password);
  await settings.button('Next').click();
  await expect(page).toHaveURL(/\/email\/new$/);
  await screens.reload();
  await page.goBack();
  await expect(settings.field('Current password')).toHaveValue('');
  await page.goForward();
  await expect(settings.field('New email address')).toBeVisible();
  await screens.settled();
  await settings.field('New email address').fill(email);
  await settings.button('Save').click();
  await screens.isAskedForCode();
  await screens.reload();
  await page.goBack();
  await expect(page).toHaveURL(/\/email\/new$/);
  await page.goForward();
  await expect(screens.code).toBeVisible();
  await screens.settled();
  await screens.enterCode(await mailbox.waitForCodeTo(email));
  await expect(page).toHaveURL(ACCOUNT);
  await screens.says('Your new email address is confirmed. Use it to sign in from now on.');
  // The page without the query in its URL no longer shows the notice.
  await screens.open('/settings/account');
  await expect(page.locator('.notice--success')).toHaveCount(0);
  await expect(page.getByRole('main')).toContainText(email);
  if (!screens.live) {
    // Without JavaScript, the URL with the notice is still in the history.
    await page.goBack();
  }
  // The code screen redirects to the page that its code has led to.
  await page.goBack();
  await expect(page).toHaveURL(/\/settings\/account$/);
  await screens.settled();
  await expect(screens.code).toHaveCount(0);
  await expect(page.getByRole('main')).toContainText(email);
});

test('a change that one tab cancels is over in the other', async ({ page, context, screens, mailbox, member }) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  const email = newEmail('cancelled');
  await settings.signIn(member);
  await settings.changeEmail(member.password, email);
  const code = await mailbox.waitForCodeTo(email);
  const [other, otherSettings] = await anotherTab(context, screens.live);
  await other.open('/settings/account');
  await otherSettings.button('Cancel this change').click();
  await other.says('The change is cancelled. Your email address stays the same.');
  await expect(otherSettings.button('Cancel this change')).toHaveCount(0);
  await screens.enterCode(code);
  await screens.says('Code expired');
  await screens.open('/settings/account');
  await expect(page.getByRole('main')).toContainText(member.email);
  await expect(page.getByRole('main')).not.toContainText(email);
});

test('of two numbers in two tabs the confirmed one holds', async ({ page, context, screens, textbox, person, mailbox }) => {
  test.setTimeout(120_000);
  const settings = new Settings(screens);
  await screens.signInWithCode(person, mailbox);
  const [first, second] = [newPhone(), newPhone()];
  const [other] = await anotherTab(context, screens.live);
  await screens.open('/settings/account/phone');
  await other.open('/settings/account/phone');
  await screens.askForText(first);
  await screens.reload();
  await other.askForText(second);
  await other.enterCode(await textbox.waitForCodeTo(second));
  await expect(other.page).toHaveURL(ACCOUNT);
  await other.says('Your phone number is verified.');
  await screens.enterCode(await textbox.waitForCodeTo(first));
  await screens.says('Code expired');
  await screens.open('/settings/account');
  await expect(page.getByRole('main')).toContainText('Verified');
  await expect(settings.link('Remove')).toBeVisible();
});

test('a password changed in one tab is the current one in the other', async ({ page, context, screens, member }) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/security/password');
  const [other, otherSettings] = await anotherTab(context, screens.live);
  await other.open('/settings/security/password');
  await other.reload();
  await otherSettings.changePassword(member.password, NEW);
  await other.says("Your password is saved. You've been signed out everywhere else.");
  // This tab does not know about the change, and is still signed in.
  await settings.changePassword(member.password, `${NEW}-2`);
  await screens.says(WRONG_CURRENT);
  await screens.settled();
  await settings.changePassword(NEW, `${NEW}-2`);
  await screens.says("Your password is saved. You've been signed out everywhere else.");
  await page.goBack();
  await expect(settings.field('Current password')).toHaveValue('');
});

test('a session that another tab ended can be ended again, and saving twice saves twice', async ({
  page, context, screens, member, anotherBrowser,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await new Settings(await anotherBrowser()).signIn(member);
  await settings.signIn(member);
  const [other] = await anotherTab(context, screens.live);
  await screens.open('/settings/security');
  await other.open('/settings/security');
  for (const tab of [screens, other]) {
    await tab.page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click();
    await tab.says('That browser is signed out.');
    await expect(tab.page.getByRole('button', { name: 'Sign out everywhere else' })).toHaveCount(0);
  }
  await screens.open('/settings/account/profile');
  await other.open('/settings/account/profile');
  for (const [tab, name] of [[screens, 'Sam Doe'], [other, 'Sam Roe']] as const) {
    await tab.page.getByLabel('Full name', { exact: true }).fill(name);
    await tab.page.getByRole('button', { name: 'Save', exact: true }).click();
    await tab.says('Saved.');
  }
  await screens.reload();
  await expect(page.getByRole('main')).toContainText('Sam Roe');
});

test('a closed account is closed in every tab', async ({ context, page, screens, member }) => {
  const settings = new Settings(screens);
  await settings.signIn(member);
  const [other, otherSettings] = await anotherTab(context, screens.live);
  await other.open('/settings/account/profile');
  await screens.open('/settings/account/close');
  await settings.button('Close account').click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await otherSettings.button('Save').click();
  await expect(other.page.getByRole('main')).toContainText(/signed out|Sign in/);
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a link that undoes says so after a reload and in another tab', async ({
  page, context, screens, mailbox, member,
}) => {
  test.setTimeout(120_000);
  const settings = new Settings(screens);
  const email = newEmail('undone');
  await settings.signIn(member);
  await settings.changeEmail(member.password, email);
  await screens.enterCode(await mailbox.waitForCodeTo(email));
  await expect(page).toHaveURL(ACCOUNT);
  const link = undoLinkIn(await mailbox.waitForMessageTo(member.email, 1, 15_000, 'email changed'));
  const [other] = await anotherTab(context, screens.live);
  await screens.open(link);
  await other.open(link);
  await screens.reload();
  for (const tab of [screens, other]) {
    await tab.page.getByRole('button', { name: 'Undo this change' }).click();
    await expect(tab.page.getByRole('main')).toContainText('Your old address is back');
  }
  await screens.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your old address is back');
});

test('reauthentication leads on from every tab, after a reload and the way back', async ({ page, context, screens, member }) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await settings.signIn(member);
  const [other, otherSettings] = await anotherTab(context, screens.live);
  await screens.open('/settings/proof?next=/settings/account/phone');
  await other.open('/settings/proof?next=/settings/account/close');
  await screens.reload();
  await settings.isTitled("Confirm it's you to change your phone number");
  await settings.field('Current password').fill(WRONG_PASSWORD);
  await settings.button('Continue').click();
  await screens.says(WRONG_CURRENT);
  await screens.settled();
  await otherSettings.field('Current password').fill(member.password);
  await otherSettings.button('Continue').click();
  await expect(other.page).toHaveURL('/settings/account/close');
  // Reauthentication gave the session a new token, which both tabs have.
  await settings.field('Current password').fill(member.password);
  await settings.button('Continue').click();
  await expect(page).toHaveURL('/settings/account/phone');
  await screens.settled();
  await page.goBack();
  await settings.isTitled("Confirm it's you to change your phone number");
  await expect(settings.field('Current password')).toHaveValue('');
  await page.goForward();
  await expect(screens.phone).toBeVisible();
});

test('a code that reauthenticates leads where it was asked for last', async ({ page, context, screens, person, mailbox }) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await screens.signInWithCode(person, mailbox);
  await screens.open('/settings/proof?next=/settings/account/close');
  await settings.button('Send code').click();
  await screens.isAskedForCode();
  await screens.reload();
  const [other, otherSettings] = await anotherTab(context, screens.live);
  await other.open('/settings/proof?next=/settings/account/phone');
  await otherSettings.button('Send code').click();
  await other.isAskedForCode();
  expect(other.challenge()).toBe(screens.challenge());
  const code = await mailbox.waitForCodeTo(person.email, 2);
  await other.enterCode(code);
  await expect(other.page).toHaveURL('/settings/account/phone');
  if (screens.live) {
    // This tab asks the server when it becomes visible, and goes to the same page in place of its code screen.
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    await expect(page).toHaveURL('/settings/account/phone');
  } else {
    // Entering the used code leads to the same page, and so does going back to the code screen.
    await screens.enterCode(code);
    await expect(page).toHaveURL('/settings/account/phone');
    await page.goBack();
    await expect(page).toHaveURL('/settings/account/phone');
  }
  await screens.settled();
  await page.goBack();
  await settings.isTitled("Confirm it's you to close your account");
});

test('a number that waits for its code survives reloads and the way back', async ({
  page, screens, textbox, person, mailbox,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  const phone = newPhone();
  await screens.signInWithCode(person, mailbox);
  await screens.open('/settings/account/phone');
  await screens.reload();
  await screens.askForText(phone);
  await screens.reload();
  await page.goBack();
  await expect(screens.phone).toBeVisible();
  await page.goForward();
  await expect(screens.code).toBeVisible();
  await screens.settled();
  await screens.enterCode(await textbox.waitForCodeTo(phone));
  await expect(page).toHaveURL(ACCOUNT);
  await screens.reload();
  await expect(settings.link('Remove')).toBeVisible();
});

test('a form for a new password that was left comes back empty', async ({ page, screens, member }) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/security');
  await screens.follow(settings.link('Change password'), /\/settings\/security\/password$/);
  const fields = ['Current password', 'New password', 'Confirm new password'];
  for (const name of fields) {
    await settings.field(name).fill(NEW);
  }
  await screens.follow(settings.link('My password and security'), /\/settings\/security$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/settings\/security\/password$/);
  await screens.reload();
  for (const name of fields) {
    await expect(settings.field(name)).toHaveValue('');
  }
  await settings.changePassword(member.password, NEW);
  await screens.says("Your password is saved. You've been signed out everywhere else.");
});

test('the page that closes an account closes nothing by being opened', async ({ page, context, screens, member }) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await settings.signIn(member);
  const [other] = await anotherTab(context, screens.live);
  await other.open('/settings/account/close');
  await screens.open('/settings/account');
  await screens.follow(settings.link('Close account'), /\/settings\/account\/close$/);
  await screens.reload();
  await settings.isTitled('Close your account');
  await screens.follow(settings.link('Cancel'), /\/settings\/account$/);
  await page.goBack();
  await settings.isTitled('Close your account');
  await page.goForward();
  await expect(page).toHaveURL(/\/settings\/account$/);
  await other.open('/account');
  await other.isSignedIn(member.email);
});
