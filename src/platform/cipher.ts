// What must not be read from a stolen database: sealed with keys that live outside it.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Keys of 32 bytes by their id; the first seals, all of them open. */
export type Keys = ReadonlyMap<string, Uint8Array>

let ring: Keys = new Map()

/** Sets the keys of this process. */
export const useKeys = (keys: Keys): void => {
  ring = keys
}

/** Keys made from the secret of the installation. */
export const keysFrom = (secret: string): Keys =>
  new Map([['s1', new Uint8Array(hkdfSync('sha256', secret, '', 'musubi cipher', 32))]])

/**
 * Seals a text for one place, e.g. `people.totp/<id>`: moved to another place it does not open.
 * @returns `v1.<key>.<iv>.<data>`
 */
export function sealText(plain: string, place: string): string {
  const [first] = ring
  if (!first) throw new Error('no key to seal with: call useKeys first')
  const [id, key] = first
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place))
  const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `v1.${id}.${iv.toString('base64url')}.${data.toString('base64url')}`
}

/** Opens what `sealText` sealed for the same place. @throws Error when it was changed, moved or its key is gone. */
export function openText(sealed: string, place: string): string {
  const [version, id = '', iv = '', text = ''] = sealed.split('.')
  const key = ring.get(id)
  if (version !== 'v1' || !key) throw new Error('sealed with a key that is not here')
  const data = Buffer.from(text, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url')).setAAD(Buffer.from(place))
  decipher.setAuthTag(data.subarray(-16))
  return Buffer.concat([decipher.update(data.subarray(0, -16)), decipher.final()]).toString('utf8')
}
