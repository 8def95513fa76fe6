// The sealed log: nothing is missed while many record at once, and whatever the owner of the database does to it is found.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { type TestDatabase, testDatabase } from '../../tests/support.ts'
import { anchorCode, dropAnchor, findAnchor, readAnchorCode } from './anchor.ts'
import type { Db } from './db.ts'
import { recordAll } from './events.ts'
import { actingAs } from './scope.ts'
import { canonicalRow, countUnsealed, leafOf, rootOf, sealer, sealHash, unpackLeaves } from './seal.ts'
import { tellVerdict } from './seal-words.ts'
import { type Fault, type Verdict, verifyLog } from './verify.ts'

const NOW = new Date('2026-11-25T10:24:00+09:00')
const now = () => NOW

const recordSome = (db: Db, n: number) =>
  db.transaction().execute((tx) =>
    recordAll(
      tx,
      Array.from({ length: n }, (_, i) => ({
        municipality: '141305',
        name: 'people.looked',
        actor: { kind: 'account', id: randomUUID() } as const,
        subject: randomUUID(),
        data: { verb: 'need.open', as: 'staff', list: i % 2 === 0 },
      })),
    ),
  )

/** A log with some seals, and a little that no seal covers yet. */
async function sealedLog(db: Db, batches: readonly number[]): Promise<number[]> {
  const seal = sealer(now)
  const ids: number[] = []
  for (const n of batches) {
    ids.push(...(await recordSome(db, n)))
    assert.equal(await seal(db), n)
  }
  return ids
}

/** What the owner can do: no trigger and no reference holds. Undone afterwards, so that the next fault stands alone. */
async function tampered(
  { db, pool }: TestDatabase,
  statements: readonly string[],
  anchor?: { seal?: number; hash: string },
): Promise<Verdict> {
  const client = await pool.connect()
  const run = async (text: string) => client.query(text)
  await run('create table if not exists public.kept_event as select * from platform.event')
  await run('create table if not exists public.kept_seal as select * from platform.seal')
  await run('create table if not exists public.kept_anchor as select * from platform.anchor')
  await run(`set session_replication_role = replica`)
  for (const text of statements) await run(text)
  await run(`set session_replication_role = origin`)
  client.release()
  const verdict = await verifyLog(db, { anchor })
  const again = await pool.connect()
  await again.query(`set session_replication_role = replica; delete from platform.event; delete from platform.seal;
    delete from platform.anchor; insert into platform.event overriding system value select * from public.kept_event;
    insert into platform.seal select * from public.kept_seal; insert into platform.anchor select * from public.kept_anchor;
    drop table public.kept_event; drop table public.kept_seal; drop table public.kept_anchor;
    set session_replication_role = origin`)
  again.release()
  return verdict
}

test('what is hashed is written down exactly', () => {
  const row = {
    id: 7,
    municipality: '141305',
    at: '2026-11-25T01:24:00.123456Z',
    name: 'people.looked',
    actor_kind: 'account',
    actor_id: null,
    subject: '00000000-0000-4000-8000-000000000001',
    data: '{"b": [1, "と\\n"], "as": 1.50, "10": 12345678901234567890, "9": {"z": null, "a": true}}',
  }
  const text =
    '{"actor_id":null,"actor_kind":"account","at":"2026-11-25T01:24:00.123456Z","data":{"10":12345678901234567890,' +
    '"9":{"a":true,"z":null},"as":1.50,"b":[1,"と\\n"]},"id":7,"municipality":"141305","name":"people.looked",' +
    '"subject":"00000000-0000-4000-8000-000000000001"}'
  assert.equal(canonicalRow(row), text)
  const sha = (...parts: (string | Buffer)[]) => parts.reduce((h, one) => h.update(one), createHash('sha256')).digest()
  assert.deepEqual(leafOf(row).hash, sha('\0', text))
  const leaves = [1, 2, 3].map((id) => leafOf({ ...row, id }))
  const [a, b, c] = leaves.map((leaf) => leaf.hash) as [Buffer, Buffer, Buffer]
  const root = sha('\x01', sha('\x01', a, b), c)
  assert.deepEqual(rootOf(leaves), root)
  const head = { number: 2, previous: sha('x'), sealedAt: row.at }
  assert.deepEqual(
    sealHash(head, leaves),
    sha(
      `{"events":3,"first":1,"last":3,"number":2,"previous":"${sha('x').toString('hex')}","root":"${root.toString('hex')}","sealed_at":"${row.at}","v":1}`,
    ),
  )
})

