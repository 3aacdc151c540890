// Creating an account: the form, the code that confirms the address, and every refusal beside its field.
import { newEmail, newPhone, PASSWORD, wrong } from '../support/people';
import { expect, test } from '../support/test';
import { INVALID_CODE, SIGN_IN_PATH, wrongPassword } from '../support/screens';
import { SignUpScreen } from '../support/sign_up_screen';

const NOT_A_NAME = 'Enter your name, at most 100 characters';
const NOT_AN_ADDRESS = 'Enter an email address like name@example.com';
const NOT_A_NUMBER = 'Enter a phone number, and choose its country';
const NOT_SERVED = 'We can\'t send texts to this country. Use another number or another method.';
const RULES = "Your password doesn't meet every rule in the list above.";
const COMMON = 'This is one of the most common passwords. Choose another one.';
const ABOUT_YOU = 'This password contains your name, your email address or our name. Choose another one.';

function ada(): { name: string; email: string; password: string } {
  return { name: 'Ada Lovelace', email: newEmail('ada'), password: PASSWORD };
}

test('a person makes an account, proves the address, and signs in with the password next time', async ({
  page, screens, mailbox, mailIsOut,
}) => {
  const signUp = new SignUpScreen(screens);
  const person = ada();
  await screens.open('/sign-in');
  await screens.follow(page.getByRole('link', { name: 'Create an account' }), /\/sign-up$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Create an account');
  await screens.says('Use it to sign in to Alderway.');
  await signUp.submit({ ...person, phone: newPhone() });

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
  await expect(page.getByText('a•••@codes.example')).toBeVisible();
  await screens.hidesInUrl(person.email, person.password);
  const { mail } = await mailbox.waitForMessageTo(person.email);
  expect(mail.text).toContain('Your code to confirm your email address is');
  const code = await mailbox.waitForCodeTo(person.email);
  await screens.enterRefusedCode(wrong(code));
  await screens.isRefused(screens.code, INVALID_CODE);
  await screens.enterCode(code);
  await screens.isSignedIn(person.email);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hello, Ada Lovelace');

  await screens.leave();
  await screens.signInWithPassword(person);
  // The account was created in this browser, so no message reports a sign-in from a new browser.
  await mailIsOut();
  expect(mailbox.messagesTo(person.email)).toHaveLength(1);
});

test('before the code there is no account', async ({ screens, anotherBrowser, mailbox, mailIsOut }) => {
  const person = ada();
  await screens.open('/sign-up');
  await new SignUpScreen(screens).submit(person);
  await mailbox.waitForMessageTo(person.email);

  const other = await anotherBrowser();
  await other.open('/sign-in/password');
  await other.submitRefusedPassword(person.email, person.password, wrongPassword(1));
  await other.choose('Email code');
  await other.askForCode(person.email);
  await mailIsOut();
  expect(mailbox.messagesTo(person.email)).toHaveLength(1);
});

test('a number given at sign-up is not a verified one yet', async ({ screens, mailbox }) => {
  const person = { ...ada(), phone: newPhone() };
  await screens.open('/sign-up');
  await new SignUpScreen(screens).submit(person);
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await screens.isSignedIn(person.email);
  await screens.leave();
  await screens.open('/sign-in/text-code');
  await screens.phone.fill(person.phone);
  await screens.sendCode.click();
  await screens.says('SMS login is only available for accounts with verified phone numbers.');
});

test('an address that has an account sees the same screen and gets a helpful message; no code helps', async ({
  page, portico, screens, mailbox, member, mailIsOut,
}) => {
  await screens.open('/sign-up');
  await new SignUpScreen(screens).submit({ ...ada(), email: member.email });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
  await expect(page.getByText('m•••@codes.example')).toBeVisible();
  await screens.saysHowLongTheCodeIsGood();
  await expect(screens.resend).toBeVisible();

  const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'already registered');
  expect(mail.subject).toBe('You already have an account at Alderway');
  expect(mail.text).toContain(`${portico.url}/sign-in\n`);
  expect(mail.text).toContain(`${portico.url}/recovery\n`);
  for (const digits of ['000000', '123456']) {
    await screens.enterRefusedCode(digits);
    await screens.isRefused(screens.code, INVALID_CODE);
  }
  await mailIsOut();
  expect(mailbox.messagesTo(member.email)).toHaveLength(1);

  // The owner of the account signs in as before: nothing was changed.
  await screens.signInWithPassword(member);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hello, Test Member');
});

