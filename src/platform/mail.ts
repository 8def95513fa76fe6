// Mail: written with the change that causes it, sent later with retries. Without SMTP_URL it stays in the outbox.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import nodemailer from 'nodemailer'
import type { Db, Tx } from './db.ts'
import type { Timer } from './jobs.ts'
import { openRow, sealedTable, sealRow } from './sealed.ts'

export type NewMail = {
  municipality: string
  to: string
  subject: string
  /** Plain text. Never personal text: a link and what is to be done. */
  body: string
  /** Id of the thing it is about. */
  about?: string
}

export const SEALED_MAIL = sealedTable('platform.mail', ['to_address', 'body'], { key: { id: 'uuid' } })

/** Days after which address and body of a mail are taken out: after it was sent, and where it never could be. */
export const MAIL_KEPT_DAYS = 30
export const UNSENT_KEPT_DAYS = 90

/** Puts a mail in the outbox, in the caller's transaction. */
export async function writeMail(tx: Tx, mail: NewMail): Promise<void> {
  await tx
    .insertInto('platform.mail')
    .values(
      sealRow(SEALED_MAIL, {
        id: randomUUID(),
        municipality: mail.municipality,
        to_address: mail.to,
        subject: mail.subject,
        body: mail.body,
        about: mail.about ?? null,
      }),
    )
    .execute()
}

/** The outbox, newest first. What was erased has neither address nor body. */
export async function listMail(db: Db, municipality: string, limit = 100) {
  const rows = await db
    .selectFrom('platform.mail')
    .selectAll()
    .where('municipality', '=', municipality)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => {
    const mail = openRow(SEALED_MAIL, row)
    return { ...mail, to_address: mail.to_address ?? '', body: mail.body ?? '' }
  })
}

/** Sends what is waiting. Failures wait 1, 2, 4 … 512 minutes. @returns how many were sent and how many failed. */
export async function deliverMail(
  db: Db,
  smtp: { url: string; from: string },
): Promise<{ sent: number; failed: number }> {
  const transport = nodemailer.createTransport(smtp.url)
  let sent = 0
  let failed = 0
  try {
    for (;;) {
      const claimed = await sql<{ id: string; to_address: string; subject: string; body: string; attempts: number }>`
        update platform.mail set attempts = attempts + 1,
          next_attempt_at = now() + make_interval(mins => (2 ^ least(attempts, 9))::int)
        where id = (select id from platform.mail where sent_at is null and erased_at is null and next_attempt_at <= now()
          order by next_attempt_at limit 1 for update skip locked)
        returning id, to_address, subject, body, attempts`.execute(db)
      const [row] = claimed.rows
      if (!row) return { sent, failed }
      const mail = openRow(SEALED_MAIL, row)
      try {
        // The message id stays the same over retries, so that a mail that went out twice shows once.
        await transport.sendMail({
          from: smtp.from,
          to: mail.to_address,
          subject: mail.subject,
          text: mail.body,
          messageId: `<${mail.id}@musubi>`,
        })
        await sql`update platform.mail set sent_at = now(), last_error = null where id = ${mail.id}`.execute(db)
        sent += 1
      } catch (error) {
        const reason = (error as { code?: string }).code ?? 'error'
        await sql`update platform.mail set last_error = ${reason} where id = ${mail.id}`.execute(db)
        failed += 1
      }
    }
  } finally {
    transport.close()
  }
}

/** Takes address and body out of what was sent before `sentBefore`, and of what was written before `writtenBefore`. */
async function eraseMail(db: Db, sentBefore: Date, writtenBefore: Date, now: Date): Promise<void> {
  await db
    .updateTable('platform.mail')
    .set({ to_address: null, body: null, erased_at: now })
    .where('erased_at', 'is', null)
    .where((e) => e.or([e('sent_at', '<', sentBefore), e('created_at', '<', writtenBefore)]))
    .execute()
}

/** Takes address and body out of every mail about some things. What waits is not sent any more. */
export async function eraseMailAbout(tx: Tx, municipality: string, about: readonly string[], now: Date): Promise<void> {
  if (about.length === 0) return
  await tx
    .updateTable('platform.mail')
    .set({ to_address: null, body: null, erased_at: now })
    .where('municipality', '=', municipality)
    .where('about', 'in', about)
    .where('erased_at', 'is', null)
    .execute()
}

const DAY = 24 * 60 * 60 * 1000

export const mailTimers = (now: () => Date): Timer[] => [
  {
    name: 'mail.erase',
    cron: '0 4 * * *',
    run: (db) => {
      const at = now()
      const ago = (days: number) => new Date(at.getTime() - days * DAY)
      return eraseMail(db, ago(MAIL_KEPT_DAYS), ago(UNSENT_KEPT_DAYS), at)
    },
  },
]
