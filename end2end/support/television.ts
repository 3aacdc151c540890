// A device without a browser, which shows a code that its user types into Portico.
import { registerClient } from './clients';
import { newEmail, PASSWORD } from './people';
import type { Portico } from './portico';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

export interface Codes {
  device_code: string;
  user_code: string;
  verification_uri_complete: string;
}

/** A public client that signs in devices, and a user of its organisation. */
export class Television {
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
