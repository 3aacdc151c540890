// The six boxes of the code screen: typing, keys, the clipboard, autofill, and what the user sees.
import { wrong } from '../support/people';
import { expect, test } from '../support/test';
import { ACCOUNT_PATH, INVALID_CODE, SIGN_IN_PATH } from '../support/screens';

test('typing moves on by itself, backspace goes back and clears', async ({ page, screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await expect(screens.boxes).toHaveAttribute('data-at', '0');
  await expect(screens.boxes).toHaveAttribute('data-filled', '0');

  for (const [index, digit] of ['1', '2', '3', '4', '5'].entries()) {
    await page.keyboard.press(digit);
    await expect(screens.boxes).toHaveAttribute('data-at', String(index + 1));
    await expect(screens.boxes).toHaveAttribute('data-filled', String(index + 1));
  }
  await expect(screens.code).toHaveValue('12345');

  await page.keyboard.press('Backspace');
  await expect(screens.boxes).toHaveAttribute('data-at', '4');
  await expect(screens.boxes).toHaveAttribute('data-filled', '4');
  await expect(screens.code).toHaveValue('1234');
});

test('the arrow keys move between the boxes', async ({ page, screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.code.pressSequentially('123');
  await expect(screens.boxes).toHaveAttribute('data-at', '3');

  await page.keyboard.press('ArrowLeft');
  await expect(screens.boxes).toHaveAttribute('data-at', '2');
  await page.keyboard.press('ArrowLeft');
  await expect(screens.boxes).toHaveAttribute('data-at', '1');
  await page.keyboard.press('ArrowRight');
  await expect(screens.boxes).toHaveAttribute('data-at', '2');
  await expect(screens.boxes).toHaveAttribute('data-filled', '3');
  await expect(screens.code).toHaveValue('123');
});

test('Enter before the sixth digit is refused, and resends nothing', async ({ screens, mailbox, person, mailIsOut }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await mailbox.waitForMessageTo(person.email);
  await screens.code.pressSequentially('123');
  await screens.code.press('Enter');
  await screens.isRefused(screens.code, INVALID_CODE);
  // The focus was already in the field, so only the alert makes a screen reader say the sentence.
  await expect(screens.page.getByRole('alert')).toHaveText(INVALID_CODE);
  await mailIsOut();
  expect(mailbox.codesTo(person.email)).toHaveLength(1);
});

test('a digit typed before others takes the place of the one there', async ({ page, screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.code.pressSequentially('12345');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('9');
  await expect(screens.code).toHaveValue('12395');
  await expect(screens.boxes).toHaveAttribute('data-at', '4');
});

test('selecting everything shows, and the next digit replaces it', async ({ page, screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.code.pressSequentially('123');
  await page.keyboard.press('ControlOrMeta+A');
  await expect(screens.boxes).toHaveAttribute('data-all', 'true');
  await page.keyboard.press('7');
  await expect(screens.code).toHaveValue('7');
});

const FULL_WIDTH_ZERO = 0xff10;
const ARABIC_ZERO = 0x0660;

const clipboards: [string, (code: string) => string][] = [
  ['a plain code', (code) => code],
  ['a whole sentence', (code) => `Your code is ${code.slice(0, 3)} ${code.slice(3)}`],
  ['full-width digits', (code) => inDigitsFrom(FULL_WIDTH_ZERO, code)],
  ['Arabic digits', (code) => inDigitsFrom(ARABIC_ZERO, code)],
];

for (const [what, spelled] of clipboards) {
  test(`pasting ${what} fills all six boxes and submits`, async ({ page, context, screens, mailbox, person }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await screens.open('/sign-in');
    await screens.askForCode(person.email);
    const text = spelled(await mailbox.waitForCodeTo(person.email));

    await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await screens.code.focus();
    await page.keyboard.press('ControlOrMeta+V');
    await screens.isSignedIn(person.email);
  });
}

test('a code pasted into a later box replaces what was there', async ({ page, context, screens, mailbox, person }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), code);

  await screens.code.pressSequentially('99');
  await page.keyboard.press('ArrowLeft');
  await expect(screens.boxes).toHaveAttribute('data-at', '1');
  await page.keyboard.press('ControlOrMeta+V');
  await screens.isSignedIn(person.email);
});

test('autofill brings all six digits in one event and submits', async ({ screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);
  await expect(screens.code).toHaveAttribute('autocomplete', 'one-time-code');
  await expect(screens.code).toHaveAttribute('inputmode', 'numeric');

  await screens.code.evaluate((input, digits) => {
    (input as HTMLInputElement).value = digits;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, code);
  await screens.isSignedIn(person.email);
});

test('the button submits as well', async ({ screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);
  await expect(screens.verifyCode).toBeVisible();
  await screens.code.pressSequentially(code.slice(0, 5));
  await screens.verifyCode.click();
  await screens.isRefused(screens.code, INVALID_CODE);
  await screens.enterCode(code);
  await screens.isSignedIn(person.email);
});

test('after a refusal the boxes are empty and the caret is back in the first', async ({
  screens, mailbox, person,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.enterRefusedCode(wrong(await mailbox.waitForCodeTo(person.email)));
  await screens.says(INVALID_CODE);
  await expect(screens.boxes).toHaveAttribute('data-at', '0');
  await expect(screens.boxes).toHaveAttribute('data-filled', '0');
  await expect(screens.code).toBeFocused();
});

test('the box that is next shows that it has the focus', async ({ screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.reload();
  await expect(screens.code).toBeFocused();
  expect(await screens.code.evaluate((input) => input.matches(':focus-visible'))).toBe(true);

  const cells = screens.boxes.locator('.code__cell');
  await expect(cells).toHaveCount(6);
  const looks = () => cells.evaluateAll((all) => all.map((cell) => {
    const { borderColor, boxShadow, outline } = getComputedStyle(cell);
    return [borderColor, boxShadow, outline].join(' | ');
  }));
  // Polled, because the style may change with a delay.
  await expect.poll(async () => new Set((await looks()).slice(1)).size).toBe(1);
  await expect.poll(async () => (await looks())[0] !== (await looks())[1]).toBe(true);
});

test('a person signs in and out with the keyboard alone', async ({ page, screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await expect(screens.email).toBeFocused();
  await page.keyboard.type(person.email);
  await page.keyboard.press('Enter');
  await expect(screens.code).toBeFocused();
  await page.keyboard.type(await mailbox.waitForCodeTo(person.email));
  await screens.isSignedIn(person.email);

  for (let presses = 0; presses < 30 && !(await isFocused()); presses += 1) {
    await page.keyboard.press('Tab');
  }
  await expect(screens.signOut).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(SIGN_IN_PATH);

  function isFocused(): Promise<boolean> {
    return screens.signOut.evaluate((button) => button === document.activeElement);
  }
});

test('the way to Resend and to Verify code is open to the keyboard', async ({ page, screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.reload();
  await expect(screens.code).toBeFocused();
  const reached: string[] = [];
  for (let presses = 0; presses < 10; presses += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''));
  }
  expect(reached.some((words) => words.startsWith('Resend'))).toBe(true);
  expect(reached).toContain('Verify code');
});

test('the page is never loaded again on the way in and out', async ({ page, screens, mailbox, person }) => {
  await screens.open('/sign-in');
  const loads: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) {
      loads.push(request.url());
    }
  });
  await page.evaluate(() => Object.assign(window, { stillHere: true }));

  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);
  await screens.enterRefusedCode(wrong(code));
  await screens.enterCode(code);
  await screens.isSignedIn(person.email);
  await screens.signOut.click();
  await expect(page).toHaveURL(SIGN_IN_PATH);
  await expect(screens.email).toBeVisible();

  expect(await page.evaluate(() => 'stillHere' in window)).toBe(true);
  expect(loads).toEqual([]);
});

test('nothing moves for a person who asked for less motion', async ({ page, screens, mailbox, person }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.enterRefusedCode(wrong(await mailbox.waitForCodeTo(person.email)));
  await screens.says(INVALID_CODE);

  const moving = await page.evaluate(() => [...document.querySelectorAll('main *')].filter((element) => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
    const longest = (durations: string) => Math.max(...durations.split(',').map(parseFloat));
    return (animationName !== 'none' && longest(animationDuration) > 0.02) || longest(transitionDuration) > 0.02;
  }).map((element) => element.className));
  expect(moving).toEqual([]);
});

test('going back from the code screen asks for the address again', async ({ page, screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await page.goBack();
  await expect(screens.email).toBeVisible();
  await page.goForward();
  await expect(screens.code).toBeVisible();
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await expect(page).toHaveURL(ACCOUNT_PATH);
});

function inDigitsFrom(zero: number, code: string): string {
  return [...code].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
}
