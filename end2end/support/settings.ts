// The settings as a user finds them. Works with JavaScript and without.
import { expect } from '@playwright/test';
import type { Message } from './mailbox';
import type { Member } from './people';
import type { Screens } from './screens';
import { appCode, codeBefore } from './totp';

export const NEW = 'Lantern3-Over~The-Quay';
export const WRONG_CURRENT = "That isn't your current password.";
/** Without JavaScript, the query of the URL says what was done. */
export const ACCOUNT = /\/settings\/account(\?done=[\w-]+)?$/;

export function undoLinkIn({ mail }: Message): string {
  const link = /http\S+\/undo\/[\w-]{43}/.exec(mail.text ?? '')?.[0];
  expect(link, mail.text).toBeDefined();
  return link!;
}

export class Settings {
  constructor(private readonly screens: Screens) {}

  readonly button = (name: string) => this.screens.page.getByRole('button', { name, exact: true });
  readonly link = (name: string) => this.screens.page.getByRole('main').getByRole('link', { name, exact: true });
  readonly field = (name: string) => this.screens.page.getByLabel(name, { exact: true });

  async signIn(member: Member): Promise<void> {
    await this.screens.signInWithPassword(member);
    await this.screens.settled();
  }

  async isTitled(title: string): Promise<void> {
    await expect(this.screens.page.getByRole('heading', { level: 1 })).toHaveText(title);
    await this.screens.settled();
  }

  /**
   * Sets up an authenticator app from a page that offers it, and stays on the page with the recovery codes. Returns the
   * key of the app.
   */
  async turnOnApp(from = '/settings/security'): Promise<string> {
    await this.screens.open(from);
    await this.button('Set up authenticator app').click();
    await this.isTitled('Set up authenticator app');
    const key = (await this.screens.page.locator('.secret').textContent())!;
    await this.field('Authenticator code').fill(await codeBefore(key));
    await this.button('Turn on').click();
    await this.isTitled('Recovery codes');
    await expect(this.screens.page.locator('.recovery-codes li')).toHaveCount(10);
    return key;
  }

  /** Follows the link of a row to the page that says what is lost, and presses its button. */
  async remove(link: string, button: string): Promise<void> {
    await this.link(link).click();
    await expect(this.button(button)).toBeVisible();
    await this.screens.settled();
    await this.button(button).click();
  }

  /** Enters the code of the app as the second step of a sign-in. */
  async enterAppCode(key: string): Promise<void> {
    await this.isTitled('Enter the code from your app');
    await this.field('Authenticator code').fill(appCode(key));
    await this.button('Verify code').click();
  }

  async changePassword(current: string, next: string, again = next): Promise<void> {
    await this.field('Current password').fill(current);
    await this.field('New password').fill(next);
    await this.field('Confirm new password').fill(again);
    await this.button('Save').click();
  }

  /** Asks to change the email address on the account page, and arrives at the code screen. */
  async changeEmail(current: string, email: string): Promise<void> {
    await this.screens.open('/settings/account');
    await this.screens.follow(this.link('Change email address'), /\/settings\/account\/email$/);
    await this.field('Current password').fill(current);
    await this.button('Next').click();
    await expect(this.screens.page).toHaveURL(/\/settings\/account\/email\/new$/);
    await this.screens.settled();
    await this.field('New email address').fill(email);
    await this.button('Save').click();
    await this.screens.isAskedForCode();
  }
}
