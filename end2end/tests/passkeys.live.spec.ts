// Passkeys, with Chromium's virtual authenticator. They need JavaScript; passkeys.plain.spec.ts tests pages without it.
import { Device, listen } from '../support/passkeys';
import { newEmail, newPhone, PASSWORD, type Member } from '../support/people';
import type { Portico } from '../support/portico';
import { NEW, Settings } from '../support/settings';
import { expect, test } from '../support/test';
import type { Screens } from '../support/screens';

const SIGN_IN = '/o/passkeys/sign-in';
const BUTTON = 'Sign in with a passkey';

/** Creates an account in an organisation where passkeys come first and no second step is required. */
async function createMember(portico: Portico): Promise<Member> {
  const slug = 'passkeys';
  const isNew = !(await portico.outcomeOf(['policy', 'show', '--organisation', slug])).stdout.includes('version');
  if (isNew) {
    await portico.haveOrganisation({ slug, name: 'Passkeys' });
    await portico.command(['policy', 'set', '--organisation', slug],
      'version = 1\npreset = "codes"\nmethods = ["passkey", "password", "email_code"]\noffer_passkey = false\n'
      + '[second_step]\nrule = "off"\nways = []\n');
  }
  const member = { email: newEmail('passkey'), phone: newPhone(), password: PASSWORD };
  await portico.createAccount(member.email, { ...member, organisation: slug });
  return member;
}

async function addPasskey(screens: Screens, device: Device, name: string): Promise<void> {
  const settings = new Settings(screens);
  await screens.open('/settings/security');
  await screens.follow(settings.link('Add a passkey'), /\/settings\/security\/passkeys\/new$/);
  await settings.field('Name of the passkey').fill(name);
  await device.isTouched(true);
  await settings.button('Add a passkey').click();
  await expect(screens.page).toHaveURL(/\/settings\/security(\?done=passkey)?$/);
  await device.isTouched(false);
  await expect(screens.page.getByRole('main')).toContainText(name);
}

async function signIn(screens: Screens, member: Member): Promise<void> {
  await screens.open(`${SIGN_IN}/password`);
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
}

test('a passkey is added, signs in from its button, and is gone when it is removed', async ({
  page, portico, screens, isAccessible,
}) => {
  test.setTimeout(90_000);
  const member = await createMember(portico);
  const device = await Device.of(page);
  await signIn(screens, member);
  await screens.open('/settings/security/passkeys/new');
  await isAccessible(page);
  await addPasskey(screens, device, 'Blue key');
  expect(await device.passkeys()).toBe(1);
  await isAccessible(page);

  await screens.open('/account');
  await screens.leave();
  await screens.open(SIGN_IN);
  await isAccessible(page);
  await device.isTouched(true);
  await page.getByRole('button', { name: BUTTON }).click();
  await screens.isSignedIn(member.email);
  await device.isTouched(false);

  await screens.open('/settings/security');
  await expect(page.getByRole('main')).toContainText('last used');
  await new Settings(screens).remove('Remove', 'Remove passkey');
  await expect(page.getByRole('main')).toContainText('The passkey is removed.');
  await screens.open('/account');
  await screens.leave();
  // The browser heard which passkeys are accepted, and deleted this one from the device.
  await expect.poll(() => device.passkeys()).toBe(0);
  await screens.open(SIGN_IN);
  await device.isTouched(true);
  await page.getByRole('button', { name: BUTTON }).click();
  await expect(page.getByRole('alert')).toContainText('No passkey was used.');
});

