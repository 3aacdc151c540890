// The start page of a signed-in user: the applications that they may open, at both widths, with JavaScript and without.
import { Application } from '../support/application';
import { expectValidHtml, served } from '../support/markup';
import { newEmail, PASSWORD } from '../support/people';
import { expect, test } from '../support/test';

test('the start page shows the applications, finds one among many, and opens it', async ({
  page, portico, screens, isAccessible,
}) => {
  test.setTimeout(120_000);
  const application = await Application.open();
  const slug = `tools-${new URL(application.origin).port}`;
  const email = newEmail('user');
  await portico.haveOrganisation({ slug, name: 'Toolworks' });
  await portico.createAccount(email, { organisation: slug, password: PASSWORD });
  await screens.open(`/o/${slug}/sign-in/password`);
  await screens.submitPassword(email, PASSWORD);
  await screens.isSignedIn(email);
  await screens.says('No applications yet.');
  await isAccessible(page);
  await expectValidHtml(await served(page));

  const tiles = page.getByRole('navigation', { name: 'Applications' }).getByRole('link');
  const search = page.getByRole('searchbox', { name: 'Find an application' });
  const names = Array.from({ length: 13 }, (_, number) => `Tool ${number + 1}`);
  for (const name of names) {
    const made = await portico.command(['application', 'create', '--organisation', slug, '--name', name,
      '--start-address', `${application.origin}/start`]);
    const id = /created in \S+: (\S+)/.exec(made)![1]!;
    await portico.command(['application', 'set', '--organisation', slug, id, '--everyone', 'yes']);
    if (name === 'Tool 1') {
      await screens.reload();
      await expect(tiles).toHaveText(['T1Tool 1']);
      await expect(search).toHaveCount(0);
    }
  }
  await expect(async () => {
    await screens.reload();
    await expect(tiles).toHaveCount(names.length, { timeout: 500 });
  }).toPass();
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await search.fill('TOOL 12');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await expect(page).toHaveURL(/\/account\?q=TOOL(%20|\+)12$/);
  await expect(tiles).toHaveCount(1);
  await screens.settled();
  await isAccessible(page);
  await page.getByRole('link', { name: 'Tool 12', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  expect(application.visits).toEqual(['/start']);
  await application.close();
});
