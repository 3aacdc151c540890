// Signing in on a device that has no browser: it shows a code, which its user types here.
import { registerClient } from '../support/clients';
import { expectValidHtml, served } from '../support/markup';
import { newEmail, PASSWORD } from '../support/people';
import type { Portico } from '../support/portico';
import { Settings } from '../support/settings';
import { expect, test as base } from '../support/test';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

interface Codes {
  device_code: string;
  user_code: string;
  verification_uri_complete: string;
}

/** A public client that signs in devices, and a user of its organisation. */
class Television {
  private constructor(private readonly portico: Portico, private readonly client: string, readonly email: string) {}

  static async open(portico: Portico): Promise<Television> {
    const email = newEmail('device');
    const organisation = email.split('@')[0]!.replace(/[^a-z0-9]/g, '-');
    await portico.haveOrganisation({ slug: organisation, name: 'Toolworks' });
    await portico.createAccount(email, { organisation, password: PASSWORD });
    const { id } = await registerClient(portico, {
      organisation,
      name: 'Films',
      startAddress: 'https://films.example/',
      redirectUri: 'http://127.0.0.1/callback',
      isPublic: true,
      options: ['--device', 'yes'],
    });
    return new Television(portico, id, email);
  }

  private async post(path: string, fields: Record<string, string>): Promise<Record<string, string>> {
    const body = new URLSearchParams({ client_id: this.client, ...fields });
    const answer = await fetch(`${this.portico.url}${path}`, { method: 'POST', body });
    return await answer.json() as Record<string, string>;
  }

  async begin(): Promise<Codes> {
    return await this.post('/oauth/device', { scope: 'openid email' }) as unknown as Codes;
  }

  /** Asks for the tokens. */
  poll(codes: Codes): Promise<Record<string, string>> {
    return this.post('/oauth/token', { grant_type: GRANT, device_code: codes.device_code });
  }
}

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
  await expect(page.getByText('No device is waiting with this code.')).toBeVisible();
  await expect(settings.field('Code on the device')).toHaveValue('bcdf');
  await isAccessible(page);

  await settings.field('Code on the device').fill(codes.user_code.toLowerCase());
  await settings.button('Continue').click();
  await screens.choose('Password');
  await screens.submitPassword(television.email, PASSWORD);
  await settings.isTitled('Sign in to Films on a device?');
  await expect(page.getByRole('main')).toContainText('The device asked from the address');
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
