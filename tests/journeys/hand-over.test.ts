// The main story: a trouble in someone's own words, a desk, a hand-over, an outcome; told through the routes.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventsAbout } from '../../src/platform/events.ts'
import { plain, receiptNumber, type Started, startApp, type Visitor } from '../app.ts'

const WORDS = '母の物忘れがひどくて、火の消し忘れが心配'
const PHONE = '090-0000-4567'

/** Opens the newest mail to a desk by its link and code, as the desk does. */
async function openAsDesk(app: Started): Promise<{ desk: Visitor; path: string }> {
  await app.settle()
  const mail = (await app.mails()).find(({ subject }) => subject.includes('相談が届いています'))
  assert.ok(mail, 'a mail to the desk')
  const path = new URL(/https?:\/\/\S+/.exec(mail.body)![0]).pathname
  const desk = app.visitor()
  const locked = await desk.get(path)
  assert.equal(locked.status, 200)
  assert.ok(!locked.text.includes(WORDS) && !locked.text.includes(PHONE), 'no personal data before the code')
  await desk.post(`${path}/code`, {})
  const code = /\d{6}/.exec((await app.mails()).find(({ subject }) => subject.includes('確認コード'))!.body)![0]
  const opened = await desk.submit(`${path}/open`, { code })
  assert.ok(opened.text.includes('物忘れ'))
  return { desk, path }
}

/** Asks, and leaves a number with the first desk that answers on the platform. @returns the receipt's path. */
async function ask(visitor: Visitor, place = '麻生区'): Promise<string> {
  const answer = await visitor.submit('/consult', { trouble: WORDS, place })
  const handOver = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/.exec(answer.text)![0]
  const done = await visitor.post(handOver, { phone: PHONE, name: '', time: '', relation: 'family', agreed: 'yes' })
  assert.equal(done.status, 303, plain(done.text))
  return done.location!
}

