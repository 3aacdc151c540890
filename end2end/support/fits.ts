// What does not fit on a page: whatever leaves the screen or its box, is cut off, or is too small for a finger.
import type { Page } from '@playwright/test';

/** A screen to look at a page on. */
export interface Surroundings {
  width: number;
  height: number;
  /** The font size that the user has set in the browser, in pixels. */
  font: number;
  forcedColors: boolean;
}

const PHONE = { height: 844, font: 16, forcedColors: false };

export const LARGE_FONT: Surroundings = { ...PHONE, width: 390, font: 32 };
export const SMALL_PHONE: Surroundings = { ...PHONE, width: 320 };
export const DESKTOP: Surroundings = { ...PHONE, width: 1280 };
export const FORCED_COLORS: Surroundings = { ...DESKTOP, forcedColors: true };

/** Gives the open page this screen. Only Chromium can set the font size. */
export async function surround(page: Page, { width, height, font, forcedColors }: Surroundings): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: font } });
  await devtools.detach();
  await page.setViewportSize({ width, height });
  await page.emulateMedia({ forcedColors: forcedColors ? 'active' : null, reducedMotion: 'reduce' });
  await page.waitForFunction(
    ([size, inner]) => innerWidth === inner && getComputedStyle(document.documentElement).fontSize === `${size}px`,
    [font, width],
  );
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** One line for everything on the page that does not fit the screen. */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const TARGET = 24;
    const found: string[] = [];
    const screen = document.documentElement.clientWidth;
    const named = (element: Element) =>
      `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> `
      + (element.textContent ?? '').trim().slice(0, 30);
    /** What was reported, and what is in it: one line for one fault. */
    const reported = new Set<Element>();
    const report = (what: string, element: Element) => {
      reported.add(element);
      found.push(`${what}: ${named(element)}`);
    };

    if (document.documentElement.scrollWidth > screen) {
      found.push(`the page scrolls sideways: ${document.documentElement.scrollWidth} of ${screen}`);
    }
    /** Elements for screen readers only, and what is in them. */
    const unseen = new Set<Element>();
    /** Elements that scroll sideways by themselves, and what is in them. */
    const scrolling = new Set<Element>();
    for (const element of document.body.querySelectorAll('*')) {
      const style = getComputedStyle(element);
      const parent = element.parentElement!;
      if (unseen.has(parent) || style.clipPath !== 'none' || !element.checkVisibility({ visibilityProperty: true })) {
        unseen.add(element);
        continue;
      }
      if (scrolling.has(parent) || reported.has(parent)) {
        (scrolling.has(parent) ? scrolling : reported).add(element);
        continue;
      }
      const isField = element.matches('input, select, textarea');
      const box = element.getBoundingClientRect();
      // The input of a code is wider than its boxes, so that the last digit has room for its spacing.
      if (element instanceof HTMLElement && !element.matches('.code, .code__input')) {
        if (box.width > 0 && (box.right > screen + 1 || box.left < -1)) {
          report('it leaves the screen', element);
        }
        const panel = element.closest('.panel, .card');
        const isOver = panel !== null && box.width > 0 && box.right > panel.getBoundingClientRect().right + 1;
        if (isOver && !element.closest('.menu__acts')) {
          report('it leaves its panel', element);
        }
        const cuts = /hidden|clip/.test(style.overflowX) && style.display !== 'inline' && !element.matches('.auth');
        if (cuts && !isField && !element.title && element.scrollWidth > element.clientWidth + 1) {
          report('it is cut off', element);
        }
      }
      if (/auto|scroll/.test(style.overflowX) && element.scrollWidth > element.clientWidth) {
        scrolling.add(element);
      } else if (element instanceof HTMLElement && !isField) {
        leavesItsBox(element);
      }
      // What is inert is only looked at.
      const pressed = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
      if (element.matches(pressed) && !element.closest('[inert]')) {
        isPressed(element as HTMLElement, style);
      }
    }
    return [...new Set(found)];

    /** The text of an element must be in the nearest box around it. */
    function leavesItsBox(element: HTMLElement): void {
      let box: Element = element;
      while (getComputedStyle(box).display.startsWith('inline') && box.parentElement) {
        box = box.parentElement;
      }
      const { left, right } = box.getBoundingClientRect();
      for (const text of element.childNodes) {
        if (text.nodeType === Node.TEXT_NODE && text.textContent?.trim()) {
          const range = document.createRange();
          range.selectNodeContents(text);
          const written = range.getBoundingClientRect();
          if (written.width > 0 && (written.right > right + 1 || written.left < left - 1)) {
            report('its text leaves its box', element);
          }
        }
      }
    }

    /** What is pressed must be large enough, unless it is a link in a sentence. */
    function isPressed(element: HTMLElement, style: CSSStyleDeclaration): void {
      const { width, height } = element.getBoundingClientRect();
      const sentence = style.display === 'inline' ? element.closest('p, li, dd') : null;
      const isInSentence = sentence !== null && sentence.textContent?.trim() !== element.textContent?.trim();
      if (isInSentence || (width >= TARGET && height >= TARGET)) {
        return;
      }
      element.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const [x, y, half] = [(left + right) / 2, (top + bottom) / 2, TARGET / 2 - 0.5];
      const isHit = (dx: number, dy: number) => {
        const hit = document.elementFromPoint(x + dx * half, y + dy * half);
        return hit !== null && element.contains(hit);
      };
      // What is drawn over an element counts as part of it, and so does the label of a field.
      const isLarge = [[-1, 0], [1, 0], [0, -1], [0, 1]].every(([dx, dy]) => isHit(dx!, dy!));
      const label = (element as HTMLInputElement).labels?.[0]?.getBoundingClientRect();
      if (!isLarge && !(label && label.width >= TARGET && label.height >= TARGET)) {
        report(`it is too small for a finger, ${Math.round(width)} × ${Math.round(height)}`, element);
      }
    }
  });
}

