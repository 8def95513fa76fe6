// Names of persons: those known from around the text, in any spelling, and those that only look like names.
import { foldKey, foldKeyWithOffsets, kana, type Morph, morphs } from '../../platform/japanese.ts'
import type { Around, Flag, Known } from './strip.ts'

const INSTEAD: Record<Known['as'], string> = { person: 'ご本人', family: 'ご家族', team: '支援する人' }
const SOMEBODY = 'ある方'

/** What follows a name and belongs to it. */
const TITLE = /^(?:さん|さま|様|ちゃん|くん|君|氏|殿|先生|せんせい|夫妻|ご夫婦|婆ちゃん|ばあちゃん|じいちゃん)/
const HONORIFIC = /さん|さま|様|ちゃん|くん|君|氏|殿|先生|夫妻/g
const KANJI = /[\p{Script=Han}々〆]/u
const HIRAGANA = /^[ぁ-ゖー]+$/
const NAME_LETTERS = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〆ヶー・=＝A-Za-z]+$/u

/** The ways to write one known name; `short` ones need a border before them. */
function formsOf({ name, kana: given }: Known): { text: string; short: boolean }[] {
  const parts = name.normalize('NFKC').trim().split(/\s+/u).filter(Boolean)
  const read = (given ?? '').normalize('NFKC').trim().split(/\s+/u).filter(Boolean)
  const readings = read.length > 0 ? read : parts.map((part) => kana(part))
  const all = [name, parts.join(''), ...parts, readings.join(''), ...readings]
  const whole = foldKey(parts.join(''))
  const wholeRead = foldKey(readings.join(''))
  const keys = [...new Set(all.map(foldKey))].filter((key) => key !== '')
  return keys
    .map((text) => ({
      text,
      short: text !== whole && text !== wholeRead && (HIRAGANA.test(text) ? text.length <= 3 : text.length === 1),
    }))
    .sort((a, b) => b.text.length - a.text.length)
}

/** Names that the surroundings know: in full, either half, in kana, spaced, in old letters, with or without a title. */
export function findKnown(source: string, around: Pick<Around, 'known' | 'wards'>): Flag[] {
  const { text, from, to } = foldKeyWithOffsets(source)
  const places = around.wards.flatMap((ward) => occurrences(text, foldKey(ward)))
  const starts = new Set(
    morphs(source)
      .filter(({ pos, detail }) => detail !== '接尾' && pos !== '助詞' && pos !== '助動詞')
      .map((morph) => morph.start),
  )
  const flags: Flag[] = []
  for (const known of around.known)
    for (const form of formsOf(known))
      for (const [start, end] of occurrences(text, form.text)) {
        if (places.some(([a, b]) => a <= start && end <= b)) continue
        const after = text.slice(end)
        const title = TITLE.exec(after)?.[0] ?? ''
        if (form.short && title === '' && !standsAlone(text, start, end, starts.has(from(start)))) continue
        const stop = end + title.length
        flags.push({ kind: 'known', start: from(start), end: to(stop - 1), substitute: INSTEAD[known.as] })
      }
  return flags
}

function occurrences(text: string, part: string): [number, number][] {
  const found: [number, number][] = []
  if (part === '') return found
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) found.push([at, at + part.length])
  return found
}

/** A form of one kanji or few kana is a name only where a word begins, and not inside a longer one. */
function standsAlone(text: string, start: number, end: number, wordBegins: boolean): boolean {
  const [before, after] = [text[start - 1] ?? '', text[end] ?? '']
  if (KANJI.test(text[start]!))
    return (
      !KANJI.test(before) && (!KANJI.test(after) || /^(?:薬剤師|医師|看護師|相談員|宅|家|夫婦)/.test(text.slice(end)))
    )
  // 寒さの: さの after a kanji is an ending, unless a word begins there
  if (KANJI.test(before)) return wordBegins
  return !HIRAGANA.test(before) || (wordBegins && /[はがをにでとのもへや]/.test(before))
}

