// What desks say when they are asked moves whom the next person is asked to turn to; told through the routes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plain, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const WORDS = '家賃が払えなくて、来月から住むところがなくなりそう'
const HAND_OVER = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/

test('a desk that says three times that it is not its own is asked later, by name on /matching, until learning is off', async (t) => {
  const app = await startApp(t)
  await app.settle()
  const staff = await app.signedIn('staff')
  let minutes = 0
  const ask = async () => {
    const person = app.visitor()
    const { text } = await person.submit('/consult', { trouble: WORDS, place: '麻生区' })
    return { person, text, first: HAND_OVER.exec(text)![0].split('/').at(-1)! }
  }
  const refuse = async (person: Visitor, text: string, reason: string) => {
    minutes += 10
    app.at(new Date(WEDNESDAY.getTime() + minutes * 60_000))
    const form = { phone: '090-1111-2222', relation: 'self', agreed: 'yes' }
    const done = await person.post(HAND_OVER.exec(text)![0], form)
    const need = done.location!.split('/').at(-1)!
    const answered = await staff.post(`/referral/${need}/answer`, { answer: 'decline', reason, note: '' })
    assert.equal(answered.status, 303)
    await app.settle()
  }
  /** What was learned is looked at anew after a second. */
  const soon = () => new Promise((done) => setTimeout(done, 1100))
  const before = await ask()
  const { name } = await app.database.db
    .selectFrom('directory.service')
    .select('name')
    .where('id', '=', before.first)
    .executeTakeFirstOrThrow()
  await refuse(before.person, before.text, 'already')
  for (const n of [1, 2, 3]) {
    assert.equal((await ask()).first, before.first, `after ${n - 1} it still comes first`)
    await refuse(before.person, (await ask()).text, 'scope')
  }
  await soon()
  const after = await ask()
  assert.notEqual(after.first, before.first, 'now somebody else comes first')
  assert.ok(after.text.includes(before.first), 'it is on the list still')
  const page = plain((await staff.get('/matching')).text)
  assert.match(page, /引き継ぎを断ることの多い相談先/)
  assert.ok(page.includes(name) && /3回のうち3回/.test(page), page)
  const rows = await app.database.db
    .selectFrom('matching.response')
    .selectAll()
    .where('service_id', '=', before.first)
    .execute()
  assert.deepEqual(
    rows.map(({ about, said, week, n }) => [about, said, week, n]),
    [['home.rent', 'scope', '2026-11-23', 3]],
    'counts, and of 「すでに支援している」 none',
  )
  await staff.submit('/matching/switch', { on: 'no' })
  await soon()
  assert.equal((await ask()).first, before.first, 'switched off, it does not count')
})
