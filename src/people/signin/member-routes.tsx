// Members: inviting, changing, ending; and the invitation as the invited person meets it.
import { Hono } from 'hono'
import { z } from 'zod'
import { listWards } from '../../area/index.ts'
import type { Db } from '../../platform/db.ts'
import { type Ctx, type Env, isId, page, readForm } from '../../platform/http.ts'
import { hashSecret } from '../../platform/secret.ts'
import { anyone, may } from '../guard.ts'
import { ROLES } from '../rules.ts'
import { workNav } from '../work.ts'
import { allow, attemptKey } from './attempt-store.ts'
import { away } from './enter-routes.tsx'
import { InvitationGonePage, InvitationPage, MemberPage, MembersPage } from './member-pages.tsx'
import { findInvitation, listInvitations, listMembers } from './member-store.ts'
import {
  acceptByLink,
  type By,
  changeRole,
  emailOf,
  endMemberSessions,
  endMembership,
  invite,
  withdrawInvitation,
} from './members.ts'
import { beginVisit } from './oidc.ts'
import {
  belongs,
  homeOf,
  invitationState,
  isEmail,
  MEASURES,
  mayManage,
  rolesUnder,
  tidyEmail,
  tidyName,
} from './rules.ts'
import { browserOf, doorOf, keepSession } from './sessions.ts'
import { hasFailed, keepNothing, mayTry, providerOf } from './steps.ts'

/** Organisations are known above this capability: whoever puts the service together says how to find their names. */
export type Organizations = (db: Db, municipality: string) => Promise<{ id: string; name: string }[]>

const InviteForm = z.object({
  name: z
    .string()
    .max(400, 'name')
    .transform((text) => tidyName(text, 101))
    .refine((text) => text.length > 0 && text.length <= 100, 'name'),
  email: z.string().transform(tidyEmail).refine(isEmail, 'email'),
  role: z.enum(ROLES, 'role'),
  organization: z.string().optional(),
  section: z
    .string()
    .transform((text) => tidyName(text, 50))
    .optional(),
})
const PlaceForm = z.object({ role: z.enum(ROLES, 'role'), organization: z.string().optional() })

const byOf = (c: Ctx): By => {
  const { id, role, organizationId } = c.var.actor
  return { id: id!, role, organizationId, municipality: c.var.municipality }
}

/** A chief's organisation is their own; who belongs nowhere has none, whatever the form says. */
const placeOf = (by: By, role: (typeof ROLES)[number], organization: string | undefined): string | null => {
  if (by.role === 'chief') return by.organizationId
  return belongs(role) === 'never' || !isId(organization) ? null : organization
}

