// Coming in: a link by mail, a passkey, another site; and the second factor on top of the first.
import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { Hono } from 'hono'
import { z } from 'zod'
import { type Ctx, type Env, page, problem, readForm } from '../../platform/http.ts'
import { hashSecret } from '../../platform/secret.ts'
import { enter, leave } from '../actions.ts'
import { anyone, may } from '../guard.ts'
import { EnterPage, GonePage } from '../pages.tsx'
import { findEntrance } from '../store.ts'
import { askForLink } from './ask.ts'
import { keysOf } from './changes.ts'
import { AskedPage, AwayPage, NotLetInPage, SecondPage, SignInPage, TooManyPage } from './enter-pages.tsx'
import { keepHandshake, keptHandshake } from './handshake.ts'
import { backAddress, beginVisit, endVisit } from './oidc.ts'
import { askForPasskey, enterByPasskey, siteOf } from './passkeys.ts'
import { homeOf, isEmail, safeNext, tidyEmail } from './rules.ts'
import { browserOf, doorOf, dropSession, sessionOf } from './sessions.ts'
import { accountOf, goOn, hasFailed, keepNothing, mayTry, providerOf, readJson } from './steps.ts'
import { raiseByCode } from './totp.ts'

const oneTime = anyone('whoever was sent the one-time link')
const coming = anyone('whoever has not signed in yet')
const back = anyone('whoever comes back from another site; the state in the signed cookie of the browser is checked')

const AskForm = z.object({
  email: z.string().transform(tidyEmail).refine(isEmail, 'email'),
  next: z.string().optional(),
})
const SecondForm = z.object({
  code: z.string().optional(),
  recovery: z.string().optional(),
  next: z.string().optional(),
})

const signInPage = (c: Ctx, more: { problems?: Record<string, string>; email?: string; next?: string } = {}) => {
  const { look, demo, config } = c.var
  return page(c, <SignInPage look={look} demo={demo} providers={config.oidc} {...more} />, more.problems ? 422 : 200)
}

/** On to another site: by the header for most, by the link in the page for the rest. A form may not lead out of ours. */
export async function away(c: Ctx, name: string, begun: { address: string; state: string } | undefined) {
  keepNothing(c)
  if (!begun) return page(c, <NotLetInPage look={c.var.look} reason="unreachable" />, 502)
  await keepHandshake(c, 'oidc', begun.state)
  c.header('refresh', `0; url=${begun.address}`)
  return page(c, <AwayPage look={c.var.look} name={name} address={begun.address} />)
}

