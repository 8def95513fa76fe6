// The question, read once: its words, the needs heard in it, where the asker lives.
import { fold, foldKey, isContent, MAX_LENGTH } from '../platform/japanese.ts'
import { termsOf } from './analyse.ts'
import { type Facts, factsOf } from './facts.ts'
import { type Circumstances, circumstancesOf } from './fit.ts'
import type { Heard as Ear } from './hearing-file.ts'
import { asksFacility, feelings, groupsIn, readWithGroups } from './lexicon.ts'
import { type Heard, listen } from './needs.ts'
import type { Reading } from './phrases.ts'
import type { Tables } from './postings.ts'
import type { Danger } from './safety.ts'
import { synonymsOf } from './synonyms.ts'

/** `needs`: chosen from the guided menu, group or kind codes. `limit`: 1–100, else 10. */
export type Query = {
  text: string
  ward?: string
  town?: string
  needs?: string[]
  limit?: number
  /** What was answered about the person; it goes before what the words say. */
  facts?: Facts
  /** The language the asker reads in. */
  lang?: 'ja' | 'easy' | 'en'
  /** The moment of the question, milliseconds since 1970; without it, opening hours and freshness do not count. */
  at?: number
  /** The date, 2026-11-25: on it depends which little-known desk comes forward among near equals; without it, none does. */
  day?: string
}

/** A need heard or chosen, with how sure it is. */
export type Wanted = { code: string; words: string[]; strength: number }

/** The question, read once. */
export type Asked = {
  reading: Reading
  folded: string
  /** Term → index of the first morpheme it comes from, for words and groups. */
  spots: Map<string, number>
  words: string[]
  pairs: string[]
  groups: string[]
  /** Needs heard in the words, whatever is chosen. */
  heard: readonly Heard[]
  wanted: Wanted[]
  ward: string | undefined
  town: string | undefined
  ages: number[]
  facility: boolean
  danger: Set<string>
  /** Telephone lines that a danger of this moment calls for. */
  lines: Set<string>
  facts: Facts
  circumstances: Circumstances
}

/** Reads a question. `ear`: its text as heardOf gives it; `dangers`: what was heard as danger, with the needs it speaks of. */
export function ask(
  tables: Tables,
  query: Query,
  ear: Ear,
  dangers: readonly Pick<Danger, 'level' | 'needs' | 'lines'>[],
): Asked {
  const dangerNeeds = dangers.flatMap((one) => one.needs)
  const atOnce = dangers.filter(({ level }) => level === 'now')
  const { reading } = ear
  const folded = fold(query.text.slice(0, MAX_LENGTH))
  const named = [...tables.wards].filter((ward) => query.text.includes(ward))
  const ward = query.ward ?? (named.length === 1 ? named[0] : undefined)
  const spots = new Map<string, number>()
  for (const [at, morph] of reading.morphs.entries()) {
    if (!isContent(morph)) continue
    for (const term of [morph.base, ...synonymsOf(morph.base)]) if (!spots.has(term)) spots.set(term, at)
  }
  for (const met of groupsIn(reading)) {
    if (!spots.has(met.name)) spots.set(met.name, reading.words[met.words[0]!]!.at)
  }
  const placeNames = new Set(named.flatMap((name) => readWithGroups(name).morphs.map((morph) => morph.base)))
  const terms = termsOf(reading)
  const heard = listen(ear)
  const needs = wanted(heard, query.needs ?? [], dangerNeeds)
  const ages = agesIn(folded)
  return {
    reading,
    folded,
    spots,
    words: [...new Set(terms.words)].filter((word) => !placeNames.has(word)),
    pairs: [...new Set(terms.pairs)],
    groups: [...new Set(terms.groups)].filter((name) => !feelings.has(name.slice(1))),
    heard,
    wanted: needs,
    ward,
    town: query.town ? foldKey(query.town) : undefined,
    ages: agesMeant(ages, needs),
    facility: asksFacility(folded),
    danger: new Set(dangerNeeds),
    lines: new Set(atOnce.flatMap(({ lines }) => lines)),
    facts: { ...factsOf(query.text), ...query.facts },
    circumstances: circumstancesOf(
      query.text.slice(0, MAX_LENGTH),
      needs.map((one) => one.code),
      dangers,
      query.lang,
      query.at,
    ),
  }
}

/** The same question with the ward answered, or the needs chosen. */
export function askAgain(asked: Asked, change: { ward?: string; needs?: string[] }): Asked {
  const ward = change.ward ?? asked.ward
  if (!change.needs) return { ...asked, ward }
  const needs = wanted(asked.heard, change.needs, [...asked.danger])
  return { ...asked, ward, wanted: needs, ages: agesMeant(agesIn(asked.folded), needs) }
}

const agesMeant = (ages: number[], needs: readonly Wanted[]): number[] =>
  ages.length === 0 && needs[0]?.code.startsWith('care.') ? [OLD_AGE] : ages

/** Needs chosen from the menu, needs that danger speaks of, needs heard; the surest first. */
function wanted(heard: readonly Heard[], chosen: readonly string[], dangerNeeds: readonly string[]): Wanted[] {
  const all = new Map<string, Wanted>()
  // Who chose from the menu has said what it is about most: what else was heard counts for less.
  const share = chosen.length > 0 ? UNCHOSEN : 1
  for (const one of heard) all.set(one.code, { ...one, strength: one.strength * share })
  for (const code of [...dangerNeeds, ...chosen]) {
    all.set(code, { code, words: all.get(code)?.words ?? [], strength: 1 })
  }
  return [...all.values()].sort((a, b) => b.strength - a.strength)
}

/** What a need that was heard counts beside one that was chosen. */
const UNCHOSEN = 0.5

/** Years of age that a trouble with care is about when nothing else is said. */
const OLD_AGE = 75

/** Ages in years that the text names: 「3歳」「80代」. */
function agesIn(folded: string): number[] {
  const ages = [...folded.matchAll(/(\d{1,3})\s*(歳|才|代)/g)].map((match) => Number(match[1]))
  return ages.filter((age) => age <= 120)
}
