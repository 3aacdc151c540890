// The accessibility check: no violation of WCAG 2.2 AA or of axe's best practices, in light and in dark.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules that depend on colours: only these can give another result in the second colour scheme. */
const ABOUT_COLOUR = ['color-contrast', 'link-in-text-block'];

export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(standStill);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const axe = new AxeBuilder({ page });
    const chosen = colorScheme === 'light' ? axe.withTags(TAGS) : axe.withRules(ABOUT_COLOUR);
    // The only frames show messages in a sandbox without scripts, where axe would wait for ever. Without frames, the
    // legacy mode finds the same violations, and it opens no blank page for each report.
    const { violations } = await chosen.setLegacyMode().exclude('iframe').analyze();
    const readable = violations.flatMap(({ id, impact, help, nodes }) =>
      nodes.map(({ target, any }) =>
        `${id} (${impact}): ${help} · ${target.join(' ')} · ${any.map(({ message }) => message).join('; ')}`));
    expect(readable, `what axe finds on ${new URL(page.url()).pathname} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
  await page.evaluate(moveAgain);
}

/**
 * Turns off transitions and animations: a contrast that is measured halfway between two colour schemes means nothing.
 * Waiting for transitions to end does not work, because the content of a closed `<details>` stays halfway while closed.
 */
function standStill(): void {
  const still = new CSSStyleSheet();
  still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
  document.adoptedStyleSheets.push(still);
}

function moveAgain(): void {
  document.adoptedStyleSheets.pop();
}

/**
 * Copies a page without JavaScript into a page with JavaScript, because axe needs it. The copy has no scripts and shows
 * the content of `<noscript>`.
 */
export async function withScript(page: Page, browser: Browser): Promise<Page> {
  const html = (await page.content())
    .replace(/<script\b[\s\S]*?<\/script>/g, '')
    .replace(/<\/?noscript>/g, '');
  const context = await browser.newContext({ javaScriptEnabled: true });
  const twin = await context.newPage();
  const url = page.url();
  await twin.route(url, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await twin.goto(url);
  return twin;
}
