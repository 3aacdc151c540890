// The way into a client of OpenID Connect and out of it, as its user goes it: signing in, consent, the answer as a link
// and as a form, signing out.
import { expectValidHtml, served } from '../support/markup';
import { test } from '../support/openid_client';
import { PASSWORD } from '../support/people';
import { Settings } from '../support/settings';
import { expect } from '../support/test';

test('who signs in for a client is asked what it may know, and can take it back', async ({
  page, client, screens, isAccessible,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  const isAtClient = () => expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  await screens.open(client.request({ login_hint: client.email }));
  await expect(screens.email).toHaveValue(client.email);
  await screens.choose('Password');
  await screens.submitPassword(client.email, PASSWORD);
  await settings.isTitled('Allow Wiki access?');
  await screens.says('Wiki wants to know:');
  await expect(page.getByRole('main').getByRole('listitem')).toHaveText([
    'which account is yours, by an ID that never changes', 'your email address',
  ]);
  await expect(page.getByRole('main')).toContainText(client.email);
  await isAccessible(page);
  await expectValidHtml(await served(page));

  await settings.button('Cancel').click();
  await isAtClient();
  const declined = new URL(page.url()).searchParams;
  expect([declined.get('error'), declined.get('state')]).toEqual(['access_denied', 'a state & "more"']);

  await screens.open(client.request());
  await settings.isTitled('Allow Wiki access?');
  await settings.button('Allow').click();
  await isAtClient();
  expect(await client.exchange(new URL(page.url()).searchParams.get('code')!)).toBe(client.email);

  // Asked once, it goes straight through.
  await page.goto(client.request());
  await isAtClient();
  expect(new URL(page.url()).searchParams.get('code')).not.toBeNull();

  await screens.open('/settings/security');
  await expect(page.getByRole('region', { name: 'Applications with access' })).toContainText('your email address');
  await isAccessible(page);
  await settings.remove('Remove access', 'Remove access');
  await expect(page.getByRole('main')).toContainText('The application no longer has access.');
  await screens.open(client.request());
  await settings.isTitled('Allow Wiki access?');
});

test('the answer as a form arrives by itself, or by its button', async ({ page, client, screens, isAccessible }) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await screens.open(client.request({ response_mode: 'form_post' }));
  await screens.choose('Password');
  await screens.submitPassword(client.email, PASSWORD);
  await settings.isTitled('Allow Wiki access?');
  const posted = page.waitForRequest((request) => request.url() === client.callback);
  await settings.button('Allow').click();
  if (!screens.live) {
    await settings.isTitled(`Continue to ${new URL(client.callback).host}`);
    await isAccessible(page);
    await page.getByRole('button', { name: 'Continue to' }).click();
  }
  const request = await posted;
  expect(request.method()).toBe('POST');
  const fields = new URLSearchParams(request.postData() ?? '');
  expect(fields.get('state')).toBe('a state & "more"');
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  expect(await client.exchange(fields.get('code')!)).toBe(client.email);
  expect(page.url()).toBe(client.callback);
});

test('a request that no client may have made leads nowhere', async ({ page, client, screens, isAccessible }) => {
  const settings = new Settings(screens);
  await screens.open(client.request({ redirect_uri: `${client.callback}/other` }));
  await settings.isTitled("This application can't sign you in");
  await isAccessible(page);
  await screens.open('/authorize/0123456789abcdef0123456789abcdef');
  await settings.isTitled('This link is out of date');
  expect(client.application.visits).toEqual([]);
});

test('a client signs its user out, with a question and without', async ({
  page, portico, client, screens, isAccessible,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  const signIn = async () => {
    await screens.open(`/o/${client.organisation}/sign-in/password`);
    await screens.submitPassword(client.email, PASSWORD);
    await screens.isSignedIn(client.email);
  };
  const isSignedOut = async () => {
    await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
    expect(page.url()).toBe(`${client.application.origin}/signed-out?state=a+%26+b`);
    await screens.open('/account');
    await expect(page).toHaveURL(/\/sign-in/);
  };
  await signIn();
  await screens.open(`${portico.url}/oauth/sign-out?${new URLSearchParams(client.signOut())}`);
  await settings.isTitled('Sign out of Toolworks and all its applications?');
  await isAccessible(page);
  await settings.button('Sign out').click();
  await isSignedOut();

  await signIn();
  await screens.open(client.request());
  await settings.isTitled('Allow Wiki access?');
  await settings.button('Allow').click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  const token = await client.idToken(new URL(page.url()).searchParams.get('code')!);
  // A form of another site brings no session; the page after it does.
  const fields = Object.entries(client.signOut({ id_token_hint: token }))
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replace('&', '&amp;')}">`);
  await page.route(`${client.application.origin}/leave`, (route) => route.fulfill({
    contentType: 'text/html',
    body: `<!DOCTYPE html><title>Elsewhere</title><form method="post" action="${portico.url}/oauth/sign-out">`
      + `${fields.join('')}<button>Leave</button></form>`,
  }));
  await page.goto(`${client.application.origin}/leave`);
  await settings.button('Leave').click();
  await isSignedOut();
});
