// At work: the inbox, one need. The outbox, the person's and the desk's own routes stand beside.
import { Hono } from 'hono'
import { z } from 'zod'
import { listWards } from '../area/index.ts'
import { findService, listServices, type ServiceView } from '../directory/index.ts'
import { sameContact } from '../need/index.ts'
import { may, opened } from '../people/index.ts'
import { type Ctx, type Env, page, readForm } from '../platform/http.ts'
import { countNotices } from '../platform/outbox/store.ts'
import { giveUp } from './actions.ts'
import { answer, given } from './answering.ts'
import { askAnother, forwardReferral } from './asking.ts'
import { type AnswerForm, type AnswerProblems, EMPTY_ANSWER } from './desk.tsx'
import { deskRoutes } from './desk-routes.tsx'
import { fhirRoutes } from './fhir/routes.ts'
import { addNote } from './file.ts'
import { InboxPage, NeedPage } from './inbox.tsx'
import { outboxRoutes } from './outbox-routes.tsx'
import { type Row, readAround, readHistory, readInbox, type Told } from './reads.ts'
import { receiptRoutes } from './receipt-routes.tsx'
import { isClosed, type Urgent } from './rules.ts'
import { slipRoutes } from './slip/routes.tsx'
import { waysRoutes } from './ways-routes.tsx'
import { referralWords } from './words.ts'
import { mine } from './work/mine.ts'
import { byAccount, ofDesk, work } from './work/seat.ts'

async function showNeed(
  c: Ctx,
  found: Told,
  more: { form?: AnswerForm; problems?: AnswerProblems; said?: 'too_late' | 'asked_already' } = {},
) {
  const { db, municipality } = c.var
  const now = c.var.now()
  const at = work(c)
  const asked = new Set(found.tasks.filter(({ task }) => !isClosed(task.status)).map(({ desk }) => desk.serviceId))
  const [same, around, history, near, all] = await Promise.all([
    at.staff ? sameContact(db, municipality, found.need, now) : [],
    at.staff ? [] : readAround(db, municipality, found.need.id, now),
    readHistory(db, municipality, found),
    at.staff
      ? listServices(db, municipality, { need: found.need.kind, ward: found.need.ward ?? undefined }, now)
      : { items: [] },
    at.staff
      ? listServices(db, municipality, { kind: 'desk', ward: found.need.ward ?? undefined }, now)
      : { items: [] },
  ])
  // Codes and kinds of other needs are on this page: they count as looked at.
  opened(c, [found.need.id, ...same.map(({ id }) => id)])
  const others = [...new Map([...near.items, ...all.items].map((service) => [service.id, service])).values()]
  return page(
    c,
    <NeedPage
      {...at}
      look={{ ...at.look, path: `/referral/${found.need.id}` }}
      {...found}
      {...history}
      others={fullLast(others.filter((service) => service.canRefer && !asked.has(service.id)))}
      same={same}
      around={around}
      form={more.form ?? EMPTY_ANSWER}
      problems={more.problems ?? {}}
      said={more.said ?? null}
    />,
    more.problems ? 422 : more.said ? 409 : 200,
  )
}

/** Who has room comes first; who is full may be asked all the same. */
const fullLast = (services: ServiceView[]) => {
  const isFull = ({ capacity }: ServiceView) => capacity?.state === 'full'
  return [...services.filter((one) => !isFull(one)), ...services.filter(isFull)]
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
    const rows = await readInbox(db, municipality, ofDesk(c) ? actor.organizationId : null, c.var.now())
    const shown = rows.filter(
      (row) =>
        (!standing || row.standing === standing) &&
        (!ward || row.need.ward === ward) &&
        (!q || row.need.words?.includes(q) || row.need.code.includes(q.toUpperCase())),
    )
    const wards = (await listWards(db, municipality)).map((known) => known.name)
    const undelivered = ofDesk(c) ? 0 : await countNotices(db, municipality, 'undelivered')
    opened(
      c,
      shown.map(({ need }) => need.id),
    )
    return page(
      c,
      <InboxPage
        {...work(c)}
        rows={shown}
        total={rows.length}
        counts={count(rows)}
        filter={{ standing, ward, q }}
        wards={wards}
        undelivered={undelivered}
      />,
    )
  })
  .get('/referral/:id', may('referral.open'), async (c) => {
    const found = await mine(c)
    return found ? showNeed(c, found) : c.notFound()
  })
  .post('/referral/:id/answer', may('referral.answer'), async (c) => {
    const found = await mine(c, 'referral.answer')
    const last = found?.tasks.findLast(({ task }) => !isClosed(task.status)) ?? found?.tasks.at(-1)
    if (!found || !last) return c.notFound()
    const done = await answer(c, byAccount(c), last.task, c.var.actor.name)
    if (!done.ok) return showNeed(c, found, done)
    if (!done.result.ok) return showNeed(c, found, { said: 'too_late' })
    return c.redirect(`/referral/${found.need.id}`, 303)
  })
  .post('/referral/:id/forward', may('referral.forward'), async (c) => {
    const found = await mine(c, 'referral.forward')
    const form = await readForm(c, z.object({ service: z.uuid() }))
    if (!found || !form.ok) return c.notFound()
    const receiver = await findService(c.var.db, c.var.municipality, form.value.service, c.var.now())
    if (!receiver?.canRefer) return c.notFound()
    const { db, municipality } = c.var
    const by = byAccount(c)
    const live = found.tasks.findLast(({ task }) => !isClosed(task.status))?.task
    // Staff put another desk in the place of the one that has it, until they say otherwise.
    const result = live
      ? await forwardReferral(db, by, c.var.now(), live, { service: receiver })
      : await askAnother(db, by.actor, c.var.now(), { municipality, needId: found.need.id, service: receiver })
    if (!result.ok) return showNeed(c, found, { said: 'asked_already' })
    return c.redirect(`/referral/${found.need.id}`, 303)
  })
  .post('/referral/:id/give-up', may('referral.forward'), async (c) => {
    const found = await mine(c, 'referral.forward')
    if (!found) return c.notFound()
    await giveUp(c.var.db, byAccount(c).actor, c.var.now(), found.need)
    return c.redirect(`/referral/${found.need.id}`, 303)
  })
  .post('/referral/:id/note', may('referral.answer'), async (c) => {
    const found = await mine(c, 'referral.answer')
    if (!found) return c.notFound()
    const form = await readForm(c, z.object({ note: z.string().trim().min(1).max(2000) }))
    if (!form.ok)
      return showNeed(c, found, {
        problems: { note: referralWords(c.var.look.lang).noteNeed },
        form: given(form.given),
      })
    await addNote(c.var.db, byAccount(c).actor, c.var.now(), {
      municipality: c.var.municipality,
      needId: found.need.id,
      author: c.var.actor.name,
      organizationId: c.var.actor.organizationId,
      audience: 'all',
      words: form.value.note,
    })
    return c.redirect(`/referral/${found.need.id}`, 303)
  })

export const referralRoutes = new Hono<Env>()
  .route('/', waysRoutes)
  .route('/', receiptRoutes)
  .route('/', deskRoutes)
  .route('/', outboxRoutes)
  .route('/', workplace)
  .route('/', slipRoutes)
  .route('/', fhirRoutes)
