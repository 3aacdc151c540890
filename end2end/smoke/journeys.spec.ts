// The ten main journeys of users, in a browser of another kind than that of the other tests.
import { messageTo, newestCode } from '../support/demo';
import { PASSWORD, WRONG_PASSWORD } from '../support/people';
import { TOO_MANY_ATTEMPTS, wrongPassword } from '../support/screens';
import { NEW } from '../support/settings';
import { test } from './test';

/** Meets the rules of `invited`, whose special characters are listed. */
const CHOSEN = 'Lantern3-Over~The-Quay-9x';
/** Messages have their time in whole seconds. */
const now = () => Date.now() - 1_000;
const quoted = (text: string) => /^ {4}([0-9A-Z]{5}(?:-[0-9A-Z]{5})+)$/m.exec(text)?.[1] ?? '';
const linkIn = (text: string, path: string) => new RegExp(`http\\S+/${path}/[\\w-]{43}`).exec(text)?.[0] ?? '';

test('signs in with a code by email', async ({ visitor, demo }) => {
  const [email, since] = ['member@codes.example', now()];
  await visitor.open('/o/codes/sign-in');
  await visitor.choose('Email code');
  await visitor.fill('Email address', email);
  await visitor.press('Send code');
  await visitor.isAskedForCode();
  await visitor.enterCode(await newestCode(demo, email, since));
  await visitor.isSignedIn(email);
  await visitor.press('Sign out');
  await visitor.isAt(/\/sign-in/);
});

test('signs in with a password', async ({ visitor }) => {
  await visitor.signsIn('codes', 'member@codes.example', WRONG_PASSWORD);
  await visitor.reads(wrongPassword(1));
  await visitor.fill('Password', PASSWORD);
  await visitor.press('Sign in');
  await visitor.isSignedIn('member@codes.example');
});

test('is told to wait after five wrong passwords', async ({ visitor }) => {
  await visitor.open('/o/links/sign-in/password');
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await visitor.submitPassword('nobody@links.example', WRONG_PASSWORD);
    await visitor.reads(wrongPassword(attempt));
  }
  await visitor.submitPassword('nobody@links.example', WRONG_PASSWORD);
  await visitor.reads(TOO_MANY_ATTEMPTS);
});

test('signs up and confirms the email address', async ({ visitor, demo }) => {
  const [email, since] = ['sasha@codes.example', now()];
  await visitor.open('/o/codes/sign-in');
  await visitor.follow('Create an account');
  await visitor.fill('Full name', 'Sasha New');
  await visitor.fill('Email address', email);
  await visitor.fill('Password', PASSWORD);
  await visitor.press('Create account');
  await visitor.isAskedForCode();
  await visitor.enterCode(await newestCode(demo, email, since));
  await visitor.isSignedIn(email);
  await visitor.isTitled('Hello, Sasha New');
});

test('replaces a forgotten password with a link', async ({ visitor, demo }) => {
  const email = 'member@links.example';
  await visitor.open('/o/links/sign-in/password');
  await visitor.follow('Forgot password?');
  await visitor.isAt(/\/recovery$/);
  await visitor.fill('Email address', email);
  await visitor.press('Send instructions');
  await visitor.isTitled('Check your email');
  const { text } = await messageTo(demo, email, 'Choose a new password for ');
  await visitor.open(linkIn(text, 'new-password'));
  await visitor.choosePassword(NEW);
  await visitor.isAt(/\/recovery\/changed$/);
  await visitor.follow('Sign in');
  await visitor.submitPassword(email, NEW);
  await visitor.isSignedIn(email);
});

