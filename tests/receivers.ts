// Those whom the outbox sends to, on real sockets: a mail server, LINE, a push service and the browser behind it.
import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { SMTPServer } from 'smtp-server'

type Test = Pick<TestContext, 'after'>

/** A mail server that takes everything, unless `refuse` has a word for a recipient. Port 0: any free one. */
export async function smtpServer(t: Test, refuse: (to: string) => { code: number; text: string } | null = () => null) {
  const received: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => {
      const no = refuse(address)
      done(no ? Object.assign(new Error(no.text), { responseCode: no.code }) : null)
    },
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString())
        done()
      })
    },
  })
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.server.address() as AddressInfo
  t.after(() => new Promise<void>((closed) => server.close(() => closed())))
  return { url: `smtp://127.0.0.1:${port}`, received }
}

export type Request = { path: string; headers: IncomingMessage['headers']; body: Buffer }

/** An HTTP server that keeps what it is asked. */
export async function httpServer(
  t: Test,
  answer: (request: Request) => { status: number; body?: unknown; location?: string },
) {
  const requests: Request[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request = { path: incoming.url!, headers: incoming.headers, body: Buffer.concat(chunks) }
      requests.push(request)
      const { status, body, location } = answer(request)
      const headers = { 'content-type': 'application/json', ...(location ? { location } : {}) }
      outgoing.writeHead(status, headers).end(body ? JSON.stringify(body) : '')
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  t.after(() => {
    server.closeAllConnections()
    return new Promise<void>((closed) => server.close(() => closed()))
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

// ── the browser ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type Browser = { keys: ECDH; auth: Buffer; subscription: { endpoint: string; keys: Record<string, string> } }

/** A browser that subscribed. @param privateKey base64url, to take the place of a known one. */
export function subscribed(endpoint: string, privateKey?: string, auth: Buffer = randomBytes(16)): Browser {
  const keys = createECDH('prime256v1')
  if (privateKey) keys.setPrivateKey(privateKey, 'base64url')
  else keys.generateKeys()
  const p256dh = keys.getPublicKey('base64url')
  return { keys, auth, subscription: { endpoint, keys: { p256dh, auth: auth.toString('base64url') } } }
}

/** What a browser reads in a push: RFC 8291, one record of aes128gcm (RFC 8188). Written apart from who seals. */
export function readPush({ keys, auth }: Browser, body: Buffer): string {
  const [salt, length] = [body.subarray(0, 16), body[20]!]
  const theirs = body.subarray(21, 21 + length)
  const hkdf = (secret: Buffer, salt: Buffer, info: Buffer, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), theirs])
  const secret = hkdf(keys.computeSecret(theirs), auth, info, 32)
  const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const sealed = body.subarray(21 + length)
  const cipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()])
  // The last record ends with 2 and then zeroes.
  return plain.subarray(0, plain.lastIndexOf(2)).toString()
}

/** The claims of a VAPID token, when its signature is that of the key beside it (RFC 8292). */
export function readVapid(authorization: string): { key: string; claims: Record<string, unknown> } | null {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? []
  const [head, claims, signature] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x!, y: y! }, format: 'jwk' })
  const given = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
  const good = verify('sha256', Buffer.from(`${head}.${claims}`), given, Buffer.from(signature ?? '', 'base64url'))
  return good ? { key, claims: JSON.parse(Buffer.from(claims!, 'base64url').toString()) } : null
}

/** A pair of VAPID keys. */
export function vapidKeys() {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  return { publicKey: pair.getPublicKey('base64url'), privateKey: pair.getPrivateKey().toString('base64url') }
}
