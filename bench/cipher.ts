// npm run bench -- cipher: what sealing costs. Real rows as the service writes them, sealed and opened by themselves: for one
// answer page, for an inbox of 100 referrals, and for a search in the words of 20,000 needs.
import { randomBytes, randomUUID } from 'node:crypto'
import { matchAsData, SEALED_CONVERSATION } from '../src/consult/index.ts'
import { ensureDemo } from '../src/demo.ts'
import { refresh } from '../src/matching/index.ts'
import { SEALED_NEED } from '../src/need/index.ts'
import { useKeys } from '../src/platform/cipher.ts'
import { systemClock } from '../src/platform/clock.ts'
import { readConfig } from '../src/platform/config.ts'
import { openDatabase } from '../src/platform/db.ts'
import { migrate } from '../src/platform/migrate.ts'
import { openRow, type SealedTable, sealRow } from '../src/platform/sealed.ts'
import { SEALED_TASK } from '../src/referral/index.ts'

useKeys({ current: 'k1', keys: { k1: randomBytes(32) }, lookup: randomBytes(32) })
const config = readConfig({ DATA_DIR: '/nonexistent', SECRET: 'x'.repeat(40) })
const database = await openDatabase({})
await migrate(database.pool)
await ensureDemo(database.db, config, systemClock())
await refresh(database.db, config.municipality, systemClock())

const WORDS = '母の物忘れがひどくて、火の消し忘れが心配です。昼は一人で、近くに頼れる人がいません。'
const found = await matchAsData(database.db, config.municipality, { text: WORDS, ward: '麻生区' }, systemClock())
if (!found.ok) throw new Error(found.reason)
await database.close()
const conversation = {
  id: randomUUID(),
  words: WORDS,
  answer: JSON.stringify(found.value),
  facts: '{"certified":true}',
}
const need = () => ({
  ...{ id: randomUUID(), words: WORDS, contact_name: '架空ふみ', contact_phone: '090-0000-7391' },
  ...{ contact_email: 'fumi@example.jp', contact_time: '夕方' },
})
const why = JSON.stringify(['「物忘れ」から、「認知症」の相談と読みました', '麻生区を担当しています'])
const task = () => ({ id: randomUUID(), status_note: '娘さんの返事を待つ', why, responder: '佐々木（社会福祉士）' })

/** Milliseconds for each of `rounds`, the middle one. */
function middle(rounds: number, run: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const started = performance.now()
    run()
    return performance.now() - started
  })
  return times.sort((a, b) => a - b)[rounds >> 1]!
}
const sealed = <R extends object>(of: SealedTable, rows: R[]) => rows.map((row) => sealRow(of, row))
const opening = (of: SealedTable, rows: object[]) => () => {
  for (const row of rows) openRow(of, row)
}

const page = sealed(SEALED_CONVERSATION, [conversation])
const needs = sealed(SEALED_NEED, Array.from({ length: 100 }, need))
const tasks = sealed(SEALED_TASK, Array.from({ length: 100 }, task))
const many = sealed(
  SEALED_NEED,
  Array.from({ length: 20_000 }, () => ({ id: randomUUID(), words: WORDS })),
)
for (let warm = 0; warm < 50; warm += 1) opening(SEALED_NEED, needs)()
const bytes = (rows: object[]) => Buffer.byteLength(JSON.stringify(rows))
console.table({
  'answer page, opened': {
    ms: middle(500, opening(SEALED_CONVERSATION, page)),
    'bytes more': bytes(page) - bytes([conversation]),
  },
  'answer page, sealed': { ms: middle(500, () => sealRow(SEALED_CONVERSATION, conversation)) },
  'inbox of 100, opened': {
    ms: middle(100, () => {
      opening(SEALED_NEED, needs)()
      opening(SEALED_TASK, tasks)()
    }),
  },
  'search in 20,000, opened': { ms: middle(5, opening(SEALED_NEED, many)) },
})
process.exit()
