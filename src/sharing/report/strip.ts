// Takes the person out of a text: finds what could lead to somebody, and proposes other words. Pure: the same text with
// the same surroundings gives the same flags. It cannot find everything; a miss is worse than a flag too many.
import { findCodes } from './strip-codes.ts'
import { findKnown, findNames } from './strip-names.ts'
import { findPlaces } from './strip-places.ts'
import { findCombination, findRare, type Part } from './strip-rare.ts'

/** What a flag is about, the surest first: where two overlap, the first takes the whole stretch. */
export const FLAG_KINDS = [
  'known',
  'mail',
  'phone',
  'number',
  'birth',
  'date',
  'postal',
  'address',
  'organization',
  'name',
  'place',
  'age',
  'rare',
  'combination',
] as const
export type FlagKind = (typeof FLAG_KINDS)[number]

/** A stretch of the text as given, in UTF-16 offsets, and what could stand there instead ('' when it can go). */
export type Span = { start: number; end: number; substitute: string }
/** Of a combination, `parts` says what stands together, and `alike` how many needs of its kind the ward had in a year. */
export type Flag = Span & { kind: FlagKind; parts?: readonly Part[]; alike?: number | null }

export type Known = { name: string; kana?: string | null; as: 'person' | 'family' | 'team' }
/** What stands around a text: who it may be about, and where it was written. */
export type Around = {
  known: readonly Known[]
  /** 川崎市, 神奈川県 */
  municipality: { name: string; prefecture: string }
  wards: readonly string[]
  towns: readonly string[]
  /** Names of organisations and their services in the directory, without those of public offices. */
  organizations: readonly string[]
  /** Needs of this kind in the last year, by ward; empty when the topic is not known. */
  alike: Readonly<Record<string, number>>
  /** The ward that will be told with the text, if any. */
  ward: string | null
  /** The year now, to turn a year of birth into an age. */
  year: number
}

/** Under so many needs of one kind in one ward, the ward itself could lead to somebody. */
export const FEW = 5

/** Everything in a text that could lead to somebody, in order; no two overlap but a combination with its parts. */
export function strip(text: string, around: Around): Flag[] {
  const known = findKnown(text, around)
  const places = findPlaces(text, around)
  const found: Flag[] = [
    ...known,
    ...findCodes(text, around.year),
    ...places,
    ...findNames(text, known, places, around),
    ...findRare(text),
  ]
  const flags = apart(found)
  const combination = findCombination(text, flags, around)
  return combination ? [...flags, combination] : flags
}

const rank = (flag: Flag) => FLAG_KINDS.indexOf(flag.kind)

/** Overlapping flags become one that covers both, named by the surer kind. */
function apart(flags: readonly Flag[]): Flag[] {
  const result: Flag[] = []
  const inOrder = flags
    .filter((flag) => flag.end > flag.start)
    .sort((a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b))
  for (const flag of inOrder) {
    const last = result.at(-1)
    if (!last || flag.start >= last.end) {
      result.push({ ...flag })
      continue
    }
    const surer = rank(flag) < rank(last) ? flag : last
    result[result.length - 1] = { ...surer, start: last.start, end: Math.max(last.end, flag.end) }
  }
  return result
}

/** Flags by where they stand and what they are: the name of a decision in a form. */
export const keyOf = (flag: Pick<Flag, 'kind' | 'start' | 'end'>): string => `${flag.kind}-${flag.start}-${flag.end}`

/** What a flag is about, in the reader's words. */
export const wordOfFlag = (text: string, flag: Flag): string =>
  flag.parts ? flag.parts.map(({ start, end }) => text.slice(start, end)).join('・') : text.slice(flag.start, flag.end)

/**
 * The text with the chosen flags replaced.
 * @returns it, and where a place of the old text stands in the new one.
 */
export function replaceFlags(text: string, chosen: readonly Flag[]): { text: string; moved: (at: number) => number } {
  const simple = chosen.filter((flag) => flag.kind !== 'combination')
  const parts = chosen
    .flatMap((flag) => flag.parts ?? [])
    .filter((part) => part.replace && !simple.some((flag) => part.start < flag.end && flag.start < part.end))
  const spans: Span[] = [...simple, ...parts].sort((a, b) => a.start - b.start)
  let result = ''
  let at = 0
  for (const { start, end, substitute } of spans) {
    result += text.slice(at, start) + substitute
    at = end
  }
  const moved = (place: number) => {
    let shift = 0
    for (const { start, end, substitute } of spans) {
      if (end <= place) shift += substitute.length - (end - start)
      else if (start < place) shift += Math.min(0, substitute.length - (place - start))
    }
    return place + shift
  }
  return { text: result + text.slice(at), moved }
}
