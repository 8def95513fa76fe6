// One entry of the directory → what is stored of it for matching: plain JSON, made once per version of the entry.
import { isContent } from '../platform/japanese.ts'
import type { Fit } from './fit.ts'
import { subjectsOf } from './hearing.ts'
import { heardOf } from './hearing-file.ts'
import { feelings, groupsIn, readWithGroups } from './lexicon.ts'
import { hear } from './needs.ts'
import type { Reading } from './phrases.ts'
import { synonymsOf } from './synonyms.ts'

/** Raise it when the same entry would be analysed otherwise; stored analyses of another version are made anew. */
export const ANALYSER_VERSION = 6

export type EntryKind = 'desk' | 'scheme' | 'service' | 'hotline' | 'group' | 'facility'
export type Scope = 'nation' | 'prefecture' | 'city' | 'ward'

/** What matching reads of one thing that helps. Entries made from one per ward share a `family`. */
export type Entry = {
  id: string
  family: string
  title: string
  /** What residents say, in their own words. */
  says: string[]
  /** Short reasons a person reads. */
  why: string[]
  body: string
  organization: string
  /** Codes of needs.json, the most fitting first. */
  needs: string[]
  kind: EntryKind
  scope: Scope
  /** Wards it serves; empty: all. */
  wards: string[]
  /** Neighbourhoods it serves; empty: all. */
  towns: string[]
  ageMin?: number
  ageMax?: number
  /** お墨付き of the city. */
  endorsed: boolean
  /** Whom it suits; missing where nothing is known. */
  fit?: Fit
}

/** An entry of a title and a text alone, as a plain collection has them. */
export const plainEntry = (id: string, title: string, body: string): Entry => ({
  id,
  family: id,
  title,
  body,
  says: [],
  why: [],
  organization: '',
  needs: [],
  kind: 'desk',
  scope: 'city',
  wards: [],
  towns: [],
  endorsed: false,
})

/**
 * Terms carry their kind in their first letter: none a content word, `+` two neighbouring nouns, `=` a synonym group,
 * `#` two neighbouring letters that are not hiragana.
 */
export type Analysed = Omit<Entry, 'body'> & {
  version: number
  /** term → how often in title and wordings, how often in body and organisation. */
  terms: Record<string, [strong: number, weak: number]>
  /** Number of content words of the two fields. */
  lengths: [strong: number, weak: number]
  /** Words and groups of each wording in `says`, then of the title. */
  lines: string[][]
  /** Need code → in how many wordings it is heard. */
  told: Record<string, number>
  /** Words and groups of each line of `why`. */
  reasons: string[][]
  /** What an entry of title and text only sounds like: subject → √ of its share, in thousandths. */
  subjects?: Record<string, number>
}

/** The terms of one text. `words` are content words without words of feeling. */
export type Terms = { words: string[]; pairs: string[]; groups: string[] }

/** The terms of a reading, in order, repeated where the text repeats them. */
export function termsOf(reading: Reading): Terms {
  const words: string[] = []
  const pairs: string[] = []
  const groups = groupsIn(reading).map((met) => met.name)
  let before: { base: string; at: number } | undefined
  for (const [at, morph] of reading.morphs.entries()) {
    if (isContent(morph) && !feelings.has(morph.base)) {
      words.push(morph.base)
      groups.push(...synonymsOf(morph.base))
    }
    const noun =
      (morph.pos === '名詞' && morph.detail !== '非自立' && morph.detail !== '代名詞') || morph.pos === '未知語'
    if (noun && before && before.at === at - 1) pairs.push(`+${before.base} ${morph.base}`)
    before = noun ? { base: morph.base, at } : undefined
  }
  return { words, pairs, groups }
}

/**
 * Neighbouring letters of a text that are not hiragana: they catch names the dictionary does not know.
 * Katakana is not folded here: two letters of a foreign name tell much, two hiragana nothing.
 */
export function bigramsOf(text: string): string[] {
  const result: string[] = []
  for (const run of text
    .toWellFormed()
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[^\s\p{P}\p{S}\p{N}]{2,}/gu)) {
    const letters = run[0]
    for (let i = 0; i + 1 < letters.length; i += 1) {
      const two = letters.slice(i, i + 2)
      if (!/[\u3041-\u3096ー]/.test(two)) result.push(`#${two}`)
    }
  }
  return result
}

