// Looking after one's own sign-in: keys, codes, links to other sites, sessions.
import type { RegistrationResponseJSON } from '@simplewebauthn/server'
import { Hono } from 'hono'
import { z } from 'zod'
import { type Ctx, type Env, isId, page, problem, readForm } from '../../platform/http.ts'
import { may } from '../guard.ts'
import type { Account } from '../store.ts'
import { type Keys, keysOf, removeKey } from './changes.ts'
import { away } from './enter-routes.tsx'
import { keepHandshake, keptHandshake } from './handshake.ts'
import { CodesPage, KeysPage, SessionsPage, TotpPage } from './key-pages.tsx'
import { beginVisit } from './oidc.ts'
import { addPasskey, offerPasskey, siteOf } from './passkeys.ts'
import { tidyName } from './rules.ts'
import { listSessions } from './session-store.ts'
import { browserOf, doorOf, endSessions, keepSession } from './sessions.ts'
import { accountOf, goOn, keepNothing, mayTry, providerOf, readJson } from './steps.ts'
import { confirmTotp, makeRecovery, offerTotp } from './totp.ts'

/** Whoever has a second factor shows it before changing anything; the first one is set up with the first factor. */
const mayChange = (c: Ctx, keys: Keys): boolean => c.var.actor.factors === 2 || !keys.second
const SHOW_SECOND = '/people/second?next=/people/keys'

async function owner(c: Ctx): Promise<{ account: Account; keys: Keys; free: boolean }> {
  const account = await accountOf(c)
  const keys = await keysOf(doorOf(c), account.municipality, account.id)
  return { account, keys, free: mayChange(c, keys) }
}

const keysPage = (c: Ctx, account: Account, keys: Keys, wrong?: 'last') => {
  const providers = c.var.config.oidc.filter(({ roles }) => roles.includes(account.role))
  const shown = { name: account.name, role: account.role, keys, providers, problem: wrong }
  return page(c, <KeysPage look={c.var.look} {...shown} />, wrong ? 409 : 200)
}

async function remove(c: Ctx, which: Parameters<typeof removeKey>[2]) {
  const { account, keys, free } = await owner(c)
  if (!free) return c.redirect(SHOW_SECOND, 303)
  const result = await removeKey(doorOf(c), account, which)
  if (!result.ok && result.reason === 'last') return keysPage(c, account, keys, 'last')
  return result.ok ? c.redirect('/people/keys', 303) : c.notFound()
}

const CodeForm = z.object({ code: z.string().max(40) })