export function memberRoutes(organizations: Organizations) {
  const frame = async (c: Ctx) => {
    const { actor, municipality, look } = c.var
    const all = await organizations(c.var.db, municipality)
    return {
      look,
      who: actor.name,
      nav: workNav(look.lang, actor.role),
      me: actor.id,
      roles: rolesUnder(actor.role),
      organizations: actor.role === 'admin' ? all : [],
      nameOf: (id: string | null) => all.find((one) => one.id === id)?.name ?? '',
    }
  }
  const membersPage = async (
    c: Ctx,
    more: { problems?: Record<string, string>; given?: Record<string, string>; chosen?: string[]; sent?: boolean } = {},
  ) => {
    const by = byOf(c)
    const mine = by.role === 'admin' ? null : by.organizationId
    const db = doorOf(c)
    const invitations = await listInvitations(db, by.municipality, mine, c.var.now())
    const shown = {
      ...(await frame(c)),
      wards: by.role === 'admin' ? await listWards(c.var.db, by.municipality) : [],
      members: await listMembers(db, by.municipality, mine),
      invitations: invitations.map((one) => ({ ...one, email: emailOf(one) })),
    }
    return page(c, <MembersPage {...shown} {...more} />, more.problems ? 422 : 200)
  }
  const memberOf = async (c: Ctx) => {
    const by = byOf(c)
    const id = c.req.param('id')
    if (!isId(id)) return undefined
    const all = await listMembers(doorOf(c), by.municipality, by.role === 'admin' ? null : by.organizationId)
    return all.find((one) => one.id === id && mayManage(by, one))
  }
  const memberPage = async (c: Ctx, reason?: string) => {
    const member = await memberOf(c)
    if (!member) return c.notFound()
    return page(c, <MemberPage {...(await frame(c))} member={member} problem={reason} />, reason ? 409 : 200)
  }
  const answer = async (c: Ctx, result: { ok: true } | { ok: false; reason: string }, then: string) => {
    if (result.ok) return c.redirect(then, 303)
    return result.reason === 'unknown' || result.reason === 'not_yours' ? c.notFound() : memberPage(c, result.reason)
  }
  const oneTime = anyone('whoever was sent the invitation')
  const found = async (c: Ctx) => {
    keepNothing(c)
    const token = c.req.param('token') ?? ''
    const one = (await hasFailed(c))
      ? undefined
      : await findInvitation(doorOf(c), c.var.municipality, hashSecret(token))
    if (one && invitationState(one, c.var.now()) === 'open') return one
    await mayTry(c, 'failedClient')
    return undefined
  }
  const gone = (c: Ctx) => page(c, <InvitationGonePage look={c.var.look} />, 410)

  return new Hono<Env>()
    .get('/people/members', may('people.members'), (c) => membersPage(c, { sent: c.req.query('sent') === '1' }))
    .post('/people/members', may('people.members'), async (c) => {
      const form = await readForm(c, InviteForm)
      const picked = (await c.req.parseBody({ all: true }).catch(() => ({}) as Record<string, unknown>)).wards
      const chosen = [picked ?? []].flat().filter((one): one is string => typeof one === 'string')
      const again = (problems: Record<string, string>) =>
        membersPage(c, { problems, given: form.ok ? form.value : form.given, chosen })
      if (!form.ok) return again(form.problems)
      const by = byOf(c)
      const { municipality, config, look, place, now } = c.var
      const { name, email, role, organization, section } = form.value
      const organizationId = placeOf(by, role, organization)
      const { nameOf } = await frame(c)
      if (organizationId && !nameOf(organizationId)) return again({ role: 'needs_organization' })
      const known = (await listWards(c.var.db, municipality)).map(({ slug }) => slug)
      const wards = role === 'commissioner' ? known.filter((slug) => chosen.includes(slug)) : []
      const key = attemptKey(config.secret, 'invited', by.id)
      if (!(await allow(doorOf(c), municipality, key, MEASURES.invited, now()))) return again({ role: 'too_many' })
      const mail = { baseUrl: config.baseUrl, lang: look.lang, place, organization: nameOf(organizationId) || null }
      const member = { name, email, role, organizationId, wards, section: section || null }
      const result = await invite(doorOf(c), by, member, mail, now())
      return result.ok ? c.redirect('/people/members?sent=1', 303) : again({ role: result.reason })
    })
    .post('/people/members/invitations/:id/withdraw', may('people.members'), async (c) => {
      const id = c.req.param('id')
      const result = isId(id) ? await withdrawInvitation(doorOf(c), byOf(c), id, c.var.now()) : { ok: false }
      return result.ok ? c.redirect('/people/members', 303) : c.notFound()
    })
    .get('/people/members/:id', may('people.members'), (c) => memberPage(c))
    .post('/people/members/:id/role', may('people.members'), async (c) => {
      const member = await memberOf(c)
      const form = await readForm(c, PlaceForm)
      if (!member) return c.notFound()
      if (!form.ok) return memberPage(c, 'role')
      const by = byOf(c)
      const { role, organization } = form.value
      const organizationId = placeOf(by, role, organization)
      if (organizationId && !(await frame(c)).nameOf(organizationId)) return memberPage(c, 'needs_organization')
      const result = await changeRole(doorOf(c), by, member.id, { role, organizationId })
      return answer(c, result, `/people/members/${member.id}`)
    })
    .post('/people/members/:id/sessions', may('people.members'), async (c) => {
      const id = c.req.param('id')
      if (!isId(id)) return c.notFound()
      return answer(c, await endMemberSessions(doorOf(c), byOf(c), id), `/people/members/${id}`)
    })
    .post('/people/members/:id/end', may('people.members'), async (c) => {
      const id = c.req.param('id')
      if (!isId(id)) return c.notFound()
      return answer(c, await endMembership(doorOf(c), byOf(c), id, c.var.now()), '/people/members')
    })
    .get('/people/invitation/:token', oneTime, async (c) => {
      const one = await found(c)
      if (!one) return gone(c)
      const { nameOf } = await frame(c)
      const providers = c.var.config.oidc.filter(({ roles }) => roles.includes(one.role))
      const shown = { token: c.req.param('token'), organization: nameOf(one.organization_id), providers }
      return page(c, <InvitationPage look={c.var.look} invitation={one} {...shown} />)
    })
    .post('/people/invitation/:token', oneTime, async (c) => {
      if (!(await found(c))) return gone(c)
      const token = c.req.param('token')
      const result = await acceptByLink(doorOf(c), c.var.municipality, token, browserOf(c), c.var.now())
      if (!result.ok) return gone(c)
      keepSession(c, result.value)
      return c.redirect(`/people/second?next=${homeOf(result.value.account.role)}`, 303)
    })
    .post('/people/invitation/:token/oidc/:provider', oneTime, async (c) => {
      const one = await found(c)
      if (!one) return gone(c)
      const provider = providerOf(c)
      if (!provider?.roles.includes(one.role) || !(await mayTry(c, 'begunClient'))) return c.notFound()
      const here = { municipality: c.var.municipality, baseUrl: c.var.config.baseUrl }
      const purpose = { kind: 'oidc.accept', invitation: one.id } as const
      return away(c, provider.name, await beginVisit(doorOf(c), here, provider, purpose, c.var.now()))
    })
}
