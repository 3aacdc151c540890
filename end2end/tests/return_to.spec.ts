// Where signing in leads: to the requested URL, if it is on this host or the organisation allows its origin.
import { Application } from '../support/application';
import { ask } from '../support/http';
import { newEmail, newPhone, PASSWORD, WRONG_PASSWORD, type Member } from '../support/people';
import { ACCOUNT_PATH, SIGN_IN_PATH, wrongPassword } from '../support/screens';
import { SignUpScreen } from '../support/sign_up_screen';
import { expect, test as base } from '../support/test';

interface Elsewhere {
  application: Application;
  /** The path of the organisation that allows the application, `/o/SLUG`. */
  house: string;
  /** An account of the organisation that allows the application. */
  guest: Member;
}

const test = base.extend<Elsewhere>({
  application: async ({}, use) => {
    const application = await Application.open();
    await use(application);
    await application.close();
  },
  house: async ({ portico, application }, use) => {
    const slug = `from-${new URL(application.origin).port}`;
    await portico.haveOrganisation({ slug, name: 'Fernhill', returnTo: [application.origin] });
    await use(`/o/${slug}`);
  },
  guest: async ({ portico, house }, use) => {
    const guest = { email: newEmail(), phone: newPhone(), password: PASSWORD };
    await portico.createAccount(guest.email, { ...guest, organisation: house.slice(3) });
    await use(guest);
  },
});

/** `/o/x/sign-in` → `/o/x/sign-in?return_to=…` */
function wanting(path: string, returnTo: string): string {
  return `${path}?return_to=${encodeURIComponent(returnTo)}`;
}

