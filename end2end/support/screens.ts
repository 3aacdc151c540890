// The sign-in screens as a user finds them: by label, role and text. Works with JavaScript and without.
import { expect, type Locator, type Page } from '@playwright/test';
import type { Mailbox } from './mailbox';
import type { Person } from './people';

export const INVALID_CODE = 'Invalid code';
export const TOO_MANY_VERIFICATION_ATTEMPTS = 'Too many verification attempts. Please request a new code.';
export const TOO_MANY_ATTEMPTS = 'Too many attempts. Please wait a moment before trying again.';
export const NO_MATCH = 'Email and Password do not match';
export const NO_VERIFIED_PHONE = 'SMS login is only available for accounts with verified phone numbers.';
export const wrongPassword = (attempt: number) => `Invalid email or password. Attempt ${attempt} of 5.`;

export const CODE_PATH = /\/sign-in\/code\/[0-9a-f]{32}(\?.*)?$/;
/** The sign-in page with any tab open. */
export const SIGN_IN_PATH = /\/sign-in(\/(email-code|text-code|password))?(\?.*)?$/;
export const ACCOUNT_PATH = /\/account$/;

export type Tab = 'Email code' | 'Text code' | 'Password';

export class Screens {
  readonly email: Locator;
  readonly phone: Locator;
  readonly country: Locator;
  readonly password: Locator;
  readonly sendCode: Locator;
  readonly signIn: Locator;
  readonly code: Locator;
  readonly verifyCode: Locator;
  readonly resend: Locator;
  readonly signOut: Locator;
  readonly tabs: Locator;
  /** The boxes that are drawn around the single input of the code. */
  readonly boxes: Locator;
  readonly timer: Locator;

  constructor(
    readonly page: Page,
    /** Whether JavaScript is on. */
    readonly live: boolean,
  ) {
    this.email = page.getByRole('textbox', { name: 'Email address' });
    this.phone = page.getByRole('textbox', { name: 'Phone number' });
    this.country = page.getByRole('combobox', { name: 'Country' });
    this.password = page.getByLabel('Password', { exact: true });
    this.sendCode = page.getByRole('button', { name: 'Send code' });
    this.signIn = page.getByRole('button', { name: /^(Sign in|Try again in \d+:\d\d)$/ });
    this.code = page.getByRole('textbox', { name: '6-digit code' });
    this.verifyCode = page.getByRole('button', { name: 'Verify code' });
    this.resend = page.getByRole('button', { name: /^Resend/ });
    this.signOut = page.getByRole('button', { name: 'Sign out' });
    this.tabs = page.getByRole('tablist', { name: 'How to sign in' }).getByRole('tab');
    this.boxes = page.locator('.code');
    this.timer = page.getByRole('timer');
  }

  tab(name: Tab): Locator {
    return this.page.getByRole('tab', { name, exact: true });
  }

