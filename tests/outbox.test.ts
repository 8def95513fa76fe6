// The outbox as it runs: real servers that are down and come back, that refuse, that are asked by two workers at once.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import type { Db } from '../src/platform/db.ts'
import { writeMail } from '../src/platform/mail.ts'
import { deliver, noteBounce, type Senders, sendAgain, toldByPhone } from '../src/platform/outbox/deliver.ts'
import { lineSender } from '../src/platform/outbox/line.ts'
import { mailSender, messageId } from '../src/platform/outbox/mail.ts'
import { pushSender } from '../src/platform/outbox/push.ts'
import { eraseOldNotices, listNotices, type NewNotice, writeNotices } from '../src/platform/outbox/store.ts'
import { httpServer, readPush, readVapid, smtpServer, subscribed, vapidKeys } from './receivers.ts'
import { testDatabase } from './support.ts'

const CITY = '141305'
const FROM = '結び <noreply@example.jp>'
const DAY = 24 * 60 * 60 * 1000
const NOON = new Date('2026-11-25T12:00:00+09:00')
const LINK = 'https://musubi.example/referral/receipt/x'

const write = (db: Db, ...notices: Partial<NewNotice>[]) =>
  db.transaction().execute((tx) =>
    writeNotices(
      tx,
      notices.map((one) => ({
        ...{ municipality: CITY, channel: 'mail', to: 'desk@example.jp', subject: '件名', body: LINK, at: NOON },
        ...(one.channel && one.channel !== 'mail' ? { about: randomUUID(), way: randomUUID() } : {}),
        ...one,
      })),
    ),
  )

/** Delivers every ten minutes from one moment to another. */
async function pass(db: Db, senders: Senders, from: Date, until: Date) {
  let at = from
  for (; at <= until; at = new Date(at.getTime() + 10 * 60_000)) await deliver(db, senders, () => at)
}

const ids = (received: string[]) => received.map((text) => /^Message-ID: (.+)$/im.exec(text)![1]!.trim())
const events = async (db: Db, name: string) =>
  (await db.selectFrom('platform.event').selectAll().where('name', '=', name).orderBy('id').execute()) as unknown as {
    subject: string
    data: Record<string, unknown>
  }[]

