// The index in memory: which entries hold a term and how much it says of them. Exact after every change.
import type { Analysed } from './analyse.ts'
import { telling } from './lexicon.ts'
import { type Meaning, type Models, meaningOf } from './meaning.ts'

/** Entries of one term. `impact`: saturated BM25 weight of the term there, without the term's rarity. */
type Posting = { docs: Int32Array; impact: Float64Array; rarity: number }

/** Entries with a weight between 0 and 1. */
export type Weighted = { docs: Int32Array; weight: Float64Array }

/** Built from the entries at hand whenever they have changed and someone asks. */
export type Tables = {
  /** True of a plain collection: entries of title and text only, without needs, wordings and wards. */
  plain: boolean
  /** Entries in order of their id, so that a tie is broken in the same way whatever the order they came in. */
  entries: Analysed[]
  terms: Map<string, Posting>
  /** Rarity of a term that no entry holds. */
  unseen: number
  /** need code → entries that name it, with the weight of its place among the entry's needs. */
  needs: Map<string, Weighted>
  /** need code → entries whose wordings speak of it, .75 for one wording, .9 for more. */
  told: Map<string, Weighted>
  /** Number of the family of each entry; numbers count from 0. */
  family: Int32Array
  /** Families that differ by ward. */
  byWard: Set<number>
  wards: Set<string>
  /** Terms of each line as numbers, with the rarity of each number. */
  lines: Int32Array[][]
  numbers: Map<string, number>
  rarities: Float64Array
  /** 1 where the number is that of a synonym group. */
  isGroup: Uint8Array
  /** What the models of the index say of its entries; undefined without models. */
  meaning: Meaning | undefined
}

/** `models` are optional: without them the ranking goes by words, needs and place alone. */
export type Index = { entries: Map<string, Analysed>; tables: Tables | undefined; models?: Models }

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

/** What a need counts by its place in the entry's list, the most fitting first. */
const PLACE_WEIGHT = [1, 0.85, 0.75, 0.6, 0.5, 0.42]

/** An index of the given entries; the same whatever their order. An id given twice: the last one counts. */
export function buildIndex(entries: readonly Analysed[]): Index {
  return { entries: new Map(entries.map((entry) => [entry.id, entry])), tables: undefined }
}

/** Adds an entry, or replaces the one with its id. */
export function put(index: Index, entry: Analysed): void {
  index.entries.set(entry.id, entry)
  index.tables = undefined
}

/** Gives the index word vectors, an encoder, past cases; or takes them away. */
export function equip(index: Index, models: Models | undefined): void {
  index.models = models
  index.tables = undefined
}

/** Removes an entry; one that is not there is no error. */
export function drop(index: Index, id: string): void {
  if (index.entries.delete(id)) index.tables = undefined
}

