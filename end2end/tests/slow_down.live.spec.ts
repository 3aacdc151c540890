// The sign-in button counts down until the next password is accepted.
import { newEmail, PASSWORD, WRONG_PASSWORD } from '../support/people';
import { NO_MATCH } from '../support/screens';
import { expect, test } from '../support/test';

test('the button counts down, does nothing meanwhile, can be reached, and works when the time is up', async ({
  page, portico, screens,
}) => {
  test.setTimeout(90_000);
  await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
  const email = newEmail();
  await portico.createAccount(email, { organisation: 'temporary', password: PASSWORD });
  await screens.open('/o/temporary/sign-in');
  let asked = 0;
  page.on('request', (request) => {
    asked += request.url().endsWith('/api/sign_in_with_password') ? 1 : 0;
  });
  for (let failure = 1; failure <= 3; failure += 1) {
    await screens.submitRefusedPassword(email, WRONG_PASSWORD, NO_MATCH);
    // The first waits are short and begin before the password is compared, so they may already be over.
    if (failure === 3) {
      await expect(screens.signIn).toHaveText(/^Try again in 0:0[1-4]$/);
    }
    if (failure < 3) {
      await expect(screens.signIn).toHaveText('Sign in');
    }
  }
  expect(asked).toBe(3);

  await expect(screens.signIn).toHaveAttribute('aria-disabled', 'true');
  await screens.password.fill(PASSWORD);
  await screens.password.press('Enter');
  await screens.signIn.focus();
  await expect(screens.signIn).toBeFocused();
  await screens.signIn.press('Enter');
  expect(asked).toBe(3);
  await expect(screens.signIn).toHaveText('Sign in');
  await expect(screens.signIn).not.toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('status').filter({ hasText: 'You can try again now.' })).toHaveCount(1);
  await expect(screens.password).toHaveValue(PASSWORD);
  await screens.signIn.click();
  await screens.isSignedIn(email);
  expect(asked).toBe(4);
});

for (const [how, by] of [['ahead', 3 * 3_600_000], ['behind', -3 * 3_600_000]] as const) {
  test(`the wait holds on a device whose clock is three hours ${how}`, async ({ page, portico, screens }) => {
    await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
    const email = newEmail();
    await portico.createAccount(email, { organisation: 'temporary', password: PASSWORD });
    await page.clock.install({ time: Date.now() + by });
    await screens.open('/o/temporary/sign-in');
    for (let failure = 1; failure <= 3; failure += 1) {
      await expect(screens.signIn).toHaveText('Sign in');
      await screens.submitRefusedPassword(email, WRONG_PASSWORD, NO_MATCH);
    }
    await expect(screens.signIn).toHaveText(/^Try again in 0:0[1-4]$/);
    await expect(screens.signIn).toHaveText('Sign in');
    await screens.submitPassword(email, PASSWORD);
    await screens.isSignedIn(email);
  });
}
