// Delivery of texts: late but once if the provider was down or refused them, and never silently lost.
import { newEmail, newPhone } from '../support/people';
import type { Portico } from '../support/portico';
import { Textbox } from '../support/textbox';
import { expect, test as base } from '../support/test';

const DELAYED = 'Your text is delayed';
const STILL_TRYING = "Our text provider isn't accepting it yet. We're still trying, so there's no need to ask again.";
/** Milliseconds; longer than any pause between two attempts that a user would accept. */
const RETRIED_WITHIN = 60_000;

interface OwnServers {
  ownTextbox: Textbox;
  ownPortico: Portico;
  owner: { email: string; phone: string };
}

/** The tests stop their provider, so each test has a separate one. */
const test = base.extend<OwnServers>({
  ownTextbox: async ({}, use) => {
    const textbox = await Textbox.open();
    await use(textbox);
    await textbox.stop();
  },
  ownPortico: async ({ mailbox, ownTextbox, openPortico }, use) => {
    await use(await openPortico(mailbox.url, ownTextbox.environment));
  },
  baseURL: async ({ ownPortico }, use) => use(ownPortico.url),
  owner: async ({ ownPortico }, use) => {
    const owner = { email: newEmail(), phone: newPhone() };
    await ownPortico.createAccount(owner.email, owner);
    await use(owner);
  },
});

test('while the provider is down the code screen says so, and the text arrives once when it is back', async ({
  screens, page, ownTextbox, owner, isAccessible,
}) => {
  test.setTimeout(150_000);
  await ownTextbox.stop();
  await screens.open('/sign-in/text-code');
  await screens.askForText(owner.phone);
  await expect(async () => {
    if (!screens.live) {
      await screens.reload();
    }
    await expect(page.getByText(DELAYED, { exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await screens.says(STILL_TRYING);
  await isAccessible(page);

  await ownTextbox.start();
  const code = await ownTextbox.waitForCodeTo(owner.phone, 1, RETRIED_WITHIN);
  await expect(async () => {
    if (!screens.live) {
      await screens.reload();
    }
    await expect(page.getByText(DELAYED, { exact: true })).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await screens.enterCode(code);
  await screens.isSignedIn(owner.email);
  expect(ownTextbox.textsTo(owner.phone)).toHaveLength(1);
  expect(ownTextbox.disbelieved).toEqual([]);
});

test('a provider that says "later" is asked again, and takes the text once', async ({ screens, ownTextbox, owner }) => {
  test.setTimeout(120_000);
  ownTextbox.refuseNext(429, 500, 503);
  await screens.open('/sign-in/text-code');
  await screens.askForText(owner.phone);
  await screens.enterCode(await ownTextbox.waitForCodeTo(owner.phone, 1, RETRIED_WITHIN));
  await screens.isSignedIn(owner.email);
  expect(ownTextbox.textsTo(owner.phone)).toHaveLength(1);
});

test('number, code and the provider’s secret are in no log', async ({ screens, ownTextbox, ownPortico, owner }) => {
  ownTextbox.refuseNext(500);
  await screens.open('/sign-in/text-code');
  await screens.askForText(owner.phone);
  const code = await ownTextbox.waitForCodeTo(owner.phone);
  await screens.enterCode(code);
  await screens.isSignedIn(owner.email);
  const { PORTICO_SMS_WEBHOOK_SECRET: secret = '-' } = ownTextbox.environment;
  for (const hidden of [owner.phone, owner.phone.slice(2), code, secret]) {
    expect(ownPortico.said).not.toContain(hidden);
  }
});
