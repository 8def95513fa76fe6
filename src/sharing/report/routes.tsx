// Up to the city: write, check, send; review; what everybody reads.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { listWards } from '../../area/index.ts'
import { isKind, needName } from '../../directory/index.ts'
import { findNeed } from '../../need/index.ts'
import { anyone, findNames, may, mayDo, opened, workNav } from '../../people/index.ts'
import { type Ctx, type Env, isId, page, readForm } from '../../platform/http.ts'
import { beginReport, decideFlags, reviewReport, reviseReport, sendReport, takeBack, type Writer } from './actions.ts'
import { lookThrough } from './around.ts'
import { CheckPage, EMPTY_FORM, MinePage, type Problems, type ReportForm, WritePage } from './pages.tsx'
import { ReportsPage, type ReviewForm, ReviewPage, StoriesPage } from './review.tsx'
import {
  type Choice,
  isOpen,
  KEEP_REASONS,
  LONGEST,
  REPORT_KINDS,
  REPORT_STATES,
  undecided,
  VERDICTS,
} from './rules.ts'
import { findOpenRoom, findReport, listOwn, listSent, listStories, type Report } from './store.ts'
import { keyOf, wordOfFlag } from './strip.ts'
import { reportWords } from './words.ts'

const work = (c: Ctx) => ({
  look: c.var.look,
  who: c.var.actor.name,
  nav: workNav(c.var.look.lang, c.var.actor.role),
})
const writer = (c: Ctx): Writer => ({ municipality: c.var.municipality, account: c.var.actor.id! })
const wardNames = async (c: Ctx) => (await listWards(c.var.db, c.var.municipality)).map(({ name }) => name)

/** One's own report; those of others are not there. */
async function mine(c: Context<Env, '/:id'>): Promise<Report | undefined> {
  const id = c.req.param('id')
  const found = isId(id) ? await findReport(c.var.db, c.var.municipality, id) : undefined
  return found?.written_by === c.var.actor.id ? found : undefined
}

const Written = z.object({
  kind: z.enum(REPORT_KINDS, 'kind'),
  topic: z.string('topic').refine(isKind, 'topic'),
  ward: z.string().max(20).default(''),
  title: z.string('title').trim().min(1, 'title').max(LONGEST.title, 'title'),
  words: z
    .string('words')
    .trim()
    .min(1, 'words')
    .max(LONGEST.words, 'words')
    .transform((text) => text.replaceAll('\r\n', '\n')),
  room: z.string().optional(),
  need: z.string().optional(),
})

/** Reads the form of a report; what was wrong in the reader's words. */
async function readWritten(c: Ctx) {
  const w = reportWords(c.var.look.lang)
  const wards = await wardNames(c)
  const form = await readForm(c, Written)
  if (form.ok) {
    const { ward, room, need, ...rest } = form.value
    const value = { ...rest, ward: wards.includes(ward) ? ward : null }
    return { ok: true as const, wards, value, room: isId(room) ? room : null, need: isId(need) ? need : null }
  }
  const problems = Object.fromEntries(
    Object.keys(form.problems).map((field) => [field, w.problems[field as keyof typeof w.problems]]),
  )
  return {
    ok: false as const,
    wards,
    problems,
    form: { ...EMPTY_FORM, ...form.given } as ReportForm,
    given: form.given,
  }
}

/** The need that somebody writes about, if they may open it. */
const needOf = async (c: Ctx, id: string | null | undefined) =>
  isId(id ?? undefined) && mayDo(c.var.actor.role, 'referral.open')
    ? await findNeed(c.var.db, c.var.municipality, id!)
    : undefined

