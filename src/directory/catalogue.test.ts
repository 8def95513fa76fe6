import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type TestDatabase, testDatabase } from '../../tests/support.ts'
import { findPlace, listWards } from '../area/index.ts'
import { type By, endorse, saveService } from './actions.ts'
import { loadCatalogue } from './catalogue.ts'
import { uuidV5 } from './ids.ts'
import { findService, listServices, readEntries, viewServices } from './reads.ts'
import { findOrganization, readServices } from './store.ts'

const NOW = new Date('2026-11-25T10:00:00+09:00')
const CODE = '141305'
const REAL = fileURLToPath(new URL('../../catalogue/kawasaki/', import.meta.url))
const by: By = { municipality: CODE, actor: { kind: 'system' }, now: NOW }

let database: TestDatabase
let folder: string
const events = async (name: string) =>
  Number((await database.pool.query('select count(*) from platform.event where name = $1', [name])).rows[0].count)

const ORGANIZATIONS = [
  { id: 'kawasaki-city', name: '川崎市', kind: 'city', description: '市です。' },
  { id: 'kawasaki-ward-asao', name: '麻生区役所', kind: 'ward', description: '区役所です。' },
  { id: 'kawasaki-ward-saiwai', name: '幸区役所', kind: 'ward', description: '区役所です。' },
  { id: 'nation', name: '厚生労働省', kind: 'nation', description: '国です。' },
]
const SERVICES = [
  {
    id: 'elderly',
    kind: 'desk',
    name: '{区}役所 高齢・障害課',
    kana: '{く}やくしょ こうれい・しょうがいか',
    organization: 'kawasaki-ward-{ward}',
    description: '{区}の高齢の方の相談を受けます。',
    why: ['{区}の手続きをまとめて聞けます'],
    says: ['{区}で介護の相談をしたい'],
    needs: ['care.start'],
    area: { scope: 'city' },
    cost: { kind: 'free' },
    hours: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], opens: '08:30', closes: '17:00' }],
    holidays: 'closed',
    endorsed: true,
    verified: '2026-08',
    capacity: { state: 'waiting', until: '2026-12-31' },
    each_ward: {
      麻生区: {
        phones: [{ number: '０４４－９６５－５１００', label: '代表', confidence: 'medium' }],
        address: { ward: '麻生区', line: '麻生区万福寺1-5-1' },
      },
      幸区: {},
    },
  },
  {
    id: 'line',
    kind: 'hotline',
    name: 'いのちの電話',
    organization: 'nation',
    description: '夜も話せます。',
    why: ['夜も話せます'],
    says: [],
    needs: ['mind.suicide', 'mind.distress'],
    area: { scope: 'nation' },
    phones: [{ number: '#8008' }, { number: '0120-279-338', label: 'FAX' }],
    hours: [{ days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], opens: '00:00', closes: '24:00' }],
    holidays: 'open',
    accessibility: ['予約なし'],
    languages: ['en'],
  },
  {
    id: 'meal',
    kind: 'group',
    name: 'ＫＡＷＡＳＡＫＩ 食堂',
    kana: 'かわさきしょくどう',
    organization: 'kawasaki-city',
    description: '100%手づくりの食事です。',
    why: ['一緒に食べられます'],
    says: [],
    needs: ['school.place'],
    area: { scope: 'ward', wards: ['幸区'], towns: ['小倉'], note: '小倉の近く' },
    hours: [{ days: ['FR'], opens: '17:00', closes: '02:00' }],
  },
]

before(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'musubi-catalogue-'))
  cpSync(join(REAL, 'area.json'), join(folder, 'area.json'))
  write('organizations.json', ORGANIZATIONS)
  write('services-a.json', SERVICES)
})
after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database.close()
})
const write = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content))
const load = () => loadCatalogue(database.db, CODE, folder, { demo: true, now: NOW })
const slugs = async (filter: Parameters<typeof listServices>[2], now = NOW) =>
  (await listServices(database.db, CODE, filter, now)).items.map((service) => service.slug)

test('ids follow from names (RFC 9562, version 5)', () =>
  assert.equal(
    uuidV5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8'),
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  ))

