// The admin console, with JavaScript and without, on a desktop and on a phone.
import { button, fits, openAsAdmin, openPerson } from '../support/console';
import { newEmail, WRONG_PASSWORD } from '../support/people';
import { wrongPassword } from '../support/screens';
import { Settings } from '../support/settings';
import { expect, test } from '../support/test';
import { expectValidHtml, served } from '../support/markup';

test('every page of the console is accessible, fits, and is in the navigation of admins', async ({
  page, portico, screens, isAccessible,
}) => {
  test.setTimeout(120_000);
  await openAsAdmin(portico, screens);
  await screens.follow(page.getByRole('link', { name: 'Manage people' }), /\/admin\/people$/);
  for (const [path, title] of [
    ['/admin/people', 'People'],
    ['/admin/people?q=nobody-has-this', 'People'],
    ['/admin/people/new', 'Add a person'],
    ['/admin/people/import', 'Import people'],
    ['/admin/invitations', 'Invitations'],
    ['/admin/applications', 'Applications'],
    ['/admin/applications?q=nobody-has-this', 'Applications'],
    ['/admin/applications/new', 'Add an application'],
    ['/admin/groups', 'Groups'],
    ['/admin/groups/new', 'Add a group'],
    ['/admin/reserved', 'Reserved addresses'],
    ['/admin/reserved/new', 'Reserve an address'],
    ['/admin/messages', 'Messages'],
    ['/admin/audit', 'Audit log'],
  ] as const) {
    await screens.open(path);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.locator('.sidenav [aria-current="page"]')).toHaveCount(1);
    await fits(page);
    await isAccessible(page);
    await expectValidHtml(await served(page));
  }
});

test('members find no console', async ({ page, screens, member }) => {
  await screens.signInWithPassword(member);
  await expect(page.getByRole('link', { name: 'Manage people' })).toHaveCount(0);
  expect((await page.goto('/admin/people'))?.status()).toBe(404);
  await page.goto('/settings/account');
  await expect(page.locator('.sidenav')).not.toContainText('Organisation');
});

test('a person is found, deactivated and reactivated, and told of it', async ({
  page, portico, screens, member, mailbox, isAccessible,
}) => {
  test.setTimeout(120_000);
  await openAsAdmin(portico, screens);
  await openPerson(screens, member.email);
  await expect(page.getByRole('main')).toContainText('Active');
  await fits(page);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await screens.follow(button(page, 'Deactivate'), /\/deactivate\??$/);
  await expect(page.getByRole('main')).toContainText("They'll be signed out everywhere immediately");
  await isAccessible(page);
  await screens.follow(button(page, 'Deactivate account'), /\/admin\/people\/[0-9a-f]{32}(\?done=[\w-]+)?$/);
  await expect(page.getByRole('main').getByRole('status')).toHaveText('Deactivated');
  await mailbox.waitForMessageTo(member.email, 1, 15_000, 'account deactivated');
  await screens.follow(button(page, 'Reactivate'), /\/reactivate\??$/);
  await screens.follow(button(page, 'Reactivate account'), /\/admin\/people\/[0-9a-f]{32}(\?done=[\w-]+)?$/);
  await expect(button(page, 'Deactivate')).toBeVisible();
});

test('a person is edited, and a new address waits until its link is used', async ({
  page, portico, screens, member, mailbox, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(120_000);
  await openAsAdmin(portico, screens);
  await openPerson(screens, member.email);
  const main = page.getByRole('main');
  await screens.follow(main.getByRole('link', { name: 'Edit' }), /\/edit$/);
  await fits(page);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await page.getByLabel('Email address').fill('nonsense');
  await button(page, 'Save changes').click();
  await screens.says('Enter an email address like name@example.com');
  const email = newEmail('moved');
  await page.getByLabel('Full name').fill('Robin Example');
  await page.getByLabel('Email address').fill(email);
  await screens.follow(button(page, 'Save changes'), /\/admin\/people\/[0-9a-f]{32}(\?done=[\w-]+)?$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Robin Example');
  await expect(main).toContainText('Waiting for confirmation');
  await expect(main).toContainText(email);
  await fits(page);
  await isAccessible(page);
  await expectValidHtml(await served(page));

  const { mail } = await mailbox.waitForMessageTo(email, 1, 15_000, 'confirm address');
  const link = /http\S+\/confirm-email\/[\w-]{43}/.exec(mail.text ?? '')?.[0] ?? '';
  const person = await anotherBrowser();
  await person.open(link);
  await isAccessible(person.page);
  await expectValidHtml(await served(person.page));
  await person.page.getByRole('button', { name: 'Confirm address' }).click();
  await expect(person.page.getByRole('heading', { level: 1 })).toHaveText('Your new address is confirmed');
  await page.reload();
  await expect(main).not.toContainText('Waiting for confirmation');
  await mailbox.waitForMessageTo(member.email, 1, 15_000, 'email changed');
});

test('a person is deleted after what is kept was said, and the list is taken away as a file', async ({
  page, portico, screens, member, isAccessible,
}) => {
  test.setTimeout(120_000);
  await openAsAdmin(portico, screens);
  await openPerson(screens, member.email);
  await screens.follow(button(page, 'Delete'), /\/delete\??$/);
  await expect(page.getByRole('main')).toContainText('stays reserved until you release it');
  await fits(page);
  await isAccessible(page);
  await screens.follow(button(page, 'Delete account'), /\/admin\/people\/[0-9a-f]{32}(\?done=[\w-]+)?$/);
  await expect(page.getByRole('main').getByRole('status')).toHaveText('The account was deleted');
  await screens.open('/admin/people?status=closed');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    button(page, 'Export CSV').click(),
  ]);
  expect(download.suggestedFilename()).toBe('people.csv');
});

