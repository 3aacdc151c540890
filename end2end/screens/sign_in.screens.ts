// States before anyone is signed in.
import { expect } from '@playwright/test';
import { messageTo } from '../support/demo';
import { post } from '../support/http';
import { newClientAddress, newEmail, newPhone, PASSWORD, WRONG_PASSWORD, wrong } from '../support/people';
import type { Portico } from '../support/portico';
import type { Screens } from '../support/screens';
import { NO_MATCH, TOO_MANY_ATTEMPTS, wrongPassword } from '../support/screens';
import { SignUpScreen } from '../support/sign_up_screen';
import { test } from './test';

const TOKEN = 'A'.repeat(43);

for (const [state, path] of [
  ['sign-in: email code', '/sign-in/email-code'],
  ['sign-in: text code', '/sign-in/text-code'],
  ['sign-in: password', '/sign-in/password'],
  ['sign-up: empty', '/sign-up'],
  ['recovery: ask', '/recovery'],
  ['recovery: unknown link', `/new-password/${TOKEN}`],
  ['recovery: unknown confirmation', `/reset/${TOKEN}`],
  ['invitation: code', '/invitation'],
  ['invitation: unknown link', `/invitation/${TOKEN}`],
  ['undo: unknown link', `/undo/${TOKEN}`],
  ['alert: unknown link', `/not-me/${TOKEN}`],
  ['new address: unknown link', `/confirm-email/${TOKEN}`],
  ['new password: nobody signed in', '/choose-password'],
  ['second step: nobody signed in', '/sign-in/second-step'],
  ['code: unknown', '/sign-in/code/0123456789abcdef0123456789abcdef'],
  ['consent: unknown request', '/authorize/0123456789abcdef0123456789abcdef'],
  ['device: code', '/device'],
  ['error: unknown page', '/no-such-page'],
  ['error: unknown organisation', '/o/nowhere/sign-in'],
] as const) {
  test(state, async ({ screens }) => screens.open(path));
}

for (const slug of ['links', 'invited', 'temporary', 'hardened']) {
  test(`sign-in: ${slug}`, async ({ screens, demo }) => screens.open(`${demo.url}/o/${slug}/sign-in`));
}

async function failPasswords(portico: Portico, email: string, organisation = ''): Promise<void> {
  for (let failed = 1; failed <= 5; failed += 1) {
    const fields = { organisation, email, password: WRONG_PASSWORD, return_to: '' };
    await post(portico, '/api/sign_in_with_password', fields, newClientAddress());
  }
}

test('sign-in: bad address', async ({ page, screens }) => {
  await screens.open('/sign-in');
  await page.locator('form').evaluateAll((forms) => forms.forEach((form) => form.setAttribute('novalidate', '')));
  await screens.email.fill('not an address');
  await screens.sendCode.click();
  await screens.isRefused(screens.email, /email address/i);
});

test('sign-in: codes paused', async ({ portico, screens, person }) => {
  for (let asked = 1; asked <= 5; asked += 1) {
    await post(portico, '/api/send_code', { organisation: '', email: person.email }, newClientAddress());
  }
  await screens.open('/sign-in');
  await screens.email.fill(person.email);
  await screens.sendCode.click();
  await screens.says(TOO_MANY_ATTEMPTS);
});

test('sign-in: number unknown', async ({ screens }) => {
  await screens.open('/sign-in/text-code');
  await screens.phone.fill(newPhone());
  await screens.sendCode.click();
  await expect(screens.phone).toHaveAttribute('aria-invalid', 'true');
});

test('sign-in: wrong password', async ({ screens, member }) => {
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(1));
});

test('sign-in: password paused', async ({ portico, screens, member }) => {
  await failPasswords(portico, member.email);
  await screens.open('/sign-in/password');
  await screens.submitPassword(member.email, PASSWORD);
  await screens.says(TOO_MANY_ATTEMPTS);
});

test('sign-in: slowed down', async ({ portico, screens }) => {
  await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
  const email = newEmail();
  await failPasswords(portico, email, 'temporary');
  await screens.open('/o/temporary/sign-in');
  await screens.submitRefusedPassword(email, WRONG_PASSWORD, NO_MATCH);
});

test('sign-in: signed in already', async ({ screens, member }) => {
  await screens.signInWithPassword(member);
  await screens.open('/sign-in');
});

