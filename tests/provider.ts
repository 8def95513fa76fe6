// A real OpenID Connect provider on this machine: oidc-provider, with people who agree to everything at once.
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { TestContext } from 'node:test'
import { Provider } from 'oidc-provider'

export type LocalProvider = {
  issuer: string
  /** Who signs in there next, and how surely. */
  as: (subject: string, acr?: string) => void
  /**
   * What a browser does there: opens the address, signs in, agrees.
   * @returns where the provider sends the browser back to
   */
  visit: (address: string) => Promise<string>
  stop: () => Promise<void>
}

export const CLIENTS = { city: 'a secret of the city, only in tests', line: 'a secret of the line, only in tests' }
/** A client that signs an assertion instead of sending a secret, as デジタル認証アプリ asks for. */
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = (key: KeyObject) => ({ ...key.export({ format: 'jwk' }), kty: 'EC', alg: 'ES256', kid: 'k1' })
export const CARD_KEY = jwk(pair.privateKey)

/** @param back where browsers may be sent back to, for each client */
export async function startProvider(
  t: Pick<TestContext, 'after'>,
  back: Record<keyof typeof CLIENTS | 'card', string>,
): Promise<LocalProvider> {
  const server: Server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  let login: { accountId: string; acr?: string } = { accountId: 'nobody' }
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'city',
        client_secret: CLIENTS.city,
        redirect_uris: [back.city],
        token_endpoint_auth_method: 'client_secret_post',
      },
      {
        client_id: 'line',
        client_secret: CLIENTS.line,
        redirect_uris: [back.line],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: 'HS256', // as LINE Login does for web sites
      },
      {
        client_id: 'card',
        redirect_uris: [back.card],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        jwks: { keys: [{ ...jwk(pair.publicKey), use: 'sig' }] },
      },
    ],
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'HS256'], clientAuthSigningAlgValues: ['ES256'] },
    acrValues: ['loa2', 'loa3'],
    claims: { openid: ['sub', 'acr'], profile: ['name'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key of the tests'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      // The mail address of somebody who has an account here: it must open nothing.
      claims: () => ({ sub, name: `外の ${sub}`, email: 'sano@example.jp', email_verified: true }),
    }),
    interactions: { url: (_ctx, interaction) => `/agree/${interaction.uid}` },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
  })
  const handle = provider.callback()
  server.on('request', async (request, response) => {
    if (!request.url?.startsWith('/agree/')) return handle(request, response)
    const { prompt, params, grantId } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login') return provider.interactionFinished(request, response, { login })
    const grant = grantId
      ? (await provider.Grant.find(grantId))!
      : new provider.Grant({ accountId: login.accountId, clientId: String(params.client_id) })
    grant.addOIDCScope(String(params.scope))
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  })
  let stopped = false
  const stop = async () => {
    if (stopped) return
    stopped = true
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  t.after(stop)
  return {
    issuer,
    stop,
    as: (accountId, acr) => {
      login = { accountId, acr }
    },
    visit: async (address) => {
      const cookies = new Map<string, string>()
      for (let at = new URL(address), hops = 0; hops < 10; hops += 1) {
        const response = await fetch(at, {
          redirect: 'manual',
          headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        })
        for (const line of response.headers.getSetCookie()) {
          const [name = '', value = ''] = line.split(';')[0]!.split('=')
          cookies.set(name, value)
        }
        const location = response.headers.get('location')
        if (!location) throw new Error(`the provider answered ${response.status}: ${await response.text()}`)
        at = new URL(location, at)
        if (at.origin !== issuer) return at.href
      }
      throw new Error('the provider sends in circles')
    },
  }
}
