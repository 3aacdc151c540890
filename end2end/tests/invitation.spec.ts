// Somebody who was invited: by a code, or with a password that lets in at once. A demonstration has one invitation open where
// people are invited, so each test opens one of its own.
import { expect, type Locator, type Page } from '@playwright/test';
import { inboxOf, newestCode, type InboxMessage } from '../support/demo';
import { expectValidHtml, served } from '../support/markup';
import { Portico } from '../support/portico';
import { INVALID_CODE, type Screens } from '../support/screens';
import { test as base } from '../support/test';

const OWN = 'Lantern3-Over~The-Quay-9x';
const VERIFY = 'Verify your email address';

const test = base.extend<{ demo: Portico; way: Way }>({
  demo: async ({}, use) => {
    const demo = await Portico.openDemo();
    await use(demo);
    await demo.close();
  },
  baseURL: async ({ demo }, use) => use(demo.url),
  way: async ({ screens }, use) => use(new Way(screens)),
});

async function message(demo: Portico, to: string, subject: string): Promise<InboxMessage> {
  let found: InboxMessage | undefined;
  await expect.poll(async () => {
    found = (await inboxOf(demo)).find((one) => one.to === to && one.subject.startsWith(subject));
    return found?.subject;
  }).toBeDefined();
  return found!;
}

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

test('an invitation code leads to an account, and through the first visit', async ({
  page, screens, way, demo, isAccessible,
}) => {
  test.setTimeout(90_000);
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
  await way.choose(OWN, 'Save');
  await way.isAt(/\/welcome$/);

  await expect(page.getByRole('list', { name: 'Set up your account' }).getByRole('listitem')).toHaveCount(3);
  await expect(page.getByText('You can stop here and go on later, on any device.')).toBeAttached();
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await page.getByRole('textbox', { name: 'Full name' }).fill('Robin Newman');
  await way.goOn.click();
  await way.isAt(/\/welcome\/phone$/);
  await isAccessible(page);
  await page.getByRole('link', { name: 'Back' }).click();
  await way.isAt(/\/welcome\/profile$/);
  await expect(page.getByRole('textbox', { name: 'Full name' })).toHaveValue('Robin Newman');
  await way.goOn.click();
  await way.isAt(/\/welcome\/phone$/);
  const since = Date.now() - 1_000;
  await screens.phone.fill('+12015550177');
  await way.goOn.click();
  await screens.isAskedForCode();
  await screens.enterCode(await newestCode(demo, '+12015550177', since));
  await way.isAt(/\/welcome\/done$/);
  await isAccessible(page);
  await page.getByRole('button', { name: 'Finish' }).click();
  await screens.isSignedIn(email);
  await screens.hidesInAddress(OWN, temporary, email);
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

  // On another device it goes on where it was left.
  const other = await anotherBrowser();
  await other.open('/o/temporary/sign-in');
  await other.submitPassword(email, first);
  const there = new Way(other);
  await there.isAt(/\/welcome$/);
  await expect(there.heading).toHaveText('Add your phone');
  await there.skip(/\/welcome\/password$/);
  await there.skip(/\/welcome\/done$/);
  await other.page.getByRole('button', { name: 'Finish' }).click();
  await other.isSignedIn(email);
  await other.open('/settings/security');
  await expect(other.page.getByRole('main')).toContainText('You still use the password that we sent you');
  await other.follow(other.page.getByRole('link', { name: 'Replace it' }), /\/settings\/security\/password$/);
  await there.choose(OWN, 'Save');
  await there.isAt(/\/settings\/security$/);
  await expect(other.page.getByRole('main')).not.toContainText('You still use the password that we sent you');
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
  await expect(page.getByRole('main')).toContainText('good for 24 hours');
});

test('whoever lost the message asks for a new one, and the admins know', async ({ page, screens, way, demo }) => {
  await screens.open('/o/invited/invitation');
  await screens.email.fill('new@invited.example');
  await page.getByRole('button', { name: 'Ask for a new invitation' }).click();
  await way.isAt(/\/o\/invited\/invitation\/asked$/);
  await expect(way.heading).toHaveText('We have passed it on');
  await message(demo, 'admin@invited.example', 'A new invitation is asked for');
});
