// Which needs of the taxonomy someone's own words speak of: several a sentence, denials heard.
import { fold, isContent } from '../platform/japanese.ts'
import { speakersFor } from './hearing.ts'
import type { Heard as Ear } from './hearing-file.ts'
import { hearKana } from './kana.ts'
import { feelings, literals, type Saying, sayings, unsayings } from './lexicon.ts'
import { mayStandIn, openingsOf } from './openings.ts'
import { denied, findAt, type Reading, surfaces, wordsAt } from './phrases.ts'

/** A need heard in a text. `words`: the writer's own; `strength` 0–1: how sure. */
export type Heard = {
  code: string
  words: string[]
  strength: number
  /** No phrase of the word list stands in the text: it only sounds like it. */
  sounded?: true
}

type Hit = { code: string; words: number[]; strength: number }

/** At most this many needs are returned, the surest first. */
const MOST = 6
/** A need less sure than this share of the surest is left out. */
const SHARE = 0.4

/** The needs heard in a reading (made with the synonym groups as keys), the surest first; ties in order of the text. */
export function hear(reading: Reading): Heard[] {
  const hits = [...phraseHits(reading), ...literalHits(reading)]
  for (const hit of hits) {
    const inside = hits.some((other) => other.code !== hit.code && contains(other.words, hit.words))
    if (inside) hit.strength *= 0.5
  }
  const byCode = new Map<string, Hit[]>()
  for (const hit of hits) byCode.set(hit.code, [...(byCode.get(hit.code) ?? []), hit])
  const heard = [...byCode].map(([code, own]) => {
    const best = own.sort((a, b) => b.strength - a.strength || b.words.length - a.words.length)
    const places = new Set(best.map((hit) => hit.words[0]))
    const more = Math.min(0.1, 0.04 * (places.size - 1))
    const words = [...new Set(best.flatMap((hit) => surfaces(reading, hit.words)))]
    const kept = words.filter((word) => !words.some((other) => other !== word && other.includes(word)))
    return {
      code,
      words: kept.slice(0, 3),
      strength: Math.min(1, best[0]!.strength + more),
      at: Math.min(...own.map((hit) => hit.words[0]!)),
    }
  })
  for (const one of hearKana(reading.text)) {
    if (!byCode.has(one.code)) heard.push({ ...one, at: reading.text.indexOf(one.words[0]!) })
  }
  heard.sort((a, b) => b.strength - a.strength || a.at - b.at || (a.code < b.code ? -1 : 1))
  const floor = (heard[0]?.strength ?? 0) * SHARE
  return heard
    .filter((one) => one.strength >= floor)
    .slice(0, MOST)
    .map(({ code, words, strength }) => ({ code, words, strength }))
}

/** What a phrase and a likely sound count, alone and together: 1 − (1 − .5 phrase)(1 − .75 √p), as a share of the most. */
const PHRASE = 0.5
const SOUND = 0.75
const BOTH = 1 - (1 - PHRASE) * (1 - SOUND)
/** A need that only sounds like it must be at least so likely. */
const LIKELY = 0.04

/** The needs heard in a text, by phrases and by what it sounds like; where nothing was learned, by phrases alone. */
export function listen({ reading, learned }: Ear): Heard[] {
  const phrases = hear(reading)
  // Feelings alone say how someone is and not what is needed, however they sound.
  const telling = reading.morphs.some((morph) => isContent(morph) && !feelings.has(morph.base))
  if (!learned || !telling) return phrases
  const { hearing, sounded, needs: likely } = learned
  const known = new Map(phrases.map((one) => [one.code, one]))
  const trouble = 1 - likely[0]!
  const heard = hearing.classes.needs.flatMap((code, column) => {
    const phrase = known.get(code)
    const p = likely[column]! / trouble
    if (column === 0 || (!phrase && p < LIKELY)) return []
    const strength = (1 - (1 - PHRASE * (phrase?.strength ?? 0)) * (1 - SOUND * Math.sqrt(p))) / BOTH
    return [{ code, column, phrase, strength }]
  })
  heard.sort((a, b) => b.strength - a.strength || (a.code < b.code ? -1 : 1))
  const floor = (heard[0]?.strength ?? 0) * SHARE
  const kept = heard.filter((one) => one.strength >= floor).slice(0, MOST)
  return kept.map(({ code, column, phrase, strength }) => {
    if (phrase) return { code, words: phrase.words, strength }
    const words = wordsAt(reading, speakersFor(hearing, sounded, learned, 'needs', column)).slice(0, 3)
    return { code, words, strength, sounded: true }
  })
}

/** `outer` spans `inner` and more. */
function contains(outer: readonly number[], inner: readonly number[]): boolean {
  const [a, b, c, d] = [outer[0]!, outer.at(-1)!, inner[0]!, inner.at(-1)!]
  return a <= c && d <= b && b - a > d - c
}

function phraseHits(reading: Reading): Hit[] {
  const hits: Hit[] = []
  for (const [i, word] of reading.words.entries()) {
    const tried = new Set<Saying>()
    for (const key of word.keys) {
      for (const saying of sayings.get(key) ?? []) {
        if (tried.has(saying)) continue
        tried.add(saying)
        const found = findAt(reading, saying.phrase, i)
        if (!found || !counts(reading, saying, found.words)) continue
        const spread = found.words.at(-1)! - found.words[0]! + 1 - found.words.length
        const exact = saying.phrase.words.every((keys, k) => reading.words[found.words[k]!]!.keys[0] === keys[0])
        hits.push({
          code: saying.code,
          words: found.words,
          strength: saying.strength - 0.04 * spread - (exact ? 0 : 0.08),
        })
      }
    }
  }
  return hits
}

/** Not denied, and not taken back by a phrase of the need's own. */
function counts(reading: Reading, saying: Saying, words: readonly number[]): boolean {
  const last = reading.words[words.at(-1)!]!
  const ends = saying.phrase.words.at(-1)?.[0]
  if (ends !== 'ない' && denied(reading, last.at)) return false
  const not = unsayings.get(saying.code)
  if (!not) return true
  return !words.some((start) => not.some((one) => findAt(reading, one, start)))
}

const openings = openingsOf(literals, (saying) => saying.phrase.literal)

/** Phrases met letter by letter where the dictionary cuts the sentence otherwise; they begin and end with a morpheme. */
function literalHits(reading: Reading): Hit[] {
  let text = ''
  const starts = new Map<number, number>()
  const ends = new Map<number, number>()
  for (const [i, morph] of reading.morphs.entries()) {
    starts.set(text.length, i)
    text += fold(morph.surface)
    ends.set(text.length, i)
  }
  const wordAt = new Map(reading.words.map((word, index) => [word.at, index]))
  const hits: Hit[] = []
  for (const saying of mayStandIn(openings, text)) {
    const at = text.indexOf(saying.phrase.literal)
    if (at < 0) continue
    const [first, last] = [starts.get(at), ends.get(at + saying.phrase.literal.length)]
    if (first === undefined || last === undefined) continue
    const words: number[] = []
    for (let i = first; i <= last; i += 1) {
      const index = wordAt.get(i)
      if (index !== undefined) words.push(index)
    }
    if (words.length > 0 && counts(reading, saying, words))
      hits.push({ code: saying.code, words, strength: saying.strength })
  }
  return hits
}