test('the second step of a user is a word in the list, and all of it on their page', async ({
  page, portico, screens, member, anotherBrowser, isAccessible,
}) => {
  test.setTimeout(120_000);
  const settings = new Settings(await anotherBrowser());
  await settings.signIn(member);
  await settings.turnOnApp();
  await openAsAdmin(portico, screens);
  await screens.open(`/admin/people?q=${encodeURIComponent(member.email)}`);
  await expect(page.getByRole('row').filter({ hasText: member.email }).getByText('Set up').filter({ visible: true }))
    .toHaveCount(1);
  await fits(page);
  await openPerson(screens, member.email);
  const main = page.getByRole('main');
  await expect(main).toContainText('On since');
  await expect(main).toContainText('10 codes are left');
  await expect(button(page, 'Reset second step')).toBeVisible();
  await fits(page);
  await isAccessible(page);
  await expectValidHtml(await served(page));
});

test('a person who is locked out is unlocked', async ({ page, portico, screens, member, anotherBrowser }) => {
  test.setTimeout(120_000);
  const stranger = await anotherBrowser();
  await stranger.open('/sign-in/password');
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await stranger.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(attempt));
  }
  await openAsAdmin(portico, screens);
  await openPerson(screens, member.email);
  await expect(page.getByRole('main')).toContainText('Password paused until');
  await screens.follow(button(page, 'Unlock'), /\/unlock\??$/);
  await screens.follow(button(page, 'Unlock account'), /\/admin\/people\/[0-9a-f]{32}(\?done=[\w-]+)?$/);
  await expect(page.getByRole('main').getByRole('status')).toHaveText('Unlocked');
  await expect(page.getByRole('main')).not.toContainText('Password paused until');
});

test('an address is reserved and released, each with a reason', async ({ page, portico, screens }) => {
  const kept = newEmail('kept');
  await openAsAdmin(portico, screens);
  await screens.open('/admin/reserved');
  await screens.follow(page.getByRole('link', { name: 'Reserve an address' }), /\/admin\/reserved\/new$/);
  await page.getByLabel('Email address').fill(kept);
  await button(page, 'Reserve').click();
  await screens.says('Enter a reason on one line, at most 200 characters');
  await expect(page.getByLabel('Email address')).toHaveValue(kept);
  await page.getByLabel('Reason').fill('for the press office');
  await screens.follow(button(page, 'Reserve'), /\/admin\/reserved(\?done=reserved)?$/);
  await expect(page.getByRole('main').getByRole('status')).toHaveText('The address is reserved');
  await expect(page.getByRole('main')).toContainText('for the press office');
  await screens.follow(page.getByRole('link', { name: `Release ${kept}` }), /\/release$/);
  await page.getByLabel('Reason').fill('nobody came');
  await screens.follow(button(page, 'Release'), /\/admin\/reserved(\?done=released)?$/);
  await expect(page.getByRole('main')).not.toContainText(kept);
});

test('the log is narrowed, and taken away as a file', async ({ page, portico, screens }) => {
  const email = await openAsAdmin(portico, screens);
  await screens.open('/admin/audit');
  await page.getByRole('searchbox', { name: 'Person' }).fill(email.slice(0, email.indexOf('@')));
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Signed in' });
  await button(page, 'Search').click();
  await expect(page).toHaveURL(/kind=signed_in/);
  await screens.settled();
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.goBack();
  await expect(page).toHaveURL(/\/admin\/audit$/);
  await page.goForward();
  await expect(page).toHaveURL(/kind=signed_in/);
  await screens.settled();
  await expect(page.getByRole('row')).toHaveCount(2);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('audit.csv');
});
