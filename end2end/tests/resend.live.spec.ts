// A new code after a minute of real time: the old code stays valid, and entering either of them ends both.
import type { BrowserContext } from '@playwright/test';
import { post } from '../support/http';
import { newClientAddress, newEmail } from '../support/people';
import { Screens } from '../support/screens';
import { expect, test } from '../support/test';

test('after a minute "Resend" sends a fresh code; either works, and then neither', async ({
  browser, baseURL, portico, mailbox,
}) => {
  test.setTimeout(150_000);
  const contexts: BrowserContext[] = [];
  const waiting = await Promise.all(['uses-the-first', 'uses-the-second'].map(async (who) => {
    const email = newEmail(who);
    await portico.createAccount(email);
    const context = await browser.newContext({
      baseURL, extraHTTPHeaders: { 'X-Forwarded-For': newClientAddress() },
    });
    contexts.push(context);
    const screens = new Screens(await context.newPage(), true);
    await screens.open('/sign-in');
    await screens.askForCode(email);
    return { email, screens, first: await mailbox.waitForCodeTo(email) };
  }));

  for (const { email, screens, first } of waiting) {
    await screens.page.bringToFront();
    await expect(screens.resend).toHaveText('Resend', { timeout: 75_000 });
    await expect(screens.resend).not.toHaveAttribute('aria-disabled', 'true');
    await screens.resend.click();
    await expect(screens.page.getByRole('status').filter({ hasText: 'Sent again' })).toHaveCount(1);
    await expect(screens.resend).toHaveText(/^Resend in (1:00|0:5\d)$/);
    await expect(screens.timer).toContainText(/Expires in (10:00|9:\d\d)/);

    const second = await mailbox.waitForCodeTo(email, 2);
    const [used, left] = email.startsWith('uses-the-first') ? [first, second] : [second, first];
    const challenge = screens.challenge();
    const before = await screens.page.context().cookies();
    await screens.enterCode(used);
    await screens.isSignedIn(email);

    // Sends the cookies from before the sign-in: a signed-in browser would be redirected, whatever the code.
    const answer = await post(portico, '/api/verify_code', { challenge, code: left }, newClientAddress(), {
      Cookie: before.map(({ name, value }) => `${name}=${value}`).join('; '),
    });
    // The server knows the browser (not 403, not 404), and the code is no longer valid.
    expect(answer.status).toBe(422);
  }
  for (const context of contexts) {
    await context.close();
  }
});
