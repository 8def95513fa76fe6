// Tokens that open something. The database holds only their hashes.
import { createHash, randomBytes, randomInt } from 'node:crypto'

/** 192 random bits for a link or a cookie, url-safe. */
export const newToken = (): string => randomBytes(24).toString('base64url')

/** Six digits to type from a mail. Short: limit attempts and time. */
export const newDigits = (): string => String(randomInt(1_000_000)).padStart(6, '0')

/** SHA-256 of a secret, hex. Enough for tokens of full entropy; short codes are bound to their link by `salt`. */
export const hashSecret = (secret: string, salt = ''): string =>
  createHash('sha256').update(`${salt}:${secret}`).digest('hex')