/** Words that stand before a title and name nobody; katakana folded. */
const ROLES = new Set(
  (
    '母 父 兄 姉 婆 爺 じい ばあ 祖父 祖母 嬢 子 孫 嫁 婿 客 医者 坊 相撲 弟子 得意 隣 向かい 友達 友だち ともだち 手伝い 役人 まわり ' +
    'かあ とう にい ねえ おじ おば おじい おばあ むすめ むすこ おく だんな よめ みな みんな こ まご きゃく いしゃ ' +
    '主人 家族 利用者 夫婦 両親 高齢者 本人 近所 住職 遺族 親族 兄弟 当事者 担当 担当者 隣人 来場者 参加者 奥 旦那 ' +
    '皆 娘 息子 弟 妹 叔父 叔母 伯父 伯母 大家 管理人 店員 職員 患者 業者 係 店長 店主 歯医者 親 子ども 子供 こども 赤 仲間 世話人 世話役 ' +
    '担任 校長 教頭 園長 主治医 歯科医 医師 看護師 薬剤師 保健師 介護士 保育士 療法士 福祉士 栄養士 相談員 調査員 配達員 民生委員 委員 ' +
    '推進員 支援員 指導員 警察官 消防士 弁護士 社労士 司法書士 運転手 記者 議員 区長 市長 会長 所長 院長 局長 部長 課長 係長 社長 理事長 ' +
    '組合長 班長 隊員 会員 団員 教員 駅員 役員 工員 助産師 先輩 後輩 上司 同僚 常連 住民 市民 区民 学生 生徒 児童 高校生 大学生 ' +
    'へるぱー けあまね けあまねじゃー ぼらんてぃあ すたっふ どらいばー わーかー そーしゃるわーかー さぽーたー りーだー まねーじゃー ' +
    'おーなー めんばー なーす どくたー おぺれーたー けーすわーかー まま ぱぱ ' +
    '八百屋 花屋 薬屋 本屋 酒屋 床屋 不動産屋 電気屋 弁当屋 米屋 豆腐屋 魚屋 肉屋 植木屋 水道屋 便利屋 ぱん屋 そば屋 蕎麦屋 寿司屋 ' +
    'すし屋 牛乳屋 新聞屋 掃除屋 銭湯 風呂屋 洗濯屋 時計屋 写真屋 印刷屋 引っ越し屋 配達 郵便局 役所 市役所 区役所 包括 薬局 保険 銀行 ' +
    '交番 消防 学校 病院 店 施設 事業所 会社 農家 同 各 何 たく しょく お疲れ ご苦労 お互い おたがい ごちそう'
  ).split(' '),
)
const KIN =
  /(?:長男|次男|二男|三男|四男|長女|次女|二女|三女|四女|娘|息子|夫|妻|母|父|母親|父親|孫|弟|妹|兄|姉|叔父|叔母|伯父|伯母|祖父|祖母|主人|奥さん|娘さん|息子さん|お孫さん|お母さん|お父さん|職員|担当|相談員|保健師|看護師|薬剤師|民生委員|委員|ヘルパー|ケアマネ|ケアマネジャー|先生|隣|となり|友人|仲間|大家|主治医|店長)の$/

const isPerson = (morph: Morph) => morph.proper.startsWith('人名')
/** Words that the dictionary takes for surnames where nobody means one. */
const NO_NAMES = new Set(
  'すまーと 民生 大地 太陽 希望 未来 光 愛 夢 心 望 明日 今日 東西 南北 平和 自然 健康 公園 世 中 元 大 小 長 幸 緑 春 夏 秋 冬 千 万 星 月 空 海 花 森 林 泉 谷 岡 原 畑 堀 浜 島 沢 関 辻 東 西 南 北 橋 坂 桜 港 平 金 銀 石 竹 松 梅 菊 柳 滝 池 川 山 里 園 堤 峰 峯 奥 宮 神 仏 城 境 丘 丸 角 庄 上 下 左 右 前 後'.split(
    ' ',
  ),
)

/** Names of persons whom nobody told us of: by a title after them, by the dictionary, by 「長男の…」 before them. */
export function findNames(
  source: string,
  known: readonly Flag[],
  places: readonly Flag[],
  around: Pick<Around, 'wards' | 'municipality'>,
): Flag[] {
  const list = morphs(source)
  const free = (place: Place, taken: readonly Flag[]) =>
    !taken.some((flag) => place.start < flag.end && flag.start < place.end)
  // a title makes a name of what could be a place, too
  const found = [...byTitle(source, list), ...byDictionary(source, list, around).filter((place) => free(place, places))]
  return found
    .filter((place) => free(place, known))
    .map(({ start, end }) => {
      // 「長男の健太さん」 is 「長男」, whole
      const kin = KIN.exec(source.slice(Math.max(0, start - 10), start))
      return kin
        ? { kind: 'name', start: start - 1, end, substitute: '' }
        : { kind: 'name', start, end, substitute: SOMEBODY }
    })
}

type Place = { start: number; end: number }

function byTitle(source: string, list: readonly Morph[]): Place[] {
  const at = (place: number) => list.findIndex((morph) => morph.start <= place && place < morph.end)
  return [...source.matchAll(HONORIFIC)].flatMap((match) => {
    const [title, stop] = [match.index, match.index + match[0].length]
    const own = list[at(title)]
    if (!own) return []
    // 様子, たくさん, 行くんです: the title is part of a word
    const misread = own.start < title && own.end === stop && !['名詞', '副詞'].includes(own.pos)
    const inWord = (own.start < title && !misread) || (own.end > stop && own.pos !== '未知語')
    if (inWord && own.pos !== '未知語' && !isPerson(own)) return []
    const before = source.slice(0, title)
    if (/[、。「」（）()\s]$|^$/.test(before)) {
      const name = /(\S+)[ 　]$/.exec(before)?.[1]
      const spaced = name && list[at(title - 2)]
      return spaced && isPerson(spaced) ? [{ start: spaced.start, end: stop }] : []
    }
    const last = own.start < title ? at(title) : at(title - 1)
    // 歩くんです: a verb, not somebody called 歩
    if (
      match[0] === 'くん' &&
      /[行歩聞書働泣開引置着動続届描焼咲拭吐履磨叫驚招]$/.test(before) &&
      /^(?:です|だ|じゃ|なら)/.test(source.slice(stop))
    )
      return []
    if (match[0].startsWith('様') && /(?:神|仏|王|殿|若|奥)$/.test(before)) return []
    if (endsInRole(source, list, last, title) || (match[0] === '先生' && list[last]?.pos === '助詞')) return []
    if (/(?<![A-Za-zＡ-Ｚａ-ｚ])[A-Za-zＡ-Ｚａ-ｚ〇○●△×]$/.test(before)) return []
    const start = startOfName(source, list, last, title)
    return start === null ? [] : [{ start, end: stop }]
  })
}

