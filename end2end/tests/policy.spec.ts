// The policy of an organisation on the command line: its pages follow a change within a second.
import { newEmail, PASSWORD, WRONG_PASSWORD } from '../support/people';
import type { Portico } from '../support/portico';
import { expect, test } from '../support/test';
import { SignUpScreen } from '../support/sign_up_screen';
import type { Screens } from '../support/screens';

let organisations = 0;

/** Creates an organisation that no other test uses, and returns its slug. */
async function own(portico: Portico): Promise<string> {
  organisations += 1;
  const slug = `rules-${process.pid}-${organisations}`;
  await portico.haveOrganisation({ slug, name: 'Greyfield', preset: 'codes' });
  return slug;
}

/** Sets the policy, and waits for a second, within which a running server applies it. Returns the command's output. */
async function set(portico: Portico, slug: string, ...lines: string[]): Promise<string> {
  const said = await portico.command(['policy', 'set', '--organisation', slug], `${lines.join('\n')}\n`);
  await new Promise((done) => { setTimeout(done, 1_000); });
  return said;
}

/** Expects these tabs on the sign-in page. Tries again, because a page may be a second out of date. */
async function showsTabs(screens: Screens, slug: string, tabs: string[]): Promise<void> {
  await expect(async () => {
    await screens.open(`/o/${slug}/sign-in`);
    await expect(screens.tabs).toHaveText(tabs, { timeout: 500 });
  }).toPass({ timeout: 5_000 });
}

test('"policy set" changes the tabs and their order', async ({ portico, screens }) => {
  const slug = await own(portico);
  await showsTabs(screens, slug, ['Email code', 'Text code', 'Password']);
  expect(await set(portico, slug, 'version = 1', 'preset = "codes"', 'methods = ["password", "email_code"]'))
    .toBe(`The policy of ${slug} is saved and now applies.\n`);
  await showsTabs(screens, slug, ['Password', 'Email code']);
  await expect(screens.tab('Password')).toHaveAttribute('aria-selected', 'true');
  await set(portico, slug, 'version = 1', 'preset = "hardened"');
  await showsTabs(screens, slug, ['Password', 'Email code']);
  await set(portico, slug, 'version = 1', 'preset = "invited"');
  await showsTabs(screens, slug, []);
});

test('a way in that is taken away is refused also to a browser that still has its page', async ({ portico, screens, mailbox, mailIsOut }) => {
  const slug = await own(portico);
  const email = newEmail();
  await portico.createAccount(email, { organisation: slug });
  await screens.open(`/o/${slug}/sign-in`);
  await set(portico, slug, 'version = 1', 'preset = "temporary"');
  await screens.email.fill(email);
  await screens.sendCode.click();
  await screens.says("This sign-in method isn't available here. Choose another one.");
  await mailIsOut();
  expect(mailbox.messagesTo(email)).toEqual([]);
});

test('"policy set" closes sign-up, and opens it', async ({ page, portico, screens }) => {
  const slug = await own(portico);
  expect((await page.goto(`/o/${slug}/sign-up`))?.status()).toBe(200);
  await set(portico, slug, 'version = 1', 'preset = "codes"', 'sign_up = "invitation"');
  expect((await page.goto(`/o/${slug}/sign-up`))?.status()).toBe(404);
  await set(portico, slug, 'version = 1', 'preset = "hardened"', 'sign_up = "open"');
  await screens.open(`/o/${slug}/sign-up`);
  const signUp = new SignUpScreen(screens);
  await expect(signUp.password).toHaveAttribute('passwordrules', 'minlength: 15; maxlength: 128;');
  await signUp.name.fill('Ada Lovelace');
  await signUp.email.fill(newEmail('ada'));
  await signUp.password.fill('abcdefghijklmnopq');
  await signUp.create.click();
  await screens.isRefused(signUp.password,
    /This password is too easy to guess\. Make it longer or less predictable\.|This is one of the most common passwords\. Choose another one\./);
});

