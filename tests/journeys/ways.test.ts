// How a person is told: by mail, in the browser, by LINE, never at night; and what staff see of what did not arrive.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { jobsOf } from '../../src/app.tsx'
import { erasePersonOf } from '../../src/erase.ts'
import type { LineConfig } from '../../src/platform/config.ts'
import { noteBounce } from '../../src/platform/outbox/deliver.ts'
import { listNotices } from '../../src/platform/outbox/store.ts'
import { type Page, plain, receiptNumber, type Started, startApp, type Visitor } from '../app.ts'
import { httpServer, readPush, smtpServer, subscribed, vapidKeys } from '../receivers.ts'

const MAIL = 'sato.hanako@example.jp'
const CITY = '141305'

/** Asks, and leaves a mail address. @returns the receipt's path. */
async function ask(person: Visitor): Promise<string> {
  const answer = await person.submit('/consult', {
    trouble: '母の物忘れがひどくて、火の消し忘れが心配',
    place: '麻生区',
  })
  const handOver = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/.exec(answer.text)![0]
  const reach = { phone: '090-0000-4567', email: MAIL, name: '', time: '', relation: 'family', agreed: 'yes' }
  const done = await person.post(handOver, reach)
  assert.equal(done.status, 303, plain(done.text))
  return done.location!
}

/** The desk takes it on by telephone, through staff: something that the person is told of. */
async function accept(app: Started, receipt: string): Promise<void> {
  const staff = await app.signedIn('staff')
  const done = await staff.post(`/referral/${idOf(receipt)}/answer`, { answer: 'accept', responder: '佐々木' })
  assert.equal(done.status, 303, plain(done.text))
  await app.settle()
}

const deliver = (app: Started) =>
  jobsOf(app.service)
    .timers.find(({ name }) => name === 'outbox.deliver')!
    .run(app.database.db)

const idOf = (receipt: string) => receipt.split('/').at(-1)!

/** What LINE sends of one event. */
function fromLine(app: Started, line: LineConfig, event: object, secret = line.secret): Promise<Page> {
  const body = JSON.stringify({ destination: 'U0', events: [event] })
  const signature = createHmac('sha256', secret).update(body).digest('base64')
  const headers = { 'content-type': 'application/json', 'x-line-signature': signature }
  return app.visitor().send('/need/line', { method: 'POST', body, headers })
}

let told = 0
const event = (app: Started, user: string, more: object) => ({
  ...{ mode: 'active', timestamp: app.service.now().getTime(), deliveryContext: { isRedelivery: false } },
  ...{ webhookEventId: `01TESTEVENT${String(++told).padStart(15, '0')}`, source: { type: 'user', userId: user } },
  ...more,
})
const wrote = (app: Started, user: string, text: string) =>
  event(app, user, { type: 'message', replyToken: `reply-${user}`, message: { type: 'text', id: '1', text } })

test('without settings nothing of push or LINE is shown, and the address of LINE is nowhere', async (t) => {
  const app = await startApp(t)
  const person = app.visitor()
  const receipt = await ask(person)
  const page = await person.get(receipt)
  assert.match(plain(page.text), /お知らせの受け取り方/)
  assert.match(plain(page.text), /メール s\*\*\*@example\.jp/)
  assert.ok(!page.text.includes(MAIL) && !page.text.includes('LINE') && !page.text.includes('push'))
  for (const path of [`${receipt}/push`, `${receipt}/line`, '/need/line'])
    assert.equal((await person.post(path, {})).status, 404, path)
})

