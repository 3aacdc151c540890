// Invited users join with a code or with a first password. Each test starts a new demo: every organisation that invites
// has an open invitation there, and also an expired one if its invitations have codes.
import { expect, type Locator, type Page } from '@playwright/test';
import { inboxOf, messageTo as message, newestCode, type InboxMessage } from '../support/demo';
import { expectValidHtml, served } from '../support/markup';
import { Portico } from '../support/portico';
import { INVALID_CODE, wrongPassword, type Screens } from '../support/screens';
import { Settings } from '../support/settings';
import { test as base } from '../support/test';

// The password of every account in a demo.
const DEMO_PASSWORD = 'Harbour7-Lantern_Quill';
const OWN = 'Lantern3-Over~The-Quay-9x';
const VERIFY = "You're invited to ";

const test = base.extend<{ demo: Portico; way: Way }>({
  demo: async ({}, use) => {
    const demo = await Portico.openDemo();
    await use(demo);
    await demo.close();
  },
  baseURL: async ({ demo }, use) => use(demo.url),
  way: async ({ screens }, use) => use(new Way(screens)),
});

function quoted({ text }: InboxMessage): string {
  const found = /^ {4}([0-9A-Z]{5}(?:-[0-9A-Z]{5})+)$/m.exec(text)?.[1];
  expect(found, text).toBeDefined();
  return found!;
}

function linkIn({ text }: InboxMessage): string {
  const found = /http\S+\/invitation\/[\w-]{43}/.exec(text)?.[0];
  expect(found, text).toBeDefined();
  return found!;
}

class Way {
  readonly code: Locator;
  readonly goOn: Locator;
  readonly heading: Locator;

  constructor(private readonly screens: Screens) {
    this.code = screens.page.getByRole('textbox', { name: 'Invitation code' });
    this.goOn = screens.page.getByRole('button', { name: 'Continue' });
    this.heading = screens.page.getByRole('heading', { level: 1 });
  }

  get page(): Page {
    return this.screens.page;
  }

  async isAt(path: RegExp): Promise<void> {
    await expect(this.page).toHaveURL(path);
    await this.screens.settled();
  }

  async skip(path: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: 'Skip for now' }).click();
    await this.isAt(path);
  }

  async choose(password: string, button: string): Promise<void> {
    await this.page.getByLabel('New password', { exact: true }).fill(password);
    await this.page.getByLabel('Confirm new password', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }
}

