// A client of OpenID Connect, and the `client` that a test gets.
import { createHash } from 'node:crypto';
import { Application } from './application';
import { registerClient } from './clients';
import { newEmail, PASSWORD } from './people';
import type { Portico } from './portico';
import { test as base } from './test';

const VERIFIER = 'a-verifier-of-forty-three-characters-or-more-0';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** A client, and a user of its organisation. */
export class Client {
  private constructor(
    private readonly portico: Portico,
    readonly application: Application,
    readonly organisation: string,
    readonly email: string,
    private readonly id: string,
    private readonly secret: string,
  ) {}

  static async open(portico: Portico): Promise<Client> {
    const application = await Application.open();
    const organisation = `openid-${new URL(application.origin).port}`;
    const email = newEmail('openid');
    await portico.haveOrganisation({ slug: organisation, name: 'Toolworks' });
    await portico.createAccount(email, { organisation, password: PASSWORD });
    const { id, secret } = await registerClient(portico, {
      organisation,
      name: 'Wiki',
      startAddress: `${application.origin}/start`,
      redirectUri: `${application.origin}/callback`,
      options: ['--consent', 'yes', '--sign-out-uri', `${application.origin}/signed-out`],
    });
    return new Client(portico, application, organisation, email, id, secret);
  }

  get callback(): string {
    return `${this.application.origin}/callback`;
  }

  /** The address that a link of the application has. */
  request(more: Record<string, string> = {}): string {
    const parameters = new URLSearchParams({
      response_type: 'code',
      client_id: this.id,
      redirect_uri: this.callback,
      scope: 'openid email',
      state: 'a state & "more"',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...more,
    });
    return `${this.portico.url}/oauth/authorize?${parameters}`;
  }

  /** What the application sends to sign its user out. */
  signOut(more: Record<string, string> = {}): Record<string, string> {
    return {
      client_id: this.id, post_logout_redirect_uri: `${this.application.origin}/signed-out`, state: 'a & b', ...more,
    };
  }

  /** Exchanges a code for an ID token. */
  async idToken(code: string): Promise<string> {
    const credentials = Buffer.from(`${this.id}:${this.secret}`).toString('base64');
    const answer = await fetch(`${this.portico.url}/oauth/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${credentials}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code', code, redirect_uri: this.callback, code_verifier: VERIFIER,
      }),
    });
    return (await answer.json() as { id_token: string }).id_token;
  }

  /** Exchanges a code, and returns the email address that the application is told. */
  async exchange(code: string): Promise<unknown> {
    const token = await this.idToken(code);
    return (JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as { email: unknown }).email;
  }
}

export const test = base.extend<{ client: Client }>({
  client: async ({ portico }, use) => {
    const client = await Client.open(portico);
    await use(client);
    await client.application.close();
  },
});
