import { type Context, Hono } from 'hono'
import { getSignedCookie, setSignedCookie } from 'hono/cookie'
import { z } from 'zod'
import { listWards } from '../area/index.ts'
import { findService, listServices } from '../directory/index.ts'
import { findNeedByCode, readReceiptCode } from '../need/index.ts'
import { anyone, holder, may, workNav } from '../people/index.ts'
import { type Ctx, type Env, isId, page, readForm } from '../platform/http.ts'
import { hashSecret } from '../platform/secret.ts'
import { listMail } from '../platform/mail.ts'
import {
  acceptReferral,
  addNote,
  beginReferral,
  type By,
  completeReferral,
  declineReferral,
  failReferral,
  forwardNeed,
  giveUp,
  holdReferral,
  noteSeen,
  type Result,
  withdrawNeed,
} from './actions.ts'
import {
  type AnswerForm,
  type AnswerProblems,
  EMPTY_ANSWER,
  LinkGonePage,
  LockedPage,
  OpenPage,
  ThanksPage,
} from './desk.tsx'
import { InboxPage, NeedPage, type Work } from './inbox.tsx'
import { OutboxPage } from './outbox.tsx'
import { sendCode, taskOfLink, tryCode } from './link.ts'
import { generalDesk, readHistory, readInbox, readNeed, readTask, type Opened, type Row, type Told } from './reads.ts'
import { FindReceiptPage, ReceiptPage, WithdrawPage } from './receipt.tsx'
import { DECLINE_REASONS, FAIL_REASONS, isClosed, OPENED_LASTS, OUTCOMES, type Urgent } from './rules.ts'
import type { Task } from './store.ts'
import { referralWords } from './words.ts'

const text = z.string().trim().max(2000).default('')
const AnswerInput = z.object({
  answer: z.enum(['accept', 'decline', 'begin', 'hold', 'complete', 'fail']),
  responder: z.string().trim().max(100).default(''),
  reason: text,
  note: text,
  outcome: text,
})

const work = (c: Ctx): Work => ({
  look: c.var.look,
  who: c.var.actor.name,
  staff: c.var.actor.role !== 'desk',
  nav: workNav(c.var.look.lang, c.var.actor.role),
  now: c.var.now(),
})

const byAccount = (c: Ctx): By => ({
  actor: { kind: 'account', id: c.var.actor.id },
  side: c.var.actor.role === 'desk' ? 'desk' : 'staff',
  organizationId: c.var.actor.organizationId,
})

const given = (form: Record<string, string>): AnswerForm => ({ ...EMPTY_ANSWER, ...form })

type Answered = { ok: true; result: Result } | { ok: false; problems: AnswerProblems; form: AnswerForm }

/** Reads an answer to a referral and acts on it. What is missing comes back beside its field. */
async function answer(c: Ctx, by: By, task: Task, responder: string): Promise<Answered> {
  const w = referralWords(c.var.look.lang)
  const form = await readForm(c, AnswerInput)
  if (!form.ok) return { ok: false, problems: { answer: w.answerTitle }, form: given(form.given) }
  const { answer, reason, note, outcome } = form.value
  const again = (problems: AnswerProblems): Answered => ({ ok: false, problems, form: { ...form.value } })
  const act = async (result: Promise<Result>): Promise<Answered> => ({ ok: true, result: await result })
  const { db } = c.var
  const now = c.var.now()
  switch (answer) {
    case 'accept': {
      const who = form.value.responder || responder
      return who ? act(acceptReferral(db, by, now, task, { responder: who })) : again({ responder: w.whoNeed })
    }
    case 'decline': {
      const why = DECLINE_REASONS.find((known) => known === reason)
      return why ? act(declineReferral(db, by, now, task, { reason: why, note })) : again({ reason: w.reasonNeed })
    }
    case 'begin':
      return act(beginReferral(db, by, now, task))
    case 'hold':
      return note ? act(holdReferral(db, by, now, task, { note })) : again({ note: w.holdWhy })
    case 'complete': {
      const what = OUTCOMES.find((known) => known === outcome)
      return what ? act(completeReferral(db, by, now, task, { outcome: what, note })) : again({ outcome: w.outcomeNeed })
    }
    case 'fail': {
      const why = FAIL_REASONS.find((known) => known === reason)
      return why ? act(failReferral(db, by, now, task, { reason: why, note })) : again({ reason: w.reasonNeed })
    }
  }
}

