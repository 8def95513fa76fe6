// What a question finds: words, needs and place looked up once, and the entries worth a closer look. A linear sum of terms.
import { bigramsOf } from './analyse.ts'
import { type Asked, ask, askAgain, type Query } from './ask.ts'
import { blend } from './blend.ts'
import { type Heard, heardOf } from './hearing-file.ts'
import { type Heeded, heed } from './heed.ts'
import { firmly } from './lists.ts'
import type { Models } from './meaning.ts'
import { type Index, type Placed, type Tables, tablesOf } from './postings.ts'
import type { Responses } from './responses.ts'
import {
  bm25,
  confidence,
  inTown,
  kindFit,
  learnedTerms,
  lineMeter,
  meant,
  meeting,
  placeFit,
  share,
  type Terms,
  total,
  WEIGHTS,
} from './score.ts'

/** Cosine of the encoder from which an entry is looked at that shares no word and no need with the question. */
const REACH = 0.5

/** How many entries are looked at line by line after the first sum of text and need. */
const LOOKED_AT = 160
export type Candidate = {
  doc: number
  entry: Placed
  terms: Terms
  score: number
  /** The score without what was learned. */
  plain: number
  confidence: number
  line: number
  /** How many past cases like the question it resolved. */
  alike: number
}

/** What a question finds, before it is known for whom: everything that further questions leave as it is. */
export type Survey = {
  tables: Tables
  models: Models | undefined
  responses: Responses
  query: Query
  ear: Heard
  heeded: Heeded
  asked: Asked
  evidence: Evidence
  ranked: Candidate[]
}

/** Reads a question and ranks by words, needs and place. */
export function survey(index: Index, query: Query): Survey {
  const tables = tablesOf(index)
  const ear = heardOf(query.text)
  const heeded = heed(query.text, ear)
  const asked = ask(tables, query, ear, heeded.dangers)
  const evidence = evidenceOf(tables, asked, ear)
  const { models, responses } = index
  const ranked = rank(tables, asked, evidence)
  return { tables, models, responses, query, ear, heeded, asked, evidence, ranked }
}

/** The same words with another ward, or with needs chosen: nothing is read or looked up again. */
export function surveyAgain(before: Survey, change: { ward?: string; needs?: string[] }): Survey {
  const asked = askAgain(before.asked, change)
  return { ...before, asked, ranked: rank(before.tables, asked, before.evidence) }
}

/** What the words of a question say of each entry, whatever needs are chosen and wherever the asker lives. */
type Evidence = {
  text: Float64Array
  pair: Float64Array
  group: Float64Array
  bigram: Float64Array
  plain: Float64Array | undefined
  more: ReturnType<typeof meant>
  line: ReturnType<typeof lineMeter>
  firm: ReturnType<typeof firmly>
}

function evidenceOf(tables: Tables, asked: Asked, ear: Heard): Evidence {
  const size = tables.entries.length
  const text = bm25(tables, asked.words)
  const unknown = asked.words.filter((word) => !tables.numbers.has(word))
  const plain = tables.plain && tables.meaning ? blend(tables, ear) : undefined
  const meter = lineMeter(tables, asked)
  const lines = new Map<number, ReturnType<typeof meter>>()
  return {
    text,
    pair: share(tables, asked.pairs, size),
    group: share(tables, asked.groups, size),
    bigram: share(tables, unknown.length > 0 ? [...new Set(bigramsOf(asked.reading.text))] : [], size),
    plain,
    more: plain ? undefined : meant(tables, asked.words, text),
    line: (doc) => {
      const known = lines.get(doc)
      if (known) return known
      const best = meter(doc)
      lines.set(doc, best)
      return best
    },
    firm: firmly(tables, asked.words),
  }
}

const learnedSum = ({ encoder, past }: { encoder: number; past: number }): number =>
  WEIGHTS.encoder * encoder + WEIGHTS.past * past

