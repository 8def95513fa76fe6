// The auditor's day: who looked is found and told in sentences, what is out of the ordinary is looked into, the seal is shown.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { CONFIG, plain, type Started, startApp } from '../../../tests/app.ts'
import { runAudit } from '../../audit.ts'
import { demoLinks } from '../../demo.ts'
import { findOrganizations } from '../../directory/index.ts'
import type { Db } from '../../platform/db.ts'
import { recordAll } from '../../platform/events.ts'
import { actingAs } from '../../platform/scope.ts'
import { sealer } from '../../platform/seal.ts'
import { listEvents } from '../../platform/trail.ts'
import { looksAt, tellLook } from '../index.ts'
import { auditNight } from './actions.ts'

const municipality = CONFIG.municipality
const at = (text: string) => new Date(`${text}+09:00`)

type Seen = {
  actor: string
  subject: string
  at: Date
  name?: string
  org?: string | null
  list?: boolean
  verb?: string
}
const see = (db: Db, seen: readonly Seen[]) =>
  db.transaction().execute((tx) =>
    recordAll(
      tx,
      seen.map(({ actor, subject, at, name = 'people.looked', org = null, list, verb = 'referral.open' }) => ({
        municipality,
        name,
        actor: { kind: 'account', id: actor } as const,
        subject,
        at,
        data: { verb, as: 'desk', org, ...(list ? { list } : {}) },
      })),
    ),
  )

async function accounts({ database, service }: Started) {
  const links = await demoLinks(database.db, CONFIG, service.now())
  const named = (name: string) => links.find(({ account }) => account.name.includes(name))!.account
  return { sasaki: named('佐々木'), sano: named('佐野') }
}

test('who looked at a person is found by the receipt code and told in a sentence; the CSV holds no names', async (t) => {
  const app = await startApp(t)
  const { db } = app.database
  const { sasaki, sano } = await accounts(app)
  const need = await db.selectFrom('need.item').select(['id', 'code']).limit(1).executeTakeFirstOrThrow()
  await see(db, [
    { actor: sasaki.id, subject: need.id, at: at('2026-11-25T09:00'), org: sasaki.organizationId },
    { actor: sano.id, subject: randomUUID(), at: at('2026-11-25T09:01'), list: true },
    { actor: sano.id, subject: need.id, at: at('2026-11-25T09:02'), name: 'people.refused' },
  ])
  const admin = await app.signedIn('admin')
  const all = plain((await admin.get('/people/audit')).text)
  assert.match(
    all,
    new RegExp(
      `佐々木 ひなた（片平地域包括支援センター、社会福祉法人一廣会）が、相談 ${need.code}を見ました。理由: 担当窓口として。`,
    ),
  )
  assert.match(all, /佐野 さくら（地域包括ケア推進室）が、一覧の中で記録 [0-9a-f]{8}を見ました。/)
  const form = { subject: need.code.toLowerCase(), who: '', from: '', to: '', kind: 'looked' }
  const found = await admin.submit('/people/audit', form)
  assert.equal(found.path, `/people/audit?subject=${need.id}`)
  assert.ok(plain(found.text).includes('佐々木 ひなた（片平') && plain(found.text).includes('佐々木 ひなた（片平'))
  assert.ok(!plain(found.text).includes('一覧の中で'))
  const refused = await admin.submit('/people/audit', { ...form, subject: '', who: '佐野', kind: 'refused' })
  assert.match(plain(refused.text), /見ようとして、断られました/)
  assert.ok(
    !refused.path.includes('佐野') && !refused.path.includes(encodeURIComponent('佐野')),
    'no name in the address',
  )
  const days = await admin.submit('/people/audit', { ...form, subject: '', from: '2026-11-24', to: '2026-11-24' })
  assert.match(plain(days.text), /この条件の記録はありません/)
  const wrong = await admin.post('/people/audit', { ...form, subject: 'ZZZ', who: 'だれもいない', from: 'いつか' })
  assert.equal(wrong.status, 422)
  for (const said of [
    /その受付番号か番号の記録は見つかりません/,
    /その名前の人は見つかりません/,
    /カレンダーから/,
    /value="だれもいない"/,
  ])
    assert.match(wrong.text, said)
  const several = plain((await admin.post('/people/audit', { ...form, subject: '', who: 'さ' })).text)
  assert.ok(!several.includes('undefined'))
  const csv = (await admin.get(`/people/audit.csv?subject=${need.id}`)).text
  assert.match(csv, new RegExp(`people.looked,${sasaki.id},desk,`))
  assert.ok(!csv.includes('佐々木'))
  const [exported] = await listEvents(db, { municipality, names: ['people.audit_exported'], limit: 1 })
  assert.deepEqual(exported!.data, { rows: 1, kind: 'looked' })
  for (const role of ['staff', 'desk'] as const) {
    const other = await app.signedIn(role)
    for (const path of ['/people/audit', '/people/audit.csv', '/people/audit/anchor/2026-11-24'])
      assert.equal((await other.get(path)).status, 403)
  }
  for (const odd of ['subject=1', 'actor=x', 'from=yesterday', 'before=-1', 'before=9e99', 'kind=none'])
    assert.equal((await admin.get(`/people/audit?${odd}`)).status, 200, odd)
})