test('a browser that was added gets a notice without content; when it is gone, the way is dropped', async (t) => {
  let status = 201
  const service = await httpServer(t, () => ({ status }))
  const hosts = [new URL(service.origin).host]
  const push = { ...vapidKeys(), contact: 'mailto:a@example.jp', hosts }
  const app = await startApp(t, undefined, { push })
  const person = app.visitor()
  const receipt = await ask(person)
  const offered = await person.get(receipt)
  assert.ok(offered.text.includes(`data-push="${push.publicKey}"`))
  assert.match(plain(offered.text), /JavaScript を使える設定/)
  const script = await person.get('/referral/receipt/notice.js')
  assert.match(script.headers.get('content-type')!, /^text\/javascript/)
  assert.match(script.text, /notificationclick/)

  const browser = subscribed(`${service.origin}/browser/1`)
  const given = JSON.stringify(browser.subscription)
  for (const subscription of [
    'no json',
    '{}',
    JSON.stringify({ ...browser.subscription, keys: { p256dh: 'AA', auth: 'AA' } }),
    JSON.stringify(subscribed('https://evil.example/x').subscription),
  ])
    assert.equal((await person.post(`${receipt}/push`, { subscription })).status, 422, subscription)
  const added = await person.submit(`${receipt}/push`, { subscription: given })
  assert.match(plain(added.text), /ブラウザーへの通知 11月25日（水）10時24分に登録/)
  await person.post(`${receipt}/push`, { subscription: given })
  const { rows } = await app.database.pool.query('select address from need.way')
  assert.equal(rows.length, 1, 'the same browser is no second way')
  assert.ok(!rows[0].address.includes('/browser/1'), 'it is sealed')
  assert.ok(!(await app.visitor().get(await ask(app.visitor()))).text.includes('10時24分に登録'), 'it is this need’s')

  await accept(app, receipt)
  await deliver(app)
  assert.equal(service.requests.length, 1)
  const shown = JSON.parse(readPush(browser, service.requests[0]!.body))
  assert.deepEqual(shown, { title: '【結び】お知らせがあります', url: `http://localhost:3000${receipt}` })

  status = 410
  const staff = await app.signedIn('staff')
  await staff.post(`/referral/${idOf(receipt)}/answer`, { answer: 'begin' })
  await staff.post(`/referral/${idOf(receipt)}/answer`, { answer: 'complete', outcome: 'resolved', note: '' })
  await app.settle()
  await deliver(app)
  await app.settle()
  assert.ok(!(await person.get(receipt)).text.includes('10時24分に登録'))
  assert.equal((await app.database.pool.query('select from need.way')).rowCount, 0)
})

