// The word list of the catalogue (words.json), made ready: synonym groups, words of feeling, names of facilities, phrases of needs.
import words from '../../catalogue/words.json' with { type: 'json' }
import { fold, hiragana } from '../platform/japanese.ts'
import { NOT, type Phrase, phraseOf, type Reading, read } from './phrases.ts'
import { synonymsIn } from './synonyms.ts'

/** Words of feeling: they tell how someone feels and not what is needed, so they never count alone. */
export const feelings: ReadonlySet<string> = new Set(words.emotion.map(fold))

/** Words for people and home: in nearly every trouble, so they tell little of which trouble it is. */
const people: ReadonlySet<string> = new Set(words.people.map(fold))
/** A word for somebody or for home: no reason by itself. */
export const isPerson = (word: string): boolean => people.has(fold(word))
/** What a term counts of its rarity: 1, or .4 for people and home. */
export const telling = (term: string): number => (people.has(term.replace(/^=/, '')) ? 0.4 : 1)

/** Names of groups are their first word, folded, after `=`: stable as long as the first word stays. */
const groupName = (group: readonly string[]) => `=${fold(group[0]!)}`

const single = new Map<string, string[]>()
const several: { name: string; words: string[] }[] = []
/** First base form → synonyms of several words that begin with it. */
const severalByFirst = new Map<string, { name: string; words: string[] }[]>()
/** Group name → its words as the word list writes them. */
const members = new Map<string, readonly string[]>()

for (const group of words.synonyms) {
  const name = groupName(group)
  members.set(name, group)
  for (const word of group) {
    const reading = read(word)
    const bases = reading.words.map((part) => part.keys[0]!)
    if (bases.length > 1) several.push({ name, words: bases })
    const only = bases.length === 1 && reading.morphs.length === 1 ? [bases[0]!, fold(word)] : [fold(word)]
    for (const base of new Set(only)) single.set(base, [...new Set([...(single.get(base) ?? []), name])])
  }
}
for (const one of several) severalByFirst.set(one.words[0]!, [...(severalByFirst.get(one.words[0]!) ?? []), one])

const NONE: readonly string[] = []

/** The names of the synonym groups that a base form belongs to. */
export const groupsOf = (base: string): readonly string[] => single.get(base) ?? NONE

/** Reads a text with the synonym groups of each word as further keys. */
export const readWithGroups = (text: string): Reading => read(text, groupsOf)

/** A synonym group met in a text: its name, and the indices of the meaningful words that stand for it. */
export type Met = { name: string; words: number[] }

/** The synonym groups met in a text, single words and longer ones. */
export function groupsIn(reading: Reading): Met[] {
  const met: Met[] = []
  for (const [i, word] of reading.words.entries()) {
    for (const name of groupsOf(word.keys[0]!)) met.push({ name, words: [i] })
    for (const one of severalByFirst.get(word.keys[0]!) ?? []) {
      if (one.words.every((base, k) => reading.words[i + k]?.keys[0] === base)) {
        met.push({ name: one.name, words: one.words.map((_, k) => i + k) })
      }
    }
  }
  return met
}

/** The word of a group that a text (folded) holds, as the word list writes it; for saying 「あなたの言葉」=「窓口の言葉」. */
export const memberIn = (name: string, folded: string): string | undefined =>
  (members.get(name) ?? synonymsIn(name))
    .filter((word) => folded.includes(fold(word)))
    .sort((a, b) => b.length - a.length)[0]

const facilityWords = words.facilityWords.map(fold)
/** Whether the text asks for a kind of facility by its name. */
export const asksFacility = (folded: string): boolean => facilityWords.some((word) => folded.includes(word))

/** One way to say a need. `strength` 0–1: how sure a match is of the need; longer phrases are surer. */
export type Saying = { code: string; phrase: Phrase; strength: number; read: Reading }

const STRENGTH_BY_WORDS = [0.7, 0.7, 0.88]

/** All ways to say the needs, by each key of their first word. */
export const sayings = new Map<string, Saying[]>()
/** The same as plain folded text, for sentences that the dictionary cuts otherwise. */
export const literals: Saying[] = []
/** Each way once. */
export const everySaying: Saying[] = []
/** Phrases that take back a need they overlap. */
export const unsayings = new Map<string, Phrase[]>()

for (const [code, entry] of Object.entries(words.needs as Record<string, { expressions: string[]; not?: string[] }>)) {
  for (const source of entry.expressions) {
    const reading = read(source, groupsOf)
    const one = phraseOf(reading)
    const saying = { code, phrase: one, strength: STRENGTH_BY_WORDS[one.words.length] ?? 1, read: reading }
    everySaying.push(saying)
    if (one.literal.length >= 3) literals.push(saying)
    // A feeling or a bare 「ない」 says nothing by itself: such a phrase is met letter by letter only.
    if (one.words.every(([base]) => base === NOT || feelings.has(base!))) continue
    // A single word is met as itself; its synonyms count only where other words of the phrase stand by it.
    if (one.words.length === 1) one.words[0] = one.words[0]!.filter((key) => !key.startsWith('='))
    for (const key of one.words[0] ?? []) sayings.set(key, [...(sayings.get(key) ?? []), saying])
  }
  if (entry.not)
    unsayings.set(
      code,
      entry.not.map((source) => phraseOf(read(source, groupsOf))),
    )
}

/** One rule of danger: patterns over folded text, what they speak of, which lines help. */
export type DangerRule = {
  kind: string
  level: 'now' | 'risk'
  lines: string[]
  need?: string
  /** Counts only where no other rule has found something at the same place. */
  fallback?: boolean
  pattern: RegExp
}

/** `{name}` in a pattern stands for a class of words; classes may hold classes. */
const classes: Readonly<Record<string, string>> = words.danger.classes
const expanded = (source: string): string =>
  source.replace(/\{([a-z]+)\}/g, (_, name: string) => expanded(classes[name]!))

/** 〜 up to 12 characters of the same sentence, 〜〜 up to 20; letters folded as the text is. */
const pattern = (sources: readonly string[]): RegExp =>
  new RegExp(
    sources
      .map((source) =>
        hiragana(expanded(source).replaceAll('！', '!'))
          .replace(/\((?![?])/g, '(?:')
          .replaceAll('〜〜', '[^。!?\\n]{0,20}?')
          .replaceAll('〜', '[^。!?\\n]{0,12}?'),
      )
      .join('|'),
    'g',
  )

export const danger = {
  mask: pattern(words.danger.mask),
  fiction: pattern(words.danger.fiction),
  past: pattern(words.danger.past),
  relief: pattern(words.danger.relief),
  topic: pattern(words.danger.topic),
  rules: words.danger.rules.map(
    (rule): DangerRule => ({ ...rule, level: rule.level === 'now' ? 'now' : 'risk', pattern: pattern(rule.say) }),
  ),
}
