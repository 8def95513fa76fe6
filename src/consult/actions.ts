// The verbs of a conversation: ask, say where, hand over, say that nothing was right.
import { randomUUID } from 'node:crypto'
import { findPlace, listWards } from '../area/index.ts'
import { findService, type ServiceView, viewServices } from '../directory/index.ts'
import {
  answer,
  FACT_KINDS,
  type FactKind,
  type Facts,
  factOf,
  nextQuestion,
  type QuestionKind,
  urgencyOf,
} from '../matching/index.ts'
import { type Channel, findNeed, giveContact, type Need, type Relation, registerNeed } from '../need/index.ts'
import type { Db } from '../platform/db.ts'
import { type EventActor, record } from '../platform/events.ts'
import type { Lang } from '../platform/words.ts'
import { GENERAL_DESK, requestReferral } from '../referral/index.ts'
import { AT_MOST, CONSENT_VERSION, kindsOfAnswer, LONGEST, readPhone, type Shown, tidyWords } from './rules.ts'
import { type Conversation, findConversation, insertConversation, lockConversation, moveConversation } from './store.ts'

const someone: EventActor = { kind: 'anonymous' }

export type Question = {
  municipality: string
  words: string
  place: string
  /** Codes from the guided menu, known ones only. */
  chosen: string[]
  lang: Lang
  channel: Channel
}
export type AskProblem = 'empty' | 'too_long_words' | 'unknown_place'

/**
 * Hears a trouble and keeps the answer. Where nothing is close enough, the need is registered as unmet.
 * @returns the conversation's id, or what to say beside which field.
 */
export async function ask(
  db: Db,
  now: Date,
  question: Question,
): Promise<{ ok: true; value: string } | { ok: false; problems: { trouble?: AskProblem; place?: AskProblem } }> {
  const words = tidyWords(question.words)
  const place = await findPlace(db, question.municipality, question.place)
  const problems = {
    ...(words.length > LONGEST ? { trouble: 'too_long_words' as const } : {}),
    ...(!words && question.chosen.length === 0 ? { trouble: 'empty' as const } : {}),
    ...(place.ok ? {} : { place: 'unknown_place' as const }),
  }
  if (!place.ok || problems.trouble) return { ok: false, problems }
  const { ward, town } = place.value
  const { municipality, chosen, lang } = question
  const said = {
    ...{ municipality, chosen, lang, words: words || null, ward: ward ?? null, town: town ?? null },
    ...{ facts: {}, answered: [] },
  }
  const shown = await search(db, said, now)
  const conversation: Conversation = {
    ...said,
    id: randomUUID(),
    channel: question.channel,
    answer: shown,
    need_id: null,
    created_at: now,
    erased_at: null,
  }
  await db.transaction().execute(async (tx) => {
    // Words that speak of danger are answered with the hotlines: that is an answer, not an unmet need.
    if (!shown.close && shown.safety.length === 0)
      conversation.need_id = (await registerNeed(tx, someone, now, { ...unmetOf(conversation), unmet: 'no_match' })).id
    await insertConversation(tx, conversation)
    await record(tx, {
      municipality: conversation.municipality,
      name: 'consult.asked',
      actor: someone,
      subject: conversation.id,
      data: {
        kinds: kindsOfAnswer(conversation.chosen, shown),
        ward: conversation.ward,
        channel: conversation.channel,
        close: shown.close,
        danger: shown.safety.map((danger) => danger.kind),
        shown: shown.results.slice(0, AT_MOST).map((result) => result.id),
      },
      at: now,
    })
  })
  return { ok: true, value: conversation.id }
}

/** What a search goes by. */
type Said = Pick<Conversation, 'municipality' | 'words' | 'chosen' | 'ward' | 'town' | 'lang' | 'facts' | 'answered'>

async function search(db: Db, said: Said, now: Date): Promise<Shown> {
  const { municipality, ward, town, lang } = said
  const asked = {
    ...{ text: said.words ?? '', needs: said.chosen, limit: AT_MOST, facts: said.facts, lang },
    ...(ward ? { ward } : {}),
    ...(town ? { town } : {}),
  }
  const found = await answer(db, municipality, asked, now)
  const { safety, care, needs, results, close, facts } = found
  const question = nextQuestion(db, municipality, asked, found, said.answered) ?? null
  if (question?.ask === 'ward') question.options = (await listWards(db, municipality)).map((known) => known.name)
  return { safety, ...(care ? { care } : {}), needs, results, close, question, facts }
}

