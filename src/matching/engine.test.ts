// The index is in step with the database, whoever writes: shown by comparing answers with those of an index built afresh.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testDatabase } from '../../tests/support.ts'
import { loadArea } from '../area/index.ts'
import { type By, endorse, saveOrganization, saveServices } from '../directory/actions.ts'
import { organizationId, readEdition, readEntries, type ServiceDraft } from '../directory/index.ts'
import { type Db, openDatabase, type Tx } from '../platform/db.ts'
import { migrate } from '../platform/migrate.ts'
import { analyse } from './analyse.ts'
import { answer, entryOf, limitMemory, memoryOf, nextQuestion, refresh } from './engine.ts'
import { buildIndex } from './postings.ts'
import { match } from './rank.ts'

const HERE = '141305'
const NOW = new Date('2026-11-25T10:00:00+09:00')
const by = (municipality = HERE): By => ({ municipality, actor: { kind: 'system' }, now: NOW })
const WARDS = [{ slug: 'kita', name: '北区', kana: 'きたく', position: 1, postalPrefixes: ['210'] }]

const draft = (slug: string, name: string, more: Partial<ServiceDraft> = {}, municipality = HERE): ServiceDraft => ({
  ...{ slug, family: slug, organizationId: organizationId(municipality, 'city'), kind: 'desk', name, kana: null },
  ...{ status: 'active', description: `${name}です`, why: ['すぐに話を聞きます'], says: [], needs: [], scope: 'city' },
  ...{
    wards: [],
    towns: [],
    phones: [],
    hours: [],
    hoursNote: null,
    holidays: null,
    address: null,
    capacity: null,
    forWhom: null,
  },
  ...{ ages: { min: null, max: null }, cost: 'free', costNote: null, apply: null, accessibility: [], languages: [] },
  ...{ url: null, details: {}, verified: null, source: '', sourceUrl: null },
  ...more,
})
const FIRST = [
  draft('rent', '家賃の相談', { says: ['家賃が払えない'], needs: ['home.rent'] }),
  draft('debt', '借金の相談', { says: ['借金が返せない'], needs: ['money.debt'] }),
  draft('care', '介護の相談', { says: ['母の物忘れがひどい'], needs: ['care.dementia'] }),
]
const TEXTS = ['家賃が払えない', '借金が返せません', '母の物忘れがひどい', '水道が止まりそう', '話を聞いてほしい']

const save = (db: Db, drafts: ServiceDraft[], municipality = HERE) =>
  db.transaction().execute((tx) => saveServices(tx, by(municipality), drafts))

async function settle(db: Db, municipality = HERE, drafts = FIRST): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const place = { code: municipality, name: '川崎市', kana: 'かわさきし', prefecture: '神奈川県' }
    await loadArea(tx, { municipality: place, wards: WARDS })
    await saveOrganization(tx, by(municipality), { slug: 'city', name: '市役所', kind: 'city', description: '' })
    await saveServices(tx, by(municipality), drafts)
  })
}

/** What an engine that had never seen anything would answer. */
async function afresh(db: Db, municipality = HERE, now = NOW) {
  const index = buildIndex((await readEntries(db, municipality, now)).map((service) => analyse(entryOf(service))))
  return TEXTS.map((text) => match(index, { text }))
}
const answers = async (db: Db, municipality = HERE, now = NOW) => {
  const given = []
  for (const text of TEXTS) given.push(await answer(db, municipality, { text }, now))
  return given
}
const same = async (db: Db, what: string, municipality = HERE, now = NOW) =>
  assert.deepEqual(await answers(db, municipality, now), await afresh(db, municipality, now), what)
const first = async (db: Db, text: string) => (await answer(db, HERE, { text }, NOW)).results[0]?.id

test('every kind of change is seen at the next question', async (t) => {
  const { db } = await testDatabase(t)
  assert.equal((await answer(db, HERE, { text: '家賃' }, NOW)).close, false)
  await settle(db)
  await same(db, 'the first load')
  await save(db, [draft('water', '水道料金の相談', { says: ['水道が止まりそう'], needs: ['money.utility'] })])
  await same(db, 'a new service')
  const water = (await answer(db, HERE, { text: '水道が止まりそう' }, NOW)).results[0]!.id
  await save(db, [draft('water', '上下水道局', { says: ['水が出ない'] })])
  await same(db, 'a service with other words')
  await save(db, [draft('rent', '家賃の相談', { status: 'inactive' })])
  await same(db, 'a service that is no longer active')
  await save(db, FIRST)
  await same(db, 'and back again')
  await db.deleteFrom('directory.service').where('id', '=', water).execute()
  await same(db, 'a service that was deleted')
  await save(db, [draft('water', '水道料金の相談', { says: ['水道が止まりそう'] })])
  await same(db, 'and written anew')
  await db
    .transaction()
    .execute((tx) => saveOrganization(tx, by(), { slug: 'city', name: '水道部', kind: 'city', description: '' }))
  await same(db, 'an organisation with another name')
})

