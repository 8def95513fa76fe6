// Reading the index: lists of terms, what an entry holds, how much a term tells. Nothing here changes it.
import type { Analysed } from './analyse.ts'
import { analysedOf, type Lean } from './lean.ts'
import type { Word } from './lessons.ts'
import { bytesOfMeaning } from './meaning.ts'
import type { Index, Placed, Tables } from './postings.ts'

/** The list of a term: two cells for each entry, from `start` up to `end`. */
export type Posting = { start: number; end: number; rarity: number }

/** Traits of a term: a synonym group, a word for people or home, a code of needs. */
export const GROUP = 1
export const PERSON = 2
export const CODE = 4

/** Needs that entries name, and needs heard in their wordings, are terms of their own: no text holds such a letter. */
export const NAMED = '\u0001'
export const TOLD = '\u0002'
/** What an entry without needs of its own sounds like, likewise. */
export const SUBJECT = '\u0003'

/** BM25, Robertson & Zaragoza 2009: saturation k1 and length normalisation b per field, and what the weak field counts. */
const K1 = 1.2
const B = [0.4, 0.6] as const
const WEAK = 0.35

/**
 * The same for a plain collection, where both fields are read as one and the title counts once more by half:
 * BM25(title + text) + .5 BM25(title). Length normalisation of the whole and of the title.
 */
const PLAIN_B = [0.75, 0.4] as const
const PLAIN_TITLE = 0.5

/** Robertson–Spärck Jones weight as BM25 uses it, never negative. */
export const idf = (holding: number, count: number): number => Math.log(1 + (count - holding + 0.5) / (holding + 0.5))

/** How much a term tells; undefined stands for one that no entry holds. */
export function rarityOf(index: Tables, number: number | undefined): number {
  if (number === undefined) return index.unseen
  const known = index.idf
  const families = known.length - 1
  const holding = Math.min(families, Math.max(1, index.held[number]!))
  let rarity = known[holding]!
  if (rarity === 0) {
    rarity = idf(holding, families)
    known[holding] = rarity
  }
  return index.traits[number]! & PERSON ? PERSON_TELLS * rarity : rarity
}

/** Words for people and home tell little of which trouble it is. */
export const PERSON_TELLS = 0.4

/** The list of a term; undefined where no entry holds it. */
export function postingOf(tables: Tables, term: string): Posting | undefined {
  const number = tables.numbers.get(term)
  if (number === undefined) return undefined
  const start = tables.start[number]!
  return { start, end: start + 2 * tables.length[number]!, rarity: rarityOf(tables, number) }
}

/** Entries that name a need, or whose wordings speak of it; see weightOf. */
export const needOf = (tables: Tables, code: string, how: 'named' | 'told'): Posting | undefined =>
  postingOf(tables, (how === 'named' ? NAMED : TOLD) + code)

/** What a value in a list of needs counts: its place among the entry's needs, or .75 for one wording, .9 for more. */
export const weightOf = (value: number, how: 'named' | 'told'): number =>
  how === 'named' ? value / 100 : value > 1 ? 0.9 : 0.75

function saturated(tf: number, length: number, average: number, b: number): number {
  return tf === 0 ? 0 : tf / (tf + K1 * (1 - b + (b * length) / average))
}

/** Saturated BM25 weight of a term in an entry, without the term's rarity. `value` as it stands in the list. */
export function impactOf({ plain, average, strong, weak }: Tables, place: number, value: number): number {
  const [first, second] = [value >>> 16, value & 0xffff]
  const [own, rest] = [strong[place]!, weak[place]!]
  if (plain)
    return (
      saturated(first + second, own + rest, average[2], PLAIN_B[0]) +
      PLAIN_TITLE * saturated(first, own, average[0], PLAIN_B[1])
    )
  return saturated(first, own, average[0], B[0]) + WEAK * saturated(second, rest, average[1], B[1])
}

/** sum[entry] += weight × impact, over the entries of a list. */
export function addUp(tables: Tables, { start, end }: Posting, weight: number, sum: Float64Array): void {
  const { cells } = tables.arena
  for (let at = start; at < end; at += 2) {
    const place = cells[at]!
    sum[place]! += weight * impactOf(tables, place, cells[at + 1]!)
  }
}

