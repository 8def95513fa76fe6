// くらし支援ナビ: offices of every municipality, national programmes, emergency contacts. CC BY 4.0, named at each entry.
import { createHash } from 'node:crypto'
import { readWeekdayHours, tidy, tidyAddress, tidyName, tidyPhone, tidyUrl } from './clean.ts'
import { columnReader, readTable, type Table } from './file.ts'
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

const SOURCE = 'くらし支援ナビ（運営: JUNKBRANDING、CC BY 4.0）をもとに作成'
const SOURCE_URL = 'https://fukushi.junkbranding.com/'

const has = (table: Table, ...keys: string[]) => keys.every((key) => table.keys.includes(key))
export const isOfficesTable = (table: Table): boolean =>
  has(table, 'municipalityid', 'categoryid', 'phone', 'openinghours')
export const isProgramsTable = (table: Table): boolean => has(table, 'supporttype', 'targetpeople', 'applicationflow')
/** Files that belong to the folder and hold nobody who helps. */
export const isAsideTable = (table: Table): boolean =>
  has(table, 'id', 'publisher', 'sourcetype') ||
  has(table, 'id', 'consultationscript') ||
  has(table, 'id', 'municipalitycode', 'supportlevel') ||
  (has(table, 'code', 'name', 'namekana') && table.keys.length === 3)

/** Its categories of trouble, as needs. */
const NEEDS: Record<string, string[]> = {
  food: ['money.food'],
  housing: ['home.lost', 'home.find'],
  rent: ['home.rent', 'home.lost'],
  utilities: ['money.utility'],
  money: ['money.living'],
  medical: ['medical.cost'],
  work: ['work.lost'],
  debt: ['money.debt'],
  violence: ['safe.partner'],
  children: ['child.raise'],
  mental: ['mind.distress'],
  disability: ['disability.service'],
  care: ['care.start'],
  unknown: ['civic.where'],
}
/** Names that say more than the category. */
const BY_NAME: readonly [RegExp, string[]][] = [
  [/生活保護|福祉事務所/, ['money.welfare', 'money.living']],
  [/自立相談|自立・仕事/, ['money.living', 'work.lost', 'home.rent']],
  [/住居確保/, ['home.rent']],
  [/求職者支援/, ['work.find', 'work.lost']],
  [/高額療養/, ['medical.cost']],
  [/自立支援医療/, ['medical.cost', 'mind.distress']],
  [/障害年金/, ['disability.card', 'money.pension']],
  [/介護休業/, ['care.work']],
  [/傷病手当/, ['work.lost', 'medical.cost']],
  [/児童扶養/, ['child.single', 'child.money']],
  [/就学援助/, ['school.cost']],
  [/年金生活者/, ['money.pension']],
  [/DV/, ['safe.partner']],
  [/虐待/, ['safe.child']],
  [/法律扶助/, ['deal.law', 'money.debt']],
]
const needsOf = (name: string, category: string): string[] =>
  BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? NEEDS[category] ?? ['civic.where']

/** jp-14130 is 141305 without its check digit. */
const regionOf = (municipality: string): string => `jp-${municipality.slice(0, 5)}`
const slugOf = (id: string): string =>
  `fukushi-${id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}`
const published = (status: string) => status === '' || status === 'published' || status === 'review_required'
const dayOrNull = (text: string): string | null => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null)