describe('from a trouble to an outcome', () => {
  let app: Started
  const ends: (() => Promise<void> | void)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
  })
  after(async () => {
    for (const end of ends) await end()
  })

  test('the answer names desks with a reason, a telephone number and opening hours; words stay out of the address', async () => {
    const visitor = app.visitor()
    const asked = await visitor.post('/consult', { trouble: WORDS, place: '麻生区' })
    assert.match(asked.location!, /^\/consult\/[0-9a-f-]{36}$/)
    const answer = await visitor.get(asked.location!)
    const text = plain(answer.text)
    assert.match(text, /地域包括支援センター/)
    assert.match(text, /なぜここ/)
    assert.match(answer.text, /href="tel:044/)
    assert.match(answer.text, /<mark>物忘れ<\/mark>/)
    assert.match(text, /市のお墨付き/)
    assert.ok(!app.log.some((line) => line.includes('物忘れ')), 'nothing of it in the log')
  })

  test('hand-over, code, accept, contact made, completed: the person sees each step', async () => {
    const person = app.visitor()
    const receipt = await ask(person)
    const before = await person.get(receipt)
    assert.match(plain(before.text), /11月27日（金）17時までに、ご連絡します/)
    assert.ok(receiptNumber(before.text))
    assert.ok(!before.text.includes(PHONE), 'the receipt shows the end of the number only')

    const { desk, path } = await openAsDesk(app)
    assert.ok(!(await desk.get(path)).text.includes(PHONE), 'the contact is hidden until the desk takes it on')
    const nobody = await desk.post(`${path}/answer`, { answer: 'accept', responder: '' })
    assert.equal(nobody.status, 422)
    const accepted = await desk.submit(`${path}/answer`, { answer: 'accept', responder: '佐々木（社会福祉士）' })
    assert.ok(accepted.text.includes(PHONE))
    assert.match(plain((await person.get(receipt)).text), /担当は 佐々木（社会福祉士） です/)

    await desk.submit(`${path}/answer`, { answer: 'begin' })
    const done = await desk.post(`${path}/answer`, { answer: 'complete', outcome: 'continuing', note: '' })
    assert.equal(done.status, 200)
    assert.match(plain((await person.get(receipt)).text), /支援が続いています/)
    assert.equal((await desk.get(path)).status, 410, 'the link ends with the referral')

    const looks = plain((await person.get(`${receipt}/looks`)).text)
    assert.match(looks, /メールのリンクを持つ窓口の人が、窓口として、相談を読みました（5回）。/)

    const need = receipt.split('/').at(-1)!
    const events = await app.database.db.selectFrom('platform.event').select(['name', 'data', 'subject']).execute()
    const all = events.filter((event) => event.subject === need || (event.data as { need?: string }).need === need)
    const about = all.filter((event) => event.name !== 'people.looked')
    assert.equal(all.length - about.length, 5, 'each time the desk opened it is written down')
    assert.deepEqual(
      about.map((event) => event.name),
      [
        'need.registered',
        'referral.requested',
        'referral.seen',
        'referral.accepted',
        'referral.begun',
        'need.met',
        'referral.completed',
      ],
    )
    assert.ok(
      !JSON.stringify(events).includes('物忘れ') && !JSON.stringify(events).includes('0000-4567'),
      'events hold no personal text',
    )
    assert.equal((await eventsAbout(app.database.db, [need])).length, 2)
  })

  test('declined: the person is told, staff ask another desk, and it goes on', async () => {
    const person = app.visitor()
    const receipt = await ask(person)
    const { desk, path } = await openAsDesk(app)
    assert.equal((await desk.post(`${path}/answer`, { answer: 'decline', reason: '' })).status, 422)
    const thanks = await desk.post(`${path}/answer`, { answer: 'decline', reason: 'area', note: '' })
    assert.match(plain(thanks.text), /次の窓口をさがします/)
    assert.match(plain((await person.get(receipt)).text), /担当の地区が違うため、戻りました/)

    const staff = await app.signedIn('staff')
    const inbox = await staff.get('/referral?standing=returned')
    const need = receipt.split('/').at(-1)!
    assert.ok(inbox.text.includes(need))
    const page = await staff.get(`/referral/${need}`)
    const other = /<option value="([0-9a-f-]{36})">/.exec(page.text)![1]!
    await staff.submit(`/referral/${need}/ask`, { how: 'beside', service: other })
    assert.match(plain((await person.get(receipt)).text), /内容を読んでいます/)
    const again = await staff.post(`/referral/${need}/ask`, { how: 'beside', service: other })
    assert.equal(again.status, 409, 'the same desk is not asked twice at once')
  })

  test('withdrawn: every door closes at once', async () => {
    const person = app.visitor()
    const receipt = await ask(person)
    const { desk, path } = await openAsDesk(app)
    await person.submit(`${receipt}/withdraw`, {})
    assert.match(plain((await person.get(receipt)).text), /取り下げました/)
    assert.equal((await desk.get(path)).status, 410)
    assert.equal((await desk.post(`${path}/answer`, { answer: 'accept', responder: 'x' })).status, 410)
  })

  test('a receipt is found again by its number and the end of the phone number, and by nothing less', async () => {
    const receipt = await ask(app.visitor())
    const code = receiptNumber((await app.visitor().get(receipt)).text)
    const found = await app.visitor().post('/referral/receipt', { code: ` ${code.toLowerCase()} `, last4: '４５６７' })
    assert.equal(found.location, receipt)
    assert.equal((await app.visitor().post('/referral/receipt', { code, last4: '0000' })).status, 422)
    assert.equal((await app.visitor().post('/referral/receipt', { code: '', last4: '' })).status, 422)
  })

  test('one question is asked while it would change the answer: the ward, then which trouble; then none', async () => {
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', { trouble: '介護に疲れたし、子どもが学校に行かない', place: '' })
    assert.match(plain(answer.text), /どの区|お住まいの区は|いちばん困っているのは/)
    const placed = await visitor.submit(`${answer.path}/place`, { ward: '麻生区' })
    assert.match(plain(placed.text), /いちばん困っているのは、どれですか/)
    const settled = await visitor.submit(`${answer.path}/kind`, { kind: 'care.burden' })
    assert.ok(!plain(settled.text).includes('ひとつだけ教えてください'))
    const first = /id="d1">(.*?)<\/h3>/s.exec(settled.text)![1]!
    assert.match(plain(first), /ケアラー|地域包括/)
    assert.equal((await visitor.post(`${answer.path}/kind`, { kind: 'no.such' })).status, 404)
  })

  test('asking twice from one answer makes one need', async () => {
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', { trouble: WORDS, place: '麻生区' })
    const handOver = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/.exec(answer.text)![0]
    const form = { phone: PHONE, relation: 'self', agreed: 'yes' }
    const first = await visitor.post(handOver, form)
    const second = await visitor.post(handOver, form)
    assert.equal(first.location, second.location)
  })

  test('codes: wrong ones run out, old ones and forged links open nothing', async () => {
    await ask(app.visitor())
    await app.settle()
    const mail = (await app.mails()).find(({ subject }) => subject.includes('相談が届いています'))!
    const path = new URL(/https?:\/\/\S+/.exec(mail.body)![0]).pathname
    const desk = app.visitor()
    await desk.post(`${path}/code`, {})
    const code = /\d{6}/.exec((await app.mails()).find(({ subject }) => subject.includes('確認コード'))!.body)![0]
    const wrong = code === '000000' ? '000001' : '000000'
    for (let tries = 0; tries < 5; tries += 1)
      assert.equal((await desk.post(`${path}/open`, { code: wrong })).status, 422)
    assert.equal((await desk.post(`${path}/open`, { code })).status, 422, 'after five wrong ones the right one is void')
    assert.equal((await app.visitor().post(`${path}/answer`, { answer: 'accept', responder: 'x' })).status, 200)
    assert.equal((await app.visitor().get('/referral/desk/forged')).status, 410)
    for (let more = 0; more < 4; more += 1) await desk.post(`${path}/code`, {})
    assert.equal((await desk.post(`${path}/code`, {})).status, 422, 'at most five codes an hour')
  })

  test('nothing close: said so, the general desk offered, the unmet need in the register and the figures', async () => {
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', {
      trouble: '飼っている亀の甲羅をみがく人をさがしています',
      place: '幸区',
    })
    assert.match(plain(answer.text), /ぴったりの相談先は、まだありません/)
    assert.match(answer.text, /044-200-3939/)
    const staff = await app.signedIn('staff')
    assert.match(plain((await staff.get('/need?state=unmet')).text), /亀の甲羅/)
    const found = await visitor.post(answer.path.replace(/$/, '/hand-over/general'), {
      phone: PHONE,
      relation: 'self',
      agreed: 'yes',
    })
    assert.equal(found.status, 303, 'and somebody can be asked to call')
  })

  test('the last four digits cannot be tried through: after a few, even the right ones are not answered for a while', async () => {
    const person = app.visitor()
    const receipt = await ask(person)
    const code = receiptNumber((await person.get(receipt)).text)
    const stranger = app.visitor()
    for (const last4 of ['0000', '0001', '0002', '0003', '0004'])
      assert.equal((await stranger.post('/referral/receipt', { code, last4 })).status, 422)
    const right = PHONE.replace(/\D/g, '').slice(-4)
    assert.equal((await stranger.post('/referral/receipt', { code, last4: right })).status, 422)
    app.at(new Date(app.service.now().getTime() + 20 * 60_000))
    assert.equal((await stranger.post('/referral/receipt', { code, last4: right })).location, receipt)
  })

  test('who is signed in and tries a door that is not theirs is written down', async () => {
    const resident = await app.signedIn('resident')
    assert.equal((await resident.get('/need')).status, 403)
    const { rows } = await app.database.pool.query(
      `select data ->> 'verb' as verb from platform.event where name = 'people.refused' and actor_kind = 'account'`,
    )
    assert.deepEqual(rows, [{ verb: 'need.list' }])
  })
})