/** Where a term stands among those of the entry in a block; below 0 where it does not. */
export function find({ arena: { cells } }: Tables, block: number, number: number): number {
  let low = 0
  let high = cells[block]! - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const other = cells[block + 2 + middle]!
    if (other === number) return middle
    if (other < number) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Whether an entry holds a term. */
export function holds(tables: Tables, place: number, term: string): boolean {
  const number = tables.numbers.get(term)
  return number !== undefined && find(tables, tables.entries[place]!.block, number) >= 0
}

/** Says of an entry whether it holds two of these words, or one in its name: one alone in the rest is weak evidence. */
export function firmly(tables: Tables, words: readonly string[]): (place: number) => boolean {
  const numbers = words.flatMap((word) => tables.numbers.get(word) ?? [])
  const { cells, halves } = tables.arena
  return (place) => {
    const { block } = tables.entries[place]!
    const met = numbers.map((number) => find(tables, block, number)).filter((at) => at >= 0)
    if (met.length !== 1) return met.length > 1
    let at = 2 * (block + 2 + 2 * cells[block]!)
    for (let line = halves[at]! - 1; line > 0; line -= 1) at += 1 + halves[at + 1]!
    return halves.subarray(at + 2, at + 2 + halves[at + 1]!).includes(met[0]!)
  }
}

/** Whether entries of a family differ by ward. */
export function differsByWard(tables: Tables, place: number): boolean {
  const wards = new Set<string>()
  for (const member of tables.families[tables.family[place]!]!.members)
    for (const ward of tables.entries[member]!.wards) {
      wards.add(ward)
      if (wards.size > 1) return true
    }
  return false
}

/** What is read of an entry: its title, wordings and reasons. */
export function textsOf({ text, says }: Placed): { title: string; says: string[]; why: string[] } {
  const [title, ...rest] = text.split('\0')
  return { title: title!, says: rest.slice(0, says), why: rest.slice(says) }
}

/** Terms of each wording, then of the title, and of each reason, as numbers. */
function linesAt({ arena: { cells, halves }, entries }: Tables, place: number) {
  const { block } = entries[place]!
  let at = 2 * (block + 2 + 2 * cells[block]!)
  const list = () => {
    const lines: number[][] = []
    const count = halves[at]!
    at += 1
    for (let i = 0; i < count; i += 1) {
      const end = at + 1 + halves[at]!
      const line: number[] = []
      for (at += 1; at < end; at += 1) line.push(cells[block + 2 + halves[at]!]!)
      lines.push(line)
    }
    return lines
  }
  return { lines: list(), reasons: list() }
}

/** Terms of each reason of an entry. */
export const reasonsAt = (tables: Tables, place: number): string[][] =>
  linesAt(tables, place).reasons.map((line) => line.map((number) => tables.spelled[number]!))

/** Plain words of an entry with how often they stand in the two fields; pairs, groups and letters begin with a sign. */
export const wordsAt = (tables: Tables, place: number): Word[] =>
  termsAt(tables, place).flatMap(({ term, value, code }): Word[] =>
    code || /^[+=#]/.test(term) ? [] : [[term, [value >>> 16, value & 0xffff]]],
  )

/** In order of the terms: numbers depend on what came first. */
function termsAt(tables: Tables, place: number) {
  const { cells } = tables.arena
  const { block } = tables.entries[place]!
  const count = cells[block]!
  return Array.from({ length: count }, (_, i) => {
    const number = cells[block + 2 + i]!
    const value = cells[tables.start[number]! + 2 * cells[block + 2 + count + i]! + 1]!
    return { number, term: tables.spelled[number]!, value, code: (tables.traits[number]! & CODE) !== 0 }
  }).sort((a, b) => (a.term < b.term ? -1 : 1))
}

/** All entries as they were analysed, in order of their ids: to learn from. */
export function entriesOf(tables: Tables, version: number): Analysed[] {
  const places = [...tables.places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place)
  return places.map((place) => analysedOf(leanAt(tables, place), version))
}

function leanAt(tables: Tables, place: number): Lean {
  const { text: _t, says: _s, block: _b, room: _r, ...shown } = tables.entries[place]!
  const all = termsAt(tables, place)
  const terms = all.filter(({ code }) => !code)
  const at = new Map(terms.map(({ number }, i) => [number, i]))
  const { lines, reasons } = linesAt(tables, place)
  const placed = (lists: number[][]) => lists.map((line) => line.map((number) => at.get(number)!))
  const codes = (sign: string) =>
    all.flatMap(({ term, value }): [string, number][] =>
      term.startsWith(sign) && term.includes('.') ? [[term.slice(1), value]] : [],
    )
  const subjects = codes(SUBJECT)
  return {
    ...shown,
    ...textsOf(tables.entries[place]!),
    terms: terms.map(({ term }) => term),
    strong: terms.map(({ value }) => value >>> 16),
    weak: terms.map(({ value }) => value & 0xffff),
    lengths: [tables.strong[place]!, tables.weak[place]!],
    lines: placed(lines),
    reasons: placed(reasons),
    told: Object.fromEntries(codes(TOLD)),
    ...(subjects.length > 0 ? { subjects: Object.fromEntries(subjects) } : {}),
  }
}

/** Bytes of an object of an entry with its id and its place in maps; of a term with its place in maps. Measured. */
const ENTRY = 420
const TERM = 110

/** About how many bytes an index takes. */
export function weigh(index: Index): number {
  const { arena, sums } = index
  const arrays = [
    ...[arena.cells, index.strong, index.weak, index.area, index.family, index.idf],
    ...[index.traits, index.held, index.start, index.length, index.room],
  ]
  return (
    arrays.reduce((sum, array) => sum + array.byteLength, 0) +
    ENTRY * index.entries.length +
    TERM * index.spelled.length +
    2 * sums.letters +
    (index.meaning ? bytesOfMeaning(index.meaning) : 0)
  )
}
