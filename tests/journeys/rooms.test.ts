// Care manager, pharmacist and family around one person: what each reads, and what a withdrawal changes at once.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { recordAll } from '../../src/platform/events.ts'
import { actingAs } from '../../src/platform/scope.ts'
import { CONFIG, type Page, plain, type Started, startApp, type Visitor } from '../app.ts'

const { municipality } = CONFIG
const NOBODY = '00000000-0000-4000-8000-000000000000'

describe('rooms on consent', () => {
  let app: Started
  let room: string
  let manager: Visitor
  let pharmacist: Visitor
  let ward: Visitor
  let daughter: Visitor
  const ends: (() => unknown)[] = []
  const start = new Date()

  before(async () => {
    // SQL knows the real time only, so the service has it too.
    app = await startApp({ after: (end) => void ends.push(end as () => void) }, start)
    await enter()
    room = roomIn(await manager.get('/sharing'), '山本 ふみ')
    for (const who of ['佐々木', '林', '森田', 'はるか', '長谷川'])
      await app.address(who, `${encodeURIComponent(who).replaceAll('%', '')}@example.jp`)
  })
  after(async () => {
    for (const end of ends) await end()
  })
  /** Everybody comes in anew: who has been away for hours is signed out. */
  async function enter() {
    manager = await app.signedIn('desk', '佐々木')
    pharmacist = await app.signedIn('desk', '林')
    ward = await app.signedIn('desk', '森田')
    daughter = await app.signedIn('resident', 'はるか')
  }
  const at = (path = '') => `/sharing/rooms/${room}${path}`
  const minutes = (n: number) => app.at(new Date(start.getTime() + n * 60_000))
  const account = async (name: string) => {
    const { rows } = await app.database.pool.query(
      `select id, role, organization_id as organization from people.account where name like $1`,
      [`%${name}%`],
    )
    return rows[0] as { id: string; role: string; organization: string | null }
  }
  const asIn = async (name: string) => {
    const { id, role, organization } = await account(name)
    return actingAs(app.database.db, { kind: 'account', municipality, account: id, role, organization })
  }
  const write = async (who: Visitor, words: string, more: Record<string, string> = {}) => {
    const answer = await who.post(at('/entries'), { words, kind: 'message', fact: '', audience: 'team', ...more })
    assert.equal(answer.status, 303, plain(answer.text).slice(0, 300))
    return answer.location!.split('#e-')[1]!
  }

  test('each reads what the person agreed to for them; what they may not read says why', async () => {
    const [m, p, w, d] = await Promise.all([manager, pharmacist, ward, daughter].map((who) => who.get(at())))
    for (const page of [m, p, w, d]) assert.match(plain(page!.text), /山本 ふみ さんの部屋/)
    assert.match(plain(m!.text), /限度額の手続き/)
    assert.doesNotMatch(plain(p!.text), /限度額の手続き/)
    assert.match(plain(p!.text), /この項目は、あなたへの、ご本人の同意がありません（経済）/)
    assert.match(plain(p!.text), /足の付け根の骨折/)
    assert.doesNotMatch(plain(w!.text), /足の付け根の骨折|血圧/)
    assert.match(plain(w!.text), /同意がありません（医療）/)
    // Of what is said in the team, the family learns nothing, not even that it is there.
    assert.match(plain(d!.text), /血圧 132/)
    assert.doesNotMatch(plain(d!.text), /足の付け根|限度額|新聞は止まっています|（経済）/)
    assert.equal((await daughter.get(at('/print'))).status, 404)
    assert.match(plain((await daughter.get(at('/list'))).text), /期日のある用事はありません/)
    assert.equal((await manager.get(at('/print'))).status, 200)
  })

  test('SQL gives each no more than the pages do', async () => {
    const facts = async (name: string) => {
      const rows = await (await asIn(name))
        .selectFrom('sharing.entry')
        .select(['fact', 'audience', 'author_id'])
        .execute()
      const { id } = await account(name)
      return new Set(rows.filter((row) => row.author_id !== id).map(({ fact, audience }) => `${fact} ${audience}`))
    }
    assert.deepEqual([...(await facts('林'))].sort(), ['life all', 'life team', 'medical team'])
    assert.deepEqual([...(await facts('森田'))].sort(), ['life all'])
    assert.deepEqual([...(await facts('はるか'))].sort(), ['life all', 'medical all'])
    assert.deepEqual([...(await facts('小野'))], [])
  })

  test('an outsider gets 404 on every address of the room, and SQL shows them nothing', async () => {
    const outsider = await app.signedIn('commissioner', '小野')
    const entry = /id="e-([0-9a-f-]{36})"/.exec((await manager.get(at())).text)![1]!
    for (const path of ['', '/print', '/list', '/members', '/files', `/files/${entry}`, `/files?entry=${entry}`])
      assert.equal((await outsider.get(at(path))).status, 404, path)
    const posts = [
      '/entries',
      `/entries/${entry}/understood`,
      `/entries/${entry}/take-back`,
      '/list',
      '/list/discharge',
    ]
    const more = [`/list/${entry}/done`, '/members', `/members/${NOBODY}/end`, '/close', '/files', '/pledge']
    for (const path of [...posts, ...more])
      assert.equal((await outsider.post(at(path), { words: 'x', agreed: 'yes' })).status, 404, path)
    const db = await asIn('小野')
    for (const table of ['sharing.entry', 'sharing.item', 'sharing.mark', 'sharing.file'] as const)
      assert.equal((await db.selectFrom(table).select('municipality').execute()).length, 0, table)
    const rooms = await db.selectFrom('sharing.room').select(['id', 'basis']).execute()
    assert.deepEqual(
      rooms.map(({ basis }) => basis),
      ['conference'],
    )
    assert.equal((await app.visitor().get(at())).status, 401)
    assert.equal((await (await app.signedIn('auditor')).get(at())).status, 403)
  })

  test('writing to the family is asked once more; abuse never goes to them', async () => {
    const words = 'あしたの面会は、午後からです。'
    const asked = await manager.post(at('/entries'), { words, kind: 'message', fact: '', audience: 'all' })
    assert.equal(asked.status, 200)
    assert.match(plain(asked.text), /ご家族にも送りますか.*山本 はるか.*あしたの面会/)
    assert.doesNotMatch(plain((await daughter.get(at())).text), /あしたの面会/, 'not yet')
    await write(manager, words, { audience: 'confirmed' })
    assert.match(plain((await daughter.get(at())).text), /あしたの面会/)
    const refused = await manager.post(at('/entries'), { words, fact: 'abuse', kind: 'message', audience: 'confirmed' })
    assert.equal(refused.status, 422)
    assert.match(plain(refused.text), /虐待の情報は、ご家族には送れません/)
    assert.match(refused.text, />あしたの面会は/, 'what was typed stays')
    assert.equal((await manager.post(at('/entries'), { words: ' ' })).status, 422)
    // The family writes to all, whatever is sent.
    await write(daughter, '母の好きな花を、持っていきます。', { audience: 'team', important: 'yes', kind: 'decision' })
    const { rows } = await app.database.pool.query(
      `select audience, important from sharing.entry order by written_at desc, id desc limit 1`,
    )
    assert.deepEqual(rows, [{ audience: 'all', important: false }])
  })

  test('stored HTML is text', async () => {
    await write(manager, '<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;')
    const page = await pharmacist.get(at())
    assert.ok(!page.text.includes('<script>alert') && !page.text.includes('<img src=x'))
    assert.match(page.text, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
  })

  test('named, read, understood, answered, taken back', async () => {
    minutes(1)
    const { id } = await account('林')
    const before = (await app.mails()).length
    const entry = await write(manager, '薬の数を、見ていただけますか。', { mentions: id })
    await app.settle()
    const mails = (await app.mails()).filter(({ subject }) => subject.includes('お知らせがあります'))
    const mine = mails.filter(({ to }) => to.startsWith('E69E97@'))
    assert.equal(mine.length, 1)
    assert.ok((await app.mails()).length > before)
    assert.doesNotMatch(mine[0]!.subject + mine[0]!.body, /薬の数|ふみ|佐々木/, 'a mail says nothing')
    assert.match(mine[0]!.body, new RegExp(`/sharing/rooms/${room}`))
    minutes(2)
    await write(manager, 'もう一つ、お願いします。', { mentions: id })
    await app.settle()
    const again = (await app.mails()).filter(({ to, subject }) => to.startsWith('E69E97@') && subject.includes('部屋'))
    assert.equal(again.length, 1, 'at most one in an hour')

    assert.match(plain((await pharmacist.get('/sharing')).text), /あなた宛て 2/)
    const fresh = plain((await pharmacist.get(at())).text)
    assert.match(fresh, /新着.*もう一つ、お願いします.*新着.*薬の数/)
    assert.doesNotMatch(plain((await pharmacist.get(at())).text), /新着/)
    assert.doesNotMatch(plain((await pharmacist.get('/sharing')).text), /あなた宛て \d/)
    for (const _ of [1, 2]) assert.equal((await pharmacist.post(at(`/entries/${entry}/understood`), {})).status, 303)
    const part = /id="e-(?:(?!<li)[\s\S])*?薬の数(?:(?!<li)[\s\S])*/.exec((await manager.get(at())).text)![0]
    assert.match(plain(part), /読んだ人 1・了解 1.*林 つばさ/)
    const { rows } = await app.database.pool.query(
      `select count(*)::int as n from platform.event
      where name = 'sharing.understood' and data ->> 'entry' = $1`,
      [entry],
    )
    assert.equal(rows[0].n, 1, 'understood once')

    await write(pharmacist, '承知しました。', { answers: entry })
    assert.match(
      plain((await manager.get(at())).text),
      /佐々木 ひなた（片平地域包括支援センター） さんへの返信承知しました/,
    )
    assert.equal((await pharmacist.post(at(`/entries/${entry}/take-back`), {})).status, 404, 'only one’s own')
    assert.equal((await manager.post(at(`/entries/${entry}/take-back`), {})).status, 303)
    const now = plain((await pharmacist.get(at())).text)
    assert.ok(!now.includes('薬の数を') && now.includes('書いた人が取り消しました'))
    assert.equal((await pharmacist.post(at(`/entries/${entry}/understood`), {})).status, 404)
  })

  test('search inside: by words, writer, kind and day, and only what may be read', async () => {
    assert.match(plain((await manager.get(at('?q=限度額'))).text), /1件.*限度額の手続き/)
    assert.match(plain((await pharmacist.get(at('?q=限度額'))).text), /見つかりませんでした/)
    assert.match(plain((await manager.get(at('?kind=vital'))).text), /血圧/)
    const { id } = await account('森田')
    const hers = plain((await manager.get(at(`?author=${id}`))).text)
    assert.ok(hers.includes('新聞は止まっています') && !hers.includes('血圧'))
    assert.match(plain((await manager.get(at('?from=2020-01-01&until=2020-01-02'))).text), /見つかりませんでした/)
    for (const odd of ['?q=%00', '?author=x&kind=y', '?from=x', '?before=1.2', `?before=999999999999999.${NOBODY}`])
      assert.equal((await manager.get(at(odd))).status, 200, odd)
  })

  test('pages go on by key, and none is shown twice', async () => {
    minutes(3)
    for (let i = 0; i < 40; i += 1) await write(manager, `通し番号 ${i} です`)
    const seen: string[] = []
    let path: string | undefined = at()
    while (path) {
      const page: Page = await manager.get(path)
      seen.push(...[...page.text.matchAll(/通し番号 (\d+) です/g)].map(([, n]) => n!))
      path = /href="([^"]*before=[^"]*)" rel="next"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&')
    }
    assert.equal(seen.length, 40)
    assert.equal(new Set(seen).size, 40)
  })

  test('the list: whose, by when, done by whom; overdue stands out, also on the list of rooms; one reminder each', async () => {
    const begun = await manager.post(at('/list/discharge'), { admission: '2026-01-05', discharge: '' })
    assert.equal(begun.status, 422, 'once a room')
    assert.equal((await manager.post(at('/list'), { todo: '', owner: '', due: '' })).status, 422)
    assert.equal((await manager.post(at('/list'), { todo: 'x', owner: '', due: '2026-02-31x' })).status, 422)
    const { id } = await account('林')
    const added = await manager.post(at('/list'), { todo: '薬局に電話する', owner: id, due: '2020-01-06' })
    const item = added.location!.split('#i-')[1]!
    assert.match(plain((await pharmacist.get('/sharing')).text), /薬局に電話する.*期限切れ/)
    assert.match(
      plain((await manager.get(at('/list'))).text),
      /薬局に電話する林 つばさ（薬剤師）1月6日（月）まで\s*期限切れ/,
    )
    minutes(120)
    await enter()
    const { sharingTimers } = await import('../../src/sharing/index.ts')
    const remind = sharingTimers(CONFIG, app.service.now).find(({ name }) => name === 'sharing.items')!
    const mails = async () => (await app.mails()).filter(({ to }) => to.startsWith('E69E97@')).length
    const before = await mails()
    await remind.run(app.database.db)
    assert.equal(await mails(), before + 1)
    minutes(240)
    await enter()
    await remind.run(app.database.db)
    assert.equal(await mails(), before + 1, 'told once that it is overdue')
    await pharmacist.post(at(`/list/${item}/done`), {})
    assert.match(plain((await manager.get(at('/list'))).text), /薬局に電話する.*?済んだ林 つばさ/)
    assert.equal((await manager.post(at(`/list/${NOBODY}/done`), {})).status, 404)
    // The family sees and ticks what is theirs to do, and nothing else of the list.
    const { id: hers } = await account('はるか')
    const flowers = (await manager.post(at('/list'), { todo: '着がえを届ける', owner: hers, due: '' })).location!
    const seen = plain((await daughter.get(at('/list'))).text)
    assert.ok(seen.includes('着がえを届ける') && !seen.includes('薬局に電話する') && !seen.includes('用事を加える'))
    assert.equal((await daughter.post(at(`/list/${item}/done`), {})).status, 404)
    assert.equal((await daughter.post(at('/list'), { todo: 'x' })).status, 404)
    assert.equal((await daughter.post(at(`/list/${flowers.split('#i-')[1]}/done`), {})).status, 303)
    for (const due of ['0000-01-01', '2026-02-31', '9999-12-31', '２０２６', '\u0000'])
      assert.equal((await manager.post(at('/list'), { todo: 'x\u0000', owner: '\u0000', due })).status, 422, due)
    assert.equal((await manager.post(at('/list'), { todo: 'あ\u0000\ud800', owner: 'x', due: '' })).status, 303)
    assert.equal((await manager.get(at('/members?q=%00%ff'))).status, 200)
  })

  test('every look is written down, with the room and the person', async () => {
    const count = async () =>
      Number(
        (
          await app.database.pool.query(
            `select count(*)::int as n from platform.event where name = 'people.looked' and data ->> 'verb' = 'sharing.room'`,
          )
        ).rows[0].n,
      )
    const before = await count()
    await pharmacist.get(at())
    assert.equal(await count(), before + 2)
  })

  test('a room is opened for whom one has consent; the last keeper stays; who left sees nothing', async () => {
    const { rows } = await app.database.pool.query(`select person_id from sharing.room where id = $1`, [room])
    const person = rows[0].person_id as string
    assert.equal((await ward.post('/sharing/rooms', { person, purpose: 'disaster', profession: '' })).status, 422)
    const opened = await ward.post('/sharing/rooms', { person, purpose: 'care', profession: '保健師' })
    assert.equal(opened.status, 303)
    const second = opened.location!
    const { id } = await account('佐々木')
    assert.match(plain((await ward.get(`${second}/members?q=佐々木`)).text), /佐々木 ひなた/)
    assert.equal((await ward.post(`${second}/members`, { account: id, profession: 'ケアマネジャー' })).status, 303)
    assert.equal((await manager.get(second)).status, 200)
    const mine = await account('森田')
    assert.equal((await ward.post(`${second}/members/${mine.id}/end`, {})).status, 422, 'the last keeper')
    assert.equal((await manager.post(`${second}/members`, { account: id })).status, 404, 'not hers to say')
    // Somebody who is not tied to the person does not come in as family.
    const fumi = await account('ふみ（')
    assert.equal((await ward.post(`${second}/members`, { account: fumi.id, part: 'family' })).status, 422)
    assert.equal((await ward.post(`${second}/members`, { account: fumi.id, part: 'team' })).status, 404)
    assert.equal((await ward.post(`${second}/members/${id}/end`, {})).status, 303)
    assert.equal((await manager.get(second)).status, 404, 'who left')
    assert.ok(!(await manager.get('/sharing')).text.includes(second))
    assert.equal((await ward.post(`${second}/close`, {})).status, 422)
    assert.equal((await ward.post(`${second}/close`, { agreed: 'yes' })).status, 303)
    const closed = await ward.get(second)
    assert.equal(closed.status, 410)
    assert.match(plain(closed.text), /役目を終えて閉じました/)
    assert.doesNotMatch(plain(closed.text), /山本 ふみ/)
  })

  test('consent withdrawn in the middle: the next request shows nothing, and SQL says so too', async () => {
    const { organization } = await account('林')
    const db = await asIn('林')
    const entries = async () => (await db.selectFrom('sharing.entry').select('id').execute()).length
    assert.ok((await entries()) > 0)
    const { rows } = await app.database.pool.query(
      `update sharing.consent set withdrawn_at = now(), withdrawn_way = 'screen' where organization_id = $1 returning id, person_id`,
      [organization],
    )
    const shut = await pharmacist.get(at())
    assert.equal(shut.status, 403)
    assert.match(plain(shut.text), /ご本人が、同意を取り消しました/)
    assert.doesNotMatch(plain(shut.text), /山本|ふみ|骨折/)
    for (const part of ['/list', '/print', '/members']) assert.equal((await pharmacist.get(at(part))).status, 403, part)
    assert.equal((await pharmacist.post(at('/entries'), { words: 'x' })).status, 403)
    const list = plain((await pharmacist.get('/sharing')).text)
    assert.ok(list.includes('閉じています') && !list.includes('山本'))
    assert.equal(await entries(), 0)
    for (const table of ['sharing.person', 'sharing.item', 'sharing.mark', 'sharing.file'] as const)
      assert.equal((await db.selectFrom(table).select('municipality').execute()).length, 0, table)

    // The keeper is told, without a word of what; the others go on.
    minutes(400)
    await enter()
    await recordAll(app.database.db, [
      {
        municipality,
        name: 'sharing.withdrawn',
        actor: { kind: 'system' },
        subject: rows[0].person_id,
        data: { consent: rows[0].id },
      },
    ])
    await app.settle()
    assert.ok((await app.mails()).some(({ to, subject }) => to.startsWith('E4BD90') && subject.includes('部屋')))
    assert.equal((await manager.get(at())).status, 200)
  })

  test('a room in which nobody is agreed to any more closes itself', async () => {
    const { rows } = await app.database.pool.query(
      `update sharing.consent set withdrawn_at = now(), withdrawn_way = 'screen' where withdrawn_at is null returning person_id`,
    )
    await recordAll(app.database.db, [
      { municipality, name: 'sharing.withdrawn', actor: { kind: 'system' }, subject: rows[0].person_id },
    ])
    await app.settle()
    for (const who of [manager, ward, daughter]) assert.equal((await who.get(at())).status, 410)
  })
})

/** The address of the room around somebody. */
const roomIn = (page: Page, name: string): string =>
  new RegExp(`/sharing/rooms/([0-9a-f-]{36})">${name}`).exec(page.text)![1]!
