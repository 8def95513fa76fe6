// Questions among those who support: in which state they are, who may do what, and what may stay in a text. Pure.
import { type Choice, type Decision, decide } from '../report/rules.ts'
import { type Flag, keyOf, wordOfFlag } from '../report/strip.ts'

export const QUESTION_STATES = ['open', 'answered', 'closed'] as const
export type QuestionState = (typeof QUESTION_STATES)[number]

/** Lengths that a form takes, in UTF-16 units. */
export const LONGEST = { title: 100, words: 1000, answer: 2000, name: 100, what: 300 } as const
/** Days for which an answer can be wanted: usually, and at most. Then the clock closes the question. */
export const WANTED_DAYS = { usual: 30, most: 180 } as const
/** Days after which a closed question goes, with its answers. */
export const BOARD_KEPT_DAYS = 730

export const stateOf = (question: { closed_at: Date | null; answers: number }): QuestionState =>
  question.closed_at ? 'closed' : question.answers > 0 ? 'answered' : 'open'

/** Who acts on the board. `keeps`: keeps it for the city. */
export type Boarder = { municipality: string; account: string; organization: string | null; keeps: boolean }

/** A question is closed by who asked it, or by who keeps the board. */
export const mayClose = (question: { asked_by: string; closed_at: Date | null }, who: Boarder): boolean =>
  question.closed_at === null && (question.asked_by === who.account || who.keeps)

/** What helped, the one who asked knows; nobody helps themselves. */
export const mayThank = (question: { asked_by: string }, answer: { answered_by: string }, who: Boarder): boolean =>
  question.asked_by === who.account && answer.answered_by !== who.account

/** A day until which an answer is wanted: today or later, and not too far off. Days are YYYY-MM-DD. */
export const isWantedDay = (day: string, today: string): boolean =>
  day >= today && day <= Temporal.PlainDate.from(today).add({ days: WANTED_DAYS.most }).toString()

/** Facts of an organisation that the directory does not know yet. All of them public, or not to be written. */
export type Facts = {
  organization: string
  service: string
  what: string
  phone: string
  ward: string | null
  /** Codes of catalogue/needs.json. */
  kinds: string[]
}

/**
 * Why a word may stay although it was flagged: it means no person, everybody knows it, many are like that, it is the
 * organisation's own. What a person agreed to is no reason here: the board tells of nobody.
 */
export const BOARD_REASONS = ['not_person', 'public', 'common', 'organization'] as const

/** The same word of the same kind has one name in the form, wherever it stands: a text may be changed between two looks. */
export const nameOfFlag = (text: string, flag: Flag): string =>
  `${flag.kind}-${Buffer.from(wordOfFlag(text, flag)).toString('base64url')}`

/** Each word once. */
export const eachOnce = (text: string, flags: readonly Flag[]): Flag[] => [
  ...new Map(flags.map((flag) => [nameOfFlag(text, flag), flag])).values(),
]

/** The digits of a telephone number as people write it. */
export const digitsOf = (number: string): string => number.normalize('NFKC').replace(/\D/g, '')

/**
 * Flags that are an organisation's own contact data: a number that the directory knows, a name in it, or what the facts
 * beside the text say.
 * @param known digits of telephone numbers; names as they stand in the text
 */
export const belongsToOrganization = (
  text: string,
  flag: Flag,
  known: { phones: ReadonlySet<string>; names: readonly string[] },
): boolean => {
  const word = wordOfFlag(text, flag)
  if (flag.kind === 'phone') return known.phones.has(digitsOf(word))
  const folded = word.normalize('NFKC')
  return flag.kind === 'organization' && known.names.some((name) => name.normalize('NFKC').includes(folded))
}

export type Look = {
  /** As it was written, or with what was chosen to be replaced. */
  text: string
  flags: Flag[]
  decisions: Decision[]
  /** Names of flags without a choice, or kept without a reason. */
  open: string[]
  changed: boolean
}

/**
 * Carries out what a form says about each flag. While one is open nothing is carried out, so that no choice is lost.
 * @param given fields `f.…` (replace, keep) and `why.…` by `nameOfFlag`
 */
export function look(text: string, flags: readonly Flag[], given: Readonly<Record<string, string>>): Look {
  const choices = new Map<string, Choice>()
  const open = new Set<string>()
  for (const flag of flags) {
    const name = nameOfFlag(text, flag)
    const why = BOARD_REASONS.find((known) => known === given[`why.${name}`])
    const choice = given[`f.${name}`]
    if (choice === 'replace') choices.set(keyOf(flag), { choice })
    else if (choice === 'keep' && why) choices.set(keyOf(flag), { choice, why })
    else open.add(name)
  }
  if (open.size > 0) return { text, flags: [...flags], decisions: [], open: [...open], changed: false }
  const decided = decide(text, flags, [], choices)
  return { ...decided, flags: [...flags], open: [], changed: decided.text !== text }
}
