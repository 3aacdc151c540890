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
  const said = page.getByRole('status').filter({ hasText: 'Your password meets every rule.' });
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
  await signUp.isRefused(person, signUp.password, "Your password doesn't meet every rule in the list above.");
  await expect(signUp.password).toHaveValue('Harbour7');
  expect(asked).toEqual([]);
});

test('a refusal goes when its field is edited, and not before', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  const refusal = page.getByText("Your password doesn't meet every rule in the list above.");
  await screens.open('/sign-up');
  const person = { name: 'Ada Lovelace', email: newEmail('ada'), password: 'Harbour7' };
  await signUp.isRefused(person, signUp.password, "Your password doesn't meet every rule in the list above.");
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
  await screens.follow(page.getByRole('link', { name: 'Change' }), /\/sign-up\?code=[0-9a-f]{32}$/);
  await expect(screens.email).toHaveValue(`new-${email}`);
});

const COMMON = 'This is one of the most common passwords. Choose another one.';

test('a common password is said while it is typed, and its bar is never green', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  const bar = page.locator('.strength');
  const colours = () => bar.locator('.strength__part').evaluateAll((parts) => parts.map((part) => getComputedStyle(part).backgroundColor));
  await signUp.password.fill(PASSWORD);
  await expect(bar).toHaveAttribute('data-verdict', 'fine');
  // The colour changes gently.
  await expect.poll(async () => new Set(await colours()).size).toBe(1);
  const [green] = await colours();

  await signUp.password.fill('Elizabeth1!');
  await expect(page.getByRole('status').filter({ hasText: COMMON })).toBeVisible();
  await expect(bar).not.toHaveAttribute('data-verdict');
  await expect(signUp.strength).toHaveAttribute('value', /^[12]$/);
  await expect.poll(colours).not.toContain(green);
  // It is not posted, and what is wrong is said beside the field, once.
  await signUp.name.fill('Ada Lovelace');
  await screens.email.fill(newEmail('ada'));
  await signUp.create.click();
  await expect(signUp.password).toBeFocused();
  await expect(signUp.password).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText(COMMON)).toHaveCount(1);
  await expect(page).toHaveURL(/\/sign-up$/);

  await signUp.password.fill(PASSWORD);
  await expect(bar).toHaveAttribute('data-verdict', 'fine');
  await expect(page.getByText(COMMON)).toHaveCount(0);
});

test('the server is asked once, after the last key, and nothing depends on its answer', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  let asked = 0;
  await page.route('**/api/check_password', async (route) => {
    asked += 1;
    await route.abort();
  });
  await signUp.name.fill('Ada Lovelace');
  await screens.email.fill(newEmail('ada'));
  await signUp.password.pressSequentially(PASSWORD, { delay: 10 });
  await expect(page.locator('.strength')).toHaveAttribute('data-verdict', 'fine');
  expect(asked).toBe(1);
  await signUp.create.click();
  await screens.isAskedForCode();
});

test('all errors are shown at the same time, and the first has the focus', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  await signUp.password.fill('Harbour7');
  await signUp.create.click();
  for (const field of [signUp.name, screens.email, signUp.password]) {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
  }
  await expect(signUp.name).toBeFocused();
  await signUp.name.fill('Ada Lovelace');
  await expect(signUp.name).not.toHaveAttribute('aria-invalid');
  await expect(screens.email).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('main').locator('.field__error')).toHaveCount(2);
});
