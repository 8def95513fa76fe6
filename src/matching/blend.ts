// Ranking of a plain collection, entries of title and text only (a list of frequent questions, say): a linear sum of
// what words, word vectors, the encoder and past cases say. A catalogue with needs and wordings is ranked by rank.ts.
import { bigramsOf, type Terms, termsOf } from './analyse.ts'
import { subjectsOf } from './hearing.ts'
import { type Heard, heardOf } from './hearing-file.ts'
import { postingOf, SUBJECT } from './lists.ts'
import { senseOf } from './meaning.ts'
import { type Index, type Tables, tablesOf } from './postings.ts'
import { share, softBm25 } from './score.ts'

/**
 * What each term of the sum counts. Words, pairs and groups together are divided by their greatest value, as are letters;
 * cosines are taken as they are, the encoder's as the mean of its two. What was learned from outcomes counts in full
 * for a question like past cases and by half for one like none: there it would only bring forward what many needed.
 */
export const BLEND = {
  pair: 0.3,
  group: 0.2,
  bigram: 0.05,
  dictionary: 0.9,
  encoder: 2.6,
  encoderWithCases: 3,
  encoderStrange: 1.5,
  past: 0.25,
  subject: 1.8,
}

/** Adds `weight × values`. */
function add(sum: Float64Array, values: ArrayLike<number>, weight: number): void {
  for (let doc = 0; doc < sum.length; doc += 1) sum[doc]! += weight * values[doc]!
}

/** Divides by the greatest value, where it is above 0. */
function byMost(values: Float64Array): Float64Array {
  let most = 0
  for (let doc = 0; doc < values.length; doc += 1) if (values[doc]! > most) most = values[doc]!
  if (most > 0) for (let doc = 0; doc < values.length; doc += 1) values[doc]! /= most
  return values
}

/** Words, pairs of nouns and synonym groups of the question in the entries, 0–1. */
function lexical(tables: Tables, asked: Terms): Float64Array {
  const sum = softBm25(tables, [...new Set(asked.words)], tables.meaning)
  add(sum, softBm25(tables, [...new Set(asked.pairs)]), BLEND.pair)
  add(sum, softBm25(tables, [...new Set(asked.groups)]), BLEND.group)
  return byMost(sum)
}

/** Where outcomes have been learned from, the first by words alone stays within the first so many. */
const VISIBLE = 3

/** Subjects of a question less likely than this are not looked up; an entry that shares less than this shares nothing. */
const FAINT = 0.002
const APART = 0.2

/**
 * How far each entry is about what the question is about: Σ √(p q) over the subjects (Bhattacharyya's coefficient), 0–1.
 * What both sound like was learned from other people's ways to say it, so it holds where they share no word.
 */
function about(tables: Tables, { learned }: Heard, size: number): Float64Array {
  const sum = new Float64Array(size)
  if (!learned) return sum
  const { cells } = tables.arena
  for (const [k, share] of subjectsOf(learned.hearing, learned).entries()) {
    const list = share < FAINT ? undefined : postingOf(tables, SUBJECT + learned.hearing.classes.subjects[k]!)
    if (!list) continue
    const weight = Math.sqrt(share) / 1000
    for (let at = list.start; at < list.end; at += 2) sum[cells[at]!]! += weight * cells[at + 1]!
  }
  for (let doc = 0; doc < size; doc += 1) if (sum[doc]! < APART) sum[doc] = 0
  return sum
}

/** The score of every entry of a plain collection for a text, by the place of the entry in the tables. */
export function blend(tables: Tables, ear: Heard): Float64Array {
  const asked = termsOf(ear.reading)
  const scores = lexical(tables, asked)
  const byWords = best(tables, scores, 1)[0]
  add(scores, byMost(share(tables, [...new Set(bigramsOf(ear.reading.text))], scores.length)), BLEND.bigram)
  add(scores, about(tables, ear, scores.length), BLEND.subject)
  const { meaning } = tables
  if (!meaning) return scores
  const sense = senseOf(meaning, asked.words)
  add(scores, sense.dictionary, BLEND.dictionary)
  const { familiar } = sense
  const withCases = familiar * BLEND.encoderWithCases + (1 - familiar) * BLEND.encoderStrange
  if (sense.encoder) add(scores, sense.encoder, meaning.past ? withCases : BLEND.encoder)
  if (sense.past) add(scores, sense.past, familiar * BLEND.past)
  // What outcomes have taught must not bury an entry they know nothing of, when it has the words of the question.
  if (byWords !== undefined && meaning.past && !meaning.past.seen.has(tables.entries[byWords]!.id)) {
    const place = best(tables, scores, VISIBLE).at(-1)!
    if (scores[byWords]! < scores[place]!) scores[byWords] = scores[place]! + 1e-9
  }
  return scores
}

/** The places of the greatest values above 0, the greatest first, the lesser id among equals, at most `limit`. */
function best({ entries }: Tables, values: Float64Array, limit: number): number[] {
  const found: number[] = []
  const behind = (one: number, other: number) =>
    values[one]! < values[other]! || (values[one] === values[other] && entries[one]!.id > entries[other]!.id)
  for (let doc = 0; doc < values.length; doc += 1) {
    if (values[doc]! <= 0 || !entries[doc] || (found.length === limit && behind(doc, found.at(-1)!))) continue
    let at = found.length
    while (at > 0 && behind(found[at - 1]!, doc)) at -= 1
    found.splice(at, 0, doc)
    if (found.length > limit) found.pop()
  }
  return found
}

/** The best entries of a plain collection, the best first, at most `limit`; what scores nothing is left out. */
export function order(index: Index, text: string, limit: number): { id: string; score: number }[] {
  const tables = tablesOf(index)
  const scores = blend(tables, heardOf(text))
  return best(tables, scores, limit).map((doc) => ({ id: tables.entries[doc]!.id, score: scores[doc]! }))
}
