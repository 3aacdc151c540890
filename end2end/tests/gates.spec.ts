// The pages before sign-in have no dead end: a link that does not work has a page of its own, with one primary button
// that leads on. On a phone all of them follow one edge, and all buttons have one width.
import { expect, test } from '../support/test';

const TOKEN = 'A'.repeat(43);
/** Pages behind links that nobody has sent, and where their primary button leads. */
const UNKNOWN: [string, RegExp, RegExp][] = [
  [`/new-password/${TOKEN}`, /We don't recognise this link/, /\/recovery$/],
  [`/reset/${TOKEN}`, /We don't recognise this link/, /\/recovery$/],
  [`/invitation/${TOKEN}`, /We don't recognise this link/, /\/invitation$/],
  [`/undo/${TOKEN}`, /This link no longer works/, /\/sign-in/],
  ['/choose-password', /Sign in first/, /\/recovery$/],
  ['/sign-in/second-step', /Please sign in again/, /\/sign-in/],
  ['/no-such-page', /We can't find this page/, /\/sign-in/],
];

test('a page behind an unknown link says so, and its one primary button leads on', async ({ page, screens, isAccessible }) => {
  test.setTimeout(120_000);
  for (const [path, title, further] of UNKNOWN) {
    await screens.open(path);
    await expect(page.getByRole('heading', { level: 1 }), path).toHaveText(title);
    await expect(page.getByRole('main')).not.toContainText('does not exist');
    const primary = page.locator('.button--primary:visible');
    await expect(primary, path).toHaveCount(1);
    await isAccessible(page);
    await screens.follow(primary, further);
  }
});

test('on a phone all buttons of a page have one edge and one width', async ({ page, screens }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/recovery', '/sign-up', '/invitation', ...UNKNOWN.map(([path]) => path)]) {
    await screens.open(path);
    const places = await page.locator('.card .button:not(.button--small):visible').evaluateAll((buttons) =>
      buttons.map((button) => {
        const { left, width } = button.getBoundingClientRect();
        return `${Math.round(left)} ${Math.round(width)}`;
      }));
    expect(new Set(places).size, `${path}: ${places.join(', ')}`).toBe(1);
    const alignments = await page.locator('.card :is(h1, p), .auth__after').evaluateAll((texts) =>
      texts.map((text) => getComputedStyle(text).textAlign));
    expect(alignments.filter((alignment) => !['start', 'left'].includes(alignment)), path).toEqual([]);
  }
});

test('every input of these pages says what the Enter key does', async ({ page, screens }) => {
  for (const path of ['/recovery', '/sign-up', '/invitation']) {
    await screens.open(path);
    const inputs = page.getByRole('main').locator('input:not([type=hidden], [aria-hidden=true], [type=checkbox])');
    const hints = await inputs.evaluateAll((all) => all.map((input) => input.getAttribute('enterkeyhint')));
    expect(hints, path).toEqual([...hints.slice(1).map(() => 'next'), 'go']);
  }
});
