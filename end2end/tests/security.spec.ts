// The server's responses, byte by byte: headers, assets, cookies, and requests that are meant to do harm.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ask, post } from '../support/http';
import { newClientAddress, newEmail } from '../support/people';
import { expect, test } from '../support/test';

const FORM = 'application/x-www-form-urlencoded';

test('pages carry every protective header', async ({ portico }) => {
  for (const path of ['/sign-in', '/nowhere']) {
    const { headers } = await ask(portico.url + path, { headers: { Accept: 'text/html' } });
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers['permissions-policy'], path).toContain('otp-credentials=(self)');
    expect(headers['permissions-policy'], path).toContain('camera=()');
    expect(headers, path).not.toHaveProperty('server');
    expect(headers, path).not.toHaveProperty('x-powered-by');
  }
});

test('the content security policy allows our own parts and nothing else', async ({ portico }) => {
  const nonces = new Set<string>();
  for (let load = 1; load <= 2; load += 1) {
    const { headers, body } = await ask(`${portico.url}/sign-in`, { headers: { Accept: 'text/html' } });
    const policy = String(headers['content-security-policy']);
    const nonce = /'nonce-([\w+/=-]{16,})'/.exec(policy)?.[1] ?? '';
    nonces.add(nonce);
    const directives = Object.fromEntries(policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/);
      return [name, values.sort().join(' ')];
    }).filter(([name]) => name));
    expect(directives).toEqual({
      'default-src': "'none'",
      'script-src': `'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'`,
      'style-src': "'self'",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'manifest-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'self'",
      'frame-ancestors': "'none'",
    });
    const scripts = body.toString().match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([]);
    expect(body.toString()).not.toMatch(/\sstyle=|\son[a-z]+=/);
  }
  expect(nonces.size).toBe(2);
});

test('assets may be kept for ever and come compressed to those who can read it', async ({ portico }) => {
  const { body } = await ask(`${portico.url}/sign-in`, { headers: { Accept: 'text/html' } });
  const paths = [...new Set(body.toString().match(/\/pkg\/[\w./-]+\.(?:css|js|wasm)/g))];
  expect(paths.map((path) => path.split('.').at(-1)).sort()).toEqual(expect.arrayContaining(['css', 'js', 'wasm']));

  for (const path of paths) {
    const plain = await ask(portico.url + path);
    expect(plain.status, path).toBe(200);
    expect(plain.headers['content-encoding'], path).toBeUndefined();
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
    for (const encoding of ['br', 'gzip'] as const) {
      const packed = await ask(portico.url + path, { headers: { 'Accept-Encoding': encoding } });
      expect(packed.headers, path).toMatchObject({
        'content-encoding': encoding,
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
      });
      expect(String(packed.headers.vary).toLowerCase(), path).toContain('accept-encoding');
      expect(packed.body.length, path).toBeLessThan(plain.body.length);
      expect(unpack[encoding](packed.body).equals(plain.body), path).toBe(true);
    }
    const both = await ask(portico.url + path, { headers: { 'Accept-Encoding': 'gzip, deflate, br, zstd' } });
    expect(both.headers['content-encoding'], path).toBe('br');
  }
  expect((await ask(`${portico.url}/pkg/portico.nothing.js`)).status).toBe(404);
});

test('posts from other sites are refused, and no message leaves', async ({ portico, mailbox, person, mailIsOut }) => {
  const fields = { organisation: '', email: person.email };
  const strangers: Record<string, string | undefined>[] = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { 'Sec-Fetch-Site': 'none' },
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://elsewhere.example', Accept: 'text/html' },
    { Origin: 'https://elsewhere.example' },
    { Origin: 'null' },
    { Origin: `${portico.url}.elsewhere.example` },
    { Origin: undefined },
  ];
  for (const headers of strangers) {
    const answer = await post(portico, '/api/send_code', fields, newClientAddress(), headers);
    expect(answer.status, JSON.stringify(headers)).toBe(403);
    expect(answer.headers['set-cookie'], JSON.stringify(headers)).toBeUndefined();
  }
  await mailIsOut();
  expect(mailbox.messagesTo(person.email)).toEqual([]);

  const own = await post(portico, '/api/send_code', fields, newClientAddress(), {
    'Sec-Fetch-Site': 'same-origin', Origin: undefined,
  });
  expect(own.status).toBe(200);
  await mailbox.waitForMessageTo(person.email);
});

