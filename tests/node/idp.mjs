// The standing OpenID Connect provider of the tests: oidc-provider, which is certified and shares no code with us.
//
// Its settings come as JSON in IDP: port, clients, people (login name → claims). Any password is the right one.
import Provider from 'oidc-provider'

const { port, clients, people } = JSON.parse(process.env.IDP)
const issuer = `http://127.0.0.1:${port}`

const provider = new Provider(issuer, {
  clients,
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email', 'email_verified'],
    groups: ['groups']
  },
  scopes: ['openid', 'profile', 'email', 'groups'],
  pkce: { required: () => true },
  // As most providers do: what the scopes ask for is in the ID token.
  conformIdTokenClaims: false,
  features: {
    devInteractions: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true }
  },
  findAccount: (_context, login) =>
    people[login] && { accountId: login, claims: () => ({ sub: login, ...people[login] }) },
  // It refuses loopback for what it sends by itself; here everything is on loopback.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  cookies: { keys: ['only for tests'] }
})

provider.listen(port, '127.0.0.1', () => console.log('ready'))
