// Starting and stopping: a missing setting is named before anything starts, and work in progress is finished.
import { randomBytes } from 'node:crypto';
import { ask } from '../support/http';
import { freePort } from '../support/free_port';
import { runPortico, type Environment } from '../support/portico';
import { expect, test } from '../support/test';

/** All the settings that `serve` needs. */
async function complete(folder: string): Promise<Environment> {
  return {
    PORTICO_DATABASE_URL: `sqlite://${folder}/portico.db?mode=rwc`,
    PORTICO_SECRET_KEY: randomBytes(32).toString('base64'),
    PORTICO_SMTP_URL: 'smtp://127.0.0.1:25?tls=never',
    PORTICO_MAIL_FROM: 'Portico <no-reply@portico.example>',
    LEPTOS_SITE_ADDR: `127.0.0.1:${await freePort()}`,
    PORTICO_ADMIN_ADDR: `127.0.0.1:${await freePort()}`,
  };
}

for (const name of ['PORTICO_SECRET_KEY', 'PORTICO_SMTP_URL', 'PORTICO_MAIL_FROM']) {
  test(`without ${name} it does not start, and says so`, async ({ folder }) => {
    const { [name]: _missing, ...environment } = await complete(folder);
    const { code, stderr } = await runPortico(folder, ['serve'], environment);
    expect(code).not.toBeNull();
    expect(code).not.toBe(0);
    expect(stderr).toContain(name);
  });
}

const wrongValues: [string, string][] = [
  ['PORTICO_SECRET_KEY', 'dG9vIHNob3J0'],
  ['PORTICO_SECRET_KEY', 'not base64 at all!'],
  ['PORTICO_SMTP_URL', 'carrier-pigeon://loft'],
  ['PORTICO_MAIL_FROM', 'not an address'],
  ['PORTICO_DATABASE_URL', 'mysql://localhost/portico'],
  ['PORTICO_PUBLIC_URL', 'not a url'],
  ['PORTICO_PUBLIC_URL', 'http://sign-in.example'],
  ['PORTICO_TRUSTED_PROXIES', '127.0.0.0/99'],
  ['PORTICO_CLIENT_ADDRESS_HEADER', 'x-client-ip'],
  ['PORTICO_OUTBOUND_ALLOW', 'https://wiki.internal'],
  ['PORTICO_MAX_CONNECTIONS', '0'],
  ['PORTICO_HASHING_QUEUE', 'long'],
];

for (const [name, value] of wrongValues) {
  test(`with ${name} set to "${value}" it does not start, and says so`, async ({ folder }) => {
    const environment = { ...(await complete(folder)), [name]: value };
    const { code, stderr } = await runPortico(folder, ['serve'], environment);
    expect(code).not.toBeNull();
    expect(code).not.toBe(0);
    expect(stderr).toContain(name);
    if (name === 'PORTICO_SECRET_KEY') {
      expect(stderr).not.toContain(value);
    }
  });
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} ends it in good order`, async ({ mailbox, openPortico }) => {
    const portico = await openPortico(mailbox.url);
    expect(await portico.stop(signal)).toBe(0);
    await portico.start();
    expect((await fetch(`${portico.url}/sign-in`)).status).toBe(200);
    expect(await portico.stop(signal)).toBe(0);
  });
}

test('it ends in good order while a browser has its pages open', async ({ mailbox, page, openPortico }) => {
  const portico = await openPortico(mailbox.url);
  await page.goto(`${portico.url}/sign-in`);
  expect(await portico.stop()).toBe(0);
});

test('it says that it lives and that it is ready', async ({ portico }) => {
  for (const path of ['/healthz', '/readyz']) {
    expect((await ask(portico.url + path)).status, path).toBe(200);
  }
});

test('its numbers are at an address of their own', async ({ portico }) => {
  const metrics = await ask(`${portico.adminUrl}/metrics`);
  expect(metrics.status).toBe(200);
  expect(metrics.body.toString()).toContain('# TYPE ');
  expect((await ask(`${portico.url}/metrics`)).status).toBe(404);
});

test('"secret generate" makes a key that "serve" accepts, a new one each time', async ({ folder }) => {
  const keys: string[] = [];
  for (let times = 1; times <= 2; times += 1) {
    const { code, stdout } = await runPortico(folder, ['secret', 'generate'], {});
    expect(code).toBe(0);
    keys.push(stdout.trim());
  }
  expect(keys.map((key) => Buffer.from(key, 'base64').length)).toEqual([32, 32]);
  expect(keys[0]).not.toBe(keys[1]);
});
