import { type RawBuilder, sql } from 'kysely'
import type { Urgency } from '../need/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import { openRow, sealedTable, sealRow } from '../platform/sealed.ts'
import type { Terms } from './promise.ts'
import type { Helped, Outcome, Status, Via, WaitsFor } from './rules.ts'

export type Task = {
  municipality: string
  id: string
  need_id: string
  /** The desk; null in an open request that nobody has taken yet. */
  service_id: string | null
  organization_id: string | null
  /** Codes of the need, as they were when it was asked. */
  kind: string
  ward: string | null
  urgency: Urgency
  /** The organisation that asked; null: the person, or the city. */
  sender_id: string | null
  /** Organisations that may take an open request. */
  offered: string[]
  /** Services to ask next, in order. */
  next_services: string[]
  status: Status
  status_reason: string | null
  status_note: string | null
  waits_for: WaitsFor | null
  via: Via | null
  why: string[]
  part_of: string | null
  requested_at: Date
  answer_by: Date
  contact_by: Date
  seen_at: Date | null
  answered_at: Date | null
  responder: string | null
  outcome: Outcome | null
  closed_at: Date | null
  /** When the clock looks at it again. */
  act_at: Date | null
  reminded_at: Date | null
  helped: Helped | null
  helped_at: Date | null
  /** Who has it in hand, where it is. */
  assignee_id: string | null
  /** First contact with the person. */
  begun_at: Date | null
}

export const SEALED_TASK = sealedTable('referral.task', ['status_note', 'why', 'responder'])
export const SEALED_NOTE = sealedTable('referral.note', ['author', 'words'])

/** The lines that say why stand as one text. */
const sealed = ({ why, ...task }: Task) =>
  sealRow(SEALED_TASK, { ...task, why: why.length > 0 ? JSON.stringify(why) : null })

const opened = (row: unknown): Task | undefined => {
  if (!row) return undefined
  const task = openRow(SEALED_TASK, row as Omit<Task, 'why'> & { why: string | null })
  return { ...task, why: task.why === null ? [] : (JSON.parse(task.why) as string[]) }
}

export const insertTask = (tx: Tx, task: Task) => tx.insertInto('referral.task').values(sealed(task)).execute()

export const findTask = async (db: Db, municipality: string, id: string) =>
  opened(
    await db
      .selectFrom('referral.task')
      .selectAll()
      .where('municipality', '=', municipality)
      .where('id', '=', id)
      .executeTakeFirst(),
  )

export const lockTask = async (tx: Tx, municipality: string, id: string) =>
  opened(
    await tx
      .selectFrom('referral.task')
      .selectAll()
      .where('municipality', '=', municipality)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  )

export type TaskChange = Partial<Omit<Task, 'municipality' | 'id' | 'need_id' | 'part_of' | 'sender_id'>>
export const moveTask = (tx: Tx, task: { municipality: string; id: string }, change: TaskChange) => {
  const { id, ...part } = sealChange(task.id, change)
  return tx
    .updateTable('referral.task')
    .set(part)
    .where('municipality', '=', task.municipality)
    .where('id', '=', id)
    .execute()
}

/**
 * Takes a task from where it stands to somewhere else, records the event of it, and ends its links when it is closed: one
 * statement, that does nothing when the task has moved meanwhile.
 * @returns whether it moved
 */
export async function stepTask(
  db: Db,
  task: Task,
  change: TaskChange & { status: Status },
  event: RawBuilder<number>,
): Promise<boolean> {
  const { id, ...part } = sealChange(task.id, change)
  const moved = await db
    .with('moved', (one) =>
      one
        .updateTable('referral.task')
        .set(part)
        .where('municipality', '=', task.municipality)
        .where('id', '=', id)
        .where('status', '=', task.status)
        .returning('id'),
    )
    .with('ended', (one) =>
      one
        .updateTable('referral.link')
        .set({ revoked_at: change.closed_at ?? null })
        .where('municipality', '=', task.municipality)
        .where('task_id', '=', id)
        .where('revoked_at', 'is', null)
        .where(sql<boolean>`${change.closed_at ?? null}::timestamptz is not null`)
        .where((e) => e.exists(e.selectFrom('moved').select('id')))
        .returning('task_id'),
    )
    .selectFrom('moved')
    .select(event.as('event'))
    .executeTakeFirst()
  return moved !== undefined
}

const sealChange = (id: string, { why, ...plain }: TaskChange) =>
  sealRow(SEALED_TASK, { ...plain, ...(why ? { why: JSON.stringify(why) } : {}), id })

