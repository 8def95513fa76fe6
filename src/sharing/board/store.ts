import { type SqlBool, sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import { openRow, sealedTable, sealRow } from '../../platform/sealed.ts'
import type { Decision } from '../report/rules.ts'
import type { Facts, QuestionState } from './rules.ts'

export type Question = {
  municipality: string
  id: string
  kind: string
  ward: string | null
  title: string
  words: string
  /** YYYY-MM-DD, the last day on which an answer helps. */
  wanted_until: string
  flags: Decision[]
  asked_by: string
  organization_id: string | null
  asked_at: Date
  best_id: string | null
  need_id: string | null
  closed_at: Date | null
  closed_by: string | null
  hidden_at: Date | null
  hidden_by: string | null
}

export type Answer = {
  municipality: string
  id: string
  question_id: string
  words: string
  service_id: string | null
  facts: Facts | null
  facts_public: boolean
  flags: Decision[]
  answered_by: string
  organization_id: string | null
  answered_at: Date
  entry_id: string | null
  entered_by: string | null
  entered_at: Date | null
  hidden_at: Date | null
  hidden_by: string | null
}

/** A question in a list, with how many answers can be read. */
export type Listed = Question & { answers: number }

export const SEALED_QUESTION = sealedTable('sharing.question', ['title', 'words'])
export const SEALED_ANSWER = sealedTable('sharing.answer', ['words', 'facts'])

const opened = <R>(row: unknown): R => openRow(SEALED_QUESTION, row as object) as R

function openedAnswer(row: unknown): Answer {
  const answer = openRow(SEALED_ANSWER, row as { facts: string | null })
  return { ...answer, facts: answer.facts === null ? null : JSON.parse(answer.facts) } as unknown as Answer
}

export const insertQuestion = (tx: Tx, question: Question) =>
  tx
    .insertInto('sharing.question')
    .values({ ...sealRow(SEALED_QUESTION, question), flags: JSON.stringify(question.flags) })
    .execute()

export const insertAnswer = (tx: Tx, answer: Answer) =>
  tx
    .insertInto('sharing.answer')
    .values({
      ...sealRow(SEALED_ANSWER, { ...answer, facts: answer.facts && JSON.stringify(answer.facts) }),
      flags: JSON.stringify(answer.flags),
    })
    .execute()

/** Answers that anybody may read: those that were not hidden. */
const answers = sql<number>`(select count(*)::int from sharing.answer a
  where a.municipality = q.municipality and a.question_id = q.id and a.hidden_at is null)`

export async function findQuestion(db: Db, municipality: string, id: string): Promise<Listed | undefined> {
  const row = await db
    .selectFrom('sharing.question as q')
    .selectAll('q')
    .select(answers.as('answers'))
    .where('q.municipality', '=', municipality)
    .where('q.id', '=', id)
    .executeTakeFirst()
  return row && opened<Listed>(row)
}

export async function lockQuestion(tx: Tx, municipality: string, id: string): Promise<Question | undefined> {
  const row = await tx
    .selectFrom('sharing.question')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && opened<Question>(row)
}

/** Answers to a question, the one that helped first, then in the order in which they came. */
export async function listAnswers(db: Db, question: Pick<Question, 'municipality' | 'id' | 'best_id'>) {
  const rows = await db
    .selectFrom('sharing.answer')
    .selectAll()
    .where('municipality', '=', question.municipality)
    .where('question_id', '=', question.id)
    .orderBy('answered_at')
    .orderBy('id')
    .execute()
  return rows.map(openedAnswer).sort((a, b) => Number(b.id === question.best_id) - Number(a.id === question.best_id))
}

export async function findAnswer(
  db: Db,
  { municipality, question, id }: { municipality: string; question: string; id: string },
): Promise<Answer | undefined> {
  const row = await db
    .selectFrom('sharing.answer')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('question_id', '=', question)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && openedAnswer(row)
}

export const moveQuestion = (
  tx: Tx,
  question: Pick<Question, 'municipality' | 'id'>,
  change: Partial<Pick<Question, 'best_id' | 'need_id' | 'closed_at' | 'closed_by' | 'hidden_at' | 'hidden_by'>>,
) =>
  tx
    .updateTable('sharing.question')
    .set(change)
    .where('municipality', '=', question.municipality)
    .where('id', '=', question.id)
    .execute()

export const moveAnswer = (
  tx: Tx,
  answer: Pick<Answer, 'municipality' | 'id'>,
  change: Partial<Pick<Answer, 'entry_id' | 'entered_by' | 'entered_at' | 'hidden_at' | 'hidden_by'>>,
) =>
  tx
    .updateTable('sharing.answer')
    .set(change)
    .where('municipality', '=', answer.municipality)
    .where('id', '=', answer.id)
    .execute()

export type BoardFilter = { state?: QuestionState; group?: string; ward?: string; words?: string; page?: number }
export const PAGE = 30
/** How many questions, newest first, are opened to search in their words. */
export const SEARCHED = 2000

function filtered(db: Db, municipality: string, filter: BoardFilter) {
  let query = db.selectFrom('sharing.question as q').where('q.municipality', '=', municipality)
  if (filter.ward) query = query.where('q.ward', '=', filter.ward)
  if (filter.group)
    query = query.where((e) => e.or([e('q.kind', '=', filter.group!), e('q.kind', 'like', `${filter.group}.%`)]))
  if (filter.state === 'closed') query = query.where('q.closed_at', 'is not', null)
  else if (filter.state)
    query = query
      .where('q.closed_at', 'is', null)
      .where(filter.state === 'open' ? sql<SqlBool>`${answers} = 0` : sql<SqlBool>`${answers} > 0`)
  return query
}

/** One page of questions, newest first, and how many there are in all; of a search, among the newest SEARCHED. */
export async function listQuestions(
  db: Db,
  municipality: string,
  filter: BoardFilter,
): Promise<{ items: Listed[]; total: number }> {
  const from = ((filter.page ?? 1) - 1) * PAGE
  let query = filtered(db, municipality, filter)
  let total: number
  if (filter.words) {
    const ids = await searchQuestions(db, municipality, filter, filter.words)
    total = ids.length
    const here = ids.slice(from, from + PAGE)
    if (here.length === 0) return { items: [], total }
    query = query.where('q.id', 'in', here)
  } else total = (await query.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
  const rows = await query
    .selectAll('q')
    .select(answers.as('answers'))
    .orderBy('q.asked_at', 'desc')
    .orderBy('q.id')
    .limit(PAGE)
    .offset(filter.words ? 0 : from)
    .execute()
  return { items: rows.map((row) => opened<Listed>(row)), total: Number(total) }
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase()

/** Ids of questions that hold all of these words, in themselves or in an answer. The words are sealed, so they are opened here. */
async function searchQuestions(db: Db, municipality: string, filter: BoardFilter, words: string): Promise<string[]> {
  const wanted = folded(words).split(/\s+/).filter(Boolean)
  const newest = filtered(db, municipality, filter)
    .select(['q.id', 'q.title', 'q.words'])
    .orderBy('q.asked_at', 'desc')
    .orderBy('q.id')
    .limit(SEARCHED)
  const questions = await newest.execute()
  const replies = await db
    .selectFrom('sharing.answer as a')
    .select(['a.id', 'a.question_id', 'a.words'])
    .where('a.municipality', '=', municipality)
    .where('a.hidden_at', 'is', null)
    .where('a.question_id', 'in', newest.clearSelect().select('q.id'))
    .execute()
  const said = Map.groupBy(
    replies.map((row) => openRow(SEALED_ANSWER, row)),
    ({ question_id }) => question_id,
  )
  return questions
    .map((row) => openRow(SEALED_QUESTION, row))
    .filter(({ id, title, words }) => {
      const all = folded([title, words, ...(said.get(id) ?? []).map((reply) => reply.words)].join('\n'))
      return wanted.every((word) => all.includes(word))
    })
    .map(({ id }) => id)
}

/** Closes what nobody waits for any more. @param today YYYY-MM-DD @returns what was closed. */
export const closePassed = (tx: Tx, today: string, now: Date) =>
  tx
    .updateTable('sharing.question')
    .set({ closed_at: now })
    .where('closed_at', 'is', null)
    .where('wanted_until', '<', today)
    .returning(['municipality', 'id'])
    .execute()

/** Takes out questions closed before `before`, with their answers. */
export const dropOld = (tx: Tx, before: Date) =>
  tx.deleteFrom('sharing.question').where('closed_at', '<', before).returning(['municipality', 'id']).execute()