for (const way of ['email code', 'password'] as const) {
  test(`sign-in: continue as, ${way}`, async ({ page, screens, mailbox, member }) => {
    await screens.open(`/sign-in/${way.replace(' ', '-')}`);
    await page.getByRole('checkbox', { name: 'Remember me on this device' }).check();
    if (way === 'password') {
      await screens.submitPassword(member.email, member.password);
    } else {
      await screens.askForCode(member.email);
      await screens.enterCode(await mailbox.waitForCodeTo(member.email));
    }
    await screens.isSignedIn(member.email);
    await screens.leave();
    await screens.open('/sign-in');
    await expect(page.getByText('Continue as')).toBeVisible();
  });
}

test.describe('with a German browser', () => {
  test.use({ locale: 'de-AT' });
  test('sign-in: in German', async ({ screens }) => screens.open('/sign-in/email-code'));
});

test('code: asked', async ({ screens, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
});

test('code: by text', async ({ screens, member }) => {
  await screens.open('/sign-in/text-code');
  await screens.askForText(member.phone);
});

test('code: wrong', async ({ screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.enterRefusedCode(wrong(await mailbox.waitForCodeTo(person.email)));
});

test('code: too many tries', async ({ page, screens, mailbox, person }) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const code = await mailbox.waitForCodeTo(person.email);
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await screens.enterRefusedCode(wrong(code));
  }
  await screens.enterCode(wrong(code));
  await expect(page.getByText('Too many verification attempts.').first()).toBeVisible();
});

test('code: expired', async ({ page, screens, person }) => {
  await page.clock.install();
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  // The server's clock goes on as before, so its answers would set the page's clock back.
  await page.route('**/api/read_page', (route) => route.abort());
  await page.clock.fastForward(10 * 60 * 1000);
  await screens.says('Code expired');
});

test('sign-up: refused', async ({ page, screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  await signUp.fill({ name: '', email: 'nonsense', password: 'short' });
  await signUp.create.click();
  await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
});

test('sign-up: good password', async ({ screens }) => {
  const signUp = new SignUpScreen(screens);
  await screens.open('/sign-up');
  await signUp.fill({ name: 'Ada Lovelace', email: newEmail(), password: PASSWORD });
});

test('sign-up: code', async ({ screens }) => {
  await screens.open('/sign-up');
  await new SignUpScreen(screens).submit({ name: 'Ada Lovelace', email: newEmail(), password: PASSWORD });
});

async function askForRecovery(screens: Screens, email: string, path = '/recovery'): Promise<void> {
  await screens.open(path);
  await screens.email.fill(email);
  await screens.page.getByRole('button', { name: 'Send instructions' }).click();
  await expect(screens.page).toHaveURL(/\/recovery\/sent/);
}

test('recovery: sent', async ({ screens, member }) => askForRecovery(screens, member.email));

test('new password: half typed', async ({ page, screens, demo }) => {
  const email = 'member@codes.example';
  await askForRecovery(screens, email, `${demo.url}/o/codes/recovery`);
  const { text } = await messageTo(demo, email, 'Choose a new password for ');
  await screens.open(/http\S+\/new-password\/[\w-]{43}/.exec(text)![0]);
  await page.getByLabel('New password', { exact: true }).fill('Harbour7');
});

test('recovery: used link', async ({ page, screens, mailbox, member }) => {
  await askForRecovery(screens, member.email);
  const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'recovery');
  const link = /http\S+\/new-password\/[\w-]{43}/.exec(mail.text ?? '')![0];
  await screens.open(link);
  await page.getByLabel('New password', { exact: true }).fill('Lantern3-Over~The-Quay');
  await page.getByLabel('Confirm new password', { exact: true }).fill('Lantern3-Over~The-Quay');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(/\/recovery\/changed$/);
  await screens.open(link);
});

for (const [state, times] of [['recovery: temporary, sent', 1], ['recovery: temporary, asked twice', 2]] as const) {
  test(state, async ({ page, portico, screens }) => {
    await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
    const email = newEmail();
    for (let asked = 1; asked <= times; asked += 1) {
      await screens.open('/o/temporary/recovery');
      await page.getByLabel('Email address', { exact: true }).fill(email);
      await page.getByLabel('Confirm email address', { exact: true }).fill(email);
      await screens.answered('/api/send_instructions', () =>
        page.getByRole('button', { name: 'Reset', exact: true }).click());
    }
  });
}

