// The editor of the policy with JavaScript: what changes while one types, and where the focus is.
import { button, openAsAdmin } from '../support/console';
import { expect, test } from '../support/test';

test('the preview follows the form, and the focus stays in the list', async ({ page, portico, screens }) => {
  const slug = `editor-live-${process.pid}`;
  await portico.haveOrganisation({ slug, name: 'Hawthorn', preset: 'codes' });
  await openAsAdmin(portico, screens, slug);
  await screens.open('/admin/policy');
  const preview = page.locator('.policy__preview');
  const tabs = page.locator('.policy__card .tabs__tab');
  await button(page, 'Move Password up').click();
  await expect(button(page, 'Move Password up')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(tabs).toHaveText(['Password', 'Email code', 'Text code']);
  // The button is gone at the top. The one that undoes the step has the focus.
  await expect(button(page, 'Move Password down')).toBeFocused();
  await page.getByRole('textbox', { name: 'Minimum length' }).fill('21');
  await expect(preview).toContainText('21 to 128 characters');
  await page.getByRole('textbox', { name: 'Minimum length' }).fill('seven');
  await expect(preview).toContainText('The preview continues when every setting is valid.');
  // The Enter key saves, and moves no method. A refused setting gets the focus.
  const shortest = page.getByRole('textbox', { name: 'Minimum length' });
  await shortest.press('Enter');
  await screens.isRefused(shortest, 'Enter a number from 8 to 128');
  // The card is only to be looked at: nothing in it can have the focus.
  await expect(page.locator('.policy__card')).toHaveAttribute('inert');
  await shortest.fill('13');
  await page.keyboard.press('Enter');
  await screens.says('Saved. The policy applies from now on.');
  await expect(page.locator('.methods__name')).toHaveText(['Password', 'Email code', 'Text code']);
});

test('the preview stays in view beside a long form', async ({ page, portico, screens }) => {
  const slug = `editor-sticky-${process.pid}`;
  await portico.haveOrganisation({ slug, name: 'Hawthorn', preset: 'codes' });
  await openAsAdmin(portico, screens, slug);
  await page.setViewportSize({ width: 1280, height: 900 });
  await screens.open('/admin/policy');
  const [form, preview] = [page.locator('.policy > form'), page.locator('.policy__preview')];
  const [left, right] = [await form.boundingBox(), await preview.boundingBox()];
  expect(right?.x).toBeGreaterThan((left?.x ?? 0) + (left?.width ?? 0) - 1);
  await button(page, 'Save policy').scrollIntoViewIfNeeded();
  await expect(preview.getByRole('heading', { name: 'Preview' })).toBeInViewport({ ratio: 1 });
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await expect(preview.getByRole('heading', { name: 'Preview' })).toBeInViewport({ ratio: 1 });
  // What does not fit on the screen is reached with the keyboard, too.
  await preview.focus();
  await page.keyboard.press('End');
  await expect(preview.locator('.preview').last().getByRole('listitem').last()).toBeInViewport();
  await page.setViewportSize({ width: 800, height: 900 });
  const [above, below] = [await form.boundingBox(), await preview.boundingBox()];
  expect(below?.y).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0) - 1);
});
