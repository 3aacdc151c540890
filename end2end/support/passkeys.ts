// A device that keeps passkeys: Chromium's own virtual authenticator, and what pages ask of it.
import type { CDPSession, Page } from '@playwright/test';

/** What a page asked the browser, in order: `get`, `get conditional`, or the name of a signal with what it says. */
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
   * Checks the person by itself, and answers when it is told to. Unless the browser `fillsIn`, it offers no passkeys where
   * the address is typed: a device that is touched would answer that before anybody presses the button.
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

  /** While it is there, the person touches the device whenever it asks. */
  async isTouched(enabled: boolean): Promise<void> {
    await this.session.send('WebAuthn.setAutomaticPresenceSimulation',
      { authenticatorId: this.authenticatorId, enabled });
  }

  /** Whether finger, face or PIN are right. */
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
