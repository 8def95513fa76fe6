// An open request, taken by organisations that have no account: by the link in their mail and a code.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { registerNeed } from '../../src/need/index.ts'
import { actingAs } from '../../src/platform/scope.ts'
import { hashSecret } from '../../src/platform/secret.ts'
import { CONFIG, plain, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const CITY = CONFIG.municipality
const WORDS = '掃除と洗濯がひとりではむずかしい'
const PHONE = '090-0000-7788'
const MINUTE = 60 * 1000

test('two desks without an account want the same open request: one has it, the other’s link opens nothing', async (t) => {
  const app = await startApp(t)
  await app.settle()
  const staff = await app.signedIn('staff')
  const { db, pool } = app.database
  const begin = () =>
    db.transaction().execute(async (tx) =>
      registerNeed(tx, { kind: 'system' }, app.service.now(), {
        ...{ municipality: CITY, words: WORDS, kinds: ['alone.daily'], ward: '麻生区', town: null },
        ...{ urgency: 'usual', channel: 'web', relation: 'self' },
        contact: { name: null, phone: PHONE, email: null, time: null, consent: '2026-11' },
      } as Parameters<typeof registerNeed>[3]),
    )
  /** The open request of a need, and the links that were sent for it, by organisation. */
  const offer = async (needId: string) => {
    const before = new Set((await app.mails()).map(({ body }) => body))
    await staff.submit(`/referral/${needId}/ask`, { how: 'offer' })
    await app.settle()
    const mails = (await app.mails()).filter(
      ({ body, subject }) => !before.has(body) && /受けてくれる窓口/.test(subject),
    )
    for (const { body } of mails) for (const hidden of [WORDS, PHONE, needId]) assert.ok(!body.includes(hidden), hidden)
    const links = mails.map(({ to, body }) => ({ to, path: /\/referral\/desk\/[\w-]+\/offer/.exec(body)![0] }))
    const { rows } = await pool.query('select * from referral.task where need_id = $1', [needId])
    return { links, task: rows[0] as { id: string; status: string } }
  }
  /** Somebody at a desk: their own browser, the link, the code that comes to their mailbox. */
  const openBy = async ({ to, path }: { to: string; path: string }): Promise<Visitor> => {
    const desk = app.visitor()
    await desk.post(`${path}/code`, {})
    const code = (await app.mails())
      .filter((mail) => mail.to === to)
      .map(({ body }) => /確認コード　(\d+)/.exec(body)?.[1])
    assert.equal((await desk.post(`${path}/open`, { code: '000000' })).status, 422)
    assert.equal((await desk.post(`${path}/open`, { code: code.find(Boolean)! })).location, path)
    return desk
  }
  const choiceOf = (html: string) => /<option value="([0-9a-f-]{36})"/.exec(html)![1]!

  const need = await begin()
  const { links } = await offer(need.id)
  assert.ok(links.length >= 2)
  const [one, two] = links as [(typeof links)[0], (typeof links)[0]]

  const stranger = app.visitor()
  const seen = await stranger.get(one.path)
  assert.match(plain(seen.text), /募集している相談.*麻生区.*確認コード/s)
  for (const hidden of [WORDS, PHONE, need.id]) assert.ok(!seen.text.includes(hidden), hidden)
  assert.ok(seen.text.length < 20_000 && !seen.text.includes('<script'), 'for an old phone')
  assert.equal((await stranger.get(one.path.replace('/offer', ''))).status, 410, 'no way in before it is taken')
  const unasked = await stranger.post(one.path, { service: 'x', responder: '森田' })
  assert.match(plain(unasked.text), /確認コード/, 'nobody takes it without a code')
  assert.equal((await stranger.get('/referral/desk/made-up-by-somebody/offer')).status, 410)

  const [first, second] = [await openBy(one), await openBy(two)]
  const [ours, theirs] = [choiceOf((await first.get(one.path)).text), choiceOf((await second.get(two.path)).text)]
  assert.equal(
    (await first.post(one.path, { service: theirs, responder: '佐々木' })).status,
    422,
    'with one’s own only',
  )
  assert.equal((await first.post(one.path, { service: ours, responder: '' })).status, 422)
  await Promise.all([
    first.post(one.path, { service: ours, responder: '佐々木' }),
    second.post(two.path, { service: theirs, responder: '森田' }),
  ])
  const { rows } = await pool.query(
    'select service_id, status, via, responder is not null as named from referral.task where need_id = $1',
    [need.id],
  )
  assert.equal(rows.length, 1)
  const { service_id: taker, ...how } = rows[0]
  assert.deepEqual(how, { status: 'accepted', via: 'link', named: true })
  const [winner, wonBy, loser, lostBy] =
    taker === ours ? [first, one.path, second, two.path] : [second, two.path, first, one.path]
  const gone = await winner.get(wonBy)
  assert.equal(gone.location, wonBy.replace('/offer', ''), 'the link leads on to what was taken')
  assert.match((await winner.get(gone.location!)).text, new RegExp(PHONE))
  const late = await loser.get(lostBy)
  assert.equal(late.status, 410)
  assert.match(plain(late.text), /この募集は、終わりました/)
  assert.equal((await loser.get(lostBy.replace('/offer', ''))).status, 410)
  assert.equal(
    (await app.visitor().get(wonBy.replace('/offer', ''))).text.includes(PHONE),
    false,
    'not without the code',
  )

  // The second lock: what the loser's token reaches, past all routes.
  const held = hashSecret(lostBy.split('/')[3]!)
  const theirsOnly = actingAs(db, { kind: 'link', municipality: CITY, holds: [held] })
  assert.deepEqual(await theirsOnly.selectFrom('referral.task').select('id').execute(), [])
  assert.deepEqual(await theirsOnly.selectFrom('need.item').select('id').execute(), [])

  // Taken for another organisation than the one of the link, past all rules: SQL refuses.
  const next = await begin()
  const again = await offer(next.id)
  const token = hashSecret(again.links[0]!.path.split('/')[3]!)
  const byLink = actingAs(db, { kind: 'link', municipality: CITY, holds: [token] })
  assert.deepEqual(
    (await byLink.selectFrom('referral.task').select('id').execute()).map(({ id }) => id),
    [again.task.id],
    'an open request shows while it is open',
  )
  assert.deepEqual(await byLink.selectFrom('need.item').select('id').execute(), [], 'and nothing of the person')
  const wrong = await pool.query(
    `select s.id, s.organization_id from directory.service s
     where s.municipality = $1 and s.organization_id <> (select organization_id from referral.link where token_hash = $2) limit 1`,
    [CITY, token],
  )
  await assert.rejects(
    byLink
      .updateTable('referral.task')
      .set({
        ...{ status: 'accepted', service_id: wrong.rows[0].id, organization_id: wrong.rows[0].organization_id },
        ...{ answered_at: WEDNESDAY, seen_at: WEDNESDAY, responder: null, via: 'link' },
      })
      .where('id', '=', again.task.id)
      .execute(),
    /row-level security/,
  )

  // Taken back by staff, or over: the links open nothing.
  app.at(new Date(app.service.now().getTime() + 5 * MINUTE))
  await staff.submit(`/referral/${next.id}/cancel`, { task: again.task.id })
  assert.equal((await app.visitor().get(again.links[0]!.path)).status, 410)
})
