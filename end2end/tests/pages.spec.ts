// Signing in with a code, the account page and unknown paths: accessible in light and dark, and valid HTML.
import { newClientAddress, wrong } from '../support/people';
import { post } from '../support/http';
import { expectValidHtml } from '../support/markup';
import { expect, test } from '../support/test';
import { INVALID_CODE, TOO_MANY_ATTEMPTS, TOO_MANY_VERIFICATION_ATTEMPTS } from '../support/screens';

test('the sign-in page is accessible and valid', async ({ page, screens, isAccessible }) => {
  const response = await page.goto('/sign-in');
  await expectValidHtml(await response!.text());
  await screens.reload();
  await expect(page).toHaveTitle(/Alderway/);
  await isAccessible(page);
});

test('the refused sign-in page is accessible', async ({ page, screens, isAccessible }) => {
  await screens.open('/sign-in');
  await page.locator('form').evaluateAll((forms) => forms.forEach((form) => form.setAttribute('novalidate', '')));
  await screens.email.fill('not an address');
  await screens.sendCode.click();
  await screens.isRefused(screens.email, /email address/i);
  await isAccessible(page);
});

test('the page that asks to wait is accessible', async ({ page, portico, screens, person, isAccessible }) => {
  for (let asked = 1; asked <= 5; asked += 1) {
    await post(portico, '/api/send_code', { organisation: '', email: person.email }, newClientAddress());
  }
  await screens.open('/sign-in');
  await screens.email.fill(person.email);
  await screens.sendCode.click();
  await screens.says(TOO_MANY_ATTEMPTS);
  await isAccessible(page);
});

test('the code screen is accessible and valid', async ({ page, screens, person, isAccessible }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await isAccessible(page);
  const response = await page.reload();
  await expectValidHtml(await response!.text());
});

test('the refused code screen is accessible', async ({ page, screens, mailbox, person, isAccessible }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.enterRefusedCode(wrong(await mailbox.waitForCodeTo(person.email)));
  await screens.says(INVALID_CODE);
  await isAccessible(page);
});

test('the code screen that takes no more attempts is accessible', async ({
  page, screens, mailbox, person, isAccessible,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await screens.enterRefusedCode(wrong(code));
  }
  await screens.enterCode(wrong(code));
  await screens.says(TOO_MANY_VERIFICATION_ATTEMPTS);
  await isAccessible(page);
});

test('the account page is accessible and valid', async ({ page, screens, mailbox, person, isAccessible }) => {
  await screens.signInWithCode(person, mailbox);
  await isAccessible(page);
  const response = await page.reload();
  await expectValidHtml(await response!.text());
});

for (const path of ['/nowhere', '/o/nowhere/sign-in', '/sign-in/code/not-a-challenge', '/o/codes/nowhere']) {
  test(`${path} says that it does not exist`, async ({ page, isAccessible }) => {
    const response = await page.goto(path);
    expect(response?.status()).toBe(404);
    await expectValidHtml(await response!.text());
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await isAccessible(page);
  });
}

for (const path of ['/nowhere', '/o/nowhere/sign-in']) {
  test(`${path} leads back to where a person can sign in`, async ({ page, screens }) => {
    await screens.open(path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText("We can't find this page");
    await page.getByRole('link', { name: 'Go to sign in' }).click();
    await expect(screens.email).toBeVisible();
  });
}

for (const [path, meant] of [
  ['/sign-in/', '/sign-in'], ['/sign-in).', '/sign-in'], ['/o/codes', '/o/codes/sign-in'], ['/o/codes/', '/o/codes/sign-in'],
] as const) {
  test(`${path} is the page that was meant`, async ({ page, screens }) => {
    expect((await page.goto(path))?.status()).toBe(200);
    await expect(page).toHaveURL(meant);
    await expect(screens.email).toBeVisible();
  });
}

test('the first page leads to signing in', async ({ page, screens }) => {
  await page.goto('/');
  await expect(screens.email).toBeVisible();
});