/* ---------- The person: receipt, withdraw, find again ---------- */

async function told(c: Context<Env, '/:id'>): Promise<Told | undefined> {
  const id = c.req.param('id')
  const found = isId(id) ? await readNeed(c.var.db, c.var.municipality, id, c.var.now()) : undefined
  // A need that stands without a name has no receipt to show.
  return found?.need.consented_at ? found : undefined
}

const receipt = new Hono<Env>()
  .get('/referral/receipt', anyone('finds a receipt by its number'), (c) =>
    page(c, <FindReceiptPage look={c.var.look} given={{ code: '', last4: '' }} wrong={false} />),
  )
  .post('/referral/receipt', anyone('finds a receipt by its number and the phone number that was left'), async (c) => {
    const form = await readForm(c, z.object({ code: z.string().max(50).default(''), last4: z.string().max(50).default('') }))
    const typed = form.ok ? form.value : { code: '', last4: '' }
    const code = readReceiptCode(typed.code)
    const need = code ? await findNeedByCode(c.var.db, c.var.municipality, code) : undefined
    const digits = need?.contact_phone?.replace(/\D/g, '').slice(-4)
    if (need && digits && digits === typed.last4.normalize('NFKC').replace(/\D/g, ''))
      return c.redirect(`/referral/receipt/${need.id}`, 303)
    return page(c, <FindReceiptPage look={{ ...c.var.look, path: '/referral/receipt' }} given={typed} wrong />, 422)
  })
  .get('/referral/receipt/:id', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    const { look, db, municipality, config } = c.var
    const now = c.var.now()
    return page(
      c,
      <ReceiptPage
        look={look}
        {...found}
        general={await generalDesk(db, municipality, now)}
        url={`${config.baseUrl}/referral/receipt/${found.need.id}`}
        now={now}
      />,
    )
  })
  .get('/referral/receipt/:id/withdraw', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    if (found.need.state !== 'open') return c.redirect(`/referral/receipt/${found.need.id}`, 303)
    return page(c, <WithdrawPage look={c.var.look} need={found.need} />)
  })
  .post('/referral/receipt/:id/withdraw', holder('the receipt address'), async (c) => {
    const found = await told(c)
    if (!found) return c.notFound()
    await withdrawNeed(c.var.db, { kind: 'anonymous' }, c.var.now(), found.need)
    return c.redirect(`/referral/receipt/${found.need.id}`, 303)
  })

/* ---------- The desk without an account: link, code, answer ---------- */

const COOKIE = 'musubi_desk'
const linkHolder = holder('the link in the mail to the desk')

async function opened(c: Context<Env, '/:token'>): Promise<(Opened & { token: string; unlocked: boolean }) | undefined> {
  const token = c.req.param('token')
  const task = await taskOfLink(c.var.db, token, c.var.now())
  const found = await readTask(c.var.db, c.var.municipality, task, c.var.now())
  if (!found) return undefined
  const cookie = await getSignedCookie(c, c.var.config.secret, COOKIE)
  const [hash, until] = typeof cookie === 'string' ? cookie.split('.') : []
  const unlocked = hash === hashSecret(token) && Number(until) > c.var.now().getTime()
  return { ...found, token, unlocked }
}

async function gone(c: Ctx) {
  return page(c, <LinkGonePage look={c.var.look} general={await generalDesk(c.var.db, c.var.municipality, c.var.now())} />, 410)
}

async function locked(c: Ctx, found: Opened & { token: string }, state: { sentTo?: string; problem?: 'wrong' | 'too_many' }) {
  const { look, db, municipality } = c.var
  const now = c.var.now()
  return page(
    c,
    <LockedPage
      look={{ ...look, path: `/referral/desk/${found.token}` }}
      {...found}
      general={await generalDesk(db, municipality, now)}
      now={now}
      sentTo={state.sentTo ?? null}
      problem={state.problem ?? null}
    />,
    state.problem ? 422 : 200,
  )
}

