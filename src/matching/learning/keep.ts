// What may be kept of someone's words when their need has come to its end: common words in base form, and no more.

import words from '../../../catalogue/words.json' with { type: 'json' }
import { isContent, type Morph, morphs, tokens } from '../../platform/japanese.ts'
import { feelings } from '../lexicon.ts'
import { loadVectors, neighbours } from '../vectors.ts'
import { WORDS_MOST } from './rules.ts'

/** What makes the noun before it somebody or some place: 「林さん」「三丁目」. */
const NAMING = new Set(
  'さん 様 さま ちゃん 君 くん 氏 先生 殿 区 市 町 村 県 都 府 丁目 番地 号 駅 線 通り 団地 病院 医院 学校 小学校 中学校 高校 園'.split(
    ' ',
  ),
)

/** A word that could point to one person or place: a name, a number, what no dictionary knows, what stands before 「さん」. */
const points = (morph: Morph, next: Morph | undefined): boolean =>
  morph.detail === '固有名詞' ||
  morph.pos === '未知語' ||
  /[\p{N}\p{Script=Latin}@]/u.test(morph.base) ||
  (morph.pos === '名詞' && next !== undefined && next.start === morph.end && NAMING.has(next.base))

let listed: string[] | undefined
/** The words of the word list: how people in general say each need. Read at the first call (about .3 s). */
function wordList(): string[] {
  listed ??= [
    ...new Set(
      [...Object.values(words.needs).flatMap(({ expressions }) => expressions), ...words.synonyms.flat()].flatMap(
        (line) => tokens(line).map(({ base }) => base),
      ),
    ),
  ]
  return listed
}

/** A word that is neither in the list nor in the catalogue is told by the listed word nearest in meaning, from here on. */
const NEAR = 0.75

/**
 * The words of a text that may be kept, sorted, so that no sentence can be read from them: base forms that the word
 * list or the public catalogue holds. Names, numbers and places go; a rarer word is replaced by its nearest listed one,
 * or goes too. Feelings tell nothing.
 * @param places names of ward and neighbourhood of the person
 * @param catalogued which of these words the catalogue of the municipality holds
 */
export async function keptWords(
  text: string,
  places: readonly string[],
  catalogued: (words: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<string[]> {
  const all = morphs(text)
  const names = new Set(places.flatMap((place) => morphs(place).map(({ base }) => base)))
  const found = all.flatMap((morph, i) =>
    isContent(morph) && !feelings.has(morph.base) && !names.has(morph.base) && !points(morph, all[i + 1])
      ? [morph.base]
      : [],
  )
  const list = wordList()
  const known = new Set(list)
  const rest = [...new Set(found)].filter((word) => !known.has(word))
  const held = rest.length > 0 ? await catalogued(rest) : new Set<string>()
  const vectors = rest.every((word) => held.has(word)) ? undefined : loadVectors()
  const kept = new Set<string>()
  for (const word of found) {
    if (known.has(word) || held.has(word)) kept.add(word)
    else if (vectors) for (const near of neighbours(vectors, word, list, NEAR, 1)) kept.add(near.word)
  }
  return [...kept].slice(0, WORDS_MOST).sort()
}
