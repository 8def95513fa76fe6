// Where is it? Reads what people write as their place: a ward, a town, an address, a postal code.
import { foldKey } from '../platform/japanese.ts'

export type Municipality = {
  /** 全国地方公共団体コード, six digits. */
  code: string
  /** 川崎市 */
  name: string
  kana: string
  /** 神奈川県 */
  prefecture: string
}

export type Ward = {
  slug: string
  /** 麻生区 */
  name: string
  /** あさおく */
  kana: string
  /** From north-west to south-east: the order of every table and map. */
  position: number
  /** First three digits of the postal codes that lie in the ward. */
  postalPrefixes: string[]
}

export type Town = { ward: string; name: string; latitude: number | null; longitude: number | null }

/** `ward` and `town` are names as kept; a town without ward is one that lies in several wards. */
export type Place = { ward?: string; town?: string }
export type PlaceResult = { ok: true; value: Place } | { ok: false; reason: 'unknown_place' }

/** Longest text read as a place, in UTF-16 units. */
const MAX_PLACE = 200
const UNKNOWN: PlaceResult = { ok: false, reason: 'unknown_place' }
const DIGITS = '〇一二三四五六七八九'

/** 十二 → 12; anything else is given back as it is. */
function readNumeral(kanji: string): string {
  const match = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(kanji)
  if (!match?.[0]) return kanji
  const [, first, ten, last] = match
  if (!ten) return String(DIGITS.indexOf((first ?? last)!))
  return String((first ? DIGITS.indexOf(first) : 1) * 10 + (last ? DIGITS.indexOf(last) : 0))
}

/** Names of one place meet here: 上麻生１丁目, 上麻生一丁目, 川﨑市, 溝ノ口. Not for showing. */
export const placeKey = (text: string): string =>
  foldKey(text)
    .replace(/[一二三四五六七八九十]+(?=丁目)/g, readNumeral)
    .replace(/[、,，。.・･\u3000]/g, '')

/** Name of a town without its 丁目: 上麻生一丁目 → 上麻生. */
export const townBase = (name: string): string => name.replace(/[0-9０-９一二三四五六七八九十]+丁目$/, '')

/**
 * Reads a place. Never throws.
 * @param text as typed: 「中原区小杉町」「川崎市麻生区上麻生1丁目」「215-0021」「あさおく」; empty is the whole municipality
 * @returns the ward and, where it is known, the town; `unknown_place` for anywhere else
 */
export function readPlace(
  text: string,
  where: { municipality: Municipality; wards: readonly Ward[]; towns: readonly Town[] },
): PlaceResult {
  if (text.length > MAX_PLACE) return UNKNOWN
  let rest = withoutEnd(placeKey(text))
  if (rest === '') return { ok: true, value: {} }

  const postal = /^(?:〒|郵便番号)?:?(\d{3})(?:-?\d{4}|-)?(?!\d)/.exec(rest)
  const byPostal = postal && where.wards.find((ward) => ward.postalPrefixes.includes(postal[1]!))
  if (postal) {
    if (!byPostal) return UNKNOWN
    rest = rest.slice(postal[0].length)
    if (rest === '') return { ok: true, value: { ward: byPostal.name } }
  }

  const { municipality } = where
  const city = [municipality.name, municipality.kana].map(placeKey)
  rest = without(rest, [placeKey(municipality.prefecture)])
  rest = without(rest, city)
  // 「川崎」 alone may be the city or the ward of that name: the city leaves nobody out.
  if (rest === '' || city.some((name) => name.slice(0, -1) === rest))
    return { ok: true, value: byPostal ? { ward: byPostal.name } : {} }

  for (const ward of where.wards) {
    const name = [ward.name, ward.kana].map(placeKey).find((key) => rest.startsWith(key))
    if (name)
      return { ok: true, value: { ward: ward.name, ...findTown(rest.slice(name.length), where.towns, ward.name) } }
  }
  for (const ward of where.wards) {
    // Without 区, only when nothing follows that could be another place: 多摩市 is not 多摩区.
    const names = [ward.name, ward.kana].map((name) => placeKey(name).slice(0, -1))
    if (names.includes(rest)) return { ok: true, value: { ward: ward.name } }
  }
  const town = findTown(rest, where.towns, byPostal?.name)
  if (town.ward || town.town) return { ok: true, value: town }
  for (const ward of where.wards) {
    const name = [ward.name, ward.kana].map((key) => placeKey(key).slice(0, -1)).find((key) => rest.startsWith(key))
    const inWard = name ? findTown(rest.slice(name.length), where.towns, ward.name) : undefined
    if (inWard?.town) return { ok: true, value: { ward: ward.name, ...inWard } }
  }
  return byPostal ? { ok: true, value: { ward: byPostal.name } } : UNKNOWN
}

/** 「中原区のあたり」「中原区です」 → 中原区 */
const withoutEnd = (key: string): string =>
  key.replace(
    /(?:の?(?:あたり|辺り|へん|近く|ちかく|付近|周辺|ほう|方)(?:です)?|に?住んで(?:い|る|います|ます)*|です|在住)$/,
    '',
  )

const without = (key: string, starts: readonly string[]): string => {
  const start = starts.find((name) => name !== '' && key.startsWith(name))
  return start ? key.slice(start.length) : key
}

/** The longest known town at the beginning of an address; its ward too when it lies in one ward only. */
function findTown(address: string, towns: readonly Town[], ward?: string): Place {
  if (address === '') return {}
  // 上麻生1-2-3 is 上麻生1丁目
  const numbered = address.replace(/^(\D+?)(\d+)(?=-|$|の|番)/, '$1$2丁目')
  let best: { length: number; name: string; wards: Set<string> } | undefined
  const offer = (name: string, key: string, of: string) => {
    if (key === '' || !(address.startsWith(key) || numbered.startsWith(key))) return
    if (!best || key.length > best.length) best = { length: key.length, name, wards: new Set([of]) }
    else if (key.length === best.length && best.name === name) best.wards.add(of)
  }
  for (const town of towns) {
    if (ward && town.ward !== ward) continue
    offer(town.name, placeKey(town.name), town.ward)
    const base = townBase(town.name)
    if (base !== town.name) offer(base, placeKey(base), town.ward)
  }
  if (!best) return {}
  const [only, ...others] = best.wards
  return others.length === 0 ? { ward: only!, town: best.name } : { town: best.name }
}