test('an endorsement counts from its first question to its last day', async (t) => {
  const { db } = await testDatabase(t)
  await settle(db)
  const plain = (await answer(db, HERE, { text: '家賃が払えない' }, NOW)).results[0]!
  const endorsement = { service: plain.id, by: '市', scope: '', reason: '', until: '2026-11-26' }
  await db.transaction().execute((tx) => endorse(tx, by(), [endorsement]))
  const endorsed = (await answer(db, HERE, { text: '家賃が払えない' }, NOW)).results[0]!
  assert.ok(endorsed.score > plain.score)
  await same(db, 'endorsed')
  const later = new Date('2026-11-27T00:30:00+09:00')
  await same(db, 'the day after its last', HERE, later)
  assert.equal((await answer(db, HERE, { text: '家賃が払えない' }, later)).results[0]!.score, plain.score)
})

test('what was rolled back is never seen, a savepoint neither, and an unchanged save raises no edition', async (t) => {
  const { db } = await testDatabase(t)
  await settle(db)
  await answers(db)
  const edition = await readEdition(db, HERE)
  const stop = new Error('stop')
  await assert.rejects(
    db.transaction().execute(async (tx) => {
      await saveServices(tx, by(), [draft('water', '水道の相談', { says: ['水道が止まりそう'] })])
      throw stop
    }),
    stop,
  )
  assert.equal(await readEdition(db, HERE), edition)
  await same(db, 'rolled back')
  await db
    .startTransaction()
    .execute()
    .then(async (tx) => {
      const inner = await tx.savepoint('one').execute()
      await saveServices(inner as unknown as Tx, by(), [draft('water', '水道の相談')])
      await inner.rollbackToSavepoint('one').execute()
      await saveServices(tx, by(), [draft('gas', 'ガスの相談', { says: ['ガスが止まりそう'] })])
      await tx.commit().execute()
    })
  assert.equal(await readEdition(db, HERE), edition + 1)
  await same(db, 'rolled back to a savepoint, then written')
  await save(db, FIRST)
  assert.equal(await readEdition(db, HERE), edition + 1)
})

test('two pools write and ask in turns, at the same time too, and each sees what the other has committed', async (t) => {
  const { url } = await testDatabase(t)
  if (!url) return t.skip('embedded: one connection')
  const [one, other] = [await openDatabase({ url }), await openDatabase({ url })]
  t.after(() => Promise.all([one.close(), other.close()]))
  await settle(one.db)
  for (let turn = 0; turn < 6; turn += 1) {
    const [writer, reader] = turn % 2 === 0 ? [one.db, other.db] : [other.db, one.db]
    const says = [`${'あいうえおか'[turn]}号の鍵をなくした`]
    await save(writer, [draft(`key-${turn}`, `鍵の相談${turn}`, { says })])
    if (turn > 2) await save(writer, [draft(`key-${turn - 2}`, '鍵', { status: 'inactive' })])
    await same(reader, `turn ${turn}`)
    await same(writer, `turn ${turn}, the writer`)
  }
  // A transaction that began first and commits last must not be jumped over.
  const slow = await one.db.startTransaction().execute()
  await saveServices(slow, by(), [draft('slow', '電気の相談', { says: ['電気が止まりそう'] })])
  const quick = save(other.db, [draft('quick', 'ガスの相談', { says: ['ガスが止まりそう'] })])
  await Promise.all([...Array(20)].map(() => answer(other.db, HERE, { text: 'ガスが止まりそう' }, NOW)))
  await slow.commit().execute()
  await quick
  await same(one.db, 'one after the other')
  await same(other.db, 'one after the other')
  await Promise.all(
    [one.db, other.db].flatMap((db, side) =>
      Array.from({ length: 10 }, async (_, i) => {
        await save(db, [draft(`busy-${i}`, `忙しい窓口${side}`), draft(`own-${side}-${i}`, '窓口')])
        await answer(db, HERE, { text: '忙しい窓口' }, NOW)
      }),
    ),
  )
  await same(one.db, 'after many at once')
  await same(other.db, 'after many at once')
})

