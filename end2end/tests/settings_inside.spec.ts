// In the settings, users stay in the settings: codes, reauthentication and removals, each with a way back.
import { newEmail, newPhone } from '../support/people';
import { ACCOUNT, Settings } from '../support/settings';
import { expect, test } from '../support/test';
import { expectValidHtml, served } from '../support/markup';

test('codes and reauthentication are inside the settings, say what they change, and can be cancelled', async ({
  page, screens, mailbox, member, isAccessible,
}) => {
  test.setTimeout(120_000);
  const settings = new Settings(screens);
  const email = newEmail('inside');
  await settings.signIn(member);
  await settings.changeEmail(member.password, email);
  const isInside = async (title: RegExp | string) => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.locator('.sidenav [aria-current="page"]')).toHaveCount(1);
    await expect(page.locator('.auth')).toHaveCount(0);
    await expect(page.locator('.button--primary:visible')).toHaveCount(1);
    await isAccessible(page);
    await expectValidHtml(await served(page));
  };
  await isInside(new RegExp(`^Confirm your new email, ${email[0]}•••@`));
  // The address can be corrected, and is still there.
  await screens.follow(settings.link('Change'), /\/settings\/account\/email\/new\?code=/);
  await expect(settings.field('New email address')).toHaveValue(email);
  await page.goBack();
  await expect(screens.code).toBeVisible();
  await screens.settled();
  await screens.follow(settings.link('Cancel'), ACCOUNT);
  await expect(page.getByRole('main')).toContainText(member.email);
  await screens.follow(settings.link('Enter the code'), /\/sign-in\/code\//);
  await screens.enterCode(await mailbox.waitForCodeTo(email));
  await expect(page).toHaveURL(ACCOUNT);
  await expect(page.getByRole('main')).toContainText(email);

  await screens.open('/settings/account/phone');
  await screens.askForText(newPhone());
  await isInside(/^Confirm your new phone number, /);
  await screens.follow(settings.link('Cancel'), ACCOUNT);

  await screens.open('/settings/proof?next=/settings/account/close');
  await isInside("Confirm it's you to close your account");
  await settings.button('Send code').click();
  await screens.isAskedForCode();
  await isInside("Confirm it's you to close your account");
  await screens.follow(settings.link('Cancel'), ACCOUNT);
});

test('what is lost is said before something is removed, and Cancel removes nothing', async ({
  page, screens, textbox, member, isAccessible,
}) => {
  test.setTimeout(120_000);
  const settings = new Settings(screens);
  const phone = newPhone();
  await settings.signIn(member);
  await screens.open('/settings/account/phone');
  await screens.askForText(phone);
  await screens.enterCode(await textbox.waitForCodeTo(phone));
  await expect(page).toHaveURL(ACCOUNT);
  await screens.settled();
  await screens.follow(settings.link('Remove'), /\/settings\/account\/phone\/remove$/);
  await expect(page.getByRole('main')).toContainText("You'll no longer get sign-in codes by text at this number.");
  await isAccessible(page);
  await expectValidHtml(await served(page));
  await screens.follow(settings.link('Cancel'), ACCOUNT);
  await settings.remove('Remove', 'Remove phone number');
  await expect(settings.link('Add phone number')).toBeVisible();

  await settings.turnOnApp();
  await settings.button('I have saved them').click();
  await expect(settings.link('Turn off')).toBeVisible();
  await screens.settled();
  await screens.follow(settings.link('Turn off'), /\/settings\/security\/authenticator\/turn-off$/);
  await expect(page.getByRole('main')).toContainText('your recovery codes stop working, too');
  await isAccessible(page);
  await screens.follow(settings.link('Cancel'), /\/settings\/security$/);
  await expect(settings.link('Turn off')).toBeVisible();
});

test('long names and addresses wrap in the settings, and nothing is wider than the page', async ({
  page, screens, person, mailbox,
}) => {
  test.setTimeout(90_000);
  const settings = new Settings(screens);
  await screens.signInWithCode(person, mailbox);
  await screens.open('/settings/account/profile');
  const name = 'Wolfeschlegelsteinhausen'.repeat(4);
  await settings.field('Full name').fill(name);
  await settings.button('Save').click();
  await expect(page).toHaveURL(ACCOUNT);
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of ['account', 'account/profile', 'account/close', 'security', 'activity', 'proof']) {
      await screens.open(`/settings/${path}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over, `${path} at ${width}`).toBeLessThanOrEqual(0);
    }
  }
  // The whole name and the whole address are read at the side, not clipped.
  const who = page.locator('.sidenav__who');
  await expect(who).toContainText(name);
  expect(await who.evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
});
