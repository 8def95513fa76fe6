// Facts as others publish them, made readable: pure, each with its dirt. undefined: nothing there or nothing usable.

import type { Municipality, Ward } from '../../area/index.ts'
import { hiragana } from '../../platform/japanese.ts'

const CONTROL = /[\p{Cc}\p{Cf}\uFFFE\uFFFF]+/gu
const DASHES = /[‐‑‒–—―−－]/g

/** A text without control characters, literal （改行） and doubled spaces; '' when there is nothing. */
export const tidy = (text: unknown): string =>
  (typeof text === 'string' ? text : typeof text === 'number' ? String(text) : '')
    .toWellFormed()
    .replace(/\s*[（(]改行[）)]\s*|[\r\n]+/g, '。')
    .replace(/。。+/g, '。')
    .replace(CONTROL, '')
    .replace(/[\s\u3000]+/g, ' ')
    .replace(/^[ 。]+|\s+$/g, '')

/** Full-width letters, digits and half-width kana as usual ones, 﨑 as 崎; brackets stay Japanese. */
export const tidyName = (text: unknown): string =>
  tidy(text)
    .replace(/[０-９Ａ-Ｚａ-ｚ＆．＋／ｦ-ﾟ]+/g, (part) => part.normalize('NFKC'))
    .replaceAll('﨑', '崎')

/** A reading in hiragana: ツクイ　カワサキ → つくい かわさき */
export const tidyKana = (text: unknown): string =>
  hiragana(tidy(text).normalize('NFKC')).replace(/う[゛\u3099]| ゙/g, 'ゔ')

/** Digits, however wide. */
export const tidyCode = (text: unknown): string => tidy(text).normalize('NFKC').replace(/[\s-]/g, '')

/** Hyphens as the area code has them where it is known: 0447500666 → 044-750-0666 */
function hyphenate(digits: string): string {
  const cut = (a: number, b: number) => `${digits.slice(0, a)}-${digits.slice(a, a + b)}-${digits.slice(a + b)}`
  if (digits.length === 11) return cut(3, 4)
  if (/^0(120|570|990)/.test(digits)) return cut(4, 3)
  if (/^0[36]/.test(digits)) return cut(2, 4)
  if (/^04[45]/.test(digits)) return cut(3, 3)
  return digits
}

/** A telephone number as 044-200-1111, #8008 or 110; undefined when it cannot be one. */
export function tidyPhone(text: unknown): string | undefined {
  const number = tidy(text)
    .normalize('NFKC')
    .replace(DASHES, '-')
    .replace(/[ー()（） .]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '')
    .replace(/^\+81-?0?/, '0')
  if (/^(#\d{4}|1\d{2})$/.test(number)) return number
  const digits = number.replaceAll('-', '')
  if (!/^0\d{9,10}$/.test(digits)) return undefined
  // Eleven digits belong to mobile and IP telephones, and to 0800.
  if (digits.length === 11 && !/^0([5-9]0|800)/.test(digits)) return undefined
  return /^0\d{1,4}-\d{1,4}-\d{3,4}$/.test(number) ? number : hyphenate(digits)
}

/** An address of a page, mended: htpp://, https：//, http:/x, bare domains. undefined when it cannot be one. */
export function tidyUrl(text: unknown): string | undefined {
  let url = tidy(text).normalize('NFKC').replace(/\s/g, '')
  if (url === '') return undefined
  url = url.replace(/^h[tp]{2,4}(s?)[:;]\/*/i, 'http$1://')
  if (!/^https?:\/\//i.test(url)) url = `http://${url}`
  url = url.replace(/^(https?:\/\/[^/?#]+?)\.+(?=[/?#]|$)/i, '$1')
  if (!URL.canParse(url)) return undefined
  const { hostname, username } = new URL(url)
  return /^[a-z0-9.-]+\.[a-z]{2,}$/i.test(hostname) && username === '' ? url : undefined
}

export type Address = { ward: string | null; line: string }

/**
 * What follows the city in an address, and the ward it names.
 * @param building its name, when another column has it: it is not said twice
 */
export function tidyAddress(
  text: unknown,
  building: unknown,
  where: { municipality: Municipality; wards: readonly Ward[] },
): Address | undefined {
  const flat = (part: unknown) =>
    tidy(part)
      .normalize('NFKC')
      .replaceAll('﨑', '崎')
      .replace(DASHES, '-')
      .replace(/(?<=\d)ー(?=\d)/g, '-')
  let line = flat(text).replace(/^〒?\d{3}-?\d{4} */, '')
  if (line === '') return undefined
  for (const start of [where.municipality.prefecture, where.municipality.name])
    if (line.startsWith(start)) line = line.slice(start.length).trimStart()
  const ward = where.wards.find(({ name }) => line.startsWith(name))?.name ?? null
  if (ward) line = line.slice(ward.length).trimStart()
  line = line.replace(/(.{2,}?)\s+\1$/u, '$1')
  const house = flat(building)
  if (house !== '' && !line.includes(house)) line = `${line} ${house}`
  return { ward, line: line === '' ? (ward ?? '') : line }
}

/** Corners of municipalities, a little generous: south, north, west, east. 国土数値情報 行政区域, rounded outwards. */
const BOUNDS: Record<string, readonly [number, number, number, number]> = {
  '141305': [35.46, 35.65, 139.44, 139.81],
}

/** Coordinates in degrees; `outside` when they cannot be in the municipality. */
export function tidyPoint(
  latitude: unknown,
  longitude: unknown,
  municipality: string,
): { latitude: number; longitude: number } | 'outside' | undefined {
  const [lat, lng] = [latitude, longitude].map((value) => {
    const text = tidyCode(value)
    return text === '' ? Number.NaN : Number(text)
  }) as [number, number]
  if (Number.isNaN(lat) || Number.isNaN(lng)) return undefined
  const [south, north, west, east] = BOUNDS[municipality] ?? [20, 46, 122, 154]
  return lat >= south && lat <= north && lng >= west && lng <= east ? { latitude: lat, longitude: lng } : 'outside'
}

/** The month an edition is from, when its file or folder says so: care-2025-06/x.json → 2025-06-01 */
export function editionOf(path: string): string | null {
  const match = path
    .split(/[\\/]/)
    .slice(-2)
    .join('/')
    .match(/(20\d{2})-(0[1-9]|1[0-2])/)
  return match ? `${match[1]}-${match[2]}-01` : null
}

const TIME = '(午前|午後)?(\\d{1,2})(?:時(?:(\\d{1,2})分|半)?|:(\\d{2}))'
const WEEKDAYS = new RegExp(
  `^(?:月曜日?(?:から|[~〜～-])金曜日?|平日|月[~〜～-]金)[ 、,]*${TIME}(?:から|[~〜～-])${TIME}(?:まで)?$`,
)

/** 「月曜日から金曜日 午前8時30分から午後5時」 as minutes of the day; undefined for anything less plain. */
export function readWeekdayHours(text: string): { opens: number; closes: number } | undefined {
  const match = WEEKDAYS.exec(tidy(text).normalize('NFKC'))
  if (!match) return undefined
  const minutes = ([half, hour, minute, other]: (string | undefined)[]) =>
    (Number(hour) + (half === '午後' && Number(hour) < 12 ? 12 : 0)) * 60 + Number(minute ?? other ?? 0)
  const opens = minutes(match.slice(1, 5))
  const closes = minutes(match.slice(5, 9))
  return opens < closes && closes <= 1440 ? { opens, closes } : undefined
}