test('what changes something cannot be done by following a link', async ({ portico }) => {
  const names = ['send_code', 'send_text', 'sign_in_with_password', 'sign_up', 'resend_code', 'verify_code',
    'forget_account', 'forget_method', 'was_not_me', 'sign_out'];
  for (const name of names) {
    const query = 'organisation=&email=a%40codes.example&name=A&phone=&password=&challenge=&code=&token=';
    const { status } = await ask(`${portico.url}/api/${name}?${query}`);
    expect([404, 405], name).toContain(status);
  }
});

test('a body of a megabyte is refused by its length', async ({ portico }) => {
  const { status } = await ask(`${portico.url}/api/send_code`, {
    method: 'POST',
    headers: { 'Content-Type': FORM, 'Accept': 'application/json', 'Origin': portico.url, 'Expect': '100-continue' },
    body: `organisation=&email=${'a'.repeat(1_000_000)}`,
  });
  expect(status).toBe(413);
});

test('impossible input gets a clear answer, and no message leaves', async ({ portico, mailbox, person, mailIsOut }) => {
  const { email } = person;
  // Wrong passwords for an account rightly lead to a message, so these are for an address without one.
  const nobody = newEmail('nobody');
  const impossible: [string, Record<string, string>][] = [
    ['/api/send_code', { organisation: '', email: '' }],
    ['/api/send_code', { organisation: '', email: `${'a'.repeat(20_000)}@codes.example` }],
    ['/api/send_code', { organisation: '', email: `${email}\r\nBcc: two@codes.example` }],
    ['/api/send_code', { organisation: '', email: `${email}\u0000` }],
    ['/api/send_code', { organisation: "codes' OR 1=1 --", email }],
    ['/api/send_code', { organisation: 'nowhere', email }],
    ['/api/send_code', { email }],
    ['/api/send_code', {}],
    ['/api/resend_code', { challenge: '' }],
    ['/api/resend_code', { challenge: '0'.repeat(32) }],
    ['/api/verify_code', { challenge: '0'.repeat(32), code: '123456' }],
    ['/api/verify_code', { challenge: '../../etc/passwd', code: '𝟙𝟚𝟛' }],
    ['/api/verify_code', { challenge: '0'.repeat(32), code: '9'.repeat(20_000) }],
    ['/api/send_text', {}],
    ['/api/send_text', { organisation: '', phone: '' }],
    ['/api/send_text', { organisation: '', phone: '2'.repeat(20_000), country: 'US' }],
    ['/api/send_text', { organisation: '', phone: '(201) 555-0123', country: '../../' }],
    ['/api/sign_in_with_password', {}],
    ['/api/sign_in_with_password', { organisation: '', email: nobody }],
    ['/api/sign_in_with_password', { organisation: '', email: nobody, password: '' }],
    ['/api/sign_in_with_password', { organisation: '', email: nobody, password: 'x'.repeat(20_000) }],
    ['/api/sign_in_with_password', { organisation: '', email: nobody, password: '\u0000\ud83d\udd11' }],
    ['/api/sign_in_with_password', { organisation: 'nowhere', email: nobody, password: 'x' }],
    ['/api/sign_up', {}],
    ['/api/sign_up', { organisation: '', name: 'A'.repeat(20_000), email, password: 'Harbour7-Lantern_Quill' }],
    ['/api/sign_up', { organisation: '', name: 'A\r\nBcc: two@codes.example', email, password: 'Harbour7-Lantern_Quill' }],
    ['/api/sign_up', { organisation: '', name: 'Ada', email, password: 'x'.repeat(20_000) }],
    ['/api/sign_up', { organisation: 'nowhere', name: 'Ada', email, password: 'Harbour7-Lantern_Quill' }],
    ['/api/forget_account', { organisation: 'nowhere' }],
    ['/api/forget_method', { organisation: 'nowhere' }],
    ['/api/was_not_me', {}],
    ['/api/was_not_me', { token: '' }],
    ['/api/was_not_me', { token: '../../etc/passwd' }],
  ];
  for (const [path, fields] of impossible) {
    const what = `${path} ${JSON.stringify(fields).slice(0, 90)}`;
    const answer = await post(portico, path, fields, newClientAddress());
    expect(answer.status, what).toBeGreaterThanOrEqual(400);
    expect(answer.status, what).toBeLessThan(500);
    const plain = await post(portico, path, fields, newClientAddress(), { Accept: 'text/html' });
    expect(plain.status, what).toBeGreaterThanOrEqual(300);
    expect(plain.status, what).toBeLessThan(500);
  }
  await mailIsOut();
  expect(mailbox.messagesTo(email)).toEqual([]);
});
