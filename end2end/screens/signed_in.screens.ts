// States of the start page, the settings, and what applications lead to.
import { expect } from '@playwright/test';
import { Device } from '../support/passkeys';
import { newEmail, newPhone, PASSWORD } from '../support/people';
import { Television } from '../support/television';
import { enterDemo, test } from './test';

for (const [state, path] of [
  ['settings: account', '/settings/account'],
  ['settings: email, current password', '/settings/account/email'],
  ['settings: email, new address', '/settings/account/email/new'],
  ['settings: phone', '/settings/account/phone'],
  ['settings: phone, remove', '/settings/account/phone/remove'],
  ['settings: profile', '/settings/account/profile'],
  ['settings: close account', '/settings/account/close'],
  ['settings: password', '/settings/security/password'],
  ['settings: passkey', '/settings/security/passkeys/new'],
  ['settings: activity', '/settings/activity'],
] as const) {
  test(state, async ({ screens, settings, member }) => {
    await settings.signIn(member);
    await screens.open(path);
  });
}

test('settings: security', async ({ screens, demo }) => {
  await enterDemo(screens, demo, 'member');
  await screens.open(`${demo.url}/settings/security`);
});

test('start: member', async ({ screens, demo }) => enterDemo(screens, demo, 'member'));
test('start: admin', async ({ screens, demo }) => enterDemo(screens, demo, 'admin'));

test('settings: confirm who you are', async ({ page, screens, mailbox, person }) => {
  await screens.signInWithCode(person, mailbox);
  await screens.open('/settings/proof?next=/settings/account/close');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('passkey: offered after sign-in', async ({ page, portico, screens, settings }) => {
  const [slug, email] = ['offered', newEmail('offered')];
  await portico.haveOrganisation({ slug, name: 'Alderway' });
  await portico.command(['policy', 'set', '--organisation', slug],
    'version = 1\npreset = "codes"\nmethods = ["passkey", "password"]\n[second_step]\nrule = "off"\nways = []\n');
  await portico.createAccount(email, { organisation: slug, password: PASSWORD });
  await Device.of(page);
  await screens.open(`/o/${slug}/sign-in/password`);
  await screens.submitPassword(email, PASSWORD);
  await settings.isTitled('Sign in faster next time: add a passkey');
});

test('settings: email, code', async ({ settings, member }) => {
  await settings.signIn(member);
  await settings.changeEmail(member.password, newEmail('renamed'));
});

test('settings: email, waiting', async ({ screens, settings, member }) => {
  await settings.signIn(member);
  await settings.changeEmail(member.password, newEmail('renamed'));
  await screens.open('/settings/account');
});

test('settings: phone, code', async ({ screens, mailbox, person }) => {
  await screens.signInWithCode(person, mailbox);
  await screens.open('/settings/account/phone');
  await screens.askForText(newPhone());
});

test('settings: password, refused', async ({ page, screens, settings, member }) => {
  await settings.signIn(member);
  await screens.open('/settings/security/password');
  await settings.changePassword('wrong', 'Harbour8-Lantern_Quill', 'another');
  await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
});

test('settings: authenticator app', async ({ screens, settings, member }) => {
  await settings.signIn(member);
  await screens.open('/settings/security');
  await settings.button('Set up authenticator app').click();
  await expect(settings.field('Authenticator code')).toBeVisible();
});

test('settings: recovery codes', async ({ settings, member }) => {
  await settings.signIn(member);
  await settings.turnOnApp();
});

test('settings: security with an app', async ({ screens, settings, member }) => {
  await settings.signIn(member);
  await settings.turnOnApp();
  await settings.button('I have saved them').click();
  await settings.isTitled('My password and security');
  await screens.reload();
});

test('consent: question', async ({ screens, settings, client }) => {
  await screens.open(client.request());
  await screens.choose('Password');
  await screens.submitPassword(client.email, PASSWORD);
  await expect(settings.button('Allow')).toBeVisible();
});

test('consent: bad request', async ({ screens, client }) => {
  await screens.open(client.request({ redirect_uri: 'http://127.0.0.1/other' }));
});

for (const state of ['device: question', 'device: allowed']) {
  test(state, async ({ portico, screens, settings }) => {
    const television = await Television.open(portico);
    await screens.open((await television.begin()).verification_uri_complete);
    await settings.button('Continue').click();
    await screens.choose('Password');
    await screens.submitPassword(television.email, PASSWORD);
    await settings.isTitled('Sign in to Films on a device?');
    if (state === 'device: allowed') {
      await settings.button('Allow').click();
      await settings.isTitled('Go back to your device');
    }
  });
}

test('application: no access', async ({ page, screens, demo }) => {
  await page.goto(demo.applicationUrl.replace('localhost', '127.0.0.1'));
  await screens.settled();
  await screens.choose('Password');
  await screens.submitPassword('member@codes.example', PASSWORD);
  await expect(screens.password).toHaveCount(0);
});

test('application: sign out everywhere', async ({ page, screens, portico, client }) => {
  await screens.open(`/o/${client.organisation}/sign-in/password`);
  await screens.submitPassword(client.email, PASSWORD);
  await screens.isSignedIn(client.email);
  await screens.open(`${portico.url}/oauth/sign-out?${new URLSearchParams(client.signOut())}`);
  await expect(page.getByRole('button', { name: 'Sign out' }).first()).toBeVisible();
});