/** The offices of one municipality; all others are skipped. */
export function readOffices(table: Table, target: Target): Reading {
  const { municipality } = target
  const reading: Reading = { ...emptyReading('fukushi-portal-office'), yieldsToKnown: 'phone' }
  reading.rejected.push(...table.bad)
  const cell = columnReader(table)
  for (const { line, cells } of table.rows) {
    const get = (name: string) => tidy(cell(cells, name))
    if (get('municipalityId') !== regionOf(municipality.code) || !published(get('status'))) {
      reading.skipped += 1
      continue
    }
    const id = get('id')
    const name = tidyName(get('name'))
    if (id === '' || name === '') {
      reading.rejected.push({ line, reason: id === '' ? 'id がありません' : '名前がありません' })
      continue
    }
    const phones: Row['draft']['phones'] = []
    for (const [type, text] of [['voice', get('phone')] as const, ['fax', get('fax')] as const]) {
      const number = tidyPhone(text)
      const confidence = get('status') === 'review_required' ? 'medium' : 'high'
      if (number) phones.push({ number, type, description: null, confidence })
      else if (text !== '')
        reading.warnings.push({ line, reason: `番号「${text}」は電話番号ではないので、入れませんでした` })
    }
    const address = tidyAddress(get('address'), '', target)
    // 「神奈川県川崎区駅前本町」: the city was left out, the ward was not.
    const times = readWeekdayHours(get('openingHours'))
    const closed = get('closedDays')
    const slug = slugOf(id)
    reading.rows.push({
      line,
      sourceId: id,
      organization: {
        name: /社会福祉協議会/.test(name) ? name.slice(0, MAX_ORGANIZATION) : municipality.name,
        kind: /社会福祉協議会/.test(name) ? 'public' : 'city',
        slug: /社会福祉協議会/.test(name) ? slug : `city-${municipality.code}`,
        byName: true,
      },
      draft: {
        ...blankDraft,
        slug,
        family: slug,
        kind: 'desk',
        name: name.slice(0, MAX_NAME),
        description: get('description') || `${name}の窓口です。`,
        why: [get('plainName') || `${name}に相談できます`],
        says: get('plainName') === '' ? [] : [get('plainName')],
        needs: needsOf(`${name}${get('plainName')}`, get('categoryId')),
        scope: 'city',
        phones,
        hours: times ? [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], ...times }] : [],
        holidays: times && /祝/.test(closed) ? 'closed' : null,
        hoursNote: times ? null : [get('openingHours'), closed && `休み：${closed}`].filter(Boolean).join('。') || null,
        address: address
          ? {
              postalCode: /^\d{3}-\d{4}$/.test(get('postalCode')) ? get('postalCode') : null,
              prefecture: municipality.prefecture,
              city: municipality.name,
              ward: address.ward,
              line: address.line,
              transportation: null,
              latitude: null,
              longitude: null,
            }
          : null,
        forWhom: get('eligibilityConditions') || null,
        cost: 'free',
        apply: get('availableMethods') || null,
        url: tidyUrl(get('officialUrl')) ?? null,
        verified: dayOrNull(get('lastVerifiedAt')),
        source: SOURCE,
        sourceUrl: SOURCE_URL,
      },
    })
  }
  return keepFirst(reading)
}

/** Programmes of the nation, and those of this municipality. */
export function readPrograms(table: Table, target: Target): Reading {
  const reading: Reading = { ...emptyReading('fukushi-portal-program'), yieldsToKnown: 'name' }
  reading.rejected.push(...table.bad)
  const sources = readSources(target)
  const cell = columnReader(table)
  for (const { line, cells } of table.rows) {
    const get = (name: string) => tidy(cell(cells, name))
    const isOurs = get('municipalityId') === regionOf(target.municipality.code)
    if ((get('scope') !== 'national' && !isOurs) || !published(get('status'))) {
      reading.skipped += 1
      continue
    }
    const id = get('id')
    const name = tidyName(get('name'))
    if (id === '' || name === '') {
      reading.rejected.push({ line, reason: id === '' ? 'id がありません' : '名前がありません' })
      continue
    }
    const origin = sources.get(get('sourceId'))
    const slug = slugOf(`program-${id}`)
    reading.rows.push({
      line,
      sourceId: id,
      organization: isOurs
        ? { name: target.municipality.name, kind: 'city', slug: `city-${target.municipality.code}`, byName: true }
        : publisher(origin?.publisher ?? '国の制度'),
      draft: {
        ...blankDraft,
        slug,
        family: slug,
        kind: 'scheme',
        name: name.slice(0, MAX_NAME),
        description: get('description') || `${name}の制度です。`,
        why: [get('plainName') || name],
        says: get('plainName') === '' ? [] : [get('plainName')],
        needs: needsOf(name, get('categoryId')),
        scope: isOurs ? 'city' : 'nation',
        forWhom: get('targetPeople') || null,
        cost: 'free',
        costNote: get('supportType') === 'loan' ? '借りたお金は返します' : null,
        apply: get('applicationFlow') || null,
        url: origin?.url ?? null,
        details: Object.fromEntries(
          [
            ['金額', get('amountDescription')],
            ['必要なもの', get('requiredDocuments')],
            ['書類について', get('documentsOptionalNote')],
          ].filter(([, value]) => value !== ''),
        ),
        verified: dayOrNull(get('lastVerifiedAt')),
        source: SOURCE,
        sourceUrl: SOURCE_URL,
      },
    })
  }
  return keepFirst(reading)
}