/** Readings of lines that many entries share (each ward has its own copy), the latest kept. */
const LINES_KEPT = 8_000
type Line = Terms & { needs: string[] }
const kept = new Map<string, Line>()

function termsOfLine(line: string): Line {
  const known = kept.get(line)
  if (known) return known
  const reading = readWithGroups(line)
  const terms = { ...termsOf(reading), needs: hear(reading).map((one) => one.code) }
  if (kept.size >= LINES_KEPT) kept.delete(kept.keys().next().value!)
  kept.set(line, terms)
  return terms
}

/** So many subjects of an entry are kept, and so much of its text is listened to. */
const SUBJECTS_KEPT = 16
const LISTENED = 400

/** The subjects of an entry, the mean of what its title and its text sound like; none where nothing was learned. */
function subjectsIn({ title, body }: Entry): Record<string, number> {
  const sum = new Map<string, number>()
  for (const text of [title, body.slice(0, LISTENED)]) {
    const { learned } = heardOf(text)
    if (!learned || text === '') continue
    for (const [k, share] of subjectsOf(learned.hearing, learned).entries()) {
      const code = learned.hearing.classes.subjects[k]!
      sum.set(code, (sum.get(code) ?? 0) + Math.sqrt(share) / 2)
    }
  }
  const kept = [...sum].sort((a, b) => b[1] - a[1]).slice(0, SUBJECTS_KEPT)
  return Object.fromEntries(kept.map(([code, value]) => [code, Math.round(1000 * value)]))
}

/** Whether an entry says nothing of whom it is for but in its title and text. */
const isBare = ({ needs, says }: Entry): boolean => needs.length + says.length === 0

/** Analyses one entry. About 1 ms for each 100 characters that no other entry had before. */
export function analyse(entry: Entry): Analysed {
  const { body, ...shown } = entry
  const terms = new Map<string, [number, number]>()
  const lengths: [number, number] = [0, 0]
  const count = (line: string, field: 0 | 1): string[] => {
    const found = termsOfLine(line)
    lengths[field] += found.words.length
    const all = [...found.words, ...found.pairs, ...found.groups]
    const grams = field === 0 ? bigramsOf(line) : []
    for (const term of [...all, ...grams]) {
      const pair = terms.get(term) ?? [0, 0]
      pair[field] += 1
      terms.set(term, pair)
    }
    return [...new Set([...found.words, ...found.groups])]
  }
  const told = new Map<string, number>()
  const says = entry.says.map((line) => {
    for (const code of termsOfLine(line).needs) told.set(code, (told.get(code) ?? 0) + 1)
    return count(line, 0)
  })
  const title = count(entry.title, 0)
  for (const line of [...body.split(/(?<=[。\n])/), entry.organization, ...entry.why]) count(line, 1)
  return {
    ...shown,
    version: ANALYSER_VERSION,
    terms: Object.fromEntries(terms),
    lengths,
    lines: [...says, title],
    told: Object.fromEntries(told),
    reasons: entry.why.map((line) => {
      const found = termsOfLine(line)
      return [...new Set([...found.words, ...found.groups])]
    }),
    ...(isBare(entry) ? { subjects: subjectsIn(entry) } : {}),
  }
}

/** The entry as it would be analysed without some of its wordings, told by their numbers. Reads those wordings only. */
export function withoutWordings(entry: Analysed, gone: ReadonlySet<number>): Analysed {
  if (gone.size === 0) return entry
  const terms = { ...entry.terms }
  const told = { ...entry.told }
  let strong = entry.lengths[0]
  for (const i of gone) {
    const line = entry.says[i]!
    const found = termsOfLine(line)
    strong -= found.words.length
    for (const term of [...found.words, ...found.pairs, ...found.groups, ...bigramsOf(line)]) {
      const [here, weak] = terms[term]!
      if (here + weak > 1) terms[term] = [here - 1, weak]
      else delete terms[term]
    }
    for (const code of found.needs) {
      if (told[code]! > 1) told[code]! -= 1
      else delete told[code]
    }
  }
  const stays = (_: unknown, i: number) => !gone.has(i)
  return {
    ...entry,
    ...{ terms, told, lengths: [strong, entry.lengths[1]] },
    ...{ says: entry.says.filter(stays), lines: entry.lines.filter(stays) },
  }
}
