// Open requests: seen by those who were offered them, taken by the first.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { ServiceView } from '../../directory/index.ts'
import { may } from '../../people/index.ts'
import { type Ctx, type Env, isId, page, readForm } from '../../platform/http.ts'
import { capableServices, claimReferral } from '../asking.ts'
import { listOpenRequests } from '../store.ts'
import { type Offer, type OfferForm, OffersPage, type OffersProps } from './offers.tsx'
import { byAccount, ofDesk, work } from './seat.ts'
import { offerWords } from './words.ts'

/** Open requests with the services that may take them: one's own, or for staff those of whoever was told. */
async function readOffers(c: Ctx): Promise<Offer[]> {
  const { db, municipality, actor } = c.var
  const tasks = await listOpenRequests(db, municipality)
  const known = new Map<string, Promise<ServiceView[]>>()
  const capable = (kind: string, ward: string | null) => {
    const key = `${kind} ${ward}`
    if (!known.has(key)) known.set(key, capableServices(db, municipality, { kind, ward }, c.var.now()))
    return known.get(key)!
  }
  return Promise.all(
    tasks.map(async (task) => ({
      task,
      services: (await capable(task.kind, task.ward)).filter(({ organization: { id } }) =>
        ofDesk(c) ? id === actor.organizationId : task.offered.includes(id),
      ),
    })),
  )
}

async function show(c: Ctx, more: Partial<Pick<OffersProps, 'form' | 'problems' | 'lost'>> = {}) {
  const props = { form: null, problems: {}, lost: null, ...more }
  const at = work(c)
  return page(
    c,
    <OffersPage {...at} look={{ ...at.look, path: '/referral/offers' }} offers={await readOffers(c)} {...props} />,
    props.lost ? 409 : props.form ? 422 : 200,
  )
}

const Claim = z.object({
  service: z.string().max(100).default(''),
  responder: z.string().trim().max(100).default(''),
})

export const offerRoutes = new Hono<Env>()
  .get('/referral/offers', may('referral.claim'), (c) => show(c))
  .post('/referral/offers/:id', may('referral.claim'), async (c: Context<Env, '/:id'>) => {
    const id = c.req.param('id')
    if (!isId(id)) return c.notFound()
    const { db, municipality } = c.var
    const w = offerWords(c.var.look.lang)
    const read = await readForm(c, Claim)
    const given = { service: '', responder: '', ...(read.ok ? read.value : read.given) }
    const form: OfferForm = { id, service: given.service, responder: read.ok ? given.responder : '' }
    const offer = (await readOffers(c)).find(({ task }) => task.id === id)
    if (!offer) return show(c, { lost: w.lost })
    const service = offer.services.find((one) => one.id === form.service)
    if (!service) return show(c, { form, problems: { service: w.serviceNeed } })
    if (!form.responder) return show(c, { form, problems: { responder: w.responderNeed } })
    const by = byAccount(c)
    const result = await claimReferral(
      db,
      // A desk that has no account says so by telephone, and staff write it down.
      by.side === 'staff' ? { ...by, via: 'phone' } : by,
      c.var.now(),
      { municipality, id },
      { responder: form.responder, service },
    )
    if (result.ok) return c.redirect(`/referral/${result.value.need_id}`, 303)
    const { reason } = result
    return show(c, { lost: reason === 'asked_already' ? w.asked : reason === 'not_yours' ? w.notYours : w.lost })
  })
