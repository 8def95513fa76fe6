import { sql } from 'kysely'
import type { Facts, QuestionKind } from '../matching/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { Lang } from '../platform/words.ts'
import type { Shown } from './rules.ts'

export type Conversation = {
  municipality: string
  id: string
  words: string | null
  chosen: string[]
  ward: string | null
  town: string | null
  lang: Lang
  channel: string
  answer: Shown
  /** What was answered about the person; what the words say stands in the answer. */
  facts: Facts
  answered: QuestionKind[]
  need_id: string | null
  created_at: Date
  erased_at: Date | null
}

export const insertConversation = (tx: Tx, row: Conversation) =>
  tx
    .insertInto('consult.conversation')
    .values({ ...row, answer: JSON.stringify(row.answer), facts: JSON.stringify(row.facts) })
    .execute()

export const findConversation = (db: Db, municipality: string, id: string) =>
  db
    .selectFrom('consult.conversation')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst() as Promise<Conversation | undefined>

export const lockConversation = (tx: Tx, municipality: string, id: string) =>
  tx
    .selectFrom('consult.conversation')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .forUpdate()
    .executeTakeFirst() as Promise<Conversation | undefined>

export const moveConversation = (
  tx: Tx,
  row: { municipality: string; id: string },
  change: {
    ward?: string | null
    town?: string | null
    chosen?: string[]
    answer?: Shown
    facts?: Facts
    answered?: QuestionKind[]
    need_id?: string
  },
) =>
  tx
    .updateTable('consult.conversation')
    .set({
      ...change,
      ...(change.answer ? { answer: JSON.stringify(change.answer) } : {}),
      ...(change.facts ? { facts: JSON.stringify(change.facts) } : {}),
    } as never)
    .where('municipality', '=', row.municipality)
    .where('id', '=', row.id)
    .execute()

/** Takes the words out of conversations older than `before`. @returns how many. */
export async function eraseConversations(db: Db, before: Date, now: Date): Promise<number> {
  const result = await sql`
    update consult.conversation set words = null, answer = '{}', facts = '{}', answered = '{}', erased_at = ${now}
    where created_at < ${before} and erased_at is null`.execute(db)
  return Number(result.numAffectedRows ?? 0)
}
