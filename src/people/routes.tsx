import { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Env } from '../platform/http.ts'
import { hashSecret } from '../platform/secret.ts'
import { renderPage } from '../platform/ui/page.tsx'
import { enter, leave } from './actions.ts'
import { anyone, atDoor, may, SESSION_COOKIE } from './guard.ts'
import { EnterPage, GonePage, SignInPage } from './pages.tsx'
import { SESSION_LASTS } from './rules.ts'
import { findEntrance } from './store.ts'

const oneTime = anyone('whoever was sent the one-time link')

export const peopleRoutes = new Hono<Env>()
  .get('/people', anyone('explains how to enter'), (c) =>
    c.html(renderPage(<SignInPage look={c.var.look} demo={c.var.demo} />, c.var.look)),
  )
  // Opening the link changes nothing, so that a mail scanner cannot use it up; the button does.
  .get('/people/enter/:token', oneTime, async (c) => {
    const { token } = c.req.param()
    const account = await findEntrance(atDoor(c), hashSecret(token), c.var.now())
    c.header('cache-control', 'no-store')
    if (!account) return c.html(renderPage(<GonePage look={c.var.look} />, c.var.look), 410)
    return c.html(renderPage(<EnterPage look={c.var.look} token={token} name={account.name} />, c.var.look))
  })
  .post('/people/enter/:token', oneTime, async (c) => {
    const result = await enter(atDoor(c), c.req.param('token'), c.var.now())
    if (!result.ok) return c.html(renderPage(<GonePage look={c.var.look} />, c.var.look), 410)
    setCookie(c, SESSION_COOKIE, result.session, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: c.var.config.baseUrl.startsWith('https:'),
      maxAge: SESSION_LASTS / 1000,
    })
    return c.redirect('/referral', 303)
  })
  .post('/people/leave', may('people.leave'), async (c) => {
    const session = getCookie(c, SESSION_COOKIE)
    if (session) await leave(atDoor(c), c.var.municipality, session)
    deleteCookie(c, SESSION_COOKIE, { path: '/' })
    return c.redirect('/', 303)
  })
