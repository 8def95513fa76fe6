import { sql } from 'kysely'
import { openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Decision, ReportKind, ReportState } from './rules.ts'

export type Report = {
  municipality: string
  id: string
  kind: ReportKind
  room_id: string | null
  need_id: string | null
  topic: string
  ward: string | null
  title: string
  words: string
  outcome: string | null
  state: ReportState
  flags: Decision[]
  written_by: string
  written_at: Date
  sent_at: Date | null
  reviewed_by: string | null
  reviewed_at: Date | null
  review_note: string | null
  published_at: Date | null
  shown_ward: string | null
  changed: string | null
}

const place = (column: string, id: string) => `sharing.report.${column}:${id}`

/** What is published is open to everybody; everything before and after is sealed. */
function closed(report: Report) {
  const text = (column: 'title' | 'words') =>
    report.state === 'published' ? report[column] : sealText(report[column], place(column, report.id))
  return {
    ...report,
    title: text('title'),
    words: text('words'),
    review_note: report.review_note === null ? null : sealText(report.review_note, place('note', report.id)),
    flags: JSON.stringify(report.flags),
  }
}

function opened(row: unknown): Report {
  const report = row as Report
  const text = (column: 'title' | 'words') =>
    report.state === 'published' ? report[column] : openText(report[column], place(column, report.id))
  return {
    ...report,
    title: text('title'),
    words: text('words'),
    review_note: report.review_note === null ? null : openText(report.review_note, place('note', report.id)),
  }
}

export const insertReport = (tx: Tx, report: Report) => tx.insertInto('sharing.report').values(closed(report)).execute()

export async function findReport(db: Db, municipality: string, id: string): Promise<Report | undefined> {
  const row = await db
    .selectFrom('sharing.report')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && opened(row)
}

export async function lockReport(tx: Tx, municipality: string, id: string): Promise<Report | undefined> {
  const row = await tx
    .selectFrom('sharing.report')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && opened(row)
}

/** Writes a report as it is now. */
export async function writeBack(tx: Tx, report: Report): Promise<void> {
  const { municipality, id, ...rest } = closed(report)
  await tx
    .updateTable('sharing.report')
    .set(rest)
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .execute()
}

export const deleteReport = (tx: Tx, report: Pick<Report, 'municipality' | 'id'>) =>
  tx
    .deleteFrom('sharing.report')
    .where('municipality', '=', report.municipality)
    .where('id', '=', report.id)
    .where('state', '=', 'draft')
    .execute()

export type ReportFilter = { kind?: string; group?: string; ward?: string; state?: string }

/** Reports that were sent, the newest first. */
export async function listSent(db: Db, municipality: string, filter: ReportFilter, limit = 200): Promise<Report[]> {
  let query = db
    .selectFrom('sharing.report')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('state', '<>', 'draft')
  if (filter.kind) query = query.where('kind', '=', filter.kind)
  if (filter.state) query = query.where('state', '=', filter.state)
  if (filter.ward) query = query.where('ward', '=', filter.ward)
  if (filter.group)
    query = query.where((e) => e.or([e('topic', '=', filter.group!), e('topic', 'like', `${filter.group}.%`)]))
  return (await query.orderBy('sent_at', 'desc').limit(limit).execute()).map(opened)
}

/** What somebody wrote, the newest first. */
export async function listOwn(db: Db, municipality: string, account: string, limit = 100): Promise<Report[]> {
  const rows = await db
    .selectFrom('sharing.report')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('written_by', '=', account)
    .orderBy('written_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(opened)
}

export type Story = {
  id: string
  kind: ReportKind
  topic: string
  ward: string | null
  title: string
  words: string
  outcome: string | null
  changed: string | null
  /** YYYY-MM */
  month: string
}

/** What everybody may read, the newest first. */
export async function listStories(db: Db, municipality: string): Promise<Story[]> {
  const { rows } = await sql<Story>`select * from sharing.stories(${municipality})`.execute(db)
  return rows
}

export type ReportCount = { topic: string; ward: string | null; n: number }

/** Reports that the city took on or published, by topic and ward. */
export async function countReports(db: Db, municipality: string, from: Date, to: Date): Promise<ReportCount[]> {
  const { rows } = await sql<ReportCount>`
    select topic, ward, count(*)::int as n from sharing.report
    where municipality = ${municipality} and state in ('accepted', 'published') and sent_at >= ${from} and sent_at < ${to}
    group by topic, ward order by topic, ward`.execute(db)
  return rows
}

/** A room that somebody may write from: its gate is open to them. */
export async function findOpenRoom(db: Db, municipality: string, id: string) {
  const { rows } = await sql<{ person_id: string; basis: string; need_id: string | null }>`
    select person_id, basis, need_id from sharing.room
    where municipality = ${municipality} and id = ${id} and (platform.is_system() or id in (select sharing.open_rooms()))`.execute(
    db,
  )
  return rows[0]
}

/** Name and reading of the person of a room, and the accounts of who is tied to them or stands in the room. */
export async function whoIsAround(db: Db, municipality: string, roomId: string) {
  const { rows } = await sql<{ id: string; name: string; kana: string | null }>`
    select p.id, p.name, p.kana from sharing.room r
    join sharing.person p on p.municipality = r.municipality and p.id = r.person_id
    where r.municipality = ${municipality} and r.id = ${roomId} and p.erased_at is null`.execute(db)
  const { rows: ties } = await sql<{ account_id: string }>`
    select t.account_id from sharing.room r
    join sharing.tie t on t.municipality = r.municipality and t.person_id = r.person_id
    where r.municipality = ${municipality} and r.id = ${roomId}`.execute(db)
  const { rows: members } = await sql<{ account_id: string; part: string }>`
    select account_id, part from sharing.member
    where municipality = ${municipality} and room_id = ${roomId}`.execute(db)
  return {
    persons: rows.map(({ id, name, kana }) => ({
      name: openText(name, `sharing.person.name:${id}`),
      kana: kana === null ? null : openText(kana, `sharing.person.kana:${id}`),
    })),
    family: [
      ...ties.map(({ account_id }) => account_id),
      ...members.filter(({ part }) => part === 'family' || part === 'person').map(({ account_id }) => account_id),
    ],
    team: members.filter(({ part }) => part === 'keeper' || part === 'team').map(({ account_id }) => account_id),
  }
}
