// Every page fits: with a large browser font on a phone, with long names and addresses on a small phone and on a
// desktop, and in forced colours. Each page is loaded once and then looked at in all of these.
import type { Page } from '@playwright/test';
import { registerClient } from '../support/clients';
import { button } from '../support/console';
import {
  DESKTOP, FORCED_COLORS, LARGE_FONT, SMALL_PHONE, hiddenByForcedColors, misfits, surround,
} from '../support/fits';
import { PASSWORD, newPhone, wrong } from '../support/people';
import { TOO_MANY_VERIFICATION_ATTEMPTS, type Screens } from '../support/screens';
import { expect, test } from '../support/test';

const SLUG = 'wide';
/** As long as a name may be, in one word. */
const NAME = 'Wasserversorgungsgenossenschaft'.repeat(4).slice(0, 100);
/** An address of 200 characters. A hyphen would be a place to break it. */
const address = (first: string) => `${first.padEnd(64, 'm')}@${'w'.repeat(63)}.${'m'.repeat(63)}.example`;
const START = `https://wiki.example/${'w'.repeat(180)}`;

/** Opens pages and keeps what does not fit on them. */
class Walk {
  private readonly found: string[] = [];

  constructor(private readonly screens: Screens) {}

  get page(): Page {
    return this.screens.page;
  }

  async open(...paths: string[]): Promise<void> {
    for (const path of paths) {
      await this.screens.open(path);
      await this.measure(path);
    }
  }

  /** Looks at the open page. Everything that can be unfolded on it is. */
  async measure(what: string): Promise<void> {
    await this.page.locator('details:not(.language)')
      .evaluateAll((all) => all.forEach((one) => one.setAttribute('open', '')));
    const keep = (where: string, found: string[]) => {
      this.found.push(...found.map((line) => `${what}, ${where}: ${line}`));
    };
    for (const [where, surroundings] of [
      ['32 px font', LARGE_FONT], ['320 px', SMALL_PHONE], ['1280 px', DESKTOP],
    ] as const) {
      await surround(this.page, surroundings);
      keep(where, await misfits(this.page));
    }
    await surround(this.page, FORCED_COLORS);
    keep('forced colours', await hiddenByForcedColors(this.page));
    await surround(this.page, DESKTOP);
  }

  end(): void {
    expect(this.found.join('\n')).toBe('');
  }
}

test.beforeEach(async ({ portico }) => {
  await portico.haveOrganisation({ slug: SLUG, name: NAME });
});

test('every page before sign-in fits', async ({ portico, page, screens, mailbox }) => {
  test.setTimeout(120_000);
  const walk = new Walk(screens);
  const at = (path: string) => `/o/${SLUG}${path}`;
  const email = address('reader');
  await portico.createAccount(email, { organisation: SLUG, name: NAME, password: PASSWORD, phone: newPhone() });
  await portico.haveOrganisation({ slug: 'wide-invited', name: NAME, preset: 'invited' });
  await walk.open(at('/sign-in'), at('/sign-in/text-code'), at('/sign-in/password'), at('/sign-up'), at('/recovery'),
    at('/invitation'), '/device', '/nowhere', '/sign-in/code/not-a-challenge', at('/sign-in/second-step'),
    '/o/wide-invited/sign-in');

  await screens.open(at('/sign-in/password'));
  await screens.submitPassword(email, 'not-the-password');
  await expect(page.getByText(/Attempt 1 of 5/)).toBeVisible();
  await walk.measure('a refused password');

  await screens.open(at('/sign-up'));
  await page.getByLabel('Password', { exact: true }).fill('Harbour7');
  await page.locator('form .button--primary').first().click();
  await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
  await walk.measure('a refused sign-up');

  await screens.open(at('/recovery'));
  await screens.email.fill(email);
  await page.locator('form .button--primary').first().click();
  await expect(page).toHaveURL(/\/recovery\/sent/);
  await screens.settled();
  await walk.measure('a recovery that was sent');

  await screens.open(at('/sign-in/email-code'));
  await screens.askForCode(email);
  await walk.measure('the code screen');
  const wrongCode = wrong(await mailbox.waitForCodeTo(email));
  await screens.enterRefusedCode(wrongCode);
  await walk.measure('a refused code');
  for (let attempt = 2; attempt <= 4; attempt += 1) {
    await screens.enterRefusedCode(wrongCode);
  }
  await screens.enterCode(wrongCode);
  await screens.says(TOO_MANY_VERIFICATION_ATTEMPTS);
  await walk.measure('the code screen that takes no more attempts');
  walk.end();
});

