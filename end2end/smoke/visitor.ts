// A user at a window of a browser: presses, types, and looks at the page. Everything waits until the page is ready.
import { expect } from '@playwright/test';
import type { BrowserWindow, Role } from './engine';

const OFTEN = { intervals: [50], timeout: 15_000 };

export class Visitor {
  constructor(private readonly window: BrowserWindow, private readonly origin: string) {}

  /** Opens an address, or a path of Portico. */
  async open(address: string): Promise<void> {
    await this.window.goTo(new URL(address, this.origin).href);
  }

  press(button: string): Promise<void> {
    return this.click('button', button);
  }

  follow(link: string): Promise<void> {
    return this.click('link', link);
  }

  /** Opens a tab and waits for its form: until then the fields are those of the tab before. */
  async choose(tab: string): Promise<void> {
    await this.click('tab', tab);
    const selected = () => document.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.innerText;
    await expect.poll(() => this.window.evaluate(selected), OFTEN).toBe(tab);
  }

  async fill(field: string, text: string): Promise<void> {
    await expect(async () => {
      expect(await this.window.type('field', field, text), `there is a field "${field}"`).toBe(true);
    }).toPass(OFTEN);
  }

  async isAt(path: RegExp): Promise<void> {
    await expect.poll(() => this.window.evaluate(() => location.href), OFTEN).toMatch(path);
  }

  async isTitled(title: string): Promise<void> {
    await expect.poll(() => this.window.evaluate(() => document.querySelector('h1')?.innerText), OFTEN).toBe(title);
  }

  /** Expects a text in the main part of the page. */
  async reads(text: string): Promise<void> {
    await expect.poll(() => this.window.evaluate(() => document.querySelector('main')?.innerText), OFTEN)
      .toContain(text);
  }

  async signsIn(organisation: string, email: string, password: string): Promise<void> {
    await this.open(`/o/${organisation}/sign-in/password`);
    await this.submitPassword(email, password);
  }

  async submitPassword(email: string, password: string): Promise<void> {
    await this.fill('Email address', email);
    await this.fill('Password', password);
    await this.press('Sign in');
  }

  async isSignedIn(email: string): Promise<void> {
    await this.isAt(/\/account$/);
    await this.reads(email);
  }

  async isAskedForCode(): Promise<void> {
    await this.isAt(/\/sign-in\/code\/[0-9a-f]{32}$/);
  }

  async choosePassword(password: string): Promise<void> {
    await this.fill('New password', password);
    await this.fill('Confirm new password', password);
    await this.press('Save');
  }

  /** The last digit submits the code. */
  async enterCode(digits: string): Promise<void> {
    await this.fill('6-digit code', digits);
  }

  private async click(role: Role, name: string): Promise<void> {
    await expect(async () => {
      expect(await this.window.click(role, name), `there is a ${role} "${name}"`).toBe(true);
    }).toPass(OFTEN);
  }
}
