// Jobs as they run in production: through pg-boss, on the same pool, each once.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { record } from '../src/platform/events.ts'
import { startJobs } from '../src/platform/jobs.ts'
import { deliverMail, listMail, writeMail } from '../src/platform/mail.ts'
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

test('mail goes out by real SMTP; while the server is down it waits, and is sent once', async (t) => {
  const { db } = await testDatabase(t)
  const received: string[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      let text = ''
      stream.on('data', (chunk) => {
        text += chunk
      })
      stream.on('end', () => {
        received.push(text)
        done()
      })
    },
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  t.after(() => new Promise<void>((closed) => server.close(() => closed())))
  const { port } = server.server.address() as { port: number }
  await db.transaction().execute((tx) =>
    writeMail(tx, {
      municipality: MUNICIPALITY,
      to: 'desk@example.jp',
      subject: '相談が届いています',
      body: 'リンク',
    }),
  )

  const down = await deliverMail(db, { url: 'smtp://127.0.0.1:1', from: 'noreply@example.jp' })
  assert.deepEqual(down, { sent: 0, failed: 1 })
  const [waiting] = await listMail(db, MUNICIPALITY)
  assert.equal(waiting!.last_error, 'ESOCKET')
  assert.equal(waiting!.sent_at, null)
  const smtp = { url: `smtp://127.0.0.1:${port}`, from: 'noreply@example.jp' }
  assert.deepEqual(await deliverMail(db, smtp), { sent: 0, failed: 0 }, 'it waits before the next try')
  await db
    .updateTable('platform.mail')
    .set({ next_attempt_at: new Date(0) })
    .execute()
  assert.deepEqual(await deliverMail(db, smtp), { sent: 1, failed: 0 })
  assert.deepEqual(await deliverMail(db, smtp), { sent: 0, failed: 0 })
  assert.equal(received.length, 1)
  assert.match(received[0]!, /To: desk@example\.jp/)
})