export const enterRoutes = new Hono<Env>()
  .get('/people', coming, (c) => {
    const next = safeNext(c.req.query('next'))
    if (c.var.actor.kind === 'account') return c.redirect(next ?? '/people/keys', 303)
    return signInPage(c, { next })
  })
  .post('/people/ask', coming, async (c) => {
    const form = await readForm(c, AskForm)
    if (!form.ok) return signInPage(c, { problems: form.problems, email: form.given.email })
    if (!(await mayTry(c, 'askedClient'))) return page(c, <TooManyPage look={c.var.look} />, 429)
    const { municipality, look, config, now } = c.var
    const { email, next } = form.value
    await askForLink(
      doorOf(c),
      config.secret,
      { municipality, email, lang: look.lang, next: safeNext(next) ?? null },
      now(),
    )
    return c.redirect('/people/asked', 303)
  })
  .get('/people/asked', coming, (c) => page(c, <AskedPage look={c.var.look} />))
  // Opening the link changes nothing, so that a mail scanner cannot use it up; the button does.
  .get('/people/enter/:token', oneTime, async (c) => {
    const { token } = c.req.param()
    keepNothing(c)
    const found = (await hasFailed(c)) ? undefined : await findEntrance(doorOf(c), hashSecret(token), c.var.now())
    if (!found) {
      await mayTry(c, 'failedClient')
      return page(c, <GonePage look={c.var.look} />, 410)
    }
    return page(
      c,
      <EnterPage look={c.var.look} token={token} name={found.name} printed={c.var.demo && found.factors === 2} />,
    )
  })
  .post('/people/enter/:token', oneTime, async (c) => {
    keepNothing(c)
    const result = (await hasFailed(c))
      ? ({ ok: false, reason: 'gone' } as const)
      : await enter(doorOf(c), c.req.param('token'), browserOf(c), c.var.now())
    if (!result.ok) {
      await mayTry(c, 'failedClient')
      return page(c, <GonePage look={c.var.look} />, 410)
    }
    return c.redirect(goOn(c, result.value, result.value.next), 303)
  })
  .post('/people/passkey/options', coming, async (c) => {
    const body = await readJson(c)
    if (!body) return problem(c, 400, 'JSON')
    if (!(await mayTry(c, 'begunClient'))) return problem(c, 429, 'Too many')
    const { config, municipality, now } = c.var
    const next = safeNext(typeof body.next === 'string' ? body.next : null) ?? null
    const { options, token } = await askForPasskey(doorOf(c), siteOf(config.baseUrl), municipality, next, now())
    await keepHandshake(c, 'passkey', token)
    keepNothing(c)
    return c.json(options)
  })
  .post('/people/passkey', coming, async (c) => {
    keepNothing(c)
    const body = (await readJson(c)) as AuthenticationResponseJSON | null
    const token = await keptHandshake(c, 'passkey')
    if (typeof body?.id !== 'string' || typeof body.response !== 'object' || !body.response || !token)
      return problem(c, 400, 'JSON')
    const { config, municipality, now } = c.var
    const given = { token, response: body }
    const result = await enterByPasskey(doorOf(c), siteOf(config.baseUrl), municipality, given, browserOf(c), now())
    if (!result.ok) return problem(c, 403, 'Refused')
    return c.json({ next: goOn(c, result.value, result.value.next) })
  })
  .post('/people/oidc/:provider', coming, async (c) => {
    const provider = providerOf(c)
    if (!provider) return c.notFound()
    if (!(await mayTry(c, 'begunClient'))) return page(c, <TooManyPage look={c.var.look} />, 429)
    const form = await readForm(c, z.object({ next: z.string().optional() }))
    const next = (form.ok && safeNext(form.value.next)) || null
    const { baseUrl } = c.var.config
    const here = { municipality: c.var.municipality, baseUrl }
    return away(
      c,
      provider.name,
      await beginVisit(doorOf(c), here, provider, { kind: 'oidc.enter', next }, c.var.now()),
    )
  })
  .get('/people/oidc/:provider/back', back, async (c) => {
    keepNothing(c)
    const provider = providerOf(c)
    if (!provider) return c.notFound()
    const { municipality, actor, config, now } = c.var
    const address = new URL(backAddress(config.baseUrl, provider) + new URL(c.req.url).search)
    const kept = await keptHandshake(c, 'oidc')
    const result = await endVisit(doorOf(c), { municipality, actor }, provider, { address, kept }, browserOf(c), now())
    if (!result.ok) return page(c, <NotLetInPage look={c.var.look} reason={result.reason} />, 403)
    if (result.value === 'linked') return c.redirect('/people/keys', 303)
    return c.redirect(goOn(c, result.value.begun, result.value.next), 303)
  })
  .get('/people/second', may('people.second'), async (c) => {
    const { actor, look, municipality } = c.var
    const next = safeNext(c.req.query('next')) ?? homeOf(actor.role)
    if (actor.factors === 2) return c.redirect(next, 303)
    return page(c, <SecondPage look={look} keys={await keysOf(doorOf(c), municipality, actor.id!)} next={next} />)
  })
  .post('/people/second', may('people.second'), async (c) => {
    const form = await readForm(c, SecondForm)
    const { code, recovery, next } = form.ok ? form.value : {}
    const account = await accountOf(c)
    const typed = recovery === undefined ? { code: code ?? '' } : { recovery }
    const result = await raiseByCode(doorOf(c), c.var.config.secret, account, typed, browserOf(c), c.var.now())
    if (result.ok) return c.redirect(goOn(c, result.value, next), 303)
    const keys = await keysOf(doorOf(c), c.var.municipality, account.id)
    const where = safeNext(next) ?? homeOf(account.role)
    const wrong = 'recovery' in typed ? 'recovery' : 'code'
    return page(c, <SecondPage look={c.var.look} keys={keys} next={where} problem={wrong} />, 422)
  })
  .post('/people/leave', may('people.leave'), async (c) => {
    const session = sessionOf(c)
    if (session) await leave(doorOf(c), c.var.municipality, session)
    dropSession(c)
    return c.redirect('/', 303)
  })
