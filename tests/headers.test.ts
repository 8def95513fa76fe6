// What every answer carries, asked of every route there is: nothing kept that is somebody's own, nothing run or framed that
// is not ours, nothing sent by a form of another site.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createApp } from '../src/app.tsx'
import { CONFIG, type Started, startApp, WEDNESDAY } from './app.ts'
import { listRoutes, type Route } from './routes.ts'

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', null]
/** Fills in the parameters of a route: an id that nobody has. */
const pathOf = (route: string, with_ = '00000000-0000-4000-8000-000000000000') =>
  route.replace(/:\w+(\{[^}]*\})?\??/g, with_).replaceAll('*', 'none.css')

describe('every answer', () => {
  let app: Started
  let routes: Route[]
  let cookie: string
  const ends: (() => unknown)[] = []
  const ask = (path: string, init: RequestInit = {}) => app.fetch(new Request(new URL(path, CONFIG.baseUrl), init))
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    routes = listRoutes(await createApp(app.service))
    const { demoLinks } = await import('../src/demo.ts')
    const links = await demoLinks(app.database.db, CONFIG, WEDNESDAY)
    const { link } = links.find(({ account }) => account.role === 'staff')!
    const entered = await ask(new URL(link).pathname, { method: 'POST', headers: { origin: CONFIG.baseUrl } })
    cookie = entered.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    assert.match(cookie, /musubi_session=/)
  })
  after(async () => {
    for (const end of ends) await end()
  })

  /** Every route by its own method, as nobody and as staff. */
  async function* answers() {
    for (const { method, path, guard } of routes)
      for (const who of ['nobody', 'staff']) {
        const headers: Record<string, string> = { origin: CONFIG.baseUrl, ...(who === 'staff' ? { cookie } : {}) }
        if (path === '/people/leave' && who === 'staff') continue // it would end the session of the rest
        yield { what: `${method} ${path} ${who}`, guard, who, answer: await ask(pathOf(path), { method, headers }) }
      }
  }

  test('is not kept by the browser when it is anybody’s own', async () => {
    let held = 0
    for await (const { what, guard, who, answer } of answers()) {
      const cache = answer.headers.get('cache-control')
      const own = !guard?.startsWith('anyone') || who === 'staff'
      if (own && !what.includes('/assets/') && !/\/(healthz|readyz|openapi)/.test(what)) {
        held += 1
        assert.equal(cache, 'no-store', what)
      } else assert.ok(cache === 'no-store' || cache === 'private, no-cache', `${what}: ${cache}`)
      assert.ok(answer.status < 500, `${what}: ${answer.status}`)
    }
    assert.ok(held > routes.length)
  })

  test('of a form that was sent is not kept either: it may show what was typed', async () => {
    const answer = await ask('/consult', {
      method: 'POST',
      body: new URLSearchParams({ trouble: '', place: 'x'.repeat(300) }),
      headers: { origin: CONFIG.baseUrl },
    })
    assert.equal(answer.status, 422)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
  })

  test('runs nothing of others, cannot be framed, and says what it is', async () => {
    for await (const { what, answer } of answers()) {
      const of = (name: string) => answer.headers.get(name) ?? ''
      const policy = new Map(
        of('content-security-policy')
          .split(';')
          .map((line) => line.trim().split(/ (.*)/) as [string, string]),
      )
      assert.equal(policy.get('default-src'), "'none'", what)
      for (const [name, sources] of policy) {
        assert.ok(!/unsafe|\*|https?:/.test(sources ?? ''), `${what}: ${name} ${sources}`)
        if (name.startsWith('script')) assert.equal(sources, "'self'", what)
      }
      for (const name of ['frame-ancestors', 'base-uri', 'object-src']) assert.equal(policy.get(name), "'none'", what)
      assert.equal(of('x-content-type-options'), 'nosniff', what)
      assert.equal(of('x-frame-options'), 'DENY', what)
      assert.equal(of('referrer-policy'), 'no-referrer', what)
      assert.equal(of('cross-origin-opener-policy'), 'same-origin', what)
      assert.equal(of('cross-origin-resource-policy'), 'same-origin', what)
      assert.match(of('permissions-policy'), /camera=\(\).*geolocation=\(\)/, what)
      assert.equal(of('access-control-allow-origin'), '', what)
      assert.equal(of('server') + of('x-powered-by'), '', what)
      if (await answer.clone().text()) assert.match(of('content-type'), /charset=utf-8|^image\/|json|font/i, what)
    }
  })

  test('over https asks for https ever after, and its cookies travel by nothing else', async () => {
    const secure = await createApp({ ...app.service, config: { ...CONFIG, baseUrl: 'https://musubi.example' } })
    const there = (path: string, init: RequestInit = {}) => secure.request(`https://musubi.example${path}`, init)
    const home = await there('/')
    assert.equal(home.headers.get('strict-transport-security'), 'max-age=63072000; includeSubDomains')
    assert.match(home.headers.get('content-security-policy')!, /upgrade-insecure-requests/)
    assert.equal((await ask('/')).headers.get('strict-transport-security'), null, 'not over plain http')
    const { demoLinks } = await import('../src/demo.ts')
    const [link] = await demoLinks(app.database.db, CONFIG, WEDNESDAY)
    const entered = await there(new URL(link!.link).pathname, {
      method: 'POST',
      headers: { origin: 'https://musubi.example' },
    })
    const cookies = [...(await there('/?lang=en')).headers.getSetCookie(), ...entered.headers.getSetCookie()]
    assert.ok(cookies.length >= 2)
    for (const line of cookies)
      for (const flag of [/; HttpOnly/i, /; Secure/i, /; SameSite=(Lax|Strict)/i, /; Path=\//i])
        assert.match(line, flag)
  })

  test('to a form of another site, or of none, is a refusal, whatever the route', async () => {
    const changing = routes.filter(({ method }) => !['GET', 'ALL'].includes(method))
    assert.ok(changing.length > 10)
    const events = async () =>
      (await app.database.pool.query('select max(id) as last from platform.event')).rows[0].last
    const before = await events()
    for (const { method, path } of changing)
      for (const type of FORMS)
        for (const origin of ['https://evil.example', 'null', 'http://localhost:3000.evil.example', undefined]) {
          const headers = { cookie, ...(type ? { 'content-type': type } : {}), ...(origin ? { origin } : {}) }
          // a body without a type of its own, as a page of another site could send it
          const answer = await ask(pathOf(path), { method, headers, body: new TextEncoder().encode('agreed=yes') })
          assert.equal(answer.status, 403, `${method} ${path} ${type} ${origin}`)
        }
    assert.equal(await events(), before, 'nothing happened')
    // the same from our own page is answered
    const own = await ask('/consult', {
      method: 'POST',
      body: new URLSearchParams({ trouble: '介護に疲れました', place: '' }),
      headers: { origin: CONFIG.baseUrl },
    })
    assert.equal(own.status, 303)
  })
})
