// Numbers that lead to somebody: telephone, mail, postal code, identifiers, days, ages. By their form alone.
import { foldWithOffsets } from '../../platform/japanese.ts'
import type { Flag } from './strip.ts'

const DASH = '[-‐‑‒–—―−ー]'
const NUMERAL = '(?:\\d{1,4}|[〇零一二三四五六七八九十百]{1,5})'
const ERAS: Readonly<Record<string, number>> = {
  ...{ 明治: 1867, 大正: 1911, 昭和: 1925, 平成: 1988, 令和: 2018 },
  ...{ m: 1867, t: 1911, s: 1925, h: 1988, r: 2018 },
}

/** 84, 八十四, 八四, 百二 → a number. */
export function readNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  const digit = (letter: string) => '〇一二三四五六七八九'.indexOf(letter === '零' ? '〇' : letter)
  if (!/[十百]/.test(text)) return Number([...text].map(digit).join(''))
  const [, hundreds, afterHundred = ''] = /^(?:(.?)百)?(.*)$/.exec(text)!
  const [, tens, ones = ''] = /^(?:(.?)十)?(.*)$/.exec(afterHundred)!
  const times = (letter: string | undefined) => (letter === undefined ? 0 : letter === '' ? 1 : digit(letter))
  return 100 * times(hundreds) + 10 * times(tens) + (ones === '' ? 0 : Math.max(0, digit(ones)))
}

/** An age in words that many share. */
export function ageBand(age: number): string {
  if (age >= 90) return '90歳以上'
  if (age >= 20) return `${Math.floor(age / 10) * 10}代`
  if (age >= 13) return '10代'
  return age >= 6 ? '小学生くらい' : '幼児'
}

type Find = (text: string) => { kind: Flag['kind']; start: number; end: number; substitute: string }[]
type Made = { kind: Flag['kind']; substitute: string; skip?: number } | null

const by =
  (pattern: RegExp, make: (match: RegExpExecArray, text: string) => Made): Find =>
  (text) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const made = make(match, text)
      if (!made) return []
      const { skip = 0, ...rest } = made
      return [{ ...rest, start: match.index + skip, end: match.index + match[0].length }]
    })

const digitsOf = (text: string) => text.replace(/\D/g, '')
/** Letters for digits of the same length, so that places stay. */
const kanjiDigits = (text: string) => text.replace(/[〇零一二三四五六七八九]/g, (letter) => String(readNumber(letter)))

/** Runs of digits with what people put between them. */
const phones: Find = (text) =>
  by(new RegExp(`(?<!\\d)[+(]?\\d(?:\\d|(?:[\\s().・の]|${DASH}){1,3}(?=\\d|\\(\\d))*\\d`, 'g'), (match, whole) => {
    const digits = digitsOf(match[0])
    const made = { kind: 'phone', substitute: '（電話番号）' } as const
    if (/^0/.test(digits) && (digits.length === 10 || digits.length === 11)) return made
    if (/^\+81/.test(match[0]) && digits.length >= 11 && digits.length <= 13) return made
    const before = whole.slice(Math.max(0, match.index - 14), match.index)
    return /電話|でんわ|携帯|けいたい|tel|fax|ふぁっくす|ふぁくす|連絡先/.test(before) &&
      digits.length >= 6 &&
      digits.length <= 9
      ? made
      : null
  })(kanjiDigits(text))

const mails = by(
  /[a-z0-9._%+-]+\s?[@＠]\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+|https?:\/\/[^\s、。）」]+|(?<![a-z0-9])@[a-z0-9_.]{3,}/g,
  () => ({
    kind: 'mail',
    substitute: '（連絡先）',
  }),
)

const postal = by(
  new RegExp(`〒\\s?\\d{3}${DASH}?\\d{4}(?!\\d)|(?<![\\d-])\\d{3}${DASH}\\d{4}(?![\\d-])`, 'g'),
  () => ({
    kind: 'postal',
    substitute: '（郵便番号）',
  }),
)

