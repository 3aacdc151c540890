// `serve --demo` needs no configuration and shows every message at /dev/inbox as soon as it is sent.
import { inboxOf, newestCode, test } from '../support/demo';
import { Screens } from '../support/screens';
import { expect } from '../support/test';

test('a code appears in the open inbox without a reload, and signs the member in', async ({
  page, context, screens, demo, isAccessible,
}) => {
  const inbox = await context.newPage();
  await inbox.goto(`${demo.url}/dev/inbox`);
  await expect(inbox.getByRole('heading', { level: 1, name: 'Inbox' })).toBeVisible();
  await inbox.evaluate(() => Object.assign(window, { stillHere: true }));
  const toMember = inbox.getByRole('link', { name: 'member@codes.example' });
  const before = await toMember.count();

  await screens.open(`${demo.url}/sign-in`);
  await screens.askForCode('member@codes.example');
  await expect(toMember).toHaveCount(before + 1);
  expect(await inbox.evaluate(() => 'stillHere' in window)).toBe(true);
  await isAccessible(inbox);

  await toMember.first().click();
  await expect(inbox.getByRole('main')).toContainText('member@codes.example');
  await isAccessible(inbox);

  const code = await newestCode(demo, 'member@codes.example');
  await expect(inbox.getByRole('main')).toContainText(new RegExp(`${code.slice(0, 3)} ?${code.slice(3)}`));
  await page.bringToFront();
  await screens.enterCode(code);
  await screens.isSignedIn('member@codes.example');
});

test('the inbox as JSON has the newest message first, whole', async ({ context, demo }) => {
  const screens = new Screens(await context.newPage(), true);
  await screens.open(`${demo.url}/o/codes/sign-in`);
  await screens.askForCode('admin@codes.example');
  await newestCode(demo, 'admin@codes.example');

  const messages = await inboxOf(demo);
  const message = messages.find(({ to }) => to === 'admin@codes.example');
  expect(Object.keys(message ?? {}).sort()).toEqual(['at', 'channel', 'html', 'id', 'subject', 'text', 'to']);
  expect(message?.channel).toBe('email');
  expect(message?.subject).toContain('Alderway');
  expect(Date.parse(message?.at ?? '')).toBeGreaterThan(Date.now() - 60_000);
  const times = messages.map(({ at }) => Date.parse(at));
  expect(times).toEqual([...times].sort((one, other) => other - one));
});

test('the inbox is never cached and always accessible', async ({ page, demo, isAccessible }) => {
  const response = await page.goto(`${demo.url}/dev/inbox`);
  expect(response?.status()).toBe(200);
  expect(response?.headers()['cache-control']).toContain('no-store');
  await isAccessible(page);
});

test('without --demo there is no inbox', async ({ page, portico }) => {
  for (const path of ['/dev/inbox', '/dev/inbox.json', '/dev/inbox/events']) {
    const response = await page.goto(portico.url + path);
    expect(response?.status(), path).toBe(404);
  }
});
