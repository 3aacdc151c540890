// Replacing a forgotten password with a link from a message, with JavaScript and without.
import type { Message } from '../support/mailbox';
import { ask } from '../support/http';
import { newEmail, PASSWORD, WRONG_PASSWORD } from '../support/people';
import { NEW, Settings } from '../support/settings';
import { TOO_MANY_ATTEMPTS, wrongPassword, type Screens } from '../support/screens';
import { expect, test } from '../support/test';
import { expectValidHtml, served } from '../support/markup';

const LINK_PATH = /\/new-password\/[\w-]{43}(\?.*)?$/;

function linkIn({ mail }: Message): string {
  const link = /http\S+\/new-password\/[\w-]{43}/.exec(mail.text ?? '')?.[0];
  expect(link, mail.text).toBeDefined();
  return link!;
}

class Recovery {
  constructor(private readonly screens: Screens) {}

  readonly send = () => this.screens.page.getByRole('button', { name: 'Send instructions' });
  readonly save = () => this.screens.page.getByRole('button', { name: 'Save' });
  readonly password = () => this.screens.page.getByLabel('New password', { exact: true });
  readonly confirmation = () => this.screens.page.getByLabel('Confirm new password', { exact: true });

  async askFor(email: string): Promise<void> {
    await this.screens.open('/recovery');
    await this.screens.email.fill(email);
    await this.send().click();
    await expect(this.screens.page).toHaveURL(/\/recovery\/sent$/);
    await expect(this.screens.page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
    await this.screens.settled();
  }

  async choose(password: string, confirmation = password): Promise<void> {
    await this.password().fill(password);
    await this.confirmation().fill(confirmation);
    await this.save().click();
  }

  async isChanged(): Promise<void> {
    await expect(this.screens.page).toHaveURL(/\/recovery\/changed$/);
    await expect(this.screens.page.getByRole('heading', { level: 1 })).toHaveText('Your password is changed');
    await this.screens.settled();
  }
}

test('a forgotten password is replaced by way of a message', async ({
  page, screens, mailbox, member, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(90_000);
  const recovery = new Recovery(screens);
  const elsewhere = await anotherBrowser();
  await elsewhere.signInWithPassword(member);

  await screens.open('/sign-in/password');
  await screens.follow(page.getByRole('link', { name: 'Forgot password?' }), /\/recovery$/);
  await recovery.askFor(member.email);
  await expect(page.getByText('The link works once and expires in 30 minutes.')).toBeVisible();
  await isAccessible(page);
  await expectValidHtml(await served(page));

  await screens.open(linkIn(await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery')));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose a new password');
  await expect(page.getByRole('main')).toContainText(member.email);
  await expect(recovery.password()).toHaveAttribute('autocomplete', 'new-password');
  await expect(recovery.password()).toHaveAttribute('passwordrules', /minlength: 8/);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await recovery.choose(NEW);
  await recovery.isChanged();
  await isAccessible(page);
  await screens.hidesInUrl(NEW, member.email);

  await screens.follow(page.getByRole('link', { name: 'Sign in' }), /\/sign-in\/password$/);
  await screens.submitRefusedPassword(member.email, member.password, wrongPassword(1));
  await screens.submitPassword(member.email, NEW);
  await screens.isSignedIn(member.email);
  await elsewhere.page.goto('/account');
  await expect(elsewhere.page).toHaveURL(/\/sign-in/);
  const news = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'password changed');
  expect(news.mail.text).not.toMatch(LINK_PATH);
});

test('an app that was turned on lately is removed with the old password', async ({
  page, screens, mailbox, member, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(120_000);
  const intruder = await anotherBrowser();
  const settings = new Settings(intruder);
  await settings.signIn(member);
  await settings.turnOnApp();
  const recovery = new Recovery(screens);
  await recovery.askFor(member.email);
  await screens.open(linkIn(await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery')));
  const added = page.getByRole('group', { name: "Recently added. Remove anything you don't recognise." });
  const box = added.getByRole('checkbox', { name: 'Remove Authenticator app' });
  await expect(box).not.toBeChecked();
  await isAccessible(page);
  await expectValidHtml(await served(page));
  // The box stays ticked when the new password is refused.
  await box.check();
  await recovery.choose(NEW, WRONG_PASSWORD);
  await screens.says("The two passwords don't match.");
  await expect(box).toBeChecked();
  await recovery.choose(NEW);
  await recovery.isChanged();
  await screens.signInWithPassword({ email: member.email, password: NEW });
});

test('a scanner that opens the link in every way changes nothing', async ({
  screens, mailbox, member, anotherBrowser,
}) => {
  const recovery = new Recovery(screens);
  await recovery.askFor(member.email);
  const link = linkIn(await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery'));
  for (const method of ['HEAD', 'GET']) {
    expect((await ask(link, { method, headers: { Accept: 'text/html' } })).status).toBe(200);
  }
  const scanner = await anotherBrowser();
  await scanner.open(link);
  await scanner.page.keyboard.press('Enter');
  await expect(scanner.page.getByRole('heading', { level: 1 })).toHaveText('Choose a new password');

  await screens.open(link);
  await recovery.choose(NEW);
  await recovery.isChanged();
});

test('the link changes the password of its account, with any user signed in', async ({
  page, portico, screens, mailbox, member,
}) => {
  const other = { email: newEmail(), password: PASSWORD };
  await portico.createAccount(other.email, other);
  await screens.signInWithPassword(other);
  const recovery = new Recovery(screens);
  await recovery.askFor(member.email);
  await screens.open(linkIn(await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery')));
  await expect(page.getByRole('main')).toContainText(member.email);
  await recovery.choose(NEW);
  await recovery.isChanged();
  await page.goto('/account');
  await screens.isSignedIn(other.email);
});

test('what cannot be had is refused beside its field, and the link stays good', async ({
  page, screens, mailbox, member,
}) => {
  const recovery = new Recovery(screens);
  await recovery.askFor(member.email);
  await screens.open(linkIn(await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery')));
  await recovery.choose(NEW, WRONG_PASSWORD);
  await screens.says("The two passwords don't match.");
  await screens.isRefused(recovery.confirmation(), "The two passwords don't match.");
  await recovery.choose('short');
  await screens.says("Your password doesn't meet every rule in the list above.");
  await screens.isRefused(recovery.password(), "Your password doesn't meet every rule in the list above.");
  await recovery.choose('Password1!');
  await screens.says('This is one of the most common passwords. Choose another one.');
  await screens.hidesInUrl('Password1!', NEW);
  await expect(page).toHaveURL(LINK_PATH);
  await recovery.choose(NEW);
  await recovery.isChanged();
});

test('a used link and one that never was say so and offer a new one', async ({ page, screens, mailbox, member }) => {
  const recovery = new Recovery(screens);
  await recovery.askFor(member.email);
  const link = linkIn(await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery'));
  await screens.open(link);
  await recovery.choose(NEW);
  await recovery.isChanged();
  for (const [address, title] of [
    [link, 'This link has already been used'], [`/new-password/${'A'.repeat(43)}`, "We don't recognise this link"],
  ] as const) {
    await screens.open(address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(recovery.save()).toHaveCount(0);
    await screens.follow(page.getByRole('link', { name: 'Send a new link' }), /\/recovery$/);
    await expect(recovery.send()).toBeVisible();
  }
});

test('an address without an account gets the same page', async ({ page, screens, mailbox, mailIsOut }) => {
  const stranger = newEmail();
  const recovery = new Recovery(screens);
  await recovery.askFor(stranger);
  await expect(page.getByRole('main')).toContainText('has an account here, a message with a link is on its way.');
  await mailIsOut();
  expect(mailbox.messages.filter(({ to }) => to.includes(stranger))).toEqual([]);
});

test('what is no address is refused beside the field; too often, with a clock', async ({ screens, member }) => {
  const recovery = new Recovery(screens);
  await screens.open('/recovery');
  await screens.email.fill('not an address');
  await recovery.send().click();
  await screens.isRefused(screens.email, 'Enter an email address like name@example.com');
  await expect(screens.email).toHaveValue('not an address');
  for (let asked = 1; asked <= 5; asked += 1) {
    await recovery.askFor(member.email);
  }
  await screens.open('/recovery');
  await screens.email.fill(member.email);
  await recovery.send().click();
  await screens.says(TOO_MANY_ATTEMPTS);
  await screens.saysHowLongToWait(60 * 60);
});

test('back and reload on every step change nothing', async ({ page, screens, mailbox, member }) => {
  const recovery = new Recovery(screens);
  await recovery.askFor(member.email);
  await screens.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
  await page.goBack();
  await screens.settled();
  await expect(recovery.send()).toBeVisible();
  const link = linkIn(await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery'));
  await screens.open(link);
  await screens.reload();
  await recovery.choose(NEW);
  await recovery.isChanged();
  await screens.reload();
  await recovery.isChanged();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This link has already been used');
});
