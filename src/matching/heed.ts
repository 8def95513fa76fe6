// Danger, heeded in degrees: what rules and learned hearing agree on stands first on the page; what only one of them suspects
// is asked after gently. Rules (safety.ts) know words; hearing knows wordings, but is unsure of each.
import { speakersFor } from './hearing.ts'
import { type Heard, heardOf, type Learned } from './hearing-file.ts'
import { wordsAt } from './phrases.ts'
import { type Danger, type DangerKind, dangers } from './safety.ts'

/** `dangers` are told first and large; `care` is a kind of danger to ask after, with the lines that would help. */
export type Heeded = { dangers: Danger[]; care: Pick<Danger, 'kind' | 'lines'> | undefined }

/**
 * A danger no rule knows is told from SURE on; one of a rule, unless hearing holds it for less likely than UNLIKELY, and for
 * danger of this moment than NEARLY_NO (「推しが尊すぎて心臓止まるかと思った」): then it is asked after.
 */
const SURE = 0.95
const UNLIKELY = 0.07
const NEARLY_NO = 0.05
/** From this probability on it is asked after. Chosen by `npm run hearing -- --folds 4`: see docs/matching.md. */
const SUSPECT = 0.15

/**
 * The dangers a text speaks of, and what to ask after where they are doubtful. Without the learned file: what the rules say.
 * Danger of this moment that a rule hears is told or asked after, always.
 */
export function heed(text: string, { reading, learned }: Heard): Heeded {
  const known = dangers(text)
  if (!learned) return { dangers: known, care: undefined }
  const { hearing, sounded, danger: likely } = learned
  const kinds = hearing.classes.danger
  const p = 1 - likely[0]!
  const told = known.filter((one) => p >= (one.level === 'now' ? NEARLY_NO : UNLIKELY) || spokenOut(text, one))
  if (told.length > 0) return { dangers: told, care: undefined }
  const column = likely.indexOf(Math.max(...likely.subarray(1)), 1)
  const kind = kinds[column] as DangerKind
  const now = learned.now >= 0.5
  const { lines, needs } = helpFor(kind, now, learned)
  if (p >= SURE) {
    const words = wordsAt(reading, speakersFor(hearing, sounded, learned, 'danger', column)).slice(0, 5)
    return { dangers: [{ kind, level: now ? 'now' : 'risk', words, lines, needs }], care: undefined }
  }
  if (known[0]) return { dangers: [], care: { kind: known[0].kind, lines: known[0].lines } }
  const suspected = suspectedBy(learned)
  return { dangers: [], care: suspected && { kind: suspected, lines: helpFor(suspected, now, learned).lines } }
}

const likelihood = (need: string | undefined, { hearing, needs }: Learned): number =>
  need ? needs[hearing.classes.needs.indexOf(need)]! : 0

/**
 * What both models suspect together, danger and the needs that only danger has: the likeliest kind, from SUSPECT on by
 * 1 − (1 − danger)(1 − need). Each hears some that the other misses.
 */
function suspectedBy(learned: Learned): DangerKind | undefined {
  const { hearing, danger } = learned
  const kinds = (Object.keys(HELP) as DangerKind[]).map((kind) => {
    const grave = kind === 'medical' ? 0 : Math.max(...HELP[kind].map(({ need }) => likelihood(need, learned)))
    return { kind, grave, sum: grave + danger[hearing.classes.danger.indexOf(kind)]! }
  })
  const [best] = kinds.sort((a, b) => b.sum - a.sum)
  return best && 1 - danger[0]! * (1 - best.grave) >= SUSPECT ? best.kind : undefined
}

/** In a long story a single sentence is drowned: there the sentence with the rule's words is heard alone. */
function spokenOut(text: string, { words }: Danger): boolean {
  const sentences = text.split(/(?<=[。！？!?\n])/)
  if (sentences.length < 2) return false
  return sentences.some((sentence) => {
    if (!words.some((word) => sentence.includes(word))) return false
    const { learned } = heardOf(sentence)
    return learned !== undefined && 1 - learned.danger[0]! >= UNLIKELY
  })
}

/** Whom a kind of danger is for, where no rule says it: of several needs, the likeliest. */
const HELP: Record<DangerKind, readonly { need: string | undefined; now: string[]; risk: string[] }[]> = {
  suicide: [{ need: 'mind.suicide', now: ['119', '110', 'suicide'], risk: ['suicide'] }],
  violence: [
    { need: 'safe.partner', now: ['110', 'dv'], risk: ['dv', '110'] },
    { need: 'safe.crime', now: ['110', 'police'], risk: ['police', '110'] },
  ],
  abuse: [
    { need: 'safe.child', now: ['110', 'child'], risk: ['child'] },
    { need: 'safe.elder', now: ['110', 'elder'], risk: ['elder', '110'] },
    { need: 'safe.disabled', now: ['110', 'disabled'], risk: ['disabled', '110'] },
  ],
  sexual: [{ need: 'safe.sexual', now: ['110', 'sexual'], risk: ['sexual', '110'] }],
  fire: [{ need: undefined, now: ['119'], risk: ['119'] }],
  medical: [{ need: 'medical.find', now: ['119'], risk: ['7119'] }],
}

function helpFor(kind: DangerKind, now: boolean, learned: Learned) {
  const [best] = [...HELP[kind]].sort((a, b) => likelihood(b.need, learned) - likelihood(a.need, learned))
  return { lines: now ? best!.now : best!.risk, needs: best!.need ? [best!.need] : [] }
}
