// 医療情報ネット: clinics, dentists, hospitals and pharmacies, as JSON.
import { editionOf, tidy, tidyAddress, tidyCode, tidyName, tidyUrl } from './clean.ts'
import {
  blankDraft,
  emptyReading,
  keepFirst,
  MAX_NAME,
  MAX_ORGANIZATION,
  type Reading,
  type Target,
} from './reading.ts'

const SOURCE = '医療情報ネット（ナビイ）オープンデータ（厚生労働省）'
const SOURCE_URL = 'https://www.iryou.teikyouseido.mhlw.go.jp/'

const PLACES = { clinic: '診療所', dental: '歯科診療所', hospital: '病院', pharmacy: '薬局' } as const
type PlaceKind = keyof typeof PLACES
/** A hospital with more departments than this is a general one: no single department comes first. */
const MANY = 8

type Json = Record<string, unknown>
export const isMedicalJson = (first: Json): boolean =>
  typeof first.kind === 'string' && Object.hasOwn(PLACES, first.kind) && 'address' in first

export function readMedicalJson(entries: readonly Json[], target: Target): Reading {
  const reading = emptyReading('mhlw-medical')
  for (const [index, entry] of entries.entries()) {
    const reason = take(reading, target, index + 1, entry)
    if (reason) reading.rejected.push({ line: index + 1, reason })
  }
  return keepFirst(reading)
}

/** Adds the row to the reading. @returns why it is rejected, if it is */
function take(reading: Reading, target: Target, line: number, entry: Json): string | undefined {
  const warn = (reason: string) => void reading.warnings.push({ line, reason })
  const { municipality } = target
  const id = tidyCode(entry.id)
  const name = tidyName(entry.name)
  const kind = entry.kind as PlaceKind
  if (name === '') return '名前がありません'
  if (name.length > MAX_NAME) return `名前が長すぎます（${MAX_NAME}文字まで）`
  if (!/^[0-9A-Za-z]{5,20}$/.test(id)) return '番号（id）がないか、番号ではありません'
  if (typeof entry.kind !== 'string' || !Object.hasOwn(PLACES, kind)) return '種類（kind）がわかりません'
  const city = tidyName(entry.city)
  if (city !== '' && !city.startsWith(municipality.name)) {
    reading.skipped += 1
    return undefined
  }

  const address = tidyAddress(entry.address, '', target)
  if (!address) warn('住所がありません')
  const field = target.wards.find((ward) => city.includes(ward.name))?.name ?? null
  if (field && address?.ward && field !== address.ward)
    warn(`市区町村は${field}、住所は${address.ward}です。住所の区にしました`)
  const ward = address?.ward ?? field
  if (!ward && target.wards.length > 0) warn('区がわかりません')
  const url = tidyUrl(entry.url)
  if (!url && tidy(entry.url) !== '') warn(`URL「${tidy(entry.url).slice(0, 80)}」は読めないので、入れませんでした`)

  const departments = [...new Set((Array.isArray(entry.departments) ? entry.departments : []).map(tidyName))].filter(
    Boolean,
  )
  const shown = departments.slice(0, 6).join('・') + (departments.length > 6 ? 'など' : '')
  const does =
    kind === 'pharmacy'
      ? '処方された薬の受け取りや、薬の相談ができます'
      : shown === ''
        ? '診療を受けられます'
        : `${shown}の診療を受けられます`
  const slug = `iryo-${id.toLowerCase()}`
  reading.rows.push({
    line,
    sourceId: id,
    organization: { name: name.slice(0, MAX_ORGANIZATION), kind: 'medical', slug, byName: false },
    draft: {
      ...blankDraft,
      slug,
      family: slug,
      kind: 'facility',
      name,
      description: `${ward ?? municipality.name}の${PLACES[kind]}で、${does}。`,
      why: [does],
      says: saysOf(kind, departments),
      needs: needsOf(kind, departments),
      scope: ward ? 'ward' : 'city',
      wards: ward ? [ward] : [],
      address: address
        ? {
            postalCode: null,
            prefecture: municipality.prefecture,
            city: municipality.name,
            ward,
            line: address.line,
            transportation: null,
            latitude: null,
            longitude: null,
          }
        : null,
      url: url ?? null,
      details: {
        種類: PLACES[kind],
        ...(departments.length > 0 ? { 診療科: departments.join('、') } : {}),
      },
      verified: editionOf(target.path),
      source: SOURCE,
      sourceUrl: SOURCE_URL,
    },
  })
  return undefined
}

const MIND = /精神|心療|メンタル/
const CHILD_MIND = /児童.*精神|小児.*神経/
const MEMORY = /^(脳神経内科|神経内科|脳神経科|老年)|もの忘れ|物忘れ/
const BIRTH = /産科|産婦人科/
const VISIT = /訪問/

/** The most fitting first. */
export function needsOf(kind: PlaceKind, departments: readonly string[]): string[] {
  if (kind === 'pharmacy') return ['medical.medicine']
  const some = (pattern: RegExp) => departments.some((department) => pattern.test(department))
  const mind = some(MIND)
  const first = mind && departments.length <= MANY ? ['mind.distress', 'medical.find'] : ['medical.find']
  return [
    ...first,
    ...(some(MEMORY) ? ['care.dementia'] : []),
    ...(mind && !first.includes('mind.distress') ? ['mind.distress'] : []),
    ...(some(CHILD_MIND) ? ['school.develop'] : []),
    ...(some(BIRTH) ? ['child.pregnancy'] : []),
    ...(some(VISIT) ? ['medical.home'] : []),
  ]
}

function saysOf(kind: PlaceKind, departments: readonly string[]): string[] {
  if (kind === 'pharmacy') return ['薬のことを聞きたい', '近くの薬局をさがしている']
  if (kind === 'dental') return ['歯が痛い', '歯医者をさがしている']
  const some = (pattern: RegExp) => departments.some((department) => pattern.test(department))
  const says = [
    ...(some(MIND) ? ['こころの病院に行きたい', '眠れない日が続いている'] : []),
    ...(some(MEMORY) ? ['もの忘れを診てもらいたい'] : []),
    ...(some(/小児科/) ? ['子どもを診てもらいたい'] : []),
    ...(some(BIRTH) ? ['赤ちゃんができたかもしれない'] : []),
    ...departments.slice(0, 2).map((department) => `${department}の病院をさがしている`),
  ]
  return says.slice(0, 3)
}
