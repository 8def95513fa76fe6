// What may be learned, and when what was learned may run. Pure.
import { tokyo } from '../../platform/clock.ts'

/** How a need ended at the desk that took it last. `not`: it did not help, or went on elsewhere. */
export type Helped = 'helped' | 'partly' | 'not'

/** What an ending teaches of its desk, as the share of a full answer. What did not help teaches nothing. */
export const TEACHES: Record<Helped, number> = { helped: 1, partly: 0.4, not: 0 }

/** Most words kept of one case. */
export const WORDS_MOST = 24

/** The Monday of the week in Tokyo that an instant lies in: 2026-11-23. No case says more of its time. */
export function weekOf(at: Date): string {
  const day = tokyo(at).toPlainDate()
  return day.subtract({ days: day.dayOfWeek - 1 }).toString()
}

/** The Monday so many weeks before. */
export const weeksBefore = (week: string, weeks: number): string =>
  Temporal.PlainDate.from(week).subtract({ weeks }).toString()

/** How well one way of ranking answers: means over `n` questions. */
export type Score = { hit1: number; hit3: number; ndcg10: number }
/**
 * The same questions, which none had seen, asked of the plain engine, of the engine with word vectors and nothing
 * learned, and of the learned one.
 */
export type Compared = { n: number; plain: Score; vectors: Score; learned: Score }

/**
 * Cross-validated. `wordings`: residents' wordings of the catalogue, held out, must find their own entry. `cases`: past
 * needs, held out, must find the desk that helped. `never`: those of both whose answer no past case had.
 */
export type Scores = {
  folds: number
  wordings: Compared
  cases: Compared
  never: Compared
  partly: Compared
  all: Compared
}

/** Fewer questions than this judge nothing. */
export const JUDGES = 20
/** The least gain of nDCG@10 that is worth a change of what people see. */
export const GAIN = 0.005

/** Why a model was adopted, refused or put away. */
export type Reason =
  | 'better'
  | 'too_little'
  | 'worse_wordings'
  | 'worse_cases'
  | 'worse_never'
  | 'no_gain'
  | 'less_than_running'
  | 'replaced'
  | 'gone_back'

const judged = (part: Compared) => part.n >= JUDGES
/** One question's worth: a difference smaller than that is none. */
const worse = ({ n, plain, vectors, learned }: Compared) =>
  [plain, vectors].some(({ ndcg10, hit3 }) => learned.ndcg10 < ndcg10 - 1 / n || learned.hit3 < hit3 - 1 / n)
const gainOf = ({ plain, vectors, learned }: Compared) => learned.ndcg10 - Math.max(plain.ndcg10, vectors.ndcg10)
/** How far a gain on n questions may lie from another by chance: about one standard error, and GAIN at the least. */
const chanceOf = ({ n }: Compared) => Math.max(GAIN, 0.3 / Math.sqrt(n))

/**
 * Whether a candidate is adopted: on what was held out it must not be worse than the plain engine, nor than word vectors
 * alone, on wordings, on past cases, and for answers that no past case had, by nDCG@10 and by Hit@3; it must be better
 * than both by nDCG@10 on wordings or on cases; and where a model runs, its gain must not be smaller than that of the
 * model by more than chance. (Both gains are cross-validated. The running model itself cannot be asked: it has seen what
 * is held out.)
 */
export function judge(candidate: Scores, running?: Scores): { adopt: boolean; reason: Reason } {
  const no = (reason: Reason) => ({ adopt: false, reason })
  const parts = [candidate.wordings, candidate.cases].filter(judged)
  if (parts.length === 0) return no('too_little')
  for (const name of ['wordings', 'cases', 'never'] as const)
    if (judged(candidate[name]) && worse(candidate[name])) return no(`worse_${name}`)
  if (Math.max(...parts.map(gainOf)) < GAIN) return no('no_gain')
  for (const name of ['wordings', 'cases'] as const) {
    const before = running?.[name]
    if (!before || !judged(before) || !judged(candidate[name])) continue
    if (gainOf(candidate[name]) < gainOf(before) - chanceOf(candidate[name])) return no('less_than_running')
  }
  return { adopt: true, reason: 'better' }
}

/** Full weeks before this one in which it counts what was shown. */
export const SHOWN_WEEKS = 4

/** A training that has given no sign of life for so long, in milliseconds, has died. */
export const SILENT = 90_000
/** How long the page says that an asked-for training waits for its turn, in milliseconds. */
export const WAITS = 600_000

/** True while a training lives. */
export const isLive = (beat: Date | null, now: Date, silent = SILENT): boolean =>
  beat !== null && now.getTime() - beat.getTime() < silent