const number = { kind: 'number', substitute: '（番号）' } as const
const numbers: Find[] = [
  // what is called a number, code or ID, and what follows it
  by(
    /(?:番号|no\.?|id|なんばー|こーど|記号|あかうんと)[^a-z0-9、。\n]{0,8}([a-z0-9][a-z0-9_./-]*(?:\s[a-z0-9-]{3,})*)/g,
    (match) => (match[1]!.length >= 3 ? { ...number, skip: match[0].length - match[1]!.length } : null),
  ),
  // a vehicle: 川崎 500 あ 12-34
  by(
    new RegExp(`[\\p{Script=Han}ぁ-ん]{1,4}\\s?\\d{2,3}\\s?[ぁ-ん]\\s?[・.\\d]{1,2}${DASH}?\\d{2}(?!\\d)`, 'gu'),
    () => number,
  ),
  // a receipt number of this service
  by(/(?<![a-z0-9-])[2-9a-hj-np-z]{3}-[2-9a-hj-np-z]{3}(?![a-z0-9-])/g, (match) =>
    /\d/.test(match[0]) && /[a-z]/.test(match[0]) ? number : null,
  ),
  by(/(?<![a-z0-9])[a-z]{1,4}-?\d{4,}(?![a-z0-9])/g, () => number),
  by(/(?<!\d)\d{4}[\s-]\d{4}[\s-]\d{4}(?!\d)|(?<!\d)\d{7,}(?!\d)/g, () => number),
]

const ERA = '(?:明治|大正|昭和|平成|令和|(?<![a-z])[mtshr])'
const YEAR = `(?:${ERA}\\.?\\s?(?:元|${NUMERAL})|(?:18|19|20)\\d{2}|[一二]千?[〇一二三四五六七八九百十]{3,5})`
const DAY_AFTER_YEAR = `\\s?年\\s?${NUMERAL}\\s?月\\s?${NUMERAL}\\s?日`
const WEEKDAY = '(?:\\s?[(（][日月火水木金土](?:曜日?)?[)）])?'
const BORN = '(?:\\s?(?:うまれ|生まれ|生れ|生(?![活命徒計後涯])))'

function yearOf(text: string): number | null {
  const [, era, count] = /^(明治|大正|昭和|平成|令和|[mtshr])\.?\s?(元|[\d〇一二三四五六七八九十]+)/.exec(text) ?? []
  if (era) return ERAS[era]! + (count === '元' ? 1 : readNumber(count!))
  const plain = /^\d{4}/.exec(text)?.[0]
  return plain ? Number(plain) : null
}

/** Days: a day becomes its month; a birth becomes an age. */
const daysOf = (year: number): Find[] => {
  const day = (match: RegExpExecArray, text: string): Made => {
    const whole = match[0]
    const told = whole.trim()
    const born =
      new RegExp(`${BORN}$`).test(whole) || /(?:生年月日|誕生日)[^、。\n]{0,6}$/.test(text.slice(0, match.index))
    const inYear = yearOf(told)
    if (born) return { kind: 'birth', substitute: inYear ? ageBand(Math.max(0, year - inYear)) : '（誕生日）' }
    const month = new RegExp(`(${NUMERAL})\\s?月`).exec(told)?.[1] ?? /(\d{1,2})[/.-]\d{1,2}\D*$/.exec(told)?.[1]
    const named = new RegExp(`^(?:${YEAR})\\s?年`).exec(told)?.[0]
    return { kind: 'date', substitute: `${named ?? ''}${month ? `${readNumber(month)}月` : 'ある日'}` }
  }
  return [
    by(new RegExp(`${YEAR}${DAY_AFTER_YEAR}${WEEKDAY}${BORN}?`, 'g'), day),
    by(new RegExp(`(?<![\\d年])${NUMERAL}\\s?月\\s?${NUMERAL}\\s?日${WEEKDAY}(?!間)${BORN}?`, 'g'), (match, text) => {
      const [, month, on] = new RegExp(`^(${NUMERAL})\\s?月\\s?(${NUMERAL})`).exec(match[0])!
      return readNumber(month!) <= 12 && readNumber(on!) <= 31 ? day(match, text) : null
    }),
    by(new RegExp(`${YEAR}\\s?年度?${BORN}`, 'g'), day),
    by(
      new RegExp(
        `(?<![\\d.])(?:(?:18|19|20)\\d{2}|${ERA}\\.?\\d{1,2})[./-]\\d{1,2}[./-]\\d{1,2}(?![\\d])${BORN}?`,
        'g',
      ),
      day,
    ),
    by(
      /(?<![\d/.])(?:1[0-2]|0?[1-9])\/(?:3[01]|[12]\d|0?[1-9])(?![\d/])(?!\s?(?:に減|の量|程度|以下|以上|まで減|ほど|くらい))/g,
      (match, text) =>
        /^[1-5]\/[2-9]$/.test(match[0]) &&
        !/[にのはか]$/.test(text.slice(match.index + match[0].length)) &&
        /[のを量が]/.test(text[match.index + match[0].length] ?? '')
          ? null
          : day(match, text),
    ),
  ]
}

