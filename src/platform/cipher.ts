// What is written about a person is sealed before it reaches the database, with keys that never lie beside it.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

/** Keys by name, the one that seals now, and the one that hashes what must be found again. */
export type KeyRing = { current: string; keys: Readonly<Record<string, Buffer>>; lookup: Buffer }

let ring: KeyRing | undefined

/** Sets the keys, once, when the process starts. */
export const useKeys = (keys: KeyRing): void => {
  ring = keys
}

const held = (): KeyRing => {
  if (!ring) throw new Error('no keys: call useKeys before anything is sealed or opened')
  return ring
}

/**
 * Seals a text for one place: taken to another row or column, it does not open.
 * @param place table, column and id, e.g. `sharing.entry.words:<id>`.
 */
export const sealText = (plain: string, place: string): string =>
  `v1.${held().current}.${sealed(Buffer.from(plain, 'utf8'), place).toString('base64url')}`

/** @throws when it was sealed for another place, or was changed. */
export function openText(text: string, place: string): string {
  const [version, key = '', body = ''] = text.split('.')
  if (version !== 'v1') throw new Error('not a sealed text')
  return unsealed(Buffer.from(body, 'base64url'), key, place).toString('utf8')
}

/** Seals bytes: the name of the key stands before them. */
export function sealBytes(plain: Buffer, place: string): Buffer {
  const name = Buffer.from(held().current, 'utf8')
  return Buffer.concat([Buffer.from([1, name.length]), name, sealed(plain, place)])
}

/** @throws when they were sealed for another place, or were changed. */
export function openBytes(bytes: Buffer, place: string): Buffer {
  const length = bytes[1] ?? 0
  if (bytes[0] !== 1) throw new Error('not sealed bytes')
  return unsealed(bytes.subarray(2 + length), bytes.subarray(2, 2 + length).toString('utf8'), place)
}

/** The same value gives the same hash in the same place, and tells nothing to who has no key. */
export const lookupHash = (value: string, place: string): string =>
  createHmac('sha256', held().lookup).update(`${place}\0${value}`).digest('hex')

function sealed(plain: Buffer, place: string): Buffer {
  const { keys, current } = held()
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keys[current]!, nonce).setAAD(Buffer.from(place, 'utf8'))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function unsealed(bytes: Buffer, key: string, place: string): Buffer {
  const secret = held().keys[key]
  if (!secret) throw new Error('sealed with a key that is not on the ring')
  const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, 12))
    .setAAD(Buffer.from(place, 'utf8'))
    .setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
}
