// Up to the city: what was learned around one person, with the person taken out, read by staff, published by another.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { sealText } from '../../src/platform/cipher.ts'
import { actingAs } from '../../src/platform/scope.ts'
import { CONFIG, type Page, plain, type Started, startApp, type Visitor } from '../app.ts'

const municipality = CONFIG.municipality

describe('up to the city', () => {
  let app: Started
  let pharmacist: Visitor
  let staff: Visitor
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    pharmacist = await app.signedIn('desk', '林')
    staff = await app.signedIn('staff', '佐野')
  })
  after(async () => {
    for (const end of ends) await end()
  })

  const account = async (name: string) =>
    await app.database.db
      .selectFrom('people.account')
      .select(['id', 'organization_id'])
      .where('name', 'like', `${name}%`)
      .executeTakeFirstOrThrow()

  /** A room around 山本 ふみ, on consent, with the pharmacist in it. */
  async function openRoom(basis: 'consent' | 'conference' = 'consent'): Promise<string> {
    const { db } = app.database
    const [keeper, team] = [await account('佐々木'), await account('林')]
    const [person, room] = [randomUUID(), randomUUID()]
    const at = new Date(Date.now() - 24 * 60 * 60 * 1000)
    await db
      .insertInto('sharing.person')
      .values({
        ...{ municipality, id: person, ward: '麻生区', created_by: keeper.id, created_at: at },
        name: sealText('山本 ふみ', `sharing.person.name:${person}`),
        kana: sealText('やまもと ふみ', `sharing.person.kana:${person}`),
      })
      .execute()
    await db
      .insertInto('sharing.room')
      .values({
        ...{
          municipality,
          id: room,
          code: basis === 'consent' ? '7Q4-28M' : '7Q4-29M',
          person_id: person,
          basis,
          purpose: 'care',
        },
        ...{ opened_by: keeper.id, opened_at: at, convened_by: basis === 'conference' ? '地域包括ケア推進室' : null },
        ...(basis === 'conference' ? { fixed_at: at } : {}),
      })
      .execute()
    for (const [{ id, organization_id }, part] of [
      [keeper, 'keeper'],
      [team, 'team'],
    ] as const)
      await db
        .insertInto('sharing.member')
        .values({
          ...{ municipality, room_id: room, account_id: id, organization_id, part, joined_at: at },
          ...{
            pledged_at: basis === 'conference' ? at : null,
            pledge_version: basis === 'conference' ? '2026-11' : null,
          },
        })
        .execute()
    await db
      .insertInto('sharing.consent')
      .values({
        ...{ municipality, id: randomUUID(), person_id: person, organization_id: team.organization_id },
        ...{ facts: ['basic', 'medical'], purpose: 'care', since: at, until: new Date(Date.now() + 1e10) },
        ...{ text_version: '2026-11', text_shown: 'x', given_by: 'self', way: 'screen' },
        ...{ recorded_by: keeper.id, recorded_at: at },
      })
      .execute()
    return room
  }

  const STORY = { kind: 'story', topic: 'medical.medicine', ward: '麻生区' }
  const draft = async (who: Visitor, more: Record<string, string>): Promise<string> => {
    const answer = await who.post('/sharing/reports', { ...STORY, ...more })
    assert.equal(answer.status, 303, plain(answer.text))
    return answer.location!.replace(/\/check$/, '')
  }
  const fields = (page: Page) => [...new Set([...page.text.matchAll(/name="(f\.[^"]+)"/g)].map(([, name]) => name!))]
  /** Writes, replaces all that is flagged, and sends. */
  async function sent(who: Visitor, more: Record<string, string>): Promise<string> {
    const path = await draft(who, more)
    if (fields(await who.get(`${path}/check`)).length > 0) await who.post(`${path}/check`, { all: 'replace' })
    const answer = await who.post(`${path}/send`, { read: 'yes' })
    assert.equal(answer.status, 303, plain(answer.text))
    return path
  }

  let story = ''
  test('from a room: names, age and place are flagged; undecided, nothing is sent; decided, it is', async () => {
    const room = await openRoom()
    const form = await pharmacist.get(`/sharing/reports/new?room=${room}`)
    assert.equal(form.status, 200)
    assert.ok(form.text.includes(room))
    story = await draft(pharmacist, {
      room,
      title: '山本ふみさんの薬',
      words:
        'ヤマモトさんは84歳。片平3丁目のお宅で、薬を一緒に数えました。佐々木さんも来て、電話は044-000-1234です。ありがとう、と笑ってくれました。',
    })
    const check = await pharmacist.get(`${story}/check`)
    for (const word of ['山本ふみさん', 'ヤマモトさん', '84歳', '片平3丁目', '佐々木さん', '044-000-1234'])
      assert.match(check.text, new RegExp(`<mark>${word}</mark>`), word)
    assert.match(plain(check.text), /機械は、すべてを見つけることはできません/)
    assert.ok(!check.text.includes(`action="${story}/send"`), 'no way to send is shown')

    const tried = await pharmacist.post(`${story}/send`, { read: 'yes' })
    assert.equal(tried.status, 422)
    assert.match(plain(tried.text), /まだ決めていない言葉があります/)

    const names = fields(check)
    const half = await pharmacist.post(`${story}/check`, { [names[0]!]: 'replace' })
    assert.equal(half.status, 422, 'decided by halves')
    const noWhy = await pharmacist.post(`${story}/check`, Object.fromEntries(names.map((name) => [name, 'keep'])))
    assert.equal(noWhy.status, 422, 'kept without a reason')
    assert.match(plain(noWhy.text), /残す理由を、選んでください/)

    const decided = Object.fromEntries(names.map((name) => [name, 'replace']))
    const clean = await pharmacist.submit(`${story}/check`, decided)
    const text = plain(clean.text)
    assert.match(text, /ご本人は80代。/)
    assert.ok(!/山本|ヤマモト|84|片平|佐々木|044-000/.test(text), text)
    assert.equal((await pharmacist.post(`${story}/send`, {})).status, 422, 'read once more')
    assert.equal((await pharmacist.post(`${story}/send`, { read: 'yes' })).status, 303)
    assert.equal((await pharmacist.post(`${story}/send`, { read: 'yes' })).status, 404, 'sent once')

    const row = await app.database.db
      .selectFrom('sharing.report')
      .selectAll()
      .where('id', '=', story.split('/').at(-1)!)
      .executeTakeFirstOrThrow()
    assert.match(row.words, /^v1\./, 'sealed')
    assert.ok(!/[ぁ-ん一-龠]/.test(JSON.stringify(row.flags)), 'kinds and decisions, no words')
  })

  test('drafts of others are not there; staff see the writer and the need, not the room', async () => {
    const mine = await draft(pharmacist, { title: '書きかけ', words: '田中さんの話' })
    const other = await app.signedIn('desk', '森田')
    for (const path of ['check', 'edit']) assert.equal((await other.get(`${mine}/${path}`)).status, 404)
    for (const path of ['check', 'edit', 'send', 'take-back'])
      assert.equal((await other.post(`${mine}/${path}`, { all: 'replace', read: 'yes' })).status, 404, path)
    assert.equal((await other.get(story)).status, 403)
    assert.equal((await staff.get(mine)).status, 404, 'a draft is nobody else’s')
    assert.equal((await staff.get(`${story}/check`)).status, 404)
    const open = await staff.get(story)
    assert.match(plain(open.text), /林 つばさ/)
    assert.ok(!open.text.includes('/sharing/rooms/'))
    assert.ok(plain((await staff.get('/sharing/reports?kind=story&state=sent')).text).includes('薬'))
    assert.equal((await app.visitor().get('/sharing/reports')).status, 401)
    assert.equal((await pharmacist.post(`${mine}/take-back`, {})).status, 303)
    assert.equal((await pharmacist.get(`${mine}/check`)).status, 404, 'a draft that was taken back is gone')
  })

  test('returned with a note, written again, published by staff with what changed; the ward only where it is not rare', async () => {
    assert.equal((await staff.post(`${story}/review`, { to: 'returned', note: '', changed: '' })).status, 422)
    await staff.submit(`${story}/review`, { to: 'returned', note: 'もう少しくわしく', changed: '' })
    assert.match(plain((await pharmacist.get(`${story}/check`)).text), /もう少しくわしく/)
    await pharmacist.submit(`${story}/edit`, {
      ...STORY,
      title: '薬の話',
      words: '薬を一緒に数えました。伊藤さんも喜びました。',
    })
    assert.equal((await pharmacist.post(`${story}/send`, { read: 'yes' })).status, 422, 'looked through again')
    await pharmacist.submit(`${story}/check`, { all: 'replace' })
    await pharmacist.submit(`${story}/send`, { read: 'yes' })

    const leads = await staff.post(`${story}/review`, {
      to: 'published',
      note: '',
      changed: '山田さんの声で変わりました',
    })
    assert.equal(leads.status, 422)
    await staff.submit(`${story}/review`, { to: 'published', note: '', changed: '訪問を、ほかの地区でも始めました' })
    const page = plain((await app.visitor().get('/sharing/stories')).text)
    assert.match(page, /薬を一緒に数えました。ある方も喜びました/)
    assert.match(page, /訪問を、ほかの地区でも始めました/)
    const { stories } = JSON.parse((await app.visitor().get('/api/stories')).text) as {
      stories: Record<string, unknown>[]
    }
    const mine = stories.find(({ title }) => title === '薬の話')!
    assert.equal(mine.ward, null, 'fewer than five needs of this kind in the ward')
    assert.equal(mine.month, '2026-11')
    assert.deepEqual(Object.keys(mine).sort(), [
      'changed',
      'id',
      'kind',
      'month',
      'outcome',
      'title',
      'topic',
      'topic_name',
      'ward',
      'words',
    ])
    assert.equal(stories.find(({ topic }) => topic === 'alone.move')?.ward, '麻生区', 'a ward with many is shown')
    const events = await app.database.db
      .selectFrom('platform.event')
      .selectAll()
      .where('subject', '=', story.split('/').at(-1)!)
      .execute()
    assert.deepEqual(
      events.map(({ name }) => name).filter((name) => name !== 'people.looked'),
      [
        'sharing.reported',
        'sharing.report_reviewed',
        'sharing.reported',
        'sharing.report_reviewed',
        'sharing.story_published',
      ],
    )
    assert.ok(!/薬|林/.test(JSON.stringify(events)))

    await pharmacist.submit(`${story}/take-back`, {})
    assert.ok(
      !plain((await app.visitor().get('/sharing/stories')).text).includes('薬の話'),
      'gone at the writer’s wish',
    )
  })

  test('nobody publishes their own, in the page and in SQL; another does, and puts it away at once', async () => {
    const path = await sent(staff, { title: '朝の声かけ', words: '声をかけるだけで、返事が増えました。' })
    const id = path.split('/').at(-1)!
    const own = await staff.get(path)
    assert.match(plain(own.text), /ほかの職員が決めます/)
    assert.equal((await staff.post(`${path}/review`, { to: 'published', note: '', changed: '' })).status, 422)
    const scope = { kind: 'account', municipality, account: (await account('佐野')).id, role: 'staff' } as const
    await assert.rejects(
      actingAs(app.database.db, scope)
        .updateTable('sharing.report')
        .set({ state: 'published', published_at: new Date(), reviewed_by: randomUUID(), reviewed_at: new Date() })
        .where('id', '=', id)
        .execute(),
    )
    const admin = await app.signedIn('admin', '長谷川')
    await admin.submit(`${path}/review`, { to: 'published', note: '', changed: '' })
    assert.match(plain((await app.visitor().get('/sharing/stories')).text), /朝の声かけ/)
    await admin.submit(`${path}/review`, { to: 'put_away', note: '', changed: '' })
    assert.ok(!plain((await app.visitor().get('/sharing/stories')).text).includes('朝の声かけ'))
    assert.equal((await admin.post(`${path}/review`, { to: 'published', note: '', changed: '' })).status, 422, 'over')
    const unseen = actingAs(app.database.db, { kind: 'anonymous', municipality })
    assert.deepEqual(await unseen.selectFrom('sharing.report').select('id').execute(), [], 'not one row for the public')
  })

  test('what the city took on is counted for staff by topic and ward, and for nobody else', async () => {
    assert.match(plain((await staff.get('/insight/staff')).text), /届いた声（市が受け取ったもの）/)
    const open = plain((await app.visitor().get('/insight')).text)
    assert.ok(!open.includes('市が受け取ったもの'))
  })

  test('markup in a story is text', async () => {
    const path = await sent(pharmacist, {
      title: '<img src=x onerror=alert(1)>',
      words: '<script>alert(1)</script>声をかけました。',
    })
    await staff.submit(`${path}/review`, { to: 'published', note: '<b>x</b>', changed: '<i>y</i>を始めました' })
    for (const page of [
      await app.visitor().get('/sharing/stories'),
      await staff.get(path),
      await pharmacist.get(`${path}/check`),
    ])
      assert.ok(!/<img src=x|<script>alert|<b>x<|<i>y</.test(page.text), page.path)
  })

  test('a meeting under secrecy gives nothing away, and a room that one does not stand in is not there', async () => {
    const secret = await openRoom('conference')
    assert.match(plain((await pharmacist.get(`/sharing/reports/new?room=${secret}`)).text), /支援会議で知ったことは/)
    const tried = await pharmacist.post('/sharing/reports', { ...STORY, room: secret, title: 'あ', words: 'い' })
    assert.equal(tried.status, 422)
    const other = await app.signedIn('desk', '森田')
    assert.equal((await other.get(`/sharing/reports/new?room=${secret}`)).status, 404)
    assert.equal(
      (await other.post('/sharing/reports', { ...STORY, room: secret, title: 'あ', words: 'い' })).status,
      404,
    )
    assert.equal((await other.get(`/sharing/reports/new?need=${randomUUID()}`)).status, 404)
  })

  test('from a referral: the topic is filled in, the outcome goes along; a form without words comes back', async () => {
    const task = await app.database.db
      .selectFrom('referral.task as t')
      .innerJoin('need.item as n', 'n.id', 't.need_id')
      .select(['t.need_id', 'n.kind'])
      .where('t.outcome', '=', 'continuing')
      .executeTakeFirstOrThrow()
    assert.match(
      (await staff.get(`/referral/${task.need_id}`)).text,
      new RegExp(`/sharing/reports/new\\?need=${task.need_id}`),
    )
    const form = await staff.get(`/sharing/reports/new?need=${task.need_id}`)
    assert.match(form.text, new RegExp(`value="${task.kind}" selected`))
    const empty = await staff.post('/sharing/reports', {
      kind: 'story',
      topic: 'no.such',
      title: 'のこる題',
      words: '',
    })
    assert.equal(empty.status, 422)
    assert.match(empty.text, /のこる題/)
    const path = await sent(staff, {
      need: task.need_id,
      title: '早めの相談',
      words: '早く話せたので、家での暮らしが続いています。',
    })
    const admin = await app.signedIn('admin', '長谷川')
    assert.match(plain((await admin.get(path)).text), /支援を続けている/)
    await admin.submit(`${path}/review`, { to: 'published', note: '', changed: '' })
    assert.match(plain((await app.visitor().get('/sharing/stories')).text), /支援が続いています/)
  })
})
