// Jobs as they run in production: through pg-boss, on the same pool, each once.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { record } from '../src/platform/events.ts'
import { startJobs } from '../src/platform/jobs.ts'
import { testDatabase } from './support.ts'

const MUNICIPALITY = '141305'
const until = async (done: () => boolean | Promise<boolean>) => {
  for (let waited = 0; waited < 30_000; waited += 100) {
    if (await done()) return
    await new Promise((wake) => setTimeout(wake, 100))
  }
  throw new Error('it did not happen')
}

test('a recorded event causes its reaction once, also when it fails at first and when two workers run', async (t) => {
  const { db, pool } = await testDatabase(t)
  const seen: number[] = []
  let failures = 1
  const jobs = {
    reactions: [
      {
        name: 'test.react',
        on: 'test.happened',
        run: async (_tx: unknown, event: { id: number }) => {
          if (failures > 0) {
            failures -= 1
            throw new Error('the first time fails')
          }
          seen.push(event.id)
        },
      },
    ],
    timers: [],
  }
  const log: string[] = []
  const one = await startJobs(db, pool, jobs, (line) => log.push(line))
  const two = await startJobs(db, pool, jobs, (line) => log.push(line))
  const ids: number[] = []
  for (let n = 0; n < 5; n += 1)
    ids.push(
      await db.transaction().execute((tx) =>
        record(tx, {
          municipality: MUNICIPALITY,
          name: 'test.happened',
          actor: { kind: 'system' },
          subject: randomUUID(),
        }),
      ),
    )
  await db
    .transaction()
    .execute(async (tx) => {
      await record(tx, {
        municipality: MUNICIPALITY,
        name: 'test.happened',
        actor: { kind: 'system' },
        subject: randomUUID(),
      })
      throw new Error('rolled back')
    })
    .catch(() => {})
  await until(() => seen.length >= 5)
  await new Promise((wake) => setTimeout(wake, 1500))
  await Promise.all([one(), two()])
  assert.deepEqual(seen.toSorted(), ids.toSorted())
  assert.deepEqual(log, [])
})

test('a labour takes its time outside any transaction: others go on, and the end of the process is told to it', async (t) => {
  const { db, pool } = await testDatabase(t)
  const seen: string[] = []
  const happen = (name: 'test.asked' | 'test.happened') =>
    db
      .transaction()
      .execute((tx) =>
        record(tx, { municipality: MUNICIPALITY, name, actor: { kind: 'system' }, subject: randomUUID() }),
      )
  const stop = await startJobs(
    db,
    pool,
    {
      reactions: [{ name: 'test.react', on: 'test.happened', run: async () => void seen.push('reaction') }],
      labours: [
        {
          name: 'test.labour',
          on: 'test.asked',
          run: async (outside, event, ending) => {
            assert.equal(event.name, 'test.asked')
            assert.equal(outside.isTransaction, false)
            seen.push('labour begins')
            await new Promise<void>((done) => ending.addEventListener('abort', () => done(), { once: true }))
            seen.push('labour ends')
          },
        },
      ],
      timers: [],
    },
    () => {},
  )
  await happen('test.asked')
  await until(() => seen.includes('labour begins'))
  await happen('test.happened')
  await until(() => seen.includes('reaction'))
  await stop()
  assert.deepEqual(seen, ['labour begins', 'reaction', 'labour ends'])
})

test('events cannot be changed, removed or emptied', async (t) => {
  const { db, pool } = await testDatabase(t)
  await db.transaction().execute((tx) =>
    record(tx, {
      municipality: MUNICIPALITY,
      name: 'test.happened',
      actor: { kind: 'system' },
      subject: randomUUID(),
    }),
  )
  for (const change of [
    "update platform.event set name = 'test.other'",
    'delete from platform.event',
    'truncate platform.event cascade',
  ])
    await assert.rejects(pool.query(change), /append-only/, change)
})
