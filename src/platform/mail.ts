// Mail to the mailbox of an organisation or an account, through the outbox. Without SMTP_URL it stays there, to be read.
import type { Tx } from './db.ts'
import { type NewNotice, writeNotices } from './outbox/store.ts'

/** Puts a mail in the outbox, in the caller's transaction. It is sent at any hour. */
export const writeMail = (tx: Tx, mail: Omit<NewNotice, 'channel' | 'quiet' | 'way'>): Promise<void> =>
  writeNotices(tx, [{ ...mail, channel: 'mail' }])
