// Five wrong passwords lock out password sign-in for an hour. Other sign-in methods still work, and so does the password
// in a browser that has signed in to the account before.
import type { Portico } from '../support/portico';
import { post } from '../support/http';
import { newClientAddress, newEmail, WRONG_PASSWORD } from '../support/people';
import { expect, test } from '../support/test';
import { TOO_MANY_ATTEMPTS, wrongPassword, type Screens } from '../support/screens';

const PAUSED = 'Only password sign-in is paused. Your account is safe, and you can sign in with a code now.';
const HOUR = 60 * 60;

/** Submits wrong passwords, each from a new client address. */
async function fail(portico: Portico, email: string, times = 5): Promise<void> {
  for (let attempt = 1; attempt <= times; attempt += 1) {
    const fields = { organisation: '', email, password: WRONG_PASSWORD, return_to: '' };
    const { status } = await post(portico, '/api/sign_in_with_password', fields, newClientAddress());
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  }
}

async function isLocked(screens: Screens, pressed: () => Promise<void>): Promise<void> {
  await pressed();
  await screens.says(TOO_MANY_ATTEMPTS);
  await screens.says(PAUSED);
  if (screens.live) {
    await expect(screens.timer).toHaveAccessibleName('Time until you can use your password again');
  }
  await screens.saysHowLongToWait(HOUR);
  await expect(screens.password).toBeHidden();
}

for (const who of ['a person', 'somebody unknown'] as const) {
  test(`five wrong passwords of ${who} are counted beside the field, and the sixth attempt is refused for an hour`, async ({
    screens, member,
  }) => {
    test.setTimeout(90_000);
    const email = who === 'a person' ? member.email : newEmail('nobody');
    await screens.open('/sign-in/password');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await screens.submitRefusedPassword(email, `${WRONG_PASSWORD}${attempt}`, wrongPassword(attempt));
      await screens.isRefused(screens.password, wrongPassword(attempt));
      await expect(screens.password).toHaveValue('');
      await expect(screens.email).toHaveValue(email);
      await screens.hidesInUrl(email, WRONG_PASSWORD);
    }
    // Now the right password is refused as well.
    await isLocked(screens, () => screens.submitPassword(email, member.password));
    await screens.hidesInUrl(email, member.password);
    const notice = screens.page.getByRole('alert').filter({ hasText: TOO_MANY_ATTEMPTS });
    await expect(notice).toHaveCount(1);
    if (screens.live) {
      await expect(notice).toBeFocused();
      const first = await screens.secondsLeft();
      await expect.poll(() => screens.secondsLeft()).toBeLessThan(first - 1);
    }
  });
}

test('while the password is locked out a code by email lets in', async ({ page, portico, screens, mailbox, member }) => {
  await fail(portico, member.email);
  await screens.open('/sign-in/password');
  await isLocked(screens, () => screens.submitPassword(member.email, member.password));
  // The primary button sends the code to the address that was typed.
  await expect(page.locator('.button--primary:visible')).toHaveText(['Email me a code']);
  await page.getByRole('button', { name: 'Email me a code' }).click();
  await screens.isAskedForCode();
  await screens.enterCode(await mailbox.waitForCodeTo(member.email));
  await screens.isSignedIn(member.email);
});

test('while the password is locked out a code by text lets in', async ({ page, portico, screens, textbox, member }) => {
  await fail(portico, member.email);
  await screens.open('/sign-in/password');
  await isLocked(screens, () => screens.submitPassword(member.email, member.password));
  await screens.follow(page.getByRole('link', { name: 'Text me a code' }), /\/sign-in\/text-code$/);
  await screens.askForText(member.phone);
  await screens.enterCode(await textbox.waitForCodeTo(member.phone));
  await screens.isSignedIn(member.email);
});

test('the lockout is one address’s: another user signs in on the same page', async ({
  page, portico, screens, member, person,
}) => {
  await fail(portico, person.email);
  await screens.open('/sign-in/password');
  await isLocked(screens, () => screens.submitPassword(person.email, member.password));
  await page.getByRole('link', { name: 'Use another email address' }).click();
  await expect(screens.password).toBeVisible();
  await expect(screens.email).not.toHaveValue(person.email);
  if (screens.live) {
    await expect(screens.email).toBeFocused();
  }
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
});

test('the owner is told once per lockout, with what to do', async ({ portico, mailbox, member, mailIsOut }) => {
  const began = Date.now();
  await fail(portico, member.email, 8);
  const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'lockout');
  await mailIsOut();
  expect(mailbox.messagesTo(member.email)).toHaveLength(1);

  expect(mail.subject).toBe('Password sign-in is paused at Alderway');
  const [, until = ''] = /paused password sign-in until (\d+ \w+ \d{4}, \d\d:\d\d UTC)\./.exec(mail.text ?? '') ?? [];
  // The message gives the time in whole minutes.
  expect(Date.parse(until.replace(',', '')) - began).toBeGreaterThan((HOUR - 60) * 1000);
  expect(Date.parse(until.replace(',', '')) - Date.now()).toBeLessThanOrEqual(HOUR * 1000);
  expect(mail.text).toContain(`${portico.url}/sign-in\n`);
  expect(mail.text).toContain(`${portico.url}/recovery\n`);
  expect(mail.text).toContain('none of those attempts succeeded');
  expect(String(mail.html)).toContain(`href="${portico.url}/sign-in"`);
});

test('four failures send no message', async ({ portico, mailbox, member, mailIsOut }) => {
  await fail(portico, member.email, 4);
  await mailIsOut();
  expect(mailbox.messagesTo(member.email)).toEqual([]);
});

test('an address without an account is locked out as well, and gets no message', async ({
  portico, mailbox, mailIsOut,
}) => {
  const nobody = newEmail('nobody');
  await fail(portico, nobody, 6);
  await mailIsOut();
  expect(mailbox.messagesTo(nobody)).toEqual([]);
});

test('a browser that signed in before is not locked out by a stranger’s failures', async ({
  screens, member, anotherBrowser,
}) => {
  test.setTimeout(90_000);
  await screens.signInWithPassword(member);
  await screens.leave();

  const stranger = await anotherBrowser();
  await stranger.open('/sign-in/password');
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await stranger.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(attempt));
  }
  await isLocked(stranger, () => stranger.submitPassword(member.email, member.password));

  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(1));
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
});

test('the operator ends a lockout', async ({ portico, screens, member }) => {
  await fail(portico, member.email);
  await screens.open('/sign-in/password');
  await isLocked(screens, () => screens.submitPassword(member.email, member.password));
  await portico.command(['account', 'unlock', '--email', member.email]);
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(1));
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
});
