// Mail: written with the change that causes it, sent later with retries. Without SMTP_URL it stays in the outbox.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import nodemailer from 'nodemailer'
import type { Db, Tx } from './db.ts'

export type NewMail = {
  municipality: string
  to: string
  subject: string
  /** Plain text. Never personal text: a link and what is to be done. */
  body: string
  /** Id of the thing it is about. */
  about?: string
}

/** Puts a mail in the outbox, in the caller's transaction. */
export async function writeMail(tx: Tx, mail: NewMail): Promise<void> {
  await tx
    .insertInto('platform.mail')
    .values({
      id: randomUUID(),
      municipality: mail.municipality,
      to_address: mail.to,
      subject: mail.subject,
      body: mail.body,
      about: mail.about ?? null,
    })
    .execute()
}

/** The outbox, newest first. */
export const listMail = (db: Db, municipality: string, limit = 100) =>
  db
    .selectFrom('platform.mail')
    .selectAll()
    .where('municipality', '=', municipality)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()

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
        where id = (select id from platform.mail where sent_at is null and next_attempt_at <= now()
          order by next_attempt_at limit 1 for update skip locked)
        returning id, to_address, subject, body, attempts`.execute(db)
      const mail = claimed.rows[0]
      if (!mail) return { sent, failed }
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
