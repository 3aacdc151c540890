// The WebAssembly chunks of the client: they load when they are needed, and the pages cope when one does not arrive.
import { ask } from '../support/http';
import { expect, test } from '../support/test';

const CHUNKS = '**/pkg/**/{split,chunk}_*.wasm';

test('the first file is enough for an email code; another way in brings its chunk, once', async ({ page, screens }) => {
  const loaded: string[] = [];
  page.on('request', (request) => {
    if (/\/(?:split|chunk)_\w+\.wasm$/.test(request.url())) loaded.push(request.url());
  });
  await screens.open('/sign-in');
  await expect(screens.email).toBeVisible();
  expect(loaded).toEqual([]);
  await screens.choose('Password');
  await expect(screens.password).toBeVisible();
  expect(loaded.length).toBeGreaterThan(0);
  const first = loaded.length;
  await screens.choose('Email code');
  await screens.choose('Password');
  await expect(screens.password).toBeVisible();
  expect(loaded.length).toBe(first);
});

test('the page names the chunks that it needs, so that they come beside the first file', async ({ page, screens }) => {
  const named = () => page.locator('link[rel=preload][as=fetch]').count();
  await screens.open('/sign-in');
  expect(await named()).toBe(1);
  for (const path of ['/sign-in/password', '/sign-in/text-code', '/sign-up', '/recovery', '/invitation']) {
    await screens.open(path);
    expect(await named(), path).toBeGreaterThan(1);
  }
});

// `make bench` measures the bytes exactly. Compression varies by a few hundred of them with the order of functions, so
// this test has a larger bound: it finds a change that adds thousands.
test('the sign-in page and everything that it names stay small', async ({ portico }) => {
  const load = async (path: string) => {
    const { status, body } = await ask(portico.url + path, { headers: { 'Accept-Encoding': 'gzip, br' } });
    expect(status, path).toBe(200);
    return body.length;
  };
  const page = await ask(`${portico.url}/sign-in`);
  const named = [...page.body.toString().matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, path]) => path!);
  expect(named.some((path) => path.endsWith('.wasm'))).toBe(true);
  let bytes = 0;
  for (const path of ['/sign-in', ...named]) bytes += await load(path);
  expect(bytes, named.join(' ')).toBeLessThan(148_000);
});

test('a way in whose chunk does not come leaves the form where it is, and a second press brings it', async ({
  page, screens,
}) => {
  await screens.open('/sign-in');
  await screens.email.fill('lost@portico.example');
  await page.route(CHUNKS, (route) => route.abort());
  await screens.tab('Password').click();
  await expect(page.getByText('We can\'t reach the server')).toBeVisible();
  await expect(screens.tab('Email code')).toHaveAttribute('aria-selected', 'true');
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(screens.email).toHaveValue('lost@portico.example');
  await page.unroute(CHUNKS);
  await screens.choose('Password');
  await expect(screens.password).toBeVisible();
  await expect(screens.email).toHaveValue('lost@portico.example');
  await expect(page.getByText('We can\'t reach the server')).toHaveCount(0);
});

test('a page whose chunk does not come says so, and trying again brings it', async ({ page, screens }) => {
  await screens.open('/sign-in');
  await page.route(CHUNKS, (route) => route.abort());
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(page.getByRole('heading', { name: 'We can\'t reach the server' })).toBeVisible();
  await page.unroute(CHUNKS);
  await page.getByRole('link', { name: 'Try again' }).or(page.getByRole('button', { name: 'Try again' })).click();
  await expect(page.getByRole('heading', { name: 'Create an account' })).toBeVisible();
});

test('a first page whose chunk does not come stays as the server sent it, and works', async ({ page, screens, member }) => {
  await page.route(CHUNKS, (route) => route.abort());
  const refused = page.waitForEvent('requestfailed');
  await page.goto('/sign-in/password');
  await refused;
  await expect(page.locator('html')).not.toHaveAttribute('data-hydrated');
  await screens.email.fill(member.email);
  await screens.password.fill(member.password);
  await screens.signIn.click();
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.getByText(member.email)).toBeVisible();
});

test('who goes back before the next page\'s chunk is there finds the page before as it is now', async ({
  page, screens, member,
}) => {
  await screens.open('/sign-in/password');
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  // Only the code of the next page is held up: the page before may need chunks too.
  await page.route('**/pkg/**/split_arrival.wasm', async (route) => {
    await released;
    await route.continue();
  });
  await screens.submitPassword(member.email, member.password);
  await expect(page).toHaveURL(/\/account$/);
  await expect(screens.signIn).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in\/password$/);
  await expect(page.getByText("You're signed in as")).toBeVisible();
  await expect(screens.signIn).not.toHaveAttribute('aria-busy', 'true');
  release();
});
