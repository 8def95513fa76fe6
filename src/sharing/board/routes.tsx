// The board: ask, answer, thank, close; and what staff keep it with.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { listWards } from '../../area/index.ts'
import {
  dayText,
  findOrganizations,
  GROUPS,
  isKind,
  listServices,
  ORGANIZATION_KINDS,
  phoneNumber,
  viewServices,
} from '../../directory/index.ts'
import { findNames, may, mayDo, workNav } from '../../people/index.ts'
import { type Ctx, type Env, isId, page, readForm } from '../../platform/http.ts'
import type { Problems } from '../report/pages.tsx'
import { readDay, tidyText } from '../room/rules.ts'
import { answerQuestion, askQuestion, closeQuestion, hide, registerUnmet, thankFor } from './actions.ts'
import { type AnswerFields, EMPTY_ANSWER, tellsPlace } from './answer-form.tsx'
import { ENTRY_KINDS, makeEntry } from './entry.ts'
import { type EntryForm, EntryPage } from './entry-page.tsx'
import { AskPage, BOARD, BoardPage, type QuestionForm } from './pages.tsx'
import { type Boarder, type Facts, isWantedDay, LONGEST, type Look, QUESTION_STATES, WANTED_DAYS } from './rules.ts'
import { type Answer, findAnswer, findQuestion, type Listed, listAnswers, listQuestions } from './store.ts'
import { ThreadPage } from './thread.tsx'
import { boardWords } from './words.ts'

const work = (c: Ctx, path = c.var.look.path) => ({
  look: { ...c.var.look, path },
  who: c.var.actor.name,
  nav: workNav(c.var.look.lang, c.var.actor.role),
})
const boarder = ({ var: { municipality, actor } }: Ctx): Boarder => ({
  ...{ municipality, account: actor.id!, organization: actor.organizationId },
  keeps: mayDo(actor.role, 'sharing.board_keep'),
})
const wardNames = async (c: Ctx) => (await listWards(c.var.db, c.var.municipality)).map(({ name }) => name)
type Given = Record<string, string>

const text = (longest: number, problem: string) =>
  z
    .string(problem)
    .transform((given) => tidyText(given, Number.POSITIVE_INFINITY))
    .pipe(z.string().min(1, problem).max(longest, problem))
const line = (longest: number, problem: string) =>
  text(longest, problem).transform((given) => given.replace(/\s+/g, ' '))

/** What the form said wrongly, in the reader's words. */
function problemsIn(c: Ctx, read: { ok: true } | { ok: false; problems: Given }): Problems {
  const w = boardWords(c.var.look.lang).problems
  if (read.ok) return {}
  return Object.fromEntries(
    Object.entries(read.problems).map(([field, problem]) => [field, w[problem as keyof typeof w]]),
  )
}

const opened = async (c: Context<Env, '/:id'>): Promise<Listed | undefined> => {
  const id = c.req.param('id')
  return isId(id) ? findQuestion(c.var.db, c.var.municipality, id) : undefined
}

// ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────────

type AskAgain = { form: QuestionForm; problems?: Problems; found?: Look; given?: Given }

const showAsk = async (c: Ctx, { form, problems = {}, found, given = {} }: AskAgain, status: 200 | 422 = 422) =>
  page(
    c,
    <AskPage {...work(c, `${BOARD}/new`)} {...{ form, problems, given, wards: await wardNames(c) }} found={found} />,
    status,
  )

const inDays = (c: Ctx, days: number) => Temporal.PlainDate.from(dayText(c.var.now())).add({ days }).toString()

