// Japanese text, read as words: morphemes with source offsets, content words in base form, readings, comparable names.
// Knows the language and no domain word. The dictionary is IPADIC (dictionary.ts), read once per process.
import type { Word } from './dictionary.ts'
import { segment } from './segment.ts'

/** Longest text read, in UTF-16 units; what lies beyond is left out. */
export const MAX_LENGTH = 10_000

/** One morpheme. `start` and `end` are UTF-16 offsets into the text as given: `text.slice(start, end)`. */
export type Morph = {
  /** Dictionary form, NFKC, lower case, katakana folded to hiragana. */
  base: string
  /** As written, normalised in the same way, inflection kept. */
  surface: string
  start: number
  end: number
  /** 品詞 of IPADIC (名詞, 動詞, …), or 未知語. */
  pos: string
  /** 品詞細分類1 (自立, 非自立, 接尾, サ変接続, …), or ''. */
  detail: string
  /** Whose name it is (人名・姓, 地域・一般, 組織, …), or '' for what is no name. */
  proper: string
  /** 活用型 (一段, 五段・ラ行, …), or ''. */
  inflection: string
  /** Reading in hiragana, or undefined for a word outside the dictionary. */
  reading: string | undefined
}

/** A content word: base form and where it stands in the text as given. */
export type Token = { base: string; start: number; end: number }

/** A stretch of text; `ruby` is its reading in hiragana, given only where it holds kanji. */
export type Segment = { base: string; ruby?: string }

const KANJI = /[\p{Script=Han}々〆ヶ]/u
const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** Katakana to hiragana (ァ–ヶ); the long mark ー stays. */
export const hiragana = (text: string): string =>
  text.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))

/** NFKC, lower case, katakana folded to hiragana, lone surrogates replaced. For comparing, never for showing. */
export const fold = (text: string): string => hiragana(text.toWellFormed().normalize('NFKC').toLowerCase())

/**
 * NFKC and lower case with a way back: `from[i]` is the source offset of the i-th unit of `text`,
 * `from[text.length]` the end of the source.
 */
function normalise(source: string): { text: string; from: (index: number) => number } {
  const well = source.toWellFormed()
  const whole = well.normalize('NFKC').toLowerCase()
  if (whole === well || (whole.length === well.length && oneToOne(well, whole))) return { text: whole, from: (i) => i }
  const from: number[] = []
  let text = ''
  // A base character with its marks (dakuten, combining accents) is normalised as one.
  for (const part of well.matchAll(/[\s\S][\p{M}\u3099\u309a\uff9e\uff9f]*/gu)) {
    const normal = part[0].normalize('NFKC').toLowerCase()
    for (let i = 0; i < normal.length; i += 1) from.push(part.index)
    text += normal
  }
  from.push(well.length)
  return { text, from: (i) => from[i] ?? well.length }
}

/**
 * The text as `foldKey` without spaces and invisible letters, with a way back: the i-th unit of `text` began at `from(i)`
 * in the source and ended at `to(i)`. A name is found in it however it was spaced or spelled.
 */
export function foldKeyWithOffsets(source: string): {
  text: string
  from: (index: number) => number
  to: (index: number) => number
} {
  const normal = normalise(source.slice(0, MAX_LENGTH))
  const [starts, ends]: [number[], number[]] = [[], []]
  let text = ''
  let at = 0
  for (const letter of normal.text) {
    const next = at + letter.length
    const key = foldKey(letter)
    for (let i = 0; i < key.length; i += 1) {
      starts.push(normal.from(at))
      ends.push(Math.max(normal.from(next), normal.from(at) + 1))
    }
    text += key
    at = next
  }
  return { text, from: (i) => starts[i] ?? source.length, to: (i) => ends[i] ?? source.length }
}

/**
 * The folded text (as `fold`) with a way back: the i-th unit of `text` began at `from(i)` in the source.
 * For rules that look at spelling rather than at words.
 */
export function foldWithOffsets(source: string): { text: string; from: (index: number) => number } {
  const normal = normalise(source.slice(0, MAX_LENGTH))
  return { text: hiragana(normal.text), from: normal.from }
}

/** True when every single unit normalises by itself to the unit at the same place. */
function oneToOne(before: string, after: string): boolean {
  for (let i = 0; i < before.length; i += 1) {
    const unit = before[i]!
    if (unit !== after[i] && unit.normalize('NFKC').toLowerCase() !== after[i]) return false
  }
  return true
}

/** Cuts at sentence ends and at 400 units at the latest, so that the time grows with the length only. */
function pieces(text: string): { text: string; at: number }[] {
  const result: { text: string; at: number }[] = []
  for (const part of text.matchAll(/[^。！？!?\n]{1,400}[。！？!?\n]*|[。！？!?\n]+/g)) {
    result.push({ text: part[0].toWellFormed(), at: part.index })
  }
  return result
}

