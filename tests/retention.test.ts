// Every column of every table that is locked by row has been decided about; every period is kept by something that runs.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { RETENTION_FILE, sealedColumns, tellRetention } from '../scripts/retention.ts'
import { jobsOf } from '../src/app.tsx'
import { SEALED_TABLES } from '../src/keys.ts'
import { RETENTION } from '../src/retention.ts'
import { CONFIG, WEDNESDAY } from './app.ts'
import { testDatabase } from './support.ts'

/** Columns of locked tables that can hold something of a person: ids, numbers, times and yes or no cannot. */
const COLUMNS = `
  select n.nspname || '.' || c.relname as table, a.attname as column
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relrowsecurity and a.attnum > 0 and not a.attisdropped
    and format_type(a.atttypid, null) not in
      ('uuid', 'uuid[]', 'bigint', 'integer', 'boolean', 'timestamp with time zone')
  order by 1, a.attnum`

test('a column that may tell of a person has a period and a reason, or stands among the codes', async (t) => {
  const { pool } = await testDatabase(t)
  const { rows } = await pool.query<{ table: string; column: string }>(COLUMNS)
  const decided = (table: string) => [
    ...(RETENTION[table]?.kept.flatMap(({ columns }) => columns) ?? []),
    ...(RETENTION[table]?.codes ?? []),
  ]
  const open = rows.filter(({ table, column }) => !decided(table).includes(column))
  assert.deepEqual(open, [], 'say in src/retention.ts how long it is kept and why, or that it is a code')
  const there = new Set(rows.map(({ table, column }) => `${table}.${column}`))
  const gone = Object.keys(RETENTION).flatMap((table) =>
    decided(table)
      .map((column) => `${table}.${column}`)
      .filter((name) => !there.has(name)),
  )
  assert.deepEqual(gone, [], 'a decision about nothing')
  for (const { table } of SEALED_TABLES)
    for (const column of sealedColumns(table))
      assert.ok(
        RETENTION[table]?.kept.some(({ columns }) => columns.includes(column)),
        `${table}.${column} is sealed, so it has a period`,
      )
})

test('what is said to end a period is a job of the service', () => {
  const jobs = jobsOf({ config: CONFIG, now: () => WEDNESDAY })
  const names = [...jobs.timers, ...jobs.reactions].map(({ name }) => name)
  for (const [table, { kept }] of Object.entries(RETENTION))
    for (const { by, until, why } of kept) {
      for (const name of by) assert.ok(names.includes(name), `${table}: ${name} does not run`)
      assert.ok(until.length > 1 && why.length > 5, table)
    }
})

test('docs/retention.md says what the code does', () => {
  assert.equal(readFileSync(RETENTION_FILE, 'utf8'), tellRetention(), 'npm run retention')
})