for (const state of ['alert: before the press', 'alert: after the press']) {
  test(state, async ({ page, screens, mailbox, member }) => {
    await screens.signInWithPassword(member);
    const { mail } = await mailbox.waitForMessageTo(member.email, 1, 15_000, 'new sign-in');
    await screens.open(/http:\/\/\S+\/not-me\/\S+/.exec(mail.text ?? '')![0]);
    if (state === 'alert: after the press') {
      await screens.answered('/api/was_not_me', () => page.getByRole('button', { name: "This wasn't me" }).click());
      await expect(page.getByRole('heading', { level: 1 })).toHaveText("You've been signed out everywhere");
    }
  });
}

for (const who of ['new', 'late']) {
  test(`invitation: link, ${who === 'late' ? 'expired' : 'valid'}`, async ({ screens, demo }) => {
    const { text } = await messageTo(demo, `${who}@invited.example`, "You're invited to ");
    await screens.open(/http\S+\/invitation\/[\w-]{43}/.exec(text)![0]);
  });
}

test('invitation: wrong code', async ({ page, screens, demo }) => {
  await screens.open(`${demo.url}/o/hardened/invitation`);
  await screens.email.fill('new@hardened.example');
  await page.getByRole('textbox', { name: 'Invitation code' }).fill('00000-00000');
  await page.getByRole('button', { name: 'Continue' }).click();
  await screens.says('Invalid code');
});

test('invitation: asked for a new one', async ({ page, screens, demo }) => {
  await screens.open(`${demo.url}/o/hardened/invitation`);
  await screens.email.fill('late@hardened.example');
  await page.getByRole('button', { name: 'Ask for a new invitation' }).click();
  await expect(page).toHaveURL(/\/invitation\/asked$/);
});

const STEPS = ['profile', 'phone', 'second-step', 'password', 'done'];

for (const [at, step] of STEPS.entries()) {
  test(`onboarding: ${step.replace('-', ' ')}`, async ({ page, screens, demo }) => {
    await beginOnboarding(screens, demo);
    // A step opens only after those before it.
    for (const before of STEPS.slice(0, at)) {
      await screens.open(`${demo.url}/welcome/${before}`);
      await page.getByRole('button', { name: 'Skip for now' }).click();
      await expect(page).not.toHaveURL(new RegExp(`/${before}$`));
    }
    await screens.open(`${demo.url}/welcome/${step}`);
    await expect(page).toHaveURL(new RegExp(`/${step}$`));
  });
}

/** Signs in with a first password. */
async function beginOnboarding(screens: Screens, demo: Portico): Promise<void> {
  const { text } = await messageTo(demo, 'new@temporary.example', 'Your temporary password for ');
  await screens.open(`${demo.url}/o/temporary/sign-in`);
  await screens.submitPassword('new@temporary.example', /^ {4}([0-9A-Z-]{11,})$/m.exec(text)![1]!);
  await expect(screens.page).toHaveURL(/\/welcome/);
}

test('second step: set-up', async ({ page, screens, demo }) => {
  await screens.open(`${demo.url}/o/hardened/sign-in/password`);
  await screens.submitPassword('member@hardened.example', PASSWORD);
  await expect(page).toHaveURL(/\/second-step\/set-up$/);
});

test('second step: codes', async ({ screens, demo }) => {
  await screens.open(`${demo.url}/o/invited/sign-in/password`);
  await screens.submitPassword('member@invited.example', PASSWORD);
  await screens.isAskedForCode();
});

for (const [state, link] of [['second step: app', ''], ['second step: recovery code', 'Use a recovery code']] as const) {
  test(state, async ({ screens, settings, member }) => {
    await settings.signIn(member);
    await settings.turnOnApp();
    await screens.open('/account');
    await screens.leave();
    await screens.open('/sign-in/password');
    await screens.submitPassword(member.email, member.password);
    await expect(settings.field('Authenticator code')).toBeVisible();
    await screens.settled();
    if (link !== '') {
      await screens.follow(settings.link(link), /recovery-code$/);
    }
  });
}
