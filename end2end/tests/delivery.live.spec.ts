// Delivery of emails: at once while the mail server is up, late but once if it was down, and never silently lost.
import { makeCertificate } from '../support/certificate';
import { Mailbox, type SmtpSecurity } from '../support/mailbox';
import { newEmail } from '../support/people';
import type { Portico } from '../support/portico';
import { expect, test as base } from '../support/test';

const STILL_TRYING = /has not left yet|still trying/i;
/**
 * Milliseconds. Longer than any pause between two attempts that a user would accept, and longer than the lease of a
 * message that was being delivered at the power cut.
 */
const RETRIED_WITHIN = 75_000;

interface OwnServers {
  ownMailbox: Mailbox;
  ownPortico: Portico;
  email: string;
}

/** The tests stop their servers, so each test has separate ones. */
const test = base.extend<OwnServers>({
  ownMailbox: async ({}, use) => {
    const mailbox = await Mailbox.open();
    await use(mailbox);
    await mailbox.stop();
  },
  ownPortico: async ({ ownMailbox, openPortico }, use) => use(await openPortico(ownMailbox.url)),
  baseURL: async ({ ownPortico }, use) => use(ownPortico.url),
  email: async ({ ownPortico }, use) => {
    const email = newEmail();
    await ownPortico.createAccount(email);
    await use(email);
  },
});

test('a message leaves at once, and looks like what it is', async ({ screens, ownMailbox, email }) => {
  await screens.open('/sign-in');
  const asked = Date.now();
  await screens.askForCode(email);
  const { mail, at } = await ownMailbox.waitForMessageTo(email);
  expect(at - asked).toBeLessThan(10_000);

  const [code] = ownMailbox.codesTo(email);
  expect(code).toMatch(/^\d{6}$/);
  expect(mail.from?.value).toEqual([{ address: 'no-reply@portico.example', name: 'Alderway' }]);
  expect(mail.subject).toContain('Alderway');
  expect(mail.text).toContain('Alderway');
  expect(mail.text).toContain('10 minutes');
  expect(String(mail.html)).toContain(code);
  expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail.messageId).toMatch(/^<.+@.+>$/);
  expect(mail.date).toBeInstanceOf(Date);
});

test('while the mail server is down the page says so, and the code arrives when it is back', async ({
  screens, page, ownMailbox, email,
}) => {
  test.setTimeout(120_000);
  await screens.open('/sign-in');
  await ownMailbox.stop();
  await screens.askForCode(email);
  await expect(page.getByText(STILL_TRYING).first()).toBeVisible({ timeout: 20_000 });

  await ownMailbox.start();
  const code = await ownMailbox.waitForCodeTo(email, 1, RETRIED_WITHIN);
  await expect(page.getByText(STILL_TRYING)).toHaveCount(0, { timeout: 20_000 });
  await screens.enterCode(code);
  await screens.isSignedIn(email);
  expect(ownMailbox.codesTo(email)).toEqual([code]);
});

test('while the mail server says nothing the page does not claim that the code was sent, and goes on asking', async ({
  screens, page, ownMailbox, email,
}) => {
  test.setTimeout(120_000);
  await screens.open('/sign-in');
  ownMailbox.beSilent(true);
  await screens.askForCode(email);
  await expect(page.getByText("Enter the code we're sending to")).toBeVisible();
  // The first attempt is given up after ten seconds.
  await expect(page.getByText(STILL_TRYING).first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Enter your code');
  await expect(page.getByText("We're sending your code.")).toHaveCount(0);
  await expect(page.getByText('spam folder')).toHaveCount(0);

  ownMailbox.beSilent(false);
  const code = await ownMailbox.waitForCodeTo(email, 1, RETRIED_WITHIN);
  await expect(page.getByText(STILL_TRYING)).toHaveCount(0, { timeout: 20_000 });
  await screens.enterCode(code);
  await screens.isSignedIn(email);
  expect(ownMailbox.codesTo(email)).toEqual([code]);
});

test('a mail server that says "later" is asked again, and takes the message once', async ({
  screens, ownMailbox, email,
}) => {
  test.setTimeout(120_000);
  ownMailbox.refuseNext(451, 451);
  await screens.open('/sign-in');
  await screens.askForCode(email);
  const code = await ownMailbox.waitForCodeTo(email, 1, RETRIED_WITHIN);
  await screens.enterCode(code);
  await screens.isSignedIn(email);
  expect(ownMailbox.codesTo(email)).toEqual([code]);
});

test('a power cut right after "Send code" loses nothing', async ({
  screens, page, ownMailbox, ownPortico, email,
}) => {
  test.setTimeout(120_000);
  await screens.open('/sign-in');
  await ownMailbox.stop();
  await screens.askForCode(email);
  await ownPortico.kill();
  await ownMailbox.start();
  await ownPortico.start();

  const code = await ownMailbox.waitForCodeTo(email, 1, RETRIED_WITHIN);
  await screens.reload();
  await screens.enterCode(code);
  await screens.isSignedIn(email);

  // Once a later message has arrived, no earlier one is still to come.
  const later = newEmail('later');
  await ownPortico.createAccount(later);
  await page.context().clearCookies();
  await screens.open('/sign-in');
  await screens.askForCode(later);
  await ownMailbox.waitForMessageTo(later);
  expect(ownMailbox.codesTo(email)).toEqual([code]);
});

for (const [how, fromTheStart] of [['STARTTLS', false], ['TLS from the start', true]] as const) {
  base(`a mail server that wants ${how} and a password is given both`, async ({ screens, folder, openPortico }) => {
    const certificate = makeCertificate(folder);
    const security: SmtpSecurity = { certificate, fromTheStart, user: 'portico', password: 'only-for-this-test' };
    const mailbox = await Mailbox.open(security);
    const portico = await openPortico(mailbox.url, { SSL_CERT_FILE: certificate.certFile });
    const email = newEmail();
    await portico.createAccount(email);

    await screens.open(`${portico.url}/sign-in`);
    await screens.askForCode(email);
    const message = await mailbox.waitForMessageTo(email);
    expect(message.encrypted).toBe(true);
    expect(message.user).toBe('portico');
    expect(portico.log).not.toContain('only-for-this-test');
    await mailbox.stop();
  });
}