type Json = Record<string, unknown>
export const isEmergencyJson = (first: Json): boolean => 'number' in first && 'phoneHref' in first

const EMERGENCY_NEEDS: Record<string, string[]> = {
  'police-emergency': ['safe.crime'],
  'fire-ambulance-emergency': ['medical.find'],
  'child-abuse': ['safe.child'],
  'dv-consultation': ['safe.partner'],
  'dv-consultation-plus': ['safe.partner'],
  'mental-health': ['mind.suicide', 'mind.distress'],
  'yorisoi-hotline': ['mind.suicide', 'alone.lonely', 'civic.where'],
  'sexual-violence-one-stop': ['safe.sexual'],
  'consumer-hotline': ['deal.fraud', 'deal.contract'],
}

/** Hotlines of the nation. */
export function readEmergencyJson(entries: readonly Json[], _target: Target): Reading {
  const reading: Reading = { ...emptyReading('fukushi-portal-emergency'), yieldsToKnown: 'phone' }
  for (const [index, entry] of entries.entries()) {
    const line = index + 1
    const id = tidy(entry.id)
    const name = tidyName(entry.label)
    const number = tidyPhone(entry.number)
    if (id === '' || name === '' || !number) {
      reading.rejected.push({ line, reason: !number ? '電話番号がありません' : 'id か名前がありません' })
      continue
    }
    const when = tidy(entry.availability)
    const always = when.startsWith('24時間')
    const slug = slugOf(`line-${id}`)
    reading.rows.push({
      line,
      sourceId: id,
      organization: publisher(tidyName(entry.publisher) || '国の制度'),
      draft: {
        ...blankDraft,
        slug,
        family: slug,
        kind: 'hotline',
        name: name.slice(0, MAX_NAME),
        description: `${name}の電話です。`,
        why: [`${name}について、電話で話せます`],
        needs: EMERGENCY_NEEDS[id] ?? ['civic.where'],
        scope: 'nation',
        phones: [{ number, type: 'voice', description: null, confidence: 'high' }],
        hours: always ? [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], opens: 0, closes: 1440 }] : [],
        holidays: always ? 'open' : null,
        hoursNote: always ? null : when || null,
        cost: entry.cost === '無料' ? 'free' : 'varies',
        costNote: entry.cost === '無料' ? null : tidy(entry.cost) || null,
        url: tidyUrl(entry.officialUrl) ?? null,
        verified: dayOrNull(tidy(entry.lastVerifiedAt)),
        source: SOURCE,
        sourceUrl: SOURCE_URL,
      },
    })
  }
  return keepFirst(reading)
}

/** Who published it, as an organisation of the nation. */
const publisher = (name: string): Row['organization'] => ({
  name: name.slice(0, MAX_ORGANIZATION),
  kind: 'nation',
  slug: `publisher-${createHash('sha256').update(name).digest('hex').slice(0, 10)}`,
  byName: true,
})

/** sources.csv beside the programmes: where each was taken from. */
function readSources(target: Target): Map<string, { publisher: string; url: string | null }> {
  const text = target.beside('sources.csv')
  const table = text === undefined ? undefined : readTable(text)
  if (!table?.ok) return new Map()
  const cell = columnReader(table.value)
  return new Map(
    table.value.rows.map(({ cells }) => [
      tidy(cell(cells, 'id')),
      { publisher: tidyName(cell(cells, 'publisher')), url: tidyUrl(cell(cells, 'url')) ?? null },
    ]),
  )
}