test('an invitation code leads to an account, and through onboarding', async ({
  page, screens, way, demo, isAccessible,
}) => {
  test.setTimeout(180_000);
  const email = 'new@invited.example';
  await screens.open('/o/invited/sign-in');
  await screens.follow(page.getByRole('link', { name: 'I have an invitation code' }), /\/o\/invited\/invitation$/);
  await isAccessible(page);
  await expectValidHtml(await served(page));

  await screens.open(linkIn(await message(demo, email, VERIFY)));
  await expect(screens.email).toHaveValue(email);
  await expect(way.code).toHaveValue(quoted(await message(demo, email, VERIFY)));
  await isAccessible(page);
  await way.goOn.click();
  await way.isAt(/\/o\/invited\/invitation\/confirmed$/);
  await expect(way.heading).toHaveText('Your email address is confirmed');
  await isAccessible(page);
  await message(demo, email, 'Your email address is confirmed');

  const temporary = quoted(await message(demo, email, 'Your temporary password for '));
  await screens.follow(page.getByRole('link', { name: 'Sign in' }), /\/o\/invited\/sign-in\/password$/);
  await screens.submitPassword(email, temporary);
  await way.isAt(/\/choose-password$/);
  const chosenAt = Date.now() - 1_000;
  await way.choose(OWN, 'Save');
  await screens.isAskedForCode();
  await isAccessible(page);
  await screens.enterCode(await newestCode(demo, email, chosenAt));
  await way.isAt(/\/welcome$/);

  await expect(page.getByRole('group', { name: 'Set up your account' }).getByRole('listitem')).toHaveCount(4);
  const heights = new Set<number>();
  const measure = async () => heights.add(Math.round((await page.locator('.wizard').boundingBox())!.height));
  await measure();
  await expect(page.getByText('You can stop here and continue later, on any device.')).toBeAttached();
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await page.getByRole('textbox', { name: 'Full name' }).fill('Robin Newman');
  await way.goOn.click();
  await way.isAt(/\/welcome\/phone$/);
  await measure();
  await isAccessible(page);
  await screens.phone.fill('+12015550177');
  await page.getByRole('button', { name: 'Back' }).click();
  await way.isAt(/\/welcome\/profile$/);
  await expect(page.getByRole('textbox', { name: 'Full name' })).toHaveValue('Robin Newman');
  await way.goOn.click();
  await way.isAt(/\/welcome\/phone$/);
  await expect(screens.phone).toHaveValue('+12015550177');
  const since = Date.now() - 1_000;
  await screens.phone.fill('+12015550177');
  await way.goOn.click();
  await screens.isAskedForCode();
  await screens.enterCode(await newestCode(demo, '+12015550177', since));
  await way.isAt(/\/welcome\/second-step$/);
  await expect(way.heading).toHaveText('Make your sign-in safer');
  await expect(page.getByRole('main')).toContainText('n•••@invited.example and •••• 77');
  await expect(page.getByRole('button', { name: 'Skip for now' })).toHaveCount(0);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await measure();
  await way.goOn.click();
  await way.isAt(/\/welcome\/done$/);
  await measure();
  // The card keeps its height. On a phone it is the page.
  if (page.viewportSize()!.width > 768) {
    expect(heights.size, [...heights].join()).toBe(1);
  }
  await isAccessible(page);
  await page.getByRole('button', { name: 'Finish' }).click();
  await screens.isSignedIn(email);
  await screens.hidesInUrl(OWN, temporary, email);
});

test('a first password signs in, and the last step replaces it', async ({ page, screens, way, demo, anotherBrowser }) => {
  test.setTimeout(90_000);
  const email = 'new@temporary.example';
  const first = quoted(await message(demo, email, 'Your temporary password for '));
  await screens.open('/o/temporary/sign-in');
  await expect(page.getByRole('link', { name: 'I have an invitation code' })).toHaveCount(0);
  await screens.submitPassword(email, first);
  await way.isAt(/\/welcome$/);
  await way.skip(/\/welcome\/phone$/);

  // On another device, onboarding continues at the step that was left open.
  const other = await anotherBrowser();
  await other.open('/o/temporary/sign-in');
  await other.submitPassword(email, first);
  const there = new Way(other);
  await there.isAt(/\/welcome$/);
  await expect(there.heading).toHaveText('Add your phone');
  await there.skip(/\/welcome\/second-step$/);
  await there.skip(/\/welcome\/password$/);
  await there.skip(/\/welcome\/done$/);
  await other.page.getByRole('button', { name: 'Finish' }).click();
  await other.isSignedIn(email);
  await other.open('/settings/security');
  await expect(other.page.getByRole('main')).toContainText("You're still using a temporary password");
  await other.follow(other.page.getByRole('link', { name: 'Replace it' }), /\/settings\/security\/password$/);
  await there.choose(OWN, 'Save');
  await there.isAt(/\/settings\/security(\?done=password)?$/);
  await expect(other.page.getByRole('main')).not.toContainText("You're still using a temporary password");
});

