import { randomUUID } from 'node:crypto'
import { findService } from '../../directory/index.ts'
import { registerNeed } from '../../need/index.ts'
import { tokyo } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import { joined, parted } from '../report/rules.ts'
import { lookThrough } from './check.ts'
import { BOARD_KEPT_DAYS, type Boarder, type Facts, type Look, mayClose, mayThank } from './rules.ts'
import {
  type Answer,
  closePassed,
  dropOld,
  findAnswer,
  findQuestion,
  insertAnswer,
  insertQuestion,
  lockQuestion,
  moveAnswer,
  moveQuestion,
  type Question,
} from './store.ts'

export type Result<T, R extends string> = { ok: true; value: T } | { ok: false; reason: R }
/** What is still to be decided about a text, and the text as it is now. */
export type Leads = { ok: false; reason: 'leads'; look: Look; title: string; words: string }

export type NewQuestion = Pick<Question, 'kind' | 'ward' | 'title' | 'words' | 'wanted_until'>
export type NewAnswer = { words: string; service: string | null; facts: Facts | null }

const actor = ({ account }: Boarder) => ({ kind: 'account' as const, id: account })

/**
 * Asks, once nothing in the text leads to anybody.
 * @param given what the form says about each word that was found (see rules.ts, look)
 */
export async function askQuestion(
  db: Db,
  by: Boarder,
  now: Date,
  asked: NewQuestion,
  given: Readonly<Record<string, string>> = {},
): Promise<{ ok: true; value: Question } | Leads> {
  const { kind, ward } = asked
  const look = await lookThrough(db, by, now, { text: joined(asked.title, asked.words), kind, ward }, given)
  if (look.open.length > 0 || look.changed) return { ok: false, reason: 'leads', look, ...parted(look.text) }
  const question: Question = {
    ...{ municipality: by.municipality, id: randomUUID(), ...asked, flags: look.decisions },
    ...{ asked_by: by.account, organization_id: by.organization, asked_at: now },
    ...{ best_id: null, need_id: null, closed_at: null, closed_by: null, hidden_at: null, hidden_by: null },
  }
  await db.transaction().execute(async (tx) => {
    await insertQuestion(tx, question)
    await record(tx, {
      ...{ municipality: by.municipality, name: 'sharing.question_asked', actor: actor(by), subject: question.id },
      ...{ data: { kind, ward }, at: now },
    })
  })
  return { ok: true, value: question }
}

/** Answers with what one knows, a service of the directory, or facts of a place that is not in it yet. */
export async function answerQuestion(
  db: Db,
  by: Boarder,
  now: Date,
  questionId: string,
  { words, service, facts }: NewAnswer,
  given: Readonly<Record<string, string>> = {},
): Promise<Result<Answer, 'gone' | 'closed' | 'no_service'> | Leads> {
  const question = await findQuestion(db, by.municipality, questionId)
  if (!question || question.hidden_at) return { ok: false, reason: 'gone' }
  if (question.closed_at) return { ok: false, reason: 'closed' }
  if (service && !(await findService(db, by.municipality, service, now))) return { ok: false, reason: 'no_service' }
  const { kind, ward } = question
  // what the facts say in sentences is looked through with the answer; where a person stands, there is no fact
  const text = joined(facts?.what ?? '', words)
  const look = await lookThrough(db, by, now, { text, kind, ward, answer: { facts } }, given)
  if (look.open.length > 0 || look.changed) return { ok: false, reason: 'leads', look, ...parted(look.text) }
  const answer: Answer = {
    ...{ municipality: by.municipality, id: randomUUID(), question_id: question.id, words, service_id: service },
    ...{ facts, facts_public: facts !== null, flags: look.decisions },
    ...{ answered_by: by.account, organization_id: by.organization, answered_at: now },
    ...{ entry_id: null, entered_by: null, entered_at: null, hidden_at: null, hidden_by: null },
  }
  return db.transaction().execute(async (tx) => {
    // it may have been closed while the text was looked through
    const still = await findQuestion(tx, by.municipality, question.id)
    if (!still || still.closed_at) return { ok: false, reason: 'closed' }
    await insertAnswer(tx, answer)
    await record(tx, {
      ...{ municipality: by.municipality, name: 'sharing.question_answered', actor: actor(by), subject: question.id },
      ...{ data: { answer: answer.id }, at: now },
    })
    return { ok: true, value: answer }
  })
}

