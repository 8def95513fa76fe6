// What people, scripts and mistakes send: a clear message, never a fault of ours, nothing lost, nothing half-written.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { plain, type Started, startApp, WEDNESDAY } from '../app.ts'

describe('input of every kind', () => {
  let app: Started
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) })
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const count = async () =>
    (
      await sql<{
        n: number
      }>`select (select count(*) from need.item) + (select count(*) from consult.conversation) + (select count(*) from referral.task) as n`.execute(
        app.database.db,
      )
    ).rows[0]!.n

  test('an empty form says what to write, beside the field, and keeps the place', async () => {
    const before = await count()
    const answer = await app.visitor().post('/consult', { trouble: '  ', place: '中原区' })
    assert.equal(answer.status, 422)
    assert.match(plain(answer.text), /ひとことでもよいので書いてください/)
    assert.match(answer.text, /value="中原区"/)
    assert.match(answer.text, /aria-invalid="true"/)
    assert.equal(await count(), before)
  })

  test('a place that is not of this city is named, and the words stay', async () => {
    for (const place of ['千代田区', 'ほげほげ', '中野区上町', '9999999']) {
      const answer = await app.visitor().post('/consult', { trouble: '家賃が払えない', place })
      assert.equal(answer.status, 422, place)
      assert.ok(plain(answer.text).includes(`「${place}」は見つかりませんでした`), place)
      assert.ok(answer.text.includes('家賃が払えない'))
    }
  })

  test('10,000 characters are refused kindly and given back', async () => {
    const long = 'とても困っています。'.repeat(1000)
    const answer = await app.visitor().post('/consult', { trouble: long, place: '' })
    assert.equal(answer.status, 422)
    assert.ok(answer.text.includes(long.slice(0, 5000)))
    assert.ok(/2,?000/.test(plain(answer.text).slice(0, 600)), 'how long it may be')
  })

  test('a body beyond all measure is turned away', async () => {
    const answer = await app.visitor().post('/consult', { trouble: 'あ'.repeat(200_000), place: '' })
    assert.equal(answer.status, 413)
    assert.match(plain(answer.text), /大きすぎ/)
  })

  test('emoji, HTML, SQL, control characters and broken Unicode are words like others', async () => {
    for (const trouble of [
      '😭😭😭',
      '<script>alert(1)</script>家賃が払えない',
      "'; drop table need.item; --",
      'a\u0000b\u0007',
      '\ud83d家賃',
      '%',
      '٣٤',
      '゛゜',
    ]) {
      const answer = await app.visitor().post('/consult', { trouble, place: '' })
      assert.ok([303, 422].includes(answer.status), `${JSON.stringify(trouble)} ${answer.status}`)
      if (!answer.location) continue
      const page = await app.visitor().get(answer.location)
      assert.equal(page.status, 200)
      assert.ok(!page.text.includes('<script>'), 'HTML is shown, not run')
    }
  })

  test('ids that are foreign, malformed or of others lead to the page that says so', async () => {
    const ids = [
      '00000000-0000-4000-8000-000000000000',
      'x',
      '%00',
      '../../etc/passwd',
      '１２３',
      "'",
      `${'9'.repeat(400)}`,
    ]
    for (const id of ids) {
      const at = encodeURIComponent(id)
      for (const path of [
        `/consult/${at}`,
        `/consult/${at}/print`,
        `/consult/${at}/hand-over/general`,
        `/referral/receipt/${at}`,
        `/directory/${at}`,
        `/consult/menu/${at}`,
      ]) {
        const answer = await app.visitor().get(path)
        assert.equal(answer.status, 404, path)
        assert.match(answer.text, /<h1>/)
      }
      assert.equal((await app.visitor().get(`/referral/desk/${at}`)).status, 410)
      assert.equal((await app.visitor().get(`/people/enter/${at}`)).status, 410)
      for (const path of [
        `/consult/${at}/place`,
        `/consult/${at}/not-right`,
        `/consult/${at}/hand-over/general`,
        `/referral/receipt/${at}/withdraw`,
      ])
        assert.equal((await app.visitor().post(path, { ward: '麻生区' })).status, 404, path)
    }
  })

  test('a hand-over without number, with a wrong one, or without consent writes nothing and keeps what was typed', async () => {
    const visitor = app.visitor()
    const answer = await visitor.submit('/consult', { trouble: '介護に疲れました', place: '麻生区' })
    const path = `${answer.path}/hand-over/general`
    const before = await count()
    const cases: [Record<string, string>, RegExp][] = [
      [{ phone: '', agreed: 'yes' }, /電話/],
      [{ phone: '123', agreed: 'yes' }, /電話/],
      [{ phone: '090-1111-2222', agreed: '' }, /同意|伝えて|よければ|選/],
      [{ phone: '', email: 'not-a-mail', agreed: 'yes' }, /メール/],
      [{ phone: '090-1111-2222', name: 'あ'.repeat(300), agreed: 'yes' }, /./],
    ]
    for (const [form, says] of cases) {
      const wrong = await visitor.post(path, { relation: 'self', time: '', ...form })
      assert.equal(wrong.status, 422, JSON.stringify(form))
      assert.match(plain(wrong.text), says)
      assert.match(wrong.text, /aria-invalid="true"/)
      if (form.phone) assert.ok(wrong.text.includes(form.phone))
    }
    assert.equal(await count(), before)
    const ok = await visitor.post(path, {
      phone: '０９０ー１１１１ー２２２２',
      relation: 'nonsense',
      time: 'いつか',
      agreed: 'yes',
    })
    assert.equal(ok.status, 303, 'full-width numbers are numbers')
  })

  test('a link to enter works once, not after a day, and opening it changes nothing', async () => {
    const { demoLinks } = await import('../../src/demo.ts')
    const links = await demoLinks(app.database.db, app.service.config, WEDNESDAY)
    const path = new URL(links[0]!.link).pathname
    assert.equal((await app.visitor().get(path)).status, 200)
    assert.equal((await app.visitor().get(path)).status, 200)
    assert.equal((await app.visitor().post(path, {})).status, 303)
    assert.equal((await app.visitor().post(path, {})).status, 410)
    const old = new URL(links[1]!.link).pathname
    app.at(new Date(WEDNESDAY.getTime() + 25 * 60 * 60 * 1000))
    const gone = await app.visitor().post(old, {})
    assert.equal(gone.status, 410)
    assert.match(plain(gone.text), /もう使えません/)
    app.at(WEDNESDAY)
  })

  test('forms from other sites are refused', async () => {
    const answer = await app.visitor().send('/consult', {
      method: 'POST',
      body: new URLSearchParams({ trouble: 'x', place: '' }),
      headers: { origin: 'https://elsewhere.example' },
    })
    assert.equal(answer.status, 403)
  })

  test('the API answers with problem documents', async () => {
    const ask = (body: string, type = 'application/json') =>
      app.visitor().send('/api/match', {
        method: 'POST',
        body,
        headers: { 'content-type': type, origin: app.service.config.baseUrl },
      })
    const cases: [string, number][] = [
      ['', 400],
      ['{', 400],
      ['[]', 422],
      ['{}', 422],
      ['{"text":""}', 422],
      ['{"text":1}', 422],
      ['{"text":"家賃","limit":0}', 422],
      ['{"text":"家賃","limit":1.5}', 422],
      ['{"text":"家賃","ward":"千代田区"}', 422],
      ['{"text":"家賃","more":1}', 422],
      [JSON.stringify({ text: 'あ'.repeat(10_000) }), 422],
      [JSON.stringify({ text: 'あ'.repeat(100_000) }), 413],
    ]
    for (const [body, status] of cases) {
      const answer = await ask(body)
      assert.equal(answer.status, status, body.slice(0, 60))
      assert.match(answer.headers.get('content-type')!, /problem\+json/)
      const problem = JSON.parse(answer.text)
      assert.equal(problem.status, status)
      assert.ok(problem.title)
    }
    const found = JSON.parse((await ask('{"text":"家賃が払えない","ward":"幸区","limit":3}')).text)
    assert.equal(found.results.length, 3)
    assert.deepEqual(Object.keys(found.results[0].service), ['id', 'slug', 'name', 'kind'])
    assert.ok(found.results[0].reasons.length > 0 && found.results[0].organization.name)
    const missing = await app.visitor().get('/api/nothing')
    assert.equal(missing.status, 404)
    assert.match(missing.headers.get('content-type')!, /problem\+json/)
  })

  test('the description of the API names what there is', async () => {
    const openapi = JSON.parse((await app.visitor().get('/openapi.json')).text)
    assert.equal(openapi.openapi, '3.1.0')
    assert.ok(openapi.paths['/api/match'].post.requestBody.content['application/json'].schema.properties.text)
    assert.equal((await app.visitor().get('/healthz')).status, 200)
    assert.equal((await app.visitor().get('/readyz')).status, 200)
  })

  test('danger stands first, whatever the ranking says', async () => {
    const lines: [string, RegExp][] = [
      ['もう死にたいです', /^0120279338$/],
      ['夫に殴られています。こわい', /^(%238008|0120279889)$/],
      ['家が燃えています', /^119$/],
      ['父が倒れて息をしていません', /^119$/],
      ['となりの家で子どもが毎晩たたかれています', /^189$/],
    ]
    for (const [trouble, number] of lines) {
      const answer = await app.visitor().submit('/consult', { trouble, place: '' })
      const main = answer.text.slice(answer.text.indexOf('<main'))
      const first = /<h1>[\s\S]*?href="tel:([^"]+)"/.exec(main)?.[1] ?? ''
      assert.match(first, number, trouble)
    }
  })
})
