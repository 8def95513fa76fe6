// Coming in and going: mailed links that tell nothing, second factors, sessions, members.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { createApp } from '../../src/app.tsx'
import { listDemoAccounts, openEntrance } from '../../src/people/index.ts'
import { CONFIG, type Page, plain, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('sign-in', () => {
  let app: Started
  let time = WEDNESDAY.getTime()
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    await app.address('森田', 'Morita@example.jp')
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const later = (milliseconds: number) => {
    time += milliseconds
    app.at(new Date(time))
  }
  const account = async (name: string) =>
    (await listDemoAccounts(app.database.db, CONFIG.municipality)).find((one) => one.name.includes(name))!
  /** Somebody who came by a link in a mail: one factor. */
  const byMail = async (name: string): Promise<Visitor> => {
    const visitor = app.visitor()
    const token = await openEntrance(app.database.db, await account(name), app.service.now())
    assert.equal((await visitor.post(`/people/enter/${token}`, {})).status, 303)
    return visitor
  }
  const linkIn = (body: string) => new URL(/https?:\/\/\S+/.exec(body)![0]).pathname
  const mailsTo = async (to: string, subject: string) =>
    (await app.mails()).filter((mail) => mail.to === to && mail.subject.includes(subject))
  const events = (name: string) =>
    app.database.db.selectFrom('platform.event').selectAll().where('name', '=', name).orderBy('id').execute()
  const keyOn = (page: Page) => /<code>([A-Z2-7 ]+)<\/code>/.exec(page.text)![1]!.replaceAll(' ', '')
  const codeOf = (key: string, at = time) => new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: at })
  /** Sets codes up. @returns the key and the recovery codes */
  const setUp = async (visitor: Visitor): Promise<{ key: string; recovery: string[] }> => {
    const key = keyOn(await visitor.get('/people/keys/totp'))
    const done = await visitor.post('/people/keys/totp', { code: codeOf(key) })
    assert.equal(done.status, 200, plain(done.text))
    return { key, recovery: [...done.text.matchAll(/<code>([0-9a-z-]{19})<\/code>/g)].map(([, code]) => code!) }
  }

  test('a known and an unknown address get the same answer in the same time; only the known one gets a mail', async () => {
    const ask = async (email: string) => {
      const visitor = app.visitor()
      const start = performance.now()
      const answer = await visitor.post('/people/ask', { email, next: '/referral' })
      const took = performance.now() - start
      const shown = await visitor.get(answer.location!)
      const headers = [...answer.headers].filter(([name]) => name !== 'date')
      return { took, said: JSON.stringify([answer.status, answer.text, headers, shown.status, shown.text]) }
    }
    await ask('warm@example.jp')
    const times = { known: [] as number[], unknown: [] as number[] }
    let known = ''
    for (let i = 0; i < 12; i += 1) {
      later(20 * MINUTE)
      const one = await ask('morita@EXAMPLE.jp')
      const other = await ask(`nobody${i}@example.jp`)
      assert.equal(one.said, other.said)
      known = one.said
      times.known.push(one.took)
      times.unknown.push(other.took)
    }
    assert.match(known, /\/people\/asked/)
    const median = (all: number[]) => all.toSorted((a, b) => a - b)[all.length >> 1]!
    const [a, b] = [median(times.known), median(times.unknown)]
    assert.ok(Math.abs(a - b) < Math.max(5, 0.5 * Math.max(a, b)), `known ${a} ms, unknown ${b} ms`)
    await app.settle()
    assert.equal((await mailsTo('morita@example.jp', 'リンク')).length, 12)
    assert.equal((await app.mails()).filter(({ to }) => to.startsWith('nobody')).length, 0)
    for (const { data } of await events('people.asked')) assert.deepEqual(data, {})
    assert.ok(!app.log.join('\n').includes('example.jp'))
    assert.equal((await app.visitor().post('/people/ask', { email: 'no address' })).status, 422)
  })

  test('more than five links for one address in a quarter of an hour are not sent; the answer stays the same', async () => {
    later(HOUR)
    const before = (await mailsTo('morita@example.jp', 'リンク')).length
    for (let i = 0; i < 9; i += 1)
      assert.equal((await app.visitor().post('/people/ask', { email: 'morita@example.jp' })).location, '/people/asked')
    await app.settle()
    assert.equal((await mailsTo('morita@example.jp', 'リンク')).length, before + 5)
    later(20 * MINUTE)
    await app.visitor().post('/people/ask', { email: 'morita@example.jp' })
    await app.settle()
    assert.equal((await mailsTo('morita@example.jp', 'リンク')).length, before + 6)
  })

  test('one client asks sixty times in a quarter of an hour, then is told to wait', async () => {
    later(HOUR)
    const statuses: number[] = []
    for (let i = 0; i < 62; i += 1)
      statuses.push((await app.visitor().post('/people/ask', { email: `x${i}@example.jp` })).status)
    assert.deepEqual([...new Set(statuses)], [303, 429])
    assert.equal(statuses.filter((status) => status === 303).length, 60)
    later(HOUR)
  })

  test('a client that opened nothing sixty times opens nothing for a while, not even with a link that is good', async () => {
    const { service } = app
    const behind = await createApp({ ...service, now: () => new Date(time), config: { ...CONFIG, proxies: 1 } })
    const enter = async (token: string, from: string) =>
      (
        await behind.request(`${CONFIG.baseUrl}/people/enter/${token}`, {
          method: 'POST',
          headers: { origin: CONFIG.baseUrl, 'x-forwarded-for': `198.51.100.1, ${from}` },
        })
      ).status
    for (let i = 0; i < 60; i += 1) assert.equal(await enter(`guess-${i}`, '203.0.113.5'), 410)
    const good = await openEntrance(app.database.db, await account('森田'), new Date(time))
    assert.equal(await enter(good, '203.0.113.5'), 410)
    assert.equal(await enter(good, '203.0.113.6'), 303, 'others are not shut out')
    const keys = await app.database.db.selectFrom('people.attempt').select('key').execute()
    assert.ok(
      keys.every(({ key }) => /^[\w-]{43}$/.test(key)),
      'no address is kept',
    )
  })

  test('the mailed link opens once, in half an hour, with one factor; the desk is then asked for the second', async () => {
    await app.visitor().post('/people/ask', { email: 'morita@example.jp', next: '/referral?standing=waiting' })
    await app.settle()
    const path = linkIn((await mailsTo('morita@example.jp', 'リンク')).at(0)!.body)
    const desk = app.visitor()
    assert.equal((await desk.get(path)).status, 200)
    const entered = await desk.post(path, {})
    assert.equal(entered.location, '/referral?standing=waiting')
    const asked = await desk.get(entered.location!)
    assert.match(asked.location!, /^\/people\/second\?next=/)
    assert.match(plain((await desk.get(asked.location!)).text), /もう一つ/)
    assert.equal((await app.visitor().post(path, {})).status, 410, 'used')
    const old = await openEntrance(app.database.db, await account('森田'), app.service.now())
    later(31 * MINUTE)
    assert.equal((await app.visitor().post(`/people/enter/${old}`, {})).status, 410, 'too old')
  })

  test('codes: set up, needed at the next sign-in, no code twice, recovery codes once', async () => {
    const first = await byMail('森田')
    const { key, recovery } = await setUp(first)
    assert.equal(recovery.length, 10)
    assert.equal((await first.get('/referral')).status, 200, 'who has just shown it goes on')
    const kept = await app.database.db.selectFrom('people.totp').select('sealed_secret').executeTakeFirstOrThrow()
    assert.match(kept.sealed_secret, /^v1\./)
    assert.ok(!kept.sealed_secret.includes(key))

    later(MINUTE)
    const again = await byMail('森田')
    assert.match((await again.get('/referral')).location!, /second/)
    assert.equal((await again.get('/people/keys/totp')).location, '/people/second?next=/people/keys')
    assert.match((await again.post('/people/keys/totp/remove', {})).location!, /second/, 'not with one factor')
    const code = codeOf(key)
    assert.equal((await again.post('/people/second', { code, next: '/referral' })).location, '/referral')
    assert.equal((await again.get('/referral')).status, 200)

    const replay = await byMail('森田')
    assert.equal((await replay.post('/people/second', { code })).status, 422, 'the same code')
    assert.equal((await replay.post('/people/second', { code: codeOf(key, time - 30_000) })).status, 422, 'one before')
    const spoken = recovery[0]!.toUpperCase()
    assert.equal((await replay.post('/people/second', { recovery: spoken })).status, 303)
    const used = await byMail('森田')
    assert.equal((await used.post('/people/second', { recovery: recovery[0]! })).status, 422)
    assert.equal((await replay.post('/people/keys/totp/remove', {})).status, 409, 'the last one stays')
    const renewed = await replay.post('/people/keys/recovery', {})
    assert.equal((await used.post('/people/second', { recovery: recovery[1]! })).status, 422, 'renewed')
    const fresh = /<code>([0-9a-z-]{19})<\/code>/.exec(renewed.text)![1]!
    assert.equal((await used.post('/people/second', { recovery: fresh })).status, 303)
    assert.ok((await mailsTo('Morita@example.jp', '入り方')).length >= 2, 'the owner is told')
  })

  test('wrong codes: after five the account waits, longer each time; locked and wrong look the same', async () => {
    const desk = await byMail('佐々木')
    const { key } = await setUp(desk)
    later(MINUTE)
    const guesser = await byMail('佐々木')
    const wrong = async (code = '000000') => {
      const page = await guesser.post('/people/second', { code })
      return JSON.stringify([page.status, page.text, [...page.headers].filter(([name]) => name !== 'date')])
    }
    const said = new Set<string>()
    for (let i = 0; i < 5; i += 1) said.add(await wrong())
    said.add(await wrong(codeOf(key))) // right, but locked
    assert.equal(said.size, 1)
    later(59_000)
    said.add(await wrong(codeOf(key)))
    assert.equal(said.size, 1)
    later(2_000)
    said.add(await wrong()) // the sixth: two minutes
    later(61_000)
    said.add(await wrong(codeOf(key)))
    assert.equal(said.size, 1)
    later(60_000)
    assert.equal((await guesser.post('/people/second', { code: codeOf(key) })).status, 303)
    const whys = (await events('people.refused')).map(({ data }) => (data as { why: string }).why)
    assert.ok(whys.includes('locked') && whys.includes('wrong') && whys.includes('replayed'))
  })

  test('many guesses at the same moment gain nothing', async () => {
    later(2 * HOUR)
    const guesser = await byMail('佐々木')
    const before = (await events('people.refused')).length
    await Promise.all(Array.from({ length: 20 }, () => guesser.post('/people/second', { code: '000000' })))
    const whys = (await events('people.refused')).slice(before).map(({ data }) => (data as { why: string }).why)
    assert.equal(whys.filter((why) => why === 'wrong').length, 5)
    assert.equal(whys.filter((why) => why === 'locked').length, 15)
    later(24 * HOUR)
  })

  test('a secret that another session has seen is never confirmed', async () => {
    const [one, other] = [await byMail('佐野'), await byMail('佐野')]
    const seen = keyOn(await one.get('/people/keys/totp'))
    const mine = keyOn(await other.get('/people/keys/totp'))
    assert.notEqual(seen, mine)
    assert.equal((await one.post('/people/keys/totp', { code: codeOf(seen) })).status, 422)
    assert.equal((await one.post('/people/keys/totp', { code: codeOf(mine) })).status, 422)
  })

  test('a token is new at every sign-in and every step up; the old one opens nothing', async () => {
    const cookieOf = (page: Page) => /musubi_session=([^;]+)/.exec(page.headers.getSetCookie().join('\n'))![1]!
    const known = 'a-token-that-an-attacker-knows'
    const token = await openEntrance(app.database.db, await account('長谷川'), app.service.now())
    const fixed = await app.visitor().send(`/people/enter/${token}`, {
      method: 'POST',
      body: new URLSearchParams({}),
      headers: { origin: CONFIG.baseUrl },
    })
    const first = cookieOf(fixed)
    assert.notEqual(first, known)
    const line = fixed.headers.getSetCookie().find((one) => one.startsWith('musubi_session'))!
    assert.match(line, /HttpOnly/)
    assert.match(line, /SameSite=Lax/)
    const as = async (session: string, path: string, form?: Record<string, string>) => {
      const response = await app.fetch(
        new Request(new URL(path, CONFIG.baseUrl), {
          headers: { cookie: `musubi_session=${session}`, origin: CONFIG.baseUrl },
          ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
        }),
      )
      return { response, text: await response.text() }
    }
    assert.equal((await as(known, '/people/keys')).response.status, 401)
    const key = /<code>([A-Z2-7 ]+)<\/code>/.exec((await as(first, '/people/keys/totp')).text)![1]!.replaceAll(' ', '')
    const raised = await as(first, '/people/keys/totp', { code: codeOf(key) })
    const second = /musubi_session=([^;]+)/.exec(raised.response.headers.getSetCookie().join('\n'))![1]!
    assert.notEqual(second, first)
    assert.equal((await as(first, '/people/keys')).response.status, 401, 'the one-factor token is dead')
    assert.equal((await as(second, '/people/members')).response.status, 200)
    const rows = await app.database.db.selectFrom('people.session').selectAll().execute()
    assert.ok(!JSON.stringify(rows).includes(second), 'only hashes are kept')
  })

  test('on https the cookie is bound to the host', async (t) => {
    const baseUrl = 'https://musubi.example.jp'
    const safe = await startApp(t, WEDNESDAY, { baseUrl })
    const token = await openEntrance(
      safe.database.db,
      (await listDemoAccounts(safe.database.db, CONFIG.municipality))[0]!,
      WEDNESDAY,
    )
    const response = await safe.fetch(
      new Request(`${baseUrl}/people/enter/${token}`, { method: 'POST', headers: { origin: baseUrl } }),
    )
    const [line = ''] = response.headers.getSetCookie()
    assert.match(line, /^__Host-musubi_session=[^;]+; .*Path=\/; HttpOnly; Secure; SameSite=Lax$/i)
  })

  test('sessions: seen, ended one by one or all others, over when unused and over in the end', async () => {
    const here = await app.signedIn('staff', '佐野')
    await here.post('/people/sessions/end-others', {})
    const [there, elsewhere] = [await app.signedIn('staff', '佐野'), await app.signedIn('staff', '佐野')]
    const page = await here.get('/people/sessions')
    assert.match(plain(page.text), /この端末/)
    const ids = [...page.text.matchAll(/\/people\/sessions\/([0-9a-f-]{36})\/end/g)].map(([, id]) => id!)
    assert.equal(ids.length, 2)
    const stranger = await app.signedIn('admin')
    assert.equal((await stranger.post(`/people/sessions/${ids[0]}/end`, {})).status, 404, "another's session")
    assert.equal((await here.post(`/people/sessions/${ids[0]}/end`, {})).status, 303)
    const alive = [await there.get('/need'), await elsewhere.get('/need')].filter(({ status }) => status === 200)
    assert.equal(alive.length, 1)
    await here.post('/people/sessions/end-others', {})
    assert.equal((await there.get('/need')).status, 401)
    assert.equal((await elsewhere.get('/need')).status, 401)
    assert.equal((await here.get('/need')).status, 200)
    for (let i = 0; i < 5; i += 1) {
      later(50 * MINUTE)
      assert.equal((await here.get('/need')).status, 200, 'used within the hour')
    }
    later(61 * MINUTE)
    assert.equal((await here.get('/need')).status, 401, 'unused for an hour')
    const long = await app.signedIn('staff', '佐野')
    for (let i = 0; i < 14; i += 1) {
      later(50 * MINUTE)
      await long.get('/need')
    }
    later(40 * MINUTE)
    assert.equal((await long.get('/need')).status, 401, 'twelve hours at most')
  })

  const invited = async (by: Visitor, form: Record<string, string>) => {
    const answer = await by.post('/people/members', form)
    assert.equal(answer.location, '/people/members?sent=1', plain(answer.text).slice(0, 300))
    return linkIn((await mailsTo(form.email!, '招待'))[0]!.body)
  }
  const join = async (path: string) => {
    const person = app.visitor()
    const accepted = await person.post(path, {})
    assert.match(accepted.location!, /^\/people\/second/)
    await setUp(person)
    return person
  }
  const idOf = async (name: string) =>
    (await app.database.db.selectFrom('people.account').select('id').where('name', '=', name).executeTakeFirstOrThrow())
      .id
  let chief: Visitor
  let organization: string

  test('an administrator invites a chief, who invites to their own organisation only', async () => {
    organization = (await account('森田')).organizationId!
    const admin = await app.signedIn('admin')
    const path = await invited(admin, { name: '川口 ひなた', email: 'chief@example.jp', role: 'chief', organization })
    const shown = plain((await app.visitor().get(path)).text)
    assert.match(shown, /長谷川/)
    assert.match(shown, /麻生区/)
    assert.match(shown, /窓口の管理者/)
    chief = await join(path)
    assert.equal((await app.visitor().post(path, {})).status, 410, 'works once')
    assert.equal((await chief.get('/people/members')).status, 200)
    assert.equal((await chief.get('/referral')).status, 200)
    const other = (await account('佐々木')).organizationId!
    const member = await invited(chief, {
      name: '本橋 つむぎ',
      email: 'm@example.jp',
      role: 'desk',
      organization: other,
    })
    await join(member)
    const row = await app.database.db
      .selectFrom('people.account')
      .selectAll()
      .where('name', '=', '本橋 つむぎ')
      .executeTakeFirstOrThrow()
    assert.equal(row.organization_id, organization, 'whatever the form says')
    for (const role of ['staff', 'admin', 'auditor', 'resident'])
      assert.equal((await chief.post('/people/members', { name: 'x', email: 'x@example.jp', role })).status, 422, role)
    const stranger = (await account('佐々木')).id
    for (const verb of ['end', 'sessions', 'role'])
      assert.equal((await chief.post(`/people/members/${stranger}/${verb}`, { role: 'desk' })).status, 404, verb)
    assert.equal((await chief.get(`/people/members/${stranger}`)).status, 404)
    assert.equal((await (await app.signedIn('desk', '森田')).get('/people/members')).status, 403)
  })

  test('an invitation ends after 72 hours, when it is withdrawn, and when who sent it has left', async () => {
    const admin = await app.signedIn('admin')
    const late = await invited(admin, { name: '遅い 人', email: 'late@example.jp', role: 'auditor' })
    const back = await invited(admin, { name: '戻す 人', email: 'back@example.jp', role: 'auditor' })
    const page = await admin.get('/people/members')
    const line = page.text.split('<li').find((one) => one.includes('戻す 人'))!
    const withdraw = /\/people\/members\/invitations\/[0-9a-f-]{36}\/withdraw/.exec(line)![0]
    assert.equal((await chief.post(withdraw, {})).status, 404)
    assert.equal((await admin.post(withdraw, {})).status, 303)
    assert.equal((await app.visitor().get(back)).status, 410)
    const two = await join(await invited(admin, { name: '二人目 管理', email: 'two@example.jp', role: 'admin' }))
    const pending = await invited(two, { name: '待つ 人', email: 'wait@example.jp', role: 'staff' })
    assert.equal((await admin.post(`/people/members/${await idOf('二人目 管理')}/end`, {})).status, 303)
    assert.equal((await app.visitor().post(pending, {})).status, 410)
    assert.equal((await two.get('/people/keys')).status, 401)
    later(73 * HOUR)
    assert.equal((await app.visitor().get(late)).status, 410)
  })

  test('a member who has left is out at the next request, with every link and code; the name stays', async () => {
    const admin = await app.signedIn('admin')
    const path = await invited(admin, { name: '去る 人', email: 'leaver@example.jp', role: 'staff' })
    const member = await join(path)
    assert.equal((await member.get('/need')).status, 200)
    const id = await idOf('去る 人')
    const waiting = await openEntrance(
      app.database.db,
      { municipality: CONFIG.municipality, id } as never,
      app.service.now(),
    )
    await app.visitor().post('/people/ask', { email: 'leaver@example.jp' })
    assert.equal((await admin.post(`/people/members/${id}/end`, {})).status, 303)
    assert.equal((await member.get('/need')).status, 401)
    assert.equal((await app.visitor().post(`/people/enter/${waiting}`, {})).status, 410)
    const before = (await app.mails()).length
    await app.settle()
    assert.equal((await app.mails()).length, before, 'the link that was asked for is not sent')
    const row = await app.database.db
      .selectFrom('people.account')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    assert.deepEqual([row.name, row.email, row.left_at !== null], ['去る 人', null, true])
    for (const table of ['people.session', 'people.entrance', 'people.totp', 'people.recovery'] as const)
      assert.equal(
        (await app.database.db.selectFrom(table).select('account_id').where('account_id', '=', id).execute()).length,
        0,
        table,
      )
  })

  test('the last administrator stays: by the rules, and by the database when the rules are passed over', async () => {
    const admin = await app.signedIn('admin')
    const id = (await account('長谷川')).id
    const refused = await admin.post(`/people/members/${id}/end`, {})
    assert.equal(refused.status, 409)
    assert.match(plain(refused.text), /最後の管理者/)
    assert.equal((await admin.post(`/people/members/${id}/role`, { role: 'staff' })).status, 409)
    await assert.rejects(
      app.database.db.updateTable('people.account').set({ left_at: WEDNESDAY }).where('id', '=', id).execute(),
      /last administrator/,
    )
    const own = await idOf('川口 ひなた')
    assert.equal((await chief.post(`/people/members/${own}/end`, {})).status, 401, 'the chief was away too long')
  })

  test('two administrators who end each other at the same moment: one stays', async () => {
    const admin = await app.signedIn('admin')
    const two = await join(await invited(admin, { name: '同時 管理', email: 'same@example.jp', role: 'admin' }))
    const [a, b] = [(await account('長谷川')).id, await idOf('同時 管理')]
    const statuses = (
      await Promise.all([two.post(`/people/members/${a}/end`, {}), admin.post(`/people/members/${b}/end`, {})])
    ).map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 303).length, 1, String(statuses))
    assert.ok(statuses.every((status) => status < 500))
    const left = await app.database.db
      .selectFrom('people.account')
      .select('id')
      .where('role', '=', 'admin')
      .where('left_at', 'is', null)
      .execute()
    assert.equal(left.length, 1)
    // For the tests that follow.
    await app.database.db.updateTable('people.account').set({ left_at: null }).where('id', '=', a).execute()
  })

  test('what nobody should send: never a fault of ours', async () => {
    const admin = await app.signedIn('admin')
    const odd = [
      '\u0000',
      'a\u0000b',
      '\ud800',
      '𠮷'.repeat(400),
      '<script>',
      "' or 1=1 --",
      '__proto__',
      '[object',
      '%00',
    ]
    const member = (await account('森田')).id
    const json = (path: string, body: unknown) =>
      admin.send(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', origin: CONFIG.baseUrl },
      })
    for (const text of odd) {
      const enc = encodeURIComponent(text.toWellFormed())
      const forms: [string, Record<string, string>][] = [
        ['/people/ask', { email: `${text}@example.jp`, next: text }],
        ['/people/ask', { email: 'a@example.jp', next: `/${text}` }],
        ['/people/ask', { email: 'a@example.jp', next: '/' }],
        ['/people/second', { code: text, next: text }],
        ['/people/second', { recovery: text }],
        ['/people/keys/totp', { code: text }],
        ['/people/members', { name: text, email: 'odd@example.jp', role: 'auditor', section: text, wards: text }],
        ['/people/members', { name: 'x', email: 'odd@example.jp', role: text, organization: text }],
        [`/people/members/${member}/role`, { role: text, organization: text }],
        [`/people/members/${enc}/end`, {}],
        [`/people/sessions/${enc}/end`, {}],
        [`/people/keys/passkey/${enc}/remove`, {}],
        [`/people/enter/${enc}`, {}],
        [`/people/invitation/${enc}`, {}],
        [`/people/oidc/${enc}`, {}],
      ]
      for (const [path, form] of forms) {
        const page = await admin.post(path, form)
        assert.ok(page.status < 500, `${path} ${JSON.stringify(form)} ${page.status}`)
      }
      const bodies = [{ id: text, response: {} }, { id: text, response: { clientDataJSON: text } }, [text], text]
      for (const body of bodies)
        for (const path of ['/people/passkey', '/people/passkey/options', '/people/keys/passkey']) {
          await json('/people/passkey/options', {})
          const page = await json(path, body)
          assert.ok(page.status < 500, `${path} ${JSON.stringify(body)} ${page.status}`)
        }
      assert.ok((await app.visitor().get(`/people/oidc/city/back?state=${enc}&code=${enc}`)).status < 500)
      assert.ok((await app.visitor().get(`/people?next=${enc}`)).status < 500)
    }
    await app.settle()
  })

  test('a changed role ends what was signed in with the old one', async () => {
    const admin = await app.signedIn('admin')
    const member = await join(await invited(admin, { name: '移る 人', email: 'mover@example.jp', role: 'staff' }))
    assert.equal((await member.get('/need')).status, 200)
    const id = await idOf('移る 人')
    assert.equal(
      (await admin.post(`/people/members/${id}/role`, { role: 'desk' })).status,
      409,
      'needs an organisation',
    )
    assert.equal((await admin.post(`/people/members/${id}/role`, { role: 'desk', organization })).status, 303)
    assert.equal((await member.get('/need')).status, 401)
    const desk = await byMail('森田')
    assert.equal((await desk.get('/people/keys')).status, 200)
    assert.equal((await admin.post(`/people/members/${(await account('森田')).id}/sessions`, {})).status, 303)
    assert.equal((await desk.get('/people/keys')).status, 401)
  })
})
