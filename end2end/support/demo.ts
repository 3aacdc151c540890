// A `test` that runs against `serve --demo`, and functions that read the inbox of the demo.
import { expect } from '@playwright/test';
import { Portico } from './portico';
import { test as base } from './test';

export interface InboxMessage {
  id: string | number;
  channel: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  at: string;
}

/** Each worker has one demo server. Relative URLs lead to it. */
export const test = base.extend<object, { demo: Portico }>({
  demo: [async ({}, use) => {
    const demo = await Portico.openDemo();
    await use(demo);
    await demo.close();
  }, { scope: 'worker' }],

  baseURL: async ({ demo }, use) => use(demo.url),
});

export async function inboxOf(demo: Portico): Promise<InboxMessage[]> {
  const answer = await fetch(`${demo.url}/dev/inbox.json`);
  return await answer.json() as InboxMessage[];
}

/**
 * Waits until a message with a code has reached the address or phone number, and returns the code of the newest one.
 * Messages from before `since` (Unix time in milliseconds) do not count.
 */
export async function newestCode(demo: Portico, to: string, since = 0): Promise<string> {
  let code = '';
  await expect.poll(async () => {
    const isCode = (message: InboxMessage) =>
      message.channel === 'text' || /^\d{3} \d{3} is your code for /.test(message.subject);
    const messages = (await inboxOf(demo)).filter((message) => message.to === to && Date.parse(message.at) >= since);
    const text = messages.find(isCode)?.text ?? '';
    code = /(?<!\d)(\d{3}) ?(\d{3})(?!\d)/.exec(text)?.slice(1).join('') ?? '';
    return code;
  }).toMatch(/^\d{6}$/);
  return code;
}

/** Waits until a message whose subject begins so has reached the address, and returns the newest one. */
export async function messageTo(demo: Portico, to: string, subject: string): Promise<InboxMessage> {
  let found: InboxMessage | undefined;
  await expect.poll(async () => {
    found = (await inboxOf(demo)).find((message) => message.to === to && message.subject.startsWith(subject));
    return found?.subject;
  }).toBeDefined();
  return found!;
}
