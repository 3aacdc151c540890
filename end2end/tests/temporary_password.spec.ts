// Replacing a forgotten password with the help of a temporary one, with JavaScript and without.
import { ask } from '../support/http';
import type { Message } from '../support/mailbox';
import { expectValidHtml, served } from '../support/markup';
import { newEmail, PASSWORD } from '../support/people';
import { NO_MATCH, TOO_MANY_ATTEMPTS, type Screens } from '../support/screens';
import { expect, test as base } from '../support/test';

const NEW = 'Lantern3-Over~The-Quay';
const SIGN_IN = '/o/temporary/sign-in';
const EXPIRED = 'This temporary password has expired. Please request a new one.';
const FIVE_MINUTES = 5 * 60;
const DIFFERENT = "The two email addresses don't match.";

/** Each test has an account at the organisation Driftwood. */
const test = base.extend<{ email: string; way: Way }>({
  email: async ({ portico }, use) => {
    await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
    const email = newEmail();
    await portico.createAccount(email, { organisation: 'temporary', password: PASSWORD });
    await use(email);
  },
  way: async ({ screens }, use) => use(new Way(screens)),
});

function linkIn({ mail }: Message): string {
  const link = /http\S+\/reset\/[\w-]{43}/.exec(mail.text ?? '')?.[0];
  expect(link, mail.text).toBeDefined();
  return link!;
}

function passwordIn({ mail }: Message): string {
  const password = /^ {4}([2-9A-HJKMNP-Z]{5}(?:-[2-9A-HJKMNP-Z]{5}){3})$/m.exec(mail.text ?? '')?.[1];
  expect(password, mail.text).toBeDefined();
  return password!;
}

class Way {
  constructor(private readonly screens: Screens) {}

  // Exact, because "Confirm email address" contains the label of the first field.
  readonly email = () => this.screens.page.getByLabel('Email address', { exact: true });
  readonly again = () => this.screens.page.getByLabel('Confirm email address', { exact: true });
  readonly reset = () => this.screens.page.getByRole('button', { name: 'Reset', exact: true });
  readonly confirm = () => this.screens.page.getByRole('button', { name: 'Confirm reset' });
  readonly save = () => this.screens.page.getByRole('button', { name: 'Save' });
  readonly password = () => this.screens.page.getByLabel('New password', { exact: true });
  readonly confirmation = () => this.screens.page.getByLabel('Confirm new password', { exact: true });
  readonly heading = () => this.screens.page.getByRole('heading', { level: 1 });

  async fill(email: string, again = email): Promise<void> {
    await this.email().fill(email);
    await this.again().fill(again);
    await this.reset().click();
  }

  async askFor(email: string): Promise<void> {
    await this.screens.open('/o/temporary/recovery');
    await this.fill(email);
    await this.isSent();
  }

  async isSent(): Promise<void> {
    await expect(this.screens.page).toHaveURL(/\/o\/temporary\/recovery\/sent\?again_at=\d+$/);
    await expect(this.heading()).toHaveText('Check your email');
    await this.screens.settled();
  }

  async confirmAt(link: string): Promise<void> {
    await this.screens.open(link);
    await this.confirm().click();
    await expect(this.screens.page).toHaveURL(/\/o\/temporary\/recovery\/confirmed$/);
    await this.screens.settled();
  }

  async choose(password: string, confirmation = password): Promise<void> {
    await this.password().fill(password);
    await this.confirmation().fill(confirmation);
    await this.save().click();
  }

  /** Signs in with a temporary password and arrives at the page that asks for a new one. */
  async enterWith(email: string, temporary: string): Promise<void> {
    await this.screens.open(SIGN_IN);
    await this.screens.submitPassword(email, temporary);
    await expect(this.screens.page).toHaveURL(/\/choose-password$/);
    await expect(this.heading()).toHaveText('Choose a new password');
    await this.screens.settled();
  }
}

