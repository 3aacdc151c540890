// Signing in with a code by email, from the first page to signing out, and every refusal in between.
import { newClientAddress, newEmail, wrong } from '../support/people';
import { post } from '../support/http';
import { expect, test } from '../support/test';
import {
  CODE_PATH, INVALID_CODE, SIGN_IN_PATH, TOO_MANY_ATTEMPTS, TOO_MANY_VERIFICATION_ATTEMPTS,
} from '../support/screens';

test('a person signs in with the code from their mailbox and signs out again', async ({
  page, screens, mailbox, person,
}) => {
  await screens.open('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to Alderway');
  await screens.askForCode(person.email);

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
  await expect(page.getByText('m•••@codes.example')).toBeVisible();
  await expect(page.getByText(person.email)).toHaveCount(0);
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));

  await screens.isSignedIn(person.email);
  await screens.signOut.click();
  await expect(page).toHaveURL(SIGN_IN_PATH);
  await page.goto('/account');
  await expect(page).toHaveURL(SIGN_IN_PATH);
  await expect(screens.email).toBeVisible();
});

test('the page of an organisation signs its people in', async ({ screens, mailbox, person }) => {
  await screens.open('/o/codes/sign-in');
  await screens.askForCode(person.email);
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await screens.isSignedIn(person.email);
});

test('an address may be typed in capitals and with spaces around it', async ({ screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(`  ${person.email.toUpperCase()} `);
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await screens.isSignedIn(person.email);
});

test('wrong digits are refused beside the field, which is emptied and ready for the next attempt', async ({
  screens, mailbox, person,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);

  await screens.enterRefusedCode(wrong(code));
  await screens.says(INVALID_CODE);
  await screens.isRefused(screens.code, INVALID_CODE);

  await screens.enterCode(code);
  await screens.isSignedIn(person.email);
});

test('after five wrong attempts only a fresh code helps', async ({ page, portico, screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);

  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await screens.enterRefusedCode(wrong(code));
    await screens.says(INVALID_CODE);
  }
  await screens.enterCode(wrong(code));
  await screens.says(TOO_MANY_VERIFICATION_ATTEMPTS);
  await expect(screens.timer).toHaveCount(0);
  await expect(screens.verifyCode).toHaveCount(0);
  await expect(screens.resend).toHaveClass(/button--primary/);

  // Posts the right code without the screen, which may no longer offer a field for it.
  await page.request.post('/api/verify_code', {
    form: { challenge: screens.challenge(), code },
    headers: { Origin: portico.url, Accept: 'application/json' },
  });
  await page.goto('/account');
  await expect(page).toHaveURL(SIGN_IN_PATH);
});

