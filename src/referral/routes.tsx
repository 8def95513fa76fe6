// At work: one need. The inbox, open requests, terms and covers stand in work/; the person's and the desk's
// own routes stand beside.
import { Hono } from 'hono'
import { z } from 'zod'
import { may } from '../people/index.ts'
import { type Env, readForm } from '../platform/http.ts'
import { giveUp, noteSeen } from './actions.ts'
import { answer, given } from './answering.ts'
import { deskRoutes } from './desk-routes.tsx'
import { fhirRoutes } from './fhir/routes.ts'
import { addNote } from './file.ts'
import { meant, onward, openTo, showNeed } from './need-file.tsx'
import { outboxRoutes } from './outbox-routes.tsx'
import { receiptRoutes } from './receipt-routes.tsx'
import { slipRoutes } from './slip/routes.tsx'
import { waysRoutes } from './ways-routes.tsx'
import { referralWords } from './words.ts'
import { coverRoutes } from './work/cover-routes.tsx'
import { listRoutes } from './work/list-routes.tsx'
import { mine } from './work/mine.ts'
import { offerLinkRoutes } from './work/offer-link-routes.tsx'
import { offerRoutes } from './work/offer-routes.tsx'
import { passRoutes } from './work/pass-routes.tsx'
import { byAccount, ofDesk } from './work/seat.ts'
import { termsRoutes } from './work/terms-routes.tsx'

const workplace = new Hono<Env>()
  .get('/referral/:id', may('referral.open'), async (c) => {
    let found = await mine(c)
    const unseen = ofDesk(c) && found ? openTo(c, found).filter(({ task }) => task.status === 'sent') : []
    for (const { task } of unseen) await noteSeen(c.var.db, byAccount(c), c.var.now(), task)
    if (unseen.length > 0) found = await mine(c)
    return found ? showNeed(c, found) : c.notFound()
  })
  .post('/referral/:id/answer', may('referral.answer'), async (c) => {
    const found = await mine(c, 'referral.answer')
    if (!found) return c.notFound()
    const read = await readForm(c, z.object({ task: z.string().max(100).optional() }))
    const task = meant(openTo(c, found), read.ok ? read.value.task : undefined)
    if (!task) return showNeed(c, found, { said: 'too_late' })
    const done = await answer(c, byAccount(c), task, c.var.actor.name)
    if (!done.ok) return showNeed(c, found, { ...done, task: task.id })
    if (!done.result.ok) return showNeed(c, found, { said: done.result.reason })
    return onward(c, done.result.value.status === 'declined' ? 'declined' : 'done')
  })
  .post('/referral/:id/give-up', may('referral.ask'), async (c) => {
    const found = await mine(c, 'referral.ask')
    if (!found) return c.notFound()
    await giveUp(c.var.db, byAccount(c).actor, c.var.now(), found.need)
    return c.redirect(`/referral/${found.need.id}`, 303)
  })
  .post('/referral/:id/note', may('referral.answer'), async (c) => {
    const found = await mine(c, 'referral.answer')
    if (!found) return c.notFound()
    const Noted = z.object({
      note: z.string().trim().min(1).max(2000),
      audience: z.enum(['all', 'team']).default('all'),
    })
    const form = await readForm(c, Noted)
    if (!form.ok)
      return showNeed(c, found, {
        problems: { note: referralWords(c.var.look.lang).noteNeed },
        form: given(form.given),
        audience: form.given.audience,
      })
    await addNote(c.var.db, byAccount(c).actor, c.var.now(), {
      municipality: c.var.municipality,
      needId: found.need.id,
      author: c.var.actor.name,
      organizationId: c.var.actor.organizationId,
      audience: form.value.audience,
      words: form.value.note,
    })
    return c.redirect(`/referral/${found.need.id}`, 303)
  })

export const referralRoutes = new Hono<Env>()
  .route('/', waysRoutes)
  .route('/', receiptRoutes)
  .route('/', deskRoutes)
  .route('/', outboxRoutes)
  .route('/', listRoutes)
  .route('/', offerRoutes)
  .route('/', offerLinkRoutes)
  .route('/', coverRoutes)
  .route('/', termsRoutes)
  .route('/', workplace)
  .route('/', passRoutes)
  .route('/', slipRoutes)
  .route('/', fhirRoutes)
