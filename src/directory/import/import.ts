// musubi import: files of the field into the directory. Good rows go in, bad ones are named, the same again changes nothing.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { findMunicipality, listWards, loadTowns } from '../../area/index.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { foldKey } from '../../platform/japanese.ts'
import { type By, saveOrganizations, saveServices } from '../actions.ts'
import { organizationId } from '../ids.ts'
import { type Organization, organizationOf, type ServiceDraft } from '../rules.ts'
import { listOrganizations } from '../store.ts'
import { isCareJson, isCareTable, readCareJson, readCareTable } from './care.ts'
import { type Content, decode, readContent } from './file.ts'
import {
  isAsideTable,
  isEmergencyJson,
  isOfficesTable,
  isProgramsTable,
  readEmergencyJson,
  readOffices,
  readPrograms,
} from './fukushi.ts'
import { isMedicalJson, readMedicalJson } from './medical.ts'
import type { Note, Reading, Row, Target } from './reading.ts'
import { findOfficeOwners, findOrigins, listOthers, type Origin, refreshStatistics, writeOrigins } from './store.ts'
import { isTownJson, readTowns, type Towns } from './towns.ts'

export type Counts = {
  /** Rows that were looked at. */
  read: number
  added: number
  changed: number
  unchanged: number
  /** Of other municipalities, or known better from elsewhere. */
  skipped: number
}
export type FileNote = Note & { file: string }
export type Report = Counts & {
  files: (Counts & { file: string; source: string })[]
  /** Rows, or whole files (line 0), that did not go in, and why. */
  rejected: FileNote[]
  /** What went in, but not with everything that the row said. */
  warnings: FileNote[]
}

export type ImportOptions = {
  /** Code of the municipality whose directory is filled. */
  municipality: string
  /** A file, or a folder with all that lies in it. */
  path: string
  /** Takes rows of this municipality out of nationwide files; `municipality` when not given. */
  municipalityOnly?: string
  now: Date
  /** Called after each batch: rows of the file that are done, of how many. */
  onProgress?: (progress: { file: string; done: number; total: number }) => void
}

/** Rows written in one go. */
const BATCH = 200
const NOTHING: Counts = { read: 0, added: 0, changed: 0, unchanged: 0, skipped: 0 }

/**
 * Imports a file or a folder. What a file is, is read from what is in it; each file goes in whole or not at all.
 * @throws Error in Japanese when the path or the municipality does not exist; everything else stands in the report
 */
export async function importPath(db: Db, options: ImportOptions): Promise<Report> {
  const code = options.municipalityOnly ?? options.municipality
  const municipality = await findMunicipality(db, code)
  if (!municipality) throw new Error(`市区町村 ${code} は、まだ目録にありません。先に目録を読み込んでください。`)
  const wards = await listWards(db, code)
  const report: Report = { ...NOTHING, files: [], rejected: [], warnings: [] }
  const paths = listFiles(options.path)
  const base = paths.length === 1 && paths[0] === options.path ? dirname(options.path) : options.path
  if (paths.length === 0) report.rejected.push({ file: options.path, line: 0, reason: 'CSV も JSON もありません' })

  // What yields to another source comes after it.
  const contents = paths.map((path) => ({ path, ...open(path) }))
  contents.sort((a, b) => Number(yields(a)) - Number(yields(b)))
  for (const { path, content, problem } of contents) {
    const file = relative(base, path) || path
    const reject = (reason: string, line = 0) => void report.rejected.push({ file, line, reason })
    if (!content) {
      reject(problem!.reason, problem!.line)
      continue
    }
    const target: Target = { municipality, wards, path, beside: (name) => beside(path, name) }
    const recognised = recognise(content, target)
    if ('reason' in recognised) {
      reject(recognised.reason)
      continue
    }
    const onProgress = (done: number, total: number) => options.onProgress?.({ file, done, total })
    const by: By = { municipality: code, actor: { kind: 'system' }, now: options.now }
    try {
      const counts = await db
        .transaction()
        .execute((tx) =>
          'towns' in recognised ? takeTowns(tx, code, recognised) : takeServices(tx, by, recognised, onProgress),
        )
      report.files.push({ file, source: 'towns' in recognised ? 'towns' : recognised.source, ...counts })
      for (const key of Object.keys(NOTHING) as (keyof Counts)[]) report[key] += counts[key]
      for (const note of recognised.rejected) report.rejected.push({ file, ...note })
      for (const note of recognised.warnings) report.warnings.push({ file, ...note })
    } catch (error) {
      reject(`書き込めませんでした。このファイルからは何も取り込んでいません（${(error as Error).message}）`)
    }
  }
  return report
}