describe('mail', () => {
  test('while the server is down for a day everything waits; when it is up, everything goes out once', async (t) => {
    const { db } = await testDatabase(t)
    await db
      .transaction()
      .execute((tx) => writeMail(tx, { municipality: CITY, to: 'a@example.jp', subject: 's', body: 'b' }))
    await write(db, ...Array.from({ length: 11 }, (_, n) => ({ to: `desk${n}@example.jp` })))
    const evening = new Date(NOON.getTime() + DAY)
    await pass(db, { mail: mailSender('smtp://127.0.0.1:1', FROM) }, NOON, evening)
    const waiting = await listNotices(db, CITY, 'waiting')
    assert.equal(waiting.length, 12)
    const tries = waiting.reduce((sum, { attempts }) => sum + attempts, 0)
    assert.ok(tries > 12 && tries <= 145, `one try a round, ${tries} in all`)
    assert.equal(waiting.filter(({ last_error }) => last_error === 'unreachable').length > 0, true)

    const { url, received } = await smtpServer(t)
    await pass(db, { mail: mailSender(url, FROM) }, evening, new Date(evening.getTime() + DAY))
    assert.equal(received.length, 12)
    assert.equal(new Set(ids(received)).size, 12)
    const sent = await listNotices(db, CITY, 'sent')
    assert.deepEqual(ids(received).sort(), sent.map(({ id }) => messageId(id)).sort())
  })

  test('after five days of trying it is undelivered', async (t) => {
    const { db } = await testDatabase(t)
    await write(db, {})
    await pass(db, { mail: mailSender('smtp://127.0.0.1:1', FROM) }, NOON, new Date(NOON.getTime() + 4 * DAY))
    assert.equal((await listNotices(db, CITY, 'waiting')).length, 1)
    await pass(
      db,
      { mail: mailSender('smtp://127.0.0.1:1', FROM) },
      new Date(NOON.getTime() + 4 * DAY),
      new Date(NOON.getTime() + 6 * DAY),
    )
    const [gone] = await listNotices(db, CITY, 'undelivered')
    assert.equal(gone!.last_error, 'unreachable')
    assert.equal((await events(db, 'platform.undelivered')).length, 1)
  })

  test('what a server refuses for good is undelivered at once; what it puts off is tried again; neither stops the others', async (t) => {
    const { db } = await testDatabase(t)
    let busy = true
    const { url, received } = await smtpServer(t, (to) => {
      if (to.startsWith('nobody')) return { code: 550, text: '5.1.1 no such user' }
      if (to.startsWith('full')) return { code: 552, text: '5.2.2 mailbox full' }
      return to.startsWith('later') && busy ? { code: 451, text: '4.7.1 come back' } : null
    })
    const about = randomUUID()
    await write(db, { to: 'nobody@example.jp', about }, { to: 'full@example.jp' }, { to: 'later@example.jp' }, {})
    const senders = { mail: mailSender(url, FROM) }
    assert.deepEqual(await deliver(db, senders, () => NOON), { sent: 1, failed: 3 })
    const undelivered = await listNotices(db, CITY, 'undelivered')
    assert.deepEqual(undelivered.map(({ to_address, last_error }) => [to_address, last_error]).sort(), [
      ['full@example.jp', 'full'],
      ['nobody@example.jp', 'address'],
    ])
    assert.ok((await events(db, 'platform.undelivered')).some(({ subject }) => subject === about))
    const [later] = await listNotices(db, CITY, 'waiting')
    assert.deepEqual([later!.last_error, later!.next_attempt_at!.getTime()], ['busy', NOON.getTime() + 60_000])
    busy = false
    assert.deepEqual(await deliver(db, senders, () => new Date(NOON.getTime() + 59_000)), { sent: 0, failed: 0 })
    assert.deepEqual(await deliver(db, senders, () => new Date(NOON.getTime() + 60_000)), { sent: 1, failed: 0 })
    assert.equal(received.length, 2)
  })

  test('a server that refuses us says nothing about whom it goes to', async (t) => {
    const { db } = await testDatabase(t)
    const { url } = await smtpServer(t)
    await write(db, {}, {})
    const senders = { mail: mailSender(url.replace('//', '//user:wrong@'), FROM) }
    assert.deepEqual(await deliver(db, senders, () => NOON), { sent: 0, failed: 1 })
    assert.equal((await listNotices(db, CITY, 'waiting')).length, 2)
  })

  test('two workers at once send each notice once; one that died is taken over after a while, with the same id', async (t) => {
    const { db } = await testDatabase(t)
    const { url, received } = await smtpServer(t)
    await write(db, ...Array.from({ length: 40 }, (_, n) => ({ to: `desk${n}@example.jp` })))
    const clock = () => NOON
    const done = await Promise.all([1, 2, 3].map(() => deliver(db, { mail: mailSender(url, FROM) }, clock)))
    assert.equal(
      done.reduce((sum, { sent }) => sum + sent, 0),
      40,
    )
    assert.equal(new Set(ids(received)).size, 40)
    assert.equal(received.length, 40)

    await write(db, { to: 'late@example.jp' })
    // This worker's mail goes out, and then it is gone.
    const dies: Senders = {
      mail: async (notice) => {
        await mailSender(url, FROM)(notice)
        return new Promise(() => {})
      },
    }
    void deliver(db, dies, clock)
    for (let n = 0; n < 100 && received.length < 41; n++) await new Promise((wake) => setTimeout(wake, 50))
    const at = (minutes: number) => () => new Date(NOON.getTime() + minutes * 60_000)
    assert.deepEqual(await deliver(db, { mail: mailSender(url, FROM) }, at(14)), { sent: 0, failed: 0 })
    assert.deepEqual(await deliver(db, { mail: mailSender(url, FROM) }, at(15)), { sent: 1, failed: 0 })
    assert.equal(ids(received).at(-1), ids(received).at(-2))
  })

  test('to a person nothing goes out in the night; to a desk, and what is urgent, it does', async (t) => {
    const { db } = await testDatabase(t)
    const { url, received } = await smtpServer(t)
    await write(db, { to: 'person@example.jp', quiet: true }, { to: 'desk@example.jp' })
    const senders = { mail: mailSender(url, FROM) }
    const night = new Date('2026-11-25T22:00:00+09:00')
    assert.deepEqual(await deliver(db, senders, () => night), { sent: 1, failed: 0 })
    assert.match(received[0]!, /To: desk@example/)
    await pass(db, senders, night, new Date('2026-11-26T07:59:59+09:00'))
    assert.equal(received.length, 1)
    assert.deepEqual(await deliver(db, senders, () => new Date('2026-11-26T08:00:00+09:00')), { sent: 1, failed: 0 })
  })

  test('a mail that comes back is undelivered, once; sent again to the right address it arrives, or somebody telephones', async (t) => {
    const { db } = await testDatabase(t)
    const { url, received } = await smtpServer(t)
    await write(db, { to: 'old@example.jp' }, { to: 'other@example.jp' })
    const senders = { mail: mailSender(url, FROM) }
    await deliver(db, senders, () => NOON)
    for (const { id } of await listNotices(db, CITY, 'sent')) {
      assert.equal(await noteBounce(db, id, 'address', NOON), true)
      assert.equal(await noteBounce(db, id, 'address', NOON), false, 'the same report again')
    }
    assert.equal(await noteBounce(db, randomUUID(), 'address', NOON), false, 'not ours')
    assert.equal((await events(db, 'platform.undelivered')).length, 2)
    assert.deepEqual(await deliver(db, senders, () => NOON), { sent: 0, failed: 0 }, 'it is not sent again by itself')
    const all = await listNotices(db, CITY, 'undelivered')
    const [old, other] = ['old@example.jp', 'other@example.jp'].map((to) => ({
      municipality: CITY,
      id: all.find(({ to_address }) => to_address === to)!.id,
    }))
    const actor = { kind: 'account', id: randomUUID() } as const
    assert.equal(await sendAgain(db, actor, NOON, old!, 'new@example.jp'), true)
    assert.equal(await sendAgain(db, actor, NOON, old!, 'new@example.jp'), false)
    assert.equal(await toldByPhone(db, actor, NOON, other!), true)
    assert.equal(await toldByPhone(db, actor, NOON, other!), false)
    assert.equal(await sendAgain(db, actor, NOON, other!, null), false, 'it is closed')
    assert.deepEqual(await deliver(db, senders, () => NOON), { sent: 1, failed: 0 })
    assert.match(received.at(-1)!, /To: new@example\.jp/)
    assert.deepEqual(await listNotices(db, CITY, 'undelivered'), [])
    assert.equal((await events(db, 'platform.told')).length, 1)
    assert.equal((await events(db, 'platform.resent')).length, 1)
  })

  test('address and text are taken out in time, and what was erased is not sent', async (t) => {
    const { db, pool } = await testDatabase(t)
    const { url, received } = await smtpServer(t)
    await write(db, {})
    await eraseOldNotices(db, NOON, new Date(NOON.getTime() + 1), NOON)
    await deliver(db, { mail: mailSender(url, FROM) }, () => new Date(NOON.getTime() + DAY))
    assert.deepEqual(received, [])
    const { rows } = await pool.query('select to_address, body from platform.notice')
    assert.deepEqual(rows, [{ to_address: null, body: null }])
  })
})

