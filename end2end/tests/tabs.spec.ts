// The sign-in methods as tabs: which are offered, which is selected, and that the URL says so.
import { expect, test } from '../support/test';
import { SIGN_IN_PATH } from '../support/screens';

test('the policy’s ways in are there, the first one selected', async ({ page, screens }) => {
  await screens.open('/sign-in');
  await expect(screens.tabs).toHaveText(['Email code', 'Text code', 'Password']);
  await expect(screens.tab('Email code')).toHaveAttribute('aria-selected', 'true');
  await expect(screens.tab('Text code')).toHaveAttribute('aria-selected', 'false');
  await expect(page.getByRole('tabpanel')).toHaveAccessibleName('With a code by email');
});

test('choosing a tab shows its form and changes the URL, and the URL shows the tab', async ({ page, screens }) => {
  await screens.open('/sign-in');
  const panels = [
    ['Text code', 'text-code', 'With a code by text', screens.phone],
    ['Password', 'password', 'With email and password', screens.password],
    ['Email code', 'email-code', 'With a code by email', screens.sendCode],
  ] as const;
  for (const [tab, segment, panel, field] of panels) {
    await screens.choose(tab);
    await expect(page).toHaveURL(new RegExp(`/sign-in/${segment}$`));
    await expect(page.getByRole('tabpanel')).toHaveAccessibleName(panel);
    await expect(field).toBeVisible();
    await screens.reload();
    await expect(screens.tab(tab)).toHaveAttribute('aria-selected', 'true');
    await expect(field).toBeVisible();
    await expect(screens.tabs.and(page.locator('[aria-selected=true]'))).toHaveCount(1);
  }
});

test('where the person wants to go stays in the URL of every tab', async ({ page, screens, member }) => {
  await screens.open('/sign-in?return_to=%2Frecovery');
  await screens.choose('Text code');
  await screens.choose('Password');
  expect(new URL(page.url()).searchParams.get('return_to')).toBe('/recovery');
  await screens.submitPassword(member.email, member.password);
  await expect(page).toHaveURL(/\/recovery$/);
});

test('back from a tab leads out in the end', async ({ page, screens }) => {
  await screens.open('/recovery');
  await screens.follow(page.getByRole('link', { name: 'Back to sign in' }), SIGN_IN_PATH);
  await screens.choose('Password');
  await page.goBack();
  if (!screens.live) {
    // Without JavaScript, each tab is a separate page in the history.
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.goBack();
  }
  await expect(page).toHaveURL(/\/recovery$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?');
  await page.goForward();
  await expect(screens.tabs).toHaveCount(3);
});

test('one way in needs no tabs', async ({ page, portico, screens }) => {
  await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
  await screens.open('/o/temporary/sign-in');
  await expect(screens.password).toBeVisible();
  await expect(page.getByRole('tablist')).toHaveCount(0);
  await expect(page.getByRole('tabpanel')).toHaveCount(0);
});

test('a way in that is not offered does not exist', async ({ page, portico }) => {
  await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
  for (const path of ['/sign-in/fax', '/sign-in/fax/', '/o/temporary/sign-in/email-code', '/o/temporary/sign-in/text-code']) {
    expect((await page.goto(path))?.status(), path).toBe(404);
  }
  expect((await page.goto('/o/temporary/sign-in/password'))?.status()).toBe(200);
});