test('LINE: bound by a code that works once, for fifteen minutes, from LINE only; a replay does nothing', async (t) => {
  const api = await httpServer(t, () => ({ status: 200, body: { sentMessages: [{ id: '1' }] } }))
  const line = { token: 'token of the tests', secret: 'secret of the tests', account: '@musubi', api: api.origin }
  const app = await startApp(t, undefined, { line })
  const replies = () =>
    api.requests.filter(({ path }) => path.endsWith('/reply')).map(({ body }) => JSON.parse(String(body)))
  const ways = async () => (await app.database.pool.query('select need_id, address from need.way')).rowCount
  const person = app.visitor()
  const receipt = await ask(person)
  const codeOf = async () => /class="code">([\w-]{11})</.exec((await person.post(`${receipt}/line`, {})).text)?.[1]

  const page = await person.post(`${receipt}/line`, {})
  const code = /class="code">([\w-]{11})</.exec(page.text)![1]!
  assert.ok(page.text.includes(`https://line.me/R/oaMessage/%40musubi/?${code}`))
  const { rows } = await app.database.pool.query('select * from need.line_code')
  assert.ok(!JSON.stringify(rows).includes(code), 'only its hash is kept')

  const first = wrote(app, 'Uhanako', `${code.toLowerCase()} です`)
  assert.equal((await fromLine(app, line, first, 'another secret')).status, 403)
  assert.equal(await ways(), 0, 'forged')
  assert.equal((await fromLine(app, line, wrote(app, 'Uhanako', 'こんにちは'))).status, 200)
  assert.deepEqual(replies(), [], 'what else is written there is not for us')
  assert.equal((await fromLine(app, line, first)).status, 200)
  assert.equal(await ways(), 1)
  assert.match(plain((await person.get(receipt)).text), /LINE 11月25日（水）10時24分に登録/)
  assert.equal(replies().length, 1)
  assert.match(replies()[0].messages[0].text, /登録しました/)
  assert.equal((await fromLine(app, line, first)).status, 200)
  assert.equal(replies().length, 1, 'told again, nothing happens')

  await fromLine(app, line, wrote(app, 'Uother', code))
  assert.match(replies().at(-1).messages[0].text, /使えません/)
  assert.equal(await ways(), 1, 'used once')
  const old = (await codeOf())!
  app.at(new Date(app.service.now().getTime() + 16 * 60_000))
  await fromLine(app, line, wrote(app, 'Uother', old))
  assert.equal(await ways(), 1, 'too old')
  await fromLine(app, line, { ...wrote(app, 'Uother', (await codeOf())!), timestamp: 0 })
  assert.equal(await ways(), 1, 'an event of long ago')

  await accept(app, receipt)
  await deliver(app)
  const pushed = api.requests.filter(({ path }) => path.endsWith('/push')).map(({ body }) => JSON.parse(String(body)))
  assert.deepEqual(
    pushed.map(({ to }) => to),
    ['Uhanako'],
  )
  assert.equal(
    pushed[0].messages[0].text,
    `相談について、お知らせがあります。下のページで見られます。\nhttp://localhost:3000${receipt}`,
  )

  const leaves = event(app, 'Uhanako', { type: 'unfollow' })
  await fromLine(app, line, event(app, 'Usomebody', { type: 'unfollow' }))
  assert.equal(await ways(), 1)
  await fromLine(app, line, leaves)
  assert.equal(await ways(), 0)
  await fromLine(app, line, wrote(app, 'Uhanako', (await codeOf())!))
  assert.equal(await ways(), 1)
  await fromLine(app, line, leaves)
  assert.equal(await ways(), 1, 'an old farewell that is told again')
  const codes = [1, 2].map(() => person.post(`${receipt}/line`, {}))
  assert.deepEqual((await Promise.all(codes)).map(({ status }) => status).sort(), [200, 429], 'five codes an hour')

  const stop = /\/referral\/receipt\/[0-9a-f-]{36}\/ways\/[0-9a-f-]{36}\/stop/.exec(
    (await person.get(receipt)).text,
  )![0]
  const another = await ask(app.visitor())
  const [, way] = /ways\/([0-9a-f-]{36})/.exec(stop)!
  await app.visitor().post(`${another}/ways/${way}/stop`, {})
  assert.equal(await ways(), 1, 'from the receipt of somebody else')
  await person.post(stop, {})
  assert.equal(await ways(), 0)
  assert.ok(!app.log.join().includes('Uhanako'))
})

test('what happens in the evening is told in the morning, once by each way; with the need, the ways are erased', async (t) => {
  const { url: smtpUrl, received } = await smtpServer(t)
  const api = await httpServer(t, () => ({ status: 200 }))
  const line = { token: 'token of the tests', secret: 'secret of the tests', account: '@musubi', api: api.origin }
  const app = await startApp(t, new Date('2026-11-25T16:50:00+09:00'), { smtpUrl, line })
  const person = app.visitor()
  const receipt = await ask(person)
  const code = /class="code">([\w-]{11})</.exec((await person.post(`${receipt}/line`, {})).text)![1]!
  await fromLine(app, line, wrote(app, 'Uhanako', code))
  await app.settle()
  await deliver(app)
  const before = received.length
  assert.ok(before > 0, 'the desk has its mail')
  app.at(new Date('2026-11-25T21:30:00+09:00'))
  await accept(app, receipt)
  await deliver(app)
  const toPerson = () => received.filter((text) => text.includes(`To: ${MAIL}`))
  const pushes = () => api.requests.filter(({ path }) => path.endsWith('/push'))
  assert.deepEqual([toPerson().length, pushes().length], [0, 0])
  const staff = await app.signedIn('staff')
  assert.match(plain((await staff.get('/referral/outbox?tab=waiting')).text), /11月26日（木）8時に送ります/)
  for (const at of ['07:59:00', '08:00:00', '08:30:00', '12:00:00']) {
    app.at(new Date(`2026-11-26T${at}+09:00`))
    await deliver(app)
    assert.equal(toPerson().length, at < '08' ? 0 : 1, at)
    assert.equal(pushes().length, at < '08' ? 0 : 1, at)
  }
  const number = receiptNumber((await person.get(receipt)).text)
  await erasePersonOf(app.database.db, CITY, number, app.service.now())
  for (const table of ['way', 'line_code'])
    assert.equal((await app.database.pool.query(`select from need.${table}`)).rowCount, 0, table)
})