test('every page of settings and console fits, and what an invited user sees', async ({
  portico, page, screens, mailbox,
}) => {
  test.setTimeout(120_000);
  const walk = new Walk(screens);
  const [admin, member, invited] = [address('admin'), address('member'), address('invited')];
  await portico.command(['policy', 'set', '--organisation', SLUG],
    'version = 1\npreset = "codes"\nmethods = ["email_code", "text_code", "password", "passkey"]\n'
    + 'offer_passkey = false\n');
  await portico.createAccount(admin, { organisation: SLUG, name: NAME, password: PASSWORD, role: 'admin' });
  await portico.createAccount(member, { organisation: SLUG, name: NAME, password: PASSWORD, phone: newPhone() });
  await portico.command(['group', 'create', '--organisation', SLUG, '--name', NAME, '--description', 'w'.repeat(200)]);
  await portico.command(['group', 'add', '--organisation', SLUG, '--name', NAME, '--email', member]);
  await registerClient(portico, { organisation: SLUG, name: NAME, startAddress: START, redirectUri: START });
  await screens.open(`/o/${SLUG}/sign-in/password`);
  await screens.submitPassword(admin, PASSWORD);
  await screens.isSignedIn(admin);

  await walk.open('/account', '/settings/account', '/settings/account/profile', '/settings/account/email/new',
    '/settings/account/phone', '/settings/account/close', '/settings/security', '/settings/security/password',
    '/settings/security/sessions', '/settings/security/passkeys/new', '/settings/security/passkeys/offer',
    '/settings/security/authenticator', '/settings/activity', '/settings/proof?next=/settings/account/email/new',
    `/o/${SLUG}/sign-in`);

  await screens.open('/admin/people/new');
  await page.getByLabel('Full name').fill(NAME);
  await page.getByLabel('Email address').fill(invited);
  await page.getByRole('main').locator('form .button--primary').click();
  await expect(page).not.toHaveURL(/\/new$/);
  await screens.open('/admin/reserved/new');
  await page.getByLabel('Email address').fill(address('reserved'));
  await page.getByLabel('Reason').fill('w'.repeat(200));
  await button(page, 'Reserve').click();
  await expect(page).not.toHaveURL(/\/new$/);

  await walk.open('/admin/people', '/admin/people?q=nobody-has-this', '/admin/people/new', '/admin/people/import',
    '/admin/invitations', '/admin/applications', '/admin/applications/new', '/admin/groups', '/admin/groups/new',
    '/admin/reserved', '/admin/reserved/new', '/admin/messages', '/admin/audit', '/admin/policy', '/admin/branding');
  for (const list of ['people', 'groups', 'applications']) {
    const one = await firstOf(screens, `/admin/${list}`);
    await walk.open(one);
    // What can be done with it has a page of its own. Many of these differ only in their words.
    await walk.open(...await page.getByRole('main').locator(`[href^="${one}/"], form[action^="${one}/"]`)
      .evaluateAll((all) => [...new Set(all.map((each) => each.getAttribute('href') ?? each.getAttribute('action')!))]
        .filter((path) => !/logo|\.csv/.test(path)).slice(0, 4)));
  }
  await surround(page, LARGE_FONT);
  await screens.open('/settings/account');
  await page.locator('.app__bar button').click();
  expect(await misfits(page)).toEqual([]);

  await page.context().clearCookies();
  const { mail } = await mailbox.waitForMessageTo(invited, 1, 15_000, 'other');
  const link = /http\S+(\/invitation\/[\w-]{43})/.exec(mail.text ?? '')?.[1] ?? '';
  await walk.open(link);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).not.toHaveURL(link);
  await screens.settled();
  await walk.measure('the page after an invitation code');
  walk.end();
});

/** The path of the first entry of a list. */
async function firstOf(screens: Screens, list: string): Promise<string> {
  await screens.open(list);
  const links = await screens.page.getByRole('main').locator('a[href]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href')!));
  const path = links.find((link) => new RegExp(`^${list}/[0-9a-f]{32}$`).test(link));
  expect(path, links.join()).toBeDefined();
  return path!;
}