test('an authenticator app is set up on the way through onboarding', async ({
  page, screens, way, demo, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(90_000);
  const [email, settings] = ['new@temporary.example', new Settings(screens)];
  const first = quoted(await message(demo, email, 'Your temporary password for '));
  await screens.open('/o/temporary/sign-in');
  await screens.submitPassword(email, first);
  await way.isAt(/\/welcome$/);
  await way.skip(/\/welcome\/phone$/);
  await way.skip(/\/welcome\/second-step$/);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  // Opens the setup and goes back without a change.
  await settings.button('Set up authenticator app').click();
  await settings.isTitled('Set up authenticator app');
  await isAccessible(page);
  await screens.follow(settings.link('Set up your account'), /\/welcome\/second-step$/);

  const key = await settings.turnOnApp('/welcome/second-step');
  await expect(page.locator('.recovery-codes li')).toHaveCount(10);
  await isAccessible(page);
  await settings.button('I have saved them').click();
  await way.isAt(/\/welcome\/second-step$/);
  await expect(page.getByRole('main')).toContainText('10 codes are left');
  await expect(page.getByRole('button', { name: 'Skip for now' })).toHaveCount(0);
  await isAccessible(page);
  await way.goOn.click();
  await way.isAt(/\/welcome\/password$/);

  // On another device, signing in asks for the app, and onboarding continues at the step that was left open.
  const other = await anotherBrowser();
  const [there, theirs] = [new Way(other), new Settings(other)];
  await other.open('/o/temporary/sign-in/password');
  await other.submitPassword(email, first);
  await theirs.enterAppCode(key);
  await there.isAt(/\/welcome$/);
  await expect(there.heading).toHaveText('Choose your own password');
});

test('a wrong code is refused beside its field, and the address stays', async ({ page, screens, way, demo }) => {
  const email = 'new@hardened.example';
  await screens.open('/o/hardened/invitation');
  await screens.email.fill(email);
  await way.code.fill('00000-00000');
  await way.goOn.click();
  await screens.says(INVALID_CODE);
  await screens.isRefused(way.code, INVALID_CODE);
  await expect(screens.email).toHaveValue(email);
  await way.code.fill(quoted(await message(demo, email, VERIFY)).toLowerCase().replace('-', ' '));
  await way.goOn.click();
  await way.isAt(/\/o\/hardened\/invitation\/confirmed$/);
  await expect(page.getByRole('main')).toContainText('expires in 24 hours');
});

test('a person who lost the message asks for a new one, and the admins know', async ({ page, screens, way, demo }) => {
  await screens.open('/o/invited/invitation');
  await screens.email.fill('new@invited.example');
  await page.getByRole('button', { name: 'Ask for a new invitation' }).click();
  await way.isAt(/\/o\/invited\/invitation\/asked$/);
  await expect(way.heading).toHaveText('Request sent');
  await message(demo, 'admin@invited.example', 'Someone asked for a new invitation');
});

/** Signs in as the admin of the organisation. */
async function openConsole(screens: Screens, demo: Portico, slug: string): Promise<void> {
  const [admin, since] = [`admin@${slug}.example`, Date.now() - 1_000];
  await screens.open(`/o/${slug}/sign-in/password`);
  await screens.submitPassword(admin, DEMO_PASSWORD);
  if (slug === 'invited') {
    await screens.isAskedForCode();
    await screens.enterCode(await newestCode(demo, admin, since));
  }
  await screens.isSignedIn(admin);
  await screens.settled();
}

/** Invites a user with the form of the console. */
async function add(admin: Screens, email: string): Promise<void> {
  const { page } = admin;
  await admin.open('/admin/people');
  await admin.follow(page.getByRole('link', { name: 'Add a person' }), /\/admin\/people\/new$/);
  await page.getByRole('textbox', { name: 'Full name' }).fill('Sasha New');
  await admin.email.fill(email);
  await page.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page).toHaveURL(/\/admin\/invitations/);
  await expect(page.getByRole('status')).toContainText('The invitation is on its way.');
}

/** Opens the menu of a row. */
async function opened(row: Locator): Promise<Locator> {
  const menu = row.locator('details');
  if ((await menu.getAttribute('open')) === null) {
    await menu.locator('summary').click();
  }
  return row;
}

