// The board: those who support ask each other, without telling of anybody; what one of them knows becomes an entry.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { actingAs } from '../../src/platform/scope.ts'
import { sealRow } from '../../src/platform/sealed.ts'
import { tidyBoard } from '../../src/sharing/board/actions.ts'
import { SEALED_QUESTION } from '../../src/sharing/board/store.ts'
import { CONFIG, type Page, plain, type Started, startApp, type Visitor, WEDNESDAY } from '../app.ts'

const BOARD = '/sharing/board'

describe('the board', () => {
  let app: Started
  let keeper: Visitor
  let pharmacist: Visitor
  let staff: Visitor
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
    keeper = await app.signedIn('desk', '佐々木')
    pharmacist = await app.signedIn('desk', '林')
    staff = await app.signedIn('staff', '佐野')
  })
  after(async () => {
    for (const end of ends) await end()
  })

  const QUESTION = { kind: 'alone.move', ward: '多摩区', wanted: '2026-12-20' }
  /** Fields of the choices about what was found: `f.…`. */
  const choices = (page: Page) => [...new Set([...page.text.matchAll(/name="(f\.[^"]+)"/g)].map(([, name]) => name!))]
  const ask = async (who: Visitor, more: Record<string, string>): Promise<string> => {
    const answer = await who.post(BOARD, { ...QUESTION, ...more })
    assert.equal(answer.status, 303, plain(answer.text))
    return answer.location!
  }
  const FACTS = {
    organization: 'たまがわ足つなぎの会',
    name: '雪の日の車いす送り',
    what: '雪の日と大雨の日に、車いすのまま病院から家の前まで送る',
    phone: '０４４-000-7755',
    ward: '多摩区',
    public: 'yes',
  }

  test('with a name in it nothing is asked: the place is marked; replaced and read again, or said to be no person, it is', async () => {
    const told = { title: '雪の日に送ってくれる所', words: '田中一郎さんを病院から送れる車を探しています。' }
    const marked = await keeper.post(BOARD, { ...QUESTION, ...told })
    assert.equal(marked.status, 422)
    assert.match(marked.text, /<mark>田中一郎さん<\/mark>/)
    assert.match(marked.text, /田中一郎さんを病院から送れる車を探しています。<\/textarea>/, 'what was typed stays')
    const [choice] = choices(marked)
    const noWhy = await keeper.post(BOARD, { ...QUESTION, ...told, [choice!]: 'keep' })
    assert.equal(noWhy.status, 422, 'kept without a reason')
    const replaced = await keeper.post(BOARD, { ...QUESTION, ...told, [choice!]: 'replace' })
    assert.equal(replaced.status, 422, 'read once more')
    assert.ok(!/田中|一郎/.test(replaced.text))
    assert.match(plain(replaced.text), /もう一度読んでから/)
    assert.ok(!plain((await keeper.get(BOARD)).text).includes('雪の日に送ってくれる所'), 'nothing was kept so far')

    const words = /<textarea[^>]*name="words"[^>]*>([^<]*)</.exec(replaced.text)![1]!
    await ask(keeper, { title: told.title, words })

    const park = { title: '公園での体操', words: '中村公園さんぽの会のような、歩く集まりを知りませんか。' }
    const found = await keeper.post(BOARD, { ...QUESTION, ...park })
    assert.equal(found.status, 422)
    const kept = Object.fromEntries(
      choices(found).flatMap((name) => [
        [name, 'keep'],
        [name.replace(/^f\./, 'why.'), 'public'],
      ]),
    )
    const path = await ask(keeper, { ...park, ...kept })
    const row = await app.database.db
      .selectFrom('sharing.question')
      .selectAll()
      .where('id', '=', path.split('/').at(-1)!)
      .executeTakeFirstOrThrow()
    assert.match(row.words, /^v1\./, 'sealed')
    assert.equal((row.flags as { why: string }[])[0]?.why, 'public', 'the reason is recorded')
    assert.ok(!/[ぁ-ん一-龠]/.test(JSON.stringify(row.flags)), 'and the word is not')
  })

  test('a form that lacks something comes back with what was typed', async () => {
    for (const wanted of ['2026-11-24', '2028-01-01', '2026-02-31', ''])
      assert.equal((await keeper.post(BOARD, { ...QUESTION, title: 'あ', words: 'い', wanted })).status, 422, wanted)
    const empty = await keeper.post(BOARD, { kind: 'no.such', title: 'のこる題', words: '' })
    assert.equal(empty.status, 422)
    assert.match(empty.text, /value="のこる題"/)
  })

  test('answered with facts, thanked for, put into the directory, and found by whoever is in that trouble', async () => {
    const trouble = '雪の日に病院から車いすで家まで送ってほしい'
    const asks = async () => plain((await app.visitor().submit('/consult', { trouble, place: '多摩区' })).text)
    assert.ok(!(await asks()).includes(FACTS.name))
    await app.address('佐々木', 'sasaki@example.jp')
    const path = await ask(keeper, { title: '雪の日の帰りの足', words: '車いすのまま乗れると助かります。' })
    const question = path.split('/').at(-1)!

    const personal = await pharmacist.post(`${path}/answers`, { words: '鈴木花子さんが使っていました。' })
    assert.equal(personal.status, 422)
    assert.match(personal.text, /<mark>鈴木花子さん<\/mark>/)
    const unconfirmed = await pharmacist.post(`${path}/answers`, { words: '会があります。', ...FACTS, public: '' })
    assert.equal(unconfirmed.status, 422)
    assert.match(plain(unconfirmed.text), /公の情報であることを確かめて/)
    assert.match(unconfirmed.text, new RegExp(FACTS.organization), 'what was typed stays')

    // the number and the name in the words are those of the facts: nothing to decide
    const words = `${FACTS.organization}に、044-000-7755 で頼めます。`
    const answered = await pharmacist.post(`${path}/answers`, { words, ...FACTS })
    assert.equal(answered.status, 303, plain(answered.text))
    const id = answered.location!.split('#a-')[1]!
    const stray = await pharmacist.post(`${path}/answers`, { words: 'この番号に 044-000-9911 で頼めます。' })
    assert.equal(stray.status, 422, 'a number that nobody knows is marked')

    await app.settle()
    const mail = (await app.mails()).find(({ to }) => to === 'sasaki@example.jp')!
    assert.match(mail.body, new RegExp(`${path}\\n`))
    assert.ok(!/雪|車いす|林/.test(mail.subject + mail.body), 'the mail says nothing of it')

    assert.equal((await pharmacist.post(`${path}/best`, { answer: id })).status, 404, 'who asked knows what helped')
    await keeper.submit(`${path}/best`, { answer: id })
    assert.match(plain((await keeper.get(path)).text), /役に立った/)

    assert.equal((await pharmacist.get(`${path}/entry/${id}`)).status, 403)
    const form = await staff.get(`${path}/entry/${id}`)
    assert.match(form.text, new RegExp(`value="${FACTS.name}"`))
    const { public: _, phone, ...facts } = FACTS
    const entry = { ...facts, organizationKind: 'association', kind: 'service', need1: 'alone.move', need2: '' }
    const wrong = await staff.post(`${path}/entry/${id}`, { ...entry, phone: 'でんわ' })
    assert.equal(wrong.status, 422)
    await staff.submit(`${path}/entry/${id}`, { ...entry, phone })
    assert.equal((await staff.get(`${path}/entry/${id}`)).status, 404, 'once')
    assert.equal((await staff.post(`${path}/entry/${id}`, { ...entry, phone })).status, 404)

    const service = await app.visitor().get(`/directory/board-${id}`)
    const shown = plain(service.text)
    for (const fact of [FACTS.name, FACTS.organization, FACTS.what, '044-000-7755', '支援者の掲示板', '要確認'])
      assert.ok(shown.includes(fact), fact)
    assert.ok(!service.text.includes('class="seal"'), 'not endorsed')
    assert.ok((await asks()).includes(FACTS.name), 'found from now on')

    const events = await app.database.db
      .selectFrom('platform.event')
      .select(['name', 'data'])
      .where('subject', '=', question)
      .orderBy('id')
      .execute()
    assert.deepEqual(
      events.map(({ name }) => name),
      ['sharing.question_asked', 'sharing.question_answered', 'sharing.answer_helped', 'sharing.answer_entered'],
    )
    assert.ok(!/雪|車|会|送/.test(JSON.stringify(events)), 'ids and codes only')
  })

  test('an answer names a service of the directory: found by its name, chosen from a list', async () => {
    const path = await ask(pharmacist, { title: '戸口までのごみの収集', words: '知りたいです。' })
    const looked = await keeper.post(`${path}/answers`, { words: 'のこる答え', q: 'ふれあい収集', step: 'find' })
    assert.equal(looked.status, 200)
    assert.match(looked.text, /のこる答え/)
    const service = /value="([0-9a-f-]{36})"\/?><span><b>ふれあい収集/.exec(looked.text)![1]!
    const unchosen = await keeper.post(`${path}/answers`, { words: '市の収集です。', q: 'ふれあい収集' })
    assert.equal(unchosen.status, 422)
    for (const made of ['x', '00000000-0000-4000-8000-000000000000'])
      assert.equal((await keeper.post(`${path}/answers`, { words: '市の収集です。', service: made })).status, 422)
    const page = await keeper.submit(`${path}/answers`, { words: '市の収集です。', q: 'ふれあい収集', service })
    assert.match(page.text, /href="\/directory\/fureai-shushu"/)
  })

  test('what nobody could answer is counted among the needs that nobody meets, once and without a name', async () => {
    const path = await ask(keeper, { title: '夜の猫の預かり', words: '一晩だけでも助かります。' })
    assert.equal((await keeper.post(`${path}/need`, {})).status, 403)
    const page = await staff.submit(`${path}/need`, {})
    await staff.submit(`${path}/need`, {})
    const need = /href="\/referral\/([0-9a-f-]{36})"/.exec(page.text)![1]!
    const { rows } = await app.database.pool.query(
      `select id, kind, channel, state, unmet_reason, contact_phone from need.item where channel = 'supporter'`,
    )
    assert.deepEqual(rows, [
      {
        id: need,
        kind: 'alone.move',
        channel: 'supporter',
        state: 'unmet',
        unmet_reason: 'no_match',
        contact_phone: null,
      },
    ])
    assert.match(plain((await staff.get(`/referral/${need}`)).text), /夜の猫の預かり/)
  })

  test('closed by who asked or by staff; hidden by staff, for all but its writer', async () => {
    const path = await ask(keeper, { title: '閉じる質問', words: 'いくつか知りたいです。' })
    const answered = await pharmacist.post(`${path}/answers`, { words: '知っています。' })
    const answer = answered.location!.split('#a-')[1]!
    assert.equal((await pharmacist.post(`${path}/close`, {})).status, 404, 'not by another')
    assert.equal((await keeper.post(`${path}/hide`, { to: 'hide' })).status, 403)
    await staff.submit(`${path}/hide`, { to: 'hide', answer })
    assert.ok(!(await keeper.get(path)).text.includes(`a-${answer}`), 'a hidden answer is gone for others')
    assert.ok((await pharmacist.get(path)).text.includes(`a-${answer}`), 'its writer sees that it was hidden')
    await staff.submit(`${path}/hide`, { to: 'show', answer })
    await keeper.submit(`${path}/close`, {})
    assert.equal((await pharmacist.post(`${path}/answers`, { words: '遅れて' })).status, 422)
    await staff.submit(`${path}/hide`, { to: 'hide' })
    assert.equal((await pharmacist.get(path)).status, 404)
    assert.ok(!plain((await pharmacist.get(`${BOARD}?q=閉じる質問`)).text).includes('いくつか'))
    assert.equal((await keeper.get(path)).status, 200)
    const other = await ask(keeper, { title: 'ほかの質問', words: '別のことです。' })
    await assert.rejects(
      app.database.db
        .updateTable('sharing.question')
        .set({ best_id: answer })
        .where('id', '=', other.split('/').at(-1)!)
        .execute(),
      /foreign key/,
      'what helped is an answer to this very question',
    )
  })

  test('for everybody at work, and nobody else', async () => {
    for (const [role, status] of [
      ...[['supporter', 200] as const, ['commissioner', 200] as const, ['chief', 200] as const],
      ...[['admin', 200] as const, ['auditor', 403] as const, ['resident', 403] as const],
    ]) {
      const visitor = await app.signedIn(role)
      const page = await visitor.get(BOARD)
      assert.equal(page.status, status, role)
      if (status === 200) assert.match(page.text, /<a href="\/sharing\/board" aria-current="page">掲示板</, role)
    }
    assert.equal((await app.visitor().get(BOARD)).status, 401)
  })

  test('the rows say the same: one writes in one’s own name, and changes one’s own', async () => {
    const path = await ask(keeper, { title: '自分の質問', words: '自分で閉じます。' })
    const id = path.split('/').at(-1)!
    const other = actingAs(app.database.db, {
      ...{ kind: 'account', municipality: CONFIG.municipality, account: randomUUID(), role: 'desk' },
    })
    const close = await other
      .updateTable('sharing.question')
      .set({ closed_at: WEDNESDAY })
      .where('id', '=', id)
      .execute()
    assert.equal(Number(close[0]!.numUpdatedRows), 0)
    const answer = { municipality: CONFIG.municipality, id: randomUUID(), question_id: id, words: 'x' }
    await assert.rejects(
      other
        .insertInto('sharing.answer')
        .values({ ...answer, answered_by: randomUUID(), answered_at: WEDNESDAY })
        .execute(),
      /row-level security/,
    )
    await keeper.submit(`${path}/close`, {})
    const { db } = app.database
    const { asked_by } = await db
      .selectFrom('sharing.question')
      .select('asked_by')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    await assert.rejects(
      actingAs(db, { kind: 'account', municipality: CONFIG.municipality, account: asked_by, role: 'desk' })
        .insertInto('sharing.answer')
        .values({ ...answer, answered_by: asked_by, answered_at: WEDNESDAY })
        .execute(),
      /row-level security/,
      'a closed question takes no answer',
    )
  })

  test('narrowed by state, kind and ward, searched in questions and answers, and turned page by page', async () => {
    const titles = async (query: string) => plain((await keeper.get(`${BOARD}?${query}`)).text)
    assert.match(await titles('state=open'), /犬や猫を預かって/)
    assert.ok(!(await titles('state=open')).includes('ショートステイを知りませんか'))
    assert.match(await titles('state=answered&group=medical&ward=高津区'), /ショートステイを知りませんか/)
    assert.match(await titles('state=closed'), /坂の上の家から/)
    assert.match(await titles('q=一包'), /ショートステイを知りませんか/, 'words of an answer')
    assert.match(await titles('q=そんな言葉はない'), /当てはまる質問はありません/)
    const { id: account } = await app.database.db
      .selectFrom('people.account')
      .select('id')
      .where('name', 'like', '佐々木%')
      .executeTakeFirstOrThrow()
    await app.database.db
      .insertInto('sharing.question')
      .values(
        Array.from({ length: 31 }, (_, n) =>
          sealRow(SEALED_QUESTION, {
            ...{ municipality: CONFIG.municipality, id: randomUUID(), kind: 'care.home', ward: '幸区' },
            ...{ title: `並ぶ${n + 1}番`, words: '文', wanted_until: '2026-12-20', asked_by: account },
            asked_at: new Date(WEDNESDAY.getTime() - n * 60_000),
          }),
        ),
      )
      .execute()
    const first = await keeper.get(`${BOARD}?ward=幸区`)
    assert.match(plain(first.text), /新しい順（31件）/)
    assert.ok(!plain(first.text).includes('並ぶ31番'))
    assert.match(plain((await keeper.get(`${BOARD}?ward=幸区&page=2`)).text), /並ぶ31番/)
    assert.match(plain((await keeper.get(`${BOARD}?ward=幸区&page=999`)).text), /当てはまる質問はありません/)
  })

  test('markup is text', async () => {
    const path = await ask(keeper, { title: '<img src=x onerror=alert(1)>', words: '<script>alert(1)</script>です。' })
    const answered = await pharmacist.post(`${path}/answers`, { words: '<b>これ</b>です。' })
    assert.equal(answered.status, 303, plain(answered.text))
    for (const page of [await keeper.get(path), await keeper.get(BOARD)])
      assert.ok(!/<img src=x|<script>alert|<b>これ</.test(page.text), page.path)
  })

  test('the clock closes what nobody waits for, and takes out what was closed long ago', async () => {
    const path = await ask(keeper, { title: 'まもなく終わる質問', words: '一日だけ。', wanted: '2026-11-25' })
    const { db } = app.database
    await tidyBoard(db, new Date('2026-11-25T23:00:00+09:00'))
    const state = () =>
      db.selectFrom('sharing.question').select('closed_at').where('id', '=', path.split('/').at(-1)!).execute()
    assert.equal((await state())[0]!.closed_at, null, 'its last day counts')
    await tidyBoard(db, new Date('2026-11-26T03:55:00+09:00'))
    assert.ok((await state())[0]!.closed_at)
    const { dropped } = await tidyBoard(db, new Date('2028-11-26T03:55:00+09:00'))
    assert.ok(dropped > 0)
    assert.deepEqual(await state(), [], 'after two years it is gone')
  })
})
