// The timers of the code screen: they follow the server's clock, tick silently, and no action here resets them.
import { newClientAddress } from '../support/people';
import { post } from '../support/http';
import { expect, test } from '../support/test';
import { Screens, TOO_MANY_ATTEMPTS } from '../support/screens';

const HOUR = 60 * 60 * 1000;

test('the code’s time is shown and counts down', async ({ screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await expect(screens.timer).toHaveAccessibleName('Time left');
  await expect(screens.timer).toContainText(/Expires in (10:00|9:5\d)/);
  const first = await screens.secondsLeft();
  await expect.poll(() => screens.secondsLeft()).toBeLessThan(first - 1);
});

for (const [how, by] of [['ahead', 3 * HOUR], ['behind', -3 * HOUR]] as const) {
  test(`both countdowns hold on a device whose clock is three hours ${how}`, async ({ page, screens, person }) => {
    await page.clock.install({ time: Date.now() + by });
    await screens.open('/sign-in');
    await screens.askForCode(person.email);
    await expect(screens.timer).toContainText(/Expires in (10:00|9:\d\d)/);
    await expect(screens.resend).toHaveText(/^Resend in (1:00|0:\d\d)$/);

    await screens.reload();
    await expect(screens.timer).toContainText(/Expires in 9:\d\d/);
    await expect(screens.resend).toHaveText(/^Resend in 0:\d\d$/);
    const first = await screens.secondsLeft();
    expect(first).toBeGreaterThan(9 * 60);
    await expect.poll(() => screens.secondsLeft()).toBeLessThan(first);
  });
}

test('at the second at which the code expires "Resend" becomes the primary button', async ({ page, screens, person }) => {
  await page.clock.install();
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await expect(screens.verifyCode).toBeVisible();
  // The server's clock goes on as before, so its answers would set the page's clock back.
  await page.route('**/api/read_page', (route) => route.abort());
  await page.clock.fastForward(10 * 60 * 1000);
  await screens.says('Code expired');
  await expect(screens.verifyCode).toHaveCount(0);
  await expect(screens.timer).toHaveCount(0);
  await expect(screens.resend).toHaveCount(1);
  await expect(screens.resend).toHaveText('Resend');
  await expect(screens.resend).toHaveClass(/button--primary/);
});

test('"Resend" says how long to wait, can be reached, and counts', async ({ screens, mailbox, person, mailIsOut }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await expect(screens.resend).toHaveText(/^Resend in (1:00|0:5\d)$/);
  await expect(screens.resend).toHaveAttribute('aria-disabled', 'true');
  const first = await screens.secondsToResend();
  await expect.poll(() => screens.secondsToResend()).toBeLessThan(first - 1);

  await screens.resend.focus();
  await expect(screens.resend).toBeFocused();
  await screens.resend.press('Enter');
  await expect(screens.resend).toHaveText(/^Resend in 0:\d\d$/);
  await mailIsOut();
  expect(mailbox.codesTo(person.email)).toHaveLength(1);
});

test('a reload and a second tab go on counting and send nothing', async ({
  page, context, screens, mailbox, person, mailIsOut,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await mailbox.waitForMessageTo(person.email);
  await expect.poll(() => screens.secondsToResend()).toBeLessThan(58);
  const before = { code: await screens.secondsLeft(), resend: await screens.secondsToResend() };

  // One second for rounding; a reset would add more.
  await screens.reload();
  expect(await screens.secondsLeft()).toBeLessThanOrEqual(before.code + 1);
  expect(await screens.secondsToResend()).toBeLessThanOrEqual(before.resend + 1);

  const second = new Screens(await context.newPage(), true);
  await second.open(page.url());
  expect(await second.secondsLeft()).toBeLessThanOrEqual(before.code + 1);
  expect(await second.secondsToResend()).toBeLessThanOrEqual(before.resend + 1);

  await mailIsOut();
  const codes = mailbox.codesTo(person.email);
  expect(codes).toHaveLength(1);
  await second.enterCode(codes[0] ?? '');
  await second.isSignedIn(person.email);
});

test('the passing seconds are silent for a screen reader', async ({ page, screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await expect(screens.timer).not.toHaveAttribute('aria-live');
  await expect(page.getByRole('status').first()).toBeAttached();
  // By then the page has announced that the code was sent.
  await expect.poll(() => screens.secondsLeft()).toBeLessThan(597);

  const { said, ticks } = await page.evaluate(async () => {
    const count = (selector: string) => {
      const changes = { count: 0 };
      const observer = new MutationObserver((records) => (changes.count += records.length));
      for (const element of document.querySelectorAll(selector)) {
        observer.observe(element, { childList: true, characterData: true, subtree: true, attributes: true });
      }
      return changes;
    };
    const [said, ticks] = [count('[role=status], [role=alert], [aria-live]'), count('[role=timer]')];
    await new Promise((done) => setTimeout(done, 5_000));
    return { said: said.count, ticks: ticks.count };
  });
  expect(said).toBe(0);
  expect(ticks).toBeGreaterThanOrEqual(3);
});

test('the pause after too many codes counts down', async ({ portico, screens, person }) => {
  for (let asked = 1; asked <= 5; asked += 1) {
    await post(portico, '/api/send_code', { organisation: '', email: person.email }, newClientAddress());
  }
  await screens.open('/sign-in');
  await screens.email.fill(person.email);
  await screens.sendCode.click();
  await screens.says(TOO_MANY_ATTEMPTS);
  const first = await screens.secondsLeft();
  expect(first).toBeGreaterThan(58 * 60);
  expect(first).toBeLessThanOrEqual(60 * 60);
  await expect.poll(() => screens.secondsLeft()).toBeLessThan(first);
});
