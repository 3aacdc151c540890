// The password form without JavaScript offers nothing that would not work.
import { expect, test } from '../support/test';

test('without script there is no button that could not show the password', async ({ page, screens }) => {
  await screens.open('/sign-in/password');
  await expect(screens.password).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show password' })).toHaveCount(0);
  await expect(page.getByText('Show', { exact: true })).toBeHidden();
});