/** One line for everything on the page that forced colours hide. */
export async function hiddenByForcedColors(page: Page): Promise<string[]> {
  // A key says that the keyboard is used, so that the focus is drawn.
  await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const found: string[] = [];
    const named = (element: Element) =>
      `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> `
      + (element.textContent ?? '').trim().slice(0, 30);
    const isOutlined = ({ outlineStyle, outlineWidth }: CSSStyleDeclaration) =>
      outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    const isVisible = (element: Element) => element.checkVisibility({ visibilityProperty: true });

    for (const layout of document.querySelectorAll('.auth')) {
      for (const ornament of ['::before', '::after']) {
        if (getComputedStyle(layout, ornament).display !== 'none') {
          found.push(`the ornament ${ornament} is drawn`);
        }
      }
    }
    const reached = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    for (const element of document.querySelectorAll<HTMLElement>(reached)) {
      // Arrow keys select a tab before they move to it.
      if (element.tabIndex >= 0 && isVisible(element)) {
        element.focus();
        const drawn = element.matches('.code__input') ? [...document.querySelectorAll('.code__cell')] : [element];
        if (element === document.activeElement && !drawn.some((one) => isOutlined(getComputedStyle(one)))) {
          found.push(`its focus cannot be seen: ${named(element)}`);
        }
      }
    }
    (document.activeElement as HTMLElement | null)?.blur();
    for (const element of document.querySelectorAll('.button, .input, .notice, .tabs, .rules')) {
      if (isVisible(element) && parseFloat(getComputedStyle(element).borderBlockStartWidth) === 0) {
        found.push(`its edge is only a colour: ${named(element)}`);
      }
    }
    for (const element of document.querySelectorAll('[aria-current], .tabs__tab[aria-selected=true]')) {
      const style = getComputedStyle(element);
      if (isVisible(element) && !isOutlined(style) && !element.querySelector('.icon, .steps__mark')) {
        found.push(`only a colour says that it is the current one: ${named(element)}`);
      }
    }
    return found;
  });
}
