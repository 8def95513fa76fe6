// What becomes of a report: who may do what with it when, and when it may be sent. Pure.
import { type Flag, type FlagKind, keyOf, replaceFlags } from './strip.ts'

export const REPORT_KINDS = ['report', 'story'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]
export const REPORT_STATES = ['draft', 'sent', 'returned', 'accepted', 'published', 'put_away'] as const
export type ReportState = (typeof REPORT_STATES)[number]

/** Lengths that a form takes, in UTF-16 units. */
export const LONGEST = { title: 100, words: 3000, note: 1000, changed: 300 } as const

/** The writer may still change the words. */
export const isOpen = (state: ReportState): boolean => state === 'draft' || state === 'returned'

export const VERDICTS = ['accepted', 'published', 'returned', 'put_away'] as const
export type Verdict = (typeof VERDICTS)[number]
const REVIEW: Record<ReportState, readonly Verdict[]> = {
  draft: [],
  sent: ['accepted', 'published', 'returned', 'put_away'],
  returned: ['put_away'],
  accepted: ['published', 'returned', 'put_away'],
  // published again: the line about what changed is written anew
  published: ['published', 'put_away'],
  put_away: [],
}
export const verdictsOn = (state: ReportState): readonly Verdict[] => REVIEW[state]

/** Why a word may stay although it was flagged: it means no person, everybody knows it, many are like that, they agreed. */
export const KEEP_REASONS = ['not_person', 'public', 'common', 'agreed'] as const
/** On the board, also: it is the organisation's own. */
export type KeepReason = (typeof KEEP_REASONS)[number] | 'organization'

/** What the writer did about a flag. `at` is where a kept one stands in the text now; the words themselves are not here. */
export type Decision = {
  kind: FlagKind
  decision: 'replaced' | 'kept'
  why?: KeepReason
  at?: [start: number, end: number]
}

const keeps = (decision: Decision, flag: Flag) =>
  decision.decision === 'kept' &&
  decision.kind === flag.kind &&
  decision.at?.[0] === flag.start &&
  decision.at[1] === flag.end

export const keptFor = (flag: Flag, decisions: readonly Decision[]): Decision | undefined =>
  decisions.find((decision) => keeps(decision, flag))

/** Flags about which nothing was decided: while one is left, nothing is sent. */
export const undecided = (flags: readonly Flag[], decisions: readonly Decision[]): Flag[] =>
  flags.filter((flag) => !keptFor(flag, decisions))

export type Choice = { choice: 'replace' } | { choice: 'keep'; why: KeepReason }

/** Carries out what was chosen for each flag (by `keyOf`); flags without a choice stay undecided. */
export function decide(
  text: string,
  flags: readonly Flag[],
  decisions: readonly Decision[],
  choices: ReadonlyMap<string, Choice>,
): { text: string; decisions: Decision[] } {
  const open = undecided(flags, decisions)
  const replaced = open.filter((flag) => choices.get(keyOf(flag))?.choice === 'replace')
  const changed = replaceFlags(text, replaced)
  const move = ([start, end]: [number, number]): [number, number] => [changed.moved(start), changed.moved(end)]
  const kept = open.flatMap((flag): Decision[] => {
    const choice = choices.get(keyOf(flag))
    return choice?.choice === 'keep'
      ? [{ kind: flag.kind, decision: 'kept', why: choice.why, at: move([flag.start, flag.end]) }]
      : []
  })
  return {
    text: changed.text,
    decisions: [
      ...decisions.map((decision) => (decision.at ? { ...decision, at: move(decision.at) } : decision)),
      ...replaced.map(({ kind }): Decision => ({ kind, decision: 'replaced' })),
      ...kept,
    ],
  }
}

/** Title and words are looked through as one text, so that what stands together in both is seen. */
export const joined = (title: string, words: string): string => `${title.replace(/\s+/g, ' ').trim()}\n${words}`
export const parted = (text: string): { title: string; words: string } => {
  const at = text.indexOf('\n')
  return { title: text.slice(0, at), words: text.slice(at + 1) }
}