/** Runs a change of a question, locked. What one may not reach is not there. */
const change = <T, R extends string>(
  db: Db,
  by: Boarder,
  id: string,
  run: (tx: Tx, question: Question) => Promise<Result<T, R>>,
): Promise<Result<T, R | 'gone'>> =>
  db.transaction().execute(async (tx) => {
    const question = await lockQuestion(tx, by.municipality, id)
    return question ? run(tx, question) : { ok: false, reason: 'gone' }
  })

/** The one who asked says which answer helped; a later one takes its place. */
export const thankFor = (db: Db, by: Boarder, now: Date, id: string, answerId: string): Promise<Result<null, 'gone'>> =>
  change(db, by, id, async (tx, question) => {
    const answer = await findAnswer(tx, { municipality: by.municipality, question: id, id: answerId })
    if (!answer || answer.hidden_at || !mayThank(question, answer, by)) return { ok: false, reason: 'gone' }
    await moveQuestion(tx, question, { best_id: answer.id })
    await record(tx, {
      ...{ municipality: by.municipality, name: 'sharing.answer_helped', actor: actor(by), subject: id, at: now },
      data: { answer: answer.id },
    })
    return { ok: true, value: null }
  })

/** Closes a question: nobody answers any more; everybody still reads it. */
export const closeQuestion = (db: Db, by: Boarder, now: Date, id: string): Promise<Result<null, 'gone'>> =>
  change(db, by, id, async (tx, question) => {
    if (!mayClose(question, by)) return { ok: false, reason: 'gone' }
    await moveQuestion(tx, question, { closed_at: now, closed_by: by.account })
    await record(tx, {
      ...{ municipality: by.municipality, name: 'sharing.question_closed', actor: actor(by), subject: id, at: now },
    })
    return { ok: true, value: null }
  })

/** Hides a question, or one answer to it, or shows it again. */
export const hide = (
  db: Db,
  by: Boarder,
  now: Date,
  id: string,
  { answer: answerId, hidden }: { answer: string | null; hidden: boolean },
): Promise<Result<null, 'gone'>> =>
  change(db, by, id, async (tx, question) => {
    const answer = answerId && (await findAnswer(tx, { municipality: by.municipality, question: id, id: answerId }))
    if (!by.keeps || (answerId && !answer)) return { ok: false, reason: 'gone' }
    const to = { hidden_at: hidden ? now : null, hidden_by: hidden ? by.account : null }
    if (answer) await moveAnswer(tx, answer, to)
    else await moveQuestion(tx, question, to)
    await record(tx, {
      ...{ municipality: by.municipality, name: 'sharing.board_hidden', actor: actor(by), subject: id, at: now },
      data: { hidden, ...(answer ? { answer: answer.id } : {}) },
    })
    return { ok: true, value: null }
  })

/** Puts what nobody could answer among the needs that nobody meets: once, without a name. */
export const registerUnmet = (
  db: Db,
  by: Boarder,
  now: Date,
  id: string,
): Promise<Result<{ need: string }, 'gone' | 'done'>> =>
  change(db, by, id, async (tx, question) => {
    if (!by.keeps) return { ok: false, reason: 'gone' }
    if (question.need_id) return { ok: false, reason: 'done' }
    const need = await registerNeed(tx, actor(by), now, {
      ...{ municipality: by.municipality, words: `${question.title}\n${question.words}`, kinds: [question.kind] },
      ...{ ward: question.ward, town: null, urgency: 'usual', channel: 'supporter', unmet: 'no_match' },
    })
    await moveQuestion(tx, question, { need_id: need.id })
    await record(tx, {
      ...{ municipality: by.municipality, name: 'sharing.question_unmet', actor: actor(by), subject: id, at: now },
      data: { need: need.id },
    })
    return { ok: true, value: { need: need.id } }
  })

/** Every night: questions whose day has passed are closed; those closed long ago go, with their answers. */
export function tidyBoard(db: Db, now: Date): Promise<{ closed: number; dropped: number }> {
  return db.transaction().execute(async (tx) => {
    const closed = await closePassed(tx, tokyo(now).toPlainDate().toString(), now)
    const dropped = await dropOld(tx, new Date(now.getTime() - BOARD_KEPT_DAYS * 24 * 60 * 60 * 1000))
    const system = { kind: 'system' } as const
    for (const { municipality, id } of closed)
      await record(tx, { municipality, name: 'sharing.question_closed', actor: system, subject: id, at: now })
    for (const { municipality, id } of dropped)
      await record(tx, { municipality, name: 'sharing.question_dropped', actor: system, subject: id, at: now })
    return { closed: closed.length, dropped: dropped.length }
  })
}