const asking = new Hono<Env>()
  .get('/sharing/board', may('sharing.board'), async (c) => {
    const query = c.req.query()
    const wards = await wardNames(c)
    const filter = {
      state: QUESTION_STATES.find((state) => state === query.state),
      group: GROUPS.find(({ code }) => code === query.group)?.code,
      ward: wards.find((ward) => ward === query.ward),
      words: query.q?.trim().slice(0, 100) || undefined,
      page: /^[1-9]\d{0,3}$/.test(query.page ?? '') ? Number(query.page) : 1,
    }
    const found = await listQuestions(c.var.db, c.var.municipality, filter)
    return page(c, <BoardPage {...work(c)} {...found} {...{ filter, wards }} />)
  })
  .get('/sharing/board/new', may('sharing.board'), (c) =>
    showAsk(c, { form: { kind: '', ward: '', title: '', words: '', wanted: inDays(c, WANTED_DAYS.usual) } }, 200),
  )
  .post('/sharing/board', may('sharing.board'), async (c) => {
    const wards = await wardNames(c)
    const Asked = z.looseObject({
      kind: z.string('kind').refine(isKind, 'kind'),
      ward: z.string().default(''),
      title: line(LONGEST.title, 'title'),
      words: text(LONGEST.words, 'words'),
      wanted: z.string('wanted').refine((day) => readDay(day) && isWantedDay(day, inDays(c, 0)), 'wanted'),
    })
    const read = await readForm(c, Asked)
    const given = read.ok ? (read.value as unknown as Given) : read.given
    const form = { ...{ kind: '', ward: '', title: '', words: '', wanted: '' }, ...given } as QuestionForm
    if (!read.ok) return showAsk(c, { form, problems: problemsIn(c, read), given })
    const { kind, title, words, wanted } = read.value
    const ward = wards.find((known) => known === read.value.ward) ?? null
    const asked = { kind, ward, title, words, wanted_until: wanted }
    const done = await askQuestion(c.var.db, boarder(c), c.var.now(), asked, given)
    if (done.ok) return c.redirect(`${BOARD}/${done.value.id}`, 303)
    return showAsk(c, { form: { ...form, title: done.title, words: done.words }, found: done.look, given })
  })

// ── answering ───────────────────────────────────────────────────────────────────────────────────────────────────

type AnswerAgain = { form?: AnswerFields; problems?: Problems; found?: Look; given?: Given }

async function showThread(c: Ctx, question: Listed, again: AnswerAgain = {}, status: 200 | 422 = 200) {
  const { db, municipality } = c.var
  const { form = EMPTY_ANSWER, problems = {}, found, given = {} } = again
  const answers = await listAnswers(db, question)
  const ids = answers.flatMap(({ service_id, entry_id }) => [service_id, entry_id]).filter((id) => id !== null)
  const matches = form.q
    ? (await listServices(db, municipality, { q: form.q, perPage: 6 }, c.var.now())).items
    : undefined
  const services = await viewServices(db, municipality, ids, c.var.now())
  return page(
    c,
    <ThreadPage
      {...work(c, `${BOARD}/${question.id}`)}
      {...{ question, answers, form, problems, found, given, matches }}
      writers={await writersOf(c, question, answers)}
      services={new Map(services.map((service) => [service.id, service]))}
      by={boarder(c)}
      wards={await wardNames(c)}
    />,
    status,
  )
}

/** 林 つばさ（薬剤師）・川崎市薬剤師会 */
async function writersOf(c: Ctx, question: Listed, answers: readonly Answer[]): Promise<Map<string, string>> {
  const { db, municipality } = c.var
  const written = [
    { account: question.asked_by, organization: question.organization_id },
    ...answers.map(({ answered_by, organization_id }) => ({ account: answered_by, organization: organization_id })),
  ]
  const organizations = written.flatMap(({ organization }) => (organization ? [organization] : []))
  const [names, known] = await Promise.all([
    findNames(
      db,
      municipality,
      written.map(({ account }) => account),
    ),
    findOrganizations(db, municipality, [...new Set(organizations)]),
  ])
  return new Map(
    written.map(({ account, organization }) => {
      const of = known.find(({ id }) => id === organization)?.name
      return [account, [names.get(account)?.name ?? '—', of].filter(Boolean).join('・')]
    }),
  )
}