const unmetOf = (conversation: Conversation) => ({
  municipality: conversation.municipality,
  words: conversation.words,
  kinds: kindsOfAnswer(conversation.chosen, conversation.answer),
  ward: conversation.ward,
  town: conversation.town,
  urgency: urgencyOf(conversation.words ?? '', conversation.answer.safety),
  channel: conversation.channel as Channel,
})

/** Says where; the answer is found anew. @returns false when the conversation or the place is not known. */
export async function sayPlace(db: Db, now: Date, municipality: string, id: string, text: string): Promise<boolean> {
  const place = await findPlace(db, municipality, text)
  if (!place.ok) return false
  const { ward = null, town = null } = place.value
  return answerAnew(db, now, municipality, id, { name: 'consult.placed', answered: ['ward'] }, () => ({ ward, town }))
}

/** Says which of several kinds it is about; the answer is found anew. @returns false when the conversation is not known. */
export const sayKind = (db: Db, now: Date, municipality: string, id: string, kind: string): Promise<boolean> =>
  answerAnew(db, now, municipality, id, { name: 'consult.specified', answered: ['need'], kind }, ({ chosen }) => ({
    chosen: [...new Set([kind, ...chosen])],
  }))

/** Answers a question about the person. @returns false when the conversation or the reply is not known. */
export async function sayFact(
  db: Db,
  now: Date,
  municipality: string,
  id: string,
  kind: FactKind,
  reply: string,
): Promise<boolean> {
  const fact = factOf(kind, reply)
  if (!fact) return false
  return answerAnew(db, now, municipality, id, { name: 'consult.answered', answered: [kind] }, ({ facts }) => ({
    facts: { ...facts, ...fact },
  }))
}

/** Leaves a question unanswered: it is not asked again, and the answer stays as it is. @returns false as above. */
export const skipQuestion = (
  db: Db,
  now: Date,
  municipality: string,
  id: string,
  question: QuestionKind,
): Promise<boolean> =>
  answerAnew(db, now, municipality, id, { name: 'consult.skipped', answered: [question] }, () => ({}))

/**
 * Sets what was answered about the person anew, all of it; a kind without a reply is unknown again, or what the words say.
 * @returns false when the conversation or a reply is not known.
 */
export async function sayFacts(
  db: Db,
  now: Date,
  municipality: string,
  id: string,
  replies: Partial<Record<FactKind, string>>,
): Promise<boolean> {
  const given = FACT_KINDS.filter((kind) => replies[kind])
  const facts: Facts = {}
  for (const kind of given) {
    const fact = factOf(kind, replies[kind]!)
    if (!fact) return false
    Object.assign(facts, fact)
  }
  return answerAnew(db, now, municipality, id, { name: 'consult.answered', answered: given }, () => ({ facts }))
}

type Answered = {
  name: 'consult.placed' | 'consult.specified' | 'consult.answered' | 'consult.skipped'
  answered: QuestionKind[]
  kind?: string
}

/** Events say which question was answered, never what about the person. */
async function answerAnew(
  db: Db,
  now: Date,
  municipality: string,
  id: string,
  event: Answered,
  change: (before: Conversation) => Partial<Pick<Conversation, 'ward' | 'town' | 'chosen' | 'facts'>>,
): Promise<boolean> {
  const conversation = await findConversation(db, municipality, id)
  if (!conversation) return false
  const answered = [...new Set([...conversation.answered, ...event.answered])]
  const { ward, town, chosen, facts } = { ...conversation, ...change(conversation) }
  const said = { ward, town, chosen, facts, answered }
  const shown = await search(db, { ...conversation, ...said }, now)
  const { name, kind = null } = event
  await db.transaction().execute(async (tx) => {
    await moveConversation(tx, conversation, { ...said, answer: shown })
    await record(tx, {
      municipality,
      name,
      actor: someone,
      subject: id,
      data: {
        ...{ ward, kind, answered: event.answered, close: shown.close },
        shown: shown.results.map((result) => result.id),
      },
      at: now,
    })
  })
  return true
}