async function open(
  c: Ctx,
  found: Opened & { token: string },
  more: { form?: AnswerForm; problems?: AnswerProblems; tooLate?: boolean } = {},
) {
  const { look, db, municipality } = c.var
  const now = c.var.now()
  return page(
    c,
    <OpenPage
      look={{ ...look, path: `/referral/desk/${found.token}` }}
      {...found}
      general={await generalDesk(db, municipality, now)}
      now={now}
      form={more.form ?? EMPTY_ANSWER}
      problems={more.problems ?? {}}
      tooLate={more.tooLate}
    />,
    more.problems ? 422 : more.tooLate ? 409 : 200,
  )
}

const desk = new Hono<Env>()
  .get('/referral/desk/:token', linkHolder, async (c) => {
    const found = await opened(c)
    if (!found) return gone(c)
    if (!found.unlocked) return locked(c, found, {})
    await noteSeen(c.var.db, { kind: 'link' }, c.var.now(), found.task)
    return open(c, found)
  })
  .post('/referral/desk/:token/code', linkHolder, async (c) => {
    const found = await opened(c)
    if (!found) return gone(c)
    const sent = await sendCode(c.var.db, found.token, c.var.now())
    if (sent.ok) return locked(c, found, { sentTo: sent.to })
    return sent.reason === 'gone' ? gone(c) : locked(c, found, { problem: 'too_many' })
  })
  .post('/referral/desk/:token/open', linkHolder, async (c) => {
    const found = await opened(c)
    if (!found) return gone(c)
    const form = await readForm(c, z.object({ code: z.string().max(50).default('') }))
    const code = form.ok ? form.value.code.normalize('NFKC').replace(/\D/g, '') : ''
    if (!(await tryCode(c.var.db, found.token, code, c.var.now()))) return locked(c, found, { problem: 'wrong' })
    const until = c.var.now().getTime() + OPENED_LASTS
    await setSignedCookie(c, COOKIE, `${hashSecret(found.token)}.${until}`, c.var.config.secret, {
      path: '/referral/desk',
      httpOnly: true,
      sameSite: 'Lax',
      secure: c.var.config.baseUrl.startsWith('https:'),
      maxAge: OPENED_LASTS / 1000,
    })
    return c.redirect(`/referral/desk/${found.token}`, 303)
  })
  .post('/referral/desk/:token/answer', linkHolder, async (c) => {
    const found = await opened(c)
    if (!found) return gone(c)
    if (!found.unlocked) return locked(c, found, {})
    const by: By = { actor: { kind: 'link' }, side: 'desk', organizationId: found.task.organization_id }
    const done = await answer(c, by, found.task, '')
    if (!done.ok) return open(c, found, done)
    if (!done.result.ok) return open(c, found, { tooLate: true })
    const { status } = done.result.value
    if (!isClosed(status)) return c.redirect(`/referral/desk/${found.token}`, 303)
    return page(c, <ThanksPage look={{ ...c.var.look, path: '/' }} desk={found.desk} declined={status === 'rejected'} />)
  })

/* ---------- At work: the inbox, one need, the outbox ---------- */

/** A need that the actor may open: staff all of the city, a desk only what its organisation was asked. */
async function mine(c: Context<Env, '/:id'>): Promise<Told | undefined> {
  const id = c.req.param('id')
  const found = isId(id) ? await readNeed(c.var.db, c.var.municipality, id, c.var.now()) : undefined
  if (!found || c.var.actor.role !== 'desk') return found
  const tasks = found.tasks.filter(({ task }) => task.organization_id === c.var.actor.organizationId)
  return tasks.length > 0 ? { ...found, tasks } : undefined
}

async function showNeed(
  c: Ctx,
  found: Told,
  more: { form?: AnswerForm; problems?: AnswerProblems; said?: 'too_late' | 'asked_already' } = {},
) {
  const { db, municipality } = c.var
  const now = c.var.now()
  const at = work(c)
  const asked = new Set(found.tasks.filter(({ task }) => !isClosed(task.status)).map(({ desk }) => desk.serviceId))
  const [history, near, all] = await Promise.all([
    readHistory(db, municipality, found),
    at.staff ? listServices(db, municipality, { need: found.need.kind, ward: found.need.ward ?? undefined }, now) : { items: [] },
    at.staff ? listServices(db, municipality, { kind: 'desk', ward: found.need.ward ?? undefined }, now) : { items: [] },
  ])
  const others = [...new Map([...near.items, ...all.items].map((service) => [service.id, service])).values()]
  return page(
    c,
    <NeedPage
      {...at}
      look={{ ...at.look, path: `/referral/${found.need.id}` }}
      {...found}
      {...history}
      others={others.filter((service) => service.canRefer && !asked.has(service.id))}
      form={more.form ?? EMPTY_ANSWER}
      problems={more.problems ?? {}}
      said={more.said ?? null}
    />,
    more.problems ? 422 : more.said ? 409 : 200,
  )
}