const Answered = z.looseObject({
  words: text(LONGEST.answer, 'answer'),
  q: z.string().trim().max(LONGEST.name).default(''),
  service: z.string().optional(),
})
const Place = z.looseObject({
  organization: line(LONGEST.name, 'organization'),
  name: line(LONGEST.name, 'name'),
  what: line(LONGEST.what, 'what'),
  phone: phoneNumber,
  ward: z.string().default(''),
  also: z.string().default(''),
  public: z.literal('yes', 'public'),
})

const answering = new Hono<Env>()
  .get('/sharing/board/:id', may('sharing.board'), async (c) => {
    const question = await opened(c)
    return question ? showThread(c, question) : c.notFound()
  })
  .post('/sharing/board/:id/answers', may('sharing.board'), async (c) => {
    const question = await opened(c)
    if (!question || question.hidden_at) return c.notFound()
    const w = boardWords(c.var.look.lang).problems
    const read = await readForm(c, Answered)
    const given = read.ok ? (read.value as unknown as Given) : read.given
    const form = { ...EMPTY_ANSWER, ...given } as AnswerFields
    if (given.step === 'find') return showThread(c, question, { form })
    const again = (problems: Problems) => showThread(c, question, { form, problems, given }, 422)
    const place = tellsPlace(form) ? Place.safeParse(given) : undefined
    const wrong: Problems = problemsIn(c, read)
    for (const issue of place?.error?.issues ?? []) {
      const field = String(issue.path[0])
      wrong[field] ??= w[field as keyof typeof w]
    }
    // a name was typed, and nothing was chosen: neither a service nor the none
    if (form.q && given.service === undefined) wrong.q = w.service
    if (form.service && !isId(form.service)) wrong.q = w.service
    if (!read.ok || Object.keys(wrong).length > 0) return again(wrong)
    const facts = place?.data ? factsOf(place.data, question, await wardNames(c)) : null
    const answer = { words: read.value.words, service: form.service || null, facts }
    const done = await answerQuestion(c.var.db, boarder(c), c.var.now(), question.id, answer, given)
    if (done.ok) return c.redirect(`${BOARD}/${question.id}#a-${done.value.id}`, 303)
    if (done.reason === 'leads')
      return showThread(
        c,
        question,
        { form: { ...form, words: done.words, what: done.title }, found: done.look, given },
        422,
      )
    if (done.reason === 'gone') return c.notFound()
    return again(done.reason === 'closed' ? { words: w.closed } : { q: w.service })
  })
  .post('/sharing/board/:id/best', may('sharing.board'), async (c) => {
    const question = await opened(c)
    const form = await readForm(c, z.object({ answer: z.string() }))
    if (!question || !form.ok || !isId(form.value.answer)) return c.notFound()
    const done = await thankFor(c.var.db, boarder(c), c.var.now(), question.id, form.value.answer)
    return done.ok ? c.redirect(`${BOARD}/${question.id}`, 303) : c.notFound()
  })
  .post('/sharing/board/:id/close', may('sharing.board'), async (c) => {
    const question = await opened(c)
    const done = question && (await closeQuestion(c.var.db, boarder(c), c.var.now(), question.id))
    return done?.ok ? c.redirect(`${BOARD}/${question!.id}`, 303) : c.notFound()
  })

const factsOf = (place: z.infer<typeof Place>, question: Listed, wards: readonly string[]): Facts => ({
  ...{ organization: place.organization, service: place.name, what: place.what, phone: place.phone },
  ward: wards.find((ward) => ward === place.ward) ?? null,
  kinds: [...new Set([question.kind, place.also])].filter(isKind),
})

// ── keeping ─────────────────────────────────────────────────────────────────────────────────────────────────────

