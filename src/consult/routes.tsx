import { type Context, Hono } from 'hono'
import { z } from 'zod'
import accuracy from '../../catalogue/accuracy.json' with { type: 'json' }
import { GROUPS, isKind, kindsOf, needName, type ServiceView } from '../directory/index.ts'
import { FACT_QUESTIONS, QUESTION_KINDS, urgencyOf } from '../matching/index.ts'
import type { Relation } from '../need/index.ts'
import { NEED_KEPT_DAYS, RELATIONS } from '../need/index.ts'
import { anyone, holder, holding } from '../people/index.ts'
import { type Ctx, type Env, isId, page, readForm } from '../platform/http.ts'
import { promiseAt } from '../referral/index.ts'
import {
  ask,
  type Contact,
  handOver,
  type readContact,
  readConversation,
  receiverOf,
  sayFact,
  sayFacts,
  sayKind,
  sayNotRight,
  sayPlace,
  skipQuestion,
} from './actions.ts'
import { isFactKind, optionName, tellConditions, tellFacts } from './fact-words.ts'
import { HOTLINES } from './hotlines.ts'
import {
  AccessibilityPage,
  AccuracyPage,
  AnswerPage,
  AskPage,
  CALL_TIMES,
  EmergencyPage,
  type HandOverForm,
  HandOverPage,
  MenuPage,
  NothingPage,
  PrintPage,
  PrivacyPage,
} from './pages.tsx'
import { tellReasons } from './reasons.ts'
import { FIRST, KEPT_DAYS } from './rules.ts'
import { findConversation } from './store.ts'

const everyone = anyone('anybody may ask, without a name')
const conversationHolder = holder('the address of the conversation')

const groupsFor = (c: Ctx) =>
  GROUPS.filter((group) => group.pict).map((group) => ({
    code: group.code,
    name: needName(group.code, c.var.look.lang),
    hint: c.var.look.lang === 'ja' ? (group.hint ?? '') : '',
    pict: group.pict!,
  }))

const AskInput = z.object({
  trouble: z.string().default(''),
  place: z.string().max(500).default(''),
  chosen: z.string().max(60).default(''),
  group: z.string().max(60).default(''),
})

/* ---------- Ask ---------- */

const asking = new Hono<Env>()
  .get('/', everyone, async (c) => {
    const again = c.req.query('again')
    if (isId(again)) holding(c, [again])
    const before = isId(again) ? await findConversation(c.var.db, c.var.municipality, again) : undefined
    const place = before?.ward ? `${before.ward}${before.town ?? ''}` : ''
    return page(c, <AskPage look={c.var.look} groups={groupsFor(c)} form={{ trouble: before?.words ?? '', place }} />)
  })
  .get('/consult/menu/:group', everyone, (c) => {
    const group = GROUPS.find(({ code }) => code === c.req.param('group'))
    return group ? menu(c, group.code) : c.notFound()
  })
  .get('/consult/emergency', everyone, (c) => page(c, <EmergencyPage look={c.var.look} />))
  .post('/consult', everyone, async (c) => {
    const form = await readForm(c, AskInput)
    const input = form.ok
      ? form.value
      : { trouble: form.given.trouble ?? '', place: form.given.place ?? '', chosen: '', group: '' }
    const chosen = [input.chosen || input.group].filter(isKind)
    const result = await ask(c.var.db, c.var.now(), {
      municipality: c.var.municipality,
      words: input.trouble,
      place: input.place.slice(0, 500),
      chosen,
      lang: c.var.look.lang,
      channel: 'web',
    })
    if (result.ok) return c.redirect(`/consult/${result.value}`, 303)
    const group = GROUPS.find(({ code }) => code === input.group || chosen[0]?.startsWith(`${code}.`))
    if (group && !input.trouble)
      return menu(c, group.code, { place: input.place, problem: result.problems.place, chosen: chosen[0] })
    return page(
      c,
      <AskPage
        look={{ ...c.var.look, path: '/' }}
        groups={groupsFor(c)}
        form={{ trouble: input.trouble, place: input.place }}
        problems={result.problems}
      />,
      422,
    )
  })

function menu(c: Ctx, code: string, wrong?: { place: string; problem?: string; chosen?: string }) {
  const { lang } = c.var.look
  const named = (one: string) => ({ code: one, name: needName(one, lang) })
  return page(
    c,
    <MenuPage
      look={{ ...c.var.look, path: `/consult/menu/${code}` }}
      group={named(code)}
      kinds={kindsOf(code).map((kind) => named(kind.code))}
      ward={wrong?.place ?? null}
      chosen={wrong?.chosen}
      problems={wrong?.problem ? { place: wrong.problem } : {}}
    />,
    wrong ? 422 : 200,
  )
}

