// Needs in a text written in kana, as children and learners of the language write: 「にほんごが わかりません」.
// Without kanji the dictionary loses its way, so the readings of the phrases are looked for instead.
import { foldWithOffsets } from '../platform/japanese.ts'
import { everySaying, type Saying } from './lexicon.ts'
import { mayStandIn, type Openings, openingsOf } from './openings.ts'
import { NOT } from './phrases.ts'

/** Shorter readings stand by chance inside other words. */
const SHORTEST = 4
/** A match by reading is a little less sure than one by words. */
const SURENESS = 0.85
/** At most one letter in eight may be kanji. */
const FEW = 8

type Sounding = { saying: Saying; begin: string; pattern: RegExp }
let soundings: Openings<Sounding> | undefined

/** A denial in any of its forms. */
const DENIED = '(?:ない|なく|ません|ず|ぬ)'

/** Readings of all phrases as patterns: the words in order, verbs by their stem, a denial in any of its forms. */
function all(): Openings<Sounding> {
  soundings ??= openingsOf(everySaying.flatMap(soundingOf), ({ begin }) => begin)
  return soundings
}

function soundingOf(saying: Saying): Sounding[] {
  const parts: string[] = []
  let length = 0
  for (const word of saying.read.words) {
    const { reading, surface, pos } = saying.read.morphs[word.at]!
    const sound = reading ?? surface
    if (!/^[ぁ-ゖー]+$/.test(sound)) return []
    const bends = (pos === '動詞' || pos === '形容詞') && sound.length > 2
    if (word.keys[0] === NOT) {
      parts.push(DENIED)
      length += 2
    } else if (word.keys[0] === 'れる') parts.push('れ')
    else {
      parts.push(bends ? sound.slice(0, -1) : sound)
      length += parts.at(-1)!.length
    }
  }
  if (length < SHORTEST) return []
  const begin = parts[0] === DENIED ? '' : parts[0]!
  return [{ saying, begin, pattern: new RegExp(parts.join('[^。!?\\n]{0,5}?')) }]
}

/** The needs heard by their sound, or none where the text has kanji enough to be read by its words. */
export function hearKana(text: string): { code: string; words: string[]; strength: number }[] {
  const folded = foldWithOffsets(text)
  const kanji = folded.text.match(/\p{Script=Han}/gu)?.length ?? 0
  const kana = folded.text.match(/[ぁ-ゖ]/g)?.length ?? 0
  if (kana < SHORTEST || kanji * FEW > kana || folded.text.length > 400) return []
  let close = ''
  const from: number[] = []
  for (let i = 0; i < folded.text.length; i += 1) {
    if (/[\s　]/.test(folded.text[i]!)) continue
    close += folded.text[i]
    from.push(folded.from(i))
  }
  from.push(text.length)
  const heard = new Map<string, { code: string; words: string[]; strength: number }>()
  for (const { saying, pattern } of mayStandIn(all(), close)) {
    const match = pattern.exec(close)
    if (!match) continue
    const strength = SURENESS * saying.strength
    if ((heard.get(saying.code)?.strength ?? 0) >= strength) continue
    const words = text.slice(from[match.index]!, from[match.index + match[0].length]!)
    heard.set(saying.code, { code: saying.code, words: [words.trim()], strength })
  }
  return [...heard.values()]
}
