// An OpenID provider that we did not write, for `dev/test --oidc`: certified and strict. Its settings
// come from the environment: PORT, CLIENT_ID, CLIENT_SECRET, REDIRECT.
//
// Whoever `login_hint` names is signed in without a form, and consents without one. State is in
// memory, and so is the key, which is made anew at each start.

import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const { PORT, CLIENT_ID, CLIENT_SECRET, REDIRECT } = process.env;

const people = {
  'buyer@example.com': { email_verified: true, name: 'Test Buyer' },
  'unverified@example.com': { email_verified: false, name: 'Unverified' },
};

const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const jwk = { ...key.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'made-at-start' };

const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [{
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
    redirect_uris: [REDIRECT],
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  jwks: { keys: [jwk] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false, // claims in the id token, as Google has them
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ['for this run alone'] },
  pkce: { required: () => true },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  async findAccount(_context, email) {
    const person = people[email];
    return person && { accountId: email, claims: () => ({ sub: email, email, ...person }) };
  },
  async loadExistingGrant(context) {
    const { client, session, provider: here } = context.oidc;
    const grant = new here.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

const answer = provider.callback();
const server = createServer(async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return answer(request, response);
  try {
    const { params } = await provider.interactionDetails(request, response);
    const accountId = params.login_hint in people ? params.login_hint : 'buyer@example.com';
    await provider.interactionFinished(request, response, { login: { accountId } });
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
});
server.listen(Number(PORT), '127.0.0.1');
