// What is shown of an answer, and what makes a question, a place or a telephone number acceptable. Pure.
import type { Answer, Facts, Question } from '../matching/index.ts'

/** What was answered, kept with the conversation so that a page can be opened again and learnt from. */
export type Shown = Pick<Answer, 'safety' | 'care' | 'needs' | 'results' | 'close'> & {
  question: Question | null
  /** What was known of the person; answers of before there were facts have none. */
  facts?: Facts
}

export const LONGEST = 2000
export const FIRST = 3
export const AT_MOST = 8
/** Days a conversation without a hand-over is kept. */
export const KEPT_DAYS = 30
/** The consent text a person agrees to; raise it when the text changes. */
export const CONSENT_VERSION = '2026-11-28'

/** Plain text as people mean it: one Unicode form, no control characters, no space at the ends. */
export const tidyWords = (text: string): string =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')
    .trim()

/**
 * A Japanese telephone number in digits and hyphens as typed, full width folded.
 * @returns null when it cannot be one: 11 digits for mobile and IP phones (050 to 090), else 10; or +81.
 */
export function readPhone(typed: string): string | null {
  const folded = typed
    .normalize('NFKC')
    .replace(/[\s()（）]/g, '')
    .replace(/[ー－―‐−–—]/g, '-')
    .replace(/^\+81-?0?/, '0')
  const digits = folded.replace(/-/g, '')
  return /^0([5-9]0\d{8}|(?![5-9]0)\d{9})$/.test(digits) && /^[\d-]+$/.test(folded) ? folded.replace(/-+/g, '-') : null
}

/** The needs a conversation is about: chosen from the menu first, then recognised in the words. */
export const kindsOfAnswer = (chosen: readonly string[], shown: Pick<Shown, 'needs'>): string[] => [
  ...new Set([...chosen, ...shown.needs.map((need) => need.code)]),
]
