// A sentence as a row of meaningful words, and the phrases of the word list found in it, whatever their inflection.
import { isContent, type Morph, morphs } from '../platform/japanese.ts'

/** One meaningful word of a text. `keys`: what it may be compared by, its base form first. `at`: index of its morpheme. */
export type Word = { keys: string[]; at: number; sentence: number }

/** A text read once: the source, its morphemes, its meaningful words. */
export type Reading = { text: string; morphs: Morph[]; words: Word[] }

/** A phrase to look for: for each of its words the keys that a word of the text must share one of. */
export type Phrase = { words: string[][]; literal: string }

/** Where a phrase stands: indices into `reading.words`. */
export type Found = { words: number[] }

/** The one negation all the others (ません, ず, ぬ, なく, 形容詞の「ない」) are read as. */
export const NOT = 'ない'

/** How many other meaningful words may stand between two words of a phrase; before a negation only adverbs and endings. */
const GAP = 3

const LIGHT_VERBS = new Set([
  'する',
  'ある',
  'いる',
  'なる',
  'くる',
  'おる',
  '居る',
  '致す',
  'いたす',
  'ござる',
  'できる',
  '出来る',
])
const LIGHT_SUFFIXES = new Set([
  'さん',
  '様',
  'さま',
  'ちゃん',
  'くん',
  'たち',
  '達',
  'ら',
  'など',
  '的',
  'がる',
  'せる',
  'させる',
  '方',
])
const NEGATIVES = new Set(['ない', 'ぬ', 'ん', '無い', 'まい'])

/** The key of a morpheme as a meaningful word, or undefined for one that only binds others. */
function keyOf(morph: Morph): string | undefined {
  const { base, pos, detail } = morph
  if (pos === '助動詞') return NEGATIVES.has(base) ? NOT : base === 'たい' ? 'たい' : undefined
  if (pos === '形容詞') return NEGATIVES.has(base) ? NOT : detail === '非自立' ? undefined : base
  if (pos === '動詞') {
    if (detail === '接尾') return base === 'れる' || base === 'られる' ? 'れる' : undefined
    return detail === '自立' && !LIGHT_VERBS.has(base) ? base : undefined
  }
  if (base === '所' || base === 'ところ') return 'ところ'
  if (pos === '名詞') return detail === '非自立' || LIGHT_SUFFIXES.has(base) ? undefined : base
  if (pos === '副詞') return isContent(morph) ? base : undefined
  if (pos === '連体詞') return base === '同じ' ? base : undefined
  if (pos === '未知語') return /[\p{L}\p{N}]/u.test(base) ? base : undefined
  return undefined
}

const GODAN_ENDS: Readonly<Record<string, string>> = {
  え: 'う',
  け: 'く',
  げ: 'ぐ',
  せ: 'す',
  て: 'つ',
  ね: 'ぬ',
  べ: 'ぶ',
  め: 'む',
  れ: 'る',
}

/** 払える → 払う: what a verb that may be a potential form could be the potential of. */
function plainVerb(morph: Morph): string | undefined {
  if (morph.pos !== '動詞' || !morph.inflection.startsWith('一段') || !morph.base.endsWith('る')) return undefined
  const end = GODAN_ENDS[morph.base.at(-2) ?? '']
  return end && morph.base.length > 2 ? morph.base.slice(0, -2) + end : undefined
}

/**
 * Reads a text.
 * @param kin further keys of a base form, such as the synonym groups it belongs to
 */
export function read(text: string, kin: (base: string) => readonly string[] = () => []): Reading {
  const list = morphs(text)
  const words: Word[] = []
  let sentence = 0
  for (const [at, morph] of list.entries()) {
    if (/^[。!?\n]/.test(morph.surface)) sentence += 1
    const key = keyOf(morph)
    if (key === undefined) continue
    const plain = plainVerb(morph)
    words.push({ keys: [key, ...(plain ? [plain] : []), ...kin(key)], at, sentence })
  }
  return { text, morphs: list, words }
}

/** A phrase of the word list, made comparable. */
export const phraseOf = (reading: Reading): Phrase => ({
  words: reading.words.map((word) => word.keys),
  literal: reading.morphs.map((morph) => morph.surface).join(''),
})