async function hasState(admin: Screens, email: string, state: string): Promise<void> {
  await admin.open(`/admin/invitations?q=${email}`);
  await expect(admin.page.getByRole('row', { name: email })).toContainText(state);
}

test('an invitation that has expired says so, whom to ask, and asks for a new one', async ({
  page, screens, way, demo, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(120_000);
  const expired = 'This invitation has expired. Please contact us.';
  const email = 'late@invited.example';
  const admin = await anotherBrowser();
  await openConsole(admin, demo, 'invited');
  await admin.open('/admin/branding');
  await admin.page.getByLabel('Support contact').fill('help@invited.example');
  await admin.page.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.says('Saved. Your pages and messages now show it.');
  await hasState(admin, email, 'Expired');

  const invitation = await message(demo, email, VERIFY);
  await screens.open('/o/invited/invitation');
  await screens.email.fill(email);
  await way.code.fill(quoted(invitation));
  await way.goOn.click();
  await screens.says(expired);

  await screens.open(linkIn(invitation));
  await expect(way.heading).toHaveText(expired);
  await expect(way.code).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('link', { name: 'help@invited.example' }))
    .toHaveAttribute('href', 'mailto:help@invited.example');
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await screens.reload();
  await page.getByRole('button', { name: 'Ask for a new invitation' }).click();
  await way.isAt(/\/o\/invited\/invitation\/asked$/);
  await expect(way.heading).toHaveText('Request sent');
  const asked = await message(demo, 'admin@invited.example', 'Someone asked for a new invitation');
  expect(asked.text).toContain(email);

  // The admin extends the invitation by a week, and the link from the message works again.
  await admin.open(`/admin/invitations?q=${email}`);
  await (await opened(admin.page.getByRole('row', { name: email }))).getByRole('button', { name: 'Extend' }).click();
  await expect(admin.page.getByRole('status')).toContainText('The invitation is valid for another week.');
  await screens.open(linkIn(invitation));
  await expect(way.code).toHaveValue(quoted(invitation));
});

test('an admin invites a person, and sees them come in', async ({ screens, demo, anotherBrowser, isAccessible }) => {
  test.setTimeout(120_000);
  const email = 'sasha@invited.example';
  await openConsole(screens, demo, 'invited');
  await add(screens, email);
  await isAccessible(screens.page);
  await expectValidHtml(await served(screens.page));
  await hasState(screens, email, 'Sent');

  const theirs = await anotherBrowser();
  const there = new Way(theirs);
  await theirs.open(linkIn(await message(demo, email, VERIFY)));
  await there.goOn.click();
  await there.isAt(/\/o\/invited\/invitation\/confirmed$/);
  await hasState(screens, email, 'Confirmed');
  const temporary = quoted(await message(demo, email, 'Your temporary password for '));
  await theirs.open('/o/invited/sign-in/password');
  await theirs.submitPassword(email, temporary);
  await there.isAt(/\/choose-password$/);
  const chosenAt = Date.now() - 1_000;
  await there.choose(OWN, 'Save');
  await theirs.isAskedForCode();
  await theirs.enterCode(await newestCode(demo, email, chosenAt));
  await there.isAt(/\/welcome$/);
  await hasState(screens, email, 'Waiting at “Profile”');
  await there.skip(/\/welcome\/phone$/);
  await there.skip(/\/welcome\/second-step$/);
  await hasState(screens, email, 'Waiting at “Two-factor authentication”');
  await there.goOn.click();
  await there.isAt(/\/welcome\/done$/);
  await theirs.page.getByRole('button', { name: 'Finish' }).click();
  await theirs.isSignedIn(email);
  await hasState(screens, email, 'Joined');
});