/** The tables of an index, made at the first question after a change (about 0.2 s for 5,000 entries). */
export function tablesOf(index: Index): Tables {
  index.tables ??= make(
    [...index.entries.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
    index.models,
  )
  return index.tables
}

function make(entries: Analysed[], models: Models | undefined): Tables {
  const { family, byWard, count } = families(entries)
  const plain = entries.every((entry) => entry.needs.length + entry.says.length + entry.wards.length === 0)
  const mean = (of: (entry: Analysed) => number) =>
    Math.max(1, entries.reduce((sum, entry) => sum + of(entry), 0) / Math.max(1, entries.length))
  const average = [mean(({ lengths }) => lengths[0]), mean(({ lengths }) => lengths[1])] as const
  const whole = mean(({ lengths }) => lengths[0] + lengths[1])
  const impactOf = (tf: readonly [number, number], { lengths }: Analysed): number =>
    plain
      ? saturated(tf[0] + tf[1], lengths[0] + lengths[1], whole, PLAIN_B[0]) +
        PLAIN_TITLE * saturated(tf[0], lengths[0], average[0], PLAIN_B[1])
      : saturated(tf[0], lengths[0], average[0], B[0]) + WEAK * saturated(tf[1], lengths[1], average[1], B[1])
  const lists = new Map<string, { docs: number[]; impact: number[] }>()
  for (const [doc, entry] of entries.entries()) {
    for (const [term, tf] of Object.entries(entry.terms)) {
      let list = lists.get(term)
      if (!list) {
        list = { docs: [], impact: [] }
        lists.set(term, list)
      }
      list.docs.push(doc)
      list.impact.push(impactOf(tf, entry))
    }
  }
  const terms = new Map<string, Posting>()
  const numbers = new Map<string, number>()
  const rarities = new Float64Array(lists.size)
  const isGroup = new Uint8Array(lists.size)
  for (const [term, list] of lists) {
    const rarity = telling(term) * rarityOf(list.docs, entries, family, count)
    rarities[numbers.size] = rarity
    isGroup[numbers.size] = term.startsWith('=') ? 1 : 0
    numbers.set(term, numbers.size)
    terms.set(term, { docs: Int32Array.from(list.docs), impact: Float64Array.from(list.impact), rarity })
  }
  const lines = entries.map((entry) =>
    entry.lines.map((line) => Int32Array.from(line.map((term) => numbers.get(term)!).sort((a, b) => a - b))),
  )
  const wards = new Set(entries.flatMap((entry) => entry.wards))
  const unseen = idf(0, count)
  return {
    plain,
    entries,
    terms,
    unseen,
    needs: needsOf(entries),
    told: toldOf(entries),
    family,
    byWard,
    wards,
    lines,
    numbers,
    rarities,
    isGroup,
    meaning: models && meaningOf({ entries, terms, unseen }, models),
  }
}

function saturated(tf: number, length: number, average: number, b: number): number {
  return tf === 0 ? 0 : tf / (tf + K1 * (1 - b + (b * length) / average))
}

/** Robertson–Spärck Jones weight as BM25 uses it, never negative. */
const idf = (holding: number, count: number): number => Math.log(1 + (count - holding + 0.5) / (holding + 0.5))

/**
 * Rarity counts families of advice, not copies: seven wards of one desk are one, and thousands of imported
 * facilities do not make 「介護」 a common word.
 */
function rarityOf(docs: readonly number[], entries: readonly Analysed[], family: Int32Array, count: number): number {
  const seen = new Set<number>()
  for (const doc of docs) if (entries[doc]!.kind !== 'facility') seen.add(family[doc]!)
  return idf(Math.min(count, Math.max(1, seen.size)), count)
}

function families(entries: readonly Analysed[]) {
  const numbers = new Map<string, number>()
  const family = new Int32Array(entries.length)
  const wards = new Map<number, Set<string>>()
  const advice = new Set<number>()
  for (const [doc, entry] of entries.entries()) {
    let number = numbers.get(entry.family)
    if (number === undefined) {
      number = numbers.size
      numbers.set(entry.family, number)
    }
    family[doc] = number
    if (entry.kind !== 'facility') advice.add(number)
    const own = wards.get(number) ?? new Set()
    for (const ward of entry.wards) own.add(ward)
    wards.set(number, own)
  }
  const byWard = new Set([...wards].filter(([, own]) => own.size > 1).map(([number]) => number))
  return { family, byWard, count: Math.max(1, advice.size) }
}

/** Collects weights by code; a group has the greatest weight of its kinds. */
function weighted(entries: readonly Analysed[], codes: (entry: Analysed) => [string, number][]): Map<string, Weighted> {
  const lists = new Map<string, { docs: number[]; weight: number[] }>()
  for (const [doc, entry] of entries.entries()) {
    const weights = new Map<string, number>()
    for (const [code, weight] of codes(entry)) {
      for (const each of [code, code.split('.')[0]!]) weights.set(each, Math.max(weight, weights.get(each) ?? 0))
    }
    for (const [code, weight] of weights) {
      let list = lists.get(code)
      if (!list) {
        list = { docs: [], weight: [] }
        lists.set(code, list)
      }
      list.docs.push(doc)
      list.weight.push(weight)
    }
  }
  return new Map(
    [...lists].map(([code, l]) => [code, { docs: Int32Array.from(l.docs), weight: Float64Array.from(l.weight) }]),
  )
}

const needsOf = (entries: readonly Analysed[]) =>
  weighted(entries, (entry) => entry.needs.map((code, place) => [code, PLACE_WEIGHT[place] ?? 0.3]))

const toldOf = (entries: readonly Analysed[]) =>
  weighted(entries, (entry) => Object.entries(entry.told).map(([code, count]) => [code, count > 1 ? 0.9 : 0.75]))
