// The message "New sign-in to your account", and the page that its link opens, with the button "This wasn't me".
import type { ParsedMail } from 'mailparser';
import { ask } from '../support/http';
import { served } from '../support/markup';
import { newClientAddress } from '../support/people';
import { expect, test } from '../support/test';
import { ACCOUNT_PATH, SIGN_IN_PATH, type Screens } from '../support/screens';
import { NEW, Settings } from '../support/settings';

const OVER = "You've been signed out everywhere";

function linkIn(mail: ParsedMail): string {
  return /^http:\/\/localhost:\d+\/not-me\/[\w-]+$/m.exec(mail.text ?? '')?.[0] ?? '';
}

async function isStillSignedIn(screens: Screens, email: string): Promise<void> {
  await screens.open('/account');
  await screens.isSignedIn(email);
}

test('a sign-in from a new browser is told with time, browser and place, and with a link', async ({
  portico, screens, mailbox, member, clientAddress,
}) => {
  const began = Date.now();
  await screens.signInWithPassword(member);
  const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in');
  expect(mail.subject).toBe('New sign-in to your account');
  const [, time = ''] = /Time +(\d+ \w+ \d{4}, \d\d:\d\d UTC)\n/.exec(mail.text ?? '') ?? [];
  // The message gives the time in whole minutes.
  expect(Date.parse(time.replace(',', ''))).toBeGreaterThan(began - 60_000);
  expect(Date.parse(time.replace(',', ''))).toBeLessThanOrEqual(Date.now());
  expect(mail.text).toMatch(/Browser +Chrome on Linux\n/);
  expect(mail.text).toContain(`IP address  ${clientAddress}\n`);
  expect(linkIn(mail)).toContain(`${portico.url}/not-me/`);
  const html = String(mail.html);
  expect(html).toContain(`href="${linkIn(mail)}"`);
  for (const words of [time, 'Chrome on Linux', clientAddress]) {
    expect(html).toContain(words);
  }
});

for (const way of ['a code by email', 'a code by text'] as const) {
  test(`${way} from a new browser is told as well`, async ({ screens, mailbox, textbox, member }) => {
    if (way === 'a code by email') {
      await screens.open('/sign-in');
      await screens.askForCode(member.email);
      await screens.enterCode(await mailbox.waitForCodeTo(member.email));
    } else {
      await screens.open('/sign-in/text-code');
      await screens.askForText(member.phone);
      await screens.enterCode(await textbox.waitForCodeTo(member.phone));
    }
    await screens.isSignedIn(member.email);
    await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in');
  });
}

test('a browser that signed in before is not told of again', async ({ screens, mailbox, member, mailIsOut }) => {
  await screens.signInWithPassword(member);
  await screens.leave();
  await screens.signInWithPassword(member);
  await mailIsOut();
  expect(mailbox.messagesTo(member.email, 'new sign-in')).toHaveLength(1);
});