const share = (a: readonly string[], b: readonly string[]): boolean => a.some((key) => b.includes(key))

/**
 * The place where `wanted` stands in the text, its first word being word `start`, or undefined.
 * Words must come in order within one sentence; a verb in the passive does not match an active phrase.
 */
export function findAt(reading: Reading, wanted: Phrase, start: number): Found | undefined {
  const { words } = reading
  const found: number[] = []
  let at = start
  for (const [i, keys] of wanted.words.entries()) {
    const last = i === 0 ? start : at + GAP
    let hit = -1
    for (let j = at; j <= last && j < words.length; j += 1) {
      const word = words[j]!
      if (word.sentence !== words[start]!.sentence) break
      if (share(word.keys, keys)) {
        hit = j
        break
      }
      const slight = word.keys[0] === 'れる' || word.keys[0] === 'たい' || reading.morphs[word.at]!.pos === '副詞'
      if (keys[0] === NOT && !slight) break
    }
    if (hit < 0) return undefined
    found.push(hit)
    at = hit + 1
  }
  const ends = wanted.words.at(-1)?.[0]
  if (ends !== 'れる' && words[at]?.keys[0] === 'れる' && reading.morphs[words[at - 1]!.at]?.pos === '動詞')
    return undefined
  return { words: found }
}

const BETWEEN = new Set(['わけ', '訳', 'つもり', 'こと', 'の', 'もの', 'ほど', '気', '気持ち', 'ん', 'よう', 'はず'])
const DOUBT = /^(か|でしょ|だろ|かな|のでは|んじゃ|かと|の$|のか)/

/**
 * Whether the word at morpheme `at` is denied right after: 「借金はない」「虐待ではないが」「死にたくない」.
 * Not denied: 「虐待ではないか」 (a doubt), 「死ぬしかない」, 「DVだけではない」, and 「保証人がいない」 (the lack is the trouble).
 */
export function denied(reading: Reading, at: number): boolean {
  let joined = ''
  for (let i = at + 1; i < reading.morphs.length && i <= at + 9; i += 1) {
    const morph = reading.morphs[i]!
    const negative = NEGATIVES.has(morph.base) && (morph.pos === '助動詞' || morph.pos === '形容詞')
    if (negative && morph.base !== 'まい') {
      if (/(でき|出来|もらえ|くれ|いただけ)$/.test(joined)) return false // what cannot be had is the trouble
      const next = reading.morphs.slice(i + 1, i + 4).map((m) => m.surface)
      const rest = next[0] === 'です' || next[0] === 'の' || next[0] === 'ん' ? next.slice(1).join('') : next.join('')
      if (DOUBT.test(rest) || DOUBT.test(next.join(''))) return false
      if (/(しか|だけ|ばかり|のみ)/.test(joined)) return false
      return !/^(が|に)(い|あり|ござい|おり)?(ませ)?$/.test(joined)
    }
    const binds =
      morph.pos === '助詞' ||
      morph.pos === '助動詞' ||
      morph.detail === '非自立' ||
      morph.detail === '接尾' ||
      LIGHT_VERBS.has(morph.base) ||
      BETWEEN.has(morph.base)
    if (!binds) return false
    joined += morph.surface
  }
  return false
}

/** The writer's own words from one word of the text to another; the words alone when they stand far apart. */
export function surfaces(reading: Reading, words: readonly number[]): string[] {
  const spots = words.map((index) => reading.morphs[reading.words[index]!.at]!)
  const first = spots[0]
  const last = spots.at(-1)
  if (!first || !last) return []
  if (last.end - first.start <= 18) return [reading.text.slice(first.start, last.end)]
  return [...new Set(spots.map((morph) => reading.text.slice(morph.start, morph.end)))]
}

/** The words at these morphemes as they are written, in the order given: those that carry meaning, or else the longer ones. */
export function wordsAt(reading: Reading, at: readonly number[]): string[] {
  const morphs = at.map((i) => reading.morphs[i]!)
  const telling = morphs.filter(isContent)
  const kept = telling.length > 0 ? telling : morphs.filter((morph) => morph.surface.length > 1)
  return [...new Set(kept.map((morph) => reading.text.slice(morph.start, morph.end)))]
}
