// Signing in with a code by text, through a provider that accepts only signed requests.
import { newPhone, wrong } from '../support/people';
import { expect, test } from '../support/test';
import { INVALID_CODE, NO_VERIFIED_PHONE, SIGN_IN_PATH } from '../support/screens';

const NOT_A_NUMBER = 'Enter a phone number, and choose its country';
const NOT_SERVED = 'We can\'t send texts to this country. Use another number or another method.';

test('a person signs in with the code from a text', async ({ page, screens, textbox, mailbox, member }) => {
  await screens.open('/sign-in');
  await screens.choose('Text code');
  await screens.askForText(member.phone);

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Check your phone');
  await expect(page.getByRole('main')).toContainText(`•••• ${member.phone.slice(-2)}`);
  await expect(page.getByRole('main')).not.toContainText(member.phone.slice(-4));
  await screens.saysHowLongTheCodeIsGood();
  await screens.enterCode(await textbox.waitForCodeTo(member.phone));
  await screens.isSignedIn(member.email);
  expect(mailbox.messagesTo(member.email, 'code')).toEqual([]);
});

test('on a phone the country and the number have a line each', async ({ page, screens }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await screens.open('/sign-in/text-code');
  const [country, phone] = [(await screens.country.boundingBox())!, (await screens.phone.boundingBox())!];
  expect(phone.y).toBeGreaterThanOrEqual(country.y + country.height);
  expect(Math.abs(phone.width - country.width)).toBeLessThan(1);
});

test('the text is one short message whose last line is for this host alone', async ({ screens, textbox, member }) => {
  await screens.open('/sign-in/text-code');
  await screens.askForText(member.phone);
  const { to, text, id } = await textbox.waitForTextTo(member.phone);
  const code = await textbox.waitForCodeTo(member.phone);
  expect(to).toBe(member.phone);
  expect(id).not.toBe('');
  expect(text).toBe(`${code} is your Alderway code, valid for 10 minutes.\n\n@localhost #${code}`);
  expect(text.split('\n').at(-1)).toBe(`@localhost #${code}`);
  expect(text.length).toBeLessThanOrEqual(160);
  expect(textbox.disbelieved).toEqual([]);
});

const spellings: [string, (area: string, line: string) => string][] = [
  ['as people write it', (area, line) => `(${area}) 555-${line}`],
  ['with dots', (area, line) => `${area}.555.${line}`],
  ['bare', (area, line) => `${area}555${line}`],
  ['with the country’s code', (area, line) => `+1 ${area} 555 ${line}`],
  ['in full-width digits', (area, line) => inDigitsFrom(0xff10, `${area}555${line}`)],
  ['in Arabic digits', (area, line) => inDigitsFrom(0x0660, `${area}555${line}`)],
];

for (const [how, spelled] of spellings) {
  test(`a number spelled ${how} is the same number`, async ({ screens, textbox, member }) => {
    await screens.open('/sign-in/text-code');
    await screens.askForText(spelled(member.phone.slice(2, 5), member.phone.slice(8)), 'United States +1');
    await screens.enterCode(await textbox.waitForCodeTo(member.phone));
    await screens.isSignedIn(member.email);
  });
}

test('a national number is read in the country that is chosen beside it', async ({ portico, screens, textbox, person }) => {
  const email = person.email.replace('member', 'british');
  // Close to the example number of the country: libphonenumber rejects the numbers reserved for fiction there.
  const line = `123${String(Math.floor(Math.random() * 1000)).padStart(3, '0')}`;
  await portico.createAccount(email, { phone: `+447400${line}` });
  await screens.open('/sign-in/text-code');
  await screens.askForText(`07400 ${line}`, 'United Kingdom +44');
  await screens.enterCode(await textbox.waitForCodeTo(`+447400${line}`));
  await screens.isSignedIn(email);
});

const refused: [string, string, string][] = [
  ['nothing', '', NOT_A_NUMBER],
  ['too few digits', '12', NOT_A_NUMBER],
  ['an email address', 'nobody@codes.example', NOT_A_NUMBER],
  ['an extension', '(201) 555-0123 ext. 4', NOT_A_NUMBER],
  ['a number that costs extra', '+1 900 555 0123', NOT_A_NUMBER],
  ['a number of a country that is not served', '+33 6 12 34 56 78', NOT_SERVED],
  ['a number of a country that shares its calling code with a served one', '+1 876 210 1234', NOT_SERVED],
];

for (const [what, typed, sentence] of refused) {
  test(`${what} is refused beside the field and stays there to be corrected`, async ({ page, screens }) => {
    await screens.open('/sign-in/text-code');
    await screens.phone.fill(typed);
    await screens.answered('/api/send_text', () => screens.sendCode.click());
    await screens.says(sentence);
    await screens.isRefused(screens.phone, sentence);
    await expect(screens.phone).toHaveValue(typed);
    await expect(page).toHaveURL(SIGN_IN_PATH);
  });
}

test('a number that no account verified is told so, and gets no text', async ({ page, screens, textbox, member }) => {
  const stranger = newPhone();
  await screens.open('/sign-in/text-code');
  await screens.country.selectOption({ label: 'United States +1' });
  await screens.phone.fill(stranger);
  await screens.sendCode.click();
  await screens.says(NO_VERIFIED_PHONE);
  await screens.isRefused(screens.phone, NO_VERIFIED_PHONE);
  await expect(screens.phone).toHaveValue(stranger);
  await expect(page).toHaveURL(SIGN_IN_PATH);
  await screens.hidesInUrl(stranger);

  await screens.askForText(member.phone);
  await textbox.waitForTextTo(member.phone);
  expect(textbox.textsTo(stranger)).toEqual([]);
});

test('a closed account’s number belongs to no account', async ({ portico, screens, member }) => {
  await portico.command(['account', 'deactivate', '--email', member.email]);
  await screens.open('/sign-in/text-code');
  await screens.phone.fill(member.phone);
  await screens.sendCode.click();
  await screens.says(NO_VERIFIED_PHONE);
});

test('wrong digits are refused beside the boxes, and the right ones still work', async ({ screens, textbox, member }) => {
  await screens.open('/sign-in/text-code');
  await screens.askForText(member.phone);
  const code = await textbox.waitForCodeTo(member.phone);
  await screens.enterRefusedCode(wrong(code));
  await screens.says(INVALID_CODE);
  await screens.isRefused(screens.code, INVALID_CODE);
  await screens.enterCode(code);
  await screens.isSignedIn(member.email);
});

test('"Change" on the code screen leads back to the number', async ({ page, screens, member }) => {
  await screens.open('/sign-in/text-code');
  await screens.askForText(member.phone);
  await screens.follow(page.getByRole('link', { name: 'Change' }), /\/sign-in\/text-code\?code=[0-9a-f]{32}$/);
  await expect(screens.phone).toHaveValue(member.phone);
  await screens.hidesInUrl(member.phone);
});

test('without a provider no code by text is offered', async ({ page, screens, mailbox, openPortico }) => {
  const portico = await openPortico(mailbox.url);
  await screens.open(`${portico.url}/sign-in`);
  await expect(screens.tabs).toHaveText(['Email code', 'Password']);
  expect((await page.goto(`${portico.url}/sign-in/text-code`))?.status()).toBe(404);
});

function inDigitsFrom(zero: number, text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}