test('loads a catalogue, expands wards, endorses; the same again changes nothing', async () => {
  const first = await load()
  assert.deepEqual(first.organizations, { added: 4, changed: 0, unchanged: 0 })
  assert.deepEqual(first.services, { added: 4, changed: 0, unchanged: 0 })
  assert.deepEqual(first.endorsements, { added: 2, changed: 0, unchanged: 0 })
  assert.equal(await events('directory.service_added'), 4)
  const again = await load()
  assert.deepEqual(again.services, { added: 0, changed: 0, unchanged: 4 })
  assert.deepEqual(again.endorsements, { added: 0, changed: 0, unchanged: 2 })
  assert.equal(await events('directory.service_added'), 4)
  assert.equal(await events('directory.service_changed'), 0)

  const service = (await findService(database.db, CODE, 'elderly-asao', NOW))!
  assert.equal(service.name, '麻生区役所 高齢・障害課')
  assert.equal(service.kana, 'あさおくやくしょ こうれい・しょうがいか')
  assert.equal(service.family, 'elderly')
  assert.deepEqual(service.wards, ['麻生区'])
  assert.equal(service.organization.name, '麻生区役所')
  assert.deepEqual(service.phones, [
    { number: '044-965-5100', type: 'voice', description: '代表', confidence: 'medium' },
  ])
  assert.equal(service.address?.line, '万福寺1-5-1')
  assert.deepEqual(service.open, { state: 'open', until: new Date('2026-11-25T17:00:00+09:00') })
  assert.equal(service.verified, '2026-08-01')
  assert.deepEqual(service.capacity, { state: 'waiting', until: '2026-12-31' })
  const later = new Date('2027-01-01T09:00:00+09:00')
  assert.equal((await findService(database.db, CODE, service.id, later))?.capacity, null)
  assert.equal(service.stale, false)
  assert.deepEqual(service.endorsement, { by: '川崎市', scope: '介護・物忘れ', until: '2028-03-31' })
  assert.equal(service.canRefer, true)
  assert.equal((await findService(database.db, CODE, service.id, NOW))?.slug, 'elderly-asao')
  assert.equal(await findService(database.db, CODE, 'nothing', NOW), undefined)

  const line = (await findService(database.db, CODE, 'line', NOW))!
  assert.equal(line.canRefer, false)
  assert.deepEqual(line.open, { state: 'always' })
  assert.equal(line.phones[1]?.type, 'fax')
  assert.equal(line.stale, true)
  assert.equal((await findService(database.db, CODE, 'meal', NOW))?.hours[0]?.closes, 1560)
})

test('what is wrong is named with file, entry and field, and nothing is written', async () => {
  const { services } = await load()
  const bad = [
    { ...SERVICES[1], id: 'bad-phone', phones: [{ number: '12' }] },
    { ...SERVICES[1], id: 'bad-need', needs: ['nothing.here'] },
    { ...SERVICES[1], id: 'bad-field', telephone: '110' },
    { ...SERVICES[1], id: 'bad-owner', organization: 'nobody' },
    { ...SERVICES[2], id: 'bad-ward', area: { scope: 'ward', wards: ['青葉区'] } },
    { ...SERVICES[1], id: 'line' },
  ]
  write('services-b.json', bad)
  await assert.rejects(load(), (error: Error) => {
    for (const part of [
      /services-b\.json: bad-phone: phones\.0\.number: 電話番号ではありません/,
      /services-b\.json: bad-need: needs\.0: needs\.json にない/,
      /services-b\.json: bad-field: .*telephone/,
      /services-b\.json: bad-owner: organization: 「nobody」がありません/,
      /services-b\.json: bad-ward: 「青葉区」という区はありません/,
      /services-b\.json: line: 同じ id が services-a\.json にもあります/,
    ])
      assert.match(error.message, part)
    return true
  })
  writeFileSync(join(folder, 'services-b.json'), '[{')
  await assert.rejects(load(), /services-b\.json: 読めません/)
  rmSync(join(folder, 'services-b.json'))
  assert.deepEqual((await load()).services, { ...services })
})

test('a change gives one service a new revision and one event', async () => {
  const before = new Map((await readEntries(database.db, CODE, NOW)).map((entry) => [entry.slug, entry.revision]))
  const [stored] = await readServices(database.db, CODE, '2026-11-25', { slugs: ['meal'] })
  const save = (change: object) =>
    database.db.transaction().execute((tx) => saveService(tx, by, { ...stored!, ...change }))
  assert.equal((await save({})).outcome, 'unchanged')
  assert.equal(
    (await save({ says: ['ごはんを一緒に食べたい'], towns: ['小倉', '鹿島田'], phones: [] })).outcome,
    'changed',
  )
  assert.equal(await events('directory.service_changed'), 1)
  for (const entry of await readEntries(database.db, CODE, NOW))
    assert.equal(entry.revision > before.get(entry.slug)!, entry.slug === 'meal', entry.slug)
  assert.deepEqual((await findService(database.db, CODE, 'meal', NOW))?.towns, ['小倉', '鹿島田'])
})