test('changes the email address and adds a phone number', async ({ visitor, demo }) => {
  const [email, phone] = ['bruno.renamed@codes.example', '+12015550160'];
  await visitor.signsIn('codes', 'bruno.aberg@codes.example', PASSWORD);
  await visitor.isSignedIn('bruno.aberg@codes.example');
  await visitor.open('/settings/account');
  await visitor.follow('Change email address');
  await visitor.fill('Current password', PASSWORD);
  await visitor.press('Next');
  await visitor.fill('New email address', email);
  await visitor.press('Save');
  await visitor.isAskedForCode();
  await visitor.enterCode(await newestCode(demo, email));
  await visitor.isAt(/\/settings\/account$/);
  await visitor.reads(email);
  await visitor.follow('Add phone number');
  await visitor.fill('Phone number', phone);
  await visitor.press('Send code');
  await visitor.isAskedForCode();
  await visitor.enterCode(await newestCode(demo, phone));
  await visitor.isAt(/\/settings\/account$/);
  await visitor.reads(phone);
});

test('changes the password', async ({ visitor }) => {
  const email = 'carla.aberg@codes.example';
  await visitor.signsIn('codes', email, PASSWORD);
  await visitor.isSignedIn(email);
  await visitor.open('/settings/security');
  await visitor.follow('Change password');
  await visitor.fill('Current password', PASSWORD);
  await visitor.choosePassword(NEW);
  await visitor.isAt(/\/settings\/security$/);
  await visitor.reads('Your password is saved.');
});

test('accepts an invitation and goes through onboarding', async ({ visitor, demo }) => {
  const [email, phone] = ['new@invited.example', '+12015550161'];
  const invitation = await messageTo(demo, email, "You're invited to ");
  await visitor.open(linkIn(invitation.text, 'invitation'));
  await visitor.press('Continue');
  await visitor.isTitled('Your email address is confirmed');
  const { text } = await messageTo(demo, email, 'Your temporary password for ');
  await visitor.follow('Sign in');
  await visitor.submitPassword(email, quoted(text));
  await visitor.isAt(/\/choose-password$/);
  let since = now();
  await visitor.choosePassword(CHOSEN);
  await visitor.isAskedForCode();
  await visitor.enterCode(await newestCode(demo, email, since));
  await visitor.isAt(/\/welcome$/);
  await visitor.fill('Full name', 'Robin Newman');
  await visitor.press('Continue');
  await visitor.isAt(/\/welcome\/phone$/);
  since = now();
  await visitor.fill('Phone number', phone);
  await visitor.press('Continue');
  await visitor.isAskedForCode();
  await visitor.enterCode(await newestCode(demo, phone, since));
  await visitor.isAt(/\/welcome\/second-step$/);
  await visitor.press('Continue');
  await visitor.isAt(/\/welcome\/done$/);
  await visitor.press('Finish');
  await visitor.isSignedIn(email);
});

test('invites a person and saves a policy as an admin', async ({ visitor, demo }) => {
  const [admin, email, since] = ['admin@invited.example', 'kim@invited.example', now()];
  await visitor.signsIn('invited', admin, PASSWORD);
  await visitor.isAskedForCode();
  await visitor.enterCode(await newestCode(demo, admin, since));
  await visitor.isSignedIn(admin);
  await visitor.open('/admin/people');
  await visitor.follow('Add a person');
  await visitor.fill('Full name', 'Kim New');
  await visitor.fill('Email address', email);
  await visitor.press('Send invitation');
  await visitor.isAt(/\/admin\/invitations/);
  await visitor.reads(email);
  await messageTo(demo, email, "You're invited to Cedar & Co");
  await visitor.open('/admin/policy');
  await visitor.fill('Minimum length', '18');
  await visitor.press('Save policy');
  await visitor.reads('Saved. The policy applies from now on.');
});

test('opens an application behind a proxy, and one with OpenID Connect', async ({ visitor, demo }) => {
  const email = 'ada.aberg@codes.example';
  await visitor.open(`${demo.applicationUrl}/notices?page=2`);
  await visitor.choose('Password');
  await visitor.submitPassword(email, PASSWORD);
  await visitor.isTitled('Noticeboard');
  await visitor.reads(email);
  await visitor.open(`${demo.applicationUrl}/openid`);
  await visitor.isTitled('Library');
  await visitor.reads(email);
});
