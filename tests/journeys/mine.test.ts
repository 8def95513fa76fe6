// The person's own pages: which rooms and why, who may know what, who looked; family; all my data; disclosure; erasure.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { jobsOf } from '../../src/app.tsx'
import { uuidV5 } from '../../src/directory/index.ts'
import { listDemoAccounts, upsertAccount } from '../../src/people/index.ts'
import { sealText } from '../../src/platform/cipher.ts'
import { plain, receiptNumber, type Started, startApp, type Visitor } from '../app.ts'

const M = '141305'
const DAY = 86_400_000

describe('about me', () => {
  let app: Started
  let fumi: Visitor
  let haruka: Visitor
  const ends: (() => unknown)[] = []
  const account = (id: string) => uuidV5(`${M}/account/${id}`)
  const person = uuidV5(`${M}/person/yamamoto-fumi`)
  const mine = `/sharing/mine/${person}`
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) }, new Date())
    fumi = await app.signedIn('resident', '山本 ふみ')
    haruka = await app.signedIn('resident', '山本 はるか')
  })
  after(async () => {
    for (const end of ends) await end()
  })
  let forTeam: string
  const codes = ['22E-EEE', '22F-FFF', '22A-AAA', '22B-BBB', '22C-CCC', '22D-DDD']
  const room = async (basis: 'consent' | 'conference' | 'emergency', of = person) => {
    const id = randomUUID()
    await app.database.db
      .insertInto('sharing.room')
      .values({
        ...{ municipality: M, id, code: codes.pop()!, person_id: of, basis, purpose: 'care', opened_at: new Date() },
        opened_by: account('sasaki'),
        ...(basis === 'conference' ? { convened_by: '地域包括ケア推進室', fixed_at: new Date() } : {}),
        ...(basis === 'emergency'
          ? {
              reason: sealText('倒れていた', `sharing.room.reason:${id}`),
              ends_at: new Date(Date.now() + DAY),
              review_by: new Date(Date.now() + 3 * DAY),
            }
          : {}),
      })
      .execute()
    return id
  }
  const write = async (roomId: string, words: string, fact: string, audience: 'team' | 'all') => {
    const id = randomUUID()
    await app.database.db
      .insertInto('sharing.entry')
      .values({
        ...{ municipality: M, id, room_id: roomId, author_id: account('sasaki'), kind: 'message', fact, audience },
        ...{ words: sealText(words, `sharing.entry.words:${id}`), written_at: new Date() },
      })
      .execute()
    return id
  }

  test('one page says who may know what, on which law each room stands, and who waits for an answer', async () => {
    const open = await room('consent')
    const conference = await room('conference')
    await room('emergency')
    await write(open, 'お茶を飲みながら話しました', 'life', 'all')
    await write(open, '通帳の残りが少ないそうです', 'money', 'all')
    await write(open, '娘さんとの間が心配', 'abuse', 'team')
    forTeam = await write(open, '次の会議で話しましょう', 'life', 'team')
    await write(conference, '会議でだけ話したこと', 'life', 'all')
    const page = plain((await fumi.get(mine)).text)
    assert.match(page, /わたしのこと/)
    assert.match(page, /林 つばさ（薬剤師）.*医療/)
    assert.match(page, /やめた/)
    assert.match(page, /個人情報の保護に関する法律 第27条第1項第2号.*72時間/)
    assert.doesNotMatch(page, /支援会議（社会福祉法/, 'a conference is not told before it was held')
    assert.match(page, /お茶を飲みながら話しました/)
    assert.doesNotMatch(page, /娘さんとの間が心配|次の会議で話しましょう|会議でだけ話したこと/)
    await app.database.db
      .updateTable('sharing.room')
      .set({ held_at: new Date() })
      .where('id', '=', conference)
      .execute()
    assert.match(plain((await fumi.get(mine)).text), /支援会議（社会福祉法 第106条の6）.*秘密を守る義務/)
    assert.doesNotMatch(plain((await fumi.get(mine)).text), /会議でだけ話したこと/)
    const admin = await app.signedIn('admin')
    assert.equal((await admin.post('/sharing/setting', { kept: '10', conference: 'never' })).status, 422)
    assert.equal((await admin.post('/sharing/setting', { kept: '1827', conference: 'never' })).status, 303)
    assert.doesNotMatch(plain((await fumi.get(mine)).text), /支援会議（社会福祉法/, 'the city has it otherwise')
    await admin.post('/sharing/setting', { kept: '1827', conference: 'after' })
    for (const [lang, words] of [
      ['easy', /だれが 見（み）たか/],
      ['en', /Who looked/],
    ] as const) {
      await fumi.get(`/?lang=${lang}`)
      assert.match(plain((await fumi.get(mine)).text), words)
    }
    await fumi.get('/?lang=ja')
  })

  test('a look of the care manager stands there in plain words, ten of them as one line', async () => {
    const keeper = await app.signedIn('desk', '佐々木')
    for (let n = 0; n < 10; n += 1) await keeper.get(`/sharing/persons/${person}`)
    const page = plain((await fumi.get(`${mine}/looks`)).text)
    assert.match(
      page,
      /\d{4}年\d+月\d+日（.）[^、]*、佐々木 ひなた（片平地域包括支援センター）［[^］]+］が、支えるために記録を開きました（10回）。/,
    )
    assert.match(page, /あなたが、記録を見ました/)
  })

  test('family reads what was agreed to for them, and decides nothing', async () => {
    const page = await haruka.get(mine)
    assert.equal(page.status, 200)
    const text = plain(page.text)
    assert.match(text, /お茶を飲みながら話しました/)
    assert.doesNotMatch(text, /通帳の残り|娘さんとの間|次の会議|会議でだけ|044-000-0142|川崎市薬剤師会/)
    for (const path of ['looks', 'data', 'data.json', 'give', 'requests'])
      assert.equal((await haruka.get(`${mine}/${path}`)).status, 404, path)
    const stop = /href="([^"]+\/stop)"/.exec((await fumi.get(mine)).text)![1]!
    assert.equal((await haruka.post(stop, {})).status, 404)
    assert.match(plain((await fumi.get(`${mine}/looks`)).text), /山本 はるか（ふみさんの娘）が、記録を見ました/)
  })

  test('the person decides by themselves who may know; family comes in by a code of theirs', async () => {
    const found = await fumi.post(`${mine}/give`, { find: '小野', step: 'find', days: '182' })
    const ono = /value="(account:[^"]+)"/.exec(found.text)![1]!
    const asked = await fumi.post(`${mine}/give`, {
      ...{ recipients: ono, facts: 'life', purpose: 'watch', days: '91', step: 'go' },
    })
    assert.equal(asked.status, 303)
    assert.match(plain((await fumi.get(asked.location!)).text), /小野 ひかる.*毎日の無事を見守る/)
    assert.equal((await fumi.post(asked.location!, { answer: 'yes' })).status, 422)
    assert.equal((await fumi.post(asked.location!, { answer: 'yes', recipients: ono })).status, 303)
    assert.match(plain((await fumi.get(mine)).text), /小野 ひかる.*見守り/)
    assert.match((await fumi.post(`${mine}/family`, {})).text, /class="code">[2-9A-HJ-NP-Z]{4}-/)
  })

  test('all my data: a page and a file, with nothing of others, and what is left out and why', async () => {
    const keeper = await app.signedIn('desk', '佐々木')
    const begun = await keeper.post('/sharing/persons/new', { name: '他人 たろう', phone: '044-000-0666' })
    const other = begun.location!.split('/').at(-1)!
    await write(await room('consent', other), '他人について', 'life', 'all')
    const page = plain((await fumi.get(`${mine}/data`)).text)
    assert.match(page, /山本 ふみ.*1942-04-12.*ここにないもの.*第78条/)
    const file = await fumi.get(`${mine}/data.json`)
    assert.match(file.headers.get('content-disposition') ?? '', /attachment/)
    const data = JSON.parse(file.text)
    assert.equal(data.record.phone, '044-000-0142')
    assert.ok(data.consents.length >= 4 && data.looks.length > 0)
    for (const words of ['お茶を飲みながら話しました', '通帳の残りが少ないそうです'])
      assert.ok(file.text.includes(words), words)
    assert.ok(data.left_out.length >= 3)
    assert.doesNotMatch(file.text, /他人|044-000-0666|次の会議|会議でだけ/)
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', { trouble: '介護に疲れました', place: '' })
    const handed = await visitor.submit(`${answer.path}/hand-over/general`, {
      ...{ phone: '090-0000-4321', relation: 'self', agreed: 'yes' },
    })
    const code = receiptNumber(handed.text)
    assert.equal((await fumi.post(`${mine}/data`, { code, last4: '0000' })).status, 422)
    assert.match(plain((await fumi.post(`${mine}/data`, { code, last4: '4321' })).text), /介護に疲れました/)
  })

  test('disclosure: staff see what waits for them, decide on each entry, and the person reads what was given', async () => {
    const staff = await app.signedIn('staff')
    assert.equal((await staff.get(`/sharing/persons/${person}`)).status, 404, 'not before they were asked')
    assert.equal((await fumi.post(`${mine}/requests`, { kind: 'access' })).status, 303)
    assert.equal((await fumi.post(`${mine}/requests`, { kind: 'access' })).status, 422, 'once')
    const list = await staff.get('/sharing/requests')
    const path = /href="(\/sharing\/requests\/[^"]+)"/.exec(list.text)![1]!
    const shown = await staff.get(path)
    assert.match(plain(shown.text), /山本 ふみ.*次の会議で話しましょう/)
    assert.doesNotMatch(plain(shown.text), /会議でだけ話したこと/)
    assert.equal((await staff.post(path, { answer: 'disclose' })).status, 422, 'a reason is missing')
    const given = { answer: 'disclose', shown: forTeam, reason: 'life', note: 'ご覧ください' }
    assert.equal((await staff.post(path, given)).status, 303)
    assert.match(
      plain((await fumi.get(`${mine}/requests`)).text),
      /一部に応じました.*第78条第1項第1号.*ご覧ください.*審査請求/,
    )
    const now = plain((await fumi.get(mine)).text)
    assert.match(now, /次の会議で話しましょう/)
    assert.doesNotMatch(now, /娘さんとの間/)
    assert.equal((await staff.get(path)).status, 404, 'and the door is shut again')
    assert.equal((await (await app.signedIn('desk', '佐々木')).get('/sharing/requests')).status, 403)
    assert.match(plain((await fumi.get(`${mine}/looks`)).text), /開示や消去の請求に答えるために見ました/)
  })

  test('an ending consent is brought to mind once, thirty days before, in a mail that names nobody', async () => {
    const accounts = await listDemoAccounts(app.database.db, M)
    const sasaki = accounts.find(({ id }) => id === account('sasaki'))!
    await app.database.db
      .transaction()
      .execute((tx) => upsertAccount(tx, { ...sasaki, email: 'sasaki@example.jp', demo: true }))
    const timer = jobsOf(app.service).timers.find(({ name }) => name === 'sharing.remind')!
    const keeper = await app.signedIn('desk', '佐々木')
    const hayashi = `account:${account('hayashi')}`
    const asking = await keeper.post(`/sharing/persons/${person}/ask`, [
      ...([
        ['recipients', hayashi],
        ['facts', 'life'],
        ['purpose', 'watch'],
        ['days', '30'],
        ['step', 'go'],
      ] as const),
    ] as [string, string][])
    await keeper.post(`${asking.location}/answer`, { way: 'voice', recipients: hayashi, heard: '佐々木' })
    app.at(new Date(Date.now() + 60_000))
    await timer.run(app.database.db)
    await timer.run(app.database.db)
    const mails = (await app.mails()).filter(({ subject }) => subject.includes('期限が近い'))
    assert.equal(mails.length, 1)
    assert.doesNotMatch(mails[0]!.body, /山本|ふみ|林/)
    assert.match(plain((await fumi.get(mine)).text), /期限が来る同意があります/)
  })

  test('words of rooms that were closed five years ago go, by the clock; what is younger stays', async () => {
    const old = await room('consent')
    const entry = await write(old, '古い言葉', 'life', 'all')
    const closed = (days: number) =>
      sql`update sharing.room set closed_at = ${new Date(Date.now() - days * DAY)} where id = ${old}`.execute(
        app.database.db,
      )
    const timer = jobsOf(app.service).timers.find(({ name }) => name === 'sharing.retain')!
    const words = async () =>
      (await app.database.db.selectFrom('sharing.entry').select('words').where('id', '=', entry).execute())[0]!.words
    await closed(1800)
    await timer.run(app.database.db)
    assert.notEqual(await words(), null)
    await closed(1900)
    await timer.run(app.database.db)
    assert.equal(await words(), null)
  })

  test('erasure leaves no word of the person in any table; that it was lawful can still be shown', async () => {
    const tables = await app.database.pool.query(`
      select table_schema || '.' || table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema = any ('{sharing,need,referral,consult,platform,people}')`)
    const everything = async () => {
      let all = ''
      for (const { name } of tables.rows)
        all += JSON.stringify((await app.database.pool.query(`select to_jsonb(t) as row from ${name} t`)).rows)
      return all
    }
    const sealed = async () => {
      const { rows } = await app.database.pool.query(`
        select p.name, p.kana, p.born, p.phone, p.address from sharing.person p where id = '${person}'
        union all select e.words, r.reason, null, null, null from sharing.entry e
          join sharing.room r on r.id = e.room_id where r.person_id = '${person}' and e.words is not null
        union all select c.heard_by, null, null, null, null from sharing.consent c
          where c.person_id = '${person}' and c.heard_by is not null`)
      return rows.flatMap((row) => Object.values(row).filter((value): value is string => typeof value === 'string'))
    }
    const planted = await sealed()
    assert.ok(planted.length > 8)
    const eventsBefore = await app.database.pool.query(
      `select count(*)::int as n from platform.event where subject = '${person}'`,
    )

    assert.equal((await fumi.post(`${mine}/requests`, { kind: 'erasure' })).status, 422)
    assert.equal((await fumi.post(`${mine}/requests`, { kind: 'erasure', sure: 'yes' })).status, 303)
    const staff = await app.signedIn('staff')
    const path = /href="(\/sharing\/requests\/[^"]+)"/.exec((await staff.get('/sharing/requests')).text)![1]!
    assert.equal((await staff.post(path, { answer: 'refuse' })).status, 422)
    assert.equal((await staff.post(path, { answer: 'erase' })).status, 422)
    assert.equal((await staff.post(path, { answer: 'erase', sure: 'yes' })).status, 303)

    const rest = await everything()
    for (const one of planted) assert.ok(!rest.includes(one), 'a sealed word is still there')
    for (const word of ['1942-04-12', '044-000-0142', 'やまもと', '薬を飲み忘れ', '架空1-2-3'])
      assert.ok(!rest.includes(word), word)
    const consents = await app.database.db
      .selectFrom('sharing.consent')
      .selectAll()
      .where('person_id', '=', person)
      .execute()
    assert.ok(consents.length >= 5 && consents.every(({ withdrawn_at }) => withdrawn_at !== null))
    const events = await app.database.pool.query(
      `select name from platform.event where subject = '${person}' order by id`,
    )
    assert.ok(events.rows.length > eventsBefore.rows[0].n)
    assert.ok(events.rows.some(({ name }) => name === 'sharing.erased'))
    assert.equal((await fumi.get(mine)).status, 404)
    const keeper = await app.signedIn('desk', '佐々木')
    assert.equal((await keeper.get(`/sharing/persons/${person}`)).status, 404)
    assert.equal((await keeper.get('/sharing/persons')).status, 200)
  })
})
