// Cookies, URLs, the browser's console and the log: they contain nothing to steal and nothing to forge.
import { ask } from '../support/http';
import { expect, test } from '../support/test';
import { ACCOUNT_PATH, SIGN_IN_PATH } from '../support/screens';

test('the cookies are for this host alone and out of reach of scripts', async ({
  page, context, screens, mailbox, person,
}) => {
  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  const before = await context.cookies();
  // At http://localhost the cookies are not `Secure`, because WebKit would refuse them.
  expect(before.find(({ name }) => name === 'portico-pre')).toMatchObject({
    httpOnly: true, secure: false, path: '/', sameSite: 'Strict', domain: 'localhost',
  });
  expect(before.map(({ name }) => name)).not.toContain('portico');

  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await screens.isSignedIn(person.email);
  const after = await context.cookies();
  for (const name of ['portico', 'portico-device', 'portico-organisation']) {
    expect(after.find((cookie) => cookie.name === name), name).toMatchObject({
      httpOnly: true, secure: false, path: '/', sameSite: 'Lax', domain: 'localhost',
    });
  }
  expect(await page.evaluate(() => document.cookie)).toMatch(/^(portico-time-zone=[\w/+-]+)?$/);
});

test('signing out ends the session on the server and clears what the browser kept', async ({
  page, context, portico, screens, mailbox, person,
}) => {
  await screens.signInWithCode(person, mailbox);
  const kept = await context.cookies();

  const answered = page.waitForResponse((response) => response.url().endsWith('/api/sign_out'));
  await screens.signOut.click();
  expect(await (await answered).headerValue('clear-site-data')).toBe('"cache", "storage"');
  await expect(page).toHaveURL(SIGN_IN_PATH);

  const cookie = kept.map(({ name, value }) => `${name}=${value}`).join('; ');
  const { status, headers } = await ask(`${portico.url}/account`, { headers: { Accept: 'text/html', Cookie: cookie } });
  expect(status).toBeGreaterThanOrEqual(300);
  expect(status).toBeLessThan(400);
  expect(headers.location).toMatch(SIGN_IN_PATH);
});

test('a tampered cookie is no session and no error', async ({ page, context, portico, screens, mailbox, person }) => {
  await screens.signInWithCode(person, mailbox);
  const session = (await context.cookies()).find(({ name }) => name === 'portico')?.value ?? '';
  const flipped = session.slice(0, -2) + (session.at(-2) === 'A' ? 'B' : 'A') + session.slice(-1);

  const values = [flipped, '', 'x', session.slice(1), session + session, 'ff'.repeat(2_000), '%00%ff', 'ÿþ"\'<b>'];
  for (const value of values) {
    for (const name of ['portico', 'portico-pre', 'portico-device', 'portico-organisation']) {
      const headers = { Accept: 'text/html', Cookie: Buffer.from(`${name}=${value}`, 'utf8').toString('latin1') };
      const account = await ask(`${portico.url}/account`, { headers });
      expect(account.headers.location, `${name}=${value}`).toMatch(SIGN_IN_PATH);
      expect((await ask(`${portico.url}/sign-in`, { headers })).status, `${name}=${value}`).toBe(200);
    }
  }
  await page.goto('/account');
  await expect(page).toHaveURL(ACCOUNT_PATH);
});

test('a forged error in the URL shows nothing of the forger’s and breaks nothing', async ({ portico, page }) => {
  const paths = ['/api/send_code', '/api/verify_code', '/api/sign_out', '/api/nothing', ''];
  const errors = ['', 'x', '%00', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'A'.repeat(5_000),
    base64('{"Refused":{"InvalidField":"Email"}}'), base64('{"Refused":{"TooManyAttempts":{"until":9223372036854775807}}}'),
    base64('{"Refused":{"TooManyAttempts":{"until":-1}}}'), base64('{"Unexpected":{"incident":"<b>call us</b>"}}'),
    base64('ServerError|call this number')];
  for (const path of paths) {
    for (const error of errors) {
      const query = new URLSearchParams({ __path: path, __err: error });
      const { status, body } = await ask(`${portico.url}/sign-in?${query}`, { headers: { Accept: 'text/html' } });
      expect(status, query.toString().slice(0, 90)).toBe(200);
      expect(body.toString()).not.toContain('<script>alert');
      expect(body.toString()).not.toContain('<img src=x');
      expect(body.toString()).not.toContain('<b>call us');
      expect(body.toString()).not.toContain('call this number');
    }
  }
  const query = new URLSearchParams({ __path: '/api/send_code', __err: base64('{"Refused":{"InvalidField":"Email"}}') });
  const response = await page.goto(`/sign-in?${query}`);
  expect(response?.status()).toBe(200);
});

test('the journey leaves no complaint in the console and no secret in the log', async ({
  page, context, portico, screens, mailbox, person,
}) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));

  await screens.open('/sign-in');
  await screens.askForCode(person.email);
  await screens.reload();
  const code = await mailbox.waitForCodeTo(person.email);
  await screens.enterCode(code);
  await screens.isSignedIn(person.email);
  const secrets = (await context.cookies()).map(({ value }) => value).filter((value) => value.length >= 16);
  expect(secrets.length).toBeGreaterThanOrEqual(2);
  await screens.reload();
  await screens.signOut.click();
  await expect(page).toHaveURL(SIGN_IN_PATH);

  expect(complaints).toEqual([]);
  for (const secret of [...secrets, code, `${code.slice(0, 3)} ${code.slice(3)}`, person.email]) {
    expect(portico.said).not.toContain(secret);
  }
});

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
