// An open request taken without an account: link, one-time code, and the same rules. Its link then leads to what was taken.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findOrganization } from '../../directory/index.ts'
import { opened } from '../../people/index.ts'
import { type Ctx, type Env, page, readForm } from '../../platform/http.ts'
import type { By } from '../actions.ts'
import { capableServices, claimReferral } from '../asking.ts'
import { offerOfLink, sendCode, taskOfLink } from '../link.ts'
import { isUnlocked, linkHolder, unlock } from '../unlock.ts'
import { OfferLinkPage, type OfferLinkProps, OfferOverPage } from './offer-link.tsx'
import { offerWords } from './words.ts'

type Behind = Pick<OfferLinkProps, 'task' | 'organization' | 'services' | 'token' | 'unlocked'> & { by: By }

async function behind(c: Context<Env, '/:token'>): Promise<Behind | undefined> {
  const token = c.req.param('token')
  const { db, municipality } = c.var
  const now = c.var.now()
  const offer = await offerOfLink(db, token, now)
  const organization = offer && (await findOrganization(db, municipality, offer.organizationId))
  if (!organization) return undefined
  const { task, organizationId } = offer
  const services = (await capableServices(db, municipality, task, now)).filter(
    (service) => service.organization.id === organizationId,
  )
  return {
    ...{ task, organization: organization.name, services, token },
    unlocked: await isUnlocked(c, token),
    by: { actor: { kind: 'link' }, side: 'desk', organizationId, via: 'link' },
  }
}

/** Whoever took it goes on to it; everybody else reads that it is over. */
async function over(c: Context<Env, '/:token'>) {
  opened(c, [])
  const token = c.req.param('token')
  if (await taskOfLink(c.var.db, token, c.var.now())) return c.redirect(`/referral/desk/${token}`, 303)
  return page(c, <OfferOverPage look={{ ...c.var.look, path: '/' }} />, 410)
}

const EMPTY = { service: '', responder: '' }

function show(c: Ctx, found: Behind, more: Partial<Pick<OfferLinkProps, 'code' | 'form' | 'problems'>> = {}) {
  opened(c, []) // codes only: nothing of the person is on this page
  const props = { code: { sentTo: null, problem: null }, form: EMPTY, problems: {}, ...more }
  return page(
    c,
    <OfferLinkPage look={{ ...c.var.look, path: `/referral/desk/${found.token}/offer` }} {...found} {...props} />,
    more.problems || more.code?.problem ? 422 : 200,
  )
}

const Claim = z.object({
  service: z.string().max(100).default(''),
  responder: z.string().trim().max(100).default(''),
})

export const offerLinkRoutes = new Hono<Env>()
  .get('/referral/desk/:token/offer', linkHolder, async (c) => {
    const found = await behind(c)
    return found ? show(c, found) : over(c)
  })
  .post('/referral/desk/:token/offer/code', linkHolder, async (c) => {
    const found = await behind(c)
    if (!found) return over(c)
    const sent = await sendCode(c.var.db, found.token, c.var.now())
    if (sent.ok) return show(c, found, { code: { sentTo: sent.to, problem: null } })
    return sent.reason === 'gone' ? over(c) : show(c, found, { code: { sentTo: null, problem: 'too_many' } })
  })
  .post('/referral/desk/:token/offer/open', linkHolder, async (c) => {
    const found = await behind(c)
    if (!found) return over(c)
    if (await unlock(c, found.token)) return c.redirect(`/referral/desk/${found.token}/offer`, 303)
    return show(c, found, { code: { sentTo: null, problem: 'wrong' } })
  })
  .post('/referral/desk/:token/offer', linkHolder, async (c) => {
    const found = await behind(c)
    if (!found) return over(c)
    if (!found.unlocked) return show(c, found)
    const w = offerWords(c.var.look.lang)
    const read = await readForm(c, Claim)
    const form = { ...EMPTY, ...(read.ok ? read.value : read.given) }
    // Only what the page offers: a form can be written by hand.
    const service = found.services.find(({ id }) => id === form.service)
    if (!service) return show(c, found, { form, problems: { service: w.serviceNeed } })
    if (!read.ok || !form.responder) return show(c, found, { form, problems: { responder: w.responderNeed } })
    const given = { service, responder: form.responder }
    const done = await claimReferral(c.var.db, found.by, c.var.now(), found.task, given)
    if (!done.ok && done.reason === 'asked_already') return show(c, found, { form, problems: { service: w.asked } })
    return over(c)
  })
