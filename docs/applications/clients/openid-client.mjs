// openid-client 6 on Node: signs in, refreshes, signs out. npm install openid-client
//
// Change https://sign-in.example (Portico's public URL), https://app.example (this application, behind a proxy),
// CLIENT_ID and CLIENT_SECRET. Register the redirect address https://app.example/callback.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import * as client from 'openid-client';

// Without ClientSecretBasic, openid-client puts the secret into the form, which Portico refuses unless it is set so.
const portico = await client.discovery(
  new URL('https://sign-in.example'), 'CLIENT_ID', undefined, client.ClientSecretBasic('CLIENT_SECRET'),
  { execute: [client.enableNonRepudiationChecks] },
);

/** What the server knows of each browser. In memory, so it is lost when the program ends. */
const sessions = new Map();

const pages = {
  async '/'(session) {
    if (!session?.tokens) {
      return { location: '/sign-in' };
    }
    const { sub } = session.tokens.claims();
    const { email } = await client.fetchUserInfo(portico, session.tokens.access_token, sub);
    return { text: `Signed in as ${email}` };
  },

  async '/sign-in'() {
    const begun = {
      pkceCodeVerifier: client.randomPKCECodeVerifier(),
      expectedState: client.randomState(),
      expectedNonce: client.randomNonce(),
    };
    const id = randomUUID();
    sessions.set(id, { begun });
    const location = client.buildAuthorizationUrl(portico, {
      redirect_uri: 'https://app.example/callback',
      scope: 'openid profile email',
      state: begun.expectedState,
      nonce: begun.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(begun.pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    return { location: location.href, cookie: `session=${id}; HttpOnly; Secure; SameSite=Lax; Path=/` };
  },

  async '/callback'(session, url) {
    session.tokens = await client.authorizationCodeGrant(portico, url, { ...session.begun, idTokenExpected: true });
    return { location: '/' };
  },

  async '/refresh'(session) {
    session.tokens = await client.refreshTokenGrant(portico, session.tokens.refresh_token);
    return { location: '/' };
  },

  async '/sign-out'(session) {
    await client.tokenRevocation(portico, session.tokens.refresh_token);
    session.tokens = undefined;
    return { text: 'Signed out of this application' };
  },
};

createServer(async (request, response) => {
  const url = new URL(request.url, 'https://app.example');
  const session = sessions.get(/session=([\w-]+)/.exec(request.headers.cookie)?.[1]);
  try {
    const { location, cookie, text } = await pages[url.pathname](session, url);
    const headers = { 'Content-Type': 'text/plain; charset=utf-8', ...(cookie && { 'Set-Cookie': cookie }) };
    response.writeHead(location ? 303 : 200, { ...headers, ...(location && { Location: location }) });
    response.end(text);
  } catch (failure) {
    console.error(failure);
    response.writeHead(400).end('That did not work. Please sign in again.');
  }
}).listen(8080, '127.0.0.1');
