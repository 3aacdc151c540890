// Firefox ESR, driven by WebDriver BiDi.
import puppeteer, { type Browser, type BrowserContext, type ElementHandle, type Page } from 'puppeteer-core';
import { findElement, type BrowserWindow, type Engine, type Role } from './engine';

const BINARY = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

export class Firefox implements Engine {
  private constructor(private readonly browser: Browser) {}

  static async open(): Promise<Firefox> {
    return new Firefox(await puppeteer.launch({
      browser: 'firefox',
      executablePath: BINARY,
      headless: true,
      defaultViewport: { width: 1280, height: 900 },
      extraPrefsFirefox: { 'intl.accept_languages': 'en' },
    }));
  }

  async openWindow(): Promise<BrowserWindow> {
    const context = await this.browser.createBrowserContext();
    return new FirefoxWindow(context, await context.newPage());
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

class FirefoxWindow implements BrowserWindow {
  constructor(private readonly context: BrowserContext, private readonly page: Page) {}

  async goTo(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: 'domcontentloaded' });
  }

  async evaluate<Arguments extends unknown[], Result>(
    run: (...given: Arguments) => Result, ...given: Arguments
  ): Promise<Result> {
    return await this.page.evaluate(run as (...given: unknown[]) => Result, ...given) as Result;
  }

  async click(role: Role, name: string): Promise<boolean> {
    const element = await this.find(role, name);
    await element?.click();
    return element !== null;
  }

  async type(role: Role, name: string, text: string): Promise<boolean> {
    const element = await this.find(role, name);
    await element?.evaluate((field) => (field as HTMLInputElement).select());
    await element?.type(text);
    return element !== null;
  }

  async close(): Promise<void> {
    await this.context.close();
  }

  private async find(role: Role, name: string): Promise<ElementHandle<HTMLElement> | null> {
    return (await this.page.evaluateHandle(findElement, role, name)).asElement() as ElementHandle<HTMLElement> | null;
  }
}
