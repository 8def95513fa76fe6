// The conversation with another site, by openid-client: authorization code, PKCE, state, nonce, and a signed ID token.
import * as client from 'openid-client'
import type { OidcProvider } from '../../platform/config.ts'
import { tidyName } from './rules.ts'

/** Seconds to wait for the other site, and how long what it says of itself is kept. */
const PATIENCE = 10
const KNOWN_FOR = 60 * 60 * 1000

const known = new Map<string, { since: number; found: Promise<client.Configuration> }>()

async function authOf(provider: OidcProvider): Promise<client.ClientAuth> {
  const { clientKey, clientSecret } = provider
  if (clientKey) {
    const key = await crypto.subtle.importKey('jwk', clientKey as JsonWebKey, algorithmOf(clientKey.alg), false, [
      'sign',
    ])
    return client.PrivateKeyJwt({ key, kid: clientKey.kid as string | undefined })
  }
  return clientSecret ? client.ClientSecretPost(clientSecret) : client.None()
}

const algorithmOf = (alg: string) =>
  alg.startsWith('ES')
    ? { name: 'ECDSA', namedCurve: `P-${alg === 'ES512' ? '521' : alg.slice(2)}` }
    : alg === 'EdDSA'
      ? { name: 'Ed25519' }
      : { name: alg.startsWith('PS') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5', hash: `SHA-${alg.slice(2)}` }

/** What the other site says of itself, asked for once an hour. */
function configurationOf(provider: OidcProvider): Promise<client.Configuration> {
  const key = `${provider.issuer} ${provider.clientId}`
  const before = known.get(key)
  if (before && performance.now() - before.since < KNOWN_FOR) return before.found
  const found = ask(provider)
  known.set(key, { since: performance.now(), found })
  found.catch(() => known.delete(key)) // what failed is asked again
  return found
}

async function ask(provider: OidcProvider): Promise<client.Configuration> {
  const execute: ((config: client.Configuration) => void)[] = []
  // Only for a provider on this very machine (config.ts): a test, a city's own gateway.
  if (provider.issuer.startsWith('http:')) execute.push(client.allowInsecureRequests)
  // A token signed with the shared secret has no public key to check; it came straight from the site over TLS
  // (OpenID Connect Core 3.1.3.7, 6). Every other one is checked against the site's published keys.
  if (provider.idTokenAlg !== 'HS256') execute.push(client.enableNonRepudiationChecks)
  return client.discovery(
    new URL(provider.issuer),
    provider.clientId,
    provider.idTokenAlg ? { id_token_signed_response_alg: provider.idTokenAlg } : undefined,
    await authOf(provider),
    { execute, timeout: PATIENCE },
  )
}

/** The secrets of one sign-in at another site; all but the address stay here. */
export type Visit = { address: string; state: string; held: { nonce: string; verifier: string } }

/** @returns undefined when the other site cannot be reached */
export async function visit(provider: OidcProvider, back: string): Promise<Visit | undefined> {
  const config = await configurationOf(provider).catch(() => undefined)
  if (!config) return undefined
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const { twoFactors } = provider
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: back,
    scope: provider.scopes,
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(Array.isArray(twoFactors) ? { acr_values: twoFactors.join(' ') } : {}),
  })
  return { address: address.href, state, held: { nonce, verifier } }
}

export type Vouched = { issuer: string; subject: string; factors: 1 | 2; name: string | null }

/**
 * Trades the code for what the other site says.
 * @returns undefined when anything about it is not as it has to be: code, state, nonce, signature, audience, time.
 */
export async function vouchedFor(
  provider: OidcProvider,
  address: URL,
  expected: { state: string; nonce: string; verifier: string },
): Promise<Vouched | undefined> {
  try {
    const config = await configurationOf(provider)
    const tokens = await client.authorizationCodeGrant(config, address, {
      pkceCodeVerifier: expected.verifier,
      expectedState: expected.state,
      expectedNonce: expected.nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (!claims || !/^[\x20-\x7e]{1,255}$/.test(claims.sub)) return undefined
    const { twoFactors } = provider
    const two = Array.isArray(twoFactors) ? twoFactors.includes(String(claims.acr ?? '')) : twoFactors
    const name = typeof claims.name === 'string' ? tidyName(claims.name, 50) : ''
    return { issuer: claims.iss, subject: claims.sub, factors: two ? 2 : 1, name: name || null }
  } catch {
    return undefined
  }
}
