// Signing in through other sites, against a real provider: what works, and everything that must not.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { CONFIG, type Page, plain, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'
import { CARD_KEY, CLIENTS, type LocalProvider, startProvider } from '../provider.ts'

describe('other sites', () => {
  let app: Started
  let site: LocalProvider
  const ends: (() => unknown)[] = []
  const backOf = (id: string) => `${CONFIG.baseUrl}/people/oidc/${id}/back`
  before(async () => {
    const t = { after: (end: unknown) => void ends.unshift(end as () => void) }
    site = await startProvider(t as never, { city: backOf('city'), line: backOf('line'), card: backOf('card') })
    const common = { issuer: site.issuer, scopes: 'openid' }
    app = await startApp(t as never, WEDNESDAY, {
      oidc: [
        {
          ...common,
          id: 'city',
          name: '市の職員認証',
          clientId: 'city',
          clientSecret: CLIENTS.city,
          twoFactors: ['loa3'],
          roles: ['desk', 'chief', 'staff', 'admin', 'auditor'],
          opensAccounts: false,
        },
        {
          ...common,
          id: 'line',
          name: 'LINE',
          clientId: 'line',
          clientSecret: CLIENTS.line,
          twoFactors: false,
          roles: ['resident'],
          opensAccounts: true,
          idTokenAlg: 'HS256',
        },
        {
          ...common,
          id: 'card',
          name: 'デジタル認証アプリ',
          clientId: 'card',
          clientKey: CARD_KEY,
          twoFactors: true,
          roles: ['resident'],
          opensAccounts: true,
        },
        {
          id: 'gone',
          name: '止まったサイト',
          issuer: 'http://127.0.0.1:9',
          clientId: 'gone',
          clientSecret: 'x',
          scopes: 'openid',
          twoFactors: false,
          roles: ['staff'],
          opensAccounts: false,
        },
      ],
    })
    await app.address('佐野', 'sano@example.jp')
  })
  after(async () => {
    for (const end of ends) await end()
  })
  /** The address in the page that leads away. */
  const addressOn = (page: Page) => {
    assert.equal(page.status, 200, plain(page.text))
    const address = page.headers.get('refresh')!.replace('0; url=', '')
    assert.ok(page.text.includes(address.replaceAll('&', '&amp;')), 'the same as the link')
    return address
  }
  const here = (address: string) => address.replace(CONFIG.baseUrl, '')
  const begin = async (visitor: Visitor, id: string, path = `/people/oidc/${id}`) =>
    addressOn(await visitor.post(path, { next: '/people/sessions' }))
  const through = async (visitor: Visitor, id: string, path?: string) =>
    visitor.get(here(await site.visit(await begin(visitor, id, path))))
  const whys = async () =>
    (
      await app.database.db
        .selectFrom('platform.event')
        .select('data')
        .where('name', '=', 'people.refused')
        .orderBy('id')
        .execute()
    ).map(({ data }) => (data as { why: string }).why)
  const refused = async (page: Page, why: string) => {
    assert.equal(page.status, 403)
    assert.match(plain(page.text), /この方法では、入れませんでした/)
    assert.equal((await whys()).at(-1), why)
  }

  test('asks with code, PKCE, state and nonce, and for nothing more than who it is', async () => {
    const asked = new URL(await begin(app.visitor(), 'city')).searchParams
    assert.equal(asked.get('response_type'), 'code')
    assert.equal(asked.get('code_challenge_method'), 'S256')
    assert.equal(asked.get('scope'), 'openid')
    assert.equal(asked.get('acr_values'), 'loa3')
    assert.equal(asked.get('redirect_uri'), backOf('city'))
    for (const name of ['state', 'nonce', 'code_challenge']) assert.ok(asked.get(name)!.length >= 43, name)
    const kept = await app.database.db.selectFrom('people.handshake').selectAll().execute()
    for (const secret of [asked.get('state')!, asked.get('nonce')!])
      assert.ok(!JSON.stringify(kept).includes(secret), 'sealed or hashed')
  })

  test('who was not invited does not come in, not even with a mail address that is known here', async () => {
    site.as('a-stranger')
    const visitor = app.visitor()
    await refused(await through(visitor, 'city'), 'unknown')
    assert.equal((await visitor.get('/people/keys')).status, 401)
  })

  test('a resident comes in through LINE, and gets an account of their own at the first time only', async () => {
    site.as('line-1')
    const [first, again] = [app.visitor(), app.visitor()]
    const entered = await through(first, 'line')
    assert.equal(entered.location, '/people/sessions')
    assert.match(plain((await first.get('/people/sessions')).text), /ほかのサイト（一つの確認）/)
    assert.equal((await first.get('/referral')).status, 403, 'a resident is no desk')
    assert.equal((await through(again, 'line')).status, 303)
    const rows = await app.database.db
      .selectFrom('people.account')
      .selectAll()
      .where('role', '=', 'resident')
      .where('demo', '=', false)
      .execute()
    assert.equal(rows.length, 1)
    assert.deepEqual([rows[0]!.name, rows[0]!.email], ['利用者', null], 'nothing that was not asked for')
  })

  test('a site that wants a signed assertion instead of a secret gets one', async () => {
    site.as('card-1')
    const visitor = app.visitor()
    assert.equal((await through(visitor, 'card')).status, 303)
    assert.match(plain((await visitor.get('/people/sessions')).text), /二つの確認ずみ/)
  })

  test('a member accepts an invitation through the city, and comes in that way from then on', async () => {
    const admin = await app.signedIn('admin')
    await admin.post('/people/members', { name: '職員 一', email: 'one@example.jp', role: 'staff' })
    const mail = (await app.mails()).find(({ to }) => to === 'one@example.jp')!
    const path = new URL(/https?:\/\/\S+/.exec(mail.body)![0]).pathname
    assert.match(plain((await app.visitor().get(path)).text), /市の職員認証で確かめて受ける/)
    assert.doesNotMatch(plain((await app.visitor().get(path)).text), /LINE/)
    assert.equal((await app.visitor().post(`${path}/oidc/line`, {})).status, 404, 'not for this role')
    site.as('staff-1', 'loa3')
    const person = app.visitor()
    assert.equal((await through(person, 'city', `${path}/oidc/city`)).location, '/referral')
    assert.equal((await person.get('/need')).status, 200, 'the city vouches for two factors')
    assert.equal((await app.visitor().get(path)).status, 410)
    const again = app.visitor()
    assert.equal((await through(again, 'city')).location, '/people/sessions')
    assert.equal((await again.get('/need')).status, 200)
    site.as('staff-1', 'loa2')
    const weak = app.visitor()
    await through(weak, 'city')
    assert.match((await weak.get('/need')).location!, /^\/people\/second/, 'only one factor there')
  })

  test('somebody signed in links the city themselves; the same identity is linked once', async () => {
    site.as('staff-2', 'loa3')
    const sano = await app.signedIn('staff', '佐野')
    assert.equal((await through(sano, 'city', '/people/keys/link/city')).location, '/people/keys')
    assert.match(plain((await sano.get('/people/keys')).text), /市の職員認証/)
    const other = await app.signedIn('admin')
    await refused(await through(other, 'city', '/people/keys/link/city'), 'linked_already')
    const again = app.visitor()
    await through(again, 'city')
    assert.match(plain((await again.get('/people/keys')).text), /佐野/)
    const id = /identity\/([0-9a-f-]{36})\/remove/.exec((await sano.get('/people/keys')).text)![1]!
    assert.equal((await other.post(`/people/keys/identity/${id}/remove`, {})).status, 404, "another's link")
    assert.equal((await sano.post(`/people/keys/identity/${id}/remove`, {})).status, 303)
    await refused(await through(app.visitor(), 'city'), 'unknown')
  })

  test('a link that was begun by one account is not ended by another, nor by nobody', async () => {
    site.as('staff-3', 'loa3')
    const sano = await app.signedIn('staff', '佐野')
    const address = here(await site.visit(await begin(sano, 'city', '/people/keys/link/city')))
    await sano.post('/people/leave', {})
    await refused(await sano.get(address), 'other_session')
  })

  test('state belongs to the browser, is used once and ends after ten minutes', async () => {
    site.as('line-1')
    const [victim, attacker] = [app.visitor(), app.visitor()]
    const address = here(await site.visit(await begin(attacker, 'line')))
    await refused(await victim.get(address), 'state')
    await begin(victim, 'line')
    await refused(await victim.get(address), 'state')
    assert.equal((await victim.get('/people/keys')).status, 401, 'nobody is signed in as the attacker')
    const bare = new URL(address, CONFIG.baseUrl)
    bare.searchParams.delete('state')
    await refused(await attacker.get(bare.pathname + bare.search), 'state')
    assert.equal((await attacker.get(address)).status, 303)
    await refused(await attacker.get(address), 'no_visit')
    const slow = app.visitor()
    const late = here(await site.visit(await begin(slow, 'line')))
    app.at(new Date(WEDNESDAY.getTime() + 11 * 60_000))
    await refused(await slow.get(late), 'no_visit')
    app.at(WEDNESDAY)
  })

  test('a forged cookie is no cookie', async () => {
    const address = new URL(await begin(app.visitor(), 'line'))
    const state = address.searchParams.get('state')!
    const response = await app.fetch(
      new Request(`${backOf('line')}?code=x&state=${state}`, { headers: { cookie: `musubi_back=${state}.forged` } }),
    )
    assert.equal(response.status, 403)
    assert.equal((await whys()).at(-1), 'state')
  })

  test('a code is used once, and only with the visit it belongs to', async () => {
    site.as('line-1')
    const visitor = app.visitor()
    const used = new URL(await site.visit(await begin(visitor, 'line')))
    assert.equal((await visitor.get(here(used.href))).status, 303)
    const fresh = new URL(await begin(visitor, 'line')).searchParams.get('state')!
    used.searchParams.set('state', fresh)
    await refused(await visitor.get(here(used.href)), 'not_verified')
    const [mine, theirs] = [app.visitor(), app.visitor()]
    const stolen = new URL(await site.visit(await begin(theirs, 'line')))
    stolen.searchParams.set('state', new URL(await begin(mine, 'line')).searchParams.get('state')!)
    await refused(await mine.get(here(stolen.href)), 'not_verified')
  })

  test('an ID token with another nonce is refused', async () => {
    site.as('line-1')
    const visitor = app.visitor()
    const asked = new URL(await begin(visitor, 'line'))
    asked.searchParams.set('nonce', 'n'.repeat(43))
    await refused(await visitor.get(here(await site.visit(asked.href))), 'not_verified')
  })

  test('a code of one site is not taken by another, and saying no there is no way in', async () => {
    site.as('staff-1', 'loa3')
    const visitor = app.visitor()
    const address = here(await site.visit(await begin(visitor, 'city')))
    await refused(await visitor.get(address.replace('/oidc/city/', '/oidc/line/')), 'no_visit')
    const state = new URL(await begin(visitor, 'city')).searchParams.get('state')
    await refused(await visitor.get(`/people/oidc/city/back?error=access_denied&state=${state}`), 'not_verified')
    assert.equal((await visitor.post('/people/oidc/unknown', {})).status, 404)
  })

  test('a member who has left does not come back through the city', async () => {
    const admin = await app.signedIn('admin')
    const { id } = await app.database.db
      .selectFrom('people.account')
      .select('id')
      .where('name', '=', '職員 一')
      .executeTakeFirstOrThrow()
    site.as('staff-1', 'loa3')
    const person = app.visitor()
    await through(person, 'city')
    assert.equal((await person.get('/need')).status, 200)
    await admin.post(`/people/members/${id}/end`, {})
    assert.equal((await person.get('/need')).status, 401)
    await refused(await through(app.visitor(), 'city'), 'unknown')
  })

  test('a site that is down is said to be so; one that goes down in between lets nobody in', async () => {
    const down = await app.visitor().post('/people/oidc/gone', {})
    assert.equal(down.status, 502)
    assert.match(plain(down.text), /つながりません/)
    site.as('line-1')
    const visitor = app.visitor()
    const address = here(await site.visit(await begin(visitor, 'line')))
    await site.stop()
    await refused(await visitor.get(address), 'not_verified')
    assert.ok(!app.log.join('\n').includes('line-1'))
  })
})
