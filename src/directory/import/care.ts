// 介護サービス情報公表システム: the open data CSV (24 columns, or the standard data set of a municipality), and JSON made of it.
import { createHash } from 'node:crypto'
import { findCareKind } from './care-kinds.ts'
import { editionOf, tidy, tidyAddress, tidyCode, tidyKana, tidyName, tidyPhone, tidyPoint, tidyUrl } from './clean.ts'
import { columnReader, headerKey, type Table } from './file.ts'
import {
  blankDraft,
  emptyReading,
  keepFirst,
  MAX_NAME,
  MAX_ORGANIZATION,
  type Reading,
  type Row,
  type Target,
} from './reading.ts'

const SOURCE = '介護サービス情報公表システム オープンデータ（厚生労働省）'
const SOURCE_URL = 'https://www.mhlw.go.jp/stf/kaigo-kouhyou_opendata.html'
const CSV = 'mhlw-care'

const NAME = ['事業所名', '介護サービス事業所名称']
const TYPE = ['サービスの種類', '実施サービス']

export const isCareTable = ({ keys }: Table): boolean =>
  [NAME, TYPE].every((names) => names.some((name) => keys.includes(headerKey(name))))

/** One office and one kind of service, however published. */
type Office = {
  line: number
  office: string
  name: string
  kana: string
  type: string
  city: string
  address: string
  building: string
  latitude: unknown
  longitude: unknown
  phone: string
  fax: string
  corporateNumber: string
  corporateName: string
  days: string
  daysNote: string
  capacity: string
  url: string
  remarks: string
}

/** The CSV. A later edition of the same office and kind replaces the earlier one. */
export function readCareTable(table: Table, target: Target): Reading {
  const reading = emptyReading(CSV)
  reading.rejected.push(...table.bad)
  const cell = columnReader(table)
  for (const { line, cells } of table.rows) {
    const get = (...names: string[]) => cell(cells, ...names)
    const reason = take(reading, target, {
      line,
      office: tidyCode(get('事業所番号', 'No', 'ID')),
      name: get(...NAME),
      kana: get('事業所名カナ', '介護サービス事業所名称カナ'),
      type: get(...TYPE),
      city: get('市区町村名', '所在地市区町村', '地方公共団体名'),
      address: get('住所', '所在地連結表記'),
      building: get('方書(ビル名等)', '方書', '建物名等(方書)'),
      latitude: get('緯度'),
      longitude: get('経度'),
      phone: get('電話番号'),
      fax: get('FAX番号'),
      corporateNumber: get('法人番号'),
      corporateName: get('法人の名称'),
      days: get('利用可能曜日'),
      daysNote: get('利用可能曜日特記事項'),
      capacity: get('定員'),
      url: get('URL'),
      remarks: get('備考'),
    })
    if (reason) reading.rejected.push({ line, reason })
  }
  return keepFirst(reading)
}

type Json = Record<string, unknown>
export const isCareJson = (first: Json): boolean => 'serviceType' in first && 'address' in first

/** The JSON: older, without corporations; what the CSV has is left to the CSV. */
export function readCareJson(entries: readonly Json[], target: Target): Reading {
  const reading = emptyReading(`${CSV}-json`)
  reading.yieldsTo = CSV
  for (const [index, entry] of entries.entries()) {
    const days = Array.isArray(entry.openDays) ? entry.openDays.map(tidy).filter(Boolean) : []
    const reason = take(reading, target, {
      line: index + 1,
      office: tidyCode(entry.id),
      name: tidy(entry.name),
      kana: tidy(entry.kana),
      type: tidy(entry.serviceType),
      city: tidy(entry.city),
      address: tidy(entry.address),
      building: '',
      latitude: entry.lat,
      longitude: entry.lng,
      phone: tidy(entry.tel),
      fax: '',
      corporateNumber: '',
      corporateName: '',
      days: days.join(','),
      daysNote: tidy(entry.openDaysNote),
      capacity: tidy(entry.capacity),
      url: tidy(entry.url),
      remarks: '',
    })
    if (reason) reading.rejected.push({ line: index + 1, reason })
  }
  return keepFirst(reading)
}

