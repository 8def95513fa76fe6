// The ground that other tests stand on, tested itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { testDatabase } from './support.ts'

test('a test database is migrated, empty and its own', async (t) => {
  const one = await testDatabase(t)
  const two = await testDatabase(t)
  assert.equal(one.kind, process.env.TEST_DATABASE_URL ? 'server' : 'embedded')
  const municipality = { code: '141305', name: '川崎市', kana: 'かわさきし', prefecture: '神奈川県' }
  await one.db.insertInto('area.municipality').values(municipality).execute()
  const names = async ({ db }: typeof one) =>
    (await db.selectFrom('area.municipality').select('name').execute()).map((row) => row.name)
  assert.deepEqual(await names(one), ['川崎市'])
  assert.deepEqual(await names(two), [])
})

test('both databases agree on order and letters', async (t) => {
  const { pool } = await testDatabase(t)
  const { rows } = await pool.query(`
    select lower('ＡB') as low, array(select x from unnest(array['い', 'a', 'Z', 'あ', 'ア']) x order by x) as sorted,
      current_setting('TimeZone') as zone, 'ボランティア' ilike '%ランティ%' as found`)
  assert.deepEqual(rows, [{ low: 'ａb', sorted: ['Z', 'a', 'あ', 'い', 'ア'], zone: 'UTC', found: true }])
})

test('on a server, a second connection waits for a lock, and a closed database is gone', async (t) => {
  const { kind, db, pool, url, close } = await testDatabase(t)
  if (kind === 'embedded') return t.skip('PGlite は接続が一つ')
  const { rows } = await pool.query('select current_database() as name')
  await db.transaction().execute(async (tx) => {
    await sql`lock table platform.event_todo in exclusive mode`.execute(tx)
    const other = pool.query(`set lock_timeout = '50ms'; select 1 from platform.event_todo for update`)
    await assert.rejects(other, /lock timeout/)
  })
  await close()
  await close()
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url! })
  await assert.rejects(client.connect(), new RegExp(`${rows[0].name}.*does not exist`))
})
