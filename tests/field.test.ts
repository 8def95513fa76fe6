// The files of the field themselves: in ../shared/data beside the project, or where FIELD_DATA says; else skipped.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { importPath, loadCatalogue } from '../src/directory/index.ts'
import { testDatabase } from './support.ts'

const NOW = new Date('2026-11-25T10:00:00+09:00')
const CODE = '141305'
const FIELD = process.env.FIELD_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url))
const CATALOGUE = fileURLToPath(new URL('../catalogue/kawasaki/', import.meta.url))
const PARTS = ['kawasaki/chome', 'kawasaki/care', 'kawasaki/care-2025-06', 'kawasaki/medical', 'fukushi-portal']
const skip = existsSync(FIELD) ? false : `${FIELD} がないので、実データでの確認は行いません（FIELD_DATA で指せます）`

test('real files go in without a rejected row, and again change nothing', { skip }, async (t) => {
  const { db, pool } = await testDatabase(t)
  await loadCatalogue(db, CODE, CATALOGUE, { demo: true, now: NOW })
  const take = (part: string) => importPath(db, { municipality: CODE, path: join(FIELD, part), now: NOW })
  const events = async () => Number((await pool.query('select count(*) from platform.event')).rows[0].count)
  for (const part of PARTS) {
    const start = performance.now()
    const { files: _files, rejected, warnings, ...counts } = await take(part)
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    t.diagnostic(
      `${part}: ${JSON.stringify(counts)} rejected ${rejected.length} warnings ${warnings.length}, ${seconds} s`,
    )
    assert.deepEqual(rejected, [], part)
    const before = await events()
    const again = await take(part)
    assert.deepEqual([again.added, again.changed, again.skipped], [0, 0, counts.skipped], part)
    assert.equal(again.unchanged, counts.added + counts.changed + counts.unchanged, part)
    assert.equal(await events(), before, part)
  }
})
