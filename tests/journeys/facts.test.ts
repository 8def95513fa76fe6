// Questions about the person: one at a time, each skippable, kept with the conversation, shown back, erased with it.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eraseConversations, SEALED_CONVERSATION } from '../../src/consult/store.ts'
import { eventsAbout } from '../../src/platform/events.ts'
import { openRow } from '../../src/platform/sealed.ts'
import { SEALED_TASK } from '../../src/referral/store.ts'
import { type Page, plain, type Started, startApp, WEDNESDAY } from '../app.ts'

const WORDS = 'ヘルパーさんに家に来てもらって、母の着替えを手伝ってほしい'
const CERTIFIED = /ご本人は、要介護・要支援の認定を受けていますか/
const QUESTION = /ひとつだけ教えてください|ご本人は、|ご本人の年齢|どなたのことですか|世帯ですか/
const NOT_MEANT = /対象は要介護・要支援の認定を受けた方です。あなたには当てはまらないかもしれません/

describe('questions about the person', () => {
  let app: Started
  const ends: (() => Promise<void> | void)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const stored = async (path: string) => {
    const row = (await app.database.db
      .selectFrom('consult.conversation')
      .selectAll()
      .where('id', '=', path.split('/').at(-1)!)
      .executeTakeFirst())!
    const { answer, facts, ...one } = openRow(SEALED_CONVERSATION, row)
    return { ...one, answer: answer && JSON.parse(answer), facts: facts && JSON.parse(facts) }
  }
  const desks = (page: Page) => [...page.text.matchAll(/<h3 id="d\d">(.*?)<\/h3>/gs)].map((found) => plain(found[1]!))
  /** Skips what else is asked until this is asked. */
  const askedFor = async (visitor: ReturnType<Started['visitor']>, page: Page, question: RegExp) => {
    let now = page
    for (let i = 0; i < 2 && !question.test(plain(now.text)); i += 1) {
      const kind = /name="question" value="([a-z]+)"/.exec(now.text)?.[1]
      if (!kind) break
      now = await visitor.submit(`${page.path}/answer`, { question: kind })
    }
    assert.match(plain(now.text), question)
    return now
  }

  test('a reply puts back what the person is not meant by, and says so; it stands there to be changed', async () => {
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', { trouble: WORDS, place: '麻生区' })
    await askedFor(visitor, answer, CERTIFIED)
    assert.match(plain((await visitor.get(answer.path)).text), /対象: 要介護・要支援の認定を受けた方/)
    const said = await visitor.submit(`${answer.path}/answer`, { question: 'certified', answer: 'no' })
    assert.doesNotMatch(plain(said.text), CERTIFIED)
    assert.match(plain(said.text), /わかっていること: 要介護・要支援の認定 いいえ/)
    assert.ok(
      !desks(said)
        .slice(0, 2)
        .some((name) => /ホームヘルプ/.test(name)),
      desks(said).join(),
    )
    const { facts, answer: shown } = await stored(answer.path)
    assert.deepEqual(facts, { certified: false })
    const results = (shown as { results: { conditions: { state: string }[] }[] }).results
    assert.ok(
      results.at(-1)!.conditions.some(({ state }) => state === 'fails'),
      'put last, not taken away',
    )

    const changed = await visitor.submit(`${answer.path}/facts`, { certified: 'yes', who: 'parent' })
    assert.match(plain(changed.text), /困っている方 親、要介護・要支援の認定 はい/)
    assert.doesNotMatch(plain(changed.text), NOT_MEANT)
    assert.match(plain(changed.text), /要介護・要支援の認定を受けた方が対象で、合っています/)

    await visitor.get(`${answer.path}?lang=en`)
    const english = plain((await visitor.get(answer.path)).text)
    assert.match(english, /What we know: Person in trouble My parent, Certified for care Yes/)
    await visitor.get(`${answer.path}?lang=ja`)
    const unset = await visitor.submit(`${answer.path}/facts`, {})
    assert.deepEqual((await stored(answer.path)).facts, {})
    assert.doesNotMatch(plain(unset.text), CERTIFIED, 'asked once')
  })

  test('“do not know” keeps the answer as it is, and the question does not come back', async () => {
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', { trouble: WORDS, place: '麻生区' })
    const asked = await askedFor(visitor, answer, CERTIFIED)
    const skipped = await visitor.submit(`${answer.path}/answer`, { question: 'certified', answer: '' })
    assert.deepEqual(desks(skipped), desks(asked))
    assert.doesNotMatch(plain(skipped.text), CERTIFIED)
    assert.doesNotMatch(plain(skipped.text), /わかっていること/)
  })

  test('at most three questions, whatever is replied', async () => {
    const visitor = app.visitor()
    let page = await visitor.submit('/consult', {
      trouble: '介護に疲れたし、子どもが学校に行かない。手すりもほしい',
      place: '',
    })
    const { path } = page
    const asked: string[] = []
    for (;;) {
      const kind = /class="btn plain slim" type="submit" name="question" value="([a-z]+)"/.exec(page.text)?.[1]
      assert.equal(kind !== undefined, QUESTION.test(plain(page.text)))
      if (!kind) break
      assert.ok(!asked.includes(kind), kind)
      asked.push(kind)
      page = await visitor.submit(`${path}/answer`, { question: kind })
    }
    assert.ok(asked.length >= 1 && asked.length <= 3, asked.join())
  })

  test('in danger nothing is asked', async () => {
    const answer = await app.visitor().submit('/consult', { trouble: `もう死にたい。${WORDS}`, place: '' })
    assert.doesNotMatch(plain(answer.text), QUESTION)
  })

  test('replies stand in no address, no event and no log, and are erased with the words', async () => {
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', { trouble: WORDS, place: '麻生区' })
    const sent = await visitor.post(`${answer.path}/answer`, { question: 'age', answer: '75-120' })
    assert.equal(sent.location, answer.path)
    const events = await eventsAbout(app.database.db, [answer.path.split('/').at(-1)!])
    assert.ok(events.some(({ name }) => name === 'consult.answered'))
    assert.ok(!JSON.stringify(events).includes('75-120') && !JSON.stringify(events).includes('"from"'))
    assert.ok(!app.log.join('\n').includes('75-120'))
    await eraseConversations(app.database.db, new Date(WEDNESDAY.getTime() + 1000), WEDNESDAY)
    const row = await stored(answer.path)
    assert.deepEqual([row.words, row.answer, row.facts, row.answered], [null, null, null, []])
  })

  test('the desk that takes it on does not learn what was answered', async () => {
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', { trouble: WORDS, place: '麻生区' })
    const said = await visitor.submit(`${answer.path}/facts`, { certified: 'yes', age: '75-120' })
    assert.match(plain(said.text), /認定を受けた方が対象で、合っています/)
    for (const [path] of said.text.matchAll(/\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/g))
      await visitor.post(path, { phone: '090-0000-4567', relation: 'family', agreed: 'yes' })
    const tasks = await app.database.db.selectFrom('referral.task').selectAll().execute()
    const opened = JSON.stringify(tasks.map((task) => openRow(SEALED_TASK, task)))
    assert.ok(opened.includes('と読みました') || opened.includes('言葉'), 'what the desk reads')
    assert.ok(!opened.includes('が対象で、合っています'))
  })

  test('what is no reply is not found, and changes nothing', async () => {
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', { trouble: WORDS, place: '麻生区' })
    for (const form of [
      { question: 'age', answer: '200-300' },
      { question: 'shoe', answer: 'yes' },
      { question: 'ward', answer: '麻生区' },
      { answer: 'yes' },
    ] as Record<string, string>[])
      assert.equal((await visitor.post(`${answer.path}/answer`, form)).status, 404, JSON.stringify(form))
    assert.equal((await visitor.post(`${answer.path}/facts`, { alone: 'maybe' })).status, 404)
    assert.deepEqual((await stored(answer.path)).answered, [])
  })

  test('the API takes facts and what was answered, and gives the question as data', async () => {
    const ask = async (body: object) => {
      const headers = { 'content-type': 'application/json' }
      const answer = await app.visitor().send('/api/match', { method: 'POST', headers, body: JSON.stringify(body) })
      return { status: answer.status, body: JSON.parse(answer.text) }
    }
    const given = { text: WORDS, ward: '麻生区', answered: ['need', 'who', 'age'] }
    assert.equal((await ask(given)).body.question, null)
    const open = (await ask({ ...given, answered: ['need'] })).body
    assert.equal(open.question.ask, 'certified')
    assert.deepEqual(open.question.options, ['yes', 'no'])
    const known = (await ask({ ...given, facts: { certified: false } })).body
    assert.deepEqual(known.facts, { certified: false })
    const last = known.results.at(-1)
    assert.equal(last.conditions[0].state, 'fails')
    assert.match(last.forWhom, NOT_MEANT)
    for (const wrong of [{ facts: { age: 80 } }, { facts: { shoe: true } }, { answered: ['shoe'] }, { lang: 'fr' }])
      assert.equal((await ask({ text: WORDS, ...wrong })).status, 422, JSON.stringify(wrong))
  })
})
