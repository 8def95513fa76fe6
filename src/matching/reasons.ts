// Why an entry is an answer, in the asker's own words: shown with every desk, never a bare score.
import { fold } from '../platform/japanese.ts'
import type { Analysed } from './analyse.ts'
import type { FitReason } from './fit.ts'
import { isPerson, memberIn } from './lexicon.ts'
import type { Reading } from './phrases.ts'

export type Reason =
  /** Words of the asker that the entry holds too. */
  | { kind: 'words'; words: string[] }
  /** A need heard in `words`, or chosen (no words), that the entry is there for. */
  | { kind: 'need'; need: string; words: string[] }
  /** The asker's word and the entry's word for the same. */
  | { kind: 'synonym'; yours: string; theirs: string }
  /** It serves the asker's ward or neighbourhood in particular. */
  | { kind: 'place'; place: string }
  /** It suits this person in particular. */
  | FitReason

/** What reasons are drawn from. `spots`: term → morpheme of the question it came from. */
export type Grounds = {
  reading: Reading
  spots: ReadonlyMap<string, number>
  words: readonly string[]
  groups: readonly string[]
  wanted: readonly { code: string; words: string[] }[]
  ward: string | undefined
  town: string | undefined
}

/** The reasons of one entry, the most telling first: needs, words, synonyms (two at most), place. */
export function reasonsFor(entry: Analysed, asked: Grounds): Reason[] {
  const reasons: Reason[] = []
  for (const one of asked.wanted) {
    const meets = entry.needs.some((code) => code === one.code || code.startsWith(`${one.code}.`))
    if (meets) reasons.push({ kind: 'need', need: one.code, words: one.words })
  }
  const written = (term: string): string => {
    const morph = asked.reading.morphs[asked.spots.get(term) ?? -1]
    return morph ? asked.reading.text.slice(morph.start, morph.end) : ''
  }
  const shared = asked.words.filter((word) => Object.hasOwn(entry.terms, word))
  const words = [...new Set(shared.map(written).filter((word) => word !== '' && !isPerson(word)))]
  if (words.length > 0) reasons.push({ kind: 'words', words: words.slice(0, 6) })
  const theirText = fold(`${entry.title} ${entry.says.join(' ')} ${entry.why.join(' ')}`)
  let synonyms = 0
  for (const name of asked.groups) {
    const yours = written(name)
    if (synonyms >= 2 || yours === '' || !Object.hasOwn(entry.terms, name) || theirText.includes(fold(yours))) continue
    const theirs = memberIn(name, theirText)
    if (!theirs || fold(theirs) === fold(yours)) continue
    reasons.push({ kind: 'synonym', yours, theirs })
    synonyms += 1
  }
  if (asked.town && entry.towns.length > 0)
    reasons.push({
      kind: 'place',
      place: entry.towns.find((t) => asked.town!.includes(fold(t))) ?? asked.ward ?? entry.towns[0]!,
    })
  else if (asked.ward && entry.wards.includes(asked.ward)) reasons.push({ kind: 'place', place: asked.ward })
  return reasons
}
