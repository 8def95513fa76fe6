// The catalogue in files (catalogue/README.md): checked whole, expanded for each ward, and saved.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { loadArea, type Ward } from '../area/index.ts'
import type { Db } from '../platform/db.ts'
import { type By, endorse, saveOrganization, saveServices, withdrawServices } from './actions.ts'
import { AreaFile, type Facts, OrganizationEntry, ServiceEntry } from './catalogue-entry.ts'
import { dayText, endOfNextFiscalYear } from './hours.ts'
import { organizationId, serviceId } from './ids.ts'
import { findLeftOut, writeOrigins } from './import/store.ts'
import { canonical, type OrganizationDraft, type ServiceDraft } from './rules.ts'
import { groupOf, needName } from './taxonomy.ts'

/** One service ready to be saved: `organization` and `endorsed` are resolved by the loader. */
type Ready = { draft: ServiceDraft; endorsed: boolean; file: string }
type Counts = { added: number; changed: number; unchanged: number }
export type CatalogueReport = {
  organizations: Counts
  services: Counts
  /** Services that an earlier load brought and these files no longer have: inactive now. */
  withdrawn: number
  endorsements: Counts
  warnings: string[]
}

/** Where its services are said to come from: what a load leaves out is withdrawn only when a load brought it. */
const SOURCE = 'catalogue'

/**
 * Loads a folder of the catalogue: area.json, organizations*.json, services-*.json. The same again changes nothing.
 * One transaction per file; nothing is written when any file is wrong. What an earlier load brought and the folder no
 * longer has becomes inactive; services from elsewhere stay.
 * @param options `demo` gives each organisation that is neither nation nor prefecture a made-up mail address, so that
 *   referrals work; `now` is the first day of endorsements, which last until the end of the next fiscal year
 * @throws Error in Japanese naming every file, entry and field that is wrong
 */
