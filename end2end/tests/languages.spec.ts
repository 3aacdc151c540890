// Languages: the browser's, the chosen one and the account's, on screens and in messages, with and without JavaScript.
import { expect, test } from '../support/test';
import { ACCOUNT_PATH, CODE_PATH } from '../support/screens';

test.describe('with a German browser', () => {
  test.use({ locale: 'de-AT' });

  test('a person signs in in German', async ({ page, screens, mailbox, person, isAccessible }) => {
    await screens.open('/sign-in');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page).toHaveTitle('Anmelden · Alderway');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bei Alderway anmelden');
    await isAccessible(page);

    await page.getByRole('textbox', { name: 'E-Mail-Adresse' }).fill('nonsense');
    await page.getByRole('button', { name: 'Code senden' }).click();
    await expect(page.getByText('Geben Sie eine E-Mail-Adresse wie name@example.com ein')).toBeVisible();
    await screens.settled();

    await page.getByRole('textbox', { name: 'E-Mail-Adresse' }).fill(person.email);
    await page.getByRole('button', { name: 'Code senden' }).click();
    await expect(page).toHaveURL(CODE_PATH);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sehen Sie in Ihr Postfach');
    await expect(page).toHaveTitle('Code eingeben · Alderway');
    await screens.settled();
    if (screens.live) {
      await expect(page.getByRole('timer')).toContainText(/Läuft ab in (10:00|9:\d\d)/);
    } else {
      await expect(page.getByText(/^Gültig bis \d\d:\d\d UTC$/)).toBeVisible();
    }

    const code = await mailbox.waitForCodeTo(person.email);
    const { mail } = await mailbox.waitForMessageTo(person.email);
    expect(mail.subject).toContain('ist Ihr Code für Alderway');
    const input = page.getByRole('textbox', { name: '6-stelliger Code' });
    await input.pressSequentially(code);
    if (!screens.live) {
      await page.getByRole('button', { name: 'Code prüfen' }).click();
    }
    await expect(page).toHaveURL(ACCOUNT_PATH);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^(Guten Tag|Sie sind angemeldet)/);
    await screens.settled();
    await page.getByRole('button', { name: 'Abmelden' }).click();
    await expect(page.getByRole('button', { name: 'Code senden' })).toBeVisible();
  });
});

test('a language is chosen at the foot of the page, and the page stays', async ({ page, screens, isAccessible }) => {
  await screens.open('/recovery');
  const chooser = page.getByRole('contentinfo').getByText('English', { exact: false }).first();
  await chooser.click();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page).toHaveURL(/\/recovery$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Passwort vergessen?');
  await screens.settled();

  // The choice also applies to the next page, and after a reload.
  await page.getByRole('link', { name: 'Zurück zur Anmeldung' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bei Alderway anmelden');
  await screens.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bei Alderway anmelden');

  await page.getByRole('contentinfo').getByText('Deutsch').first().click();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to Alderway');
});

test('a person\'s own language counts more than the browser\'s', async ({
  page, screens, mailbox, person, anotherBrowser,
}) => {
  await screens.signInWithCode(person, mailbox);
  await screens.open('/settings/account/profile');
  await page.getByLabel('Full name', { exact: true }).fill('Sam Doe');
  await page.getByLabel('Language', { exact: true }).selectOption({ label: 'Deutsch' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page).toHaveURL(/\/settings\/account(\?done=profile)?$/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await screens.settled();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Konto');
  await expect(page.getByRole('main')).toContainText('Name, Sprache und Zeitzone');

  // Messages use the account's language too, even when a browser in another language requests them.
  const other = await anotherBrowser();
  await other.open('/sign-in');
  await other.askForCode(person.email);
  await expect.poll(() => mailbox.messagesTo(person.email, 'code').map(({ mail }) => mail.subject).at(-1))
    .toContain('ist Ihr Code für Alderway');

  // After signing out, the page is in the browser's language again.
  await screens.open('/account');
  await page.getByRole('main').getByRole('button', { name: 'Abmelden' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(screens.sendCode).toBeVisible();
});
