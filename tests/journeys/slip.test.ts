// Answering without an account: by a link on an old phone, by a slip of paper, by telephone through staff; and the file that
// goes to another system.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Fhir } from 'fhir'
import { plain, receiptNumber, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const WORDS = '母の物忘れがひどくて、火の消し忘れが心配'
const PHONE = '090-0000-4567'

/** A minute passes: what comes later is the newest. */
let minutes = 0
const tick = (app: Started) => {
  minutes += 1
  app.at(new Date(WEDNESDAY.getTime() + minutes * 60_000))
}

/** Leaves a number with the first desk that answers on the platform. */
async function ask(app: Started): Promise<{ person: Visitor; receipt: string; need: string }> {
  tick(app)
  const person = app.visitor()
  const answer = await person.submit('/consult', { trouble: WORDS, place: '麻生区' })
  const handOver = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/.exec(answer.text)![0]
  const done = await person.post(handOver, { phone: PHONE, name: '山本', time: '', relation: 'family', agreed: 'yes' })
  await app.settle()
  return { person, receipt: done.location!, need: done.location!.split('/').at(-1)! }
}

const newestLink = async (app: Started): Promise<string> => {
  const mail = (await app.mails()).find(({ subject }) => subject.includes('相談が届いています'))!
  return new URL(/https?:\/\/\S+/.exec(mail.body)![0]).pathname
}

async function unlock(app: Started, path: string): Promise<Visitor> {
  const desk = app.visitor()
  await desk.post(`${path}/code`, {})
  const code = /\d{6}/.exec((await app.mails()).find(({ subject }) => subject.includes('確認コード'))!.body)![0]
  assert.equal((await desk.post(`${path}/open`, { code })).status, 303)
  return desk
}

/** An old phone: little to load, nothing to run, nothing wide. */
function fitsOldPhone({ text, headers }: { text: string; headers: Headers }) {
  assert.ok(Buffer.byteLength(text) < 20_000, `${Buffer.byteLength(text)} bytes`)
  assert.ok(!/<script|<table|onclick=/i.test(text))
  assert.match(headers.get('content-type')!, /charset=utf-8/i)
  assert.match(text, /name="viewport" content="width=device-width/)
}

const task = async (app: Started, need: string) =>
  (
    await app.database.db
      .selectFrom('referral.task')
      .select(['id', 'status', 'via', 'waits_for', 'service_id', 'organization_id'])
      .where('need_id', '=', need)
      .orderBy('requested_at')
      .orderBy('id')
      .execute()
  ).at(-1)!

describe('a desk without an account', () => {
  let app: Started
  const ends: (() => Promise<void> | void)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
  })
  after(async () => {
    for (const end of ends) await end()
  })

  test('by the link: takes it on, pauses it, goes on, passes it on; each page stays light and right', async () => {
    const { person, receipt, need } = await ask(app)
    const path = await newestLink(app)
    fitsOldPhone(await app.visitor().get(path))
    const desk = await unlock(app, path)
    fitsOldPhone(await desk.get(path))
    fitsOldPhone(await desk.submit(`${path}/answer`, { answer: 'accept', responder: '佐々木' }))
    assert.equal((await desk.post(`${path}/answer`, { answer: 'hold' })).status, 422, 'for whom it waits must be said')
    const held = await desk.submit(`${path}/answer`, { answer: 'hold', waits: 'family' })
    fitsOldPhone(held)
    assert.match(plain(held.text), /保留.*何を待っていますか ご家族の返事/)
    assert.equal((await task(app, need)).via, 'link')
    const going = await desk.submit(`${path}/answer`, { answer: 'begin' })
    assert.doesNotMatch(plain(going.text), /何を待っていますか ご家族の返事/)

    const first = await task(app, need)
    const nobody = await desk.post(`${path}/forward`, { service: '' })
    assert.equal(nobody.status, 422)
    assert.match(plain(nobody.text), /頼む窓口を選んでください/)
    assert.equal((await desk.post(`${path}/forward`, { service: first.service_id! })).status, 422, 'not to itself')
    const offered = [...going.text.matchAll(/<option value="([0-9a-f-]{36})">/g)].map(([, id]) => id!)
    assert.ok(offered.length > 0 && !offered.includes(first.service_id!))
    tick(app)
    const thanks = await desk.post(`${path}/forward`, { service: offered[0]!, note: '' })
    assert.equal(thanks.status, 200)
    assert.match(plain(thanks.text), /選んだ窓口に、相談を回しました/)
    assert.equal((await desk.get(path)).status, 410, 'its own door is closed')
    const second = await task(app, need)
    assert.equal(second.service_id, offered[0])
    assert.equal(second.status, 'sent')

    await app.settle()
    const next = await newestLink(app)
    assert.notEqual(next, path)
    const other = await unlock(app, next)
    assert.ok(!(await other.get(next)).text.includes(PHONE), 'the next desk sees the contact when it takes it on')
    const page = await other.get(next)
    const again = [...page.text.matchAll(/<option value="([0-9a-f-]{36})">/g)].map(([, id]) => id!)
    if (again[0]) await other.post(`${next}/forward`, { service: again[0] })
    else await other.post(`${next}/answer`, { answer: 'decline', reason: 'area' })
    assert.match(plain((await person.get(receipt)).text), /内容を読んでいます|次の窓口/)
  })

  test('used up, too old, taken back or made up: the same page, and a number to call', async () => {
    const dead: { path: string; visitor: Visitor }[] = []
    const used = await ask(app)
    const first = { path: await newestLink(app), visitor: app.visitor() }
    first.visitor = await unlock(app, first.path)
    await first.visitor.post(`${first.path}/answer`, { answer: 'decline', reason: 'other', note: '' })
    dead.push(first)
    await used.person.submit(`${used.receipt}/withdraw`, {})

    const back = await ask(app)
    const second = { path: await newestLink(app), visitor: app.visitor() }
    second.visitor = await unlock(app, second.path)
    await back.person.submit(`${back.receipt}/withdraw`, {})
    dead.push(second)

    const old = await ask(app)
    const third = { path: await newestLink(app), visitor: app.visitor() }
    third.visitor = await unlock(app, third.path)
    dead.push(third, { path: `/referral/desk/${'x'.repeat(32)}`, visitor: app.visitor() })
    app.at(new Date(WEDNESDAY.getTime() + 31 * 24 * 60 * 60 * 1000))
    const said = new Set<string>()
    for (const { path, visitor } of dead) {
      const page = await visitor.get(path)
      assert.equal(page.status, 410, path)
      fitsOldPhone(page)
      assert.match(page.text, /href="tel:044/)
      said.add(plain(page.text))
      const form = { answer: 'accept', responder: 'x', service: (await task(app, old.need)).service_id! }
      for (const step of ['answer', 'forward', 'code', 'open'])
        assert.equal((await visitor.post(`${path}/${step}`, form)).status, 410, step)
    }
    assert.equal(said.size, 1, 'nobody learns which of them it was')
    assert.equal((await task(app, old.need)).status, 'sent', 'nothing was answered')
    tick(app)
  })

  test('on paper: a slip with what is asked and nothing of the person; its code opens the page for the answer', async () => {
    const { person, receipt, need } = await ask(app)
    const code = receiptNumber((await person.get(receipt)).text)
    const staff = await app.signedIn('staff')
    const { id, organization_id } = await task(app, need)
    assert.ok((await staff.get(`/referral/${need}`)).text.includes(`action="/referral/${need}/slip/${id}"`))
    const made = await staff.post(`/referral/${need}/slip/${id}`, {})
    assert.equal(made.status, 303)
    const slip = await staff.get(made.location!)
    const text = plain(slip.text)
    assert.match(text, /認知症・物忘れ/, 'the kind, in the words of the catalogue')
    assert.match(text, /お返事の期限11月26日（木）17時/)
    assert.ok(text.includes(code))
    assert.match(text, /引き受けます.*引き受けられません.*担当の地区ではない.*お返事の送り先電話 044/)
    for (const secret of ['物忘れがひどくて', '火の消し忘れ', PHONE, '4567', '山本'])
      assert.ok(!slip.text.includes(secret), secret)
    assert.match(slip.text, /class="qr"/)
    assert.doesNotMatch((await staff.get(`/referral/${need}/slip/${id}`)).text, /class="qr"/, 'without a link no code')

    const path = `/referral/desk/${new URL(made.location!, 'http://x').searchParams.get('link')}`
    const desk = await unlock(app, path)
    await desk.submit(`${path}/answer`, { answer: 'accept', responder: '佐々木' })
    assert.equal((await task(app, need)).via, 'link')
    assert.match(
      plain((await staff.get(`/referral/${need}`)).text),
      /紙・FAXの用紙を印刷.*窓口が引き受け（メールのリンク）/,
    )
    const late = await staff.post(`/referral/${need}/slip/${id}`, {})
    assert.equal(late.location, `/referral/${need}`, 'nothing to ask any more')

    const other = await ask(app)
    assert.equal((await staff.post(`/referral/${other.need}/slip/${id}`, {})).status, 404, 'not of another need')
    const atDesk = await app.signedIn('desk')
    assert.equal((await atDesk.post(`/referral/${need}/slip/${id}`, {})).status, 403)
    const events = await app.database.db.selectFrom('platform.event').select(['name', 'subject', 'data']).execute()
    const printed = events.filter(({ name, subject }) => name === 'referral.printed' && subject === id)
    assert.equal(printed.length, 1)
    assert.deepEqual(printed[0]!.data, { need })
    assert.ok(organization_id)
  })

  test('by telephone or on paper through staff: who calls must be named; how it came stands in the history', async () => {
    const { person, receipt, need } = await ask(app)
    const staff = await app.signedIn('staff')
    assert.match(plain((await staff.get(`/referral/${need}`)).text), /返事はどこから来ましたか ?この画面電話FAX紙/)
    const unnamed = await staff.post(`/referral/${need}/answer`, { answer: 'accept', responder: '', via: 'phone' })
    assert.equal(unnamed.status, 422, 'staff do not call in the place of the desk')
    assert.match(unnamed.text, /<option value="phone" selected/)
    await staff.submit(`/referral/${need}/answer`, { answer: 'accept', responder: '佐々木', via: 'phone' })
    assert.equal((await task(app, need)).via, 'phone')
    assert.match(plain((await person.get(receipt)).text), /担当は 佐々木 です/)
    const page = await staff.submit(`/referral/${need}/answer`, { answer: 'hold', waits: 'papers', via: 'fax' })
    assert.match(plain(page.text), /窓口が引き受け（電話）.*保留（FAX）/)
    assert.match(plain(page.text), /返事の道.*電話/)

    const second = await ask(app)
    await staff.submit(`/referral/${second.need}/answer`, { answer: 'decline', reason: 'full', via: 'paper' })
    const rows = app.database.db
      .selectFrom('referral.task')
      .select(['status', 'via'])
      .where('need_id', '=', second.need)
    assert.ok((await rows.execute()).some(({ status, via }) => status === 'declined' && via === 'paper'))
    // Nobody pretends that a click was a call.
    const third = await ask(app)
    await staff.submit(`/referral/${third.need}/answer`, { answer: 'accept', responder: '佐々木', via: 'link' })
    assert.equal((await task(app, third.need)).via, 'web')
  })

  test('to another system: a FHIR Bundle without the person, for whoever may open the referral; the look is written down', async () => {
    const { person, receipt, need } = await ask(app)
    const staff = await app.signedIn('staff')
    assert.ok((await staff.get(`/referral/${need}`)).text.includes(`/referral/${need}/fhir.json`))
    const file = await staff.get(`/referral/${need}/fhir.json`)
    assert.equal(file.status, 200)
    assert.match(file.headers.get('content-type')!, /^application\/fhir\+json/)
    assert.match(file.headers.get('content-disposition')!, /attachment; filename="[2-9A-Z]{3}-[2-9A-Z]{3}\.fhir\.json"/)
    const bundle = JSON.parse(file.text)
    assert.deepEqual(
      new Fhir()
        .validate(structuredClone(bundle), { errorOnUnexpected: true })
        .messages.filter(({ severity }) => severity === 'error'),
      [],
    )
    const types = (bundle.entry as { resource: { resourceType: string; status?: string } }[]).map(
      ({ resource }) => resource,
    )
    assert.deepEqual(
      types.map(({ resourceType }) => resourceType),
      ['ServiceRequest', 'Task', 'Patient', 'Consent', 'HealthcareService', 'Organization', 'Organization'],
    )
    assert.equal(types[1]!.status, 'requested')
    for (const secret of ['物忘れがひどくて', PHONE, '山本', need]) assert.ok(!file.text.includes(secret), secret)
    const looks = plain((await person.get(`${receipt}/looks`)).text)
    assert.match(looks, /相談/)
    const events = await app.database.db.selectFrom('platform.event').select(['name', 'subject', 'data']).execute()
    assert.ok(
      events.some(
        ({ name, subject, data }) =>
          name === 'people.looked' && subject === need && (data as { verb: string }).verb === 'referral.export',
      ),
    )
    assert.equal((await (await app.signedIn('resident')).get(`/referral/${need}/fhir.json`)).status, 403)
    assert.equal((await app.visitor().get(`/referral/${need}/fhir.json`)).status, 401)
  })
})