/** Whether the words right before a title are a role: お母さん, 民生委員さん, 花屋さん. */
function endsInRole(source: string, list: readonly Morph[], last: number, title: number): boolean {
  for (let i = last; i >= 0 && i > last - 5; i -= 1) {
    const start = list[i]!.start
    const text = foldKey(source.slice(start, title))
    const lone = text.length === 1 && KANJI.test(text) && KANJI.test(source[start - 1] ?? '')
    if (ROLES.has(text) && !lone) return true
  }
  return false
}

/** Walks back from a title over what can be a name. */
function startOfName(source: string, list: readonly Morph[], last: number, title: number): number | null {
  const first = list[last]
  if (!first) return null
  let start = first.start
  const written = (morph: Morph) => source.slice(morph.start, morph.end)
  const inKana = HIRAGANA.test(written(first).slice(-1))
  // a role that ends like one: 〜員, 〜士, 〜師, 〜者
  if (!isPerson(first) && /[員士師者]$/.test(written(first)) && first.pos === '名詞') return null
  for (let i = last - 1; i >= 0 && title - start < 14; i -= 1) {
    const morph = list[i]!
    const gap = source.slice(morph.end, start)
    if (!/^[ 　・=＝]?$/.test(gap)) break
    const text = written(morph)
    const person = isPerson(morph) || morph.proper.startsWith('地域')
    if (gap !== '' && gap !== '・' && !person) break
    if (!NAME_LETTERS.test(text)) break
    if (/^[・=＝]$/.test(text)) {
      start = morph.start
      continue
    }
    if (inKana && HIRAGANA.test(text)) {
      if (['助詞', '助動詞'].includes(morph.pos) && title - start >= 2) break
      start = morph.start
      continue
    }
    const oneKanji = text.length === 1 && KANJI.test(text) && morph.pos === '名詞' && morph.detail !== '接尾'
    if (!(person || (morph.pos === '未知語' && !HIRAGANA.test(text)) || (oneKanji && !inKana))) break
    start = morph.start
  }
  return start
}

/** 「息子の大翔が」: a name that the dictionary lacks falls into single kanji. */
function inPieces(source: string, list: readonly Morph[], first: number): Place | null {
  let last = first
  while (list[last] && /^[\p{Script=Han}々]$/u.test(source.slice(list[last]!.start, list[last]!.end))) last += 1
  const end = list[last - 1]?.end ?? 0
  return last - first >= 2 && last - first <= 3 && /^[がはもとをに、]/.test(source.slice(end))
    ? { start: list[first]!.start, end }
    : null
}

function byDictionary(source: string, list: readonly Morph[], around: Pick<Around, 'wards' | 'municipality'>): Place[] {
  const found: Place[] = []
  const silent = new Set(
    [around.municipality.name, ...around.wards].map((name) => foldKey(name).replace(/[区市町村]$/, '')),
  )
  for (const [i, morph] of list.entries()) {
    const pieces =
      i > 0 && KIN.test(source.slice(Math.max(0, morph.start - 10), morph.start)) ? inPieces(source, list, i) : null
    if (pieces) found.push(pieces)
    if (!isPerson(morph)) continue
    const text = source.slice(morph.start, morph.end)
    const [before, after] = [list[i - 1], list[i + 1]]
    const touches = (other: Morph | undefined) => other && (other.end === morph.start || other.start === morph.end)
    const pair =
      touches(after) &&
      isPerson(after!) &&
      !NO_NAMES.has(after!.surface) &&
      morph.proper.endsWith('姓') &&
      after!.proper.endsWith('名')
    if (pair) {
      found.push({ start: morph.start, end: after!.end })
      continue
    }
    if (silent.has(foldKey(text)) || NO_NAMES.has(morph.surface)) continue
    const kin = KIN.test(source.slice(Math.max(0, morph.start - 10), morph.start))
    if (HIRAGANA.test(text) ? !kin : text.length < 2 && !kin) continue
    // スマートフォン: a piece of a longer foreign word
    const foreign = /^[\p{Script=Katakana}ー]+$/u
    if (
      foreign.test(text) &&
      [before, after].some((other) => touches(other) && foreign.test(source.slice(other!.start, other!.end)))
    )
      continue
    found.push({ start: morph.start, end: morph.end })
  }
  return found
}
