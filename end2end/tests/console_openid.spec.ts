// The OpenID Connect side of an application in the console, with JavaScript and without, on a desktop and on a phone.
import type { Locator, Page } from '@playwright/test';
import { button, fits, openAsAdmin } from '../support/console';
import { expectValidHtml, served } from '../support/markup';
import { expect, test } from '../support/test';

const CALLBACK = 'https://wiki.example/callback';

/** A section of the page by its heading. */
const section = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });

const save = (page: Page, name: string) => section(page, name).getByRole('button', { name: 'Save', exact: true });

test('an admin connects an application, tries it, and takes the connection away', async ({
  page, portico, screens, isAccessible,
}) => {
  test.setTimeout(120_000);
  // Not the default organisation: everyone in it would get a tile, and other tests sign in there.
  await portico.haveOrganisation({ slug: 'connects', name: 'Toolworks' });
  await openAsAdmin(portico, screens, 'connects');
  await screens.open('/admin/applications/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Wiki');
  await page.getByRole('textbox', { name: 'Start address' }).fill('https://wiki.example/');
  await page.getByRole('textbox', { name: 'Redirect address' }).fill(CALLBACK);
  await screens.follow(button(page, 'Add application'), /\/applications\/[0-9a-f]{32}(\?done=added)?$/);
  const [path] = /\/admin\/applications\/[0-9a-f]{32}/.exec(page.url())!;

  // The secret is shown until it is put away.
  const secret = page.getByText(/^pts_/);
  await expect(secret).toBeVisible();
  await fits(page);
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await screens.follow(button(page, 'I have saved it'), /\/applications\/[0-9a-f]{32}(\?done=secret-put-away)?$/);
  await screens.says('The secret is no longer shown');
  await expect(secret).toHaveCount(0);
  const discovery = `${portico.url}/.well-known/openid-configuration`;
  await expect(section(page, 'Values for the application')).toContainText(discovery);

  // A dry run says what is missing.
  await screens.follow(page.getByRole('link', { name: 'Dry run' }), /\/dry-run$/);
  await screens.says('You don\'t have access to it.');
  await isAccessible(page);
  await screens.open(path);
  await section(page, 'Access').getByRole('checkbox', { name: 'Everyone in the organisation' }).check();
  await save(page, 'Access').click();
  await screens.says('Saved.');

  // What is wrong is said beside its field, and nothing that was typed is lost.
  await screens.open(path);
  const addresses = section(page, 'OpenID Connect').getByRole('textbox', { name: 'Redirect addresses' });
  const typed = `${CALLBACK}\nhttps://*.example/callback`;
  await addresses.fill(typed);
  await save(page, 'OpenID Connect').click();
  await screens.isRefused(addresses, 'Line 2 is not an address like https://app.example/callback');
  await expect(addresses).toHaveValue(typed);
  await addresses.fill(`${CALLBACK}\nhttps://wiki.example/other`);
  const consent = 'Ask people before the application gets their data';
  await section(page, 'OpenID Connect').getByRole('checkbox', { name: consent }).check();
  await save(page, 'OpenID Connect').click();
  await screens.says('Saved.');

  await screens.open(`${path}/dry-run`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Dry run for Wiki');
  await screens.says('You would be let in');
  await screens.says('You would first be asked to allow all this.');
  await expect(section(page, 'Answer with the tokens')).toContainText('"access_token": "pta_…"');
  await expect(section(page, 'ID token')).toContainText(`"iss": "${portico.url}"`);
  await fits(page);
  await isAccessible(page);
  await expectValidHtml(await served(page));

  await screens.open(path);
  await screens.follow(button(page, 'New secret'), /\/rotate-secret\??$/);
  await screens.follow(button(page, 'Create new secret'), /\/applications\/[0-9a-f]{32}(\?done=rotate-secret)?$/);
  await expect(secret).toBeVisible();
  await expect(section(page, 'Client and secrets')).toContainText('Works until');
  await screens.follow(button(page, 'End earlier secrets'), /\/end-earlier-secrets\??$/);
  await isAccessible(page);
  await screens.follow(button(page, 'End earlier secrets'), /\/applications\/[0-9a-f]{32}(\?done=end-earlier-secrets)?$/);
  await expect(section(page, 'Client and secrets')).not.toContainText('Works until');
  await screens.follow(button(page, 'Remove OpenID Connect'), /\/remove-client\??$/);
  await isAccessible(page);
  await screens.follow(button(page, 'Remove OpenID Connect'), /\/applications\/[0-9a-f]{32}(\?done=remove-client)?$/);
  await expect(section(page, 'Values for the application')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Dry run' })).toHaveCount(0);
});
