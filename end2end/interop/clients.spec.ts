// Each documented client, run as it is documented: a user signs in through it, and it learns who that is.
import { join } from 'node:path';
import { freePort } from '../support/free_port';
import type { Environment } from '../support/portico';
import type { Program } from './program';
import { PACKAGES, PYTHON, type Scene } from './scene';
import { expect, test } from './test';

test('openid-client (npm)', async ({ page, scene }) => {
  await scene.register();
  await scene.serve(['node', scene.write('application.mjs', ['openid-client.mjs'])]);
  await scene.signIn();
  await scene.isSignedIn();
  await page.goto(`${scene.origin}/refresh`);
  await scene.isSignedIn();
  await page.goto(`${scene.origin}/sign-out`);
  await scene.shows('Signed out of this application');
  // The session at Portico goes on, so the user comes back without a question.
  await page.goto(scene.origin);
  await scene.isSignedIn();
  // With it, everything ends: the application cannot refresh.
  await scene.signOut();
  await page.goto(`${scene.origin}/refresh`);
  await scene.shows('That did not work.');
});

test('oauth4webapi (npm)', async ({ scene }) => {
  await scene.register();
  await scene.serve(['node', scene.write('application.mjs', ['oauth4webapi.mjs'])]);
  await scene.signIn();
  await scene.isSignedIn();
  await scene.shows('Access was true, and is false after its end.');
});

test('oidc-client-ts (npm) in a browser', async ({ page, scene }) => {
  await scene.register({ redirectPath: '/', isPublic: true });
  scene.write('index.html', ['oidc-client-ts.html']);
  scene.copy(join(PACKAGES, 'oidc-client-ts/dist/browser/oidc-client-ts.min.js'), 'oidc-client-ts.min.js');
  await scene.serve([PYTHON, '-m', 'http.server', '--bind', '127.0.0.1', String(scene.port)]);
  await scene.signIn();
  // It is public, and at an address where any program can listen.
  await page.getByRole('button', { name: 'Allow' }).click();
  await scene.isSignedIn();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await scene.shows(`Refreshed as ${scene.email}`);
});

test('Authlib (PyPI) with Flask', async ({ scene }) => {
  await scene.register();
  scene.write('application.py', ['authlib_flask.py'], [['SESSION_KEY', 'of an application that lives for seconds']]);
  await scene.serve([PYTHON, '-m', 'flask', '--app', 'application', 'run', '--port', String(scene.port)]);
  await scene.signIn();
  await scene.isSignedIn();
});

test('mozilla-django-oidc (PyPI)', async ({ scene }) => {
  await scene.register({ redirectPath: '/oidc/callback/' });
  scene.write('settings.py', ['surroundings/django_settings.py', 'mozilla_django_oidc.py']);
  scene.write('urls.py', ['surroundings/django_urls.py']);
  const django = (...args: string[]) => [PYTHON, '-m', 'django', ...args, '--settings', 'settings'];
  await scene.run(django('migrate')).succeeds();
  await scene.serve(django('runserver', '--noreload', `127.0.0.1:${scene.port}`));
  await scene.signIn();
  await scene.isSignedIn();
});

test('oauthenticator with JupyterHub (PyPI)', async ({ page, scene }) => {
  await scene.register({ redirectPath: '/hub/oauth_callback' });
  const settings = scene.write('jupyterhub_config.py', ['jupyterhub_config.py', 'surroundings/jupyterhub_config.py'],
    [['HUB_PORT', String(await freePort())], ['PROXY_PORT', String(await freePort())]]);
  await scene.serve([PYTHON, '-m', 'jupyterhub', '--config', settings]);
  await scene.signIn();
  await expect(page).toHaveURL(/\/hub\/home$/);
  await scene.shows(scene.email);
});

test('mod_auth_openidc (Debian)', async ({ scene }) => {
  await scene.register({ redirectPath: '/.openid/callback' });
  scene.write('index.html', ['surroundings/apache.html']);
  const settings = scene.write('apache.conf', ['surroundings/apache.conf', 'apache.conf'],
    [['CERTIFICATE', scene.certFile], ['PASSPHRASE', 'of-a-server-that-lives-for-seconds']]);
  await scene.serve(['/usr/sbin/apache2', '-d', scene.folder, '-f', settings, '-D', 'FOREGROUND']);
  await scene.signIn();
  await scene.isSignedIn();
});

test('oidc-agent (Debian) by a code that its user types', async ({ page, scene }) => {
  await scene.register({ options: ['--device', 'yes', '--offline', 'yes'] });
  const agent = scene.run(...agentOf(scene));
  await page.goto(await agent.prints(/https:\S+\/device\S*(?=\s)/));
  await page.getByLabel('Code on the device').fill(await agent.prints(/(?<=enter the code: )\S+(?=\s)/));
  await page.getByRole('button', { name: 'Continue' }).click();
  await scene.signInHere();
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Go back to your device');
  await hasAccess(agent, scene);
});

test('oidc-agent (Debian) by a browser on its machine', async ({ page, scene }) => {
  const redirectUri = `http://localhost:${await freePort()}`;
  await scene.register({ redirectUri, options: ['--offline', 'yes'] });
  const agent = scene.run(...agentOf(scene, ['--flow=device', `--flow=code --redirect-uri=${redirectUri}`]));
  await scene.signIn(await agent.prints(/https:\S+\/oauth\/authorize\S+(?=\s)/));
  // The agent always asks for consent.
  await page.getByRole('button', { name: 'Allow' }).click();
  await expect(page).toHaveURL((url) => url.origin === redirectUri);
  await hasAccess(agent, scene);
});

/** The command and the environment of oidc-agent, which asks nothing. */
function agentOf(scene: Scene, ...changes: [string, string][]): [string[], Environment] {
  const quietly = `oidc-gen portico --pw-env --prompt=none --confirm-yes --no-url-call --cert-path=${scene.certFile}`;
  const script = scene.write('agent.sh', ['surroundings/agent.sh', 'oidc-agent.sh'],
    [['oidc-gen portico', quietly], ...changes]);
  return [['sh', script], { OIDC_ENCRYPTION_PW: 'for-an-agent-that-lives-for-seconds' }];
}

/** Expects that the agent prints an access token, and that it is its user's. */
async function hasAccess(agent: Program, scene: Scene): Promise<void> {
  const headers = { Authorization: `Bearer ${await agent.prints(/pta_[\w-]{43}(?=\s)/)}` };
  const told = await scene.page.request.get(`${scene.front.url}/oauth/userinfo`, { headers });
  expect(await told.json()).toMatchObject({ email: scene.email });
}
