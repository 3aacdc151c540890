// The code screen without JavaScript: one input, its button, and a Resend button that always gets a response.
import { expect, test } from '../support/test';
import { INVALID_CODE, TOO_MANY_ATTEMPTS } from '../support/screens';

test('the code is one field that its button submits, however the digits are written', async ({
  page, screens, mailbox, person,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);
  await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(1);

  await screens.code.fill(`Your code is ${code.slice(0, 3)} ${code.slice(3)}`);
  await screens.verifyCode.click();
  await screens.isSignedIn(person.email);
});

test('Enter in the field verifies, it never resends', async ({ screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.code.fill(await mailbox.waitForCodeTo(person.email));
  await screens.code.press('Enter');
  await screens.isSignedIn(person.email);
});

test('too few digits are refused beside the field', async ({ screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.code.fill('123');
  await screens.verifyCode.click();
  await screens.isRefused(screens.code, INVALID_CODE);
  await expect(screens.code).toHaveValue('');
});

test('"Resend" before its time sends nothing and says to wait', async ({ page, screens, mailbox, person, mailIsOut }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await mailbox.waitForMessageTo(person.email);
  await expect(screens.resend).toBeVisible();
  // By key, because Playwright does not click a button that is marked with `aria-disabled`.
  await screens.resend.press('Enter');
  await screens.says(TOO_MANY_ATTEMPTS);
  // Nothing counts down, so the page says the time.
  await screens.saysHowLongToWait(60);
  await expect(page.getByText(/^You can ask for another code at \d\d:\d\d(:\d\d)? UTC\.$/)).toBeVisible();
  await expect(screens.verifyCode).toBeVisible();

  await mailIsOut();
  const codes = mailbox.codesTo(person.email);
  expect(codes).toHaveLength(1);
  await screens.enterCode(codes[0] ?? '');
  await screens.isSignedIn(person.email);
});