/** Adds the row to the reading. @returns why it is rejected, if it is */
function take(reading: Reading, target: Target, given: Office): string | undefined {
  const { line } = given
  const warn = (reason: string) => void reading.warnings.push({ line, reason })
  const { municipality } = target
  const name = tidyName(given.name)
  const type = tidy(given.type)
  if (name === '') return '事業所名がありません'
  if (name.length > MAX_NAME) return `事業所名が長すぎます（${MAX_NAME}文字まで）`
  if (!/^[0-9A-Za-z]{5,20}$/.test(given.office)) return '事業所番号がないか、番号ではありません'
  if (type === '') return 'サービスの種類がありません'
  const city = tidyName(given.city).replace(municipality.prefecture, '')
  if (city !== '' && !city.startsWith(municipality.name)) {
    reading.skipped += 1
    return undefined
  }

  const address = tidyAddress(given.address, given.building, target)
  if (!address) warn('住所がありません')
  const field = target.wards.find((ward) => city.includes(ward.name))?.name ?? null
  if (field && address?.ward && field !== address.ward)
    warn(`市区町村名は${field}、住所は${address.ward}です。住所の区にしました`)
  const ward = address?.ward ?? field
  if (!ward && target.wards.length > 0) warn('区がわかりません')

  const phones: Row['draft']['phones'] = []
  for (const [type, text] of [['voice', given.phone] as const, ['fax', given.fax] as const]) {
    const number = tidyPhone(text)
    if (number) phones.push({ number, type, description: null, confidence: 'high' })
    else if (tidy(text) !== '')
      warn(`${type === 'fax' ? 'FAX' : '電話'}番号「${tidy(text)}」は番号ではないので、入れませんでした`)
  }
  const url = tidyUrl(given.url)
  if (!url && tidy(given.url) !== '') warn(`URL「${tidy(given.url).slice(0, 80)}」は読めないので、入れませんでした`)
  const point = tidyPoint(given.latitude, given.longitude, municipality.code)
  if (point === 'outside') warn(`緯度・経度が${municipality.name}の外を指しているので、入れませんでした`)

  const kind = findCareKind(type)
  const code = kind?.code ?? `x${createHash('sha256').update(type).digest('hex').slice(0, 6)}`
  const capacity = Number(tidyCode(given.capacity))
  const corporateName = tidyName(given.corporateName).slice(0, MAX_ORGANIZATION)
  const corporateNumber = tidyCode(given.corporateNumber)
  const what = kind?.what ?? '介護保険のサービスを行っています'
  const slug = `kaigo-${given.office.toLowerCase()}-${code}`
  reading.rows.push({
    line,
    sourceId: `${given.office}:${code}`,
    organization: {
      name: corporateName || name.slice(0, MAX_ORGANIZATION),
      kind: 'care',
      slug: /^\d{13}$/.test(corporateNumber) ? `corp-${corporateNumber}` : `kaigo-${given.office.toLowerCase()}`,
      byName: corporateName !== '',
      ...(/^\d{13}$/.test(corporateNumber) ? { corporateNumber } : {}),
      ...(corporateName === '' ? { office: given.office } : {}),
    },
    draft: {
      ...blankDraft,
      slug,
      family: slug,
      kind: 'facility',
      name,
      kana: tidyKana(given.kana) || null,
      description: `${ward ?? municipality.name}の${kind?.name ?? type}の事業所で、${what}。`,
      why: [`${what}`],
      says: kind?.says ?? [],
      needs: kind?.needs ?? ['care.home'],
      scope: ward ? 'ward' : 'city',
      wards: ward ? [ward] : [],
      phones,
      address: address
        ? {
            postalCode: null,
            prefecture: municipality.prefecture,
            city: municipality.name,
            ward,
            line: address.line,
            transportation: null,
            latitude: point && point !== 'outside' ? point.latitude : null,
            longitude: point && point !== 'outside' ? point.longitude : null,
          }
        : null,
      cost: 'paid',
      costNote: '介護保険が使えます。自己負担は所得により1割から3割です',
      forWhom: '要介護・要支援の認定を受けた方',
      url: url ?? null,
      details: {
        サービスの種類: type,
        ...(capacity > 0 ? { 定員: `${capacity}人` } : {}),
        ...(tidy(given.days) !== '' ? { 利用できる日: tidy(given.days).replaceAll(',', '・') } : {}),
        ...(tidy(given.daysNote) !== '' ? { 日時の補足: tidy(given.daysNote) } : {}),
        ...(tidy(given.remarks) !== '' ? { 備考: tidy(given.remarks) } : {}),
        事業所番号: given.office,
      },
      verified: editionOf(target.path),
      source: SOURCE,
      sourceUrl: SOURCE_URL,
    },
  })
  return undefined
}
