import type { Facts, QuestionKind } from '../matching/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import { openRow, sealedTable, sealRow } from '../platform/sealed.ts'
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

export const SEALED_CONVERSATION = sealedTable('consult.conversation', ['words', 'answer', 'facts'])

const opened = (row: unknown): Conversation | undefined => {
  if (!row) return undefined
  const one = openRow(SEALED_CONVERSATION, row as Conversation & { answer: string; facts: string })
  return { ...one, answer: JSON.parse(one.answer) as Shown, facts: JSON.parse(one.facts) as Facts }
}

export const insertConversation = (tx: Tx, row: Conversation) =>
  tx
    .insertInto('consult.conversation')
    .values(
      sealRow(SEALED_CONVERSATION, { ...row, answer: JSON.stringify(row.answer), facts: JSON.stringify(row.facts) }),
    )
    .execute()

export const findConversation = async (db: Db, municipality: string, id: string) =>
  opened(
    await db
      .selectFrom('consult.conversation')
      .selectAll()
      .where('municipality', '=', municipality)
      .where('id', '=', id)
      .where('erased_at', 'is', null)
      .executeTakeFirst(),
  )

export const lockConversation = async (tx: Tx, municipality: string, id: string) =>
  opened(
    await tx
      .selectFrom('consult.conversation')
      .selectAll()
      .where('municipality', '=', municipality)
      .where('id', '=', id)
      .where('erased_at', 'is', null)
      .forUpdate()
      .executeTakeFirst(),
  )

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
) => {
  const { answer, facts, ...plain } = change
  const { id, ...part } = sealRow(SEALED_CONVERSATION, {
    ...plain,
    ...(answer ? { answer: JSON.stringify(answer) } : {}),
    ...(facts ? { facts: JSON.stringify(facts) } : {}),
    id: row.id,
  })
  return tx
    .updateTable('consult.conversation')
    .set(part)
    .where('municipality', '=', row.municipality)
    .where('id', '=', id)
    .execute()
}

const EMPTY = { words: null, answer: null, facts: null, answered: [], town: null }

/** Takes the words out of conversations older than `before`. @returns how many. */
export async function eraseConversations(db: Db, before: Date, now: Date): Promise<number> {
  const result = await db
    .updateTable('consult.conversation')
    .set({ ...EMPTY, erased_at: now })
    .where('created_at', '<', before)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Takes the words out of the conversations that a need came of. */
export const eraseConversationsOf = (tx: Tx, municipality: string, needId: string, now: Date) =>
  tx
    .updateTable('consult.conversation')
    .set({ ...EMPTY, erased_at: now })
    .where('municipality', '=', municipality)
    .where('need_id', '=', needId)
    .where('erased_at', 'is', null)
    .execute()