test("an intruder's passkey is shown where the password is recovered, and removed with it", async ({
  page, portico, screens, mailbox, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(120_000);
  const member = await createMember(portico);
  const intruder = await anotherBrowser();
  const device = await Device.of(intruder.page);
  await signIn(intruder, member);
  await addPasskey(intruder, device, 'Not mine');

  await screens.open('/o/passkeys/recovery');
  await screens.email.fill(member.email);
  await page.getByRole('button', { name: 'Send instructions' }).click();
  await expect(page).toHaveURL(/\/recovery\/sent$/);
  const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery');
  await screens.open(/http\S+\/new-password\/[\w-]{43}/.exec(mail.text ?? '')![0]);
  const added = page.getByRole('group', { name: "Recently added. Remove anything you don't recognise." });
  await expect(added.getByRole('checkbox', { name: 'Remove Not mine' })).not.toBeChecked();
  await isAccessible(page);
  await added.getByRole('checkbox', { name: 'Remove Not mine' }).check();
  await page.getByLabel('New password', { exact: true }).fill(NEW);
  await page.getByLabel('Confirm new password', { exact: true }).fill(NEW);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(/\/recovery\/changed$/);

  await intruder.open(SIGN_IN);
  await device.isTouched(true);
  await intruder.page.getByRole('button', { name: BUTTON }).click();
  await expect(intruder.page.getByRole('alert')).toContainText("This passkey can't be used here.");
  await signIn(screens, { ...member, password: NEW });
  await screens.open('/settings/security');
  await expect(page.getByRole('main')).toContainText('No passkeys');
});

test('the browser offers a passkey where the address is typed', async ({ page, portico, screens }) => {
  test.setTimeout(90_000);
  const member = await createMember(portico);
  const device = await Device.of(page, true);
  await signIn(screens, member);
  await addPasskey(screens, device, 'Blue key');
  await screens.open('/account');
  await screens.leave();
  await device.isTouched(true);
  await page.goto(SIGN_IN);
  await screens.isSignedIn(member.email);
});

test('the button asks for a window, only the field is offered passkeys, and the browser hears what became of them', async ({
  page, portico, screens,
}) => {
  test.setTimeout(90_000);
  const member = await createMember(portico);
  const device = await Device.of(page, true);
  const asked = await listen(page);
  await signIn(screens, member);
  await addPasskey(screens, device, 'Blue key');
  await expect.poll(asked).toContainEqual(
    expect.stringMatching(/^signalAllAcceptedCredentials .*"allAcceptedCredentialIds":\["[\w-]+"\]/));
  const count = async (wanted: string) => (await asked()).filter((what) => what === wanted).length;
  await screens.open('/account');
  const before = await count('get conditional');
  await screens.leave();
  await expect.poll(() => count('get conditional')).toBe(before + 1);
  expect(await count('get')).toBe(0);
  // From now on the device answers what it is asked; the pending request of the field stays unanswered.
  await device.isTouched(true);
  await page.getByRole('button', { name: BUTTON }).click();
  await screens.isSignedIn(member.email);
  expect(await count('get')).toBe(1);
  await device.isTouched(false);

  await screens.open('/settings/security');
  await new Settings(screens).remove('Remove', 'Remove passkey');
  await expect(page.getByRole('main')).toContainText('The passkey is removed.');
  await expect.poll(asked).toContainEqual(expect.stringContaining('"allAcceptedCredentialIds":[]'));
  await screens.open('/account');
  await screens.leave();
  await device.isTouched(true);
  await screens.open(SIGN_IN);
  // The device still has the removed passkey, and offers it at once.
  await expect(page.getByRole('alert')).toContainText("This passkey can't be used here.");
  await expect.poll(asked).toContainEqual(expect.stringMatching(/^signalUnknownCredential .*"rpId":"localhost"/));
});

test('a window that says nothing is ended, and the button is one again', async ({ page, portico, screens }) => {
  const member = await createMember(portico);
  await Device.of(page);
  await page.clock.install();
  await page.addInitScript(() => {
    navigator.credentials.get = (options) => new Promise((_, reject) => {
      options?.signal?.addEventListener('abort', () => reject(options.signal?.reason as Error));
    });
  });
  await screens.open(SIGN_IN);
  expect(member.email).toBeTruthy();
  const button = page.getByRole('button', { name: BUTTON });
  await button.click();
  await expect(button).toHaveAttribute('aria-busy', 'true');
  await page.clock.fastForward(330_000);
  await expect(page.getByRole('alert')).toContainText('That took too long.');
  await expect(button).not.toHaveAttribute('aria-busy', 'true');
});

test('every way in which a browser says no has its words', async ({ page, portico, screens }) => {
  test.setTimeout(90_000);
  const member = await createMember(portico);
  const device = await Device.of(page);
  await signIn(screens, member);
  await addPasskey(screens, device, 'Blue key');

  // The device already has a passkey for the account.
  await screens.open('/settings/security/passkeys/new');
  await device.isTouched(true);
  await new Settings(screens).button('Add a passkey').click();
  await expect(page.getByRole('alert')).toContainText('This device already has a passkey for your account.');
  await device.isTouched(false);

  await screens.open('/account');
  await screens.leave();
  await screens.open(SIGN_IN);
  // User verification fails on the device.
  await device.knowsPerson(false);
  await device.isTouched(true);
  await page.getByRole('button', { name: BUTTON }).click();
  await expect(page.getByRole('alert')).toContainText('No passkey was used.');
  await device.isTouched(false);
  await device.knowsPerson(true);

  for (const [name, words] of [
    ['NotSupportedError', "This browser or device can't use passkeys here."],
    ['SecurityError', "Passkeys only work at this site's secure address."],
    ['InvalidStateError', 'This device has no passkey for this account.'],
    ['ConstraintError', "Your device can't check that it's you."],
    ['TimeoutError', 'That took too long.'],
    ['UnknownError', "Your browser couldn't do this."],
  ] as const) {
    await page.evaluate((error) => {
      navigator.credentials.get = () => Promise.reject(new DOMException('no', error));
    }, name);
    await page.getByRole('button', { name: BUTTON }).click();
    await expect(page.getByRole('alert')).toContainText(words);
  }
});

test('a passkey reauthenticates', async ({ page, portico, screens }) => {
  test.setTimeout(90_000);
  const member = await createMember(portico);
  const device = await Device.of(page);
  await signIn(screens, member);
  await addPasskey(screens, device, 'Blue key');
  await screens.open('/settings/account/email');
  await device.isTouched(true);
  await new Settings(screens).button('Use a passkey').click();
  await expect(page).toHaveURL(/\/settings\/account\/email\/new$/);
});

test('where a second step is asked of everybody, a passkey is set up on the way in, and is both steps afterwards', async ({
  page, portico, screens,
}) => {
  test.setTimeout(90_000);
  await portico.haveOrganisation({ slug: 'hardened', name: 'Hardened', preset: 'hardened' });
  const member = { email: newEmail('hardened'), phone: newPhone(), password: PASSWORD };
  await portico.createAccount(member.email, { ...member, organisation: 'hardened' });
  const device = await Device.of(page);
  await screens.open('/o/hardened/sign-in/password');
  await screens.submitPassword(member.email, member.password);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Set up two-factor authentication');
  await screens.follow(page.getByRole('link', { name: 'Add a passkey' }), /set-up\/passkey$/);
  await device.isTouched(true);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page).toHaveURL(/\/settings\/security\/recovery-codes/);
  await device.isTouched(false);
  await page.getByRole('button', { name: 'I have saved them' }).click();
  await screens.isSignedIn(member.email);
  await screens.leave();

  // The passkey as the second step.
  await screens.open('/o/hardened/sign-in/password');
  await screens.submitPassword(member.email, member.password);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Use your passkey');
  await device.isTouched(true);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await screens.isSignedIn(member.email);
  await device.isTouched(false);
  await screens.open('/account');
  await screens.leave();

  // The passkey as both steps at once.
  await screens.open('/o/hardened/sign-in');
  await device.isTouched(true);
  await page.getByRole('button', { name: BUTTON }).click();
  await screens.isSignedIn(member.email);
});

