// A client that asks for a passkey.
import { test } from '../support/openid_client';
import { Device } from '../support/passkeys';
import { PASSWORD } from '../support/people';
import { Settings } from '../support/settings';
import { expect } from '../support/test';

test('a client that asks for a passkey gets the user who signs in with one', async ({
  page, portico, client, screens,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await portico.command(['policy', 'set', '--organisation', client.organisation],
    'version = 1\npreset = "codes"\nmethods = ["passkey", "password"]\noffer_passkey = false\n[second_step]\nrule = "off"\nways = []\n');
  const device = await Device.of(page);
  const signIn = async () => {
    await screens.open(`/o/${client.organisation}/sign-in/password`);
    await screens.submitPassword(client.email, PASSWORD);
    await screens.isSignedIn(client.email);
  };
  await signIn();
  await screens.open('/settings/security/passkeys/new');
  await device.isTouched(true);
  await settings.button('Add a passkey').click();
  await expect(page).toHaveURL(/\/settings\/security(\?done=passkey)?$/);
  await screens.open('/account');
  await screens.leave();
  await signIn();

  await screens.open(client.request({ acr_values: 'urn:portico:phr' }));
  await settings.isTitled('Wiki asks for a passkey');
  await screens.follow(settings.link('Sign in again'), /\/sign-in(\/password)?\?return_to=/);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await settings.isTitled('Allow Wiki access?');
  await settings.button('Allow').click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  expect(await client.exchange(new URL(page.url()).searchParams.get('code')!)).toBe(client.email);
});
