// oauth4webapi 3 on Node: each request of the protocol by itself. npm install oauth4webapi
//
// Change https://sign-in.example (Portico's public URL), https://app.example (this application, behind a proxy),
// CLIENT_ID and CLIENT_SECRET. Register the redirect address https://app.example/callback.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import * as oauth from 'oauth4webapi';

const issuer = new URL('https://sign-in.example');
const redirectUri = 'https://app.example/callback';
const client = { client_id: 'CLIENT_ID' };
const authentication = oauth.ClientSecretBasic('CLIENT_SECRET');
const portico = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer));

/** What was sent with each request that is not answered yet. In memory, so it is lost when the program ends. */
const requests = new Map();

async function begin(_request, _url, response) {
  const [id, verifier] = [randomUUID(), oauth.generateRandomCodeVerifier()];
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  requests.set(id, { verifier, state, nonce });
  const address = new URL(portico.authorization_endpoint);
  address.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: 'openid profile email',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  response.writeHead(303, {
    'Location': address.href,
    'Set-Cookie': `request=${id}; HttpOnly; Secure; SameSite=Lax; Path=/callback`,
  });
  response.end();
}

async function finish(request, url, response) {
  const id = /request=([\w-]+)/.exec(request.headers.cookie)?.[1];
  const { verifier, state, nonce } = requests.get(id);
  requests.delete(id);
  const answer = oauth.validateAuthResponse(portico, client, url, state);
  const exchanged = await oauth.authorizationCodeGrantRequest(
    portico, client, authentication, answer, redirectUri, verifier);
  const tokens = await oauth.processAuthorizationCodeResponse(
    portico, client, exchanged, { expectedNonce: nonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(portico, exchanged);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);

  const told = await oauth.userInfoRequest(portico, client, tokens.access_token);
  const { email } = await oauth.processUserInfoResponse(portico, client, sub, told);

  const refreshed = await oauth.processRefreshTokenResponse(portico, client,
    await oauth.refreshTokenGrantRequest(portico, client, authentication, tokens.refresh_token));
  const seen = await oauth.processIntrospectionResponse(portico, client,
    await oauth.introspectionRequest(portico, client, authentication, refreshed.access_token));
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(portico, client, authentication, refreshed.refresh_token));
  const over = await oauth.processIntrospectionResponse(portico, client,
    await oauth.introspectionRequest(portico, client, authentication, refreshed.access_token));

  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`Signed in as ${email}. Access was ${seen.active}, and is ${over.active} after its end.`);
}

createServer(async (request, response) => {
  const url = new URL(request.url, 'https://app.example');
  const page = { '/': begin, '/callback': finish }[url.pathname];
  try {
    await page(request, url, response);
  } catch (failure) {
    console.error(failure);
    response.writeHead(400).end('That did not work. Please sign in again.');
  }
}).listen(8080, '127.0.0.1');
