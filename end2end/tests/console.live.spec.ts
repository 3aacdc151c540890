// The console with JavaScript.
import { button, openAsAdmin } from '../support/console';
import { expect, test } from '../support/test';

test('no page of the console reloads', async ({ page, portico, screens }) => {
  await openAsAdmin(portico, screens);
  await screens.open('/admin/people');
  await page.evaluate(() => { (window as unknown as { stays: boolean }).stays = true; });
  await page.getByRole('searchbox', { name: 'Search' }).fill('admin');
  await button(page, 'Search').click();
  await expect(page).toHaveURL(/q=admin/);
  await page.getByRole('main').locator('.person__name').first().click();
  await expect(page).toHaveURL(/\/admin\/people\/[0-9a-f]{32}$/);
  await expect(page.getByRole('heading', { level: 2, name: 'Ways in' })).toBeVisible();
  expect(await page.evaluate(() => (window as unknown as { stays?: boolean }).stays)).toBe(true);
});