test('where there are no codes an admin sends a first password', async ({ screens, demo, anotherBrowser }) => {
  test.setTimeout(90_000);
  const email = 'sasha@temporary.example';
  await openConsole(screens, demo, 'temporary');
  await add(screens, email);
  const first = quoted(await message(demo, email, 'Your temporary password for '));
  const theirs = await anotherBrowser();
  await theirs.open('/o/temporary/sign-in/password');
  await theirs.submitPassword(email, first);
  const there = new Way(theirs);
  await there.isAt(/\/welcome$/);
  await there.skip(/\/welcome\/phone$/);
  await there.skip(/\/welcome\/second-step$/);
  await there.skip(/\/welcome\/password$/);
  await there.skip(/\/welcome\/done$/);
  await theirs.page.getByRole('button', { name: 'Finish' }).click();
  await theirs.isSignedIn(email);
});

test('a file is looked at before it is sent', async ({ page, screens, demo, isAccessible }) => {
  test.setTimeout(90_000);
  await openConsole(screens, demo, 'invited');
  await screens.open('/admin/people/import');
  await isAccessible(page);
  await page.getByLabel('CSV file').setInputFiles({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('name,email,phone,role\nOne,one@invited.example,,\nTwo,nobody,,boss\nThree,three,,\n'),
  });
  await page.getByRole('button', { name: 'Check the lines' }).click();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('1 person can be invited');
  const [second, third] = [page.getByRole('group', { name: 'Line 3' }), page.getByRole('group', { name: 'Line 4' })];
  await expect(second).toContainText('Not an email address');
  await expect(second).toContainText('Role must be');
  await isAccessible(page);
  await expectValidHtml(await served(page));
  // Nothing is sent while a line has an error and is not skipped.
  await page.getByRole('button', { name: 'Send 1 invitation' }).click();
  await expect(page.getByRole('alert')).toContainText('2 lines still have errors.');
  // What is corrected stays, although another field of the line is still wrong.
  await second.getByRole('textbox', { name: 'Email address' }).fill('two@invited.example');
  if (screens.live) {
    await expect(second).not.toContainText('Not an email address');
  }
  await second.getByRole('textbox', { name: 'Email address' }).press('Enter');
  await expect(second).not.toContainText('Not an email address');
  await expect(second.getByRole('textbox', { name: 'Email address' })).toHaveValue('two@invited.example');
  await expect(second).toContainText('Role must be');
  await second.getByRole('textbox', { name: 'Role' }).fill('');
  await third.getByRole('checkbox', { name: 'Skip this line' }).check();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('2 people can be invited');
  await expect(third.getByRole('checkbox', { name: 'Skip this line' })).toBeChecked();
  // The other line is gone, and what was typed there with it.
  await expect(third.getByRole('textbox', { name: 'Email address' })).toHaveValue('three');
  await expect(page.getByRole('row', { name: /^3 / })).toContainText('two@invited.example');
  await isAccessible(page);
  const sent = await inboxOf(demo);
  expect(sent.some((one) => one.to === 'one@invited.example')).toBe(false);
  await page.getByRole('button', { name: 'Send 2 invitations' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Import started /);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole('main')).toContainText('All lines are done.', { timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole('main')).toContainText('2 people invited');
  await isAccessible(page);
  await message(demo, 'one@invited.example', VERIFY);
  await screens.open('/admin/invitations');
  await isAccessible(page);
  await screens.follow(page.getByRole('link', { name: /^Import started / }), /\/import\/[0-9a-f]{32}$/);
  await screens.open('/admin/invitations');

  // The list is searched by name too.
  await screens.open('/admin/invitations?q=one');
  const row = page.getByRole('row', { name: 'one@invited.example' });
  await opened(row);
  await isAccessible(page);
  await row.getByRole('button', { name: 'Extend' }).click();
  await expect(page.getByRole('status')).toContainText('The invitation is valid for another week.');
  await screens.settled();
  await opened(row);
  await screens.follow(row.getByRole('link', { name: 'Revoke' }), /\/revoke$/);
  await isAccessible(page);
  await page.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('status')).toContainText('The invitation was revoked.');
  await expect(row).toContainText('Revoked');
});

