// The outbox: notices are written with the change that causes them, and sent later, each by one worker.
import { randomUUID } from 'node:crypto'
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Db, Tables, Tx } from '../db.ts'
import { openRow, sealedTable, sealRow } from '../sealed.ts'
import { type Channel, isNight, LEASE, type Reason } from './rules.ts'

export type NewNotice = {
  municipality: string
  channel: Channel
  /** A mail address, a push subscription (JSON), or a LINE user id. */
  to: string
  subject: string
  /** Plain text. Never personal text: a link and what is to be done. By push, only the link. */
  body: string
  /** Id of the thing it is about. */
  about?: string
  /** To a person: it waits until the morning, unless it is urgent. */
  quiet?: boolean
  /** By which of the ways of a person, where it is not their mail address. */
  way?: string
  at?: Date
}

export type Notice = {
  id: string
  municipality: string
  channel: Channel
  /** Empty when it was erased. */
  to_address: string
  subject: string
  body: string
  about: string | null
  way: string | null
  quiet: boolean
  created_at: Date
  sent_at: Date | null
  failed_at: Date | null
  settled_at: Date | null
  attempts: number
  next_attempt_at: Date | null
  last_error: Reason | null
}

/** Values are bound to the name that the table had when the first of them were sealed. */
export const SEALED_NOTICE = sealedTable('platform.notice', ['to_address', 'body'], {
  key: { id: 'uuid' },
  place: (column, row) => `platform.mail.${column}:${row.id}`,
})

/** Puts notices in the outbox, in the caller's transaction. */
export async function writeNotices(tx: Tx, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return
  const rows = notices.map(({ municipality, channel, to, subject, body, about, quiet, way, at }) =>
    sealRow(SEALED_NOTICE, {
      ...{ id: randomUUID(), municipality, channel, to_address: to, subject, body },
      ...{ about: about ?? null, quiet: quiet ?? false, way: way ?? null },
      ...(at ? { created_at: at } : {}),
    }),
  )
  await tx.insertInto('platform.notice').values(rows).execute()
}

export const TABS = ['undelivered', 'waiting', 'sent'] as const
export type Tab = (typeof TABS)[number]

const inTab = <O>(query: SelectQueryBuilder<Tables, 'platform.notice', O>, tab: Tab) => {
  if (tab === 'sent') return query.where((e) => e.or([e('sent_at', 'is not', null), e('settled_at', 'is not', null)]))
  const open = query.where('sent_at', 'is', null).where('settled_at', 'is', null).where('erased_at', 'is', null)
  return open.where('failed_at', tab === 'waiting' ? 'is' : 'is not', null)
}

/** Notices of one state, or all of them, newest first. What was erased has neither address nor body. */
export async function listNotices(db: Db, municipality: string, tab: Tab | null, limit = 100): Promise<Notice[]> {
  const all = db.selectFrom('platform.notice').selectAll().where('municipality', '=', municipality)
  const rows = await (tab ? inTab(all, tab) : all).orderBy('created_at', 'desc').orderBy('id').limit(limit).execute()
  return rows.map((row) => {
    const notice = openRow(SEALED_NOTICE, row)
    return { ...notice, to_address: notice.to_address ?? '', body: notice.body ?? '' } as Notice
  })
}

export async function countNotices(db: Db, municipality: string, tab: Tab): Promise<number> {
  const all = db.selectFrom('platform.notice').where('municipality', '=', municipality)
  const { n } = await inTab(
    all.select((e) => e.fn.countAll<number>().as('n')),
    tab,
  ).executeTakeFirstOrThrow()
  return Number(n)
}

export type Claimed = Pick<
  Notice,
  'id' | 'municipality' | 'channel' | 'to_address' | 'subject' | 'body' | 'about' | 'way' | 'attempts'
>

