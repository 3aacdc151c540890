// What users manage in their settings, with JavaScript and without.
import { ask } from '../support/http';
import { newEmail, newPhone, PASSWORD, WRONG_PASSWORD } from '../support/people';
import { ACCOUNT, NEW, Settings, WRONG_CURRENT, undoLinkIn } from '../support/settings';
import { expect, test } from '../support/test';
import { expectValidHtml, served } from '../support/markup';

test('the password is changed, and everybody else is signed out', async ({
  page, screens, mailbox, member, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  const elsewhere = await anotherBrowser();
  await new Settings(elsewhere).signIn(member);
  await settings.signIn(member);
  await screens.follow(page.getByRole('link', { name: 'Account settings' }), ACCOUNT);
  await screens.open('/settings/security');
  await settings.isTitled('My password and security');
  await expect(page.getByRole('main')).toContainText('Your password needs 8 to 128 characters');
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await screens.follow(settings.link('Change password'), /\/settings\/security\/password$/);
  await expect(settings.field('Current password')).toHaveAttribute('autocomplete', 'current-password');
  await expect(settings.field('New password')).toHaveAttribute('passwordrules', /minlength: 8/);
  await isAccessible(page);
  await expectValidHtml(await served(page));

  await settings.changePassword(WRONG_PASSWORD, NEW);
  await screens.says(WRONG_CURRENT);
  await screens.isRefused(settings.field('Current password'), WRONG_CURRENT);
  for (const name of ['Current password', 'New password', 'Confirm new password']) {
    await expect(settings.field(name)).toHaveValue('');
  }
  await settings.changePassword(member.password, NEW, WRONG_PASSWORD);
  await screens.isRefused(settings.field('Confirm new password'), "The two passwords don't match.");
  await screens.hidesInUrl(NEW, member.password);
  await settings.changePassword(member.password, NEW);
  await expect(page).toHaveURL(/\/settings\/security(\?done=password)?$/);
  await settings.isTitled('My password and security');

  await elsewhere.page.goto('/account');
  await expect(elsewhere.page).toHaveURL(/\/sign-in/);
  await elsewhere.signInWithPassword({ email: member.email, password: NEW });
  const news = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'password changed');
  expect(news.mail.text).toContain('in your account settings');
});

