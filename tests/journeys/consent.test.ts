// Consent: by screen, by voice, on paper; by an agent with a ground and not without; withdrawn, and gone at the next request.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { uuidV5 } from '../../src/directory/index.ts'
import { actingAs } from '../../src/platform/scope.ts'
import { plain, type Started, startApp, type Visitor } from '../app.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('consent', () => {
  let app: Started
  let keeper: Visitor
  let person: string
  const ends: (() => unknown)[] = []
  const account = (id: string) => uuidV5(`141305/account/${id}`)
  before(async () => {
    // SQL asks by its own clock, so this story is told today
    app = await startApp({ after: (end) => void ends.push(end as () => void) }, new Date())
    keeper = await app.signedIn('desk', '佐々木')
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const begin = async (form: Record<string, string>) => {
    const answer = await keeper.post('/sharing/persons/new', form)
    return { answer, id: answer.location?.split('/').at(-1) ?? '' }
  }
  const ask = async (to: string[], facts: string[], who = person) => {
    const answer = await keeper.post(`/sharing/persons/${who}/ask`, [
      ...to.map((key): [string, string] => ['recipients', key]),
      ...facts.map((fact): [string, string] => ['facts', fact]),
      ...([
        ['purpose', 'care'],
        ['days', '182'],
        ['step', 'go'],
      ] as [string, string][]),
    ])
    assert.equal(answer.status, 303, plain(answer.text))
    return answer.location!
  }
  const hayashi = `account:${account('hayashi')}`
  const consents = (who = person) =>
    app.database.db.selectFrom('sharing.consent').selectAll().where('person_id', '=', who).execute()

  test('a record is begun; the same name and birthday is told, and shows nothing of the other', async () => {
    const form = { name: '川口 まさお', born: '1940-02-03', phone: '044-000-0199', ward: '麻生区' }
    const first = await begin(form)
    assert.equal(first.answer.status, 303)
    person = first.id
    const shown = plain((await keeper.get(`/sharing/persons/${person}`)).text)
    assert.match(shown, /川口 まさお.*1940-02-03.*044-000-0199/)
    const other = await app.signedIn('desk', '森田')
    assert.equal((await other.get(`/sharing/persons/${person}`)).status, 404)
    const again = await other.post('/sharing/persons/new', { ...form, name: '川口　まさお', phone: '' })
    assert.equal(again.status, 422)
    assert.match(plain(again.text), /同じ名前と生年月日の記録が、すでにあります/)
    assert.ok(!again.text.includes('044-000-0199') && !again.text.includes(person))
    assert.equal((await other.post('/sharing/persons/new', { ...form, another: 'yes' })).status, 303)
    assert.equal((await begin({ ...form, name: '' })).answer.status, 422)
    assert.equal((await begin({ ...form, born: '1940-02-31' })).answer.status, 422)
    const raw = await app.database.pool.query('select * from sharing.person where id = $1', [person])
    assert.ok(!JSON.stringify(raw.rows).includes('川口') && !JSON.stringify(raw.rows).includes('044-000'))
  })

  test('a code ties the account that types it, once, and only with the day of birth', async () => {
    const made = await keeper.post(`/sharing/persons/${person}/invite`, { kind: 'self' })
    assert.equal(made.status, 200)
    const code = /class="code">([^<]+)</.exec(made.text)![1]!
    const fumi = await app.signedIn('resident', '山本 ふみ')
    assert.equal((await fumi.post('/sharing/mine/code', { code, born: '1999-01-01' })).status, 422)
    const tied = await fumi.post('/sharing/mine/code', { code: code.toLowerCase(), born: '1940-02-03' })
    assert.equal(tied.location, `/sharing/mine/${person}`)
    const again = await app.signedIn('resident', '山本 はるか')
    assert.match(plain((await again.post('/sharing/mine/code', { code, born: '1940-02-03' })).text), /使えません/)
    assert.equal((await again.get(`/sharing/mine/${person}`)).status, 404)
    assert.equal((await keeper.post('/sharing/mine/code', { code, born: '1940-02-03' })).status, 403)
  })

  test('asked for on a form without a script: a recipient is looked for, and what was chosen stays', async () => {
    const found = await keeper.post(`/sharing/persons/${person}/ask`, [
      ['recipients', hayashi],
      ['find', '林'],
      ['facts', 'medical'],
      ['step', 'find'],
    ])
    assert.equal(found.status, 200)
    assert.match(found.text, new RegExp(`value="${hayashi}" checked`))
    const nothing = await keeper.post(`/sharing/persons/${person}/ask`, { days: '400', step: 'go' })
    assert.equal(nothing.status, 422)
    assert.match(plain(nothing.text), /伝える相手を.*選んでください.*目的を選んでください/)
  })

  test('by screen: the person reads and presses on the tablet of the care manager, and who was there is kept', async () => {
    const asking = await ask([hayashi], ['medical'])
    const page = await keeper.get(`${asking}/screen`)
    assert.match(plain(page.text), /あなたのことを伝えてよいか.*林 つばさ.*病気・薬・体のこと.*いつでもやめられます/)
    assert.ok(!page.text.includes('checked'), 'nothing is chosen beforehand')
    const form = { way: 'screen', answer: 'yes', recipients: hayashi }
    assert.equal((await keeper.post(`${asking}/answer`, form)).status, 422, 'who was there is missing')
    assert.equal((await keeper.post(`${asking}/answer`, { ...form, recipients: '', heard: '佐々木' })).status, 422)
    const stranger = { ...form, recipients: `account:${account('ono')}`, heard: '佐々木' }
    assert.equal((await keeper.post(`${asking}/answer`, stranger)).status, 422, 'only who was asked for')
    assert.equal((await keeper.post(`${asking}/answer`, { ...form, heard: '佐々木と娘さん' })).status, 303)
    const [given] = await consents()
    assert.equal(given!.way, 'screen')
    assert.match(given!.text_shown, /林 つばさ/)
    assert.ok(!given!.heard_by!.includes('娘さん'))
    assert.equal((await keeper.post(`${asking}/answer`, { ...form, heard: 'x' })).status, 422, 'answered once')
  })

  test('on paper: a form with a number leads back, and the scan is looked at by its first bytes', async () => {
    const asking = await ask([hayashi], ['life'])
    const paper = await keeper.get(`${asking}/paper`)
    assert.match(plain(paper.text), /□ 林 つばさ/)
    assert.match(paper.text, /class="qr"/)
    assert.ok(!paper.text.includes('川口'), 'no name on the paper')
    const scan = (bytes: Buffer, name: string) => {
      const form = new FormData()
      form.set('way', 'paper')
      form.set('recipients', hayashi)
      form.set('scan', new File([new Uint8Array(bytes)], name, { type: 'image/png' }))
      return keeper.post(`${asking}/answer`, form)
    }
    assert.equal((await keeper.post(`${asking}/answer`, { way: 'paper', recipients: hayashi })).status, 422)
    assert.equal((await scan(Buffer.from('<script>alert(1)</script>'), 'a.png')).status, 422)
    assert.equal((await scan(Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]), 'a.png')).status, 422)
    assert.equal((await scan(PNG, '川口さんの同意.png')).status, 303)
    const { rows } = await app.database.pool.query('select * from sharing.file where person_id = $1', [person])
    assert.equal(rows[0].type, 'image/png')
    assert.ok(!rows[0].name.includes('川口') && !rows[0].content.includes(PNG.subarray(0, 20)))
    const link = /href="([^"]+\/scan)"/.exec((await keeper.get(`/sharing/persons/${person}`)).text)![1]!
    const kept = await keeper.get(link)
    assert.equal(kept.headers.get('content-type'), 'image/png')
    assert.match(kept.headers.get('content-disposition')!, /^attachment/)
    const fumi = await app.signedIn('resident', '山本 ふみ')
    assert.equal((await fumi.get(link.replace('/sharing/persons/', '/sharing/mine/'))).status, 200)
    assert.equal((await (await app.signedIn('desk', '林')).get(link)).status, 404)
  })

  test('by voice: who heard it is written down; and nobody was asked twice for the same', async () => {
    const asking = await ask([hayashi, `account:${account('ono')}`], ['basic', 'money'])
    assert.equal((await keeper.post(`${asking}/answer`, { way: 'voice', recipients: hayashi })).status, 422)
    const said = await keeper.post(`${asking}/answer`, { way: 'voice', recipients: hayashi, heard: '佐々木' })
    assert.equal(said.status, 303)
    const rows = (await consents()).filter(({ way }) => way === 'voice')
    assert.deepEqual(
      rows.map(({ account_id }) => account_id),
      [account('hayashi')],
      'each recipient by itself',
    )
    const none = await ask([`account:${account('ono')}`], ['abuse'])
    await keeper.post(`${none}/answer`, { way: 'voice', heard: '佐々木' })
    assert.equal(
      (await consents()).some(({ facts }) => facts.includes('abuse')),
      false,
    )
  })

  test('an agent is let in with a ground, and consents; without one, or after its end, they do not', async () => {
    const invite = { kind: 'agent', ground: 'curator', proof: '登記事項証明書', until: '2000-01-01' }
    const refused = await keeper.post(`/sharing/persons/${person}/invite`, invite)
    assert.match(plain(refused.text), /代理権の範囲を書いてください.*先の日/)
    const until = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10)
    const made = await keeper.post(`/sharing/persons/${person}/invite`, { ...invite, reach: '介護の契約', until })
    const haruka = await app.signedIn('resident', '山本 はるか')
    const code = /class="code">([^<]+)</.exec(made.text)![1]!
    const tied = await haruka.post('/sharing/mine/code', { code, born: '1940-02-03' })
    assert.equal(tied.location, `/sharing/mine/${person}`)
    const tie = (await app.database.db.selectFrom('sharing.tie').selectAll().where('kind', '=', 'agent').execute())[0]!

    const asking = await ask([hayashi], ['basic'])
    const id = asking.split('/').at(-1)
    const form = { recipients: hayashi, answer: 'yes' }
    assert.equal((await haruka.post(`/sharing/mine/${person}/asking/${id}`, form)).status, 303)
    const byAgent = (await consents()).find(({ given_by }) => given_by === 'agent')!
    assert.equal(byAgent.agent_tie, tie.id)

    await keeper.post(`/sharing/persons/${person}/ties/${tie.id}/end`, {})
    assert.equal((await haruka.get(`/sharing/mine/${person}`)).status, 404, 'a tie ends at once')
    const later = await ask([hayashi], ['life'])
    const spoken = { way: 'voice', recipients: hayashi, heard: '佐々木', speaker: tie.id }
    const answer = await keeper.post(`${later}/answer`, spoken)
    assert.equal(answer.status, 422)
    assert.match(plain(answer.text), /根拠がないか、期限が切れています/)
    await assert.rejects(
      app.database.pool.query(
        `insert into sharing.consent (municipality, id, person_id, account_id, facts, purpose, since, until, text_version,
          text_shown, given_by, agent_tie, way, recorded_by, recorded_at)
        select municipality, gen_random_uuid(), person_id, account_id, facts, purpose, now(), now() + interval '1 day',
          text_version, text_shown, 'agent', agent_tie, 'screen', recorded_by, now()
        from sharing.consent where id = '${byAgent.id}'`,
      ),
      /without a ground/,
    )
  })

  test('withdrawn by the person: the recipient sees nothing at the next request, in the service and in SQL', async () => {
    const pharmacist = await app.signedIn('desk', '林')
    assert.equal((await pharmacist.get(`/sharing/persons/${person}`)).status, 200)
    const fumi = await app.signedIn('resident', '山本 ふみ')
    const mine = await fumi.get(`/sharing/mine/${person}`)
    const stops = [...mine.text.matchAll(/href="([^"]+\/stop)"/g)].map(([, href]) => href!)
    assert.ok(stops.length >= 3)
    const scoped = actingAs(app.database.db, {
      ...{ kind: 'account', municipality: '141305', account: account('hayashi'), role: 'desk' },
    })
    const seen = () => sql`select id from sharing.person where id = ${person}`.execute(scoped)
    assert.equal((await seen()).rows.length, 1)
    for (const href of stops) {
      assert.match(plain((await fumi.get(href)).text), /理由は要りません/)
      assert.equal((await fumi.post(href, {})).status, 303)
    }
    assert.equal((await pharmacist.get(`/sharing/persons/${person}`)).status, 404)
    assert.equal((await seen()).rows.length, 0)
    const events = await app.database.db
      .selectFrom('platform.event')
      .selectAll()
      .where('subject', '=', person)
      .where('name', 'in', ['sharing.consented', 'sharing.withdrawn'])
      .execute()
    assert.equal(events.filter(({ name }) => name === 'sharing.withdrawn').length, stops.length)
    assert.ok(!JSON.stringify(events).includes('川口'))
  })

  test('somebody else’s consent is neither read nor withdrawn, by any address, nor by hand in SQL', async () => {
    const asking = await ask([hayashi], ['basic'])
    await keeper.post(`${asking}/answer`, { way: 'voice', recipients: hayashi, heard: '佐々木' })
    const consent = (await consents()).find(({ withdrawn_at }) => withdrawn_at === null)!
    const haruka = await app.signedIn('resident', '山本 はるか')
    const fumiId = uuidV5('141305/person/yamamoto-fumi')
    const other = await app.signedIn('desk', '森田')
    for (const [who, base] of [
      [haruka, `/sharing/mine/${person}`],
      [haruka, `/sharing/mine/${fumiId}`],
    ] as const) {
      for (const path of ['looks', 'data', 'data.json', 'requests', 'give', `consents/${consent.id}/stop`])
        assert.equal((await who.get(`${base}/${path}`)).status, 404, path)
      for (const path of [`consents/${consent.id}/stop`, 'family', 'requests', 'give'])
        assert.equal((await who.post(`${base}/${path}`, { kind: 'access' })).status, 404, path)
    }
    for (const path of ['', '/ask', '/invite', `/consents/${consent.id}/withdraw`])
      assert.equal((await other.get(`/sharing/persons/${person}${path}`)).status, 404, path)
    for (const path of ['/ask', '/invite', `/consents/${consent.id}/withdraw`])
      assert.equal((await other.post(`/sharing/persons/${person}${path}`, { way: 'voice' })).status, 404, path)
    for (const path of ['', '/screen', '/paper']) assert.equal((await other.get(`${asking}${path}`)).status, 404, path)
    assert.equal((await other.post(`${asking}/answer`, { way: 'voice' })).status, 404)

    const as = (id: string, role: string) =>
      actingAs(app.database.db, { kind: 'account', municipality: '141305', account: account(id), role })
    const resident = as('yamamoto-haruka', 'resident')
    assert.equal((await sql`select from sharing.consent where id = ${consent.id}`.execute(resident)).rows.length, 0)
    const changed = await sql`update sharing.consent set withdrawn_at = now(), withdrawn_way = 'screen'
      where id = ${consent.id} returning id`.execute(resident)
    assert.equal(changed.rows.length, 0)
    // values stand in the text itself: embedded PGlite does not come back from an error in a prepared statement
    const give = (db: typeof resident, by: string, since: string) =>
      sql`insert into sharing.consent (municipality, id, person_id, account_id, facts, purpose, since, until, text_version,
        text_shown, given_by, way, recorded_by, recorded_at)
      values ('141305', gen_random_uuid(), ${sql.lit(person)}, ${sql.lit(account('ono'))}, '{basic}', 'care',
        now() + ${sql.lit(since)}::interval, now() + interval '9 days', '2026-11', 'x', 'self', 'screen',
        ${sql.lit(account(by))}, now())`.execute(db)
    await assert.rejects(give(resident, 'yamamoto-haruka', '0 days'), /row-level security/, 'family cannot consent')
    await assert.rejects(give(as('hayashi', 'desk'), 'sasaki', '0 days'), /row-level security/, 'in another’s name')
    await assert.rejects(give(as('sasaki', 'desk'), 'sasaki', '-1 days'), /row-level security/, 'backdated')
    await assert.rejects(
      sql`insert into sharing.tie (municipality, id, person_id, account_id, kind, confirmed_by, since)
        values ('141305', gen_random_uuid(), ${sql.lit(person)}, ${sql.lit(account('yamamoto-haruka'))}, 'self',
          ${sql.lit(account('yamamoto-haruka'))}, now())`.execute(resident),
      /row-level security/,
      'nobody ties themselves',
    )
    await assert.rejects(
      app.database.pool.query(`update sharing.consent set facts = '{abuse}' where id = '${consent.id}'`),
      /not rewritten/,
    )
  })

  test('a withdrawal said aloud is written down at once; whoever keeps the record then sees the name alone', async () => {
    const who = (await begin({ name: '谷 みさき', phone: '044-000-0777' })).id
    const own = /value="(org:[^"]+)" checked/.exec((await keeper.get(`/sharing/persons/${who}/ask`)).text)![1]!
    const asking = await ask([own], ['basic', 'life'], who)
    await keeper.post(`${asking}/answer`, { way: 'voice', recipients: own, heard: '佐々木' })
    assert.match((await keeper.get(`/sharing/persons/${who}`)).text, /044-000-0777/)
    const [consent] = await consents(who)
    const path = `/sharing/persons/${who}/consents/${consent!.id}/withdraw`
    assert.equal((await keeper.post(path, {})).status, 422)
    assert.equal((await keeper.post(path, { way: 'voice' })).status, 303)
    const after = await keeper.get(`/sharing/persons/${who}`)
    assert.match(plain(after.text), /谷 みさき.*いまは、ご本人の同意がありません/)
    assert.ok(!after.text.includes('044-000-0777'))
  })
})
