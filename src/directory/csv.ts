// The list as a table for spreadsheets: UTF-8 with BOM, CRLF, and nothing that a spreadsheet would run.
import { showHours } from './facts.tsx'
import { needName } from './taxonomy.ts'
import type { ServiceView } from './view.ts'
import { directoryWords } from './words.ts'

const CAPACITIES = { open: '受け入れ中', waiting: '待機あり', assessment: '面談のうえ', full: '満員' } as const
const COSTS = { free: '無料', paid: '有料', varies: '内容による', unknown: '' }
const SCOPES = { nation: '全国', prefecture: '県内', city: '市内', ward: '区内' }
const HOLIDAYS = { closed: '休み', open: '開いている' }

const kinds = directoryWords('ja').kinds
const numbers = (service: ServiceView, type: 'voice' | 'fax') =>
  service.phones
    .filter((phone) => phone.type === type)
    .map((phone) => `${phone.number}${phone.confidence === 'medium' ? '（要確認）' : ''}`)
    .join('、')

/** Header and value of each column. */
const COLUMNS: readonly [string, (service: ServiceView) => string | number | null | undefined][] = [
  ['ID', (service) => service.slug],
  ['種類', (service) => kinds[service.kind]],
  ['名称', (service) => service.name],
  ['名称_カナ', (service) => service.kana],
  ['運営団体', (service) => service.organization.name],
  ['説明', (service) => service.description],
  ['困りごと', (service) => service.needs.map((need) => needName(need, 'ja')).join('、')],
  ['対象の範囲', (service) => SCOPES[service.scope]],
  ['対象の区', (service) => service.wards.join('、')],
  ['対象の町', (service) => service.towns.join('、')],
  ['対象者', (service) => service.forWhom],
  ['対象年齢（下限）', (service) => service.ages.min],
  ['対象年齢（上限）', (service) => service.ages.max],
  ['電話番号', (service) => numbers(service, 'voice')],
  ['FAX番号', (service) => numbers(service, 'fax')],
  ['受付時間', (service) => service.hours.map((hours) => showHours(hours, 'ja')).join('、')],
  ['祝日・年末年始', (service) => service.holidays && HOLIDAYS[service.holidays]],
  ['受付時間の補足', (service) => service.hoursNote],
  ['郵便番号', (service) => service.address?.postalCode],
  ['住所', ({ address }) => address && `${address.prefecture}${address.city}${address.ward ?? ''}${address.line}`],
  ['緯度', (service) => service.address?.latitude],
  ['経度', (service) => service.address?.longitude],
  ['受け入れ', ({ capacity }) => capacity && `${CAPACITIES[capacity.state]}（${capacity.until}まで）`],
  ['費用', (service) => COSTS[service.cost]],
  ['費用の補足', (service) => service.costNote],
  ['利用方法', (service) => service.apply],
  ['使いやすさ', (service) => service.accessibility.join('、')],
  ['対応言語', (service) => service.languages.join('、')],
  ['URL', (service) => service.url],
  ['お墨付き', ({ endorsement }) => endorsement && `${endorsement.by}（${endorsement.until}まで）`],
  [
    '詳細',
    (service) =>
      Object.entries(service.details)
        .map(([key, value]) => `${key}：${value}`)
        .join('、'),
  ],
  ['確認した日', (service) => service.verified],
  ['出典', (service) => service.source],
  ['出典URL', (service) => service.sourceUrl],
]

/** A cell that a spreadsheet shows and does not run: what could begin a formula gets an apostrophe in front. */
export function csvCell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'number' ? String(value) : value.replace(/^(?=\s*[=+\-@＝＋－＠\t\r|%])/, "'")
  return /[",\r\n']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const line = (cells: readonly (string | number | null | undefined)[]) => `${cells.map(csvCell).join(',')}\r\n`

/** The first line, with the BOM that tells a spreadsheet the encoding. */
export const csvHead = (): string => `\uFEFF${line(COLUMNS.map(([header]) => header))}`
export const csvRow = (service: ServiceView): string => line(COLUMNS.map(([, value]) => value(service)))
