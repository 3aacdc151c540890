// States of the admin console, in the demo's first organisation.
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { button, openPerson } from '../support/console';
import { messageTo } from '../support/demo';
import { newEmail } from '../support/people';
import type { Portico } from '../support/portico';
import type { Screens } from '../support/screens';
import { enterDemo, test } from './test';

for (const [state, path] of [
  ['console: people', '/admin/people'],
  ['console: people, nobody found', '/admin/people?q=nobody-has-this'],
  ['console: add a person', '/admin/people/new'],
  ['console: import people', '/admin/people/import'],
  ['console: invitations', '/admin/invitations'],
  ['console: applications', '/admin/applications'],
  ['console: add an application', '/admin/applications/new'],
  ['console: groups', '/admin/groups'],
  ['console: add a group', '/admin/groups/new'],
  ['console: policy', '/admin/policy'],
  ['console: policy, other preset', '/admin/policy?preset=hardened'],
  ['console: reserved addresses', '/admin/reserved'],
  ['console: reserve an address', '/admin/reserved/new'],
  ['console: messages', '/admin/messages'],
  ['console: audit log', '/admin/audit'],
  ['console: branding', '/admin/branding'],
] as const) {
  test(state, async ({ screens, demo }) => {
    await enterDemo(screens, demo, 'admin');
    await screens.open(demo.url + path);
  });
}

test.describe(() => {
  // `openPerson` opens paths.
  test.use({ baseURL: async ({ demo }, use) => use(demo.url) });

  test('console: person', async ({ screens, demo }) => {
    await enterDemo(screens, demo, 'admin');
    await openPerson(screens, 'ada.aberg@codes.example');
  });

  for (const act of ['Deactivate', 'Delete']) {
    test(`console: ${act.toLowerCase()} a person`, async ({ page, screens, demo }) => {
      await enterDemo(screens, demo, 'admin');
      await openPerson(screens, 'ada.aberg@codes.example');
      await screens.follow(button(page, act), new RegExp(`/${act.toLowerCase()}\\??$`));
    });
  }

  test('console: edit a person', async ({ page, screens, demo }) => {
    await enterDemo(screens, demo, 'admin');
    await openPerson(screens, 'ada.aberg@codes.example');
    await screens.follow(page.getByRole('main').getByRole('link', { name: 'Edit' }), /\/edit$/);
  });

  for (const [state, who] of [
    ['console: person, new address waits', 'bruno.costa'],
    ['new address: question', 'carla.demir'],
    ['new address: confirmed', 'david.fischer'],
  ] as const) {
    test(state, async ({ page, screens, demo }) => {
      await enterDemo(screens, demo, 'admin');
      const email = newEmail('moved');
      await openPerson(screens, `${who}@codes.example`);
      await screens.follow(page.getByRole('main').getByRole('link', { name: 'Edit' }), /\/edit$/);
      await screens.email.fill(email);
      await screens.follow(button(page, 'Save changes'), /\/admin\/people\/[0-9a-f]{32}(\?done=[\w-]+)?$/);
      if (state.startsWith('new address')) {
        const { text } = await messageTo(demo, email, 'Confirm your new email address');
        await screens.open(/http\S+\/confirm-email\/[\w-]{43}/.exec(text)![0]);
      }
      if (state === 'new address: confirmed') {
        await page.getByRole('button', { name: 'Confirm address' }).click();
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your new address is confirmed');
      }
    });
  }
});

const LINES = Array.from({ length: 40 }, (_, number) => `Person ${number},person${number}@codes.example,,`);

async function checkFile(screens: Screens, demo: Portico, lines: string[]): Promise<void> {
  await enterDemo(screens, demo, 'admin');
  await screens.open(`${demo.url}/admin/people/import`);
  await screens.page.getByLabel('CSV file').setInputFiles({
    name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(['name,email,phone,role', ...lines, ''].join('\n')),
  });
  await button(screens.page, 'Check the lines').click();
  await expect(screens.page.getByRole('heading', { level: 2 })).toContainText('can be invited');
}

test('console: import, lines with errors', async ({ screens, demo }) => {
  const bad = ['Two,nobody,,boss', 'Three,three,12,', ',admin@codes.example,,'];
  await checkFile(screens, demo, [...bad, ...LINES.slice(0, 3)]);
});

test('console: import, under way', async ({ page, screens, demo }) => {
  await checkFile(screens, demo, LINES);
  await page.getByRole('button', { name: /^Send \d+ invitations$/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Import started /);
});

test('console: policy, changed', async ({ page, screens, demo }) => {
  await enterDemo(screens, demo, 'admin');
  await screens.open(`${demo.url}/admin/policy`);
  await button(page, 'Move Password up').click();
  await page.getByRole('textbox', { name: 'Minimum length' }).fill('21');
  await expect(page.locator('.policy__preview')).toContainText('21 to 128 characters');
});

test('console: branding, head of messages', async ({ page, screens, demo }) => {
  await enterDemo(screens, demo, 'admin');
  await screens.open(`${demo.url}/admin/branding`);
  await page.getByLabel('Sender name').fill('Alderway Library');
  await page.getByLabel('Reply to').fill('desk@alderway.example');
});

for (const [state, list] of [['console: application', 'applications'], ['console: group', 'groups']] as const) {
  test(state, async ({ page, screens, demo }) => {
    await enterDemo(screens, demo, 'admin');
    await screens.open(`${demo.url}/admin/${list}`);
    const row = page.getByRole('main').getByRole('row').nth(1).getByRole('link').first();
    await screens.follow(row, new RegExp(`/admin/${list}/[0-9a-f]{32}$`));
  });
}

test('console: application, connected', async ({ page, screens, demo }) => {
  await enterDemo(screens, demo, 'admin');
  await screens.open(`${demo.url}/admin/applications/new`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Wiki');
  await page.getByRole('textbox', { name: 'Start address' }).fill('https://wiki.example/');
  await page.getByRole('textbox', { name: 'Redirect address' }).fill('https://wiki.example/callback');
  await screens.follow(button(page, 'Add application'), /\/applications\/[0-9a-f]{32}(\?done=added)?$/);
  await page.getByLabel('Image').setInputFiles(join(import.meta.dirname, '../../docs/screenshots/sign-in-light.png'));
  await button(page, 'Upload logo').click();
  await expect(page.getByRole('img', { name: 'Current logo' })).toBeVisible();
  const guarded = page.getByRole('region', { name: 'Forward-auth' });
  await guarded.getByLabel('Protected origins').fill('https://wiki.example');
  await guarded.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Configuration to copy' })).toContainText('nginx');
});

test('console: person refused', async ({ page, screens, demo }) => {
  await enterDemo(screens, demo, 'admin');
  await screens.open(`${demo.url}/admin/people/new`);
  await screens.email.fill('nonsense');
  await page.getByRole('button', { name: 'Send invitation' }).click();
  await expect(page.locator('[aria-invalid=true]').first()).toBeVisible();
});