/** Takes the next notice that is due, so that nobody else sends it meanwhile. */
export async function claimNotice(db: Db, channels: readonly Channel[], now: Date): Promise<Claimed | undefined> {
  const { rows } = await sql<Claimed>`
    update platform.notice set attempts = attempts + 1, next_attempt_at = ${new Date(now.getTime() + LEASE)}
    where id = (select id from platform.notice
      where sent_at is null and failed_at is null and erased_at is null and channel = any (${[...channels]}::text[])
        and (next_attempt_at is null or next_attempt_at <= ${now}) and not (quiet and ${isNight(now)})
      order by next_attempt_at nulls first, created_at limit 1 for update skip locked)
    returning id, municipality, channel, to_address, subject, body, about, way, attempts`.execute(db)
  const [row] = rows
  return row && openRow(SEALED_NOTICE, row)
}

type Change = { sent_at?: Date | null; failed_at?: Date; next_attempt_at?: Date; last_error: Reason | null }

/** Writes down how a try ended, unless another worker has taken the notice since, or it was erased. */
export const endTry = async (db: Db, { id, attempts }: Pick<Claimed, 'id' | 'attempts'>, change: Change) => {
  const done = await db
    .updateTable('platform.notice')
    .set(change)
    .where('id', '=', id)
    .where('attempts', '=', attempts)
    .where('sent_at', 'is', null)
    .where('failed_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return done !== undefined
}

/** What had gone out came back. @returns the notice, or undefined when there is none that was sent by this id. */
export const bringBack = (tx: Tx, id: string, reason: Reason, now: Date) =>
  tx
    .updateTable('platform.notice')
    .set({ sent_at: null, failed_at: now, last_error: reason })
    .where('id', '=', id)
    .where('channel', '=', 'mail')
    .where('sent_at', 'is not', null)
    .returning(['id', 'municipality', 'channel', 'about', 'way'])
    .executeTakeFirst()

/** Undelivered notices are tended one at a time. */
const undelivered = (tx: Tx, municipality: string, id: string) =>
  tx
    .updateTable('platform.notice')
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('failed_at', 'is not', null)
    .where('settled_at', 'is', null)
    .where('erased_at', 'is', null)
    .returning(['id', 'channel', 'about'])

/** Puts an undelivered notice back in the queue, to another address when one is given. */
export const queueAgain = (tx: Tx, municipality: string, id: string, to: string | null) =>
  undelivered(tx, municipality, id)
    .set({
      ...{ failed_at: null, attempts: 0, next_attempt_at: null, last_error: null },
      ...(to ? { to_address: sealRow(SEALED_NOTICE, { id, to_address: to }).to_address } : {}),
    })
    .executeTakeFirst()

/** Closes an undelivered notice. */
export const closeNotice = (tx: Tx, municipality: string, id: string, by: string, now: Date) =>
  undelivered(tx, municipality, id).set({ settled_at: now, settled_by: by }).executeTakeFirst()

const ERASED = { to_address: null, body: null }

/** Takes address and body out of what ended before `endedBefore`, and of what was written before `writtenBefore`. */
export async function eraseOldNotices(db: Db, endedBefore: Date, writtenBefore: Date, now: Date): Promise<void> {
  await db
    .updateTable('platform.notice')
    .set({ ...ERASED, erased_at: now })
    .where('erased_at', 'is', null)
    .where((e) =>
      e.or([e('sent_at', '<', endedBefore), e('settled_at', '<', endedBefore), e('created_at', '<', writtenBefore)]),
    )
    .execute()
}

/** Takes address and body out of every notice about some things. What waits is not sent any more. */
export async function eraseNoticesAbout(tx: Tx, municipality: string, about: readonly string[], now: Date) {
  if (about.length === 0) return
  await tx
    .updateTable('platform.notice')
    .set({ ...ERASED, erased_at: now })
    .where('municipality', '=', municipality)
    .where('about', 'in', about)
    .where('erased_at', 'is', null)
    .execute()
}