/**
 * All morphemes of a text in order (space and the like left out). Never throws; reads the first 10,000 units.
 * Without any Japanese letter the dictionary is not asked: runs of letters and digits become the words.
 */
export function morphs(source: string): Morph[] {
  const normal = normalise(source.slice(0, MAX_LENGTH))
  const result: Morph[] = []
  if (!JAPANESE.test(normal.text)) {
    for (const word of normal.text.matchAll(/[\p{L}\p{N}]+/gu))
      result.push(morphOf(normal, word[0], word.index, undefined))
    return result
  }
  for (const piece of pieces(normal.text))
    for (const { start, end, word } of segment(piece.text)) {
      const written = piece.text.slice(start, end)
      if (written.trim() !== '') result.push(morphOf(normal, written, piece.at + start, word))
    }
  return result
}

function morphOf(
  normal: { from: (index: number) => number },
  written: string,
  at: number,
  word: Word | undefined,
): Morph {
  const surface = hiragana(written)
  const [start, end] = [normal.from(at), normal.from(at + written.length)]
  if (!word)
    return {
      base: surface,
      surface,
      start,
      end,
      pos: '未知語',
      detail: '',
      proper: '',
      inflection: '',
      reading: undefined,
    }
  const { base, pos, detail, proper, inflection, reading } = word
  return { base: base || surface, surface, start, end, pos, detail, proper, inflection, reading }
}

/** Nouns that stand for another noun, count, point at time or only help a word along. */
const HELPING_NOUNS = new Set(['非自立', '代名詞', '数', '接尾', '特殊', '接続詞的', '動詞非自立的'])

/** Words so common in any sentence that they tell nothing about it. */
const STOP_WORDS = new Set(
  (
    'する ある いる なる できる やる くる 来る いく 行う 思う 言う いう 考える 見る 聞く 知る わかる 分かる 使う 出る 出す ' +
    '行く 教える もらう くれる あげる 下さる くださる いただく 頂く 願う おる 居る 致す いたす 申す 入る 入れる 持つ 取る つく 付く ' +
    'かかる 始める 続く 続ける 感じる みる いう ござる よる 関する 対する ない 無い よい 良い いい 多い 少ない すごい ひどい ' +
    'もう とても すごく ちょっと 少し すこし なかなか まだ また いつも ずっと どう そう こう もっと 全然 ぜんぜん たくさん とりあえず ' +
    'やはり やっぱり 本当に ほんとに かなり 特に よく すぐ だいぶ あまり 一番 どうしても いろいろ 色々 どんどん たぶん ' +
    'ため とき 時 様 さん 方 人 自分 私 僕 俺 わたし 何 誰 今 最近 今日 昨日 明日 相談 相談先 教え 場合 状態 感じ 必要 可能 以上 以下 ' +
    '利用 対象 窓口 希望 お願い 川 など'
  ).split(' '),
)

/** True for a word that carries meaning of its own: 名詞, 動詞, 形容詞, 副詞 and unknown words, without the helping ones. */
export function isContent(morph: Morph): boolean {
  if (STOP_WORDS.has(morph.base)) return false
  if (morph.pos === '未知語') return /\p{L}/u.test(morph.surface) && !/^[ぁ-ゖー]+$/.test(morph.surface.slice(0, 1))
  if (/^[ぁ-ゖー\p{P}\p{S}]$/u.test(morph.base) || /^\p{N}+$/u.test(morph.base)) return false
  if (morph.pos === '名詞') return !HELPING_NOUNS.has(morph.detail)
  if (morph.pos === '動詞' || morph.pos === '形容詞') return morph.detail === '自立'
  return morph.pos === '副詞'
}

/** The content words of a text in order: base form, folded, with source offsets. */
export const tokens = (text: string): Token[] =>
  morphs(text)
    .filter(isContent)
    .map(({ base, start, end }) => ({ base, start, end }))

/** Readings that a dictionary of single words gets wrong: counters of people, and 方 (かた) for a person. */
const COUNTED = /(?<![\d０-９一二三四五六七八九十百千])[一二1１2２]人(?![前称])/
const COUNT_READING: Readonly<Record<string, string>> = { 一: 'ひとり', 1: 'ひとり', '１': 'ひとり' }

const CACHE_SIZE = 2_000
const rubyCache = new Map<string, Segment[]>()

/**
 * Splits a text into segments with readings: 「困って」→ [困 (こま)] [って]. The bases joined are the text again.
 * @param names readings that the dictionary cannot know, such as place names: `{ '麻生': 'あさお' }`
 */