const reply = <const T extends readonly string[]>(replies: T) => z.enum(['', ...replies]).default('')
const FactsInput = z.object({
  who: reply(FACT_QUESTIONS.who),
  age: reply(FACT_QUESTIONS.age),
  alone: reply(FACT_QUESTIONS.alone),
  income: reply(FACT_QUESTIONS.income),
  certified: reply(FACT_QUESTIONS.certified),
})

/* ---------- Answer ---------- */

type At = Context<Env, '/:id'>

async function conversationAt(c: At) {
  const id = c.req.param('id')
  return isId(id) ? readConversation(c.var.db, c.var.municipality, id, c.var.now()) : undefined
}

async function showAnswer(c: At, notRight = false) {
  const found = await conversationAt(c)
  if (!found) return c.notFound()
  const { conversation, services } = found
  const { lang } = c.var.look
  const look = { ...c.var.look, path: `/consult/${conversation.id}` }
  const heard = {
    look,
    id: conversation.id,
    words: conversation.words,
    chosen: conversation.chosen.map((code) => needName(code, lang)),
    place: conversation.ward ? `${conversation.ward}${conversation.town ?? ''}` : null,
    dangers: conversation.answer.safety,
    care: conversation.answer.care,
    facts: tellFacts(conversation.answer.facts ?? {}, lang),
    answers: conversation.facts,
  }
  if (notRight || !conversation.answer.close || services.length === 0) return page(c, <NothingPage {...heard} />)
  const byId = new Map(conversation.answer.results.map((result) => [result.id, result]))
  const desks = heard.dangers.length > 0 ? withoutHotlines(services) : services
  const { question } = conversation.answer
  return page(
    c,
    <AnswerPage
      {...heard}
      desks={desks.slice(0, FIRST).map((service) => {
        const result = byId.get(service.id)!
        const { says: similar, conditions } = result
        return { service, reasons: tellReasons(result, lang), similar, forWhom: tellConditions(conditions, lang) }
      })}
      more={desks
        .slice(FIRST)
        .map((service) => ({ id: service.id, name: service.name, note: service.organization.name }))}
      ask={
        question && {
          question: question.ask,
          options: question.options.map((value) => ({
            value,
            name: optionName(question.ask, value, lang),
          })),
        }
      }
    />,
  )
}

/** What stands above as a hotline is not said again below, as long as another desk is left. */
function withoutHotlines(services: ServiceView[]): ServiceView[] {
  const said = new Set(['110', '119', ...Object.values(HOTLINES).map((line) => line.number)])
  const others = services.filter((service) => !service.phones.some((phone) => said.has(phone.number)))
  return others.length > 0 ? others : services
}

const answering = new Hono<Env>()
  .get('/consult/:id', conversationHolder, (c) => showAnswer(c))
  .get('/consult/:id/print', conversationHolder, async (c) => {
    const found = await conversationAt(c)
    if (!found) return c.notFound()
    return page(
      c,
      <PrintPage
        look={c.var.look}
        id={found.conversation.id}
        url={`${c.var.config.baseUrl}/consult/${found.conversation.id}`}
        desks={found.services.slice(0, FIRST).map((service) => ({ service }))}
        printed={c.var.now()}
      />,
    )
  })
  .post('/consult/:id/place', conversationHolder, async (c) => {
    const form = await readForm(c, z.object({ ward: z.string().max(100) }))
    const id = c.req.param('id')
    if (!isId(id) || !form.ok || !(await sayPlace(c.var.db, c.var.now(), c.var.municipality, id, form.value.ward)))
      return c.notFound()
    return c.redirect(`/consult/${id}`, 303)
  })
  .post('/consult/:id/kind', conversationHolder, async (c) => {
    const form = await readForm(c, z.object({ kind: z.string().refine(isKind) }))
    const id = c.req.param('id')
    if (!isId(id) || !form.ok || !(await sayKind(c.var.db, c.var.now(), c.var.municipality, id, form.value.kind)))
      return c.notFound()
    return c.redirect(`/consult/${id}`, 303)
  })
  // A reply about the person; any question without a reply is skipped. In the body, so that it stands in no address.
  .post('/consult/:id/answer', conversationHolder, async (c) => {
    const form = await readForm(
      c,
      z.object({ question: z.enum(QUESTION_KINDS), answer: z.string().max(20).default('') }),
    )
    const id = c.req.param('id')
    if (!isId(id) || !form.ok) return c.notFound()
    const { question, answer } = form.value
    const { db, municipality } = c.var
    const done =
      answer === ''
        ? await skipQuestion(db, c.var.now(), municipality, id, question)
        : isFactKind(question) && (await sayFact(db, c.var.now(), municipality, id, question, answer))
    return done ? c.redirect(`/consult/${id}`, 303) : c.notFound()
  })
  .post('/consult/:id/facts', conversationHolder, async (c) => {
    const form = await readForm(c, FactsInput)
    const id = c.req.param('id')
    if (!isId(id) || !form.ok || !(await sayFacts(c.var.db, c.var.now(), c.var.municipality, id, form.value)))
      return c.notFound()
    return c.redirect(`/consult/${id}`, 303)
  })
  .post('/consult/:id/not-right', conversationHolder, async (c) => {
    const id = c.req.param('id')
    const need = isId(id) ? await sayNotRight(c.var.db, c.var.now(), c.var.municipality, id) : undefined
    return need ? c.redirect(`/consult/${id}/noted`, 303) : c.notFound()
  })
  .get('/consult/:id/noted', conversationHolder, (c) => showAnswer(c, true))

