// The standing SAML 2.0 identity provider of the tests: samlp, which shares no code with us.
//
// Its settings come as JSON in IDP: port, issuer, audience (the portal's entity ID), acs (where its answers go), key,
// cert, portalCert (requests that this one has not signed are refused), people (login name → attributes).
import express from 'express'
import samlp from 'samlp'

const { port, issuer, audience, acs, key, cert, portalCert, people } = JSON.parse(process.env.IDP)

function Profile(person) {
  return {
    getClaims: () => person.attributes,
    getNameIdentifier: () => ({
      nameIdentifier: person.id,
      nameIdentifierFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'
    })
  }
}
Profile.prototype.metadata = []

const text = (value) => String(value ?? '').replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
const app = express()

// Browsers ask for one, and tell of its lack in the console, which tests read.
app.get('/favicon.ico', (_request, response) => response.status(204).end())

app.get('/metadata', samlp.metadata({ issuer, cert, profileMapper: Profile, redirectEndpointPath: '/sso', postEndpointPath: '/sso' }))

// Its own sign-in form: any name that it knows, without a password. How it signs is for tests to choose.
app.get('/sso', (request, response, next) => {
  if (people[request.query.login]) return next()
  const kept = Object.entries(request.query).map(([name, value]) => `<input type="hidden" name="${text(name)}" value="${text(value)}">`)
  response.send(`<!doctype html><title>Acme</title><form>${kept.join('')}
    <label>Login <input name="login"></label><button>Sign in</button></form>`)
})

app.get('/sso', (request, response, next) =>
  samlp.auth({
    issuer,
    cert,
    key,
    signingCert: portalCert,
    audience,
    destination: acs,
    recipient: acs,
    lifetimeInSeconds: 300,
    sessionIndex: '_a-session',
    signAssertion: request.query.signs !== 'response',
    signResponse: request.query.signs !== 'assertion',
    profileMapper: Profile,
    getUserFromRequest: () => people[request.query.login],
    getPostURL: (_audience, _request, _http, done) => done(null, acs)
  })(request, response, next)
)

app.use((error, _request, response, _next) => response.status(400).send(text(error.message)))
app.listen(port, '127.0.0.1', () => console.log('ready'))
