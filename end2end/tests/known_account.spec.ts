// What the sign-in page keeps: the account that a user wants remembered, what was typed when a language is chosen, and all
// errors of a form at the same time.
import { expect, test } from '../support/test';
import { SIGN_IN_PATH } from '../support/screens';

const REMEMBER = 'Remember me on this device';

test('a user who ticks the box continues with a code next time, until "Not you?"', async ({
  page, screens, mailbox, person, isAccessible,
}) => {
  await screens.open('/sign-in');
  const box = page.getByRole('checkbox', { name: REMEMBER });
  await expect(box).not.toBeChecked();
  await box.check();
  await screens.askForCode(person.email);
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await screens.isSignedIn(person.email);
  await screens.leave();

  await screens.open('/sign-in');
  const go = page.getByRole('button', { name: 'Continue as m•••@codes.example' });
  await expect(page.locator('.button--primary:visible')).toHaveCount(1);
  await expect(go).toBeVisible();
  await expect(screens.email).toHaveCount(0);
  await isAccessible(page);
  expect(await page.content()).not.toContain(person.email);
  await go.click();
  await screens.isAskedForCode();

  await screens.open('/sign-in');
  await page.getByRole('button', { name: 'Not you?' }).click();
  await expect(screens.email).toBeVisible();
  await expect(page).toHaveURL(SIGN_IN_PATH);
  await expect(page.getByText('Continue as')).toHaveCount(0);
});

test('with a password the address is known and the password has the focus', async ({ page, screens, member }) => {
  await screens.open('/sign-in/password');
  await page.getByRole('checkbox', { name: REMEMBER }).check();
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
  await screens.leave();

  await screens.open('/sign-in');
  await expect(page.getByText('Continue as m•••@codes.example')).toBeVisible();
  await expect(screens.password).toBeFocused();
  await screens.password.fill(member.password);
  await screens.signIn.click();
  await screens.isSignedIn(member.email);
});

test('choosing a language keeps the address, the tick and the tab', async ({ page, screens }) => {
  for (const tab of ['Email code', 'Password'] as const) {
    await screens.open('/sign-in');
    await screens.choose(tab);
    await screens.email.fill('typed@codes.example');
    await page.getByRole('checkbox', { name: REMEMBER }).check();
    await page.getByRole('contentinfo').getByText('English').first().click();
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await screens.settled();
    await expect(page.getByRole('textbox', { name: 'E-Mail-Adresse' })).toHaveValue('typed@codes.example');
    await expect(page.getByRole('checkbox')).toBeChecked();
    await expect(page.getByRole('tab', { selected: true })).toHaveText(tab === 'Password' ? 'Passwort' : 'E-Mail-Code');
    await page.getByRole('contentinfo').getByText('Deutsch').first().click();
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await screens.settled();
  }
});

test('choosing a language keeps the phone number', async ({ page, screens }) => {
  await screens.open('/sign-in/text-code');
  await screens.phone.fill('(201) 555-0142');
  await page.getByRole('contentinfo').getByText('English').first().click();
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await screens.settled();
  await expect(page.getByRole('textbox', { name: 'Telefonnummer' })).toHaveValue('(201) 555-0142');
});

test('both errors show at the same time, the first has the focus, and each goes when its field changes', async ({
  page, screens,
}) => {
  await screens.open('/sign-in/password');
  await screens.answered('/api/sign_in_with_password', () => screens.signIn.click());
  await screens.isRefused(screens.email, /email address/i);
  await expect(screens.password).toHaveAttribute('aria-invalid', 'true');
  if (screens.live) {
    await screens.email.fill('someone@codes.example');
    await expect(screens.email).not.toHaveAttribute('aria-invalid', 'true');
    await expect(screens.password).toHaveAttribute('aria-invalid', 'true');
    await screens.password.fill('x');
    await expect(page.locator('[aria-invalid=true]')).toHaveCount(0);
  }
});

test('the phone field stacks on a phone', async ({ page, screens }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await screens.open('/sign-in/text-code');
  const [country, number] = [await screens.country.boundingBox(), await screens.phone.boundingBox()];
  expect(country!.y + country!.height).toBeLessThanOrEqual(number!.y);
});
