// The sign-in screens as a person meets them: by label, role and words. The same with JavaScript and without.
import { expect, type Locator, type Page } from '@playwright/test';

export const INVALID_CODE = 'Invalid code';
export const TOO_MANY_TRIES = 'Too many verification attempts. Please request a new code.';
export const TOO_MANY_ATTEMPTS = 'Too many attempts. Please wait a moment before trying again.';

export const CODE_PATH = /\/sign-in\/code\/[0-9a-f]{32}(\?.*)?$/;
export const SIGN_IN_PATH = /\/sign-in(\?.*)?$/;
export const ACCOUNT_PATH = /\/account$/;

export class Screens {
  readonly email: Locator;
  readonly sendCode: Locator;
  readonly code: Locator;
  readonly verifyCode: Locator;
  readonly resend: Locator;
  readonly signOut: Locator;
  /** The drawn boxes around the code's one input. */
  readonly boxes: Locator;
  readonly timer: Locator;

  constructor(
    readonly page: Page,
    /** JavaScript is on. */
    private readonly live: boolean,
  ) {
    this.email = page.getByRole('textbox', { name: 'Email address' });
    this.sendCode = page.getByRole('button', { name: 'Send code' });
    this.code = page.getByRole('textbox', { name: '6-digit code' });
    this.verifyCode = page.getByRole('button', { name: 'Verify code' });
    this.resend = page.getByRole('button', { name: /^Resend/ });
    this.signOut = page.getByRole('button', { name: 'Sign out' });
    this.boxes = page.locator('.code');
    this.timer = page.getByRole('timer');
  }

  /** Opens a page, and waits until the client has taken it over. */
  async open(path: string): Promise<void> {
    await this.page.goto(path);
    await this.settled();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.settled();
  }

  private async settled(): Promise<void> {
    if (this.live) {
      await this.page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
    }
  }

  /** Asks for a code on the sign-in page that is open, and arrives at the code screen. */
  async askForCode(email: string): Promise<void> {
    await this.email.fill(email);
    await this.sendCode.click();
    await expect(this.page).toHaveURL(CODE_PATH);
    await expect(this.code).toBeFocused();
    await this.settled();
  }

  /** Types the digits; without JavaScript they need the button. */
  async enterCode(digits: string): Promise<void> {
    await this.code.pressSequentially(digits);
    if (!this.live) {
      await this.verifyCode.click();
    }
  }

  /** Enters digits that are refused, and waits until the field has been emptied. */
  async enterRefusedCode(digits: string): Promise<void> {
    const answered = this.page.waitForResponse((response) => response.url().endsWith('/api/verify_code'));
    await this.enterCode(digits);
    await answered;
    await expect(this.code).toHaveValue('');
  }

  /** From the address of the code screen. */
  challenge(): string {
    return /[0-9a-f]{32}/.exec(new URL(this.page.url()).pathname)?.[0] ?? '';
  }

  /** One sentence, said once. */
  async says(sentence: string): Promise<void> {
    await expect(this.page.getByText(sentence, { exact: true })).toHaveCount(1);
    await expect(this.page.getByText(sentence, { exact: true })).toBeVisible();
  }

  /** The refusal belongs to the field: for the eye, for a screen reader, and the caret is there. */
  async isRefused(field: Locator, sentence: string | RegExp): Promise<void> {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(
      typeof sentence === 'string' ? new RegExp(escaped(sentence)) : sentence,
    );
    await expect(field).toBeFocused();
  }

  async isSignedIn(email: string): Promise<void> {
    await expect(this.page).toHaveURL(ACCOUNT_PATH);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(this.page.getByRole('main')).toContainText(email);
  }

  /** Seconds on the code's clock. */
  async secondsLeft(): Promise<number> {
    return seconds(await this.timer.innerText());
  }

  /** Seconds until a fresh code may be asked for. */
  async secondsToResend(): Promise<number> {
    return seconds(await this.resend.innerText());
  }
}

/** "Good for 9:58" is 598; words without a time are NaN, which no comparison accepts. */
function seconds(text: string): number {
  const found = /(\d+):(\d\d)/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : NaN;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