test('a new address holds when its code was typed, and the old one can bring itself back', async ({
  page, screens, mailbox, member, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(120_000);
  const settings = new Settings(screens);
  const email = newEmail('renamed');
  await settings.signIn(member);
  await settings.changeEmail(member.password, email);
  await screens.open('/settings/account');
  await expect(page.getByRole('main')).toContainText(email);
  await expect(settings.button('Cancel this change')).toBeVisible();
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await screens.follow(settings.link('Enter the code'), /\/sign-in\/code\//);
  await screens.enterCode(await mailbox.waitForCodeTo(email));
  await expect(page).toHaveURL(ACCOUNT);
  await expect(page.getByRole('main')).toContainText(email);
  await screens.settled();

  const link = undoLinkIn(await mailbox.waitForMessageTo(member.email, 1, 15_000, 'email changed'));
  for (const method of ['HEAD', 'GET']) {
    expect((await ask(link, { method, headers: { Accept: 'text/html' } })).status).toBe(200);
  }
  const scanner = await anotherBrowser();
  await scanner.open(link);
  await screens.open('/settings/account');
  await expect(page.getByRole('main')).toContainText(email);

  const owner = await anotherBrowser();
  await owner.open(link);
  await expect(owner.page.getByRole('main')).toContainText(member.email);
  await isAccessible(owner.page);
  await expectValidHtml(await served(owner.page));
  await owner.page.getByRole('button', { name: 'Undo this change' }).click();
  await expect(owner.page.getByRole('heading', { level: 1 })).toHaveText('Your old address is back');
  await page.goto('/settings/account');
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await owner.signInWithPassword(member);
});

test('an address that cannot be had is refused beside its field', async ({ page, portico, screens, member }) => {
  const settings = new Settings(screens);
  const other = { email: newEmail(), password: PASSWORD };
  await portico.createAccount(other.email, other);
  await settings.signIn(member);
  await screens.open('/settings/account/email/new');
  for (const [typed, sentence] of [
    ['nonsense', 'Enter an email address like name@example.com'],
    [other.email, "This email address can't be used. Please contact support."],
  ] as const) {
    await settings.field('New email address').fill(typed);
    await settings.button('Save').click();
    await screens.says(sentence);
    await screens.isRefused(settings.field('New email address'), sentence);
    await expect(settings.field('New email address')).toHaveValue(typed);
  }
  await expect(page).toHaveURL(/\/settings\/account\/email\/new/);
});

test('a phone number is added, verified by a text, and removed', async ({
  page, screens, textbox, person, mailbox, isAccessible,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  const phone = newPhone();
  await screens.signInWithCode(person, mailbox);
  await screens.settled();
  await screens.open('/settings/account');
  await screens.follow(settings.link('Add phone number'), /\/settings\/account\/phone$/);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await screens.askForText(phone);
  await screens.enterCode(await textbox.waitForCodeTo(phone));
  await expect(page).toHaveURL(ACCOUNT);
  await expect(page.getByRole('main')).toContainText('Verified');
  await screens.settled();
  await settings.remove('Remove', 'Remove phone number');
  await expect(settings.link('Add phone number')).toBeVisible();
  await expect(page.getByRole('main')).not.toContainText(phone);
});

test('sessions are shown and ended', async ({ page, screens, member, anotherBrowser, isAccessible }) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  const [second, third] = [await anotherBrowser(), await anotherBrowser()];
  for (const elsewhere of [second, third]) {
    await new Settings(elsewhere).signIn(member);
  }
  await settings.signIn(member);
  await screens.open('/settings/security');
  await expect(page.getByText('This browser', { exact: true })).toHaveCount(1);
  await expect(page.getByText('3 browsers')).toBeVisible();
  await isAccessible(page);
  await page.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).first().click();
  await expect(page.getByText('2 browsers')).toBeVisible();
  await screens.settled();
  await settings.button('Sign out everywhere else').click();
  await expect(settings.button('Sign out everywhere else')).toHaveCount(0);
  for (const elsewhere of [second, third]) {
    await elsewhere.page.goto('/account');
    await expect(elsewhere.page).toHaveURL(/\/sign-in/);
  }
  await screens.settled();
  await screens.follow(settings.link('See all activity'), /\/settings\/activity$/);
  await settings.isTitled('Activity');
  await expect(page.getByRole('main')).toContainText('password');
  await isAccessible(page);
  await expectValidHtml(await served(page));
});

test('name and time zone are kept, and one\'s data is a file', async ({ page, screens, member, isAccessible }) => {
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/account/profile');
  await isAccessible(page);
  await settings.field('Full name').fill('Sam Doe');
  await settings.field('Time zone').fill('Atlantis');
  await settings.button('Save').click();
  const refusal = 'Choose a time zone from the list, or leave this empty';
  await screens.isRefused(settings.field('Time zone'), refusal);
  await expect(settings.field('Full name')).toHaveValue('Sam Doe');
  await expect(settings.field('Time zone')).toHaveValue('Atlantis');
  await settings.field('Time zone').fill('Berlin');
  await settings.button('Save').click();
  await expect(page).toHaveURL(ACCOUNT);
  await expect(page.getByRole('main')).toContainText('Sam Doe');
  await expect(page.getByRole('main')).toContainText('Europe/Berlin');
  await screens.open('/settings/security');
  const seen = page.getByRole('region', { name: "Where you're signed in" }).locator('.moment').first();
  await expect(seen.locator('time')).toHaveText('just now');
  await seen.focus();
  await expect(seen).toContainText('(Europe/Berlin)');
  await screens.open('/settings/account');
  const [download] = await Promise.all([page.waitForEvent('download'), settings.link('Download your data').click()]);
  expect(download.suggestedFilename()).toBe('portico.json');
});

test('an account is closed for good', async ({ page, screens, member, mailbox, isAccessible }) => {
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/account');
  await screens.follow(settings.link('Close account'), /\/settings\/account\/close$/);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await settings.button('Close account').click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await mailbox.waitForMessageTo(member.email, 1, 15_000, 'account closed');
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, member.password, 'Invalid email or password. Attempt 1 of 5.');
});

test('password managers find the page, also through the sign-in page', async ({ page, screens, member }) => {
  await screens.open('/.well-known/change-password');
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await screens.choose('Password');
  await screens.submitPassword(member.email, member.password);
  await expect(page).toHaveURL(/\/settings\/security(\?done=password)?$/);
});
