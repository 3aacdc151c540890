// The tabs of the sign-in page with the keyboard, and what JavaScript carries from one form to the next.
import { WRONG_PASSWORD } from '../support/people';
import { expect, test } from '../support/test';
import { wrongPassword, type Tab } from '../support/screens';

test('arrows, Home and End move between the tabs, and the Tab key into the form', async ({ page, screens }) => {
  await screens.open('/sign-in');
  await screens.tab('Email code').focus();
  const steps: [string, Tab, string][] = [
    ['ArrowRight', 'Text code', 'text-code'], ['ArrowRight', 'Password', 'password'],
    ['ArrowRight', 'Email code', 'email-code'], ['ArrowLeft', 'Password', 'password'],
    ['ArrowLeft', 'Text code', 'text-code'], ['Home', 'Email code', 'email-code'], ['End', 'Password', 'password'],
  ];
  for (const [key, tab, segment] of steps) {
    await page.keyboard.press(key);
    await expect(screens.tab(tab)).toBeFocused();
    await expect(screens.tab(tab)).toHaveAttribute('aria-selected', 'true');
    await expect(page).toHaveURL(new RegExp(`/sign-in/${segment}$`));
  }
  await page.keyboard.press('a');
  await expect(screens.tab('Password')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(screens.email).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(screens.tab('Password')).toBeFocused();
});

test('only the selected tab is a stop of the Tab key', async ({ screens }) => {
  await screens.open('/sign-in/text-code');
  await expect(screens.tab('Text code')).not.toHaveAttribute('tabindex', '-1');
  await expect(screens.tab('Email code')).toHaveAttribute('tabindex', '-1');
  await expect(screens.tab('Password')).toHaveAttribute('tabindex', '-1');
});

test('the address that was typed is there in the other form, and back again', async ({ screens, mailbox, member }) => {
  await screens.open('/sign-in');
  await screens.email.fill(member.email);
  await screens.choose('Password');
  await expect(screens.email).toHaveValue(member.email);
  await screens.choose('Text code');
  await screens.choose('Email code');
  await expect(screens.email).toHaveValue(member.email);
  await screens.sendCode.click();
  await screens.enterCode(await mailbox.waitForCodeTo(member.email));
  await screens.isSignedIn(member.email);
});

test('a password that was typed is not carried anywhere', async ({ page, screens, member }) => {
  await screens.open('/sign-in/password');
  await screens.email.fill(member.email);
  await screens.password.fill(member.password);
  await screens.choose('Email code');
  expect(await page.content()).not.toContain(member.password);
  await screens.choose('Password');
  await expect(screens.password).toHaveValue('');
  await expect(screens.email).toHaveValue(member.email);
});

test('a refusal is forgiven when another way is chosen', async ({ page, screens, member }) => {
  await screens.open('/sign-in/password');
  await screens.submitRefusedPassword(member.email, WRONG_PASSWORD, wrongPassword(1));
  await screens.choose('Email code');
  await screens.choose('Password');
  await expect(page.getByText(wrongPassword(1))).toHaveCount(0);
});

test('nothing is asked of the server when a tab is chosen, and a press with Control opens a tab of the browser', async ({
  page, context, screens,
}) => {
  await screens.open('/sign-in');
  const asked: string[] = [];
  page.on('request', (request) => {
    // Chromium itself requests the icon for every new address, and a form may be in a chunk of the client.
    if (!/\/favicon\.svg$|\/pkg\/\w+\/\w+\.wasm$/.test(request.url())) {
      asked.push(request.url());
    }
  });
  await screens.choose('Password');
  await screens.choose('Text code');
  await screens.tab('Email code').focus();
  await page.keyboard.press('End');
  await expect(screens.password).toBeVisible();
  expect(asked).toEqual([]);

  const opened = context.waitForEvent('page');
  await screens.tab('Text code').click({ modifiers: ['ControlOrMeta'] });
  await expect(await opened).toHaveURL(/\/sign-in\/text-code$/);
  await expect(screens.tab('Password')).toHaveAttribute('aria-selected', 'true');
});