test('a forgotten password is replaced by way of a temporary one', async ({
  page, screens, way, mailbox, email, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(90_000);
  const elsewhere = await anotherBrowser();
  await elsewhere.open(SIGN_IN);
  await elsewhere.submitPassword(email, PASSWORD);
  await elsewhere.isSignedIn(email);

  await screens.open(SIGN_IN);
  await screens.follow(page.getByRole('link', { name: 'Forgot password?' }), /\/o\/temporary\/recovery$/);
  await expect(way.heading()).toHaveText('Forgot your password?');
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await way.fill(email);
  await way.isSent();
  await expect(page.getByRole('main')).toContainText('The link works once and expires in 30 minutes.');
  await screens.saysHowLongToWait(FIVE_MINUTES);
  await isAccessible(page);

  await screens.open(linkIn(await mailbox.waitForMessageTo(email, 1, 15_000, 'confirm reset')));
  await expect(way.heading()).toHaveText('Confirm your password reset');
  await expect(page.getByRole('main')).toContainText(email);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await way.confirm().click();
  await expect(page.getByRole('main')).toContainText('A message with a temporary password is on its way.');
  await screens.settled();
  await isAccessible(page);

  const temporary = passwordIn(await mailbox.waitForMessageTo(email, 1, 15_000, 'temporary password'));
  await screens.follow(page.getByRole('link', { name: 'Sign in' }), /\/o\/temporary\/sign-in\/password$/);
  await screens.submitPassword(email, temporary);
  await expect(page).toHaveURL(/\/choose-password$/);
  await screens.settled();
  await expect(page.getByRole('main')).toContainText(email);
  await expect(way.password()).toHaveAttribute('autocomplete', 'new-password');
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await way.choose(NEW);
  await screens.isSignedIn(email);
  await screens.hidesInUrl(NEW, temporary, email);

  await elsewhere.page.goto('/account');
  await expect(elsewhere.page).toHaveURL(SIGN_IN);
  await elsewhere.open(SIGN_IN);
  await elsewhere.submitRefusedPassword(email, PASSWORD, NO_MATCH);
  await mailbox.waitForMessageTo(email, 1, 15_000, 'password changed');
});

test('the old password works until the temporary one is used, and that says when it is over', async ({
  page, screens, way, mailbox, email, anotherBrowser,
}) => {
  await way.askFor(email);
  await way.confirmAt(linkIn(await mailbox.waitForMessageTo(email, 1, 15_000, 'confirm reset')));
  const temporary = passwordIn(await mailbox.waitForMessageTo(email, 1, 15_000, 'temporary password'));
  const other = await anotherBrowser();
  await other.open(SIGN_IN);
  await other.submitPassword(email, PASSWORD);
  await other.isSignedIn(email);

  await way.enterWith(email, temporary.toLowerCase());
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in/);
  await way.enterWith(email, temporary.replaceAll('-', ''));
  await screens.reload();
  await way.choose(NEW);
  await screens.isSignedIn(email);
  // After a password was chosen, its page redirects to the account page.
  await page.goBack();
  await expect(page).toHaveURL(/\/account$/);
  await expect(way.save()).toHaveCount(0);

  await other.open(SIGN_IN);
  await other.submitRefusedPassword(email, temporary, EXPIRED);
  await other.isRefused(other.password, EXPIRED);
  await expect(other.page.getByRole('link', { name: 'Forgot password?' })).toBeVisible();
});

test('a scanner that opens the link in every way sends nothing', async ({
  screens, way, mailbox, email, anotherBrowser, mailIsOut,
}) => {
  await way.askFor(email);
  const link = linkIn(await mailbox.waitForMessageTo(email, 1, 15_000, 'confirm reset'));
  for (const method of ['HEAD', 'GET']) {
    expect((await ask(link, { method, headers: { Accept: 'text/html' } })).status).toBe(200);
  }
  const scanner = await anotherBrowser();
  await scanner.open(link);
  await mailIsOut();
  expect(mailbox.messagesTo(email, 'temporary password')).toEqual([]);
  await way.confirmAt(link);
  await mailbox.waitForMessageTo(email, 1, 15_000, 'temporary password');
  await screens.open(link);
  await expect(way.heading()).toHaveText('This link has already been used');
  await screens.follow(screens.page.getByRole('link', { name: 'Send a new link' }), /\/o\/temporary\/recovery$/);
  await expect(way.reset()).toBeVisible();
});

test('different addresses are refused beside the second field, and a second request has to wait', async ({
  page, screens, way, email,
}) => {
  await screens.open('/o/temporary/recovery');
  await way.fill(email, newEmail());
  await screens.says(DIFFERENT);
  await screens.isRefused(way.again(), DIFFERENT);
  await expect(way.email()).toHaveValue(email);
  await expect(way.again()).not.toHaveValue('');
  await way.fill(email);
  await way.isSent();
  await screens.reload();
  await screens.saysHowLongToWait(FIVE_MINUTES);
  // The link would lead to a form that is paused.
  await expect(page.getByRole('link', { name: 'ask again' })).toHaveCount(0);
  await screens.open('/o/temporary/recovery');
  await way.fill(email);
  await screens.says(TOO_MANY_ATTEMPTS);
  await screens.saysHowLongToWait(FIVE_MINUTES);
  await expect(way.reset()).toBeHidden();
  await expect(page.getByRole('main').locator('.button--primary:visible')).toHaveText('Back to sign in');
});

test('an address without an account gets the same page', async ({
  page, portico, screens, way, mailbox, mailIsOut,
}) => {
  await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
  const stranger = newEmail();
  await way.askFor(stranger);
  await expect(page.getByRole('main')).toContainText('has an account here, a message with a link is on its way.');
  await screens.saysHowLongToWait(FIVE_MINUTES);
  await mailIsOut();
  expect(mailbox.messages.filter(({ to }) => to.includes(stranger))).toEqual([]);
});