test('"Change" on the code screen leads back to the address, which no URL contains', async ({
  page, screens, person,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.reload();
  await screens.follow(page.getByRole('link', { name: 'Change' }), /\/sign-in\/email-code\?code=[0-9a-f]{32}$/);
  await expect(screens.email).toHaveValue(person.email);
  await screens.hidesInUrl(person.email);
});

test('the code screen leads to the other ways to sign in, and keeps the address', async ({ page, screens, member }) => {
  await screens.open('/sign-in');
  await screens.askForCode(member.email);
  await expect(page.getByRole('link', { name: 'Text me instead' })).toBeVisible();
  await screens.follow(page.getByRole('link', { name: 'Use your password' }), /\/sign-in\/password\?code=[0-9a-f]{32}$/);
  await expect(screens.email).toHaveValue(member.email);
  await screens.password.fill(member.password);
  await screens.signIn.click();
  await screens.isSignedIn(member.email);
});

for (const typed of ['not an address', 'nobody@localhost', 'two@@codes.example']) {
  test(`"${typed}" is refused beside the field and stays there to be corrected`, async ({ screens, page }) => {
    await screens.open('/sign-in');
    // Turns off the browser's validation, which the server must not rely on.
    await page.locator('form').evaluateAll((forms) => forms.forEach((form) => form.setAttribute('novalidate', '')));
    await screens.email.fill(typed);
    await screens.sendCode.click();

    await screens.isRefused(screens.email, /email address/i);
    await expect(screens.email).toHaveValue(typed);
    await expect(page).toHaveURL(SIGN_IN_PATH);
  });
}

test('an address without an account sees the same screen, and no message leaves', async ({
  page, screens, mailbox, mailIsOut,
}) => {
  const nobody = newEmail('nobody');
  await screens.open('/sign-in');
  await screens.askForCode(nobody);

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your email');
  await expect(page.getByText('n•••@codes.example')).toBeVisible();
  await screens.saysHowLongTheCodeIsGood();
  await expect(screens.resend).toBeVisible();
  await screens.enterRefusedCode('123456');
  await screens.isRefused(screens.code, INVALID_CODE);

  await mailIsOut();
  expect(mailbox.messagesTo(nobody)).toEqual([]);
});

test('the sixth code for one address within an hour is refused, and the page says for how long', async ({
  page, portico, screens, mailbox, person, mailIsOut,
}) => {
  for (let asked = 1; asked <= 5; asked += 1) {
    await post(portico, '/api/send_code', { organisation: 'codes', email: person.email }, newClientAddress());
  }
  await mailbox.waitForMessageTo(person.email, 5);

  await screens.open('/sign-in');
  await screens.email.fill(person.email);
  await screens.sendCode.click();
  await screens.says(TOO_MANY_ATTEMPTS);
  await screens.saysHowLongToWait(60 * 60);
  await expect(page).toHaveURL(SIGN_IN_PATH);

  await mailIsOut();
  expect(mailbox.codesTo(person.email)).toHaveLength(5);
});

test('reloading the code screen sends nothing, and the code still works', async ({
  screens, mailbox, person, mailIsOut,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);
  await screens.reload();
  await screens.reload();
  await expect(screens.code).toBeFocused();

  await mailIsOut();
  expect(mailbox.codesTo(person.email)).toEqual([code]);
  await screens.enterCode(code);
  await screens.isSignedIn(person.email);
});

test('a code works only in the browser that asked for it', async ({
  page, portico, screens, mailbox, person, anotherBrowser,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);

  const other = await anotherBrowser();
  const opened = await other.page.goto(page.url());
  expect(opened?.status()).toBeLessThan(500);
  const answer = await other.page.request.post('/api/verify_code', {
    form: { challenge: screens.challenge(), code },
    headers: { Origin: portico.url, Accept: 'application/json' },
  });
  expect(answer.status()).toBeGreaterThanOrEqual(400);
  expect(answer.status()).toBeLessThan(500);
  await other.page.goto('/account');
  await expect(other.page).toHaveURL(SIGN_IN_PATH);

  await screens.enterCode(code);
  await screens.isSignedIn(person.email);
});

test('the page of a code in another browser says what is wrong, and leads to where the code was asked for', async ({
  page, portico, screens, anotherBrowser, isAccessible,
}) => {
  await portico.haveOrganisation({ slug: 'links', name: 'Birchfield', preset: 'links' });
  await screens.open('/o/links/sign-in/email-code');
  await screens.askForCode(newEmail('nobody'));

  const other = await anotherBrowser();
  expect((await other.page.goto(page.url()))?.status()).toBe(404);
  await other.settled();
  await expect(other.page.getByRole('heading', { level: 1 })).toHaveText('Request a new code');
  await isAccessible(other.page);
  await other.follow(other.page.getByRole('link', { name: 'Go to sign in' }), /\/o\/links\/sign-in$/);
  await expect(other.tabs).toHaveCount(2);
});

test('a code works only once', async ({ page, portico, screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await expect(page).toHaveURL(CODE_PATH);
  const challenge = screens.challenge();
  const code = await mailbox.waitForCodeTo(person.email);
  await screens.enterCode(code);
  await screens.isSignedIn(person.email);
  await screens.signOut.click();
  await expect(page).toHaveURL(SIGN_IN_PATH);

  await page.request.post('/api/verify_code', {
    form: { challenge, code },
    headers: { Origin: portico.url, Accept: 'application/json' },
  });
  await page.goto('/account');
  await expect(page).toHaveURL(SIGN_IN_PATH);
});

test('signing in never leads to another site’s URL', async ({ page, portico, screens, mailbox, person }) => {
  await screens.open(`/sign-in?return_to=${encodeURIComponent('https://elsewhere.example/')}`);
  await screens.askForCode(person.email);
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await screens.isSignedIn(person.email);
  expect(new URL(page.url()).origin).toBe(portico.url);
});