test('rows that differ in anything hash apart', () => {
  const json = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)))
  const base = { id: 1, municipality: '141305', at: '', name: 'a.b', actor_kind: 'system', actor_id: null, subject: '' }
  fc.assert(
    fc.property(json, json, (one, two) => {
      const same = JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(two).sort())
      const text = (data: object) => canonicalRow({ ...base, data: JSON.stringify(data) })
      assert.equal(text(one) === text(two), same)
      const turned = Object.fromEntries(Object.entries(one).reverse())
      assert.equal(text(one), text(turned), 'the order of keys is none')
    }),
  )
})

test('a seal covers all since the last one; nothing to seal makes none; a seal cannot be changed', async (t) => {
  const { db, pool } = await testDatabase(t)
  const seal = sealer(now)
  assert.equal(await seal(db), 0)
  assert.deepEqual((await verifyLog(db)).seals, 0)
  await recordSome(db, 3)
  assert.equal(await seal(db), 3)
  assert.equal(await seal(db), 0)
  await recordSome(db, 2)
  assert.equal(await countUnsealed(db), 2)
  const verdict = await verifyLog(db)
  assert.deepEqual([verdict.ok, verdict.events, verdict.unsealed], [true, 3, 2])
  assert.match(tellVerdict(verdict, 'ja').join('\n'), /問題はありません。3 件の記録と 1 の封.*\n.*していない記録: 2 件/)
  for (const change of ['update platform.seal set events = 1', 'delete from platform.seal', 'truncate platform.anchor'])
    await assert.rejects(pool.query(change), /append-only/)
  for (const role of ['staff', 'admin', 'auditor']) {
    const somebody = actingAs(db, { kind: 'account', municipality: '141305', account: randomUUID(), role })
    const forged = sql`insert into platform.seal select 2, 90, 90, 1, hash, hash, substr(leaves, 1, 40), now() from platform.seal`
    if (role === 'staff')
      assert.equal((await somebody.selectFrom('platform.seal').select('number').execute()).length, 0)
    else await assert.rejects(forged.execute(somebody), /row-level security|does not follow/)
  }
  await assert.rejects(
    pool.query(
      `insert into platform.seal select 3, 90, 90, 1, hash, previous, substr(leaves, 1, 40), now() from platform.seal`,
    ),
    /does not follow/,
  )
})

test('the anchor of a day is kept once, and reads back from paper', async (t) => {
  const { db } = await testDatabase(t)
  assert.equal(await dropAnchor(db, NOW), undefined)
  await recordSome(db, 4)
  const anchor = (await dropAnchor(db, NOW))!
  assert.deepEqual([anchor.day, anchor.seal, anchor.events], ['2026-11-24', 1, 4])
  await recordSome(db, 1)
  assert.deepEqual(await dropAnchor(db, NOW), anchor)
  assert.deepEqual(await findAnchor(db, '2026-11-24'), anchor)
  assert.equal(await findAnchor(db, '2026-11-23'), undefined)
  const read = readAnchorCode(anchorCode(anchor))!
  assert.deepEqual(read, { seal: 1, events: 4, hash: anchor.hash })
  assert.equal(readAnchorCode(anchor.hash.toUpperCase().replace(/(.{8})/g, '$1 '))?.hash, anchor.hash)
  assert.equal(readAnchorCode('封 1'), undefined)
  assert.equal((await verifyLog(db, { anchor: read })).ok, true)
})