const count = (rows: Row[]): Record<Urgent, number> => {
  const counts = { late: 0, today: 0, waiting: 0, accepted: 0, returned: 0, closed: 0 }
  for (const row of rows) counts[row.standing] += 1
  return counts
}

const workplace = new Hono<Env>()
  .get('/referral', may('referral.list'), async (c) => {
    const { db, municipality, actor } = c.var
    const { standing = '', ward = '', q = '' } = c.req.query()
    const rows = await readInbox(db, municipality, actor.role === 'desk' ? actor.organizationId : null, c.var.now())
    const shown = rows.filter(
      (row) =>
        (!standing || row.standing === standing) &&
        (!ward || row.need.ward === ward) &&
        (!q || row.need.words?.includes(q) || row.need.code.includes(q.toUpperCase())),
    )
    const wards = (await listWards(db, municipality)).map((known) => known.name)
    return page(
      c,
      <InboxPage {...work(c)} rows={shown} total={rows.length} counts={count(rows)} filter={{ standing, ward, q }} wards={wards} />,
    )
  })
  .get('/referral/outbox', may('referral.outbox'), async (c) => {
    const mails = await listMail(c.var.db, c.var.municipality)
    return page(c, <OutboxPage {...work(c)} mails={mails} kept={!c.var.config.smtpUrl} />)
  })
  .get('/referral/:id', may('referral.open'), async (c) => {
    const found = await mine(c)
    return found ? showNeed(c, found) : c.notFound()
  })
  .post('/referral/:id/answer', may('referral.answer'), async (c) => {
    const found = await mine(c)
    const last = found?.tasks.at(-1)
    if (!found || !last) return c.notFound()
    const done = await answer(c, byAccount(c), last.task, c.var.actor.name)
    if (!done.ok) return showNeed(c, found, done)
    if (!done.result.ok) return showNeed(c, found, { said: 'too_late' })
    return c.redirect(`/referral/${found.need.id}`, 303)
  })
  .post('/referral/:id/forward', may('referral.forward'), async (c) => {
    const found = await mine(c)
    const form = await readForm(c, z.object({ service: z.uuid() }))
    if (!found || !form.ok) return c.notFound()
    const receiver = await findService(c.var.db, c.var.municipality, form.value.service, c.var.now())
    if (!receiver?.canRefer) return c.notFound()
    const result = await forwardNeed(c.var.db, byAccount(c).actor, c.var.now(), {
      municipality: c.var.municipality,
      needId: found.need.id,
      serviceId: receiver.id,
      organizationId: receiver.organization.id,
      why: receiver.why.slice(0, 2),
    })
    if (!result.ok) return showNeed(c, found, { said: 'asked_already' })
    return c.redirect(`/referral/${found.need.id}`, 303)
  })
  .post('/referral/:id/give-up', may('referral.forward'), async (c) => {
    const found = await mine(c)
    if (!found) return c.notFound()
    await giveUp(c.var.db, byAccount(c).actor, c.var.now(), found.need)
    return c.redirect(`/referral/${found.need.id}`, 303)
  })
  .post('/referral/:id/note', may('referral.answer'), async (c) => {
    const found = await mine(c)
    if (!found) return c.notFound()
    const form = await readForm(c, z.object({ note: z.string().trim().min(1).max(2000) }))
    if (!form.ok)
      return showNeed(c, found, { problems: { note: referralWords(c.var.look.lang).noteNeed }, form: given(form.given) })
    await addNote(c.var.db, byAccount(c).actor, c.var.now(), {
      municipality: c.var.municipality,
      needId: found.need.id,
      author: c.var.actor.name,
      words: form.value.note,
    })
    return c.redirect(`/referral/${found.need.id}`, 303)
  })

export const referralRoutes = new Hono<Env>().route('/', receipt).route('/', desk).route('/', workplace)