export function furigana(text: string, names: Readonly<Record<string, string>> = {}): Segment[] {
  const key = Object.keys(names).length === 0 ? text : `${text}\u0000${JSON.stringify(names)}`
  const kept = rubyCache.get(key)
  if (kept) return kept
  const result = segments(text, names)
  if (rubyCache.size >= CACHE_SIZE) rubyCache.delete(rubyCache.keys().next().value!)
  if (text.length <= 400) rubyCache.set(key, result)
  return result
}

function segments(text: string, names: Readonly<Record<string, string>>): Segment[] {
  const result: Segment[] = []
  const plain = (base: string) => {
    const last = result.at(-1)
    if (base === '') return
    if (last && last.ruby === undefined) last.base += base
    else result.push({ base })
  }
  const read = (part: string) => {
    let at = 0
    const list = morphs(part)
    for (const [i, morph] of list.entries()) {
      const written = part.slice(morph.start, morph.end)
      if (morph.start < at || !morph.reading || !KANJI.test(written)) continue
      plain(part.slice(at, morph.start))
      const person = written === '方' && i > 0 && list[i + 1]?.surface !== 'より'
      const reading = person && morph.pos === '名詞' ? 'かた' : morph.reading
      for (const piece of align(written, reading)) piece.ruby ? result.push(piece) : plain(piece.base)
      at = morph.end
    }
    plain(part.slice(at))
  }
  const known = Object.keys(names).filter((name) => name !== '')
  const longestFirst = known.sort((a, b) => b.length - a.length).map((name) => RegExp.escape(name))
  const fixed = new RegExp([...longestFirst, COUNTED.source].join('|'), 'g')
  let at = 0
  for (const match of text.matchAll(fixed)) {
    read(text.slice(at, match.index))
    const ruby = Object.hasOwn(names, match[0]) ? names[match[0]]! : (COUNT_READING[match[0][0]!] ?? 'ふたり')
    result.push({ base: match[0], ruby })
    at = match.index + match[0].length
  }
  read(text.slice(at))
  return result
}

/** Gives each run of kanji its share of the reading, the kana between them being the anchors. */
function align(written: string, reading: string): Segment[] {
  const runs = written.match(/[\p{Script=Han}々〆ヶ]+|[^\p{Script=Han}々〆ヶ]+/gu) ?? [written]
  const pattern = runs.map((run) => (KANJI.test(run) ? '(.+?)' : RegExp.escape(fold(run)))).join('')
  const match = new RegExp(`^${pattern}$`, 'u').exec(reading)
  if (!match) return [{ base: written, ruby: reading }]
  let group = 0
  return runs.map((run) => {
    if (!KANJI.test(run)) return { base: run }
    group += 1
    return { base: run, ruby: match[group]! }
  })
}

/** The whole reading in hiragana; what has no reading stays as written. */
export const kana = (text: string, names: Readonly<Record<string, string>> = {}): string =>
  furigana(text, names)
    .map((part) => hiragana(part.ruby ?? part.base))
    .join('')

/** Old and variant kanji in names of people and places, each with the common one. NFKC does not join these. */
const VARIANTS = new Map(
  (
    '﨑崎 嵜崎 碕崎 髙高 濵浜 濱浜 邊辺 邉辺 齋斎 齊斉 澤沢 櫻桜 廣広 國国 嶋島 嶌島 𠮷吉 眞真 惠恵 德徳 瀨瀬 槇槙 冨富 壽寿 藏蔵 ' +
    '龍竜 彌弥 萬万 與与 榮栄 澁渋 實実 圓円 條条 增増 曾曽 關関 鐵鉄 豐豊 靜静 顯顕 禮礼 會会 學学 縣県 淵渕 舘館 桒桑 栁柳 薗園 ' +
    '莊荘 來来 區区 驛駅 濟済 濹墨 瀧滝 龜亀 彥彦 淺浅 鹽塩 黑黒 晉晋 晴晴 緖緒 黃黄 巖巌 應応 櫛櫛 祿禄 穗穂 綠緑 橫横 步歩 每毎 ' +
    '海海 ヶけ ケけ ゖけ 之の ノの'
  )
    .split(' ')
    .map((pair) => [...pair] as [string, string]),
)

/** A key under which two ways to write one name meet: 「川﨑　太郎」「川崎太郎」, 「溝ノ口」「溝の口」. Not for showing. */
export const foldKey = (text: string): string =>
  hiragana(
    [...text.toWellFormed().normalize('NFKC').toLowerCase()].map((letter) => VARIANTS.get(letter) ?? letter).join(''),
  )
    .replace(/[\s\p{Cf}]+/gu, '')
    .replace(/[‐‑‒–—―−ｰ]/g, '-')
