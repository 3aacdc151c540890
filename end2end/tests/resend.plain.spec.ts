// A new code without JavaScript: one button, one new message.
import { expect, test } from '../support/test';

test('after a minute the button sends a fresh code, and that one works', async ({ screens, mailbox, person }) => {
  test.setTimeout(150_000);
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await mailbox.waitForMessageTo(person.email);

  await expect(async () => {
    await screens.reload();
    await expect(screens.resend).toHaveText('Resend', { timeout: 1_000 });
    await expect(screens.resend).not.toHaveAttribute('aria-disabled', 'true', { timeout: 1_000 });
  }).toPass({ timeout: 80_000, intervals: [5_000] });
  await screens.answered('/api/resend_code', () => screens.resend.click());
  await screens.enterCode(await mailbox.waitForCodeTo(person.email, 2));
  await screens.isSignedIn(person.email);
});
