// The sign-in method that worked last comes first next time, already in the server's HTML, until it is forgotten.
import type { Page } from '@playwright/test';
import { served } from '../support/markup';
import { expect, test } from '../support/test';
import type { Screens } from '../support/screens';

const REMEMBERED = 'You signed in this way last time.';

/** The tabs in the HTML that the server sends to this browser, with the selected one in brackets. */
async function tabsServed(page: Page): Promise<string[]> {
  const tabs = [...(await served(page)).matchAll(/<a\b([^>]*\brole="?tab"?[^>]*)>([^<]*)/g)];
  return tabs.map(([, attributes = '', name = '']) =>
    /aria-selected="?true/.test(attributes) ? `[${name.trim()}]` : name.trim());
}

async function signedInOnceWithPassword(screens: Screens, member: { email: string; password: string }): Promise<void> {
  await screens.signInWithPassword(member);
  await screens.leave();
  await screens.open('/sign-in');
}

test('a new browser is shown the policy’s order', async ({ page, screens }) => {
  await screens.open('/sign-in');
  expect(await tabsServed(page)).toEqual(['[Email code]', 'Text code', 'Password']);
  await expect(page.getByText(REMEMBERED)).toHaveCount(0);
});

test('the password comes first and is selected after it worked', async ({ page, screens, member }) => {
  await signedInOnceWithPassword(screens, member);
  expect(await tabsServed(page)).toEqual(['[Password]', 'Email code', 'Text code']);
  await expect(screens.tabs).toHaveText(['Password', 'Email code', 'Text code']);
  await expect(screens.tab('Password')).toHaveAttribute('aria-selected', 'true');
  await expect(screens.password).toBeVisible();
  await screens.says(REMEMBERED);
});

test('the text comes first after it worked, and whatever worked last counts', async ({
  page, screens, textbox, member,
}) => {
  await signedInOnceWithPassword(screens, member);
  await screens.choose('Text code');
  await screens.askForText(member.phone);
  await screens.enterCode(await textbox.waitForCodeTo(member.phone));
  await screens.isSignedIn(member.email);
  await screens.leave();
  await screens.open('/sign-in');
  expect(await tabsServed(page)).toEqual(['[Text code]', 'Email code', 'Password']);
  await expect(screens.phone).toBeVisible();
});

test('a refused password is not remembered', async ({ page, screens, member }) => {
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, 'something else', 'Invalid email or password. Attempt 1 of 5.');
  await screens.open('/sign-in');
  expect(await tabsServed(page)).toEqual(['[Email code]', 'Text code', 'Password']);
});

test('a reload keeps the tab that was chosen by hand', async ({ page, screens, member }) => {
  await signedInOnceWithPassword(screens, member);
  await screens.choose('Text code');
  await expect(page.getByText(REMEMBERED)).toBeHidden();
  await screens.reload();
  await expect(screens.tab('Text code')).toHaveAttribute('aria-selected', 'true');
  await expect(screens.phone).toBeVisible();
  expect(await tabsServed(page)).toEqual(['Password', 'Email code', '[Text code]']);
});

test('"Forget" brings the policy’s order back', async ({ page, context, screens, member }) => {
  await signedInOnceWithPassword(screens, member);
  await screens.answered('/api/forget_method', () => page.getByRole('button', { name: 'Forget', exact: true }).click());
  if (screens.live) {
    await screens.says('Forgotten.');
    await expect(page.getByRole('button', { name: 'Forget', exact: true })).toHaveCount(0);
  }
  await expect(page.getByText(REMEMBERED)).toHaveCount(0);
  expect((await context.cookies()).map(({ name }) => name)).not.toContain('portico-method');
  await screens.open('/sign-in');
  expect(await tabsServed(page)).toEqual(['[Email code]', 'Text code', 'Password']);
  await expect(screens.email).toBeVisible();
  await expect(screens.password).toHaveCount(0);
});

test('what is remembered says nothing where it is not offered', async ({ page, portico, screens, mailbox, member }) => {
  await portico.haveOrganisation({ slug: 'links', name: 'Birchfield', preset: 'links' });
  await screens.signInWithCode(member, mailbox);
  await screens.leave();
  await screens.open('/o/links/sign-in');
  expect(await tabsServed(page)).toEqual(['[Email code]', 'Password']);
  await portico.haveOrganisation({ slug: 'temporary', name: 'Driftwood', preset: 'temporary' });
  await screens.open('/o/temporary/sign-in');
  await expect(screens.password).toBeVisible();
  await expect(page.getByText(REMEMBERED)).toHaveCount(0);
});

test('the cookie that remembers holds the names of the method and the organisation and nothing else', async ({ context, screens, member }) => {
  await signedInOnceWithPassword(screens, member);
  const cookie = (await context.cookies()).find(({ name }) => name === 'portico-method');
  expect(cookie).toMatchObject({
    value: 'password.codes', httpOnly: true, secure: false, path: '/', sameSite: 'Lax', domain: 'localhost',
  });
});