test('a question that comes after a commit waits for a look that begins after it', async (t) => {
  const { db } = await testDatabase(t)
  await settle(db)
  const looks = [refresh(db, HERE, NOW), refresh(db, HERE, NOW)]
  await save(db, [draft('water', '水道の相談', { says: ['水道が止まりそう'], needs: ['money.utility'] })])
  const found = await first(db, '水道が止まりそう')
  await Promise.all(looks)
  const [water] = (await readEntries(db, HERE, NOW)).filter(({ slug }) => slug === 'water')
  assert.equal(found, water!.id)
})

test('municipalities beyond the budget are let go of, and come back as they were', async (t) => {
  const { db } = await testDatabase(t)
  t.after(() => limitMemory(400 * 2 ** 20))
  const places = ['141305', '131016', '011002', '271004']
  for (const [i, place] of places.entries())
    await settle(db, place, [draft('rent', `家賃の相談${i}`, { says: ['家賃が払えない'] }, place)])
  for (const place of places) await answers(db, place)
  assert.equal(memoryOf(db).municipalities, 4)
  limitMemory(memoryOf(db).bytes / 2)
  const given = await answer(db, places[0]!, { text: '家賃が払えない' }, NOW)
  await save(db, [draft('debt', '借金の相談', {}, places[1]!)], places[1]!)
  await answers(db, places[1]!)
  assert.ok(memoryOf(db).municipalities < 4)
  nextQuestion(db, places[0]!, { text: '家賃が払えない' }, given)
  for (const place of places) await same(db, place, place)
})

/** A process of its own, killed in the middle of an import of many services. */
async function killed(t: TestContext, where: { url?: string; folder?: string }): Promise<void> {
  const code = `
    import { openDatabase } from './src/platform/db.ts'
    import { saveServices } from './src/directory/actions.ts'
    import { answer } from './src/matching/engine.ts'
    const { where, drafts } = JSON.parse(process.env.IMPORT)
    const { db } = await openDatabase(where)
    await answer(db, '${HERE}', { text: '家賃' }, new Date(${NOW.getTime()}))
    await db.transaction().execute(async (tx) => {
      for (let i = 0; ; i += 1) {
        const some = drafts.map((one) => ({ ...one, slug: one.slug + '-' + i }))
        await saveServices(tx, { municipality: '${HERE}', actor: { kind: 'system' }, now: new Date() }, [...some, { ...drafts[0], status: 'inactive' }])
        if (i === 2) console.log('halfway')
      }
    })`
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', './scripts/tsx.mjs', '--input-type=module', '-e', code],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, IMPORT: JSON.stringify({ where, drafts: FIRST }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  t.after(() => child.kill('SIGKILL'))
  const ended = new Promise((done) => child.once('exit', done))
  await Promise.race([new Promise((done) => child.stdout.once('data', done)), ended])
  assert.equal(child.exitCode, null, 'it was still at work')
  child.kill('SIGKILL')
  await ended
}

test('kill -9 in the middle of an import: nothing of it is seen, and a restart answers as a fresh index', async (t) => {
  const { url } = await testDatabase(t)
  const folder = mkdtempSync(join(tmpdir(), 'musubi-index-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const where = url ? { url } : { folder }
  const before = await openDatabase(where)
  await migrate(before.pool)
  await settle(before.db)
  const given = await answers(before.db)
  if (!url) await before.close()
  await killed(t, where)
  if (url) {
    assert.deepEqual(await answers(before.db), given, 'another process that ran on')
    await before.close()
  }
  const again = await openDatabase(where)
  t.after(() => again.close())
  assert.deepEqual(await answers(again.db), given)
  await same(again.db, 'after the restart')
  await save(again.db, [draft('water', '水道の相談', { says: ['水道が止まりそう'] })])
  await same(again.db, 'the next write')
})

test('kept analyses count only for their revision and analyser, and are read instead of made anew', async (t) => {
  const { db } = await testDatabase(t)
  await settle(db)
  await answers(db)
  const rows = await db.selectFrom('matching.entry').selectAll().execute()
  assert.equal(rows.length, FIRST.length)
  const blank = { ...(rows[0]!.analysed as object), terms: '', strong: '', weak: '', lines: [], reasons: [], told: {} }
  const spoil = (more: object) =>
    db
      .updateTable('matching.entry')
      .set({ analysed: JSON.stringify(blank), ...more })
      .execute()
  // A handle of its own on the same database sees it as a process that starts.
  const start = () =>
    db.withPlugin({ transformQuery: ({ node }) => node, transformResult: async ({ result }) => result })
  await spoil({ revision: 0 })
  await same(start(), 'of another revision')
  await spoil({ analyser: 1 })
  await same(start(), 'of another analyser')
  await spoil({})
  assert.notDeepEqual(await answers(start()), await afresh(db), 'of the same: it is read')
})