test('a page of ours is where the person goes on', async ({ page, screens, member }) => {
  await screens.open(wanting('/sign-in/password', '/recovery'));
  await screens.submitPassword(member.email, member.password);
  await expect(page).toHaveURL(/\/recovery$/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?');
});

test('a path that another service answers keeps its query', async ({ page, screens, member }) => {
  await screens.open(wanting('/sign-in/password', '/reports?id=1&x=a%20b#top'));
  await screens.submitPassword(member.email, member.password);
  await expect(page).toHaveURL(/\/reports\?id=1&x=a%20b#top$/);
});

test('an allowed application gets the person back after a password', async ({
  page, screens, application, house, guest,
}) => {
  const wanted = `${application.origin}/inbox?folder=new&x=a%20b`;
  await screens.open(wanting(`${house}/sign-in`, wanted));
  await screens.choose('Password');
  // A refused password does not change the destination.
  await screens.submitRefusedPassword(guest.email, WRONG_PASSWORD, wrongPassword(1));
  await screens.submitPassword(guest.email, guest.password);
  await expect(page).toHaveURL(wanted);
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  expect(application.visits).toEqual(['/inbox?folder=new&x=a%20b']);
});

test('an allowed application gets the person back after a code by email', async ({
  page, screens, mailbox, application, house, guest,
}) => {
  const wanted = `${application.origin}/inbox`;
  await screens.open(wanting(`${house}/sign-in`, wanted));
  await screens.askForCode(guest.email);
  await screens.reload();
  await screens.enterRefusedCode('000000');
  await screens.enterCode(await mailbox.waitForCodeTo(guest.email));
  await expect(page).toHaveURL(wanted);
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
  expect(application.visits).toEqual(['/inbox']);
});

test('an allowed application gets the person back after a code by text', async ({
  page, screens, textbox, application, house, guest,
}) => {
  await screens.open(wanting(`${house}/sign-in/text-code`, application.origin));
  await screens.askForText(guest.phone);
  await screens.enterCode(await textbox.waitForCodeTo(guest.phone));
  await expect(page).toHaveURL(`${application.origin}/`);
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
});

test('an allowed application gets the person back after signing up', async ({
  page, screens, mailbox, application, house,
}) => {
  const wanted = `${application.origin}/welcome`;
  const signUp = new SignUpScreen(screens);
  const person = { name: 'Ada Lovelace', email: newEmail('ada'), password: PASSWORD };
  await screens.open(wanting(`${house}/sign-in`, wanted));
  await screens.follow(page.getByRole('link', { name: 'Create an account' }), /\/sign-up\?/);
  await signUp.isRefused({ ...person, name: '' }, signUp.name, 'Enter your name, at most 100 characters');
  await signUp.submit(person);
  await screens.enterCode(await mailbox.waitForCodeTo(person.email));
  await expect(page).toHaveURL(wanted);
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible();
});

test('only a page that leads there lets its forms lead there', async ({ portico, application, house }) => {
  const formAction = async (path: string) => {
    const { headers } = await ask(portico.url + path, { headers: { Accept: 'text/html' } });
    return /form-action ([^;]*)/.exec(String(headers['content-security-policy']))?.[1];
  };
  const wanted = `${application.origin}/inbox`;
  for (const page of ['sign-in', 'sign-in/password', 'sign-up']) {
    expect(await formAction(wanting(`${house}/${page}`, wanted)), page).toBe(`'self' ${application.origin}`);
    expect(await formAction(`${house}/${page}`), page).toBe('\'self\'');
    expect(await formAction(wanting(`/${page}`, wanted)), page).toBe('\'self\'');
  }
  expect(await formAction(wanting(`${house}/sign-in`, 'https://elsewhere.example/'))).toBe('\'self\'');
});

test('what is not allowed is left out of the page and of its links', async ({ page, portico, application, house }) => {
  const port = Number(new URL(application.origin).port);
  const others = [
    'https://elsewhere.example/', '//elsewhere.example/', '/\\elsewhere.example/', '\\\\elsewhere.example/',
    'javascript:alert(1)', 'data:text/html,hello', 'elsewhere', `${application.origin}.elsewhere.example/`,
    `${application.origin}@elsewhere.example/`, `http://127.0.0.1:${port - 1}/`, `https://127.0.0.1:${port}/`,
    '/\t/elsewhere.example/', '/a\r\nSet-Cookie: x=1', `/${'a'.repeat(5_000)}`,
  ];
  for (const wanted of others) {
    const response = await page.goto(portico.url + wanting(`${house}/sign-in`, wanted));
    expect(response?.status(), wanted).toBe(200);
    await expect(page.locator('input[name=return_to]').first(), wanted).toHaveValue('');
    for (const link of await page.getByRole('main').getByRole('link').or(page.getByRole('tab')).all()) {
      expect(await link.getAttribute('href'), wanted).not.toContain('return_to');
    }
  }
});

test('a forged form leads to the account', async ({ page, screens, member }) => {
  await screens.open('/sign-in/password');
  await page.locator('input[name=return_to]').first().evaluate((input) => {
    (input as HTMLInputElement).value = 'https://elsewhere.example/';
  });
  await screens.submitPassword(member.email, member.password);
  await screens.isSignedIn(member.email);
});

test('the first page leads to signing in, and a signed-in user to the account', async ({ page, screens, member }) => {
  await page.goto('/');
  await expect(page).toHaveURL(SIGN_IN_PATH);
  await screens.signInWithPassword(member);
  await page.goto('/');
  await expect(page).toHaveURL(ACCOUNT_PATH);
});

test('a signed-in user is told so on the sign-in page, and may go on or leave', async ({
  page, screens, application, house, guest,
}) => {
  await screens.open(`${house}/sign-in/password`);
  await expect(page.getByText("You're signed in as")).toHaveCount(0);
  await screens.submitPassword(guest.email, guest.password);
  await screens.isSignedIn(guest.email);

  await screens.open(`${house}/sign-in`);
  await screens.says(`You're signed in as ${guest.email}`);
  await expect(screens.email).toBeVisible();
  await screens.follow(page.getByRole('link', { name: 'Go to your account' }), ACCOUNT_PATH);

  await screens.open(wanting(`${house}/sign-in`, `${application.origin}/inbox`));
  await screens.says(`You're signed in as ${guest.email}`);
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await expect(page).toHaveURL(`${application.origin}/inbox`);

  await screens.open(`${house}/sign-in`);
  await screens.signOut.click();
  await expect(page.getByText(guest.email)).toBeHidden();
  // The browser remembers the organisation.
  await page.goto('/account');
  await expect(page).toHaveURL(`${house}/sign-in`);
});
