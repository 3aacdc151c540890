// `test` as every spec uses it: each worker has a server, a mailbox and a textbox; each test has new accounts.
import { rmSync } from 'node:fs';
import { test as base, type Page } from '@playwright/test';
import { expectAccessible, withScript } from './axe';
import { post } from './http';
import { Mailbox } from './mailbox';
import { newClientAddress, newEmail, newPhone, PASSWORD, type Member, type Person } from './people';
import { Portico, temporaryFolder, type Environment } from './portico';
import { Screens } from './screens';
import { Textbox } from './textbox';

export { expect } from '@playwright/test';

interface ForWorker {
  mailbox: Mailbox;
  textbox: Textbox;
  /** Sends mail to `mailbox` and texts to `textbox`. */
  portico: Portico;
}

interface ForTest {
  /** The client address of this test's browser. No other test has it. */
  clientAddress: string;
  /** A new account without a phone number and without a password. */
  person: Person;
  /** A new account with a verified phone number and a password. */
  member: Member;
  screens: Screens;
  /** Opens another browser, with another client address and without cookies. */
  anotherBrowser: () => Promise<Screens>;
  /** Fails with the violations that axe finds on the page, in light and in dark. */
  isAccessible: (page: Page) => Promise<void>;
  /** Returns when all messages requested so far have left: it requests one more and waits until that has arrived. */
  mailIsOut: () => Promise<void>;
  /** An empty folder that is removed after the test. */
  folder: string;
  /** Starts another server, for tests that stop or configure it. It ends with the test. */
  openPortico: (smtpUrl: string, more?: Environment) => Promise<Portico>;
  /** Attaches the server's log to a test that failed. */
  keptLog: void;
}

export const test = base.extend<ForTest, ForWorker>({
  mailbox: [async ({}, use) => {
    const mailbox = await Mailbox.open();
    await use(mailbox);
    await mailbox.stop();
  }, { scope: 'worker' }],

  textbox: [async ({}, use) => {
    const textbox = await Textbox.open();
    await use(textbox);
    await textbox.stop();
  }, { scope: 'worker' }],

  portico: [async ({ mailbox, textbox }, use) => {
    const portico = await Portico.open(mailbox.url, textbox.environment);
    await use(portico);
    await portico.close();
  }, { scope: 'worker' }],

  baseURL: async ({ portico }, use) => use(portico.url),

  clientAddress: async ({}, use) => use(newClientAddress()),

  extraHTTPHeaders: async ({ clientAddress }, use) => use({ 'X-Forwarded-For': clientAddress }),

  person: async ({ portico }, use) => {
    const person = { email: newEmail() };
    await portico.createAccount(person.email);
    await use(person);
  },

  member: async ({ portico }, use) => {
    const member = { email: newEmail(), phone: newPhone(), password: PASSWORD };
    await portico.createAccount(member.email, member);
    await use(member);
  },

  screens: async ({ page, javaScriptEnabled }, use) => use(new Screens(page, javaScriptEnabled ?? true)),

  anotherBrowser: async ({ browser, baseURL, javaScriptEnabled }, use) => {
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async () => {
      const context = await browser.newContext({
        baseURL,
        extraHTTPHeaders: { 'X-Forwarded-For': newClientAddress() },
      });
      contexts.push(context);
      return new Screens(await context.newPage(), javaScriptEnabled ?? true);
    });
    for (const context of contexts) {
      await context.close();
    }
  },

  isAccessible: async ({ browser, javaScriptEnabled }, use) => {
    await use(async (page) => {
      if (javaScriptEnabled ?? true) {
        await expectAccessible(page);
      } else {
        const twin = await withScript(page, browser);
        await expectAccessible(twin);
        await twin.context().close();
      }
    });
  },

  mailIsOut: async ({ portico, mailbox }, use) => {
    await use(async () => {
      const email = newEmail('last');
      await portico.createAccount(email);
      await post(portico, '/api/send_code', { organisation: '', email }, newClientAddress());
      await mailbox.waitForMessageTo(email);
    });
  },

  folder: async ({}, use) => {
    const folder = temporaryFolder();
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },

  openPortico: async ({}, use) => {
    const opened: Portico[] = [];
    await use(async (smtpUrl, more) => {
      const portico = await Portico.open(smtpUrl, more);
      opened.push(portico);
      return portico;
    });
    await Promise.all(opened.map((portico) => portico.close()));
  },

  keptLog: [async ({ portico }, use, testInfo) => {
    const before = portico.log.length;
    await use();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('portico.log', { body: portico.log.slice(before), contentType: 'text/plain' });
    }
  }, { auto: true }],
});