/** The file itself, or the CSV and JSON files of a folder, in order. */
function listFiles(path: string): string[] {
  let isFolder: boolean
  try {
    isFolder = statSync(path).isDirectory()
  } catch {
    throw new Error(`「${path}」は見つかりません。`)
  }
  if (!isFolder) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(csv|tsv|txt|json)$/i.test(entry.name) && !/(^|[\\/])\./.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function open(path: string): { content?: Content; problem?: Note } {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    return { problem: { line: 0, reason: `ファイルを開けません（${(error as Error).message}）` } }
  }
  const content = readContent(bytes)
  return content.ok ? { content: content.value } : { problem: content }
}

function beside(path: string, name: string): string | undefined {
  try {
    const text = decode(readFileSync(join(dirname(path), name)))
    return text.ok ? text.value.replace(/^\uFEFF/, '') : undefined
  } catch {
    return undefined
  }
}

type Json = Record<string, unknown>
const entriesOf = (value: unknown): Json[] | undefined =>
  Array.isArray(value) && value.every((entry) => entry !== null && typeof entry === 'object' && !Array.isArray(entry))
    ? (value as Json[])
    : undefined
const yields = ({ content }: { content?: Content }): boolean => {
  const first = content?.type === 'json' ? entriesOf(content.value)?.[0] : undefined
  return first !== undefined && isCareJson(first)
}

/** Which source it is, and what it says. */
function recognise(content: Content, target: Target): Reading | Towns | { reason: string } {
  if (content.type === 'csv') {
    const { table } = content
    if (isCareTable(table)) return readCareTable(table, target)
    if (isOfficesTable(table)) return readOffices(table, target)
    if (isProgramsTable(table)) return readPrograms(table, target)
    if (isAsideTable(table))
      return { source: 'aside', rows: [], skipped: table.rows.length, rejected: [], warnings: [] }
    const seen = table.headers.slice(0, 4).join('、').slice(0, 60)
    return { reason: `知らない形式の CSV です（見出し：${seen}）` }
  }
  const entries = entriesOf(content.value)
  if (!entries) return { reason: '知らない形式の JSON です' }
  const [first] = entries
  if (!first) return { reason: '空のファイルです' }
  if (isTownJson(first)) return readTowns(entries, target)
  if (isCareJson(first)) return readCareJson(entries, target)
  if (isMedicalJson(first)) return readMedicalJson(entries, target)
  if (isEmergencyJson(first)) return readEmergencyJson(entries, target)
  return { reason: `知らない形式の JSON です（項目：${Object.keys(first).slice(0, 4).join('、').slice(0, 60)}）` }
}

async function takeTowns(tx: Tx, municipality: string, { towns, skipped, rejected }: Towns): Promise<Counts> {
  return { ...(await loadTowns(tx, municipality, towns)), read: towns.length + skipped + rejected.length, skipped }
}