const Entered = z.object({
  organization: line(LONGEST.name, 'organization'),
  organizationKind: z.enum(ORGANIZATION_KINDS),
  kind: z.enum(ENTRY_KINDS),
  name: line(LONGEST.name, 'name'),
  what: text(LONGEST.what, 'what'),
  phone: z.string('phone').pipe(phoneNumber),
  ward: z.string().default(''),
  need1: z.string('kind').refine(isKind, 'kind'),
  need2: z.string().default(''),
  need3: z.string().default(''),
})

/** An answer with facts that are no entry yet. */
async function entering(c: Context<Env, '/:id/:answer'>) {
  const question = await opened(c as unknown as Context<Env, '/:id'>)
  const id = c.req.param('answer')
  if (!question || !isId(id)) return undefined
  const answer = await findAnswer(c.var.db, { municipality: question.municipality, question: question.id, id })
  return answer?.facts && !answer.entry_id ? { question, answer, facts: answer.facts } : undefined
}

const keeping = new Hono<Env>()
  .post('/sharing/board/:id/hide', may('sharing.board_keep'), async (c) => {
    const question = await opened(c)
    const form = await readForm(c, z.object({ to: z.enum(['hide', 'show']), answer: z.string().optional() }))
    if (!question || !form.ok) return c.notFound()
    const { to, answer = null } = form.value
    if (answer !== null && !isId(answer)) return c.notFound()
    const done = await hide(c.var.db, boarder(c), c.var.now(), question.id, { answer, hidden: to === 'hide' })
    return done.ok ? c.redirect(`${BOARD}/${question.id}`, 303) : c.notFound()
  })
  .post('/sharing/board/:id/need', may('sharing.board_keep'), async (c) => {
    const question = await opened(c)
    const done = question && (await registerUnmet(c.var.db, boarder(c), c.var.now(), question.id))
    return done && (done.ok || done.reason === 'done') ? c.redirect(`${BOARD}/${question.id}`, 303) : c.notFound()
  })
  .get('/sharing/board/:id/entry/:answer', may('sharing.board_keep'), async (c) => {
    const at = await entering(c)
    if (!at) return c.notFound()
    const { question, answer, facts } = at
    const [need1 = '', need2 = '', need3 = ''] = facts.kinds
    const form: EntryForm = {
      ...{ organization: facts.organization, organizationKind: 'association', kind: 'service', name: facts.service },
      ...{ what: facts.what, phone: facts.phone, ward: facts.ward ?? '', need1, need2, need3 },
    }
    return page(c, <EntryPage {...work(c)} {...{ question, answer, form }} wards={await wardNames(c)} problems={{}} />)
  })
  .post('/sharing/board/:id/entry/:answer', may('sharing.board_keep'), async (c) => {
    const at = await entering(c)
    if (!at) return c.notFound()
    const { question, answer } = at
    const wards = await wardNames(c)
    const read = await readForm(c, Entered)
    if (!read.ok) {
      const empty = { organization: '', organizationKind: '', kind: '', name: '', what: '', phone: '', ward: '' }
      const form: EntryForm = { ...empty, ...{ need1: '', need2: '', need3: '' }, ...read.given }
      const problems = problemsIn(c, read)
      if (read.problems.phone) problems.phone = boardWords(c.var.look.lang).problems.phone
      return page(
        c,
        <EntryPage
          {...work(c, `${BOARD}/${question.id}/entry/${answer.id}`)}
          {...{ question, answer, form, wards, problems }}
        />,
        422,
      )
    }
    const { need1, need2, need3, ward, ...entry } = read.value
    const needs = [...new Set([need1, need2, need3])].filter(isKind)
    const place = wards.find((known) => known === ward) ?? null
    const ids = { question: question.id, answer: answer.id }
    const done = await makeEntry(c.var.db, boarder(c), c.var.now(), ids, { ...entry, needs, ward: place })
    return done.ok || done.reason === 'done' ? c.redirect(`${BOARD}/${question.id}#a-${answer.id}`, 303) : c.notFound()
  })

export const boardRoutes = new Hono<Env>().route('/', asking).route('/', answering).route('/', keeping)
