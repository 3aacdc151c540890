// The checklist and the strength bar while a password is typed.
import { newEmail, PASSWORD } from '../support/people';
import { expect, test } from '../support/test';
import { SignUpScreen } from '../support/sign_up_screen';

const LINES = ['8 to 128 characters', 'An upper-case letter', 'A lower-case letter', 'A digit', 'A special character'];

test('the checklist ticks off what is met, and unticks what is not any more', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  const ticked = async () => (await signUp.checklist()).filter(([, isMet]) => isMet).map(([line]) => line);
  expect((await signUp.checklist()).map(([line]) => line)).toEqual(LINES);
  expect(await ticked()).toEqual([]);

  const steps: [string, string[]][] = [
    ['h', [LINES[2]]], ['hH', [LINES[1], LINES[2]]], ['hH7', LINES.slice(1, 4)], ['hH7-', LINES.slice(1)],
    ['hH7-lantern', LINES], ['hH7lantern', LINES.slice(0, 4)], ['', []],
  ] as [string, string[]][];
  for (const [typed, met] of steps) {
    await signUp.password.fill(typed);
    await expect.poll(ticked).toEqual(met);
  }
  // Screen readers find the state in each line, and announce once that all rules are met.
  await signUp.password.fill('hH7');
  await expect(page.getByRole('listitem').filter({ hasText: 'A digit' })).toContainText('(met)');
  await expect(page.getByRole('listitem').filter({ hasText: 'A special character' })).toContainText('(not yet)');
  const said = page.getByRole('status').filter({ hasText: 'Your password meets all the rules.' });
  await expect(said).toHaveCount(0);
  await signUp.password.fill(PASSWORD);
  await expect(said).toHaveCount(1);
});

test('the bar grows with the password and says what is missing', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  await expect(signUp.strength).toHaveAttribute('value', '0');
  await expect(signUp.strength).toHaveAttribute('max', '5');

  await signUp.password.fill('aaaaaaaa');
  await expect(page.getByText('Very weak', { exact: true })).toBeVisible();
  await expect(signUp.strength).toHaveAttribute('value', '1');
  await screens.says('Add an upper-case letter, a digit and a special character');

  await signUp.password.fill('Harbour');
  await screens.says('Use 8 to 128 characters, with a digit and a special character');
  const values: number[] = [];
  for (const typed of ['Ha7-', 'Ha7-lant', 'Ha7-lanternq', 'Ha7-lantern_Quill', PASSWORD]) {
    await signUp.password.fill(typed);
    values.push(Number(await signUp.strength.getAttribute('value')));
  }
  expect(values).toEqual([...values].sort((one, other) => one - other));
  await expect(signUp.strength).toHaveAttribute('value', '5');
  await expect(page.getByText('Strong', { exact: true })).toBeVisible();
  await expect(signUp.strength).toHaveAccessibleDescription(/Strong/);
});

test('the bar is never full while a rule is not met', async ({ screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  await signUp.password.fill('correct horse battery staple of the seven seas');
  await expect(signUp.strength).not.toHaveAttribute('value', '0');
  expect(Number(await signUp.strength.getAttribute('value'))).toBeLessThan(5);
});

test('a password made of the name counts for less', async ({ screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  await signUp.password.fill('Wilhelmina-Dunkelbach7');
  const before = Number(await signUp.strength.getAttribute('value'));
  await signUp.name.fill('Wilhelmina Dunkelbach');
  await expect.poll(async () => Number(await signUp.strength.getAttribute('value'))).toBeLessThan(before);
});

test('a password that does not meet the rules never leaves the browser', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') {
      asked.push(request.url());
    }
  });
  const person = { name: 'Ada Lovelace', email: newEmail('ada'), password: 'Harbour7' };
  await signUp.isRefused(person, signUp.password, 'This password does not meet all the rules below.');
  await expect(signUp.password).toHaveValue('Harbour7');
  expect(asked).toEqual([]);
});

test('a refusal goes when its field is edited, and not before', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  const refusal = page.getByText('This password does not meet all the rules below.');
  await screens.open('/sign-up');
  const person = { name: 'Ada Lovelace', email: newEmail('ada'), password: 'Harbour7' };
  await signUp.isRefused(person, signUp.password, 'This password does not meet all the rules below.');
  await signUp.name.fill('Ada King');
  await expect(refusal).toBeVisible();
  await signUp.password.press('x');
  await expect(refusal).toHaveCount(0);
  await expect(signUp.password).not.toHaveAttribute('aria-invalid');
  await signUp.create.click();
  await expect(refusal).toBeVisible();
  await expect(signUp.password).toBeFocused();
});

test('who comes back to change the address finds it as it was typed', async ({ page, screens }) => {
  const [signUp, email] = [new SignUpScreen(screens), newEmail()];
  await screens.open('/sign-in');
  await screens.email.fill(email);
  await screens.follow(page.getByRole('link', { name: 'Create an account' }), /\/sign-up$/);
  await expect(screens.email).toHaveValue(email);
  await screens.email.fill(`new-${email}`);
  await signUp.name.fill('Jo Alder');
  await signUp.password.fill(PASSWORD);
  await signUp.create.click();
  await screens.isAskedForCode();
  await screens.follow(page.getByRole('link', { name: 'Change' }), /\/sign-up$/);
  await expect(screens.email).toHaveValue(`new-${email}`);
});
