// Text in every language. Japanese is the shape; a missing key in another language does not compile.
import { ZONE } from './clock.ts'

export const LANGS = ['ja', 'easy', 'en'] as const
/** ja 日本語 · easy やさしい日本語（furigana is added when the page is sent）· en English */
export type Lang = (typeof LANGS)[number]

type Text = string | ((...args: never[]) => string) | { [key: string]: Text } | readonly string[]
type Shape<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : T[K] extends readonly string[]
        ? readonly string[]
        : Shape<T[K]>
}

/** Words for the public: three languages. */
export function words<T extends { [key: string]: Text }>(
  ja: T,
  easy: Shape<T>,
  en: Shape<T>,
): (lang: Lang) => Shape<T> {
  const all: Record<Lang, Shape<T>> = { ja: ja as unknown as Shape<T>, easy, en }
  return (lang) => all[lang]
}

/** Words for those at work: Japanese and English; やさしい日本語 reads the Japanese with furigana. */
export function workWords<T extends { [key: string]: Text }>(ja: T, en: Shape<T>): (lang: Lang) => Shape<T> {
  return words(ja, ja as unknown as Shape<T>, en)
}

const locale = (lang: Lang) => (lang === 'en' ? 'en-GB' : 'ja-JP')

/** 11月25日（水） · Wed 25 Nov. With the year when `year` is set. */
export function showDay(at: Date, lang: Lang, year = false): string {
  const parts = new Intl.DateTimeFormat(locale(lang), {
    timeZone: ZONE,
    month: lang === 'en' ? 'short' : 'numeric',
    day: 'numeric',
    weekday: 'short',
    ...(year ? { year: 'numeric' } : {}),
  }).formatToParts(at)
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  if (lang === 'en') return `${part('weekday')} ${part('day')} ${part('month')}${year ? ` ${part('year')}` : ''}`
  return `${year ? `${part('year')}年` : ''}${part('month')}月${part('day')}日（${part('weekday')}）`
}

/** 17時 · 10時24分 · 17:00 */
export function showTime(at: Date, lang: Lang): string {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit' }).formatToParts(
    at,
  )
  const hour = parts.find((p) => p.type === 'hour')!.value
  const minute = parts.find((p) => p.type === 'minute')!.value
  if (lang === 'en') return `${hour}:${minute}`
  return `${Number(hour)}時${minute === '00' ? '' : `${Number(minute)}分`}`
}

/** 11月25日（水）17時 */
export const showMoment = (at: Date, lang: Lang, year = false): string =>
  `${showDay(at, lang, year)}${lang === 'en' ? ' ' : ''}${showTime(at, lang)}`

/** 08:30 → 8時30分 (ja), 8:30 (en) */
export function showClock(time: string, lang: Lang): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  if (lang === 'en') return `${hour}:${String(minute).padStart(2, '0')}`
  return `${hour}時${minute ? `${minute}分` : ''}`
}
