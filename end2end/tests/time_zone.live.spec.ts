// Times are shown in the time zone of the browser, which only a script can find out.
import { Settings } from '../support/settings';
import { expect, test } from '../support/test';

test.use({ timezoneId: 'Asia/Tokyo' });

test('times are those of the browser from the first page after signing in, and in messages', async ({
  page, context, screens, mailbox, member,
}) => {
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/security');
  await expect(page.locator('.moment').first()).toContainText('(Asia/Tokyo)');
  const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in');
  expect(mail.text).toContain('(Asia/Tokyo)');
  await screens.open('/settings/account');
  await expect(page.getByRole('main')).toContainText('Time zone of your browser, now Asia/Tokyo');
  const cookie = (await context.cookies()).find(({ name }) => name === 'portico-time-zone');
  expect(cookie).toMatchObject({ value: 'Asia/Tokyo', path: '/', sameSite: 'Lax', domain: 'localhost' });

  await screens.open('/settings/account/profile');
  const offered = page.locator('#time-zones option');
  await expect(offered.first()).toHaveAttribute('value', 'Same as my browser');
  await expect(page.locator('#time-zones option[value^="America/New York (UTC-0"]')).toHaveCount(1);
});
