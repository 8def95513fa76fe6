// Why an entry is an answer, in the asker's own words: shown with every desk, never a bare score.
import { fold } from '../platform/japanese.ts'
import type { FitReason } from './fit.ts'
import type { Shown } from './lean.ts'
import { isPerson, memberIn } from './lexicon.ts'
import type { Reading } from './phrases.ts'

export type Reason =
  /** Words of the asker that the entry holds too. */
  | { kind: 'words'; words: string[] }
  /** A need heard in `words`, or chosen (no words), that the entry is there for. */
  | { kind: 'need'; need: string; words: string[] }
  /** The asker's word and the entry's word for the same. */
  | { kind: 'synonym'; yours: string; theirs: string }
  /** The asker's word and a word of the entry that means nearly the same, by the word vectors. */
  | { kind: 'near'; yours: string; theirs: string }
  /** So many people with a trouble like this one were helped there. Never fewer than TOLD_FROM, and nothing more of them. */
  | { kind: 'past'; count: number }
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
  /** How many past cases like this one the entry resolved. */
  alike?: number
  /** Words of the entries that mean nearly the same as a word, the nearest first. */
  kin?: (word: string) => readonly string[]
}

/** What they are read from: the entry, and whether it holds a term. */
type Told = Pick<Shown, 'title' | 'says' | 'why' | 'needs' | 'wards' | 'towns'> & { holds: (term: string) => boolean }

/** Of fewer cases nothing is said. */
export const TOLD_FROM = 5

/** The reasons of one entry, the most telling first: needs, words, synonyms (two at most), near words, past cases, place. */
export function reasonsFor(entry: Told, asked: Grounds): Reason[] {
  const reasons: Reason[] = []
  for (const one of asked.wanted) {
    const meets = entry.needs.some((code) => code === one.code || code.startsWith(`${one.code}.`))
    if (meets) reasons.push({ kind: 'need', need: one.code, words: one.words })
  }
  const written = (term: string): string => {
    const morph = asked.reading.morphs[asked.spots.get(term) ?? -1]
    return morph ? asked.reading.text.slice(morph.start, morph.end) : ''
  }
  const shared = asked.words.filter((word) => entry.holds(word))
  const words = [...new Set(shared.map(written).filter((word) => word !== '' && !isPerson(word)))]
  if (words.length > 0) reasons.push({ kind: 'words', words: words.slice(0, 6) })
  let synonyms = 0
  let theirText: string | undefined
  for (const name of asked.groups) {
    const yours = written(name)
    if (synonyms >= 2 || yours === '' || !entry.holds(name)) continue
    theirText ??= fold(`${entry.title} ${entry.says.join(' ')} ${entry.why.join(' ')}`)
    if (theirText.includes(fold(yours))) continue
    const theirs = memberIn(name, theirText)
    if (!theirs || fold(theirs) === fold(yours)) continue
    reasons.push({ kind: 'synonym', yours, theirs })
    synonyms += 1
  }
  // What the vectors linked is told through words alone, and only where no shared word tells it better.
  const near = asked.words.flatMap((word) => {
    if (words.length > 0 || synonyms > 0 || entry.holds(word)) return []
    const theirs = asked.kin?.(word).find((kin) => entry.holds(kin) && !isPerson(kin))
    const yours = written(word)
    return theirs && yours !== '' && !isPerson(yours) && fold(yours) !== theirs ? [{ yours, theirs }] : []
  })[0]
  if (near) reasons.push({ kind: 'near', ...near })
  if ((asked.alike ?? 0) >= TOLD_FROM) reasons.push({ kind: 'past', count: asked.alike! })
  if (asked.town && entry.towns.length > 0)
    reasons.push({
      kind: 'place',
      place: entry.towns.find((t) => asked.town!.includes(fold(t))) ?? asked.ward ?? entry.towns[0]!,
    })
  else if (asked.ward && entry.wards.includes(asked.ward)) reasons.push({ kind: 'place', place: asked.ward })
  return reasons
}