export async function loadCatalogue(
  db: Db,
  municipality: string,
  folder: string,
  options: { demo?: boolean; now: Date },
): Promise<CatalogueReport> {
  const problems: string[] = []
  const warnings: string[] = []
  const files = readdirSync(folder).sort()
  const read = <T>(file: string, schema: z.ZodType<T>): T | undefined => readFile(folder, file, schema, problems)

  const area = read('area.json', AreaFile)
  if (area && area.municipality.code !== municipality)
    problems.push(`area.json: 市町村コードが ${municipality} ではありません`)
  const wards: Ward[] =
    area?.wards.map(({ postal_prefixes, ...rest }) => ({ ...rest, postalPrefixes: postal_prefixes })) ?? []

  const organizations = new Map<string, { draft: OrganizationDraft; file: string }>()
  for (const file of files.filter((name) => /^organizations.*\.json$/.test(name)))
    for (const entry of readEach(folder, file, OrganizationEntry, problems)) {
      const known = organizations.get(entry.id)
      if (known) warnings.push(`${file}: ${entry.id} は ${known.file} にもあります。そちらを使います`)
      else organizations.set(entry.id, { draft: organizationDraft(entry, options.demo ?? false), file })
    }

  const services = new Map<string, Ready>()
  for (const file of files.filter((name) => /^services.*\.json$/.test(name)))
    for (const entry of readEach(folder, file, ServiceEntry, problems))
      for (const { id, facts, of } of expand(entry, wards)) {
        const where = `${file}: ${id}`
        if (!organizations.has(facts.organization))
          problems.push(`${where}: organization: 「${facts.organization}」がありません`)
        for (const name of [
          ...(facts.area.wards ?? []),
          ...(facts.address?.ward && !facts.address.city ? [facts.address.ward] : []),
        ])
          if (area && !wards.some((known) => known.name === name))
            problems.push(`${where}: 「${name}」という区はありません`)
        if (of && !wards.some((known) => known.name === of))
          problems.push(`${where}: each_ward: 「${of}」という区はありません`)
        if (services.has(id)) problems.push(`${where}: 同じ id が ${services.get(id)!.file} にもあります`)
        if (area)
          services.set(id, {
            draft: serviceDraft(municipality, area.municipality, entry, id, facts),
            endorsed: facts.endorsed ?? false,
            file,
          })
      }
  if (problems.length > 0 || !area)
    throw new Error(`目録に直すところがあります（${problems.length}件）。\n${problems.slice(0, 50).join('\n')}`)

  const report: CatalogueReport = {
    organizations: none(),
    services: none(),
    withdrawn: 0,
    endorsements: none(),
    warnings,
  }
  const by: By = { municipality, actor: { kind: 'system' }, now: options.now }
  await db.transaction().execute(async (tx) => {
    await loadArea(tx, { municipality: area.municipality, wards })
    for (const { draft } of organizations.values())
      report.organizations[(await saveOrganization(tx, by, draft)).outcome] += 1
  })
  const until = endOfNextFiscalYear(dayText(options.now))
  for (const [file, ready] of Map.groupBy(services.values(), (service) => service.file))
    await db
      .transaction()
      .execute(async (tx) => {
        const saved = await saveServices(
          tx,
          by,
          ready.map(({ draft }) => draft),
        )
        for (const { outcome } of saved) report.services[outcome] += 1
        const given = saved.flatMap(({ id }, index) => {
          const { draft, endorsed } = ready[index]!
          const scope = needName(groupOf(draft.needs[0]!), 'ja')
          const reason = '公共の窓口・制度、または市が採用した事業'
          return endorsed ? [{ service: id, by: area.municipality.name, scope, reason, until }] : []
        })
        for (const { outcome } of await endorse(tx, by, given)) report.endorsements[outcome] += 1
      })
      .catch((error: unknown) => {
        throw new Error(`${file}: ${(error as Error).message}`, { cause: error })
      })
  const drafts = [...services.values()].map(({ draft }) => draft)
  await db.transaction().execute(async (tx) => {
    const slugs = drafts.map(({ slug }) => slug)
    const left = await findLeftOut(tx, municipality, SOURCE, slugs)
    report.withdrawn = (await withdrawServices(tx, by, left)).length
    await writeOrigins(
      tx,
      municipality,
      SOURCE,
      drafts.map((draft) => originOf(municipality, draft)),
    )
  })
  return report
}

const originOf = (municipality: string, draft: ServiceDraft) => ({
  sourceId: draft.slug,
  serviceId: serviceId(municipality, draft.slug),
  sha256: createHash('sha256').update(canonical(draft)).digest('hex'),
})

const none = (): Counts => ({ added: 0, changed: 0, unchanged: 0 })

function readJson(folder: string, file: string, problems: string[]): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8'))
  } catch (error) {
    problems.push(`${file}: 読めません（${(error as Error).message}）`)
    return undefined
  }
}

function readFile<T>(folder: string, file: string, schema: z.ZodType<T>, problems: string[]): T | undefined {
  const json = readJson(folder, file, problems)
  return json === undefined ? undefined : check(schema, json, file, problems)
}

function readEach<T>(folder: string, file: string, schema: z.ZodType<T>, problems: string[]): T[] {
  const json = readJson(folder, file, problems)
  if (json === undefined) return []
  if (!Array.isArray(json)) {
    problems.push(`${file}: 配列ではありません`)
    return []
  }
  return json.flatMap((entry, index) => {
    const id = (entry as { id?: unknown } | null)?.id
    const checked = check(schema, entry, `${file}: ${typeof id === 'string' ? id : `${index + 1}番目`}`, problems)
    return checked === undefined ? [] : [checked]
  })
}

function check<T>(schema: z.ZodType<T>, json: unknown, where: string, problems: string[]): T | undefined {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) problems.push(`${where}: ${issue.path.join('.')}: ${issue.message}`)
  return undefined
}

const organizationDraft = (entry: z.infer<typeof OrganizationEntry>, demo: boolean): OrganizationDraft => ({
  slug: entry.id,
  name: entry.name,
  kana: entry.kana ?? null,
  kind: entry.kind,
  description: entry.description,
  url: entry.url ?? null,
  email: demo && entry.kind !== 'nation' && entry.kind !== 'prefecture' ? `${entry.id}@demo.musubi.example` : undefined,
  corporateNumber: entry.corporate_number,
})

