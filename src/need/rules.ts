// What a need is, and when it is met. Pure.
export const STATES = ['open', 'met', 'unmet', 'withdrawn'] as const
export type NeedState = (typeof STATES)[number]

/**
 * Why nobody answered: nothing fitted, the person said none was right, every desk declined, or it did not help.
 */
export const UNMET_REASONS = ['no_match', 'not_right', 'declined', 'not_helped'] as const
export type UnmetReason = (typeof UNMET_REASONS)[number]

export const CHANNELS = ['web', 'line', 'phone', 'counter', 'paper', 'supporter'] as const
export type Channel = (typeof CHANNELS)[number]
export const RELATIONS = ['self', 'family', 'neighbour', 'supporter'] as const
export type Relation = (typeof RELATIONS)[number]
export type Urgency = 'now' | 'soon' | 'usual'

/** Letters and digits that cannot be mistaken for each other on paper or by ear: no 0/O, 1/I. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/**
 * A receipt number like 7Q4-28M: 30 bits, to be read out on the telephone together with the number that was left.
 * @param chance six integers, each ≥ 0; taken modulo 32.
 */
export function receiptCode(chance: readonly number[]): string {
  const letters = chance.slice(0, 6).map((n) => LETTERS[n % LETTERS.length])
  return `${letters.slice(0, 3).join('')}-${letters.slice(3).join('')}`
}

/** How a person may type it: any width or case, with or without the hyphen. Null when it cannot be one. */
export function readReceiptCode(typed: string): string | null {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
  if (plain.length !== 6 || [...plain].some((letter) => !LETTERS.includes(letter))) return null
  return `${plain.slice(0, 3)}-${plain.slice(3)}`
}

/**
 * What two needs of one person share: the telephone number in digits, else the mail address, folded as they are typed.
 * @returns null without a contact
 */
export function contactOf(reach: { contact_phone: string | null; contact_email: string | null }): string | null {
  const digits = reach.contact_phone
    ?.normalize('NFKC')
    .replace(/^\s*\+81-?0?/, '0')
    .replace(/\D/g, '')
  if (digits) return `tel:${digits}`
  const email = reach.contact_email?.normalize('NFKC').trim().toLowerCase()
  return email ? `mail:${email}` : null
}

const DAY = 24 * 60 * 60 * 1000
/** Days in which needs of one contact are shown beside each other. */
export const SAME_DAYS = 90
/** Days in which the same kind of need from one contact is likely the same need. */
const AGAIN_DAYS = 30

type Asked = { kind: string; state: NeedState; created_at: Date }
/** Whether two needs of one contact look like one that was asked twice: the same kind, close together, neither answered. */
export const looksRepeated = (one: Asked, other: Asked): boolean =>
  one.kind === other.kind &&
  isOpen(one.state) &&
  isOpen(other.state) &&
  Math.abs(one.created_at.getTime() - other.created_at.getTime()) <= AGAIN_DAYS * DAY

/** May a need in this state still change? */
export const isOpen = (state: NeedState): boolean => state === 'open'

/** Days after which words and contact data of a closed need are erased; the count of it stays. */
export const KEPT_DAYS = 365

// ── ways of being told ──────────────────────────────────────────────────────────────────────────────────────────────

export const WAYS = ['push', 'line'] as const
/** A way of being told beside the mail address that a person left. */
export type WayKind = (typeof WAYS)[number]

/** Ways that one need may have: browsers and accounts of the person and their family. */
export const MOST_WAYS = 10

const MINUTE = 60_000
/** Milliseconds in which a code can be sent to the LINE account, and how many codes a need gets in an hour. */
export const LINE_CODE_LASTS = 15 * MINUTE
export const LINE_CODES_PER_HOUR = 5
/** Milliseconds after which what LINE tells is too old to act on, and for which we know that we heard it: longer. */
export const LINE_EVENT_LASTS = 24 * 60 * MINUTE
export const LINE_EVENT_KNOWN = 3 * LINE_EVENT_LASTS

/**
 * A code like 7Q4AB-28MXY: 50 bits.
 * @param chance ten integers, each ≥ 0; taken modulo 32.
 */
export function lineCode(chance: readonly number[]): string {
  const letters = chance.slice(0, 10).map((n) => LETTERS[n % LETTERS.length])
  return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`
}

/** The code in what somebody wrote to the account, in any width or case, also with words around it; null without one. */
export function readLineCode(written: string): string | null {
  const letters = `[${LETTERS}]{5}`
  const found = new RegExp(`(?<![0-9A-Z])(${letters})[\\s‐－-]?(${letters})(?![0-9A-Z])`).exec(
    written.normalize('NFKC').toUpperCase(),
  )
  return found ? `${found[1]}-${found[2]}` : null
}
