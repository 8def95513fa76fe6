// Field encryption: what is sealed leaves the service as text that means nothing without the key ring.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Keys by their short names; `current` seals, every one of them opens. Each is 32 bytes. */
export type KeyRing = { current: string; keys: Readonly<Record<string, Buffer>> }

let ring: KeyRing | undefined

/** Says once, at the start of the process, which keys there are. */
export const useKeys = (given: KeyRing): void => {
  ring = given
}

/** A ring of one key, made from the secret of the installation. */
export const ringFrom = (secret: string): KeyRing => ({
  current: 'k1',
  keys: { k1: Buffer.from(hkdfSync('sha256', secret, '', 'musubi fields', 32)) },
})

const held = (): KeyRing => {
  if (!ring) throw new Error('no keys: call useKeys at the start')
  return ring
}

const keyOf = (id: string): Buffer => {
  const key = held().keys[id]
  if (!key) throw new Error(`key ${id} is not in the ring`)
  return key
}

/** Seals bytes for one place: moved to another row or column, they no longer open. */
export function sealBytes(plain: Buffer, place: string): Buffer {
  const { current } = held()
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(current), nonce).setAAD(Buffer.from(place))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Buffer.from(`v1.${current}.`), nonce, cipher.getAuthTag(), body])
}

/** @throws Error when the bytes were changed, moved, or sealed with a key that is not in the ring. */
export function openBytes(sealed: Buffer, place: string): Buffer {
  const head = /^v1\.([\w-]+)\./.exec(sealed.subarray(0, 40).toString('latin1'))
  if (!head) throw new Error('not sealed')
  const rest = sealed.subarray(head[0].length)
  const decipher = createDecipheriv('aes-256-gcm', keyOf(head[1]!), rest.subarray(0, 12))
  decipher.setAAD(Buffer.from(place)).setAuthTag(rest.subarray(12, 28))
  return Buffer.concat([decipher.update(rest.subarray(28)), decipher.final()])
}

/** `v1.<key>.<base64url>` */
export function sealText(plain: string, place: string): string {
  const { current } = held()
  const bytes = sealBytes(Buffer.from(plain), place).subarray(`v1.${current}.`.length)
  return `v1.${current}.${bytes.toString('base64url')}`
}

export function openText(sealed: string, place: string): string {
  const [version = '', id = '', body = ''] = sealed.split('.')
  return openBytes(Buffer.concat([Buffer.from(`${version}.${id}.`), Buffer.from(body, 'base64url')]), place).toString()
}

/** The same value gives the same text, so that it can be looked up without being kept. */
export const lookupHash = (value: string, place: string): string =>
  createHmac('sha256', keyOf(held().current)).update(`${place}:${value}`).digest('hex')