/** Ages that a law or a scheme speaks of: 「65歳から」 tells of nobody. */
const OF_SCHEMES = [0, 3, 6, 15, 16, 18, 20, 39, 40, 60, 64, 65, 70, 74, 75]
const FEASTS: Readonly<Record<string, number>> = {
  ...{ 還暦: 60, 古希: 70, 古稀: 70, 喜寿: 77, 傘寿: 80, 米寿: 88, 卒寿: 90, 白寿: 99, 百寿: 100, 紀寿: 100 },
}

const ages: Find[] = [
  by(
    new RegExp(
      `(?:満)?(${NUMERAL})\\s?(?:歳|才|さい(?!近))(?!\\s?(?:以上|未満|以下|を超|を過|くらいから|前後))(?:と\\s?${NUMERAL}\\s?(?:か月|ヶ月|カ月|ヵ月))?`,
      'g',
    ),
    (match, text) => {
      const age = readNumber(match[1]!)
      const after = text.slice(match.index + match[0].length)
      if (age > 125 || (/^\s?(?:から|まで|になると|で始まる)/.test(after) && OF_SCHEMES.includes(age))) return null
      return { kind: 'age', substitute: ageBand(age) }
    },
  ),
  by(
    new RegExp(`(?:年齢|とし|年|よわい|齢|満)[はが:：]?\\s?(${NUMERAL})(?=[、。\\s]|です|だ|に?な[るりっ])`, 'g'),
    (match) => {
      const age = readNumber(match[1]!)
      return age >= 3 && age <= 125
        ? { kind: 'age', substitute: ageBand(age), skip: match[0].length - match[1]!.length }
        : null
    },
  ),
  by(/(?<![\d〇一二三四五六七八九十.])(?:[6-9]\d|1[01]\d)(?=に(?:なる|なり|なっ))/g, (match) => ({
    kind: 'age',
    substitute: ageBand(Number(match[0])),
  })),
  by(new RegExp(Object.keys(FEASTS).join('|'), 'g'), (match) => ({
    kind: 'age',
    substitute: ageBand(FEASTS[match[0]]!),
  })),
  by(new RegExp(`生後\\s?${NUMERAL}\\s?(?:か月|ヶ月|カ月|ヵ月|箇月|週間?|日)(?:半)?`, 'g'), () => ({
    kind: 'age',
    substitute: '乳児期',
  })),
  by(new RegExp(`(小学|中学|高校)校?\\s?(?:${NUMERAL})\\s?年生?`, 'g'), (match) => ({
    kind: 'age',
    substitute: `${match[1]}生`,
  })),
]

/** Flags of everything that is told by its form. `year`: now. */
export function findCodes(source: string, year: number): Flag[] {
  const { text, from } = foldWithOffsets(source)
  return [mails, phones, postal, ...numbers, ...daysOf(year), ...ages]
    .flatMap((find) => find(text))
    .map(({ start, end, ...rest }) => ({
      ...rest,
      start: from(start),
      end: end >= text.length ? source.length : from(end),
    }))
}