/* ---------- Hand over ---------- */

const HandOverInput = z.object({
  phone: z.string().max(200).default(''),
  email: z.string().max(400).default(''),
  name: z.string().max(1000).default(''),
  time: z.string().max(100).default(''),
  relation: z.enum(RELATIONS).catch('self'),
  agreed: z.string().max(10).optional(),
  names: z.string().max(10).optional(),
})

async function showHandOver(
  c: Context<Env, '/:id/:service'>,
  form: HandOverForm,
  problems?: ReturnType<typeof readContact>['problems'],
) {
  const found = await conversationAt(c as unknown as At)
  const chosen = c.req.param('service')
  const now = c.var.now()
  const desks =
    found && (chosen === 'general' || isId(chosen))
      ? await receiverOf(c.var.db, c.var.municipality, chosen, now)
      : undefined
  if (!found || !desks) return c.notFound()
  const service = desks.wanted === desks.receiver ? desks.receiver : null
  const { words, answer } = found.conversation
  const urgency = urgencyOf(words ?? '', answer.safety)
  const promise = await promiseAt(c.var.db, c.var.municipality, desks.receiver, urgency, now)
  return page(
    c,
    <HandOverPage
      look={{ ...c.var.look, path: `/consult/${found.conversation.id}/hand-over/${chosen}` }}
      id={found.conversation.id}
      service={service}
      next={service?.capacity?.state === 'full' ? nextOf(found.services, service) : null}
      form={form}
      problems={problems ?? {}}
      promise={{ by: promise.contactBy, caller: desks.receiver.name }}
    />,
    problems ? 422 : 200,
  )
}

/** The first desk of the answer beside this one that answers on the platform and is not known to be full. */
const nextOf = (services: readonly ServiceView[], full: ServiceView): ServiceView | null =>
  services.find(
    ({ id, organization, canRefer, capacity }) =>
      id !== full.id && organization.id !== full.organization.id && canRefer && capacity?.state !== 'full',
  ) ?? null

const handing = new Hono<Env>()
  .get('/consult/:id/hand-over/:service', conversationHolder, (c) =>
    showHandOver(c, {
      phone: '',
      email: '',
      name: '',
      time: CALL_TIMES[0]!,
      relation: 'self',
      agreed: false,
      names: false,
    }),
  )
  .post('/consult/:id/hand-over/:service', conversationHolder, async (c) => {
    const { id, service } = c.req.param()
    const form = await readForm(c, HandOverInput)
    if (!isId(id) || !(service === 'general' || isId(service)) || !form.ok) return c.notFound()
    const given: Contact = {
      ...form.value,
      relation: form.value.relation as Relation,
      agreed: form.value.agreed === 'yes',
      names: form.value.names === 'yes',
    }
    const time = CALL_TIMES.includes(given.time) ? given.time : CALL_TIMES[0]!
    const result = await handOver(
      c.var.db,
      c.var.now(),
      c.var.municipality,
      id,
      service,
      { ...given, time },
      (wanted, conversation) => {
        const result = conversation.answer.results.find((one) => one.id === wanted.id)
        if (!result) return []
        // What was answered about the person is for finding the desk; it is not told to the desk.
        const reasons = result.reasons.filter((reason) => reason.kind !== 'met')
        return tellReasons({ ...result, reasons }, 'ja').map(({ text }) => text)
      },
    )
    if (!result) return c.notFound()
    if (!result.ok) return showHandOver(c, given, result.problems)
    return c.redirect(`/referral/receipt/${result.value}`, 303)
  })

const about = new Hono<Env>()
  .get('/privacy', everyone, (c) =>
    page(c, <PrivacyPage look={c.var.look} kept={{ conversationDays: KEPT_DAYS, needDays: NEED_KEPT_DAYS }} />),
  )
  .get('/accessibility', everyone, (c) => page(c, <AccessibilityPage look={c.var.look} />))
  // Measured by `npm run bench -- matching --publish` on lines that nothing was tuned on.
  .get('/accuracy', everyone, (c) => page(c, <AccuracyPage look={c.var.look} measured={accuracy} />))

export const consultRoutes = new Hono<Env>()
  .route('/', asking)
  .route('/', answering)
  .route('/', handing)
  .route('/', about)