/** None of the desks was right: the need stands in the register as unmet, once. @returns the need, or undefined. */
export function sayNotRight(db: Db, now: Date, municipality: string, id: string): Promise<Need | undefined> {
  return db.transaction().execute(async (tx) => {
    const conversation = await lockConversation(tx, municipality, id)
    if (!conversation) return undefined
    if (conversation.need_id) return findNeed(tx, municipality, conversation.need_id)
    const need = await registerNeed(tx, someone, now, { ...unmetOf(conversation), unmet: 'not_right' })
    await moveConversation(tx, conversation, { need_id: need.id })
    return need
  })
}

/**
 * Which desk a hand-over goes to: the one that was chosen when it answers on the platform, else the general desk,
 * which then connects the person.
 */
export async function receiverOf(db: Db, municipality: string, chosen: string, now: Date) {
  const wanted = chosen === 'general' ? undefined : await findService(db, municipality, chosen, now)
  if (wanted?.canRefer) return { receiver: wanted, wanted }
  const receiver = await findService(db, municipality, GENERAL_DESK, now)
  return receiver?.canRefer ? { receiver, wanted } : undefined
}

export type Contact = {
  phone: string
  email: string
  name: string
  time: string
  relation: Relation
  agreed: boolean
  /** Desks that work for the same contact may learn each other's names. */
  names: boolean
}
export type ContactProblem = 'no_contact' | 'bad_phone' | 'bad_email' | 'no_consent' | 'too_long'

/** Checks how to reach the person. */
export function readContact(given: Contact) {
  const problems: Partial<Record<'phone' | 'email' | 'agreed' | 'name', ContactProblem>> = {}
  const phone = given.phone.trim() ? readPhone(given.phone) : null
  const email = given.email.trim() || null
  if (given.phone.trim() && !phone) problems.phone = 'bad_phone'
  else if (!phone && !email) problems.phone = 'no_contact'
  if (email && !/^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/.test(email.normalize('NFKC'))) problems.email = 'bad_email'
  if (!given.agreed) problems.agreed = 'no_consent'
  if (given.name.length > 100) problems.name = 'too_long'
  return { problems, phone, email: email?.normalize('NFKC') ?? null }
}

/**
 * Hands the person over: a need in the register and a referral to the desk, in one transaction.
 * Asking twice from the same conversation gives the same need back.
 * @returns the need's id, the problems beside the fields, or undefined when conversation or desk are not there.
 */
export async function handOver(
  db: Db,
  now: Date,
  municipality: string,
  id: string,
  chosen: string,
  given: Contact,
  why: (service: ServiceView, conversation: Conversation) => string[],
): Promise<
  { ok: true; value: string } | { ok: false; problems: ReturnType<typeof readContact>['problems'] } | undefined
> {
  const desks = await receiverOf(db, municipality, chosen, now)
  const contact = readContact(given)
  if (Object.keys(contact.problems).length > 0) return { ok: false, problems: contact.problems }
  if (!desks) return undefined
  return db.transaction().execute(async (tx) => {
    const conversation = await lockConversation(tx, municipality, id)
    if (!conversation) return undefined
    const reach = {
      name: tidyWords(given.name) || null,
      phone: contact.phone,
      email: contact.email,
      time: given.time || null,
      consent: CONSENT_VERSION,
      namesAgreed: given.names,
    }
    const before = conversation.need_id ? await findNeed(tx, municipality, conversation.need_id) : undefined
    if (before?.consented_at) return { ok: true, value: before.id } as const
    const need = before
      ? await giveContact(tx, someone, now, before, reach, given.relation)
      : await registerNeed(tx, someone, now, { ...unmetOf(conversation), relation: given.relation, contact: reach })
    await moveConversation(tx, conversation, { need_id: need.id })
    const { receiver, wanted } = desks
    await requestReferral(tx, someone, now, {
      municipality,
      needId: need.id,
      service: receiver,
      why: why(wanted ?? receiver, conversation),
      // The consent names the next desks: those that were shown, in their order.
      next: conversation.answer.results.map((result) => result.id).filter((id) => id !== receiver.id),
    })
    return { ok: true, value: need.id } as const
  })
}

/** A conversation with the services it showed, as they are today, in the order they were shown. */
export async function readConversation(db: Db, municipality: string, id: string, now: Date) {
  const conversation = await findConversation(db, municipality, id)
  if (!conversation) return undefined
  const services = await viewServices(
    db,
    municipality,
    conversation.answer.results.map((result) => result.id),
    now,
  )
  return { conversation, services }
}
