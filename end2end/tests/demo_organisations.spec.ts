// The five organisations of the demo: which sign-in methods their pages offer, which accounts can sign in there, and the
// sample applications of the first one.
import { inboxOf, newestCode, test } from '../support/demo';
import type { Page } from '@playwright/test';
import { expectValidHtml, served } from '../support/markup';
import { PASSWORD } from '../support/people';
import { SIGN_IN_PATH, type Tab } from '../support/screens';
import { expect } from '../support/test';
import { appCode } from '../support/totp';

const ORGANISATIONS: { slug: string; name: string; tabs: Tab[]; mayPeopleSignUp: boolean; phones: [string, string] }[] = [
  { slug: 'codes', name: 'Alderway', tabs: ['Email code', 'Text code', 'Password'], mayPeopleSignUp: true,
    phones: ['+12015550100', '+12015550101'] },
  { slug: 'links', name: 'Birchfield', tabs: ['Password', 'Email code'], mayPeopleSignUp: true,
    phones: ['+12015550110', '+12015550111'] },
  { slug: 'invited', name: 'Cedar & Co', tabs: [], mayPeopleSignUp: false, phones: ['+12015550120', '+12015550121'] },
  { slug: 'temporary', name: 'Driftwood', tabs: [], mayPeopleSignUp: false, phones: ['+12015550130', '+12015550131'] },
  { slug: 'hardened', name: 'Elmgate', tabs: ['Password', 'Email code'], mayPeopleSignUp: false,
    phones: ['+12015550140', '+12015550141'] },
];

/** Sets up an authenticator app during sign-in, where the organisation requires a second step. */
async function setUpApp(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set up two-factor authentication');
  await page.getByRole('button', { name: 'Set up authenticator app' }).click();
  await page.getByRole('textbox', { name: 'Authenticator code' }).fill(appCode((await page.locator('.secret').textContent())!));
  await page.getByRole('button', { name: 'Turn on' }).click();
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
}

