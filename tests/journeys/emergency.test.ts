// Breaking in: a reason, a limit, others told at once, and a review by somebody else.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { actingAs } from '../../src/platform/scope.ts'
import { closeEnded } from '../../src/sharing/basis/emergency.ts'
import { CONFIG, plain, type Started, startApp, type Visitor } from '../app.ts'

const { municipality } = CONFIG
const REASON = '電話に出られず、家の明かりもついたままです。救急に、持病を伝える必要があります。'

describe('emergency', () => {
  let app: Started
  let commissioner: Visitor
  let admin: Visitor
  let auditor: Visitor
  let room: string
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) }, new Date())
    commissioner = await app.signedIn('commissioner', '小野')
    admin = await app.signedIn('admin', '長谷川')
    auditor = await app.signedIn('auditor', '木村')
    await app.address('長谷川', 'admin@example.jp')
    await app.address('佐々木', 'keeper@example.jp')
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const sql = async (text: string, values: unknown[] = []) => (await app.database.pool.query(text, values)).rows
  const form = (more: Record<string, string> = {}) => ({ name: '山本 ふみ', reason: REASON, hours: '24', ...more })

  test('the reason comes first, the name must be whole, and what follows is said before', async () => {
    assert.equal((await (await app.signedIn('resident', 'はるか')).get('/sharing/emergency')).status, 403)
    assert.equal((await auditor.get('/sharing/emergency')).status, 403)
    const short = await commissioner.post('/sharing/emergency', form({ reason: '急ぎです' }))
    assert.equal(short.status, 422)
    assert.match(plain(short.text), /20文字以上/)
    assert.equal((await commissioner.post('/sharing/emergency', form({ name: '山本' }))).status, 422)
    const asked = await commissioner.post('/sharing/emergency', form({ hours: '900' }))
    assert.equal(asked.status, 200)
    assert.match(plain(asked.text), /すぐに知らせる人.*長谷川.*自動で閉じます/)
    const before = await sql(`select count(*)::int as n from sharing.room where basis = 'emergency'`)
    assert.equal(before[0].n, 2, 'only the demo’s')
    const opened = await commissioner.post('/sharing/emergency', form({ confirmed: 'yes' }))
    assert.equal(opened.status, 303)
    room = opened.location!
  })

  test('it opens at once: the contact, and what the others wrote; nothing can be written in their rooms', async () => {
    const page = plain((await commissioner.get(room)).text)
    assert.match(page, /緊急の部屋です/)
    assert.match(page, /044-000-0142/)
    assert.match(page, /足の付け根の骨折/)
    assert.match(page, /限度額の手続き/)
    const [care] = await sql(`select id from sharing.room where basis = 'consent'`)
    assert.equal((await commissioner.get(`/sharing/rooms/${care.id}`)).status, 404)
    assert.equal((await commissioner.post(`/sharing/rooms/${care.id}/entries`, { words: 'x' })).status, 404)
    const looked = await sql(
      `select distinct subject from platform.event where name = 'people.looked' and actor_id =
         (select id from people.account where name like '%小野%')`,
    )
    assert.ok(
      looked.some(({ subject }) => subject === care.id),
      'the other room tells of the look too',
    )
    const written = { words: '無事が確かめられました。', kind: 'decision', fact: '', audience: 'team' }
    assert.equal((await commissioner.post(`${room}/entries`, written)).status, 303)
    // Nobody else is brought in.
    const [{ id }] = await sql(`select id from people.account where name like '%林%'`)
    assert.equal((await commissioner.post(`${room}/members`, { account: id })).status, 404)
  })

  test('administrators and the keeper of the person’s room are told at once, without a word of why', async () => {
    await app.settle()
    const told = (await app.mails()).filter(({ subject }) => subject.includes('緊急の部屋'))
    const to = told.map((mail) => mail.to)
    assert.ok(to.includes('admin@example.jp') && to.includes('keeper@example.jp'))
    for (const mail of told) assert.doesNotMatch(mail.subject + mail.body, /ふみ|小野|電話に出られず/)
    const count = told.length
    await app.settle()
    assert.equal((await app.mails()).filter(({ subject }) => subject.includes('緊急の部屋')).length, count)
    const [kept] = await sql(`select reason from sharing.room where id = $1`, [room.split('/').at(-1)])
    assert.doesNotMatch(kept.reason, /電話/, 'sealed')
  })

  test('it is reviewed by somebody else, who sees all that was looked at and done', async () => {
    const review = `/sharing/reviews/${room.split('/').at(-1)}`
    assert.equal((await commissioner.get('/sharing/reviews')).status, 403)
    assert.match(plain((await auditor.get('/sharing/reviews')).text), /小野.*ふり返りの期限/)
    const page = plain((await admin.get(review)).text)
    assert.match(page, /電話に出られず/)
    assert.match(page, /緊急にひらいた.*見た.*書きこんだ/)
    assert.doesNotMatch(page, /無事が確かめられました/, 'what was written stays there')
    assert.equal((await admin.post(review, { review: 'justified', note: '' })).status, 422)
    assert.equal((await admin.post(review, { review: 'justified', note: '妥当でした' })).status, 303)
    assert.match(plain((await auditor.get(review)).text), /必要だった.*長谷川.*妥当でした/)
    await auditor.post(review, { review: 'not_justified', note: '二度目' })
    assert.doesNotMatch(plain((await auditor.get(review)).text), /二度目/, 'once')
  })

  test('nobody reviews their own: neither by the page nor by SQL', async () => {
    const opened = await admin.post('/sharing/emergency', form({ confirmed: 'yes' }))
    const id = opened.location!.split('/').at(-1)!
    const tried = await admin.post(`/sharing/reviews/${id}`, { review: 'justified', note: 'よし' })
    assert.match(plain(tried.text), /別の人が行います/)
    const [mine] = await sql(`select opened_by, reviewed_at from sharing.room where id = $1`, [id])
    assert.equal(mine.reviewed_at, null)
    await assert.rejects(
      sql(
        `update sharing.room set review = 'justified', reviewed_at = now(), reviewed_by = opened_by where id = '${id}'`,
      ),
      /check/,
    )
  })

  test('it shuts by itself: by rule at once, in SQL, and the clock closes it', async () => {
    const [{ id, role }] = await sql(`select id, role from people.account where name like '%小野%'`)
    const db = actingAs(app.database.db, { kind: 'account', municipality, account: id, role })
    const read = async () => (await db.selectFrom('sharing.entry').select('id').execute()).length
    assert.ok((await read()) > 0)
    const key = room.split('/').at(-1)
    await sql(
      `update sharing.room set opened_at = now() - interval '30 hours', ends_at = now() - interval '6 hours' where id = $1`,
      [key],
    )
    assert.equal(await read(), 0, 'SQL')
    const shut = await commissioner.get(room)
    assert.equal(shut.status, 410)
    assert.match(plain(shut.text), /緊急の期限が過ぎた/)
    assert.doesNotMatch(plain(shut.text), /ふみ|044-000/)
    assert.equal(await closeEnded(app.database.db, municipality, app.service.now()), 1)
    assert.equal(await closeEnded(app.database.db, municipality, app.service.now()), 0)
    assert.equal((await commissioner.get(room)).status, 410)
    await assert.rejects(
      sql(`update sharing.room set ends_at = opened_at + interval '73 hours' where id = '${key}'`),
      /check/,
      'never longer than 72 hours',
    )
  })

  test('an overdue review stands out in red, and administrators are reminded', async () => {
    await sql(
      `update sharing.room set review_by = now() - interval '1 day' where reviewed_at is null and basis = 'emergency'`,
    )
    const page = await admin.get('/sharing/reviews')
    assert.match(page.text, /late-item/)
    assert.match(plain(page.text), /ふり返りの期限切れ/)
    const { sharingTimers } = await import('../../src/sharing/index.ts')
    const remind = sharingTimers(CONFIG, app.service.now).find(({ name }) => name === 'sharing.reviews')!
    const before = (await app.mails()).length
    await remind.run(app.database.db)
    assert.ok((await app.mails()).length > before)
  })
})
