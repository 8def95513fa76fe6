// A passkey in software: what a telephone does, by node:crypto, with knobs to do it wrongly.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'

type Bytes = Buffer
const sha256 = (bytes: Bytes | string) => createHash('sha256').update(bytes).digest()
const b64 = (bytes: Bytes) => bytes.toString('base64url')

/** As much of CBOR (RFC 8949) as an attestation without a statement needs. */
function cbor(value: unknown): Bytes {
  const head = (major: number, n: number) =>
    n < 24
      ? Buffer.from([(major << 5) | n])
      : n < 256
        ? Buffer.from([(major << 5) | 24, n])
        : Buffer.from([(major << 5) | 25, n >> 8, n & 255])
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  const entries = [...(value as Map<unknown, unknown>)]
  return Buffer.concat([head(5, entries.length), ...entries.flatMap(([key, one]) => [cbor(key), cbor(one)])])
}

export type Knobs = {
  origin?: string
  /** The name that the passkey is bound to. */
  site?: string
  challenge?: string
  /** Whether the device asked for finger, face or PIN. */
  verified?: boolean
  counter?: number
  /** Signs something else than what is sent. */
  forged?: boolean
  handle?: string
}

export function newAuthenticator(origin: string, site: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  let counter = 0
  let handle = ''
  const clientData = (type: string, challenge: string, knobs: Knobs) =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: knobs.challenge ?? challenge,
        origin: knobs.origin ?? origin,
        crossOrigin: false,
      }),
    )
  const authData = (knobs: Knobs, attested?: Bytes) => {
    counter += 1
    const flags = 0x01 | (knobs.verified === false ? 0 : 0x04) | (attested ? 0x40 : 0)
    const count = Buffer.alloc(4)
    count.writeUInt32BE(knobs.counter ?? counter)
    return Buffer.concat([sha256(knobs.site ?? site), Buffer.from([flags]), count, attested ?? Buffer.alloc(0)])
  }
  return {
    id: b64(id),
    register(options: { challenge: string; user: { id: string } }, knobs: Knobs = {}): RegistrationResponseJSON {
      handle = options.user.id
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
      const cose = new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ])
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, cbor(cose)])
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData(knobs, attested)],
      ])
      return {
        id: b64(id),
        rawId: b64(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: b64(clientData('webauthn.create', options.challenge, knobs)),
          attestationObject: b64(cbor(attestation)),
          transports: ['internal'],
        },
      }
    },
    sign(options: { challenge: string }, knobs: Knobs = {}): AuthenticationResponseJSON {
      const data = clientData('webauthn.get', options.challenge, knobs)
      const auth = authData(knobs)
      const signed = Buffer.concat([auth, sha256(knobs.forged ? `${data}.` : data)])
      return {
        id: b64(id),
        rawId: b64(id),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: b64(data),
          authenticatorData: b64(auth),
          signature: b64(sign('sha256', signed, privateKey)),
          userHandle: knobs.handle ?? handle,
        },
      }
    },
  }
}