const CONTRACT = `${process.env.CONTRACTS ?? fileURLToPath(new URL('../../shared/contracts', import.meta.url))}/line/messaging-api.yml`
const skip = existsSync(CONTRACT)
  ? false
  : `${CONTRACT} がないので、LINE の OpenAPI とは比べません（CONTRACTS で指せます）`

describe('LINE', () => {
  const line = (api: string) => ({ token: 'a token of the tests', secret: 's', account: '@musubi', api })
  const taken = { status: 200, body: { sentMessages: [{ id: '1' }] } }

  test('down for a day, then up: every notice is pushed once, and a retry carries the key of the first try', async (t) => {
    const { db } = await testDatabase(t)
    let status = 500
    const { origin, requests } = await httpServer(t, () =>
      status === 200 ? taken : { status, body: { message: 'x' } },
    )
    await write(db, ...Array.from({ length: 5 }, (_, n) => ({ channel: 'line' as const, to: `U${n}`, quiet: true })))
    const senders = { line: lineSender(line(origin)) }
    const evening = new Date(NOON.getTime() + DAY)
    await pass(db, senders, NOON, evening)
    assert.equal((await listNotices(db, CITY, 'waiting')).length, 5)
    const refused = requests.length
    assert.ok(refused > 5)
    status = 200
    await pass(db, senders, evening, new Date(evening.getTime() + DAY))
    const pushed = requests.slice(refused)
    assert.deepEqual(pushed.map(({ body }) => JSON.parse(body.toString()).to).sort(), ['U0', 'U1', 'U2', 'U3', 'U4'])
    const keyOf = new Map(
      pushed.map(({ headers, body }) => [JSON.parse(body.toString()).to, headers['x-line-retry-key']]),
    )
    assert.equal(new Set(keyOf.values()).size, 5)
    for (const { headers, body, path } of requests) {
      assert.equal(path, '/v2/bot/message/push')
      assert.equal(headers['x-line-retry-key'], keyOf.get(JSON.parse(body.toString()).to))
      assert.equal(headers.authorization, 'Bearer a token of the tests')
    }
  })

  test('400 and 403 are for good, 429 and 401 are not, 409 says that it had been taken', async (t) => {
    const { db } = await testDatabase(t)
    for (const [status, tab, reason] of [
      [400, 'undelivered', 'refused'],
      [403, 'undelivered', 'refused'],
      [429, 'waiting', 'busy'],
      [401, 'waiting', 'settings'],
      [409, 'sent', null],
    ] as const) {
      const { origin } = await httpServer(t, () => ({ status, body: { message: 'x' } }))
      await write(db, { channel: 'line', to: `U${status}` })
      await deliver(db, { line: lineSender(line(origin)) }, () => NOON)
      const found = (await listNotices(db, CITY, tab)).find(({ to_address }) => to_address === `U${status}`)
      assert.ok(found, `${status} is ${tab}`)
      assert.equal(found.last_error, reason)
    }
  })

  test('what we send is what the OpenAPI of LINE asks for', { skip }, async (t) => {
    const { db } = await testDatabase(t)
    const { origin, requests } = await httpServer(t, () => taken)
    await write(db, { channel: 'line', to: `U${'0'.repeat(32)}`, body: `お知らせがあります。\n${LINK}` })
    await deliver(db, { line: lineSender(line(origin)) }, () => NOON)
    const ajv = new Ajv({ strict: false, validateFormats: false })
    ajv.addSchema(parse(readFileSync(CONTRACT, 'utf8')), 'line')
    const asks = (schema: string, value: unknown) => {
      const holds = ajv.compile({ $ref: `line#/components/schemas/${schema}` })
      return holds(value) ? [] : holds.errors
    }
    const sent = JSON.parse(requests[0]!.body.toString())
    assert.deepEqual(asks('PushMessageRequest', sent), [])
    assert.deepEqual(asks('TextMessage', sent.messages[0]), [])
    assert.equal(sent.messages[0].type, 'text')
    assert.deepEqual(asks('PushMessageResponse', taken.body), [], 'the server of these tests answers as LINE does')
    assert.notDeepEqual(asks('PushMessageRequest', { messages: [] }), [], 'the check can fail')
  })
})

