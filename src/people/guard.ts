// Guards stand in the route line; tests/routes.test.ts lists every route with its guard.
import type { MiddlewareHandler } from 'hono'
import type { Env } from '../platform/http.ts'
import { renderPage } from '../platform/ui/page.tsx'
import { actorOf } from './actions.ts'
import { RefusedPage } from './pages.tsx'
import { mayDo, needsTwo, type Verb } from './rules.ts'
import { doorOf, sessionOf } from './signin/sessions.ts'

export const GUARD = Symbol.for('musubi.guard')

const marked = (name: string, handler: MiddlewareHandler<Env>): MiddlewareHandler<Env> =>
  Object.assign(handler, { [GUARD]: name })

/** Open to everybody, and why that is right. */
export const anyone = (why: string): MiddlewareHandler<Env> => marked(`anyone: ${why}`, (_c, next) => next())

/** Open to whoever holds the unguessable address or code; the handler checks it. */
export const holder = (of: string): MiddlewareHandler<Env> =>
  marked(`holder of ${of}`, (c, next) => {
    c.header('cache-control', 'no-store')
    return next()
  })

/** Only for roles that may do it, surely enough. Others are told so; who is not signed in is told how. */
export const may = (verb: Verb): MiddlewareHandler<Env> =>
  marked(verb, async (c, next) => {
    c.header('cache-control', 'no-store')
    const { role, factors } = c.var.actor
    if (mayDo(role, verb) && needsTwo(role, verb) && factors < 2)
      return c.redirect(`/people/second?next=${encodeURIComponent(c.var.look.path)}`, 303)
    if (mayDo(role, verb)) return next()
    const signedIn = c.var.actor.kind === 'account'
    return c.html(renderPage(RefusedPage({ look: c.var.look, signedIn }), c.var.look), signedIn ? 403 : 401)
  })

/** Puts the actor of the session cookie into every request. */
export const readActor: MiddlewareHandler<Env> = async (c, next) => {
  c.set('actor', await actorOf(doorOf(c), sessionOf(c), c.var.now()))
  await next()
}