export const keyRoutes = new Hono<Env>()
  .get('/people/keys', may('people.keys'), async (c) => {
    const { account, keys } = await owner(c)
    return keysPage(c, account, keys)
  })
  .post('/people/keys/passkey/options', may('people.keys'), async (c) => {
    const { account, free } = await owner(c)
    if (!free || !(await readJson(c))) return problem(c, 403, 'Refused')
    const { options, token } = await offerPasskey(doorOf(c), siteOf(c.var.config.baseUrl), account, c.var.now())
    await keepHandshake(c, 'passkey', token)
    return c.json(options)
  })
  .post('/people/keys/passkey', may('people.keys'), async (c) => {
    const { account, keys, free } = await owner(c)
    const body = await readJson(c)
    const token = await keptHandshake(c, 'passkey')
    if (!free || !token) return problem(c, 403, 'Refused')
    if (!body?.response || typeof body.response !== 'object') return problem(c, 400, 'JSON')
    const given = typeof body.name === 'string' ? tidyName(body.name, 30) : ''
    const browser = browserOf(c)
    const name = given || browser.device || `${keys.passkeys.length + 1}`
    const response = body.response as RegistrationResponseJSON
    const site = siteOf(c.var.config.baseUrl)
    const result = await addPasskey(doorOf(c), site, account, { token, response, name }, browser, c.var.now())
    if (!result.ok) return problem(c, 403, 'Refused')
    const next = typeof body.next === 'string' ? body.next : '/people/keys'
    return c.json({ next: goOn(c, result.value, next) })
  })
  .post('/people/keys/passkey/:id/remove', may('people.keys'), (c) => {
    const { id } = c.req.param()
    return isId(id) ? remove(c, { kind: 'passkey', id }) : c.notFound()
  })
  .get('/people/keys/totp', may('people.keys'), async (c) => {
    const { account, free } = await owner(c)
    if (!free) return c.redirect(SHOW_SECOND, 303)
    const { look, place, actor, now } = c.var
    const offered = await offerTotp(doorOf(c), account, actor.sessionId!, place, now())
    if (!offered) return c.redirect('/people/keys', 303)
    return page(c, <TotpPage look={look} address={offered.address} secret={offered.key} />)
  })
  .post('/people/keys/totp', may('people.keys'), async (c) => {
    const { account, free } = await owner(c)
    if (!free) return c.redirect(SHOW_SECOND, 303)
    const { look, place, actor, config, now } = c.var
    const form = await readForm(c, CodeForm)
    const typed = form.ok ? form.value.code : ''
    const session = actor.sessionId!
    const result = await confirmTotp(doorOf(c), config.secret, account, { session, typed }, browserOf(c), now())
    if (result.ok) {
      keepSession(c, result.value)
      return page(c, <CodesPage look={look} codes={result.value.recovery} next="/people/keys" />)
    }
    const offered = await offerTotp(doorOf(c), account, session, place, now())
    if (!offered) return c.redirect('/people/keys', 303)
    return page(c, <TotpPage look={look} address={offered.address} secret={offered.key} wrong />, 422)
  })
  .post('/people/keys/totp/remove', may('people.keys'), (c) => remove(c, { kind: 'totp' }))
  .post('/people/keys/recovery', may('people.keys'), async (c) => {
    const { account, keys } = await owner(c)
    if (c.var.actor.factors < 2) return c.redirect(SHOW_SECOND, 303)
    if (!keys.totp) return c.redirect('/people/keys', 303)
    const codes = await makeRecovery(doorOf(c), account, c.var.now())
    return page(c, <CodesPage look={c.var.look} codes={codes} next="/people/keys" />)
  })
  .post('/people/keys/link/:provider', may('people.keys'), async (c) => {
    const { account, free } = await owner(c)
    if (!free) return c.redirect(SHOW_SECOND, 303)
    const provider = providerOf(c)
    if (!provider?.roles.includes(account.role) || !(await mayTry(c, 'begunClient'))) return c.notFound()
    const here = { municipality: c.var.municipality, baseUrl: c.var.config.baseUrl }
    const purpose = { kind: 'oidc.link', account: account.id } as const
    return away(c, provider.name, await beginVisit(doorOf(c), here, provider, purpose, c.var.now()))
  })
  .post('/people/keys/identity/:id/remove', may('people.keys'), (c) => {
    const { id } = c.req.param()
    return isId(id) ? remove(c, { kind: 'identity', id }) : c.notFound()
  })
  .get('/people/sessions', may('people.sessions'), async (c) => {
    const { actor, municipality, look, now } = c.var
    keepNothing(c)
    const sessions = await listSessions(doorOf(c), municipality, actor.id!, now())
    return page(c, <SessionsPage look={look} sessions={sessions} current={actor.sessionId} />)
  })
  .post('/people/sessions/end-others', may('people.sessions'), async (c) => {
    const { actor, municipality } = c.var
    const who = { municipality, account: actor.id!, by: actor.id! }
    await endSessions(doorOf(c), who, { but: actor.sessionId })
    return c.redirect('/people/sessions', 303)
  })
  .post('/people/sessions/:id/end', may('people.sessions'), async (c) => {
    const { actor, municipality } = c.var
    const { id } = c.req.param()
    if (!isId(id)) return c.notFound()
    const who = { municipality, account: actor.id!, by: actor.id! }
    const ended = await endSessions(doorOf(c), who, { only: id })
    return ended > 0 ? c.redirect('/people/sessions', 303) : c.notFound()
  })
