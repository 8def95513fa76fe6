// The file of a need: notes beside its referrals, and how it is emptied.
import { randomUUID } from 'node:crypto'
import type { Db, Tx } from '../platform/db.ts'
import { type EventActor, record } from '../platform/events.ts'
import { eraseNoticesAbout } from '../platform/outbox/store.ts'
import { eraseWords, insertNote, type Note } from './store.ts'

export type NewNote = {
  municipality: string
  needId: string
  author: string
  words: string
  /** The organisation that writes; null: the city. */
  organizationId: string | null
  audience: Note['audience']
}

/** Adds a line to the file of a need, in the caller's transaction. The event says that it was written, not what. */
export async function writeNote(tx: Tx, actor: EventActor, now: Date, note: NewNote): Promise<void> {
  await insertNote(tx, {
    municipality: note.municipality,
    id: randomUUID(),
    need_id: note.needId,
    author: note.author,
    organization_id: note.organizationId,
    audience: note.audience,
    words: note.words,
    created_at: now,
  })
  await record(tx, {
    municipality: note.municipality,
    name: 'referral.noted',
    actor,
    subject: note.needId,
    data: { audience: note.audience },
    at: now,
  })
}

/** The same, by itself. */
export const addNote = (db: Db, actor: EventActor, now: Date, note: NewNote): Promise<void> =>
  db.transaction().execute((tx) => writeNote(tx, actor, now, note))

/** Takes out of the file of a need what was written about the person: notes, remarks, reasons, and the notices about it. */
export async function eraseFile(tx: Tx, municipality: string, needId: string, now: Date): Promise<void> {
  const tasks = await eraseWords(tx, municipality, needId)
  await eraseNoticesAbout(tx, municipality, [needId, ...tasks], now)
}