test('the list: order, filters, pages', async () => {
  assert.deepEqual(await slugs({}), ['elderly-asao', 'elderly-saiwai', 'line', 'meal'])
  assert.deepEqual(await slugs({ ward: '麻生区' }), ['elderly-asao', 'line'])
  assert.deepEqual(await slugs({ ward: '幸区' }), ['elderly-saiwai', 'line', 'meal'])
  assert.deepEqual(await slugs({ need: 'care' }), ['elderly-asao', 'elderly-saiwai'])
  assert.deepEqual(await slugs({ need: 'mind.suicide' }), ['line'])
  assert.deepEqual(await slugs({ kind: 'group' }), ['meal'])
  assert.deepEqual(await slugs({ accessibility: '予約なし', language: 'en' }), ['line'])
  assert.deepEqual(await slugs({ endorsed: true }), ['elderly-asao', 'elderly-saiwai'])
  assert.deepEqual(await slugs({ endorsed: true }, new Date('2028-04-01T00:00:00+09:00')), [])
  assert.deepEqual(await slugs({ open: true }), ['elderly-asao', 'elderly-saiwai', 'line'])
  assert.deepEqual(await slugs({ open: true }, new Date('2026-11-28T01:00:00+09:00')), ['line', 'meal'])
  assert.deepEqual(await slugs({ q: 'Kawasaki' }), ['meal'])
  assert.deepEqual(await slugs({ q: 'カワサキショク' }), ['meal'])
  assert.deepEqual(await slugs({ q: '厚生労働省　夜' }), ['line'])
  assert.deepEqual(await slugs({ q: '100%' }), ['meal'])
  assert.deepEqual(await slugs({ q: '%' }), ['meal'])
  assert.deepEqual(await slugs({ q: "'; drop table x; --\0\ud800" }), [])
  const second = await listServices(database.db, CODE, { page: 2, perPage: 3 }, NOW)
  assert.deepEqual([second.items.map(({ slug }) => slug), second.total], [['meal'], 4])
  const beyond = await listServices(database.db, CODE, { page: 9, perPage: 3 }, NOW)
  assert.deepEqual([beyond.items, beyond.total], [[], 4])
})

test('views come in the order of the ids', async () => {
  const ids = (await listServices(database.db, CODE, {}, NOW)).items.map(({ id }) => id).reverse()
  const asked = [ids[0]!, '00000000-0000-4000-8000-000000000000', ...ids.slice(1)]
  assert.deepEqual(
    (await viewServices(database.db, CODE, asked, NOW)).map(({ id }) => id),
    ids,
  )
  assert.deepEqual(await viewServices(database.db, CODE, [], NOW), [])
})

test('an endorsement is recorded once, and ends', async () => {
  const { id } = (await findService(database.db, CODE, 'meal', NOW))!
  const give = () =>
    database.db
      .transaction()
      .execute((tx) =>
        endorse(tx, by, [{ service: id, by: '川崎市', scope: '食事', reason: '採用', until: '2026-11-30' }]),
      )
  assert.equal((await give())[0]!.outcome, 'added')
  assert.equal((await give())[0]!.outcome, 'unchanged')
  const until = async (day: string) =>
    (await findService(database.db, CODE, 'meal', new Date(`${day}T12:00:00+09:00`)))?.endorsement?.until
  assert.equal(await until('2026-11-24'), undefined)
  assert.equal(await until('2026-11-30'), '2026-11-30')
  assert.equal(await until('2026-12-01'), undefined)
})

test('an organisation keeps what a later catalogue leaves out', async () => {
  const { organization } = (await findService(database.db, CODE, 'meal', NOW))!
  const first = await findOrganization(database.db, CODE, organization.id)
  assert.equal(first?.email, 'kawasaki-city@demo.musubi.example')
  await loadCatalogue(database.db, CODE, folder, { now: NOW })
  assert.deepEqual(await findOrganization(database.db, CODE, organization.id), first)
})

test('what a later catalogue leaves out becomes inactive, and only that', async () => {
  const [meal] = await readServices(database.db, CODE, '2026-11-25', { slugs: ['meal'] })
  const other = { ...meal!, slug: 'from-elsewhere', family: 'from-elsewhere' }
  await database.db.transaction().execute((tx) => saveService(tx, by, other))
  write('services-a.json', SERVICES.slice(0, 2))
  const changed = await events('directory.service_changed')
  const { services, withdrawn } = await load()
  assert.deepEqual([services.unchanged, withdrawn], [3, 1])
  assert.equal(await events('directory.service_changed'), changed + 1)
  assert.deepEqual(await slugs({}), ['elderly-asao', 'elderly-saiwai', 'line', 'from-elsewhere'])
  assert.ok(!(await readEntries(database.db, CODE, NOW)).some((entry) => entry.slug === 'meal'))
  assert.equal((await load()).withdrawn, 0)
  const gone = (await readServices(database.db, CODE, '2026-11-25', { slugs: ['meal'] }))[0]!
  assert.deepEqual([gone.status, gone.name], ['inactive', meal!.name])

  write('services-a.json', SERVICES)
  const back = await load()
  assert.deepEqual([back.services.changed, back.withdrawn], [1, 0])
  assert.ok((await slugs({})).includes('meal'))
})

test('wards come from north-west to south-east, and places are found', async () => {
  const wards = await listWards(database.db, CODE)
  assert.deepEqual(
    wards.map(({ slug }) => slug),
    ['asao', 'tama', 'miyamae', 'takatsu', 'nakahara', 'saiwai', 'kawasaki'],
  )
  assert.deepEqual(await findPlace(database.db, CODE, '215-0021'), { ok: true, value: { ward: '麻生区' } })
  assert.deepEqual(await findPlace(database.db, CODE, '横浜市'), { ok: false, reason: 'unknown_place' })
  assert.deepEqual(await findPlace(database.db, CODE, ' '), { ok: true, value: {} })
})

test('the catalogue of the demo is sound', async (t) => {
  const { warnings, services } = await loadCatalogue(database.db, CODE, REAL, { demo: true, now: NOW })
  for (const warning of warnings) t.diagnostic(warning)
  assert.ok(services.added > 0)
})
