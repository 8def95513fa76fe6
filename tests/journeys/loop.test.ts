// The closed loop with the clock moved: nobody who asked is dropped, whatever desks do or leave undone.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { lookAround } from '../../src/referral/index.ts'
import { plain, receiptNumber, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const PHONE = '090-0000-4567'
const MAIL = 'hanako@example.jp'
const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR

describe('the closed loop', () => {
  let app: Started
  const ends: (() => Promise<void> | void)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    // The demo's own referrals are not part of these stories.
    await app.settle()
    await app.database.pool.query('update referral.task set act_at = null')
  })
  after(async () => {
    for (const end of ends) await end()
  })

  /** Time passes, and with it whatever the clock does and what follows from it. */
  const pass = async (milliseconds: number) => {
    app.at(new Date(app.service.now().getTime() + milliseconds))
    await lookAround(app.service.db, app.service.now())
    await app.settle()
  }
  const back = () => app.at(WEDNESDAY)

  async function ask(words: string, place: string): Promise<{ person: Visitor; receipt: string; need: string }> {
    const person = app.visitor()
    const answer = await person.submit('/consult', { trouble: words, place })
    const handOver = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/.exec(answer.text)![0]
    const done = await person.post(handOver, { phone: PHONE, email: MAIL, relation: 'family', agreed: 'yes' })
    assert.equal(done.status, 303, plain(done.text))
    await app.settle()
    return { person, receipt: done.location!, need: done.location!.split('/').at(-1)! }
  }
  const tasks = async (need: string) =>
    (
      await app.database.pool.query(
        `select t.*, o.name as organization from referral.task t left join directory.organization o
           on o.municipality = t.municipality and o.id = t.organization_id
         where t.need_id = $1 order by t.requested_at, t.id`,
        [need],
      )
    ).rows
  const eventsOf = async (need: string): Promise<Record<string, number>> => {
    const { rows } = await app.database.pool.query(
      `select name, count(*)::int as n from platform.event where data ->> 'need' = $1 and name like 'referral.%' group by 1`,
      [need],
    )
    return Object.fromEntries(rows.map(({ name, n }) => [name, n]))
  }
  const mailsTo = async (to: string) => (await app.mails()).filter((mail) => mail.to === to)
  const staffAnswers = async (need: string, form: Record<string, string>) => {
    app.at(new Date(app.service.now().getTime() + 60_000))
    const staff = await app.signedIn('staff')
    const done = await staff.post(`/referral/${need}/answer`, form)
    assert.equal(done.status, 303, plain(done.text))
    await app.settle()
  }
  const WORDS = '母の物忘れがひどくて、火の消し忘れが心配'

  test('silence: reminded, then the next desk is asked, then the next, at last the city, which is told every morning', async () => {
    back()
    const { person, receipt, need } = await ask(WORDS, '麻生区')
    const [first] = await tasks(need)
    assert.ok(first.next_services.length > 0, 'others were shown, and stand in line')
    await pass(5 * HOUR)
    assert.equal((await eventsOf(need))['referral.reminded'], undefined)
    // Half of the desk's open time is over on the next morning.
    await pass(19 * HOUR)
    assert.deepEqual((await tasks(need)).length, 1)
    assert.equal((await eventsOf(need))['referral.reminded'], 1)
    await pass(8 * HOUR)
    const [silent, second] = await tasks(need)
    assert.deepEqual([silent.status, silent.status_reason], ['expired', 'silent'])
    assert.equal(second.part_of, silent.id)
    assert.notEqual(second.organization_id, silent.organization_id)
    const seen = plain((await person.get(receipt)).text)
    assert.match(seen, /期限までに返事がなかったため、戻りました/)
    assert.ok(seen.includes(second.organization) || /に届きました/.test(seen))
    const told = (await mailsTo(MAIL)).filter(({ subject }) => subject.includes('お知らせがあります'))
    assert.ok(told.length >= 1)
    for (const mail of told) assert.ok(!/物忘れ|認知症|包括/.test(mail.subject + mail.body), 'no content in a notice')
    for (let round = 0; round < 12; round += 1) await pass(2 * DAY)
    const all = await tasks(need)
    const last = all.at(-1)!
    assert.equal(all.filter(({ closed_at }) => closed_at === null).length, 1, 'somebody always has it')
    assert.equal(new Set(all.map(({ organization_id }) => organization_id)).size, all.length, 'nobody is asked twice')
    assert.ok(['sent', 'seen'].includes(last.status))
    const city = (await app.mails()).filter(({ subject }) => subject.includes('期限を過ぎた相談があります'))
    assert.ok(city.length >= 2, 'the city is told again and again')
    assert.equal((await eventsOf(need))['referral.expired'], all.length - 1)
    const staff = await app.signedIn('staff')
    assert.match(plain((await staff.get('/referral?standing=late')).text), /物忘れ/)
  })

  test('looking again at the same moment changes nothing, however often', async () => {
    const counted = async () =>
      (await app.database.pool.query('select count(*)::int as n from platform.event')).rows[0].n as number
    const before = await counted()
    for (let again = 0; again < 3; again += 1) await lookAround(app.service.db, app.service.now())
    assert.equal(await counted(), before)
  })

  test('a referral that nobody can read stands in nobody’s way: the others are looked at, and the fault is told', async () => {
    back()
    const [broken, whole] = [await ask('父の介護のことで相談したい', '麻生区'), await ask('買い物に行けない', '麻生区')]
    const { pool } = app.database
    const [one] = await tasks(broken.need)
    await pool.query(
      `update referral.task set why = 'v1.broken', act_at = act_at - interval '1 minute' where id = $1`,
      [one.id],
    )
    app.at(new Date(app.service.now().getTime() + DAY))
    await assert.rejects(lookAround(app.service.db, app.service.now()))
    assert.ok((await eventsOf(whole.need))['referral.reminded']! >= 1)
    assert.equal((await eventsOf(broken.need))['referral.reminded'], undefined)
    const { rows } = await pool.query('select act_at from referral.task where id = $1', [one.id])
    assert.equal(rows[0].act_at.getTime(), app.service.now().getTime() + 5 * 60_000, 'it is tried again later')
    await pool.query('update referral.task set why = null where id = $1', [one.id])
    await pass(5 * 60_000)
    assert.ok((await eventsOf(broken.need))['referral.reminded']! >= 1, 'and goes on where it can be read')
  })

  test('declined: the next in line is asked at once; where help runs already, staff decide', async () => {
    back()
    const { need } = await ask(WORDS, '麻生区')
    await staffAnswers(need, { answer: 'decline', reason: 'full' })
    const [declined, next] = await tasks(need)
    assert.equal(declined.status, 'declined')
    assert.equal(next?.part_of, declined.id)
    await staffAnswers(need, { answer: 'decline', reason: 'already' })
    assert.equal((await tasks(need)).length, 2)
    await pass(3 * DAY)
    assert.ok((await eventsOf(need))['referral.stranded']! >= 1, 'the city hears that nobody is asked any more')
    const staff = await app.signedIn('staff')
    await staff.post(`/referral/${need}/give-up`, {})
    const before = (await eventsOf(need))['referral.stranded']
    await pass(5 * DAY)
    assert.equal((await eventsOf(need))['referral.stranded'], before, 'given up is given up')
  })

  test('taken on, but nobody called: the desk and the city are told, and the person reads where to call', async () => {
    back()
    const { person, receipt, need } = await ask(WORDS, '麻生区')
    await staffAnswers(need, { answer: 'accept', responder: '森田（保健師）' })
    await pass(4 * DAY)
    assert.equal((await eventsOf(need))['referral.overdue'], 1)
    assert.match(plain((await person.get(receipt)).text), /約束の時間を過ぎても連絡がないとき/)
    await staffAnswers(need, { answer: 'begin' })
    await pass(8 * DAY)
    assert.equal((await eventsOf(need))['referral.overdue'], 1, 'once the call was made, it is quiet')
    await pass(31 * DAY)
    assert.equal((await eventsOf(need))['referral.nudged'], 1, 'a month without a word')
  })

  test('the person sees who knows what, stops one desk, and that door is closed', async () => {
    back()
    const { person, receipt, need } = await ask(WORDS, '麻生区')
    const [task] = await tasks(need)
    const seen = plain((await person.get(receipt)).text)
    assert.match(seen, /だれに、何が伝わっているか/)
    const stop = `/referral/receipt/${need}/stop/${task.id}`
    assert.match(plain((await person.get(stop)).text), /伝えるのをやめますか/)
    assert.equal((await person.post(stop, {})).status, 303)
    await app.settle()
    assert.equal((await tasks(need))[0].status, 'cancelled')
    assert.match(plain((await person.get(receipt)).text), /いまは何も見られません/)
    const ended = (await app.mails()).find(({ body }) => body.includes('取り下げになりました'))
    assert.ok(ended, 'the desk is told')
    assert.ok(!ended.body.includes('物忘れ'))
    assert.equal((await person.get(stop)).status, 404, 'nothing left to stop')
    await pass(2 * DAY)
    assert.ok((await eventsOf(need))['referral.stranded']! >= 1, 'the need is still there, and the city knows')
  })

  test('a week after the end the person is asked; it did not help: unmet, and asked once more with one tap', async () => {
    back()
    const { person, receipt, need } = await ask(WORDS, '麻生区')
    await staffAnswers(need, { answer: 'accept', responder: '森田（保健師）' })
    await staffAnswers(need, { answer: 'complete', outcome: 'resolved' })
    await pass(6 * DAY)
    assert.equal((await eventsOf(need))['referral.asked'], undefined)
    await pass(2 * DAY)
    assert.equal((await eventsOf(need))['referral.asked'], 1)
    const [task] = await tasks(need)
    const none = await person.post(`/referral/receipt/${need}/helped`, { task: task.id })
    assert.equal(none.status, 422)
    assert.match(plain(none.text), /どれか一つを選んでください/)
    await person.post(`/referral/receipt/${need}/helped`, { task: task.id, helped: 'no' })
    const { rows } = await app.database.pool.query('select state, unmet_reason from need.item where id = $1', [need])
    assert.deepEqual(rows, [{ state: 'unmet', unmet_reason: 'not_helped' }])
    const code = receiptNumber((await person.get(receipt)).text)
    await person.post(`/referral/receipt/${need}/reopen`, {})
    await app.settle()
    const [, again] = await tasks(need)
    assert.deepEqual([again.part_of, again.status, again.service_id], [task.id, 'sent', task.service_id])
    assert.equal(receiptNumber((await person.get(receipt)).text), code, 'the same receipt goes on')
    await person.post(`/referral/receipt/${need}/reopen`, {})
    assert.equal((await tasks(need)).length, 2, 'a second tap asks nobody twice')
    await person.post(`/referral/receipt/${need}/withdraw`, {})
    app.at(new Date(app.service.now().getTime() + 91 * DAY))
    assert.ok(!(await person.get(receipt)).text.includes('/reopen'))
    await person.post(`/referral/receipt/${need}/reopen`, {})
    assert.equal((await tasks(need)).length, 2, 'after 90 days it is told anew')
  })
})