describe('web push', () => {
  test('the browser’s own way of reading is that of RFC 8291, appendix A', () => {
    const auth = Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url')
    const browser = subscribed('https://push.example.net/x', 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', auth)
    const body =
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN'
    assert.equal(readPush(browser, Buffer.from(body, 'base64url')), 'When I grow up, I want to be a watermelon')
  })

  test('it is sealed for the browser, signed with our key, and holds a title and an address; what is gone is undelivered', async (t) => {
    const { db } = await testDatabase(t)
    let status = 503
    const { origin, requests } = await httpServer(t, () => ({ status }))
    const keys = vapidKeys()
    const host = new URL(origin).host
    const senders = { push: pushSender({ ...keys, contact: 'mailto:a@example.jp', hosts: [host] }) }
    const browser = subscribed(`${origin}/send/abc`)
    const to = JSON.stringify(browser.subscription)
    await write(db, { channel: 'push', to, subject: '【結び】お知らせがあります' })
    assert.deepEqual(await deliver(db, senders, () => NOON), { sent: 0, failed: 1 })
    status = 201
    assert.deepEqual(await deliver(db, senders, () => new Date(NOON.getTime() + 60_000)), { sent: 1, failed: 0 })
    assert.equal(requests.length, 2)
    const { headers, body, path } = requests[1]!
    assert.equal(path, '/send/abc')
    assert.equal(headers['content-encoding'], 'aes128gcm')
    assert.deepEqual(JSON.parse(readPush(browser, body)), { title: '【結び】お知らせがあります', url: LINK })
    assert.ok(!body.includes('musubi'))
    const vapid = readVapid(headers.authorization!)!
    assert.equal(vapid.key, keys.publicKey)
    assert.deepEqual([vapid.claims.aud, vapid.claims.sub], [origin, 'mailto:a@example.jp'])

    status = 410
    const way = randomUUID()
    await write(db, { channel: 'push', to, way })
    await deliver(db, senders, () => NOON)
    const [told] = await events(db, 'platform.undelivered')
    assert.deepEqual([told!.data.reason, told!.data.way, told!.data.channel], ['gone', way, 'push'])
    assert.ok(!JSON.stringify(told).includes('/send/abc'))
  })

  test('no other door is knocked at, wherever a subscription says that it leads', async (t) => {
    const { db } = await testDatabase(t)
    const inside = await httpServer(t, () => ({ status: 200 }))
    const outside = await httpServer(t, () => ({ status: 307, location: `${inside.origin}/admin` }))
    const senders = {
      push: pushSender({ ...vapidKeys(), contact: 'mailto:a@example.jp', hosts: [new URL(outside.origin).host] }),
    }
    for (const origin of [inside.origin, outside.origin])
      await write(db, { channel: 'push', to: JSON.stringify(subscribed(`${origin}/admin`).subscription) })
    assert.deepEqual(await deliver(db, senders, () => NOON), { sent: 0, failed: 2 })
    assert.deepEqual([inside.requests.length, outside.requests.length], [0, 1])
    for (const { last_error } of await listNotices(db, CITY, 'undelivered')) assert.equal(last_error, 'refused')
  })
})
