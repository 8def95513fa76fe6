// What the encoder learns from: the entries and past cases as lists of word numbers, with a vector for each word.
import type { Analysed } from './analyse.ts'

/** A dictionary vector of a word, of length `dims` and norm 1; undefined for a word the dictionary does not know. */
export type Lookup = { dims: number; of: (word: string) => Float32Array | undefined }

/** A question answered before. `targets`: id of an entry → 1 for what resolved it, about .4 for what helped in part. */
export type Case = { words: readonly string[]; targets: Readonly<Record<string, number>> }

/** Bags of words one after another: bag i holds the places start[i] … start[i + 1] of `word` and `weight`. */
export type Bags = { start: Int32Array; word: Int32Array; weight: Float32Array }

export type Lessons = {
  words: string[]
  /** I(w) = ln(1 + (N − df + .5) / (df + .5)), the rarity of each word among the entries. */
  rarity: Float32Array
  unseen: number
  dims: number
  /** words × dims; zero for a word the dictionary does not know. */
  vectors: Float32Array
  entries: number
  title: Bags
  body: Bags
  /** Title and body read as one. */
  whole: Bags
  /** Wordings and title of each entry as bags of their own; entry i has the lines lineStart[i] … lineStart[i + 1]. */
  lines: Bags
  lineStart: Int32Array
  /** Past cases, and of each the entries that answered it with their share of 1. */
  cases: Bags
  targets: Bags
}

/** Weight of a word that stands tf times in a text, before its rarity. */
export const saturation = (tf: number): number => Math.min(1 + Math.log(tf), 2.5)

/** Plain words of an entry's terms; pairs, groups and letters begin with a sign of their own. */
const isWord = (term: string): boolean => !/^[+=#]/.test(term)

/** A word of an entry with how often it stands in title and wordings, and in the body. */
export type Word = readonly [word: string, tf: readonly [strong: number, weak: number]]

/** The words of an entry with how often they stand in title and wordings, and in the body. */
export const wordsOf = ({ terms }: Analysed): Word[] => Object.entries(terms).filter(([term]) => isWord(term))

type Growing = { start: number[]; word: number[]; weight: number[] }
const growing = (): Growing => ({ start: [0], word: [], weight: [] })
const bagsOf = (bags: Growing): Bags => ({
  start: Int32Array.from(bags.start),
  word: Int32Array.from(bags.word),
  weight: Float32Array.from(bags.weight),
})

/** A title is learned from in its absence through this many words of the body. */
const STAND_IN = 8

/** Most words that get a vector of their own to learn; in a larger vocabulary those of one entry only are left out. */
const WORDS_MOST = 40_000

/**
 * Makes the lessons. Copies of an entry (one for each ward) are one lesson. Words of cases join the vocabulary, so that
 * residents' words which no entry holds can be learned too.
 */
export function lessonsOf(analysed: readonly Analysed[], lookup: Lookup, cases: readonly Case[] = []): Lessons {
  const families = new Map<string, number>()
  const entries: Analysed[] = []
  const place = new Map<string, number>()
  for (const entry of [...analysed].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    let at = families.get(entry.family)
    if (at === undefined) {
      at = entries.length
      families.set(entry.family, at)
      entries.push(entry)
    }
    place.set(entry.id, at)
  }
  const held = new Map<string, number>()
  const texts = entries.map(wordsOf)
  for (const text of texts) for (const [word] of text) held.set(word, (held.get(word) ?? 0) + 1)
  const least = held.size > WORDS_MOST ? 2 : 1
  for (const one of cases) for (const word of one.words) if (!held.has(word)) held.set(word, 0)
  const words = [...held].filter(([, df]) => df === 0 || df >= least).map(([word]) => word)
  const number = new Map(words.map((word, i) => [word, i]))
  const idf = (df: number) => Math.log(1 + (entries.length - df + 0.5) / (df + 0.5))
  const rarity = Float32Array.from(words, (word) => idf(held.get(word)!))
  const vectors = new Float32Array(words.length * lookup.dims)
  for (const [i, word] of words.entries()) {
    const vector = lookup.of(word)
    if (vector) for (let k = 0; k < lookup.dims; k += 1) vectors[i * lookup.dims + k] = vector[k]!
  }
  const close = (bags: Growing) => bags.start.push(bags.word.length)
  const add = (bags: Growing, word: string, tf: number) => {
    const at = number.get(word)
    if (at === undefined || tf === 0) return
    bags.word.push(at)
    bags.weight.push(saturation(tf) * rarity[at]!)
  }
  const [title, body, whole, lines, asked, targets] = Array.from({ length: 6 }, growing) as [
    Growing,
    Growing,
    Growing,
    Growing,
    Growing,
    Growing,
  ]
  const lineStart = [0]
  for (const [i, entry] of entries.entries()) {
    for (const [word, [strong, weak]] of texts[i]!) {
      add(title, word, strong)
      add(body, word, weak)
      add(whole, word, strong + weak)
    }
    for (const bags of [title, body, whole]) close(bags)
    for (const line of entry.lines) {
      const before = lines.word.length
      for (const word of line.filter(isWord)) add(lines, word, 1)
      if (lines.word.length > before) close(lines)
    }
    lineStart.push(lines.start.length - 1)
  }
  for (const one of cases) {
    const known = new Map<number, number>()
    for (const [id, share] of Object.entries(one.targets)) {
      const at = place.get(id)
      if (at !== undefined && share > 0) known.set(at, Math.max(share, known.get(at) ?? 0))
    }
    const total = [...known.values()].reduce((a, b) => a + b, 0)
    const counted = new Map<string, number>()
    for (const word of one.words) counted.set(word, (counted.get(word) ?? 0) + 1)
    if (total === 0 || counted.size === 0) continue
    for (const [word, tf] of counted) add(asked, word, tf)
    close(asked)
    for (const [at, share] of known) {
      targets.word.push(at)
      targets.weight.push(share / total)
    }
    close(targets)
  }
  return {
    words,
    rarity,
    unseen: idf(0),
    dims: lookup.dims,
    vectors,
    entries: entries.length,
    title: bagsOf(title),
    body: bagsOf(body),
    whole: bagsOf(whole),
    lines: bagsOf(lines),
    lineStart: Int32Array.from(lineStart),
    cases: bagsOf(asked),
    targets: bagsOf(targets),
  }
}

/** How many words of the body stand for a line where an entry has none. */
export const standIn = (length: number): number => Math.min(STAND_IN, Math.max(1, Math.ceil(length / 4)))