/** All tasks of some needs, oldest first. */
export async function tasksOf(db: Db, municipality: string, needIds: string[]): Promise<Task[]> {
  if (needIds.length === 0) return []
  const rows = await db
    .selectFrom('referral.task')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('need_id', 'in', needIds)
    .orderBy('requested_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => opened(row)!)
}

/** Tasks of the city, or what one organisation was asked and asked itself: open ones by what is due, then the newest closed. */
export async function listTasks(db: Db, municipality: string, organizationId: string | null, limit = 1000) {
  let query = db.selectFrom('referral.task').selectAll().where('municipality', '=', municipality)
  if (organizationId)
    query = query.where((e) => e.or([e('organization_id', '=', organizationId), e('sender_id', '=', organizationId)]))
  const rows = await query
    .orderBy((e) => e.case().when('closed_at', 'is', null).then(0).else(1).end())
    .orderBy('contact_by')
    .limit(limit)
    .execute()
  return rows.map((row) => opened(row)!)
}

/** Open requests that nobody has taken yet, oldest first; an organisation sees those it was offered (row-level security). */
export async function listOpenRequests(db: Db, municipality: string): Promise<Task[]> {
  const rows = await db
    .selectFrom('referral.task')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('organization_id', 'is', null)
    .where('status', '=', 'sent')
    .orderBy('requested_at')
    .limit(200)
    .execute()
  return rows.map((row) => opened(row)!)
}

/** Which task's time has come longest ago, locked; what another process looks at is passed over. */
export const lockDue = (tx: Tx, now: Date): Promise<{ municipality: string; id: string } | undefined> =>
  tx
    .selectFrom('referral.task')
    .select(['municipality', 'id'])
    .where('act_at', '<=', now)
    .orderBy('act_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()

/** Whether others still work on the need of a task: a question that shows no row. */
export async function isOpenBeside(db: Db, task: Task): Promise<boolean> {
  const { rows } = await sql<{ open: boolean }>`
    select referral.open_beside(${task.municipality}, ${task.need_id}, ${task.id}) as open`.execute(db)
  return rows[0]!.open
}

/** Whether another referral of the same need has helped: likewise. */
export async function hasHelped(db: Db, task: Task): Promise<boolean> {
  const { rows } = await sql<{ helped: boolean }>`
    select referral.has_helped(${task.municipality}, ${task.need_id}) as helped`.execute(db)
  return rows[0]!.helped
}

/** Whether an organisation has been asked about a need and still has it: likewise. */
export async function isAsked(db: Db, municipality: string, needId: string, organizationId: string): Promise<boolean> {
  const { rows } = await sql<{ asked: boolean }>`
    select referral.is_asked(${municipality}, ${needId}, ${organizationId}) as asked`.execute(db)
  return rows[0]!.asked
}

export type TermsRow = {
  municipality: string
  organization_id: string
  urgency: string
  answer_in: number
  answer_unit: string
  contact_in: number
  contact_unit: string
}

/** What was agreed with an organisation, by urgency. */
export async function findTerms(db: Db, municipality: string, organizationId: string): Promise<Map<string, Terms>> {
  const rows = await db
    .selectFrom('referral.terms')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('organization_id', '=', organizationId)
    .execute()
  return new Map(
    rows.map((row) => [
      row.urgency,
      {
        answer: { n: row.answer_in, unit: row.answer_unit as 'hours' | 'days' },
        contact: { n: row.contact_in, unit: row.contact_unit as 'hours' | 'days' },
      },
    ]),
  )
}

export const insertLink = (
  tx: Tx,
  link: {
    municipality: string
    token_hash: string
    task_id: string
    organization_id: string | null
    expires_at: Date
  },
) => tx.insertInto('referral.link').values(link).execute()

export const findLink = (db: Db, tokenHash: string, now: Date) =>
  db
    .selectFrom('referral.link')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()

export const insertOpening = (
  tx: Tx,
  row: { id: string; link_hash: string; code_hash: string; created_at: Date; expires_at: Date },
) => tx.insertInto('referral.opening').values(row).execute()

export async function countOpenings(db: Db, linkHash: string, since: Date): Promise<number> {
  const row = await db
    .selectFrom('referral.opening')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('link_hash', '=', linkHash)
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

/** The newest code of a link that can still be tried, locked. */
export const lockOpening = (tx: Tx, linkHash: string, now: Date, attempts: number) =>
  tx
    .selectFrom('referral.opening')
    .selectAll()
    .where('link_hash', '=', linkHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .where('attempts', '<', attempts)
    .orderBy('created_at', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()

export const moveOpening = (tx: Tx, id: string, change: { attempts?: number; used_at?: Date }) =>
  tx.updateTable('referral.opening').set(change).where('id', '=', id).execute()

export type Note = {
  municipality: string
  id: string
  need_id: string
  author: string
  /** The organisation that wrote it; null: the city. */
  organization_id: string | null
  /** `team`: only those who wrote it. */
  audience: 'all' | 'team'
  words: string
  created_at: Date
}
export const insertNote = (tx: Tx, note: Note) =>
  tx.insertInto('referral.note').values(sealRow(SEALED_NOTE, note)).execute()
export async function notesOf(db: Db, municipality: string, needId: string): Promise<Note[]> {
  const rows = await db
    .selectFrom('referral.note')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('need_id', '=', needId)
    .orderBy('created_at')
    .execute()
  return rows.map((row) => openRow(SEALED_NOTE, row) as Note)
}

/**
 * Organisations at work for the same contact where the person agreed to it in both needs, for a desk that has taken this one
 * on (migrations/0033_referral_around.sql); nothing for anybody else.
 * @param since those that ended before are left out
 */
export async function organizationsAround(
  db: Db,
  municipality: string,
  needId: string,
  since: Date,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from referral.around(${municipality}, ${needId}, ${since}) as id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Takes the words out of the file of a need: its notes, and what its referrals say. @returns the ids of the referrals. */
export async function eraseWords(tx: Tx, municipality: string, needId: string): Promise<string[]> {
  await tx.deleteFrom('referral.note').where('municipality', '=', municipality).where('need_id', '=', needId).execute()
  const tasks = await tx
    .updateTable('referral.task')
    .set({ status_note: null, why: null })
    .where('municipality', '=', municipality)
    .where('need_id', '=', needId)
    .returning('id')
    .execute()
  return tasks.map((task) => task.id)
}

/** Drops codes that were over before `now`, and links that were over a month before; their codes go with them. */
export async function deleteOver(db: Db, now: Date, linksBefore: Date): Promise<void> {
  await db.deleteFrom('referral.opening').where('expires_at', '<', now).execute()
  await db.deleteFrom('referral.link').where('expires_at', '<', linksBefore).execute()
}
