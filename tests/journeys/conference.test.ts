// 支援会議: convened, fixed, pledged, held, and moved to consent when consent comes.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { actingAs } from '../../src/platform/scope.ts'
import { CONFIG, plain, type Started, startApp, type Visitor } from '../app.ts'

const { municipality } = CONFIG

describe('支援会議', () => {
  let app: Started
  let convener: Visitor
  let ward: Visitor
  let commissioner: Visitor
  let pharmacist: Visitor
  let room: string
  let entry: string
  let money: string
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) }, new Date())
    convener = await app.signedIn('staff', '佐野')
    ward = await app.signedIn('desk', '森田')
    commissioner = await app.signedIn('commissioner', '小野')
    pharmacist = await app.signedIn('desk', '林')
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const sql = async (text: string, values: unknown[] = []) => (await app.database.pool.query(text, values)).rows
  const account = async (name: string) =>
    (
      await sql('select id, role, organization_id as organization from people.account where name like $1', [
        `%${name}%`,
      ])
    )[0] as {
      id: string
      role: string
      organization: string | null
    }
  const at = (path = '') => `${room}${path}`
  const post = (who: Visitor, path: string, form: [string, string][]) =>
    who.send(path, { method: 'POST', body: new URLSearchParams(form), headers: { origin: CONFIG.baseUrl } })
  const form = (more: Record<string, string> = {}) => ({
    ...{ name: '川口まもる', person: '', section: '地域包括ケア推進室', meets: '2027-01-20', purpose: 'care' },
    ...more,
  })

  test('only the city convenes; the person is found by the whole name, and by nothing less', async () => {
    assert.equal((await ward.get('/sharing/conferences/new')).status, 403)
    assert.equal((await ward.post('/sharing/conferences', form())).status, 403)
    const faults: Record<string, string>[] = [{ name: '川口' }, { name: '' }, { section: '' }, { meets: 'あした' }]
    for (const wrong of faults)
      assert.equal((await convener.post('/sharing/conferences', form(wrong))).status, 422, JSON.stringify(wrong))
    const done = await convener.post('/sharing/conferences', form())
    assert.equal(done.status, 303)
    room = done.location!
  })

  test('shut until the members are fixed; the convener brings them in and fixes them', async () => {
    assert.equal((await convener.get(room)).status, 403)
    assert.equal((await convener.post(at('/fix'), {})).status, 422, 'nobody meets alone')
    for (const name of ['森田', '小野', '林'])
      assert.equal((await convener.post(at('/members'), { account: (await account(name)).id })).status, 303, name)
    const shut = await ward.get(room)
    assert.equal(shut.status, 403)
    assert.match(plain(shut.text), /メンバーが、まだ決まっていません/)
    assert.equal((await ward.post(at('/fix'), {})).status, 403)
    assert.equal((await ward.post(at('/pledge'), { agreed: 'yes' })).status, 403, 'not yet')
    assert.equal((await convener.post(at('/fix'), {})).status, 303)
    const late = await convener.post(at('/members'), { account: (await account('高橋')).id })
    assert.equal(late.status, 422, 'nobody is added any more')
    assert.equal((await convener.get(room)).status, 403, 'before the pledge the convener stands outside too')
  })

  test('each pledges before the gate opens; SQL keeps it shut too', async () => {
    const shut = await ward.get(room)
    assert.equal(shut.status, 403)
    assert.match(plain(shut.text), /秘密を守る約束.*罰則/)
    assert.doesNotMatch(plain(shut.text), /川口|まもる/)
    assert.equal((await ward.post(at('/pledge'), {})).status, 422)
    assert.equal((await ward.post(at('/entries'), { words: 'x' })).status, 403)
    for (const who of [convener, ward, commissioner])
      assert.equal((await who.post(at('/pledge'), { agreed: 'yes' })).status, 303)
    assert.match(plain((await convener.get(room)).text), /川口 まもる さんの部屋/)
    const added = await convener.post(at('/members'), { account: (await account('高橋')).id })
    assert.equal(added.status, 422)
    assert.match(plain(added.text), /メンバーが決まったあとは、加えられません/)
    const write = async (words: string, fact: string) => {
      const done = await ward.post(at('/entries'), { words, kind: 'message', fact, audience: 'team' })
      return done.location!.split('#e-')[1]!
    }
    entry = await write('ごみが玄関までたまり、足をけがされています。', 'life')
    money = await write('家賃が三か月遅れています。', 'money')
    assert.match(plain((await commissioner.get(room)).text), /ごみが玄関まで.*家賃が|家賃が.*ごみが玄関まで/)
    const { id, role, organization } = await account('林')
    const db = actingAs(app.database.db, { kind: 'account', municipality, account: id, role, organization })
    const seen = await db.selectFrom('sharing.entry').select('room_id').execute()
    assert.ok(
      seen.every(({ room_id }) => !room.endsWith(room_id)),
      'without a pledge SQL shows nothing',
    )
    assert.equal((await pharmacist.get(room)).status, 403)
  })

  test('nothing leaves it: no print, no file', async () => {
    assert.equal((await ward.get(at('/print'))).status, 404)
    assert.ok(!(await ward.get(room)).text.includes('/print'))
    const body = new FormData()
    body.set('files', new File(['メモ'], 'memo.txt'))
    const sent = await ward.send(at(`/files?entry=${entry}`), {
      method: 'POST',
      body,
      headers: { origin: CONFIG.baseUrl },
    })
    assert.equal(sent.status, 303)
    const page = (await commissioner.get(room)).text
    assert.ok(page.includes('memo.txt') && !page.includes('/files/'))
    const [file] = await sql('select id from sharing.file')
    assert.equal((await commissioner.get(at(`/files/${file.id}`))).status, 404)
  })

  test('held: the minutes stand as a decision', async () => {
    assert.equal((await ward.post(at('/held'), { minutes: 'x' })).status, 403)
    assert.equal((await convener.post(at('/held'), { minutes: '週に一度、二人で訪ねます。' })).status, 303)
    assert.match(plain((await ward.get(room)).text), /決まったこと.*週に一度、二人で訪ねます/)
    await convener.post(at('/held'), { minutes: '二度目' })
    assert.doesNotMatch(plain((await ward.get(room)).text), /二度目/)
  })

  test('without consent it cannot move; with it, only who and what was agreed to comes along', async () => {
    assert.match(plain((await convener.get(at('/move'))).text), /まだないため、移れません/)
    const refused = await post(convener, at('/move'), [['entry', entry]])
    assert.equal(refused.location, at('/move'))
    const [{ person_id }] = await sql('select person_id from sharing.room where id = $1', [room.split('/').at(-1)])
    const { organization } = await account('森田')
    await sql(
      `insert into sharing.consent (municipality, id, person_id, organization_id, facts, purpose, since, until,
         text_version, text_shown, given_by, way, recorded_by, recorded_at)
       select municipality, $1, $2, $3, array['basic', 'life'], 'care', now() - interval '1 hour', now() + interval '90 days',
         '2026-11', 'x', 'self', 'screen', id, now() from people.account where name like '%佐野%'`,
      [randomUUID(), person_id, organization],
    )
    const page = await convener.get(at('/move'))
    assert.match(plain(page.text), /森田 あおい.*林 つばさ|林 つばさ/)
    assert.ok(page.text.includes(entry) && !page.text.includes(money), 'money was not agreed to')
    assert.ok(!/checked/.test(page.text), 'nothing is chosen at first')
    const moved = await post(convener, at('/move'), [
      ['entry', entry],
      ['entry', money],
    ])
    assert.equal(moved.status, 303)
    const there = await ward.get(moved.location!)
    assert.match(plain(there.text), /支援会議から\s森田 あおい.*ごみが玄関まで/)
    assert.doesNotMatch(plain(there.text), /家賃/)
    for (const who of [commissioner, pharmacist]) assert.equal((await who.get(moved.location!)).status, 404)
    const old = await commissioner.get(room)
    assert.equal(old.status, 410)
    assert.match(plain(old.text), /同意による部屋へ移りました/)
    const [kept] = await sql(
      `select count(*)::int as n from sharing.entry where words like '%家賃%' or words like '%ごみ%'`,
    )
    assert.equal(kept.n, 0, 'words are sealed in the database')
  })
})
