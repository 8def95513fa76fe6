// What a need at its end teaches, and what staff see and decide; told through the routes.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { jobsOf } from '../../src/app.tsx'
import type { Scores } from '../../src/matching/learning/rules.ts'
import { react } from '../../src/platform/events.ts'
import { CONFIG, plain, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const WORDS = '森田です。母の物忘れがひどくて、火の消し忘れが心配。090-1111-2222'
const MINUTE = 60_000

describe('learning', () => {
  let app: Started
  let staff: Visitor
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    await app.settle()
    staff = await app.signedIn('staff')
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const cases = () => app.database.db.selectFrom('matching.past_case').selectAll().orderBy('id').execute()
  let minutes = 0
  /** Time goes on between two steps: of two requests of one moment, neither is the later. */
  const later = () => {
    minutes += 1
    app.at(new Date(WEDNESDAY.getTime() + minutes * MINUTE))
  }
  const answers = async (need: string, verb: string, form: Record<string, string>) => {
    later()
    assert.equal((await staff.post(`/referral/${need}/${verb}`, form)).status, 303, verb)
  }
  /** Asks, and hands over. @returns the need's id */
  const handOver = async () => {
    const person = app.visitor()
    const answer = await person.submit('/consult', { trouble: WORDS, place: '麻生区' })
    const path = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/.exec(answer.text)![0]
    const done = await person.post(path, { phone: '090-1111-2222', relation: 'family', agreed: 'yes' })
    return done.location!.split('/').at(-1)!
  }
  const complete = async (need: string, outcome: string) => {
    await answers(need, 'answer', { answer: 'accept', responder: '佐々木' })
    await answers(need, 'answer', { answer: 'begin' })
    await answers(need, 'answer', { answer: 'complete', outcome, note: '' })
    await app.settle()
  }

  test('a need that was helped leaves a case of common words, the last desk and the week; nothing that leads back', async () => {
    const known = new Set((await cases()).map(({ id }) => id))
    const need = await handOver()
    await answers(need, 'answer', { answer: 'decline', reason: 'area', note: '' })
    await app.settle()
    assert.equal((await cases()).length, known.size, 'declined teaches nothing')
    const other = /<option value="([0-9a-f-]{36})">/.exec((await staff.get(`/referral/${need}`)).text)![1]!
    await answers(need, 'forward', { service: other })
    await complete(need, 'continuing')
    const added = (await cases()).filter(({ id }) => !known.has(id))
    assert.equal(added.length, 1)
    const [one] = added
    assert.equal(one!.service_id, other, 'the desk that took it last')
    assert.deepEqual([one!.outcome, one!.week], ['helped', '2026-11-23'])
    assert.ok(one!.words.includes('物忘れ') && one!.words.includes('母'), one!.words.join())
    const kept = JSON.stringify(one)
    for (const secret of [WORDS, '森田', '心配', '090', '1111', '麻生', need]) assert.ok(!kept.includes(secret), secret)
    assert.deepEqual(one!.words, [...one!.words].sort(), 'no order of a sentence')
    const ids = await app.database.db
      .selectFrom('platform.event')
      .select(['id', 'subject', 'name'])
      .orderBy('id')
      .execute()
    assert.ok(
      ids.every(({ subject }) => subject !== one!.id),
      'no event knows its id',
    )

    // Delivered again, nothing happens.
    const event = ids.filter(({ name }) => name === 'referral.completed').at(-1)!
    const learn = jobsOf(app.service).reactions.find(({ name }) => name === 'consult.learn')!
    assert.equal(await react(app.database.db, learn, event.id), false)
    assert.equal((await cases()).length, known.size + 1)
  })

  test('「どれも合わない」 teaches nothing; no help and elsewhere are kept as such', async () => {
    const before = await cases()
    const person = app.visitor()
    const answer = await person.submit('/consult', { trouble: WORDS, place: '麻生区' })
    await person.post(`${answer.path}/not-right`, {})
    await app.settle()
    assert.equal((await cases()).length, before.length)
    for (const outcome of ['no_change', 'referred']) await complete(await handOver(), outcome)
    const known = new Set(before.map(({ id }) => id))
    assert.deepEqual(
      (await cases()).filter(({ id }) => !known.has(id)).map(({ outcome }) => outcome),
      ['not', 'not'],
    )
  })

  test('the person’s own word stands above the desk’s, and can be changed', async () => {
    // Cases that say the same are one like the other: what counts is how many there are of each.
    const tally = async () => {
      const all = await cases()
      return ['helped', 'partly', 'not'].map((outcome) => all.filter((one) => one.outcome === outcome).length)
    }
    const before = await tally()
    const learned = async () => (await tally()).map((n, index) => n - before[index]!)
    const need = await handOver()
    await complete(need, 'resolved')
    assert.deepEqual(await learned(), [1, 0, 0])
    const person = app.visitor()
    const { id } = await app.database.db
      .selectFrom('referral.task')
      .select('id')
      .where('need_id', '=', need)
      .executeTakeFirstOrThrow()
    for (const [helped, outcome] of [
      ['no', [0, 0, 1]],
      ['partly', [0, 1, 0]],
    ] as const) {
      later()
      assert.equal((await person.post(`/referral/receipt/${need}/helped`, { task: id, helped })).status, 303)
      await app.settle()
      assert.deepEqual(await learned(), outcome)
    }
  })

  test('a need taken up again and ended at another desk teaches that desk only', async () => {
    const count = async () => Map.groupBy(await cases(), ({ service_id }) => service_id)
    const need = await handOver()
    const before = await count()
    await complete(need, 'no_change')
    const between = await count()
    const first = [...between].find(([id, list]) => list.length > (before.get(id)?.length ?? 0))![0]
    const others = [...(await staff.get(`/referral/${need}`)).text.matchAll(/<option value="([0-9a-f-]{36})">/g)]
    const other = others.map(([, id]) => id!).find((id) => id !== first)!
    await answers(need, 'ask', { how: 'beside', service: other })
    await complete(need, 'resolved')
    const last = await count()
    assert.equal(last.get(first)?.length ?? 0, before.get(first)?.length ?? 0)
    assert.equal(last.get(other)!.length, (before.get(other)?.length ?? 0) + 1)
  })

  test('what stood among the first three is counted, once, and the page says which desks never did', async () => {
    app.at(new Date(WEDNESDAY.getTime() + 60 * MINUTE))
    const count = jobsOf(app.service).timers.find(({ name }) => name === 'consult.count')!
    await count.run(app.database.db)
    const sum = async () =>
      (await app.database.db.selectFrom('matching.exposure').select('shown').execute()).reduce(
        (n, row) => n + row.shown,
        0,
      )
    const asked = await app.database.db
      .selectFrom('platform.event')
      .select('data')
      .where('name', 'in', ['consult.asked', 'consult.placed', 'consult.specified'])
      .execute()
    const expected = asked
      .map(({ data }) => data as { close: boolean; shown: string[] })
      .reduce((n, { close, shown }) => n + (close ? Math.min(3, shown.length) : 0), 0)
    assert.ok(expected > 0)
    assert.equal(await sum(), expected)
    await count.run(app.database.db)
    assert.equal(await sum(), expected)
    const text = plain((await staff.get('/matching')).text)
    assert.match(text, /一度も出ていない相談先（\d+件中\d+件）/)
  })

  test('the page is for staff; it says what is in use, and keeps still while nothing is going on', async () => {
    assert.equal((await app.visitor().get('/matching')).status, 401)
    const desk = await app.signedIn('desk', '森田')
    for (const path of ['/matching/train', '/matching/back', '/matching/switch'])
      assert.equal((await desk.post(path, {})).status, 403, path)
    const page = await staff.get('/matching')
    assert.equal(page.status, 200)
    assert.match(plain(page.text), /言葉・困りごと・場所だけで並べています/)
    assert.match(plain(page.text), /解決・支援中 \d+件/)
    assert.equal(page.headers.get('refresh'), null)
  })

  test('a training in progress shows how far it is and renews itself, unless the reader wants it still', async () => {
    const { db } = app.database
    const now = app.service.now()
    const row = { run: '00000000-0000-4000-8000-000000000001', stage: 'training', done: 30, total: 120 }
    const set = (beat_at: Date) =>
      db
        .updateTable('matching.learning')
        .set({ ...row, started_at: now, beat_at })
        .where('municipality', '=', CONFIG.municipality)
        .execute()
    await set(now)
    const page = await staff.get('/matching')
    assert.match(page.headers.get('refresh')!, /^5;/)
    assert.match(page.text, /<progress[^>]* value="30" max="120"/)
    assert.ok(!page.text.includes('action="/matching/train"'), 'one at a time')
    const still = await staff.get('/matching?still=yes')
    assert.equal(still.headers.get('refresh'), null)
    await set(new Date(now.getTime() - 60 * MINUTE))
    const broken = await staff.get('/matching')
    assert.match(plain(broken.text), /途中で止まりました/)
    assert.equal(broken.headers.get('refresh'), null)
    await db
      .updateTable('matching.learning')
      .set({ run: null, stage: null, started_at: null, beat_at: null })
      .where('municipality', '=', CONFIG.municipality)
      .execute()
  })

  test('train now: asked for on the page, done by a job, adopted with its figures; then off and back', async () => {
    // A small catalogue learns quickly: what no referral went to is left out.
    const { db } = app.database
    const used = db.selectFrom('referral.task').select('service_id')
    await db
      .deleteFrom('directory.service')
      .where('id', 'not in', used)
      .where('slug', '<>', 'general-desk')
      .where('slug', 'not like', 'houkatsu-%')
      .where('slug', 'not like', 'kaigo-%')
      .execute()
    // Little in the words of the catalogue, and much in past cases: each desk was found for words of its own, four of six.
    await db.updateTable('directory.service').set({ says: [], revision: sql`nextval('directory.revision')` }).execute()
    const says = ['どこに聞けばよいか分からない', 'だれかに話を聞いてほしい', 'いろいろ困っている']
    await db.updateTable('directory.service').set({ says }).where('slug', '=', 'general-desk').execute()
    await db.deleteFrom('matching.past_case').execute()
    const ways = [
      '俳句 将棋 盆栽 落語 釣り 囲碁',
      '編み物 陶芸 合唱 料理 刺繍 生け花',
      '登山 水泳 卓球 野球 体操 相撲',
      '天文 化石 昆虫 野鳥 植物 鉱物',
    ]
    const homes = await db
      .selectFrom('directory.service')
      .select('id')
      .where('slug', 'like', 'kaigo-%')
      .orderBy('slug')
      .execute()
    const rows = ways.flatMap((way, desk) =>
      Array.from({ length: 12 }, (_, i) => ({
        municipality: CONFIG.municipality,
        id: `00000000-0000-4000-8000-0000000${desk}${String(i).padStart(4, '0')}`,
        words: [0, 1, 2, 3].map((k) => way.split(' ')[(i + k) % 6]!).sort(),
        service_id: homes[desk]!.id,
        outcome: 'helped' as const,
        week: '2026-11-02',
      })),
    )
    await db.insertInto('matching.past_case').values(rows).execute()
    const asked = await staff.submit('/matching/train', {})
    assert.match(plain(asked.text), /順番を待っています/)
    assert.match(asked.headers.get('refresh')!, /^5;/)
    await app.settle()
    const page = await staff.get('/matching')
    const text = plain(page.text)
    assert.match(text, /確かめた結果/)
    assert.match(text, /事例の一つもない相談先への質問/)
    const model = await app.database.db.selectFrom('matching.model').selectAll().executeTakeFirstOrThrow()
    const { cases } = model.scores as Scores
    assert.equal(cases.n, rows.length)
    assert.ok(cases.learned.ndcg10 > cases.plain.ndcg10, JSON.stringify(cases))
    for (const figure of [cases.learned.ndcg10, cases.plain.ndcg10]) assert.ok(text.includes(figure.toFixed(3)))
    assert.deepEqual([model.state, model.reason], ['running', 'better'])
    assert.match(text, /学んだモデルを使っています/)
    const answer = await app.visitor().submit('/consult', { trouble: WORDS, place: '麻生区' })
    assert.match(plain(answer.text), /地域包括支援センター/)
    const again = await app.visitor().submit('/consult', { trouble: WORDS, place: '麻生区' })
    assert.deepEqual(desks(again.text), desks(answer.text), 'the same question, the same answer')
    assert.match(plain((await staff.submit('/matching/switch', { on: 'no' })).text), /学習を止めています/)
    assert.match(plain((await staff.submit('/matching/switch', { on: 'yes' })).text), /学んだモデルを使っています/)
    const back = plain((await staff.submit('/matching/back', {})).text)
    assert.match(back, /学んだモデルは、まだ使われていません/)
    assert.match(back, /職員がもどした/)
  })
})

const desks = (html: string) => [...html.matchAll(/href="\/directory\/([a-z0-9-]+)"/g)].map(([, slug]) => slug)