  /** Opens a page and waits until the client, if there is one, has hydrated it. */
  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.settled();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.settled();
  }

  /** With JavaScript, waits until the client has hydrated the page and shows the page of the URL. */
  async settled(): Promise<void> {
    if (this.live) {
      await this.page.locator('html[data-hydrated]:not([data-loading=true])').waitFor({ state: 'attached' });
    }
  }

  /** Clicks what leads to another page of Portico, and waits for that page. */
  async follow(link: Locator, path: RegExp): Promise<void> {
    await link.click();
    await expect(this.page).toHaveURL(path);
    await this.settled();
  }

  async choose(tab: Tab): Promise<void> {
    await this.follow(this.tab(tab), new RegExp(`/sign-in/${tab.toLowerCase().replace(' ', '-')}(\\?.*)?$`));
    await expect(this.tab(tab)).toHaveAttribute('aria-selected', 'true');
  }

  /** Requests a code by email on the open sign-in page, and arrives at the code screen. */
  async askForCode(email: string): Promise<void> {
    await this.email.fill(email);
    await this.sendCode.click();
    await this.isAskedForCode();
  }

  /** Requests a code by text on the open sign-in page, and arrives at the code screen. `country` is a visible label. */
  async askForText(phone: string, country?: string): Promise<void> {
    if (country !== undefined) {
      await this.country.selectOption({ label: country });
    }
    await this.phone.fill(phone);
    await this.sendCode.click();
    await this.isAskedForCode();
  }

  async isAskedForCode(): Promise<void> {
    await expect(this.page).toHaveURL(CODE_PATH);
    await expect(this.code).toBeFocused();
    await this.settled();
  }

  /** Submits email and password, and does not wait for the result. */
  async submitPassword(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.signIn.click();
  }

  /** Signs in on the page of the default organisation. */
  async signInWithPassword({ email, password }: { email: string; password: string }): Promise<void> {
    await this.open('/sign-in/password');
    await this.submitPassword(email, password);
    await this.isSignedIn(email);
  }

  /** Signs in on the page of the default organisation with the first code that goes to this address. */
  async signInWithCode({ email }: Person, mailbox: Mailbox): Promise<void> {
    await this.open('/sign-in/email-code');
    await this.askForCode(email);
    await this.enterCode(await mailbox.waitForCodeTo(email));
    await this.isSignedIn(email);
  }

  /** Submits a wrong pair and waits for the sentence that refuses it. */
  async submitRefusedPassword(email: string, password: string, sentence: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.answered('/api/sign_in_with_password', () => this.signIn.click());
    await this.says(sentence);
  }

  /** Runs `act`, which posts to `path`, and waits for the response, or without JavaScript for the next page. */
  async answered(path: string, act: () => Promise<void>): Promise<void> {
    const answer = this.live
      ? this.page.waitForResponse((response) => new URL(response.url()).pathname === path)
      : this.page.waitForEvent('domcontentloaded');
    await Promise.all([answer, act()]);
  }

  /** Types the digits. Without JavaScript, also presses the button that submits them. */
  async enterCode(digits: string): Promise<void> {
    await this.code.pressSequentially(digits);
    if (!this.live) {
      await this.verifyCode.click();
    }
  }

  /** Enters digits that the server refuses, and waits until the field is empty again. */
  async enterRefusedCode(digits: string): Promise<void> {
    const answered = this.page.waitForResponse((response) => response.url().endsWith('/api/verify_code'));
    await this.enterCode(digits);
    await answered;
    await expect(this.code).toHaveValue('');
  }

  /** The id of the challenge, out of the URL of the code screen. */
  challenge(): string {
    return /[0-9a-f]{32}/.exec(new URL(this.page.url()).pathname)?.[0] ?? '';
  }

  /** Expects that the sentence is on the page once, and visible. */
  async says(sentence: string): Promise<void> {
    await expect(this.page.getByText(sentence, { exact: true })).toHaveCount(1);
    await expect(this.page.getByText(sentence, { exact: true })).toBeVisible();
  }

  /** Expects that the field is marked as invalid, is described by the sentence, and has the focus. */
  async isRefused(field: Locator, sentence: string | RegExp): Promise<void> {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(
      typeof sentence === 'string' ? new RegExp(escaped(sentence)) : sentence,
    );
    await expect(field).toBeFocused();
  }

  async isSignedIn(email: string): Promise<void> {
    await expect(this.page).toHaveURL(ACCOUNT_PATH);
    // The URL changes before the page does. Some tests block the client, so this does not wait for hydration.
    await expect(this.page.locator('html')).not.toHaveAttribute('data-loading', 'true');
    await expect(this.signOut).toBeVisible();
    await expect(this.page.getByRole('main')).toContainText(email);
  }

  /** Signs out with the button of the open page, and arrives at the sign-in page. */
  async leave(): Promise<void> {
    await this.settled();
    await this.follow(this.signOut, SIGN_IN_PATH);
    await expect(this.signOut).toHaveCount(0);
  }

  /** Expects none of these in the URL of the page. The origin is not checked: its port is a random number. */
  async hidesInUrl(...secrets: string[]): Promise<void> {
    const { href, origin } = new URL(this.page.url());
    for (const secret of secrets) {
      expect(decodeURIComponent(href.slice(origin.length))).not.toContain(secret);
    }
  }

  /** Expects the page to say how long its code, sent moments ago, is good for. */
  async saysHowLongTheCodeIsGood(): Promise<void> {
    if (this.live) {
      await expect(this.timer).toContainText(/Expires in (10:00|9:\d\d)/);
    } else {
      // Nothing would count down.
      await expect(this.timer).toHaveCount(0);
      await expect(this.page.getByText(/^Valid until \d\d:\d\d UTC$/)).toBeVisible();
    }
  }

  /** Expects the page to say until when it has to be waited: with JavaScript a countdown of at most `most` seconds. */
  async saysHowLongToWait(most: number): Promise<void> {
    if (this.live) {
      const left = await this.secondsLeft();
      expect(left).toBeGreaterThan(most - 60);
      expect(left).toBeLessThanOrEqual(most);
    } else {
      // Nothing would count down.
      await expect(this.timer).toHaveCount(0);
      await expect(this.page.getByText(/^You can try again at \d\d:\d\d(:\d\d)? UTC\.$/)).toBeVisible();
    }
  }

  /** The seconds on the only timer of the page. */
  async secondsLeft(): Promise<number> {
    return seconds(await this.timer.innerText());
  }

  /** The seconds until a new code may be requested. */
  async secondsToResend(): Promise<number> {
    return seconds(await this.resend.innerText());
  }

  /** The seconds until the next password is accepted; 0 if it is accepted now. */
  async secondsToSignIn(): Promise<number> {
    const words = await this.signIn.innerText();
    return words.trim() === 'Sign in' ? 0 : seconds(words);
  }
}

/** "Expires in 9:58" is 598, "1:00:00" is 3600. A text without a time is NaN, which fails every comparison. */
function seconds(text: string): number {
  const [found] = /\d+(:\d\d){1,2}/.exec(text) ?? [];
  return found === undefined ? NaN : found.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
