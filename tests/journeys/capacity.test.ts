// Room: a desk says that it is full, the order of the answers follows, the person is told before a number is left, and after
// the day that was named everything is as before.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadCatalogue } from '../../src/directory/index.ts'
import { upsertAccount } from '../../src/people/index.ts'
import { actingAs } from '../../src/platform/scope.ts'
import { CONFIG, plain, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const WORDS = '母の物忘れがひどくて、火の消し忘れが心配'
const ROOM = '/directory/capacity'
const CITY = CONFIG.municipality
const days = (n: number) => new Date(WEDNESDAY.getTime() + n * 24 * 60 * 60 * 1000)

describe('how much room a desk has', () => {
  let app: Started
  let desk: Visitor
  let organization: string
  /** One of its services. */
  let mine: { id: string; name: string }
  const ends: (() => unknown)[] = []

  type Answered = { service: { id: string; name: string }; organization: { id: string }; score: number }
  const answered = async (): Promise<Answered[]> => {
    const answer = await app.fetch(
      new Request(`${CONFIG.baseUrl}/api/match`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: CONFIG.baseUrl },
        body: JSON.stringify({ text: WORDS, ward: '麻生区', limit: 20 }),
      }),
    )
    return ((await answer.json()) as { results: Answered[] }).results
  }
  /** Ids of what is answered, best first. */
  const order = async () => (await answered()).map(({ service }) => service.id)
  const said = async () =>
    (
      await app.database.pool.query(
        `select data from platform.event where name = 'directory.capacity_said' and subject = $1 order by id`,
        [mine.id],
      )
    ).rows.map(({ data }) => data as { state: string | null; until: string | null })
  const say = (visitor: Visitor, form: Record<string, string>) =>
    visitor.post(ROOM, { service: mine.id, span: 'fortnight', ...form })

  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    const results = await answered()
    const { rows } = await app.database.pool.query('select id from directory.organization where email is not null')
    const asked = new Set(rows.map(({ id }) => id))
    // One that answers on the platform, with others close behind it.
    const found = results.find(
      ({ organization, score }, at) =>
        at > 0 && asked.has(organization.id) && results[at + 1] && score - results[at + 1]!.score < 0.1,
    )
    assert.ok(found, 'an answer with others close behind')
    mine = found.service
    organization = found.organization.id
    await app.database.db.transaction().execute((tx) =>
      upsertAccount(tx, {
        ...{ municipality: CITY, id: randomUUID(), name: '架空 たまき', email: null, role: 'desk' },
        ...{ organizationId: organization, wards: [], section: null, demo: true },
      }),
    )
    desk = await app.signedIn('desk', '架空')
  })
  after(async () => {
    for (const end of ends) await end()
  })

  test('a desk sees its own services and nobody else’s, each with four things to press', async () => {
    const page = await desk.get(ROOM)
    assert.equal(page.status, 200)
    assert.ok(page.text.includes(mine.name))
    const shown = page.text.match(/<article/g)!.length
    const { rows } = await app.database.pool.query(
      `select count(*)::int as n from directory.service where organization_id = $1 and status = 'active'`,
      [organization],
    )
    assert.equal(shown, rows[0].n)
    for (const state of ['open', 'waiting', 'assessment', 'full'])
      assert.equal(page.text.match(new RegExp(`name="state" value="${state}"`, 'g'))!.length, shown)
    assert.ok((await (await app.signedIn('staff')).get(ROOM)).text.includes('rel="next"'), 'the city sees all')
    assert.equal((await (await app.signedIn('resident')).get(ROOM)).status, 403)
  })

  test('「満員」 puts it back in the order; before a number is left, this is said, with the next one; it may still be asked', async () => {
    const fresh = await order()
    const pressed = await say(desk, { state: 'full' })
    assert.equal(pressed.status, 303)
    const saved = await desk.get(pressed.location!.split('#')[0]!)
    assert.match(plain(saved.text), /受け付けました/)
    assert.match(plain(saved.text), /満員 12月9日（水）まで/)
    assert.deepEqual(await said(), [{ ...(await said())[0], state: 'full', until: '2026-12-09' }])

    const full = await order()
    assert.ok(full.indexOf(mine.id) > fresh.indexOf(mine.id) || !full.includes(mine.id), 'it stands further back')
    assert.match(
      plain((await app.visitor().get(`/directory/${mine.id}`)).text),
      /いまは いっぱいです（12月9日（水）までの知らせ）/,
    )

    const person = app.visitor()
    const answer = await person.submit('/consult', { trouble: WORDS, place: '麻生区' })
    const form = await person.get(`${answer.path}/hand-over/${mine.id}`)
    const text = plain(form.text)
    assert.match(text, /いまは いっぱいです/)
    assert.match(text, /ここに頼むこともできます/)
    const next = /href="(\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36})">かわりに/.exec(form.text)?.[1]
    assert.ok(next && !next.endsWith(mine.id), 'another desk is offered')
    assert.ok(!plain((await person.get(next)).text).includes('いまは いっぱいです'))
    const asked = await person.post(form.path, { phone: '090-0000-4567', relation: 'self', agreed: 'yes' })
    assert.equal(asked.status, 303, 'whoever wants it may ask it all the same')

    const staff = await app.signedIn('staff')
    const elsewhere = await person.submit('/consult', { trouble: WORDS, place: '麻生区' })
    const handed = await person.post(`${elsewhere.path}/hand-over/general`, {
      ...{ phone: '090-0000-4567', relation: 'self', agreed: 'yes' },
    })
    const file = await staff.get(`/referral/${handed.location!.split('/').at(-1)}`)
    const options = [...file.text.matchAll(/<option value="([0-9a-f-]{36})"[^>]*>([^<]*)/g)].map(([, id, label]) => ({
      id,
      label: label!,
    }))
    assert.match(options.find(({ id }) => id === mine.id)!.label, /（いっぱい）/)
    assert.equal(options.at(-1)!.id, mine.id, 'who is full is offered last')
  })

  test('the facts brought in again leave it alone; the same again moves only the day; after the day the order is as before', async () => {
    const folder = fileURLToPath(new URL('../../catalogue/kawasaki/', import.meta.url))
    const full = await order()
    await loadCatalogue(app.database.db, CITY, folder, { demo: true, now: WEDNESDAY })
    assert.deepEqual(await order(), full, 'an import does not undo what the organisation said')

    assert.equal((await say(desk, { state: 'full' })).status, 303)
    assert.equal((await said()).length, 1, 'word for word the same: nothing happened')
    assert.equal((await say(desk, { state: 'full', span: 'week' })).status, 303)
    assert.deepEqual(
      (await said()).map(({ state, until }) => [state, until]),
      [
        ['full', '2026-12-09'],
        ['full', '2026-12-02'],
      ],
    )
    app.at(days(7))
    assert.deepEqual(await order(), full, 'on the last day it holds')
    app.at(days(8))
    // The morning after, the hour of the day and the facts being what they were.
    const lapsed = await order()
    assert.ok(!plain((await app.visitor().get(`/directory/${mine.id}`)).text).includes('いっぱい'))
    assert.ok(lapsed.includes(mine.id) && (!full.includes(mine.id) || lapsed.indexOf(mine.id) < full.indexOf(mine.id)))
    app.at(WEDNESDAY)
    assert.equal((await say(desk, { state: 'none' })).status, 303)
    const back = await order()
    assert.deepEqual(lapsed, back, 'lapsed or taken back, it is as if nobody had said anything')
  })

  test('a wrong day or number is told beside the field, and what was typed stays', async () => {
    for (const [form, about] of [
      [{ state: 'full', span: 'date', date: '2027-02-24' }, /90日までの日/],
      [{ state: 'full', span: 'date', date: '2026-11-24' }, /90日までの日/],
      [{ state: 'full', span: 'date', date: '' }, /90日までの日/],
      [{ state: 'full', available: '3' }, /数を確かめて/],
      [{ state: 'open', available: '12', maximum: '10' }, /数を確かめて/],
      [{ state: 'open', available: 'たくさん' }, /数を確かめて/],
    ] as const) {
      const wrong = await say(desk, form)
      assert.equal(wrong.status, 422, JSON.stringify(form))
      assert.match(plain(wrong.text), about)
      for (const value of Object.values(form))
        if (value && !['full', 'open', 'date'].includes(value))
          assert.ok(wrong.text.includes(`value="${value}"`), value)
    }
    const good = await say(desk, { state: 'waiting', available: '０', maximum: '１０', weeks: '3' })
    assert.equal(good.status, 303)
    assert.match(
      plain((await app.visitor().get(`/directory/${mine.id}`)).text),
      /順番待ちがあります 空き0 待つ時間はおよそ3週間/,
    )
  })

  test('nobody says it for another organisation: not by the page, and not by SQL', async () => {
    const stranger = await app.signedIn('desk', '林')
    assert.equal((await say(stranger, { state: 'full' })).status, 404)
    assert.equal((await say(await app.signedIn('staff'), { state: 'assessment' })).status, 303, 'the city may')
    const account = (
      await app.database.pool.query(`select id, organization_id from people.account where name like '林%'`)
    ).rows[0]
    const scope = { municipality: CITY, account: account.id, organization: account.organization_id }
    const write = (as: Parameters<typeof actingAs>[1]) =>
      actingAs(app.database.db, as)
        .updateTable('directory.service')
        .set({ capacity: 'full', capacity_until: '2026-12-01' })
        .where('id', '=', mine.id)
        .execute()
    for (const as of [
      { ...scope, kind: 'account', role: 'desk' },
      { kind: 'anonymous', municipality: CITY },
      { kind: 'link', municipality: CITY },
    ] as const)
      await assert.rejects(write(as), /said by its organisation or the city/)
  })
})