test('opening the link changes nothing, in any browser and however often', async ({
  screens, mailbox, member, anotherBrowser,
}) => {
  await screens.signInWithPassword(member);
  const link = linkIn((await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in')).mail);
  for (const method of ['HEAD', 'GET', 'GET']) {
    const { status, headers } = await ask(link, { method, headers: { Accept: 'text/html' } });
    expect(status, method).toBe(200);
    expect(headers['set-cookie'], method).toBeUndefined();
  }
  const other = await anotherBrowser();
  await other.open(link);
  await other.reload();
  await expect(other.page.getByRole('heading', { level: 1 })).toHaveText('Was this you?');
  await isStillSignedIn(screens, member.email);
});

test('the page says what the message says, and the account only masked', async ({
  page, screens, mailbox, member, clientAddress,
}) => {
  await screens.signInWithPassword(member);
  await page.context().clearCookies();
  await screens.open(linkIn((await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in')).mail));
  const facts = page.getByRole('definition');
  await expect(facts.nth(0)).toHaveText('m•••@codes.example');
  await expect(facts.nth(1)).toHaveText('New sign-in to your account');
  await expect(facts.nth(2)).toHaveText(/^\d+ \w+ \d{4}, \d\d:\d\d UTC$/);
  await expect(facts.nth(3)).toHaveText('Chrome on Linux');
  await expect(facts.nth(4)).toHaveText(clientAddress);
  expect(await served(page)).not.toContain(member.email);
});

test('the press signs out everywhere, and leads to a new password', async ({
  page, screens, mailbox, member, anotherBrowser,
}) => {
  test.setTimeout(90_000);
  await screens.signInWithPassword(member);
  await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in');
  const stranger = await anotherBrowser();
  await stranger.signInWithPassword(member);
  const link = linkIn((await mailbox.waitForMessageTo(member.email, 2, 15_000, 'new sign-in')).mail);

  await screens.open(link);
  await screens.answered('/api/was_not_me', () => page.getByRole('button', { name: 'This wasn\'t me' }).click());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(OVER);
  await expect(page.getByRole('button', { name: 'This wasn\'t me' })).toHaveCount(0);
  for (const browser of [screens, stranger]) {
    await browser.page.goto('/account');
    await expect(browser.page).toHaveURL(SIGN_IN_PATH);
  }

  // Opened again after another sign-in, the link shows the same page and ends nothing.
  await screens.signInWithPassword(member);
  await screens.open(link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(OVER);
  await isStillSignedIn(screens, member.email);
  const sent = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery');
  await screens.open(/http:\/\/\S+\/new-password\/\S+/.exec(sent.mail.text ?? '')?.[0] ?? '');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose a new password');
});

test('a browser that was not the person is a new one again', async ({
  page, screens, mailbox, member, anotherBrowser,
}) => {
  test.setTimeout(90_000);
  const stranger = await anotherBrowser();
  await stranger.signInWithPassword(member);
  await screens.open(linkIn((await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in')).mail));
  await page.getByRole('button', { name: 'This wasn\'t me' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(OVER);
  await stranger.signInWithPassword(member);
  await mailbox.waitForMessageTo(member.email, 2, 15_000, 'new sign-in');
});

test('the link cannot be pressed by another site or by following it', async ({ portico, screens, mailbox, member }) => {
  await screens.signInWithPassword(member);
  const token = linkIn((await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in')).mail).split('/').at(-1) ?? '';
  const body = new URLSearchParams({ token }).toString();
  const headers = {
    'Content-Type': 'application/x-www-form-urlencoded', 'X-Forwarded-For': newClientAddress(),
    'Origin': 'https://elsewhere.example',
  };
  expect((await ask(`${portico.url}/api/was_not_me`, { method: 'POST', headers, body })).status).toBe(403);
  expect([404, 405]).toContain((await ask(`${portico.url}/api/was_not_me?${body}`)).status);
  await isStillSignedIn(screens, member.email);
});

test('an unknown or damaged link says so, and what helps', async ({ page }) => {
  for (const token of ['x', 'A'.repeat(43), 'a/b', '%00', 'A'.repeat(300)]) {
    await page.goto(`/not-me/${token}`);
    await expect(page.getByRole('heading', { level: 1 }), token).toHaveText('This link no longer works');
    await expect(page.locator('main .button--primary'), token).toHaveText(['Choose a new password']);
  }
});

test('after "This wasn\'t me" the person is not signed in by it', async ({ page, screens, mailbox, member, anotherBrowser }) => {
  const stranger = await anotherBrowser();
  await stranger.signInWithPassword(member);
  await screens.open(linkIn((await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in')).mail));
  await page.getByRole('button', { name: 'This wasn\'t me' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(OVER);
  await page.goto('/account');
  await expect(page).not.toHaveURL(ACCOUNT_PATH);
});

test('one press in the notice about a new password signs out everywhere and leads to another one', async ({
  page, screens, mailbox, member, anotherBrowser,
}) => {
  test.setTimeout(90_000);
  const stranger = await anotherBrowser();
  await stranger.signInWithPassword(member);
  await stranger.open('/settings/security/password');
  await new Settings(stranger).changePassword(member.password, NEW);
  const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'password changed');

  await screens.open(linkIn(mail));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Was this you?');
  await expect(page.getByText('Your password was changed')).toBeVisible();
  await expect(page.locator('main button[type=submit]')).toHaveCount(1);
  await screens.answered('/api/was_not_me', () => page.getByRole('button', { name: 'This wasn\'t me' }).click());
  await expect(page.getByRole('heading', { level: 1 })).toHaveText("You've been signed out everywhere");
  await stranger.page.goto('/account');
  await expect(stranger.page).toHaveURL(SIGN_IN_PATH);
  const sent = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery');
  await screens.open(/http:\/\/\S+\/new-password\/\S+/.exec(sent.mail.text ?? '')?.[0] ?? '');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose a new password');
});