test('what the owner of the database does to the log is found and named', async (t) => {
  const database = await testDatabase(t)
  const { db, pool } = database
  const ids = await sealedLog(db, [4, 5, 6])
  const anchor = (await dropAnchor(db, NOW))!
  const [third, eighth] = [ids[2]!, ids[7]!]
  const faultsOf = async (...statements: string[]) => (await tampered(database, statements)).faults
  assert.deepEqual(await faultsOf(`delete from platform.event where id = ${third}`), [
    { kind: 'removed', id: third, seal: 1 },
  ])
  for (const change of [
    `actor_id = gen_random_uuid()`,
    `at = at + interval '1 microsecond'`,
    `data = data || '{"as": "admin"}'`,
    `data = data - 'list'`,
    `name = 'people.left'`,
    `municipality = '131016'`,
    `subject = gen_random_uuid()`,
  ])
    assert.deepEqual(
      await faultsOf(`update platform.event set ${change} where id = ${eighth}`),
      [{ kind: 'changed', id: eighth, seal: 2 }],
      change,
    )
  // an id inside a sealed range comes free, and another row takes it
  assert.deepEqual(
    await faultsOf(
      `delete from platform.event where id = ${eighth}`,
      `insert into platform.event (id, municipality, name, actor_kind, subject) overriding system value
        values (${eighth}, '141305', 'people.looked', 'system', gen_random_uuid()), (0, '141305', 'a.b', 'system', gen_random_uuid())`,
    ),
    [
      { kind: 'inserted', id: 0, seal: 1 },
      { kind: 'changed', id: eighth, seal: 2 },
    ],
  )
  assert.deepEqual(await faultsOf(`update platform.seal set hash = sha256(hash) where number = 2`), [
    { kind: 'seal_changed', seal: 2, first: ids[4], last: ids[8], events: 'unknown' },
  ])
  assert.deepEqual(
    await faultsOf(`update platform.seal set leaves = set_byte(leaves, 60, get_byte(leaves, 60) # 1) where number = 2`),
    [{ kind: 'seal_changed', seal: 2, first: ids[4], last: ids[8], events: 'agree' }],
  )
  assert.deepEqual(
    await faultsOf(`update platform.seal set sealed_at = sealed_at - interval '1 day' where number = 1`),
    [{ kind: 'seal_changed', seal: 1, first: ids[0], last: ids[3], events: 'unknown' }],
  )
  assert.deepEqual(await faultsOf(`delete from platform.seal where number = 2`), [
    { kind: 'seals_removed', from: 2, to: 2 },
  ])
  assert.deepEqual(await faultsOf(`delete from platform.seal where number <= 2`), [
    { kind: 'seals_removed', from: 1, to: 2 },
  ])
  // the tail: rows and their seal are gone, and the anchor that the database keeps as well
  const cut = [
    `delete from platform.event where id > ${ids[8]}`,
    `delete from platform.seal where number = 3`,
    `delete from platform.anchor`,
  ]
  assert.deepEqual(await faultsOf(...cut.slice(0, 2)), [{ kind: 'anchor_differs', day: '2026-11-24', seal: 3 }])
  assert.equal((await tampered(database, cut)).ok, true, 'without the paper nobody could know')
  const { seal, hash } = anchor
  assert.deepEqual((await tampered(database, cut, { seal, hash })).faults, [{ kind: 'cut', seal: 3, last: 2 }])
  assert.deepEqual((await tampered(database, cut, { hash })).faults, [{ kind: 'anchor_unknown' }])
  assert.match(
    tellVerdict(await tampered(database, cut, { seal, hash }), 'ja').join('\n'),
    /封 3 を指していますが、記録は封 2 で終わっています。終わりが切り取られています/,
  )
  // everything made anew, with seals that agree
  const { rows } = await pool.query('select * from platform.seal where number = 3')
  const leaves = unpackLeaves(rows[0].leaves)!.slice(0, 5)
  const bytes = rows[0].leaves.subarray(0, 200).toString('hex')
  const head = { number: 3, previous: rows[0].previous, sealedAt: '2026-11-25T01:24:00.000000Z' }
  const anew = [
    `delete from platform.event where id = ${ids[14]}`,
    `update platform.seal set events = 5, last_id = ${ids[13]}, leaves = '\\x${bytes}', hash = '\\x${sealHash(head, leaves).toString('hex')}' where number = 3`,
    'delete from platform.anchor',
  ]
  assert.equal((await tampered(database, anew)).ok, true)
  assert.deepEqual((await tampered(database, anew, { seal, hash })).faults, [{ kind: 'rewritten', seal: 3 }])
  assert.equal((await verifyLog(db, { anchor: { seal, hash } })).ok, true, 'and as it was, it agrees')
})

