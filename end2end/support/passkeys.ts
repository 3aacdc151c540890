// A device with passkeys (Chromium's virtual authenticator), and a record of what pages ask of it.
import type { CDPSession, Page } from '@playwright/test';

/**
 * Records what a page asks of the browser, in order: `get`, `get conditional`, or the name of a signal and its
 * argument. Returns a function that reads the record.
 */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  const asked: string[] = [];
  await page.exposeFunction('wasAsked', (what: string) => {
    asked.push(what);
  });
  await page.addInitScript(() => {
    const tell = (window as unknown as { wasAsked(what: string): void }).wasAsked;
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      tell(['get', options?.mediation].filter(Boolean).join(' '));
      return get(options);
    };
    for (const name of ['signalUnknownCredential', 'signalAllAcceptedCredentials']) {
      Object.assign(PublicKeyCredential, {
        [name]: (facts: unknown) => {
          tell(`${name} ${JSON.stringify(facts)}`);
          return Promise.resolve();
        },
      });
    }
  });
  return () => Promise.resolve(asked);
}

export class Device {
  private constructor(private readonly session: CDPSession, private readonly authenticatorId: string) {}

  /**
   * Adds a device that verifies its user by itself and answers only while it `isTouched`. Unless `fillsIn` is set, the
   * browser reports no conditional UI: a touched device would answer that before the test presses the button.
   */
  static async of(page: Page, fillsIn = false): Promise<Device> {
    if (!fillsIn) {
      await page.addInitScript(() => {
        PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
      });
    }
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: false,
      },
    });
    return new Device(session, authenticatorId);
  }

  /** While enabled, the user touches the device whenever it asks. */
  async isTouched(enabled: boolean): Promise<void> {
    await this.session.send('WebAuthn.setAutomaticPresenceSimulation',
      { authenticatorId: this.authenticatorId, enabled });
  }

  /** Whether the device accepts the finger, face or PIN of the user. */
  async knowsPerson(isUserVerified: boolean): Promise<void> {
    await this.session.send('WebAuthn.setUserVerified', { authenticatorId: this.authenticatorId, isUserVerified });
  }

  async passkeys(): Promise<number> {
    const { credentials } = await this.session.send('WebAuthn.getCredentials', { authenticatorId: this.authenticatorId });
    return credentials.length;
  }

  async forgetAll(): Promise<void> {
    await this.session.send('WebAuthn.clearCredentials', { authenticatorId: this.authenticatorId });
  }
}
