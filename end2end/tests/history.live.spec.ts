// Back and forward in the browser history: the client leaves no page out and shows no wrong page.
import { Settings } from '../support/settings';
import { expect, test } from '../support/test';

const ACCOUNT = /\/settings\/account$/;
const SECURITY = /\/settings\/security$/;
const ACTIVITY = /\/settings\/activity$/;

test('after back and forward a link is a page of its own again', async ({ page, screens, member }) => {
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/account');
  const to = (name: string, path: RegExp) => screens.follow(page.getByRole('navigation').getByRole('link', { name }), path);
  const turn = async (way: 'goBack' | 'goForward', path: RegExp) => {
    await page[way]();
    await expect(page).toHaveURL(path);
    await screens.settled();
  };
  await to('My password and security', SECURITY);
  await to('Activity', ACTIVITY);
  await turn('goBack', SECURITY);
  await turn('goForward', ACTIVITY);
  await to('My password and security', SECURITY);
  await turn('goBack', ACTIVITY);
  await turn('goBack', SECURITY);
  await turn('goBack', ACCOUNT);
  await to('My password and security', SECURITY);
  await screens.reload();
  await settings.isTitled('My password and security');
});

test('after something was saved a link is a page of its own again', async ({ page, screens, member }) => {
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/account/profile');
  await settings.button('Save').click();
  await expect(page).toHaveURL(ACCOUNT);
  await screens.settled();
  const security = page.getByRole('navigation').getByRole('link', { name: 'My password and security' });
  await screens.follow(security, SECURITY);
  await page.goBack();
  await expect(page).toHaveURL(ACCOUNT);
  await screens.settled();
  await screens.follow(security, SECURITY);
});

test('a link that leads on somewhere else leaves the page it was on in the history', async ({ page, screens, member }) => {
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/account');
  await page.evaluate(() => {
    const link = document.createElement('a');
    // After onboarding, this path redirects to the account page.
    link.href = '/welcome';
    link.textContent = 'First visit';
    document.querySelector('main')!.append(link);
  });
  await screens.follow(page.getByRole('link', { name: 'First visit' }), /\/account$/);
  await expect(page).toHaveURL(/\d\/account$/);
  await page.goBack();
  await expect(page).toHaveURL(ACCOUNT);
  await screens.settled();
  await settings.isTitled('Account');
});

test('a user who skipped to the main part comes back to it, and a link is a page of its own again', async ({
  page, screens, member,
}) => {
  const settings = new Settings(screens);
  await settings.signIn(member);
  await screens.open('/settings/account');
  await page.getByRole('link', { name: 'Skip to the page' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings\/account#main$/);
  const security = page.getByRole('navigation').getByRole('link', { name: 'My password and security' });
  await screens.follow(security, SECURITY);
  await page.goBack();
  await expect(page).toHaveURL(/\/settings\/account#main$/);
  await screens.settled();
  await screens.follow(security, SECURITY);
  await settings.isTitled('My password and security');
});