test('staff see what did not arrive, why, and what to do; an address is corrected, or somebody telephones', async (t) => {
  const { url: smtpUrl, received } = await smtpServer(t, (to) =>
    to === MAIL ? { code: 550, text: '5.1.1 no such user' } : null,
  )
  const app = await startApp(t, undefined, { smtpUrl })
  const person = app.visitor()
  const receipt = await ask(person)
  const code = receiptNumber((await person.get(receipt)).text)
  await app.settle()
  await deliver(app)
  const staff = await app.signedIn('staff')
  assert.ok(!(await staff.get('/referral')).text.includes('届かなかったお知らせ'))
  await accept(app, receipt)
  await deliver(app)
  assert.match(plain((await staff.get('/referral')).text), /届かなかったお知らせが 1 件あります/)
  const page = await staff.get('/referral/outbox')
  const text = plain(page.text)
  assert.ok(text.includes(`相談 ${code}`) && text.includes('s***@example.jp'))
  assert.match(text, /このアドレスの人は、いない/)
  assert.match(text, /電話でお知らせしてください/)
  assert.ok(
    !page.text.includes(MAIL) && !page.text.includes('/referral/receipt/'),
    'neither the address nor the receipt',
  )
  const desk = await app.signedIn('desk', '佐々木')
  const act = /\/referral\/outbox\/([0-9a-f-]{36})\/again/.exec(page.text)!
  for (const path of ['/referral/outbox', act[0], act[0].replace('again', 'told')])
    assert.equal((await (path === '/referral/outbox' ? desk.get(path) : desk.post(path, {}))).status, 403, path)

  const wrong = await staff.post(act[0], { [`to_${act[1]}`]: 'さとう' })
  assert.equal(wrong.status, 422)
  assert.ok(wrong.text.includes('value="さとう"') && wrong.text.includes('name@example.jp'))
  await staff.submit(act[0], { [`to_${act[1]}`]: 'sato@example.jp' })
  await deliver(app)
  assert.equal(received.filter((mail) => mail.includes('To: sato@example.jp')).length, 1)

  // A mail to the desk that the server had taken comes back.
  const mail = (await listNotices(app.database.db, CITY, 'sent')).find(({ subject }) =>
    subject.includes('届いています'),
  )!
  await noteBounce(app.database.db, mail.id, 'full', app.service.now())
  const back = plain((await staff.get('/referral/outbox?tab=undelivered')).text)
  assert.match(back, /受信箱がいっぱい/)
  assert.ok(back.includes('窓口に電話して') && /電話 ?044-\d+-\d+/.test(back) && back.includes(mail.to_address), back)
  await staff.submit(`/referral/outbox/${mail.id}/told`, {})
  assert.match(plain((await staff.get('/referral/outbox')).text), /届かなかったお知らせは、ありません/)
  assert.match(plain((await staff.get('/referral/outbox?tab=sent')).text), /電話で伝えた/)
  const history = plain((await staff.get(`/referral/${idOf(receipt)}`)).text)
  for (const line of ['お知らせが届かなかった', 'お知らせをもう一度送った', '届かなかったお知らせを、電話で伝えた'])
    assert.ok(history.includes(line), line)
})