function rank(tables: Tables, asked: Asked, evidence: Evidence): Candidate[] {
  const size = tables.entries.length
  const { text, pair, group, bigram, plain, more, line, firm } = evidence
  const need = meeting(tables, 'named', asked.wanted, size)
  const told = meeting(tables, 'told', asked.wanted, size)
  const sum = new Float64Array(size)
  for (let doc = 0; doc < size; doc += 1) {
    const main = WEIGHTS.text * text[doc]! + WEIGHTS.need * need[doc]! + WEIGHTS.told * told[doc]!
    sum[doc] = main + (WEIGHTS.group * group[doc]! + WEIGHTS.bigram * bigram[doc]!)
  }
  if (more)
    for (let doc = 0; doc < size; doc += 1) {
      sum[doc]! += WEIGHTS.kin * more.kin[doc]!
      // Meaning alone brings an entry in only where it is near: every entry is a little like every question.
      const encoder = more.encoder?.[doc] ?? 0
      if (sum[doc]! > 0 || encoder >= REACH)
        sum[doc]! += WEIGHTS.dictionary * Math.max(0, more.dictionary[doc]!) + learnedSum(learnedTerms(more, doc))
    }
  return shortlist(tables, asked, plain ?? sum).map((doc): Candidate => {
    const entry = tables.entries[doc]!
    const best = line(doc)
    const terms: Terms = {
      text: text[doc]!,
      line: best.similarity ** 1.5,
      need: need[doc]!,
      told: told[doc]!,
      pair: pair[doc]!,
      group: group[doc]!,
      bigram: bigram[doc]!,
      place: placeFit(entry, asked),
      kind: kindFit(entry, asked),
      endorsed: entry.endorsed ? 1 : 0,
      kin: more?.kin[doc] ?? 0,
      dictionary: Math.max(0, more?.dictionary[doc] ?? 0),
      ...learnedTerms(more, doc),
    }
    const score = plain ? plain[doc]! : total(terms)
    return {
      ...{ doc, entry, terms, score, plain: score - (plain ? 0 : learnedSum(terms)), line: best.line },
      confidence: confidence(terms, firm(doc)),
      alike: more?.alike?.[doc] ?? 0,
    }
  })
}

/** Sums of one family that differ by less are level: the lesser id speaks for it. */
const LEVEL = 1e-9

/** The entries worth a closer look: those of other places left out, the best of each family, the best by the first sum. */
function shortlist(tables: Tables, asked: Asked, sum: Float64Array): number[] {
  const { entries, family, families, area } = tables
  const served = Uint8Array.from(tables.areas, (one) => Number(serves(one, asked)))
  const most = new Float64Array(families.length)
  const near = new Int32Array(sum.length)
  let count = 0
  for (let doc = 0; doc < sum.length; doc += 1) {
    if (sum[doc]! <= 0 || !served[area[doc]!]) continue
    near[count] = doc
    count += 1
    const own = family[doc]!
    if (sum[doc]! > most[own]!) most[own] = sum[doc]!
  }
  // Who speaks for a family is asked only of those that can be among the best: ids are far apart in memory.
  const least = leastOf(most)
  const best = new Int32Array(families.length).fill(-1)
  const docs: number[] = []
  for (let i = 0; i < count; i += 1) {
    const doc = near[i]!
    const own = family[doc]!
    if (most[own]! < least || sum[doc]! < most[own]! - LEVEL) continue
    const other = best[own]!
    if (other < 0) docs.push(own)
    if (other < 0 || entries[doc]!.id < entries[other]!.id) best[own] = doc
  }
  for (const [i, own] of docs.entries()) docs[i] = best[own]!
  if (docs.length <= LOOKED_AT) return docs
  const cut = ordinal(
    Float64Array.from(docs, (doc) => sum[doc]!),
    docs.length - LOOKED_AT,
  )
  const above = docs.filter((doc) => sum[doc]! > cut)
  const level = docs.filter((doc) => sum[doc]! === cut).sort((a, b) => (entries[a]!.id < entries[b]!.id ? -1 : 1))
  return [...above, ...level.slice(0, LOOKED_AT - above.length)]
}

/** Families whose best sum is less than this cannot be looked at, whichever of their entries speaks for them. */
function leastOf(most: Float64Array): number {
  const sums = new Float64Array(most.length)
  let count = 0
  for (const sum of most) {
    if (sum <= 0) continue
    sums[count] = sum
    count += 1
  }
  return count <= LOOKED_AT ? 0 : ordinal(sums.subarray(0, count), count - LOOKED_AT) - 2 * LEVEL
}

/** What would stand at a place if the values were sorted; moves them about. Hoare's selection: no need to sort all. */
function ordinal(values: Float64Array, at: number): number {
  let [low, high] = [0, values.length - 1]
  while (low < high) {
    const middle = values[(low + high) >>> 1]!
    let [left, right] = [low, high]
    while (left <= right) {
      while (values[left]! < middle) left += 1
      while (values[right]! > middle) right -= 1
      if (left > right) break
      const moved = values[left]!
      values[left] = values[right]!
      values[right] = moved
      left += 1
      right -= 1
    }
    if (at <= right) high = right
    else if (at >= left) low = left
    else break
  }
  return values[at]!
}

/** Entries of other wards are left out, and of other neighbourhoods where the person's own is known. */
function serves(entry: Pick<Placed, 'wards' | 'towns'>, asked: Asked): boolean {
  if (asked.ward && entry.wards.length > 0 && !entry.wards.includes(asked.ward)) return false
  return !asked.town || entry.towns.length === 0 || inTown(entry, asked.town)
}