test('whichever sealed rows are removed, changed or put in: those are named, and no others', async (t) => {
  const database = await testDatabase(t)
  const { db } = database
  // gaps between ids, as transactions that were undone leave them
  const ids: number[] = []
  for (const n of [3, 1, 7, 4]) {
    await db
      .transaction()
      .execute(async (tx) => {
        await recordAll(tx, [{ municipality: '141305', name: 'a.b', actor: { kind: 'system' }, subject: randomUUID() }])
        throw new Error('undone')
      })
      .catch(() => {})
    ids.push(...(await recordSome(db, n)))
    await sealer(now)(db)
  }
  const { rows } = await database.pool.query('select number, first_id, last_id from platform.seal order by number')
  const sealOf = (id: number) => rows.find((one) => id <= one.last_id)!.number as number
  const free = Array.from({ length: ids.at(-1)! - 1 }, (_, i) => i + 1).filter((id) => !ids.includes(id))
  const kinds = fc.subarray(ids).chain((removed) =>
    fc.record({
      removed: fc.constant(removed),
      changed: fc.subarray(ids.filter((id) => !removed.includes(id))),
      inserted: fc.subarray(free),
    }),
  )
  await fc.assert(
    fc.asyncProperty(kinds, async ({ removed, changed, inserted }) => {
      const list = (some: readonly number[]) => `(${[-1, ...some].join(', ')})`
      const { faults, ok } = await tampered(database, [
        `delete from platform.event where id in ${list(removed)}`,
        `update platform.event set data = data || '{"x": 1}' where id in ${list(changed)}`,
        ...inserted.map(
          (id) => `insert into platform.event (id, municipality, name, actor_kind, subject) overriding system value
            values (${id}, '141305', 'people.looked', 'system', gen_random_uuid())`,
        ),
      ])
      const of = (kind: 'removed' | 'changed' | 'inserted', some: readonly number[]) =>
        some.map((id): Fault => ({ kind, id, seal: sealOf(id) }))
      const should = [...of('removed', removed), ...of('changed', changed), ...of('inserted', inserted)]
      const byId = (a: Fault, b: Fault) => (a as { id: number }).id - (b as { id: number }).id
      assert.deepEqual(faults.sort(byId), should.sort(byId))
      assert.equal(ok, should.length === 0)
    }),
    { numRuns: 25 },
  )
})

test('on a server: many record at once, some for long; no row is missed, none waits for ever', async (t) => {
  const { db, pool, kind, url } = await testDatabase(t)
  if (kind === 'embedded') return t.skip('PGlite は接続が一つ')
  const { default: pg } = await import('pg')
  const insert = `insert into platform.event (municipality, name, actor_kind, subject) values ('141305', 'a.b', 'system', gen_random_uuid()) returning id`
  const seal = sealer(now)
  // one transaction draws an id and stays open; others go on, and are not held up by sealing
  const long = new pg.Client({ connectionString: url! })
  await long.connect()
  await long.query('begin')
  const early = (await long.query(insert)).rows[0].id
  await pool.query(insert)
  assert.equal(await seal(db), 0, 'what lies above an open id waits')
  const before = performance.now()
  await pool.query(insert)
  assert.ok(performance.now() - before < 500, 'recording does not wait')
  const { rows: held } = await pool.query(`select 1 from pg_locks where locktype = 'advisory'`)
  assert.deepEqual(held, [])
  await long.query('commit')
  assert.equal(await seal(db), 3)
  // one that only begins now does not hold up the mark of before
  await pool.query(insert)
  await long.query('begin')
  await long.query(insert)
  const next = sealer(now)
  assert.equal(await next(db), 0)
  const other = await pool.connect()
  await other.query('begin')
  await other.query(insert)
  await long.query('commit')
  const reached = await next(db)
  await other.query('rollback')
  other.release()
  assert.equal(reached, 1, 'its mark is reached although another is writing by now')
  await long.end()
  // a crowd: each in its own time, some undone, two processes that seal all the while
  let going = true
  const sealing = [sealer(now), sealer(now)].map(async (one) => {
    while (going) {
      await one(db)
      await new Promise((done) => setTimeout(done, 5))
    }
  })
  const writer = async (seed: number) => {
    const client = new pg.Client({ connectionString: url! })
    await client.connect()
    for (let i = 0; i < 25; i += 1) {
      await client.query('begin')
      for (let j = 0; j <= (seed + i) % 3; j += 1) await client.query(insert)
      if ((seed * i) % 5 === 1) await client.query(`select pg_sleep(0.05)`)
      await client.query((seed + i) % 7 === 0 ? 'rollback' : 'commit')
    }
    await client.end()
  }
  await Promise.all([1, 2, 3, 4, 5, 6].map(writer))
  going = false
  await Promise.all(sealing)
  const { rows: between } = await pool.query('select count(*)::int as n from platform.seal')
  assert.ok(between[0].n > 4, `it was sealed meanwhile: ${between[0].n} seals`)
  await sealer(now)(db)
  const verdict = await verifyLog(db)
  assert.deepEqual(verdict.faults, [])
  const { rows: all } = await pool.query('select count(*)::int as n from platform.event')
  assert.deepEqual([verdict.events, verdict.unsealed], [all[0].n, 0])
  assert.ok(early < verdict.events)
})
