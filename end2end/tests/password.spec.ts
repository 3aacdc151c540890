// Signing in with email and password, and the response to a wrong pair.
import { newEmail, WRONG_PASSWORD } from '../support/people';
import { expect, test } from '../support/test';
import { SIGN_IN_PATH, wrongPassword } from '../support/screens';

test('a person signs in with email and password', async ({ page, screens, member }) => {
  await screens.open('/sign-in');
  await screens.choose('Password');
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
  await screens.hidesInUrl(member.email, member.password);

  await screens.leave();
  await page.goto('/account');
  await expect(page).toHaveURL(SIGN_IN_PATH);
});

test('Enter in either field signs in', async ({ screens, member, anotherBrowser }) => {
  const other = await anotherBrowser();
  for (const [browser, field] of [[screens, screens.password], [other, other.email]] as const) {
    await browser.open('/sign-in/password');
    await browser.email.fill(member.email);
    await browser.password.fill(member.password);
    await field.press('Enter');
    await browser.isSignedIn(member.email);
  }
});

test('password managers are told what the fields are', async ({ screens }) => {
  await screens.open('/sign-in/password');
  await expect(screens.email).toHaveAttribute('autocomplete', 'username');
  await expect(screens.email).toHaveAttribute('type', 'email');
  await expect(screens.email).toHaveAttribute('inputmode', 'email');
  await expect(screens.password).toHaveAttribute('autocomplete', 'current-password');
  await expect(screens.password).toHaveAttribute('type', 'password');
  await expect(screens.password).not.toHaveAttribute('maxlength');
  await screens.choose('Email code');
  await expect(screens.email).toHaveAttribute('autocomplete', 'email');
});

test('a wrong password is refused beside its field and cleared, the address is kept, and the right one works', async ({
  screens, member,
}) => {
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(1));
  await screens.isRefused(screens.password, wrongPassword(1));
  await expect(screens.password).toHaveValue('');
  await expect(screens.email).toHaveValue(member.email);
  await screens.hidesInUrl(member.email, WRONG_PASSWORD);

  await screens.password.fill(member.password);
  await screens.signIn.click();
  await screens.isSignedIn(member.email);
});

test('a password is compared exactly as it was typed', async ({ screens, portico }) => {
  const email = newEmail();
  const password = '  Pässwort 7 with Spaces!  ';
  await portico.createAccount(email, { password });
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(email, password.trim(), wrongPassword(1));
  await screens.submitRefusedPassword(email, password.toUpperCase(), wrongPassword(2));
  await screens.submitRefusedPassword(email, `${password} `, wrongPassword(3));
  await screens.submitPassword(email, password);
  await screens.isSignedIn(email);
});

test('the address may be typed in capitals and with spaces around it', async ({ screens, member }) => {
  await screens.open('/sign-in/password');
  await screens.submitPassword(`  ${member.email.toUpperCase()} `, member.password);
  await screens.isSignedIn(member.email);
});

test('what is no address is refused beside its field and stays there to be corrected', async ({ page, screens, member }) => {
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword('not an address', member.password, 'Enter an email address like name@example.com');
  await screens.isRefused(screens.email, 'Enter an email address like name@example.com');
  await expect(screens.email).toHaveValue('not an address');
  await expect(page).toHaveURL(SIGN_IN_PATH);
  await screens.hidesInUrl(member.password);
});

test('an empty password is no attempt, however often it is sent', async ({ screens, member }) => {
  const empty = 'Enter your password, at most 128 characters';
  await screens.open('/sign-in/password');
  for (let press = 0; press < 6; press++) {
    await screens.submitRefusedPassword(member.email, '', empty);
    await screens.isRefused(screens.password, empty);
  }
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
});

test('a user without a password is told what any other is told', async ({ screens, person }) => {
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(person.email, WRONG_PASSWORD, wrongPassword(1));
  await screens.isRefused(screens.password, wrongPassword(1));
});

test('a deactivated account is told what a wrong password is told, and gets no code', async ({
  portico, screens, mailbox, member, mailIsOut,
}) => {
  await portico.command(['account', 'deactivate', '--email', member.email]);
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, member.password, wrongPassword(1));
  await screens.isRefused(screens.password, wrongPassword(1));
  await screens.choose('Email code');
  await screens.askForCode(member.email);
  await mailIsOut();
  expect(mailbox.messagesTo(member.email)).toEqual([]);

  await portico.command(['account', 'reactivate', '--email', member.email]);
  await screens.signInWithPassword(member);
});

test('a password of another organisation’s person is a wrong one', async ({ portico, screens, member }) => {
  await portico.haveOrganisation({ slug: 'links', name: 'Birchfield', preset: 'links' });
  await screens.open('/o/links/sign-in/password');
  await screens.submitRefusedPassword(member.email, member.password, wrongPassword(1));
});

test('"Forgot password?" says how to get in without it', async ({ page, screens, mailbox, member }) => {
  await screens.open('/sign-in/password');
  await screens.follow(page.getByRole('link', { name: 'Forgot password?' }), /\/recovery$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?');
  await screens.says('Or sign in without your password');
  await screens.follow(page.getByRole('link', { name: 'Email me a code' }), /\/sign-in\/email-code$/);
  await screens.askForCode(member.email);
  await screens.enterCode(await mailbox.waitForCodeTo(member.email));
  await screens.isSignedIn(member.email);
});

test('"Forgot password?" asks for the address twice where a temporary password follows', async ({
  page, screens, portico,
}) => {
  await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
  await screens.open('/o/temporary/sign-in');
  await screens.follow(page.getByRole('link', { name: 'Forgot password?' }), /\/o\/temporary\/recovery$/);
  await expect(page.getByLabel('Confirm email address', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reset', exact: true })).toBeVisible();
  await screens.follow(page.getByRole('link', { name: 'Back to sign in' }), /\/o\/temporary\/sign-in$/);
  await expect(screens.password).toBeVisible();
});
