// Before the WebAssembly client has loaded, every form already works. Nothing typed is lost when it takes over.
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test';
import { ACCOUNT_PATH, CODE_PATH } from '../support/screens';

const CLIENT = '**/*.wasm';

test('a person signs in before the client has arrived', async ({ page, screens, mailbox, person }) => {
  await page.route(CLIENT, (route) => route.abort());
  await page.goto('/sign-in', { waitUntil: 'domcontentloaded' });
  await screens.email.fill(person.email);
  await screens.sendCode.click();
  await expect(page).toHaveURL(CODE_PATH);
  await screens.code.fill(await mailbox.waitForCodeTo(person.email));
  await screens.verifyCode.click();
  await expect(page).toHaveURL(ACCOUNT_PATH);
  await screens.isSignedIn(person.email);
});

test('an address typed before the client arrives is still there afterwards', async ({ page, screens, person }) => {
  const letIn = await hold(page);
  await page.goto('/sign-in', { waitUntil: 'domcontentloaded' });
  await screens.email.focus();
  await page.keyboard.type(person.email);
  letIn();
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await expect(screens.email).toHaveValue(person.email);
  await expect(screens.email).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(CODE_PATH);
});

test('digits typed before the client arrives are in their boxes afterwards', async ({
  page, screens, mailbox, person,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);

  const letIn = await hold(page);
  await page.reload({ waitUntil: 'domcontentloaded' });
  await screens.code.pressSequentially(code.slice(0, 3));
  letIn();
  await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
  await expect(screens.code).toHaveValue(code.slice(0, 3));
  await expect(screens.boxes).toHaveAttribute('data-filled', '3');
  await expect(screens.boxes).toHaveAttribute('data-at', '3');
  await screens.code.pressSequentially(code.slice(3));
  await screens.isSignedIn(person.email);
});

/** Holds back the client until the returned function is called. */
async function hold(page: Page): Promise<() => void> {
  let letIn = () => {};
  const allowed = new Promise<void>((done) => (letIn = done));
  await page.route(CLIENT, async (route) => {
    await allowed;
    await route.continue();
  });
  return letIn;
}