test('a code that is taken back while its page is open is refused', async ({ screens, demo, anotherBrowser }) => {
  test.setTimeout(90_000);
  const email = 'sasha@codes.example';
  await openConsole(screens, demo, 'codes');
  await add(screens, email);
  const invitation = await message(demo, email, VERIFY);
  const theirs = await anotherBrowser();
  const there = new Way(theirs);
  await theirs.open(linkIn(invitation));
  await expect(there.code).toHaveValue(quoted(invitation));

  await screens.open(`/admin/invitations?q=${email}`);
  await opened(screens.page.getByRole('row', { name: email }));
  await screens.follow(screens.page.getByRole('link', { name: 'Revoke' }), /\/revoke$/);
  await screens.page.getByRole('button', { name: 'Revoke' }).click();
  await expect(screens.page.getByRole('status')).toContainText('The invitation was revoked.');

  await there.goOn.click();
  if (theirs.live) {
    await theirs.says(INVALID_CODE);
    await theirs.isRefused(there.code, INVALID_CODE);
  }
  await theirs.open(linkIn(invitation));
  await expect(there.heading).toHaveText("We don't recognise this link");
  await hasState(screens, email, 'Revoked');
});

test('onboarding goes on in another browser where it was left', async ({ screens, way, demo, anotherBrowser }) => {
  test.setTimeout(90_000);
  const email = 'new@invited.example';
  await screens.open(linkIn(await message(demo, email, VERIFY)));
  await way.goOn.click();
  await way.isAt(/\/o\/invited\/invitation\/confirmed$/);
  await screens.open('/o/invited/sign-in/password');
  await screens.submitPassword(email, quoted(await message(demo, email, 'Your temporary password for ')));
  await way.isAt(/\/choose-password$/);
  let since = Date.now() - 1_000;
  await way.choose(OWN, 'Save');
  await screens.isAskedForCode();
  await screens.enterCode(await newestCode(demo, email, since));
  await way.isAt(/\/welcome$/);
  await way.skip(/\/welcome\/phone$/);

  const other = await anotherBrowser();
  const there = new Way(other);
  await other.open('/o/invited/sign-in/password');
  since = Date.now();
  await other.submitPassword(email, OWN);
  await other.isAskedForCode();
  await other.enterCode(await newestCode(demo, email, since));
  await there.isAt(/\/welcome$/);
  await expect(there.heading).toHaveText('Add your phone');
  await there.skip(/\/welcome\/second-step$/);
  await there.goOn.click();
  await there.isAt(/\/welcome\/done$/);
  await other.page.getByRole('button', { name: 'Finish' }).click();
  await other.isSignedIn(email);
  // Onboarding has ended in the first browser too.
  await screens.open('/welcome');
  await screens.isSignedIn(email);
});

test('organisations do not see each other\u2019s people', async ({ page, screens, demo, anotherBrowser }) => {
  test.setTimeout(90_000);
  await openConsole(screens, demo, 'codes');
  await screens.open('/admin/people');
  const person = await page.getByRole('main').locator('.person__name').first().getAttribute('href');
  expect(person).toMatch(/^\/admin\/people\/[0-9a-f]{32}$/);
  expect((await page.goto(person!))?.status()).toBe(200);

  const other = await anotherBrowser();
  await openConsole(other, demo, 'links');
  for (const path of [person!, `${person!}/deactivate`]) {
    expect((await other.page.goto(path))?.status(), path).toBe(404);
  }
  await other.open('/admin/people?q=codes.example');
  await expect(other.page.locator('.person__name')).toHaveCount(0);

  const theirs = await anotherBrowser();
  await theirs.open('/o/links/sign-in/password');
  await theirs.submitRefusedPassword('member@codes.example', DEMO_PASSWORD, wrongPassword(1));
  await theirs.submitRefusedPassword('nobody@codes.example', DEMO_PASSWORD, wrongPassword(1));
  expect((await inboxOf(demo)).filter((one) => one.to === 'member@codes.example')).toEqual([]);
});