test('after a sign-in without a passkey one is offered, which can be skipped or taken', async ({
  page, portico, screens, isAccessible,
}) => {
  test.setTimeout(90_000);
  const slug = 'offers';
  await portico.haveOrganisation({ slug, name: 'Offers' });
  await portico.command(['policy', 'set', '--organisation', slug],
    'version = 1\npreset = "codes"\nmethods = ["passkey", "password"]\n[second_step]\nrule = "off"\nways = []\n');
  const email = newEmail('offer');
  await portico.createAccount(email, { organisation: slug, password: PASSWORD });
  const [device, settings] = [await Device.of(page), new Settings(screens)];
  const title = 'Sign in faster next time: add a passkey';

  await screens.open(`/o/${slug}/sign-in/password`);
  await screens.submitPassword(email, PASSWORD);
  await settings.isTitled(title);
  await isAccessible(page);
  await settings.button('Not now').click();
  await screens.isSignedIn(email);
  await screens.leave();

  await screens.open(`/o/${slug}/sign-in/password`);
  await screens.submitPassword(email, PASSWORD);
  await settings.isTitled(title);
  await device.isTouched(true);
  await settings.button('Add a passkey').click();
  await screens.isSignedIn(email);
  expect(await device.passkeys()).toBe(1);
  await device.isTouched(false);
  await screens.leave();

  await screens.open(`/o/${slug}/sign-in/password`);
  await screens.submitPassword(email, PASSWORD);
  await screens.isSignedIn(email);
});