async function takeServices(
  tx: Tx,
  by: By,
  reading: Reading,
  onProgress: (done: number, total: number) => void,
): Promise<Counts> {
  const counts = {
    ...NOTHING,
    read: reading.rows.length + reading.skipped + reading.rejected.length,
    skipped: reading.skipped,
  }
  const organizations = organizationBook(await listOrganizations(tx, by.municipality))
  const isKnown = await knownElsewhere(tx, by.municipality, reading)
  for (let from = 0; from < reading.rows.length; from += BATCH) {
    const rows = reading.rows.slice(from, from + BATCH)
    const ids = rows.map((row) => row.sourceId)
    const before = await findOrigins(tx, by.municipality, reading.source, ids)
    const better = reading.yieldsTo ? await findOrigins(tx, by.municipality, reading.yieldsTo, ids) : undefined
    const owners = await findOfficeOwners(
      tx,
      by.municipality,
      rows.flatMap(({ organization }) => organization.office ?? []),
    )
    const fresh: { row: Row; sha256: string; draft: ServiceDraft }[] = []
    for (const row of rows) {
      const known = !before.has(row.sourceId) && isKnown(row)
      if (better?.has(row.sourceId) || known) {
        counts.skipped += 1
        if (known)
          reading.warnings.push({
            line: row.line,
            reason: `「${row.draft.name}」は目録にあるので、取り込みませんでした`,
          })
        continue
      }
      const sha256 = createHash('sha256')
        .update(JSON.stringify([row.organization, row.draft]))
        .digest('hex')
      if (before.get(row.sourceId)?.sha256 === sha256) {
        counts.unchanged += 1
        continue
      }
      const owner = row.organization.office && owners.get(row.organization.office)
      fresh.push({
        row,
        sha256,
        draft: { ...row.draft, organizationId: owner || organizations.find(by, row.organization) },
      })
    }
    await organizations.save(tx, by)
    if (fresh.length > 0) await refreshStatistics(tx)
    const saved = await saveServices(
      tx,
      by,
      fresh.map(({ draft }) => draft),
    )
    const origins = saved.map(({ id, outcome }, index): Origin => {
      counts[outcome] += 1
      return { sourceId: fresh[index]!.row.sourceId, serviceId: id, sha256: fresh[index]!.sha256 }
    })
    await writeOrigins(tx, by.municipality, reading.source, origins)
    onProgress(Math.min(from + BATCH, reading.rows.length), reading.rows.length)
  }
  return counts
}

/** Whether others have put the same desk, hotline or scheme in the directory already. */
async function knownElsewhere(tx: Tx, municipality: string, reading: Reading): Promise<(row: Row) => boolean> {
  if (!reading.yieldsToKnown) return () => false
  const others = await listOthers(tx, municipality, reading.source)
  if (reading.yieldsToKnown === 'phone') {
    const numbers = new Set(others.flatMap((other) => other.numbers).map((number) => number.replaceAll('-', '')))
    return ({ draft }) => draft.phones.some(({ number }) => numbers.has(number.replaceAll('-', '')))
  }
  const names = others.map((other) => foldKey(other.name))
  return ({ draft }) => {
    const key = foldKey(draft.name)
    return names.some((name) => name.includes(key) || key.includes(name))
  }
}

/** Organisations by number and by name. Those that nobody knows yet wait until `save`. */
function organizationBook(known: readonly Organization[]) {
  const byNumber = new Map(known.flatMap((one) => (one.corporateNumber ? [[one.corporateNumber, one] as const] : [])))
  const byName = new Map<string, Organization>()
  const bySlug = new Map(known.map((one) => [one.slug, one]))
  for (const one of known) if (!byName.has(foldKey(one.name))) byName.set(foldKey(one.name), one)
  const waiting = new Map<string, Organization>()
  const keep = (one: Organization, isNamed: boolean): string => {
    bySlug.set(one.slug, one)
    if (one.corporateNumber) byNumber.set(one.corporateNumber, one)
    if (isNamed) byName.set(foldKey(one.name), one)
    waiting.set(one.slug, one)
    return one.id
  }
  return {
    /** @returns the id of the organisation that a row means */
    find({ municipality }: By, { name, kind, slug, corporateNumber, byName: isNamed }: Row['organization']): string {
      const numbered = corporateNumber && byNumber.get(corporateNumber)
      if (numbered) return numbered.id
      const named = isNamed ? byName.get(foldKey(name)) : undefined
      if (named && !corporateNumber) return named.id
      if (named && !named.corporateNumber) return keep({ ...named, corporateNumber: corporateNumber! }, true)
      const before = bySlug.get(slug)
      if (before) return before.id
      const draft = { slug, name, kind, description: '', corporateNumber }
      return keep(organizationOf(municipality, organizationId(municipality, slug), draft), isNamed && !named)
    },
    async save(tx: Tx, by: By): Promise<void> {
      await saveOrganizations(tx, by, [...waiting.values()])
      waiting.clear()
    },
  }
}