test('what is out of the ordinary is found in the night, once, and looked into with a note', async (t) => {
  const app = await startApp(t)
  const { db } = app.database
  const { sasaki, sano } = await accounts(app)
  const people = Array.from({ length: 40 }, () => randomUUID())
  const day = (n: number, m = 0) => at(`2026-11-24T${String(n).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
  await see(db, [
    // usually three a day; on the 24th forty
    ...people.slice(0, 3).map((subject) => ({ actor: sasaki.id, subject, at: at('2026-11-20T10:00') })),
    ...people.map((subject, i) => ({ actor: sasaki.id, subject, at: day(9 + (i % 8), i) })),
    // by night, after being refused three times
    ...[1, 2, 3].map((m) => ({ actor: sano.id, subject: people[0]!, at: day(23, m), name: 'people.refused' })),
    { actor: sano.id, subject: people[1]!, at: day(23, 10) },
    // from four organisations
    ...[1, 2, 3, 4].map((m) => ({ actor: sano.id, subject: people[2]!, at: day(12, m), org: randomUUID() })),
    // a month before: thirteen people, and acts about three of them
    ...people.slice(0, 13).map((subject) => ({ actor: sano.id, subject, at: at('2026-10-25T10:00') })),
    ...people.slice(0, 2).map((subject) => ({ actor: sano.id, subject, at: at('2026-11-01T10:00'), name: 'need.met' })),
  ])
  await db.transaction().execute((tx) =>
    recordAll(tx, [
      {
        municipality,
        name: 'sharing.ended',
        actor: { kind: 'system' },
        subject: people[39]!,
        at: at('2026-11-23T10:00'),
        data: { ends: sasaki.id },
      },
      // came back: no finding
      ...['ends', 'begins'].map((what, i) => ({
        municipality,
        name: i === 0 ? 'sharing.ended' : 'sharing.joined',
        actor: { kind: 'system' } as const,
        subject: people[38]!,
        at: at(`2026-11-23T1${i}:00`),
        data: { [what]: sasaki.id },
      })),
      {
        municipality,
        name: 'sharing.broken_in',
        actor: { kind: 'account', id: sano.id },
        subject: people[5]!,
        at: at('2026-11-20T10:00'),
        data: { review_by: '2026-11-24T08:00:00Z' },
      },
    ]),
  )
  await sealer(app.service.now)(db)
  await auditNight(db, municipality, app.service.now())
  await auditNight(db, municipality, app.service.now())
  const admin = await app.signedIn('admin')
  const said = plain((await admin.get('/people/audit')).text)
  for (const sentence of [
    '佐々木 ひなた（片平地域包括支援センター、社会福祉法人一廣会）1日に40人の記録を見ました。ふだん（中央の値）は3人です。',
    '1日に、4の組織（2人）から見られました。',
    '時間の外に1回（1人）見ました。夜・早朝 1回、閉庁日 0回です。',
    '1時間に3回断られたあと、1時間以内に見ました。',
    'この日に見た13人のうち10人に、そのあと30日間、対応の記録がありません。',
    '担当や部屋を離れたあとに、1回見ました。',
    '緊急の閲覧の点検が、1日遅れています。',
    '問題なし',
    '3営業日',
  ])
    assert.equal(said.split(sentence).length - 1, 1, `${sentence}\n${said}`)
  const { id } = await db
    .selectFrom('people.finding')
    .select('id')
    .where('kind', '=', 'many_day')
    .executeTakeFirstOrThrow()
  const empty = await admin.post(`/people/audit/finding/${id}`, { note: ' ' })
  assert.equal(empty.status, 422)
  assert.match(empty.text, /ひとことでも書いてください/)
  const done = await admin.submit(`/people/audit/finding/${id}`, { note: '棚卸しの日だった' })
  assert.match(plain(done.text), /確かめたもの.*1日に40人.*棚卸しの日だった（長谷川 みなと/)
  const again = await admin.post(`/people/audit/finding/${id}`, { note: 'もう一度' })
  assert.match(plain(again.text), /ほかの人が、先に確かめました/)
  const [reviewed] = await listEvents(db, { municipality, names: ['people.finding_reviewed'], limit: 5 })
  assert.deepEqual([reviewed!.subject, reviewed!.data], [id, { kind: 'many_day' }])
  await admin.post('/people/audit/check', {})
  const open = await db.selectFrom('people.finding').select('kind').where('reviewed_at', 'is', null).execute()
  assert.ok(!open.some(({ kind }) => kind === 'many_day'), 'what was looked into does not come back')
})

test('a person reads who looked: ten looks in ten minutes are one line, with name, organisation and a plain reason', async (t) => {
  const app = await startApp(t)
  const { db } = app.database
  const { sasaki } = await accounts(app)
  const need = randomUUID()
  const minutes = (m: number) => new Date(at('2026-11-25T09:00').getTime() + m * 60_000)
  await see(db, [
    { actor: sasaki.id, subject: need, at: at('2026-11-24T09:00'), org: sasaki.organizationId },
    ...Array.from({ length: 10 }, (_, i) => ({
      actor: sasaki.id,
      subject: need,
      at: minutes(i),
      org: sasaki.organizationId,
    })),
    { actor: randomUUID(), subject: randomUUID(), at: minutes(3) },
  ])
  const { lines, next } = await looksAt(db, municipality, [need], findOrganizations)
  assert.equal(next, undefined)
  assert.deepEqual(
    lines.map(({ times, name, organization, from, to, as, verbs }) => ({
      times,
      name,
      organization,
      from,
      to,
      as,
      verbs,
    })),
    [
      { times: 10, from: minutes(0), to: minutes(9) },
      { times: 1, from: at('2026-11-24T09:00'), to: at('2026-11-24T09:00') },
    ].map((line) => ({
      ...line,
      name: sasaki.name,
      organization: '社会福祉法人一廣会',
      as: 'desk',
      verbs: ['referral.open'],
    })),
  )
  // who holds the address of the thing reads it too, and of other things nothing
  const held = (one: string) =>
    looksAt(actingAs(db, { kind: 'anonymous', municipality, holds: [one] }), municipality, [need], findOrganizations)
  assert.deepEqual((await held(need)).lines, lines)
  assert.deepEqual((await held(randomUUID())).lines, [])
  assert.equal(
    tellLook(lines[0]!, 'ja'),
    `2026年11月25日（水）9時、${sasaki.name}［社会福祉法人一廣会］が、窓口として、相談を読みました（10回）。`,
  )
  const unknown = { ...lines[0]!, verbs: ['constructor'], name: null }
  for (const lang of ['ja', 'easy', 'en'] as const) assert.match(tellLook(unknown, lang), /だれか|Somebody/)
  assert.deepEqual((await looksAt(db, municipality, [], findOrganizations)).lines, [])
})

test('musubi audit: the anchor as text and as a sheet; a check that says what is wrong, with code 1', async (t) => {
  const app = await startApp(t)
  const { database } = app
  const run = (...args: string[]) =>
    runAudit(args, async () => ({ ...database, close: async () => {} }), app.service.now())
  const anchor = await run('anchor')
  assert.equal(anchor.code, 0)
  const code = /QR　(\S+)/.exec(anchor.text)![1]!
  assert.match(code, /^musubi-anchor:1:2026-11-24:\d+:\d+:[0-9a-f]{64}$/)
  const sheet = (await run('anchor', '2026-11-24', '--html')).text
  assert.match(sheet, /<!doctype html>.*<style>.*<svg class="qr"/s)
  assert.ok(!sheet.includes('/assets/'), 'it stands alone')
  assert.equal((await run('anchor', '2020-01-01')).code, 1)
  for (const odd of [['what'], ['anchor', 'today'], ['verify', '--anchor', '12']])
    assert.equal((await run(...odd)).code, 2)
  const good = await run('verify', '--anchor', code)
  assert.equal(good.code, 0, good.text)
  assert.match(good.text, /問題はありません。[\s\S]*毎秒 [\d,]+ 件/)
  const client = await database.pool.connect()
  await client.query('set session_replication_role = replica')
  await client.query(`update platform.event set actor_kind = 'system', actor_id = null, data = '{}' where id = 2`)
  await client.query(`delete from platform.event where id = 3`)
  await client.query('set session_replication_role = origin')
  client.release()
  const bad = await run('verify')
  assert.equal(bad.code, 1)
  assert.match(bad.text, /問題が 2 件[\s\S]*記録 2 が書きかえられています[\s\S]*記録 3 が消されています/)
  const data = JSON.parse((await run('verify', '--json')).text)
  assert.deepEqual(
    data.faults.map((one: { kind: string; id: number }) => [one.kind, one.id]),
    [
      ['changed', 2],
      ['removed', 3],
    ],
  )
  // the page says so too, after the night
  await auditNight(database.db, municipality, app.service.now())
  const page = plain((await (await app.signedIn('admin')).get('/people/audit')).text)
  assert.match(page, /問題が 2件あります。musubi audit verify/)
  assert.match(plain((await (await app.signedIn('admin')).get('/people/audit/anchor/2026-11-24')).text), /封の番号/)
})
