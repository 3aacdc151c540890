// The "Fill in" buttons of the demo, in every form.
import { test } from '../support/demo';
import { PASSWORD } from '../support/people';
import { expect } from '../support/test';

test('"Fill in" fills whichever form is open, and the next one knows the address', async ({ page, screens }) => {
  const fillIn = page.getByRole('button', { name: 'Fill in admin@codes.example', exact: true });
  await screens.open('/o/codes/sign-in');
  await fillIn.click();
  await expect(screens.email).toHaveValue('admin@codes.example');
  await screens.choose('Password');
  await expect(screens.email).toHaveValue('admin@codes.example');
  await expect(screens.password).toHaveValue('');
  await fillIn.click();
  await expect(screens.password).toHaveValue(PASSWORD);
  await screens.choose('Text code');
  await fillIn.click();
  await expect(screens.phone).toHaveValue('+12015550100');
  await screens.sendCode.click();
  await screens.isAskedForCode();
});

test('another person’s "Fill in" replaces the first one’s', async ({ page, screens }) => {
  await screens.open('/o/links/sign-in');
  await page.getByRole('button', { name: 'Fill in admin@links.example', exact: true }).click();
  await page.getByRole('button', { name: 'Fill in member@links.example', exact: true }).click();
  await expect(screens.email).toHaveValue('member@links.example');
  await screens.signIn.click();
  await screens.isSignedIn('member@links.example');
});