/** One entry as it stands, or one for each ward it names. */
function expand(
  entry: z.infer<typeof ServiceEntry>,
  wards: readonly Ward[],
): { id: string; facts: Facts; of?: string }[] {
  const { id, kind: _kind, each_ward, ...facts } = entry
  if (!each_ward) return [{ id, facts }]
  return Object.entries(each_ward).map(([name, own]) => {
    const known = wards.find((ward) => ward.name === name)
    const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
    const merged = fill({ ...facts, ...given } as Facts, {
      name,
      kana: known?.kana ?? name,
      slug: known?.slug ?? 'unknown',
    })
    return {
      id: `${id}-${known?.slug ?? 'unknown'}`,
      facts: { ...merged, area: { ...merged.area, wards: [name] } },
      of: name,
    }
  })
}

/** Puts the ward into every sentence: {区} 麻生区, {く} あさおく, {ward} asao. */
function fill<T>(value: T, ward: { name: string; kana: string; slug: string }): T {
  if (typeof value === 'string')
    return value.replaceAll('{区}', ward.name).replaceAll('{く}', ward.kana).replaceAll('{ward}', ward.slug) as T
  if (Array.isArray(value)) return value.map((one) => fill(one, ward)) as T
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, ward)])) as T
  return value
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

function serviceDraft(
  municipality: string,
  city: { name: string; prefecture: string },
  entry: { id: string; kind: ServiceDraft['kind'] },
  id: string,
  facts: Facts,
): ServiceDraft {
  const { address, eligibility, hours = [] } = facts
  const line =
    address &&
    (address.ward && address.line.startsWith(address.ward) ? address.line.slice(address.ward.length) : address.line)
  return {
    slug: id,
    family: entry.id,
    organizationId: organizationId(municipality, facts.organization),
    kind: entry.kind,
    name: facts.name,
    kana: facts.kana ?? null,
    status: 'active',
    description: facts.description,
    why: facts.why,
    says: facts.says,
    needs: facts.needs,
    scope: facts.area.scope,
    wards: facts.area.wards ?? [],
    towns: facts.area.towns ?? [],
    phones: (facts.phones ?? []).map((phone) => ({
      number: phone.number,
      type: phone.type ?? (/FAX|ファ[クッ]/i.test(phone.label ?? '') ? 'fax' : 'voice'),
      description: [phone.label, phone.hours_note].filter(Boolean).join('。') || null,
      confidence: phone.confidence,
    })),
    hours: hours.map(({ days, opens, closes }) => {
      const from = minutes(opens)
      const to = minutes(closes)
      return { days, opens: from, closes: to > from ? to : to + 1440 }
    }),
    hoursNote: facts.hours_note ?? null,
    holidays: hours.length > 0 ? (facts.holidays ?? null) : null,
    address: address
      ? {
          postalCode: address.postal_code ?? null,
          prefecture: address.prefecture ?? city.prefecture,
          city: address.city ?? city.name,
          ward: address.ward ?? null,
          line: line || address.line,
          transportation: address.note ?? null,
          latitude: null,
          longitude: null,
        }
      : null,
    capacity: facts.capacity ?? null,
    forWhom: [facts.for_whom, eligibility?.note].filter(Boolean).join('。') || null,
    ages: { min: eligibility?.age_min ?? null, max: eligibility?.age_max ?? null },
    cost: facts.cost?.kind ?? 'unknown',
    costNote: facts.cost?.note ?? null,
    apply: facts.apply ?? null,
    accessibility: facts.accessibility ?? [],
    languages: facts.languages ?? [],
    url: facts.url ?? null,
    details: facts.area.note ? { 対象の地域: facts.area.note } : {},
    verified: facts.verified ?? null,
    source: facts.source?.note ?? '',
    sourceUrl: facts.source?.url ?? null,
  }
}
