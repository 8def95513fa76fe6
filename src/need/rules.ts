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

/** May a need in this state still change? */
export const isOpen = (state: NeedState): boolean => state === 'open'

/** Days after which words and contact data of a closed need are erased; the count of it stays. */
export const KEPT_DAYS = 365
