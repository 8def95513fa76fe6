// What is written about people is sealed field by field before it reaches the database, with keys that never lie beside it.
// AES-256-GCM, a fresh nonce of 96 random bits each time; the place of a value (table, column, row) is bound to it, so that
// nothing can be moved. A sealed text is `v1.<key>.<base64url of nonce ‖ ciphertext ‖ tag>`; of bytes, the same in bytes.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Keys of 32 bytes by their ids: `current` seals, each of them opens. `lookup` hashes what has to be found again. */
export type KeyRing = { current: string; keys: Readonly<Record<string, Buffer>>; lookup: Buffer }

/** How the id of a key is written: it stands in every value that it seals. */
export const KEY_ID = /^[a-z][a-z0-9_-]{0,30}$/
const SEALED = /^v1\.([a-z][a-z0-9_-]{0,30})\.[A-Za-z0-9_-]{38,}$/
const NONCE = 12
const TAG = 16
/** Milliseconds after which a process asks again which key seals now: another may have added one. */
const FRESH = 1000

let ring: KeyRing | undefined
let hashing: Buffer | undefined
let readAgain: (() => KeyRing | undefined) | undefined
let asked = 0

/**
 * Sets the keys of this process, once at its start.
 * @param again gives the ring as it stands now, or undefined when it is as before: asked now and then, and when a value
 * was sealed with a key that is not known yet.
 */
export function useKeys(given: KeyRing, again?: () => KeyRing | undefined): void {
  ring = given
  hashing = Buffer.from(hkdfSync('sha256', given.lookup, '', 'musubi lookup v1', 32))
  readAgain = again
  asked = performance.now()
}

/** The keys as they are now. */
export function keysNow(fresh = false): KeyRing {
  if (!ring) throw new Error('no keys: call useKeys before anything is sealed or opened')
  if (readAgain && (fresh || performance.now() - asked > FRESH)) {
    const newer = readAgain()
    if (newer) useKeys(newer, readAgain)
    else asked = performance.now()
  }
  return ring
}

/** @throws Error naming the key's id when neither the ring nor its source has it. */
function secretOf(id: string): Buffer {
  const key = keysNow().keys[id] ?? keysNow(true).keys[id]
  if (!key) throw new Error(`sealed with key ${id}, which is not on the ring`)
  return key
}

function close(plain: Buffer, key: Buffer, place: string): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(place))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function reveal(bytes: Buffer, key: Buffer, place: string): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG })
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG))
    return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()])
  } catch {
    throw new Error('a sealed value was changed, or sealed for another place')
  }
}

/**
 * Seals a text for one place: taken to another row or column, it does not open.
 * @param place table, column and row, e.g. `need.item.words:<id>`.
 */
export function sealText(plain: string, place: string): string {
  const { current, keys } = keysNow()
  return `v1.${current}.${close(Buffer.from(plain, 'utf8'), keys[current]!, place).toString('base64url')}`
}

/** @throws Error, without the text, when it is not sealed, was changed, is in another place, or its key is gone. */
export function openText(sealed: string, place: string): string {
  const id = keyOf(sealed)
  if (!id) throw new Error('not a sealed text')
  return reveal(Buffer.from(sealed.slice(id.length + 4), 'base64url'), secretOf(id), place).toString('utf8')
}

/** Seals bytes: `v1.<key>.` stands before them. */
export function sealBytes(plain: Buffer, place: string): Buffer {
  const { current, keys } = keysNow()
  return Buffer.concat([Buffer.from(`v1.${current}.`), close(plain, keys[current]!, place)])
}

/** @throws Error as `openText`. */
export function openBytes(sealed: Buffer, place: string): Buffer {
  const id = keyOfBytes(sealed)
  if (!id) throw new Error('not sealed bytes')
  return reveal(sealed.subarray(id.length + 4), secretOf(id), place)
}

/** Whether a text has the form of a sealed one. */
export const isSealed = (text: string): boolean => SEALED.test(text)

/** The id of the key that sealed a text; null when it is not sealed. */
export const keyOf = (sealed: string): string | null => SEALED.exec(sealed)?.[1] ?? null

/** The id of the key that sealed bytes; null when they are not sealed. */
export const keyOfBytes = (sealed: Buffer): string | null =>
  /^v1\.([a-z][a-z0-9_-]{0,30})\./.exec(sealed.subarray(0, 40).toString('latin1'))?.[1] ?? null

/**
 * The same value in the same column gives the same hash, which tells nothing to who has no key: for finding a row by a
 * mail address. It stays the same when the keys that seal are changed.
 */
export function lookupHash(value: string, place: string): string {
  keysNow()
  return createHmac('sha256', hashing!).update(`${place}\0${value}`).digest('hex')
}
