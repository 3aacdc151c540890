// Signing in on a device that has no browser: it shows a code, which its user types here.
import { expectValidHtml, served } from '../support/markup';
import { PASSWORD } from '../support/people';
import { Settings } from '../support/settings';
import { Television } from '../support/television';
import { expect, test as base } from '../support/test';

const test = base.extend<{ television: Television }>({
  television: async ({ portico }, use) => {
    await use(await Television.open(portico));
  },
});

test('the user types the code, signs in and allows the device', async ({
  page, television, screens, isAccessible,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  const codes = await television.begin();
  await screens.open('/device');
  await settings.isTitled('Sign in on a device');
  await isAccessible(page);
  await expectValidHtml(await served(page));

  await settings.field('Code on the device').fill('bcdf');
  await settings.button('Continue').click();
  await expect(page.getByText('No device is waiting for this code.')).toBeVisible();
  await expect(settings.field('Code on the device')).toHaveValue('bcdf');
  await isAccessible(page);

  await settings.field('Code on the device').fill(codes.user_code.toLowerCase());
  await settings.button('Continue').click();
  await screens.choose('Password');
  await screens.submitPassword(television.email, PASSWORD);
  await settings.isTitled('Sign in to Films on a device?');
  await expect(page.getByRole('main')).toContainText('Requested from the IP address');
  await expect(page.getByRole('main')).toContainText(television.email);
  await isAccessible(page);
  expect((await television.poll(codes)).error).toBe('authorization_pending');

  await settings.button('Allow').click();
  await settings.isTitled('Go back to your device');
  await isAccessible(page);
  const { id_token: token } = await television.poll(codes);
  const claims = JSON.parse(Buffer.from(token!.split('.')[1]!, 'base64url').toString()) as { email: unknown };
  expect(claims.email).toBe(television.email);
});

test('a link fills the code in, and the user may decline', async ({ television, screens }) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  const codes = await television.begin();
  await screens.open(codes.verification_uri_complete);
  await expect(settings.field('Code on the device')).toHaveValue(codes.user_code);
  await settings.button('Continue').click();
  await screens.choose('Password');
  await screens.submitPassword(television.email, PASSWORD);
  await settings.isTitled('Sign in to Films on a device?');
  await settings.button('Cancel').click();
  await settings.isTitled('The device is not signed in');
  expect((await television.poll(codes)).error).toBe('access_denied');
});
