// `test` for states of screens. The name of a test is that of the state, its body is how to get there. When it has
// passed, the page is on its sheet.
import { test as withClient } from '../support/openid_client';
import { PASSWORD } from '../support/people';
import { Portico } from '../support/portico';
import type { Screens } from '../support/screens';
import { Settings } from '../support/settings';
import { takeSheet } from './sheet';

interface ForTest {
  settings: Settings;
  /** Takes the sheet of the test. */
  sheet: void;
}

export const test = withClient.extend<ForTest, { demo: Portico }>({
  /** Has many people, invitations and applications. */
  demo: [async ({}, use) => {
    const demo = await Portico.openDemo();
    await use(demo);
    await demo.close();
  }, { scope: 'worker' }],

  settings: async ({ screens }, use) => use(new Settings(screens)),

  sheet: [async ({ page, browser, screens }, use, testInfo) => {
    await use();
    if (testInfo.status === testInfo.expectedStatus) {
      await screens.settled();
      await takeSheet(page, browser, testInfo.title);
    }
  }, { auto: true }],
});

/** Signs in as a user of the demo's first organisation. */
export async function enterDemo(screens: Screens, demo: Portico, who: string): Promise<void> {
  const email = `${who}@codes.example`;
  await screens.open(`${demo.url}/o/codes/sign-in/password`);
  await screens.submitPassword(email, PASSWORD);
  await screens.isSignedIn(email);
  await screens.settled();
}
