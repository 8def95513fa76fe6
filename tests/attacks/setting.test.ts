// What nobody may set: fields that belong to the service, sent along with an honest form, change nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startApp } from '../app.ts'

/** Every column of a table, as a form would send it. */
const LIES: Record<string, string> = {
  ...{ id: '00000000-0000-4000-8000-000000000000', municipality: '131130', state: 'met', status: 'completed' },
  ...{ organization_id: '00000000-0000-4000-8000-000000000000', created_at: '2020-01-01', closed_at: '2020-01-01' },
  ...{ author_id: '00000000-0000-4000-8000-000000000000', written_at: '2020-01-01', account_id: 'x', factors: '2' },
  ...{ role: 'admin', code: 'AAA-AAA', consented_at: '2020-01-01', consent_version: '1999-01', outcome: 'resolved' },
  ...{ answer_by: '2099-01-01', contact_by: '2099-01-01', urgency: 'now', channel: 'paper', kinds: 'mind.suicide' },
  ...{ __proto__: 'x', constructor: 'x' },
}

test('a hand-over takes from the form what the form asks for, and nothing else', async (t) => {
  const app = await startApp(t)
  const person = app.visitor()
  const answer = await person.submit('/consult', { ...LIES, trouble: '介護に疲れました', place: '麻生区' })
  const handed = await person.post(`${answer.path}/hand-over/general`, {
    ...LIES,
    ...{ phone: '090-0000-0000', relation: 'self', agreed: 'yes' },
  })
  const id = handed.location!.split('/').at(-1)
  const { rows: needs } = await app.database.pool.query('select * from need.item where id = $1', [id])
  const [need] = needs
  assert.equal(need.municipality, '141305')
  assert.deepEqual([need.state, need.urgency, need.channel, need.closed_at], ['open', 'usual', 'web', null])
  assert.notEqual(need.code, 'AAA-AAA')
  assert.equal(need.consented_at.getTime(), app.service.now().getTime())
  assert.ok(!need.kinds.includes('mind.suicide') && need.consent_version !== '1999-01')
  const { rows: tasks } = await app.database.pool.query('select * from referral.task where need_id = $1', [id])
  assert.deepEqual([tasks.length, tasks[0].status, tasks[0].outcome], [1, 'sent', null])
  assert.ok(tasks[0].contact_by.getTime() < new Date('2027-01-01').getTime())
  assert.ok(!Object.values(LIES).includes(tasks[0].organization_id))
})

test('an answer, an entry and a sign-in link give no rights that were not there', async (t) => {
  const app = await startApp(t, new Date())
  const desk = await app.signedIn('desk', '佐々木')
  const room = /(\/sharing\/rooms\/[0-9a-f-]{36})">山本/.exec((await desk.get('/sharing')).text)![1]!
  const before = await app.database.pool.query('select id from sharing.entry')
  const said = { kind: 'message', fact: 'life', audience: 'team', words: 'お元気そうでした' }
  assert.equal((await desk.post(`${room}/entries`, { ...LIES, ...said })).status, 303)
  const { rows } = await app.database.pool.query('select * from sharing.entry where not id = any($1)', [
    before.rows.map(({ id }) => id),
  ])
  assert.equal(rows.length, 1)
  const { rows: me } = await app.database.pool.query(`select * from people.account where name like '佐々木%'`)
  assert.equal(rows[0].author_id, me[0].id)
  assert.ok(rows[0].written_at.getFullYear() >= 2026 && rows[0].municipality === '141305')
  await desk.post('/people/keys', LIES)
  await desk.post('/people/second', LIES)
  const { rows: after } = await app.database.pool.query(
    `select role, organization_id from people.account where id = $1`,
    [me[0].id],
  )
  assert.deepEqual(after, [{ role: 'desk', organization_id: me[0].organization_id }])
  assert.equal((await desk.get('/need')).status, 403)
})