test('where the bar decides, the button waits until it is fully green', async ({ page, portico, screens, mailbox }) => {
  const slug = await own(portico);
  await set(portico, slug, 'version = 1', 'preset = "invited"', 'sign_up = "open"');
  await screens.open(`/o/${slug}/sign-up`);
  const signUp = new SignUpScreen(screens);
  const email = newEmail('ada');
  await expect(page.locator('.checklist li')).toHaveText([
    /^16 to 32 characters/, /^An upper-case letter/, /^A lower-case letter/, /^A digit/,
    /^One of these special characters: \^ \$ \* \. \[ \] \{ \} \( \) \? - " ! @ # % & \/ , > < ' : ; \| _ ~ ` \+ =/,
  ]);
  await expect(signUp.create).toHaveAccessibleDescription('You can continue when the bar is fully green.');
  await signUp.name.fill('Ada Lovelace');
  await signUp.email.fill(email);
  await signUp.password.fill('Aaaaaaaaaaaaaaa1!');
  await expect(signUp.create).toHaveAttribute('aria-disabled', 'true');
  await signUp.create.click({ force: true });
  await expect(signUp.password).toBeFocused();
  await expect(page).toHaveURL(/\/sign-up$/);
  await signUp.password.fill(PASSWORD);
  await expect(signUp.strength).toHaveAttribute('value', '5');
  await expect(signUp.create).not.toHaveAttribute('aria-disabled', 'true');
  await signUp.create.click();
  await screens.isAskedForCode();
  await mailbox.waitForMessageTo(email);
});

test('the number of failures that lead to a lockout is a setting', async ({ page, portico, screens }) => {
  const slug = await own(portico);
  await set(portico, slug, 'version = 1', 'preset = "codes"', '[wrong_password]', 'answer = "lock"', 'failures = 2', 'minutes = 5');
  const email = newEmail();
  await portico.createAccount(email, { organisation: slug, password: PASSWORD });
  await screens.open(`/o/${slug}/sign-in/password`);
  await screens.submitRefusedPassword(email, WRONG_PASSWORD, 'Invalid email or password. Attempt 1 of 2.');
  await screens.submitRefusedPassword(email, WRONG_PASSWORD, 'Invalid email or password. Attempt 2 of 2.');
  await screens.submitPassword(email, PASSWORD);
  await screens.says('Too many attempts. Please wait a moment before trying again.');
  // The page's clock may be a little behind, and the time left is rounded up.
  await screens.saysHowLongToWait(5 * 60 + 1);
  await expect(page.getByRole('button', { name: 'Email me a code' })).toBeVisible();
});

test('"policy show" prints what "policy set" takes', async ({ portico, screens }) => {
  const [one, other] = [await own(portico), await own(portico)];
  await set(portico, one, 'version = 1', 'preset = "links"');
  const shown = await portico.command(['policy', 'show', '--organisation', one]);
  expect(shown).toContain('preset = "links"');
  expect(shown).toContain('methods = ["password", "email_code"]');
  await set(portico, other, shown);
  expect(await portico.command(['policy', 'show', '--organisation', other])).toBe(shown);
  await showsTabs(screens, other, ['Password', 'Email code']);
});

test('a wrong setting is named, and the rules stay as they were', async ({ portico }) => {
  const slug = await own(portico);
  const before = await portico.command(['policy', 'show', '--organisation', slug]);
  const wrongs: [string[], string][] = [
    [['version = 1', 'preset = "fax"'], 'preset'],
    [['version = 1', 'preset = "codes"', 'methods = ["fax"]'], 'methods[0]'],
    [['version = 1', 'preset = "codes"', 'methods = []'], 'methods'],
    [['version = 1', 'preset = "codes"', '[password]', 'min_length = 4'], 'password.min_length'],
    [['version = 1', 'preset = "codes"', '[pasword]', 'min_length = 9'], 'pasword'],
    [['this is no toml'], ''],
  ];
  for (const [lines, setting] of wrongs) {
    const { code, stderr } = await portico.outcomeOf(['policy', 'set', '--organisation', slug], lines.join('\n'));
    expect(code, lines.join('\n')).not.toBe(0);
    expect(stderr, lines.join('\n')).toContain(setting);
  }
  const { code, stderr } = await portico.outcomeOf(['policy', 'show', '--organisation', 'nowhere']);
  expect(code).not.toBe(0);
  expect(stderr).toContain('nowhere');
  expect(await portico.command(['policy', 'show', '--organisation', slug])).toBe(before);
});
