import type { Db, Tx } from '../platform/db.ts'
import type { Outcome, Status } from './rules.ts'

export type Task = {
  municipality: string
  id: string
  need_id: string
  service_id: string
  organization_id: string
  status: Status
  status_reason: string | null
  status_note: string | null
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
}

export const insertTask = (tx: Tx, task: Task) => tx.insertInto('referral.task').values(task).execute()

export const findTask = (db: Db, municipality: string, id: string) =>
  db
    .selectFrom('referral.task')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst() as Promise<Task | undefined>

export const lockTask = (tx: Tx, municipality: string, id: string) =>
  tx
    .selectFrom('referral.task')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst() as Promise<Task | undefined>

export type TaskChange = Partial<
  Pick<
    Task,
    | 'status'
    | 'status_reason'
    | 'status_note'
    | 'contact_by'
    | 'seen_at'
    | 'answered_at'
    | 'responder'
    | 'outcome'
    | 'closed_at'
  >
>
export const moveTask = (tx: Tx, task: { municipality: string; id: string }, change: TaskChange) =>
  tx
    .updateTable('referral.task')
    .set(change)
    .where('municipality', '=', task.municipality)
    .where('id', '=', task.id)
    .execute()

/** All tasks of some needs, oldest first. */
export async function tasksOf(db: Db, municipality: string, needIds: string[]): Promise<Task[]> {
  if (needIds.length === 0) return []
  return (await db
    .selectFrom('referral.task')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('need_id', 'in', needIds)
    .orderBy('requested_at')
    .orderBy('id')
    .execute()) as Task[]
}

/** Tasks of the city or of one organisation: open ones by what is due, then the newest closed. */
export async function listTasks(db: Db, municipality: string, organizationId: string | null, limit = 500) {
  let query = db.selectFrom('referral.task').selectAll().where('municipality', '=', municipality)
  if (organizationId) query = query.where('organization_id', '=', organizationId)
  return (await query
    .orderBy((e) => e.case().when('closed_at', 'is', null).then(0).else(1).end())
    .orderBy('contact_by')
    .limit(limit)
    .execute()) as Task[]
}

export const insertLink = (
  tx: Tx,
  link: { municipality: string; token_hash: string; task_id: string; expires_at: Date },
) => tx.insertInto('referral.link').values(link).execute()

export const findLink = (db: Db, tokenHash: string, now: Date) =>
  db
    .selectFrom('referral.link')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()

export const revokeLinks = (tx: Tx, municipality: string, taskId: string, now: Date) =>
  tx
    .updateTable('referral.link')
    .set({ revoked_at: now })
    .where('municipality', '=', municipality)
    .where('task_id', '=', taskId)
    .where('revoked_at', 'is', null)
    .execute()

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
  words: string
  created_at: Date
}
export const insertNote = (tx: Tx, note: Note) => tx.insertInto('referral.note').values(note).execute()
export const notesOf = (db: Db, municipality: string, needId: string) =>
  db
    .selectFrom('referral.note')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('need_id', '=', needId)
    .orderBy('created_at')
    .execute() as Promise<Note[]>
