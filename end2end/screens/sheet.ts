// A sheet: one state of a screen in four pictures side by side, on a phone and on a desktop, in light and in dark.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';

const ROOT = join(import.meta.dirname, '../..');
export const FOLDER = join(ROOT, 'target/screens');
/** What docs/screenshots shows: the state, and the name of the file. `PORTICO_DOCS_SCREENSHOTS=1` renews the files. */
const IN_DOCS: Record<string, string> = {
  'sign-in: email code': 'sign-in',
  'code: asked': 'code-screen',
  'new password: half typed': 'new-password',
  'settings: security': 'security-settings',
  'console: policy': 'policy-editor',
};

const WIDTHS = [390, 1280] as const;
const SCHEMES = ['light', 'dark'] as const;
/** Pixels of a picture on the sheet; the rest of the page is cut off. */
const HEIGHT = 1600;
/** The share of its size at which a desktop picture is on the sheet. */
const SCALE = { 390: 1, 1280: 0.5 };

export const fileOf = (state: string): string => `${state.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.png`;

/** Takes the four pictures of the open page, and puts them on a sheet. */
export async function takeSheet(page: Page, browser: Browser, state: string): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await page.waitForLoadState();
  const pictures: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const picture = await pictureOf(page, width);
      pictures.push(`<img width="${width * SCALE[width]}" src="data:image/png;base64,${picture.toString('base64')}">`);
    }
  }
  const path = join(FOLDER, fileOf(state));
  await draw(browser, pictures, path);
  const inDocs = IN_DOCS[state];
  if (process.env.PORTICO_DOCS_SCREENSHOTS && inDocs) {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    const kept = join(FOLDER, `${inDocs}-light.png`);
    await page.screenshot({ path: kept, animations: 'disabled', caret: 'hide' });
    copyFileSync(kept, join(ROOT, 'docs/screenshots', `${inDocs}-light.png`));
  }
}

async function pictureOf(page: Page, width: (typeof WIDTHS)[number]): Promise<Buffer> {
  const height = await page.evaluate(async () => {
    // Text has another height before its font is there.
    await document.fonts.ready;
    // What is sticky would stand in the middle of the picture.
    scrollTo(0, 0);
    return document.documentElement.scrollHeight;
  });
  return page.screenshot({
    fullPage: true,
    animations: 'disabled',
    clip: { x: 0, y: 0, width, height: Math.min(height, HEIGHT / SCALE[width]) },
  });
}

async function draw(browser: Browser, pictures: string[], path: string): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 2200, height: 900 } });
  const sheet = await context.newPage();
  await sheet.setContent('<!DOCTYPE html><style>body { margin: 0; background: #777 }'
    + 'main { display: flex; gap: 16px; align-items: start; width: max-content; padding: 16px }</style>'
    + `<main>${pictures.join('')}</main>`);
  await sheet.locator('main').screenshot({ path });
  await context.close();
}
