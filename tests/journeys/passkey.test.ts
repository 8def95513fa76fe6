// Passkeys: registered, used, removed; and everything that can be wrong with one.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { listDemoAccounts, openEntrance } from '../../src/people/index.ts'
import { CONFIG, plain, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'
import { type Knobs, newAuthenticator } from '../authenticator.ts'

type Authenticator = ReturnType<typeof newAuthenticator>

describe('passkeys', () => {
  let app: Started
  let device: Authenticator
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    device = newAuthenticator(CONFIG.baseUrl, 'localhost')
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const json = (visitor: Visitor, path: string, body: unknown) =>
    visitor.send(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', origin: CONFIG.baseUrl },
    })
  const byMail = async (name: string) => {
    const visitor = app.visitor()
    const account = (await listDemoAccounts(app.database.db, CONFIG.municipality)).find((one) =>
      one.name.includes(name),
    )!
    const token = await openEntrance(app.database.db, account, app.service.now())
    await visitor.post(`/people/enter/${token}`, {})
    return visitor
  }
  const add = async (visitor: Visitor, one: Authenticator, knobs: Knobs = {}, name = '窓口のパソコン') => {
    const options = JSON.parse((await json(visitor, '/people/keys/passkey/options', {})).text)
    return json(visitor, '/people/keys/passkey', { response: one.register(options, knobs), name, next: '/referral' })
  }
  const enter = async (one: Authenticator, knobs: Knobs = {}, visitor = app.visitor()) => {
    const options = JSON.parse((await json(visitor, '/people/passkey/options', { next: '/referral' })).text)
    return { visitor, options, answer: await json(visitor, '/people/passkey', one.sign(options, knobs)) }
  }
  const whys = async () =>
    (
      await app.database.db
        .selectFrom('platform.event')
        .select('data')
        .where('name', '=', 'people.refused')
        .orderBy('id')
        .execute()
    ).map(({ data }) => (data as { why: string }).why)

  test('set up from the page that asks for a second factor; it counts as two', async () => {
    const desk = await byMail('森田')
    assert.match((await desk.get('/people/second?next=/referral')).text, /data-passkey="add"/)
    const added = await add(desk, device)
    assert.deepEqual(JSON.parse(added.text), { next: '/referral' })
    assert.equal((await desk.get('/referral')).status, 200)
    const keys = await desk.get('/people/keys')
    assert.match(plain(keys.text), /窓口のパソコン/)
    assert.match(keys.text, /<script src="\/assets\/passkey\.[0-9a-f]{10}\.js" defer/)
    const script = await desk.get(/\/assets\/passkey\.[0-9a-f]{10}\.js/.exec(keys.text)![0])
    assert.match(script.headers.get('content-type')!, /javascript/)
  })

  test('signs in without a name; what is asked does not depend on who asks', async () => {
    const { visitor, options, answer } = await enter(device)
    assert.equal(options.allowCredentials?.length ?? 0, 0)
    assert.equal(options.userVerification, 'required')
    assert.deepEqual(JSON.parse(answer.text), { next: '/referral' })
    assert.equal((await visitor.get('/referral')).status, 200)
    assert.match(plain((await visitor.get('/people/sessions')).text), /パスキー（二つの確認ずみ）/)
  })

  const wrong: [string, Knobs, string][] = [
    ['another challenge', { challenge: Buffer.from('another').toString('base64url') }, 'not_verified'],
    ['another site', { origin: 'https://evil.example' }, 'not_verified'],
    ['a key bound to another name', { site: 'evil.example' }, 'not_verified'],
    ['a device that did not ask for finger, face or PIN', { verified: false }, 'not_verified'],
    ['a signature over something else', { forged: true }, 'not_verified'],
    ['a counter that went back: a copied key', { counter: 1 }, 'counter'],
    ['the handle of somebody else', { handle: Buffer.from('somebody').toString('base64url') }, 'handle'],
  ]
  for (const [what, knobs, why] of wrong)
    test(`refuses ${what}`, async () => {
      const { visitor, answer } = await enter(device, knobs)
      assert.equal(answer.status, 403)
      assert.equal((await visitor.get('/referral')).status, 401)
      assert.equal((await whys()).at(-1), why)
    })

  test('an unknown key and a wrong signature get the same answer', async () => {
    const unknown = (await enter(newAuthenticator(CONFIG.baseUrl, 'localhost'))).answer
    const forged = (await enter(device, { forged: true })).answer
    assert.deepEqual([unknown.status, unknown.text], [forged.status, forged.text])
    assert.equal((await whys()).at(-2), 'unknown')
  })

  test('a challenge is used once, in the browser that asked, within ten minutes', async () => {
    const visitor = app.visitor()
    const options = JSON.parse((await json(visitor, '/people/passkey/options', {})).text)
    const signed = device.sign(options)
    assert.equal((await json(app.visitor(), '/people/passkey', signed)).status, 400, 'another browser')
    const cookie = visitor
    assert.equal((await json(cookie, '/people/passkey', signed)).status, 200)
    await cookie.post('/people/leave', {})
    assert.equal((await json(cookie, '/people/passkey', signed)).status, 403, 'replayed')
    const slow = app.visitor()
    const old = JSON.parse((await json(slow, '/people/passkey/options', {})).text)
    app.at(new Date(WEDNESDAY.getTime() + 11 * 60_000))
    assert.equal((await json(slow, '/people/passkey', device.sign(old))).status, 403, 'too late')
    const form = await slow.send('/people/passkey', {
      method: 'POST',
      body: JSON.stringify(signed),
      headers: { 'content-type': 'text/plain', origin: 'https://evil.example' },
    })
    assert.ok(form.status >= 400, 'a form of another site')
  })

  test('several, each with its name; one factor cannot add or remove; the last one stays for those at work', async () => {
    const { visitor: desk } = await enter(device)
    const second = newAuthenticator(CONFIG.baseUrl, 'localhost')
    assert.equal((await add(desk, second, { verified: false })).status, 403)
    assert.equal((await add(desk, second, {}, '<b>予備</b>')).status, 200)
    assert.equal((await add(desk, second)).status, 403, 'the same key twice')
    const page = await desk.get('/people/keys')
    assert.ok(page.text.includes('&lt;b&gt;予備'))
    const ids = [...page.text.matchAll(/passkey\/([0-9a-f-]{36})\/remove/g)].map(([, id]) => id!)
    assert.equal(ids.length, 2)
    const once = await byMail('森田')
    assert.equal((await json(once, '/people/keys/passkey/options', {})).status, 403)
    assert.match((await once.post(`/people/keys/passkey/${ids[0]}/remove`, {})).location!, /second/)
    const other = await app.signedIn('desk', '佐々木')
    assert.equal((await other.post(`/people/keys/passkey/${ids[0]}/remove`, {})).status, 404, 'nothing of their own')
    const staff = await app.signedIn('staff')
    await add(staff, newAuthenticator(CONFIG.baseUrl, 'localhost'))
    await add(staff, newAuthenticator(CONFIG.baseUrl, 'localhost'))
    assert.equal((await staff.post(`/people/keys/passkey/${ids[0]}/remove`, {})).status, 404, "another's key")
    assert.equal((await desk.post(`/people/keys/passkey/${ids[1]}/remove`, {})).status, 303)
    assert.equal((await enter(second)).answer.status, 403, 'removed')
    assert.equal((await desk.post(`/people/keys/passkey/${ids[0]}/remove`, {})).status, 409)
    assert.equal((await enter(device)).answer.status, 200)
  })
})
