// Signing in, signing up and recovery: every page and state is accessible in light and dark, and valid HTML.
import type { Page } from '@playwright/test';
import { post } from '../support/http';
import { expectValidHtml, served } from '../support/markup';
import { newClientAddress, newEmail, newPhone, PASSWORD, WRONG_PASSWORD } from '../support/people';
import { NO_MATCH, NO_VERIFIED_PHONE, TOO_MANY_ATTEMPTS, wrongPassword } from '../support/screens';
import { SignUpScreen } from '../support/sign_up_screen';
import { expect, test as base } from '../support/test';

const test = base.extend<{ isSound: (page: Page) => Promise<void> }>({
  /** Expects that axe finds nothing on the page, and that the server sends valid HTML for it. */
  isSound: async ({ isAccessible }, use) => {
    await use(async (page) => {
      await isAccessible(page);
      await expectValidHtml(await served(page));
    });
  },
});

for (const [path, title] of [
  ['/sign-in/email-code', 'Sign in · Alderway'],
  ['/sign-in/text-code', 'Sign in · Alderway'],
  ['/sign-in/password', 'Sign in · Alderway'],
  ['/sign-up', 'Create an account · Alderway'],
  ['/recovery', 'Forgot your password? · Alderway'],
] as const) {
  test(`${path} is accessible and valid`, async ({ page, screens, isSound }) => {
    await screens.open(path);
    await expect(page).toHaveTitle(title);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await isSound(page);
  });
}

test('pages of an organisation with nothing but passwords are accessible and valid', async ({
  page, portico, screens, isSound,
}) => {
  await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
  for (const path of ['/o/temporary/sign-in', '/o/temporary/recovery']) {
    await screens.open(path);
    await isSound(page);
  }
});

test('the refused password is accessible and valid', async ({ page, screens, member, isSound }) => {
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(1));
  await isSound(page);
});

test('the closed password is accessible and valid', async ({ page, portico, screens, person, isSound }) => {
  const fields = { organisation: '', email: person.email, password: WRONG_PASSWORD, return_to: '' };
  for (let failed = 1; failed <= 5; failed += 1) {
    await post(portico, '/api/sign_in_with_password', fields, newClientAddress());
  }
  await screens.open('/sign-in/password');
  await screens.submitPassword(person.email, WRONG_PASSWORD);
  await screens.says(TOO_MANY_ATTEMPTS);
  await isSound(page);
});

test('the slowed-down password is accessible and valid', async ({ page, portico, screens, isSound }) => {
  await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
  await screens.open('/o/temporary/sign-in');
  await screens.submitRefusedPassword(newEmail(), WRONG_PASSWORD, NO_MATCH);
  await isSound(page);
});

test('the refused number is accessible and valid', async ({ page, screens, isSound }) => {
  await screens.open('/sign-in/text-code');
  await screens.phone.fill(newPhone());
  await screens.sendCode.click();
  await screens.says(NO_VERIFIED_PHONE);
  await isSound(page);
});

test('the code screen after a text is accessible and valid', async ({ page, screens, member, isSound }) => {
  await screens.open('/sign-in/text-code');
  await screens.askForText(member.phone);
  await expect(page).toHaveTitle('Enter your code · Alderway');
  await isSound(page);
});

test('the refused sign-up is accessible and valid, and so is one on its way to be good', async ({
  page, screens, isSound,
}) => {
  const signUp = new SignUpScreen(screens);
  const person = { name: 'Ada Lovelace', email: newEmail('ada'), password: 'Harbour7' };
  await screens.open('/sign-up');
  await signUp.isRefused(person, signUp.password, "Your password doesn't meet every rule in the list above.");
  await isSound(page);
  await signUp.fill({ ...person, password: PASSWORD });
  await isSound(page);
});

test('a sign-up that waits for its bar is accessible and valid', async ({ page, portico, screens, isSound }) => {
  await portico.haveOrganisation({ slug: 'waits', name: 'Hollow & Sons', preset: 'codes' });
  await portico.command(['policy', 'set', '--organisation', 'waits'],
    'version = 1\npreset = "invited"\nsign_up = "open"\n');
  await screens.open('/o/waits/sign-up');
  const signUp = new SignUpScreen(screens);
  await signUp.password.fill('Aaaaaaaaaaaaaaa1!');
  await isSound(page);
});

test('what is remembered, and who is signed in, is accessible and valid', async ({ page, screens, member, isSound }) => {
  await screens.signInWithPassword(member);
  await screens.open('/sign-in');
  await expect(page.getByText(`You're signed in as ${member.email}`)).toBeVisible();
  await screens.says('You signed in this way last time.');
  await isSound(page);
});

test('the page behind "This wasn\'t me" is accessible and valid, before the press and after', async ({
  page, screens, mailbox, member, isSound,
}) => {
  await screens.signInWithPassword(member);
  const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in');
  await screens.open(/http:\/\/\S+\/not-me\/\S+/.exec(mail.text ?? '')?.[0] ?? '');
  await expect(page).toHaveTitle('Security of your account · Alderway');
  await isSound(page);
  await screens.answered('/api/was_not_me', () => page.getByRole('button', { name: 'This wasn\'t me' }).click());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText("You've been signed out everywhere");
  await isSound(page);
});

test('every message names the organisation and has no hole in it', async ({ portico, screens, mailbox, member }) => {
  const fields = { organisation: '', email: member.email, password: WRONG_PASSWORD, return_to: '' };
  for (let failed = 1; failed <= 5; failed += 1) {
    await post(portico, '/api/sign_in_with_password', fields, newClientAddress());
  }
  await screens.open('/sign-up');
  await new SignUpScreen(screens).submit({ name: 'Ada Lovelace', email: member.email, password: PASSWORD });
  await screens.signInWithCode(member, mailbox);
  for (const kind of ['code', 'lockout', 'already registered', 'new sign-in'] as const) {
    const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, kind);
    for (const part of [mail.text ?? '', /<body[\s\S]*<\/body>/.exec(String(mail.html))?.[0] ?? '']) {
      expect(part, kind).toContain('Alderway');
      expect(part, kind).not.toMatch(/\{[{%]|[}%]\}|undefined/);
    }
  }
});