test('each field that is wrong is refused in its place, and what was typed stays', async ({ screens, mailbox }) => {
  test.setTimeout(90_000);
  const signUp = new SignUpScreen(screens);
  const person = ada();
  await screens.open('/sign-up');
  await signUp.isRefused({ ...person, name: '' }, signUp.name, NOT_A_NAME);
  await signUp.isRefused({ ...person, name: '   ' }, signUp.name, NOT_A_NAME);
  await signUp.isRefused({ ...person, email: 'not an address' }, signUp.email, NOT_AN_ADDRESS);
  await signUp.isRefused({ ...person, phone: '12' }, signUp.phone, NOT_A_NUMBER);
  await signUp.isRefused({ ...person, phone: '+33 6 12 34 56 78' }, signUp.phone, NOT_SERVED);
  await signUp.phone.fill('');
  await signUp.submit(person);
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await screens.isSignedIn(person.email);
});

const passwords: [string, string, string][] = [
  ['nothing', '', RULES],
  ['one that is too short', 'Aa1!aaa', RULES],
  ['one without a capital', 'harbour7-lantern_quill', RULES],
  ['one without a digit', 'Harbour-Lantern_Quill', RULES],
  ['one without a special character', 'Harbour7Lantern8Quill', RULES],
  ['one of more than 128 characters', `Aa1!${'x'.repeat(125)}`, RULES],
  ['a common one', 'Password1!', COMMON],
  ['one that is the name', 'AdaLovelace1!', ABOUT_YOU],
  ['one that is the organisation’s name', 'Alderway1!', ABOUT_YOU],
];

for (const [what, password, sentence] of passwords) {
  test(`as a password ${what} is refused beside the field`, async ({ screens }) => {
    const signUp = new SignUpScreen(screens);
    await screens.open('/sign-up');
    await signUp.isRefused({ ...ada(), password }, signUp.password, sentence);
  });
}

test('password managers and generators are told what to fill in and what is needed', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  await expect(signUp.name).toHaveAttribute('autocomplete', 'name');
  await expect(signUp.email).toHaveAttribute('autocomplete', 'email');
  await expect(signUp.phone).toHaveAttribute('autocomplete', 'tel');
  await expect(signUp.phone).toHaveAttribute('type', 'tel');
  await expect(signUp.password).toHaveAttribute('autocomplete', 'new-password');
  await expect(signUp.password).toHaveAttribute('passwordrules',
    'minlength: 8; maxlength: 128; required: lower; required: upper; required: digit; required: special;');
  await expect(signUp.password).toHaveAccessibleDescription('Your password needs 8 to 128 characters, '
    + 'an upper-case letter, a lower-case letter, a digit and a special character.');
  await expect(page.locator('.checklist li')).toHaveCount(5);
});

test('where people are invited there is no sign-up, and no link to one', async ({ page, portico, screens }) => {
  await portico.haveOrganisation({ slug: 'invited', name: 'Cedar & Co', preset: 'invited' });
  expect((await page.goto('/o/invited/sign-up'))?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText("We can't find this page");
  await screens.open('/o/invited/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to Cedar & Co');
  await expect(page.getByRole('link', { name: 'Create an account' })).toHaveCount(0);
});

test('an organisation’s own page makes its accounts', async ({ page, portico, screens, mailbox }) => {
  await portico.haveOrganisation({ slug: 'links', name: 'Birchfield', preset: 'links' });
  const person = ada();
  await screens.open('/o/links/sign-in');
  await screens.follow(page.getByRole('link', { name: 'Create an account' }), /\/o\/links\/sign-up$/);
  await new SignUpScreen(screens).submit(person);
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await screens.isSignedIn(person.email);
  await expect(page.getByRole('main')).toContainText('Birchfield');
});

test('"Sign in" leads back for users who have an account', async ({ page, screens }) => {
  await screens.open('/sign-up');
  await screens.follow(page.getByRole('main').getByRole('link', { name: 'Sign in' }), SIGN_IN_PATH);
  await expect(screens.email).toBeVisible();
});
