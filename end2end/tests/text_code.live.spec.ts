// What JavaScript adds to codes by text: spacing while typing, and reading the code from the text (WebOTP).
import type { Page } from '@playwright/test';
import { expect, test } from '../support/test';
import { SIGN_IN_PATH } from '../support/screens';

test('the number is spaced as people of the country write it while it is typed', async ({ screens }) => {
  await screens.open('/sign-in/text-code');
  await screens.country.selectOption({ label: 'United States +1' });
  const steps: [string, string][] = [['201', '(201'], ['5', '(201) 5'], ['550', '(201) 555-0'], ['123', '(201) 555-0123']];
  for (const [digits, written] of steps) {
    await screens.phone.pressSequentially(digits);
    await expect(screens.phone).toHaveValue(written);
  }
});

test('an example below the field follows the country', async ({ screens }) => {
  await screens.open('/sign-in/text-code');
  const examples = { 'United States +1': '(201) 555-0123', 'United Kingdom +44': '07400 123456', 'Australia +61': '0412 345 678' };
  for (const [country, example] of Object.entries(examples)) {
    await screens.country.selectOption({ label: country });
    await expect(screens.phone).toHaveAccessibleDescription(`For example ${example}`);
  }
});

test('what is typed with a plus, in the middle, or pasted is left as it is', async ({ page, screens }) => {
  await screens.open('/sign-in/text-code');
  await screens.phone.pressSequentially('+12015550123');
  await expect(screens.phone).toHaveValue('+12015550123');

  await screens.phone.fill('');
  await screens.phone.pressSequentially('2015550');
  await expect(screens.phone).toHaveValue('(201) 555-0');
  for (let presses = 0; presses < 4; presses += 1) {
    await page.keyboard.press('ArrowLeft');
  }
  await page.keyboard.press('9');
  await expect(screens.phone).toHaveValue('(201) 5955-0');

  await screens.phone.evaluate((input, text) => {
    (input as HTMLInputElement).value = text;
    input.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
  }, '201-555-0123');
  await expect(screens.phone).toHaveValue('201-555-0123');
});

test('the code out of the text fills the boxes and submits by itself', async ({ page, screens, textbox, member }) => {
  await stubWebOtp(page);
  await screens.open('/sign-in/text-code');
  await screens.askForText(member.phone);
  expect(await askedFor(page)).toEqual([{ transport: ['sms'], aborted: false }]);
  const verified = page.waitForRequest((request) => request.url().endsWith('/api/verify_code'));
  await giveCode(page, await textbox.waitForCodeTo(member.phone));
  await verified;
  await screens.isSignedIn(member.email);
});

test('a wrong code out of a text is refused like a typed one', async ({ page, screens, textbox, member }) => {
  await stubWebOtp(page);
  await screens.open('/sign-in/text-code');
  await screens.askForText(member.phone);
  const code = await textbox.waitForCodeTo(member.phone);
  await giveCode(page, code.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)));
  await screens.isRefused(screens.code, 'Invalid code');
  await screens.enterCode(code);
  await screens.isSignedIn(member.email);
});

test('leaving the code screen stops waiting for the text', async ({ page, screens, member }) => {
  await stubWebOtp(page);
  await screens.open('/sign-in/text-code');
  await screens.askForText(member.phone);
  await screens.follow(page.getByRole('link', { name: 'Change' }), SIGN_IN_PATH);
  await expect.poll(() => askedFor(page)).toEqual([{ transport: ['sms'], aborted: true }]);
});

test('a code by email does not wait for texts', async ({ page, screens, mailbox, member }) => {
  await stubWebOtp(page);
  await screens.open('/sign-in');
  await screens.askForCode(member.email);
  await screens.code.pressSequentially('1');
  expect(await askedFor(page)).toEqual([]);
  await screens.code.fill('');
  await screens.enterCode(await mailbox.waitForCodeTo(member.email));
  await screens.isSignedIn(member.email);
});

test('where the browser refuses to hand texts over, nothing is said and typing works', async ({
  page, screens, textbox, member,
}) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      complaints.push(message.text());
    }
  });
  await page.addInitScript(() => {
    Object.assign(window, { OTPCredential: class {} });
    navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
  });
  await screens.open('/sign-in/text-code');
  await screens.askForText(member.phone);
  await screens.enterCode(await textbox.waitForCodeTo(member.phone));
  await screens.isSignedIn(member.email);
  expect(complaints).toEqual([]);
});

/** Makes the browser hand over the code of a text when the test calls `giveCode`. */
async function stubWebOtp(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const asked: CredentialRequestOptions[] = [];
    let give: (code: string) => void = () => {};
    Object.assign(window, { OTPCredential: class {}, webOtp: { asked, give: (code: string) => give(code) } });
    navigator.credentials.get = (options = {}) => {
      asked.push(options);
      return new Promise((done, failed) => {
        give = (code) => done({ id: '', type: 'otp', code } as Credential);
        options.signal?.addEventListener('abort', () => failed(new DOMException('stopped', 'AbortError')));
      });
    };
  });
}

interface WebOtp {
  asked: (CredentialRequestOptions & { otp?: { transport: string[] } })[];
  give: (code: string) => void;
}

function askedFor(page: Page): Promise<{ transport: string[] | undefined; aborted: boolean | undefined }[]> {
  return page.evaluate(() => (window as unknown as { webOtp: WebOtp }).webOtp.asked
    .map(({ otp, signal }) => ({ transport: otp?.transport, aborted: signal?.aborted })));
}

function giveCode(page: Page, code: string): Promise<void> {
  return page.evaluate((digits) => (window as unknown as { webOtp: WebOtp }).webOtp.give(digits), code);
}

test('the number is still there after a look at another way in', async ({ screens }) => {
  await screens.open('/sign-in/text-code');
  await screens.country.selectOption({ label: 'Australia +61' });
  await screens.phone.fill('0412 345 678');
  await screens.choose('Password');
  await screens.choose('Text code');
  await expect(screens.phone).toHaveValue('0412 345 678');
  await expect(screens.country.locator('option:checked')).toHaveText('Australia +61');
});
