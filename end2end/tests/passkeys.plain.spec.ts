// Passkeys without JavaScript: the pages say that passkeys need it.
import { newEmail, newPhone, PASSWORD } from '../support/people';
import { expect, test } from '../support/test';

const NEEDED = 'Passkeys need JavaScript. Turn it on or use another method.';

test('without JavaScript passkeys say that they need it, and the other ways in work', async ({
  page, portico, screens,
}) => {
  await portico.haveOrganisation({ slug: 'hardened', name: 'Hardened', preset: 'hardened' });
  const member = { email: newEmail('hardened'), phone: newPhone(), password: PASSWORD };
  await portico.createAccount(member.email, { ...member, organisation: 'hardened' });
  await screens.open('/o/hardened/sign-in');
  await expect(page.getByText(NEEDED)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Sign in with a passkey' })).toBeHidden();
  await screens.open('/o/hardened/sign-in/password');
  await screens.submitPassword(member.email, member.password);
  await page.getByRole('link', { name: 'Add a passkey' }).click();
  await expect(page.getByText(NEEDED)).toBeVisible();
});
