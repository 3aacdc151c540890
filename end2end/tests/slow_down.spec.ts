// Where wrong passwords never lock out but slow down: the next attempt has to wait 1, 2, 4 … seconds, at most a minute.
import { post } from '../support/http';
import { newClientAddress, newEmail, PASSWORD, WRONG_PASSWORD } from '../support/people';
import type { Portico } from '../support/portico';
import { NO_MATCH, TOO_MANY_ATTEMPTS } from '../support/screens';
import { expect, test as base } from '../support/test';

const PAGE = '/o/temporary/sign-in';

/** Each test has an account at the organisation Driftwood. */
const test = base.extend<{ email: string }>({
  email: async ({ portico }, use) => {
    await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
    const email = newEmail();
    await portico.createAccount(email, { organisation: 'temporary', password: PASSWORD });
    await use(email);
  },
});

/**
 * Submits a password that is refused, from a new client address, and returns the body of the response. Equal bodies
 * mean that the wait ends at the same time.
 */
async function fail(portico: Portico, email: string, password = WRONG_PASSWORD): Promise<string> {
  const fields = { organisation: 'temporary', email, password, return_to: '' };
  const { status, body } = await post(portico, '/api/sign_in_with_password', fields, newClientAddress());
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  return body.toString('base64');
}

/**
 * Submits wrong passwords until `times` of them have counted. An attempt during a wait does not count, and its response
 * equals the one before.
 */
async function failCounted(portico: Portico, email: string, times: number): Promise<void> {
  let before = '';
  for (let counted = 0; counted < times;) {
    const answer = await fail(portico, email);
    counted += answer === before ? 0 : 1;
    before = answer;
    await new Promise((done) => setTimeout(done, 100));
  }
}

test('a wrong password is refused beside its field, and the right one works a second later', async ({
  page, screens, email,
}) => {
  await screens.open(PAGE);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to Driftwood');
  await expect(screens.tabs).toHaveCount(0);
  await screens.submitRefusedPassword(email, WRONG_PASSWORD, NO_MATCH);
  await screens.isRefused(screens.password, NO_MATCH);
  await expect(screens.password).toHaveValue('');
  await expect(screens.email).toHaveValue(email);
  await screens.hidesInUrl(email, WRONG_PASSWORD);

  await page.waitForTimeout(1_000);
  if (screens.live) {
    await expect(screens.signIn).toHaveText('Sign in');
  }
  await screens.submitPassword(email, PASSWORD);
  await screens.isSignedIn(email);
});

test('the waits double and say how long they are', async ({ page, portico, screens, email }) => {
  test.setTimeout(90_000);
  await failCounted(portico, email, 4);
  await page.waitForTimeout(8_000);
  await screens.open(PAGE);
  await screens.submitRefusedPassword(email, WRONG_PASSWORD, NO_MATCH);
  await screens.isRefused(screens.password, NO_MATCH);
  if (screens.live) {
    await expect(screens.signIn).toHaveAttribute('aria-disabled', 'true');
    const first = await screens.secondsToSignIn();
    expect(first).toBeGreaterThan(8);
    // The page read its clock before it was drawn, so that it is a little behind, and the time left is rounded up.
    expect(first).toBeLessThanOrEqual(17);
    await expect.poll(() => screens.secondsToSignIn()).toBeLessThan(first - 1);
  } else {
    await expect(page.getByText(/^You can try again at \d\d:\d\d(:\d\d)? UTC\.$/)).toBeVisible();
    await expect(screens.signIn).toHaveText('Sign in');
  }
});

test('an attempt during the wait is answered with the same words, does not count, and the right password waits as well', async ({
  page, portico, screens, email,
}) => {
  test.setTimeout(90_000);
  await failCounted(portico, email, 4);
  const began = Date.now();
  const wait = await fail(portico, email);
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    expect(await fail(portico, email, PASSWORD)).toBe(wait);
  }
  await screens.open(PAGE);
  await screens.submitRefusedPassword(email, PASSWORD, NO_MATCH);
  await screens.isRefused(screens.password, NO_MATCH);
  expect(Date.now() - began, 'the test was too slow to say anything').toBeLessThan(8_000);

  await page.waitForTimeout(Math.max(0, began + 8_500 - Date.now()));
  await screens.open(PAGE);
  await screens.submitPassword(email, PASSWORD);
  await screens.isSignedIn(email);
});

test('it never locks out: seven failures lead to a minute, no message, and no other sentence', async ({
  page, portico, screens, mailbox, email, mailIsOut,
}) => {
  test.setTimeout(240_000);
  await failCounted(portico, email, 7);
  await screens.open(PAGE);
  await screens.submitRefusedPassword(email, PASSWORD, NO_MATCH);
  await expect(page.getByText(TOO_MANY_ATTEMPTS)).toHaveCount(0);
  await expect(screens.password).toBeVisible();
  if (screens.live) {
    expect(await screens.secondsToSignIn()).toBeGreaterThan(40);
    expect(await screens.secondsToSignIn()).toBeLessThanOrEqual(60);
  } else {
    await expect(page.getByText(/^You can try again at \d\d:\d\d(:\d\d)? UTC\.$/)).toBeVisible();
  }
  await mailIsOut();
  expect(mailbox.messagesTo(email)).toEqual([]);
});

test('an unknown address slows down just the same', async ({ portico, screens, email }) => {
  const nobody = email.replace('member', 'nobody');
  await failCounted(portico, nobody, 2);
  await screens.open(PAGE);
  await screens.submitRefusedPassword(nobody, PASSWORD, NO_MATCH);
  await screens.isRefused(screens.password, NO_MATCH);
});

test('the operator ends a wait', async ({ portico, screens, email }) => {
  await failCounted(portico, email, 4);
  await portico.command(['account', 'unlock', '--organisation', 'temporary', '--email', email]);
  await screens.open(PAGE);
  await screens.submitPassword(email, PASSWORD);
  await screens.isSignedIn(email);
});
