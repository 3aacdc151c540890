// What signing in with a password does only with JavaScript.
import { WRONG_PASSWORD } from '../support/people';
import { expect, test } from '../support/test';
import { wrongPassword } from '../support/screens';

test('what was typed can be shown and hidden again', async ({ page, screens, member }) => {
  await screens.open('/sign-in/password');
  await screens.password.fill(member.password);
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(screens.password).toHaveAttribute('type', 'text');
  await expect(screens.password).toHaveValue(member.password);
  await expect(page.getByRole('button', { name: 'Show password' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Hide password' }).click();
  await expect(screens.password).toHaveAttribute('type', 'password');
  await expect(screens.password).toHaveValue(member.password);
  await screens.email.fill(member.email);
  await page.getByRole('button', { name: 'Show password' }).click();
  await screens.signIn.click();
  await screens.isSignedIn(member.email);
});

test('Caps Lock is mentioned while it is on and the field has the focus', async ({ page, screens }) => {
  await screens.open('/sign-in/password');
  const hint = page.getByText('Caps Lock is on', { exact: true });
  await screens.password.focus();
  await expect(hint).toHaveCount(0);

  const press = (isOn: boolean) => screens.password.evaluate((input, modifierCapsLock) => {
    for (const type of ['keydown', 'keyup']) {
      input.dispatchEvent(new KeyboardEvent(type, { key: 'a', bubbles: true, modifierCapsLock }));
    }
  }, isOn);
  await press(true);
  await expect(hint).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Caps Lock is on' })).toHaveCount(1);
  await press(false);
  await expect(hint).toHaveCount(0);
  await press(true);
  await expect(hint).toBeVisible();
  await screens.email.focus();
  await expect(hint).toHaveCount(0);
});

test('the whole way needs no other page load and leaves nothing in the URL or the history', async ({
  page, screens, member,
}) => {
  await screens.open('/sign-in');
  const loads: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest()) {
      loads.push(request.url());
    }
  });
  await screens.choose('Password');
  await screens.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(1));
  await expect(page).toHaveURL(/\/sign-in\/password$/);
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
  expect(loads).toEqual([]);
  const state = await page.evaluate(() => JSON.stringify(history.state) + JSON.stringify({ ...localStorage, ...sessionStorage }));
  for (const secret of [member.email, member.password, WRONG_PASSWORD]) {
    expect(state).not.toContain(secret);
  }
});

test('a second press while the password is being compared asks nothing more', async ({ page, screens, member }) => {
  await screens.open('/sign-in/password');
  let asked = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/sign_in_with_password', async (route) => {
    asked += 1;
    await released;
    await route.continue();
  });
  await screens.submitPassword(member.email, WRONG_PASSWORD);
  await expect(screens.signIn).toHaveAttribute('aria-busy', 'true');
  await screens.signIn.click({ force: true });
  await screens.password.press('Enter');
  release();
  await screens.says(wrongPassword(1));
  expect(asked).toBe(1);
});

test('when the server cannot be reached the page says so and keeps the password', async ({ page, screens, member }) => {
  await screens.open('/sign-in/password');
  await page.route('**/api/sign_in_with_password', (route) => route.abort());
  await screens.submitPassword(member.email, member.password);
  await screens.says('We can\'t reach the server');
  await expect(screens.password).toHaveValue(member.password);
  await page.unroute('**/api/sign_in_with_password');
  await screens.signIn.click();
  await screens.isSignedIn(member.email);
});

test('the password is in no log and no complaint is in the console', async ({ page, portico, screens, member }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A refusal has a 4xx status, which Chromium itself logs as an error.
    if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(1));
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
  expect(complaints).toEqual([]);
  for (const secret of [member.email, member.password, WRONG_PASSWORD]) {
    expect(portico.log).not.toContain(secret);
  }
});

test('who cannot be signed out from the sign-in page is told so, and who is, is led on', async ({
  page, screens, member,
}) => {
  await screens.signInWithPassword(member);
  await screens.open('/sign-in');
  await page.route('**/api/sign_out', (route) => route.abort());
  await screens.signOut.click();
  await screens.says('We can\'t reach the server');
  await expect(page.getByText(member.email)).toBeVisible();
  await page.unroute('**/api/sign_out');
  await screens.signOut.click();
  await expect(page.getByText(member.email)).toBeHidden();
  await expect(page.getByRole('main')).toBeFocused();
});
