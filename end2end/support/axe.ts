// The accessibility floor: no violation of WCAG 2.2 AA or of axe's best practices, in light and in dark.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // Without motion: a colour half-way between two schemes is nobody's contrast.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(whatMovesIsThere);
    // A frame here is a message in a sandbox without script, where axe would wait for ever.
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).exclude('iframe').analyze();
    const readable = violations.flatMap(({ id, impact, help, nodes }) =>
      nodes.map(({ target, any }) =>
        `${id} (${impact}): ${help} · ${target.join(' ')} · ${any.map(({ message }) => message).join('; ')}`));
    expect(readable, `what axe finds on ${new URL(page.url()).pathname} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** The colours of the new scheme are drawn: even without motion a transition needs a frame to end. */
async function whatMovesIsThere(): Promise<void> {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const passing = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity);
  // One that is called off has ended as well.
  await Promise.all(passing.map((animation) => animation.finished.catch(() => undefined)));
}

/** axe needs script: what a page without script shows, in a page with script that runs none of its own. */
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