for (const { slug, name, tabs, mayPeopleSignUp, phones } of ORGANISATIONS) {
  test(`${name} has its ways in and lists its admin and its member`, async ({ page, screens, isAccessible }) => {
    await screens.open(`/o/${slug}/sign-in`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${name}`);
    await expect(screens.tabs).toHaveText(tabs);
    await expect(page.getByRole('link', { name: 'Create an account' })).toHaveCount(mayPeopleSignUp ? 1 : 0);

    const panel = page.getByRole('region', { name: 'Demo' });
    await expect(panel.getByRole('definition')).toHaveText([
      `admin@${slug}.example`, phones[0], PASSWORD, `member@${slug}.example`, phones[1], PASSWORD,
    ]);
    await expect(panel.getByRole('link', { name: 'Open the inbox' })).toHaveAttribute('href', '/dev/inbox');
    await expect(panel.getByRole('button', { name: /^Fill in/ })).toHaveCount(screens.live ? 2 : 0);
    await expectValidHtml(await served(page));
    await isAccessible(page);
  });

  test(`the member of ${name} signs in with the password that the page shows`, async ({ page, screens, demo }) => {
    const since = Date.now() - 1_000;
    await screens.open(`/o/${slug}/sign-in/password`);
    if (screens.live) {
      await page.getByRole('button', { name: `Fill in member@${slug}.example`, exact: true }).click();
      await expect(screens.email).toHaveValue(`member@${slug}.example`);
      await expect(screens.password).toHaveValue(PASSWORD);
      await screens.signIn.click();
    } else {
      await screens.submitPassword(`member@${slug}.example`, PASSWORD);
    }
    if (slug === 'invited') {
      await screens.isAskedForCode();
      await expect(page.getByRole('main')).toContainText('m•••@invited.example and •••• 21');
      const code = await newestCode(demo, 'member@invited.example', since);
      expect(await newestCode(demo, phones[1], since)).toBe(code);
      await screens.enterCode(code);
    }
    if (slug === 'hardened') {
      await setUpApp(page);
      return;
    }
    await screens.isSignedIn(`member@${slug}.example`);
    await expect(page.getByRole('main')).toContainText(name);
  });
}

test('the default organisation is the first, Alderway', async ({ page, screens }) => {
  await screens.open('/sign-in');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to Alderway');
});

test('the sample application lets people in, shows what it is told, and signs out', async ({
  page, screens, demo, isAccessible,
}) => {
  const notices = `${demo.applicationUrl}/notices?page=2`;
  await page.goto(notices);
  await screens.settled();
  await screens.choose('Password');
  await screens.submitPassword('ada.aberg@codes.example', PASSWORD);
  await expect(page).toHaveURL(notices);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Noticeboard');
  await expect(page.getByRole('main')).toContainText('ada.aberg@codes.example');
  if (screens.live) {
    await isAccessible(page);
  }

  await page.getByRole('link', { name: 'Sign out here' }).click();
  await expect(page).toHaveURL(/\/sign-out\//);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText("You're signed out");
  await page.goto(notices);
  await expect(page).toHaveURL(/\/sign-in/);
});

test('the library signs people in by OpenID Connect, renews its tokens, and signs out everywhere', async ({
  page, screens, demo, isAccessible,
}) => {
  const heading = page.getByRole('heading', { level: 1 });
  const library = `${demo.applicationUrl}/openid`;
  await screens.open('/o/codes/sign-in/password');
  await screens.submitPassword('ada.aberg@codes.example', PASSWORD);
  await screens.isSignedIn('ada.aberg@codes.example');
  await page.getByRole('link', { name: 'Library', exact: true }).click();
  await expect(page).toHaveURL(library);
  await expect(heading).toHaveText('Library');
  await expect(page.getByRole('region', { name: 'What the ID token says' })).toContainText('ada.aberg@codes.example');
  await expect(page.getByRole('region', { name: 'What userinfo says now' })).toContainText('Engineering');
  await expectValidHtml(await served(page));
  if (screens.live) {
    await isAccessible(page);
  }

  await expect(page.getByRole('main')).toContainText('Tokens renewed: 0.');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.getByRole('main')).toContainText('Tokens renewed: 1.');
  await expect(page).toHaveURL(library);

  await page.goto(`${library}/callback?error=access_denied&state=of-another`);
  await expect(heading).toHaveText('This sign-in cannot be continued');
  await expectValidHtml(await served(page));
  if (screens.live) {
    await isAccessible(page);
  }
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await expect(heading).toHaveText('Library');

  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(page).toHaveURL(`${library}/signed-out`);
  await expect(heading).toHaveText('You are signed out');
  await page.goto(`${demo.url}/account`);
  await expect(page).toHaveURL(SIGN_IN_PATH);
  await page.goto(library);
  await expect(heading).toHaveText('Sign in to Alderway');
});

test('a link on another site only leads to the button that signs out', async ({
  page, screens, demo, isAccessible,
}) => {
  const elsewhere = 'http://elsewhere.example/';
  const heading = page.getByRole('heading', { level: 1 });
  await page.route(elsewhere, (route) => route.fulfill({
    contentType: 'text/html',
    body: `<!DOCTYPE html><title>Elsewhere</title><a href="${demo.applicationUrl}/.portico/sign-out">Look</a>`,
  }));
  await page.goto(`${demo.applicationUrl}/`);
  await screens.settled();
  await screens.choose('Password');
  await screens.submitPassword('ada.aberg@codes.example', PASSWORD);
  await expect(heading).toHaveText('Noticeboard');

  const ask = async () => {
    await page.goto(elsewhere);
    await screens.follow(page.getByRole('link', { name: 'Look' }), /\/sign-out\//);
    await expect(heading).toHaveText('Sign out of Alderway and all its applications?');
  };
  await ask();
  await expectValidHtml(await served(page));
  await isAccessible(page);
  await page.getByRole('link', { name: /^Back to localhost:/ }).click();
  await expect(heading).toHaveText('Noticeboard');

  await ask();
  await screens.signOut.click();
  await expect(heading).toHaveText("You're signed out");
  await screens.settled();
  await isAccessible(page);
  await screens.follow(page.getByRole('link', { name: 'Sign in', exact: true }), SIGN_IN_PATH);
  await page.goto(`${demo.applicationUrl}/`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a code by text is in the inbox, and signs in', async ({ demo, screens }) => {
  const since = Date.now() - 1_000;
  await screens.open('/o/codes/sign-in/text-code');
  await screens.askForText('+12015550101');
  const code = await newestCode(demo, '+12015550101', since);
  const message = (await inboxOf(demo)).find(({ channel, to }) => channel === 'text' && to === '+12015550101');
  expect(message?.text).toBe(`${code} is your Alderway code, valid for 10 minutes.\n\n@localhost #${code}`);
  await screens.enterCode(code);
  await screens.isSignedIn('member@codes.example');
});

test('"Open the inbox" leads there', async ({ page, screens }) => {
  await screens.open('/o/links/sign-in');
  await page.getByRole('link', { name: 'Open the inbox' }).click();
  await expect(page).toHaveURL(/\/dev\/inbox$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible();
});

test('without --demo no account is shown', async ({ page, portico }) => {
  await page.goto(`${portico.url}/sign-in`);
  await expect(page.getByRole('region', { name: 'Demo' })).toHaveCount(0);
  await expect(page.getByText(PASSWORD)).toHaveCount(0);
});