async function showCheck(c: Ctx, report: Report, more: { given?: Record<string, string>; problems?: Problems } = {}) {
  const { flags } = isOpen(report.state) ? await lookThrough(c.var.db, report, c.var.now()) : { flags: [] }
  const problems = more.problems ?? {}
  return page(
    c,
    <CheckPage
      {...work(c)}
      look={{ ...c.var.look, path: `/sharing/reports/${report.id}/check` }}
      report={report}
      left={undecided(flags, report.flags)}
      given={more.given ?? {}}
      problems={problems}
    />,
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

const writing = new Hono<Env>()
  .get('/sharing/reports/mine', may('sharing.report'), async (c) => {
    const reports = await listOwn(c.var.db, c.var.municipality, c.var.actor.id!)
    return page(c, <MinePage {...work(c)} reports={reports} />)
  })
  .get('/sharing/reports/new', may('sharing.report'), async (c) => {
    const { room, need, kind } = c.req.query()
    const from = isId(room) ? await findOpenRoom(c.var.db, c.var.municipality, room) : undefined
    const about = await needOf(c, need ?? from?.need_id)
    if ((room && !from) || (need && !about)) return c.notFound()
    const secret = from?.basis === 'conference'
    const wards = await wardNames(c)
    const form = {
      ...EMPTY_FORM,
      ...{ kind: REPORT_KINDS.find((known) => known === kind) ?? '' },
      ...{ topic: about?.kind ?? '', ward: about?.ward ?? '' },
    }
    const given = { room: from && !secret ? room! : null, need: about?.id ?? null }
    return page(
      c,
      <WritePage
        {...work(c)}
        {...{ form, wards, secret }}
        action="/sharing/reports"
        from={secret ? { room: null, need: null } : given}
        problems={{}}
      />,
    )
  })
  .post('/sharing/reports', may('sharing.report'), async (c) => {
    const read = await readWritten(c)
    const from = read.ok ? read : { room: read.given.room ?? null, need: read.given.need ?? null }
    const again = (form: ReportForm, problems: Problems, secret = false) =>
      page(
        c,
        <WritePage
          {...work(c)}
          {...{ form, problems, secret }}
          wards={read.wards}
          action="/sharing/reports"
          from={from}
        />,
        422,
      )
    if (!read.ok) return again(read.form, read.problems)
    const need = await needOf(c, read.need)
    if (read.need && !need) return c.notFound()
    const result = await beginReport(c.var.db, writer(c), c.var.now(), read.value, {
      roomId: read.room,
      needId: need?.id,
    })
    if (result.ok) return c.redirect(`/sharing/reports/${result.value.id}/check`, 303)
    if (result.reason === 'no_room') return c.notFound()
    return again({ ...read.value, ward: read.value.ward ?? '' }, { words: reportWords(c.var.look.lang).secret }, true)
  })
  .get('/sharing/reports/:id/edit', may('sharing.report'), async (c) => {
    const report = await mine(c)
    if (!report || !isOpen(report.state)) return c.notFound()
    const form = { ...report, ward: report.ward ?? '' }
    return page(
      c,
      <WritePage
        {...work(c)}
        form={form}
        wards={await wardNames(c)}
        action={`/sharing/reports/${report.id}/edit`}
        from={{ room: report.room_id, need: null }}
        problems={{}}
      />,
    )
  })
  .post('/sharing/reports/:id/edit', may('sharing.report'), async (c) => {
    const report = await mine(c)
    if (!report || !isOpen(report.state)) return c.notFound()
    const read = await readWritten(c)
    const action = `/sharing/reports/${report.id}/edit`
    if (!read.ok)
      return page(
        c,
        <WritePage
          {...work(c)}
          {...{ action, wards: read.wards, form: read.form, problems: read.problems }}
          from={{ room: report.room_id, need: null }}
        />,
        422,
      )
    const result = await reviseReport(c.var.db, writer(c), report.id, read.value)
    return result.ok ? c.redirect(`/sharing/reports/${report.id}/check`, 303) : c.notFound()
  })
  .get('/sharing/reports/:id/check', may('sharing.report'), async (c) => {
    const report = await mine(c)
    return report ? showCheck(c, report) : c.notFound()
  })
  .post('/sharing/reports/:id/check', may('sharing.report'), async (c) => {
    const report = await mine(c)
    if (!report || !isOpen(report.state)) return c.notFound()
    const w = reportWords(c.var.look.lang)
    const form = await readForm(c, z.record(z.string(), z.string()))
    const given = form.ok ? form.value : {}
    const { text, flags } = await lookThrough(c.var.db, report, c.var.now())
    const choices = new Map<string, Choice>()
    const problems: Problems = {}
    for (const flag of undecided(flags, report.flags)) {
      const key = keyOf(flag)
      const why = KEEP_REASONS.find((known) => known === given[`why.${key}`])
      const choice = given[`f.${key}`]
      if (choice === 'replace') choices.set(key, { choice })
      else if (choice === 'keep' && why) choices.set(key, { choice, why })
      else problems[`f.${key}`] = (choice === 'keep' ? w.whyNeed : w.undecided)(wordOfFlag(text, flag))
    }
    // Nothing is carried out by halves: places move when words are replaced, and what was chosen would be lost.
    if (given.all !== 'replace' && Object.keys(problems).length > 0) return showCheck(c, report, { given, problems })
    const now = c.var.now()
    const all = given.all === 'replace'
    const done = await decideFlags(c.var.db, writer(c), now, report.id, all ? 'replace_all' : choices)
    return done.ok ? c.redirect(`/sharing/reports/${report.id}/check`, 303) : c.notFound()
  })
  .post('/sharing/reports/:id/send', may('sharing.report'), async (c) => {
    const report = await mine(c)
    if (!report || !isOpen(report.state)) return c.notFound()
    const w = reportWords(c.var.look.lang)
    const form = await readForm(c, z.object({ read: z.literal('yes') }))
    if (!form.ok) return showCheck(c, report, { problems: { read: w.readNeed } })
    const sent = await sendReport(c.var.db, writer(c), c.var.now(), report.id)
    if (sent.ok) return c.redirect('/sharing/reports/mine', 303)
    return sent.reason === 'undecided' ? showCheck(c, report, { problems: { words: w.leftNeed } }) : c.notFound()
  })
  .post('/sharing/reports/:id/take-back', may('sharing.report'), async (c) => {
    const report = await mine(c)
    const done = report && (await takeBack(c.var.db, writer(c), c.var.now(), report.id))
    return done?.ok ? c.redirect('/sharing/reports/mine', 303) : c.notFound()
  })

const Reviewed = z.object({
  to: z.enum(VERDICTS, 'to'),
  note: z.string().trim().max(LONGEST.note).default(''),
  changed: z.string().trim().max(LONGEST.changed).default(''),
})

async function showReview(c: Ctx, report: Report, more: { form?: ReviewForm; problems?: Problems } = {}) {
  const { db, municipality, actor, look } = c.var
  opened(c, [report.id])
  const [{ text, flags }, names, room] = await Promise.all([
    lookThrough(db, report, c.var.now()),
    findNames(db, municipality, [report.written_by]),
    report.room_id ? findOpenRoom(db, municipality, report.room_id) : undefined,
  ])
  const problems = more.problems ?? {}
  return page(
    c,
    <ReviewPage
      {...work(c)}
      look={{ ...look, path: `/sharing/reports/${report.id}` }}
      {...{ report, text, flags, problems }}
      writer={names.get(report.written_by)?.name ?? ''}
      origin={{
        need: mayDo(actor.role, 'referral.open') ? report.need_id : null,
        room: room ? report.room_id : null,
      }}
      own={report.written_by === actor.id}
      form={more.form ?? { to: '', note: '', changed: report.changed ?? '' }}
    />,
    Object.keys(problems).length > 0 ? 422 : 200,
  )
}

async function sent(c: Context<Env, '/:id'>): Promise<Report | undefined> {
  const id = c.req.param('id')
  const found = isId(id) ? await findReport(c.var.db, c.var.municipality, id) : undefined
  return found && found.state !== 'draft' ? found : undefined
}

const reviewing = new Hono<Env>()
  .get('/sharing/reports', may('sharing.decide'), async (c) => {
    const { db, municipality } = c.var
    const query = c.req.query()
    const filter = {
      kind: REPORT_KINDS.find((kind) => kind === query.kind),
      state: REPORT_STATES.find((state) => state === query.state),
      ward: query.ward || undefined,
      group: /^[a-z]+$/.test(query.group ?? '') ? query.group : undefined,
    }
    const reports = await listSent(db, municipality, filter)
    const names = await findNames(
      db,
      municipality,
      reports.map(({ written_by }) => written_by),
    )
    opened(
      c,
      reports.map(({ id }) => id),
    )
    return page(
      c,
      <ReportsPage
        {...work(c)}
        {...{ reports, filter }}
        writers={new Map([...names].map(([id, { name }]) => [id, name]))}
        wards={await wardNames(c)}
      />,
    )
  })
  .get('/sharing/reports/:id', may('sharing.decide'), async (c) => {
    const report = await sent(c)
    return report ? showReview(c, report) : c.notFound()
  })
  .post('/sharing/reports/:id/review', may('sharing.decide'), async (c) => {
    const report = await sent(c)
    if (!report) return c.notFound()
    const w = reportWords(c.var.look.lang).wrong
    const read = await readForm(c, Reviewed)
    const given = read.ok ? read.value : { ...{ to: '', note: '', changed: '' }, ...read.given }
    const wrong = (problems: Problems) => showReview(c, report, { form: given, problems })
    if (!read.ok) return wrong({ to: w.to })
    const { to, note, changed } = read.value
    if (to === 'returned' && note === '') return wrong({ note: w.note })
    const done = await reviewReport(c.var.db, writer(c), c.var.now(), report.id, {
      ...{ to, note: note || null, changed: changed || null },
    })
    if (done.ok) return c.redirect(`/sharing/reports/${report.id}`, 303)
    if (done.reason === 'leads') return wrong({ changed: w.changed })
    if (done.reason === 'undecided') return wrong({ to: w.undecided })
    if (done.reason === 'closed') return wrong({ to: w.closed })
    return done.reason === 'own' ? wrong({ to: reportWords(c.var.look.lang).own }) : c.notFound()
  })

const reading = new Hono<Env>()
  .get('/sharing/stories', anyone('what was published leads to nobody'), async (c) =>
    page(c, <StoriesPage look={c.var.look} stories={await listStories(c.var.db, c.var.municipality)} />),
  )
  .get('/api/stories', anyone('what was published leads to nobody'), async (c) => {
    const stories = await listStories(c.var.db, c.var.municipality)
    return c.json({ stories: stories.map((story) => ({ ...story, topic_name: needName(story.topic, 'ja') })) })
  })

export const reportRoutes = new Hono<Env>().route('/', writing).route('/', reviewing).route('/', reading)
