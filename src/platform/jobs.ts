// Jobs on pg-boss: reactions to events, and things that happen by the clock. One process in the demo, workers apart.
import { CompiledQuery } from 'kysely'
import type pg from 'pg'
import { PgBoss } from 'pg-boss'
import type { Db } from './db.ts'
import { type Event, handOn, type Reaction, react, readEvent } from './events.ts'

export type Timer = {
  name: string
  /** Seconds between two runs, for what must be quick; else `cron`, in Asia/Tokyo. */
  every?: number
  cron?: string
  run: (db: Db) => Promise<void>
}
/**
 * What takes minutes and answers an event outside any transaction; it keeps its own books, and may be begun again.
 * `stop` is raised when the process ends.
 */
export type Labour = { name: string; on: string; run: (db: Db, event: Event, stop: AbortSignal) => Promise<void> }
export type Jobs = { reactions: Reaction[]; timers: Timer[]; labours?: Labour[] }

type ReactionJob = { event: number; reaction: string }
const QUEUE = 'reaction'
const LABOUR = 'labour'
/** SQL for a backup: the events of which pg-boss was handed something that it has not finished. */
export const UNFINISHED = `select distinct (data ->> 'event')::bigint from pgboss.job
  where name in ('${QUEUE}', '${LABOUR}') and state not in ('completed', 'cancelled')`
/** Seconds after which a labour is thought dead, and begun once more. */
const LABOUR_LASTS = 3600

/**
 * Starts the job runner: hands events to pg-boss as they are recorded, runs reactions and timers.
 * @returns a function that stops it, letting running jobs end.
 */
export async function startJobs(
  db: Db,
  pool: pg.Pool,
  jobs: Jobs,
  log: (message: string) => void,
): Promise<() => Promise<void>> {
  const through = {
    executeSql: async (text: string, values?: unknown[]) => {
      const client = await pool.connect()
      try {
        const result = await client.query(text, values)
        // Several statements in one text give several results; pg-boss reads the rows of all of them.
        return { rows: [result].flat().flatMap((one) => one.rows ?? []) }
      } catch (error) {
        // A text with BEGIN in it may have failed halfway: the next user of this connection must not inherit that.
        await client.query('rollback').catch(() => {})
        throw error
      } finally {
        client.release()
      }
    },
  }
  const boss = new PgBoss({ db: through, schema: 'pgboss' })
  boss.on('error', (error) => log(`jobs: ${error.message}`))
  await boss.start()
  await boss.createQueue(QUEUE, { retryLimit: 8, retryDelay: 5, retryBackoff: true })
  const byName = new Map(jobs.reactions.map((reaction) => [reaction.name, reaction]))
  await boss.work<ReactionJob>(QUEUE, { batchSize: 20, pollingIntervalSeconds: 1 }, async (batch) => {
    for (const { data } of batch) {
      const reaction = byName.get(data.reaction)
      if (reaction) await react(db, reaction, data.event)
    }
  })
  const labours = new Map((jobs.labours ?? []).map((labour) => [labour.name, labour]))
  const ending = new AbortController()
  if (labours.size > 0) {
    await boss.createQueue(LABOUR, { retryLimit: 1, expireInSeconds: LABOUR_LASTS })
    await boss.work<ReactionJob>(LABOUR, { batchSize: 1, pollingIntervalSeconds: 2 }, async (batch) => {
      for (const { data } of batch) {
        const event = await readEvent(db, data.event)
        if (event) await labours.get(data.reaction)?.run(db, event, ending.signal)
      }
    })
  }
  for (const timer of jobs.timers.filter((timer) => timer.cron)) {
    await boss.createQueue(timer.name)
    await boss.work(timer.name, () => timer.run(db))
    await boss.schedule(timer.name, timer.cron!, null, { tz: 'Asia/Tokyo' })
  }
  // Events are handed on by the role of the service; the queue's tables belong to the owner.
  await pool.query(`
    grant usage on schema pgboss to musubi_app;
    grant select, insert, update, delete on all tables in schema pgboss to musubi_app`)

  let stopped = false
  const loops: Promise<void>[] = []
  const loop = (seconds: number, what: () => Promise<unknown>) => {
    loops.push(
      (async () => {
        while (!stopped) {
          await what().catch((error: Error) => log(`jobs: ${error.message}`))
          for (let waited = 0; waited < seconds && !stopped; waited += 0.25)
            await new Promise((done) => setTimeout(done, 250))
        }
      })(),
    )
  }
  loop(0.5, () =>
    handOn(db, [...jobs.reactions, ...labours.values()], async (tx, event, reaction) => {
      const inTx = {
        executeSql: async (text: string, values?: unknown[]) => {
          const { rows } = await tx.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values ?? []))
          return { rows }
        },
      }
      const queue = labours.has(reaction.name) ? LABOUR : QUEUE
      await boss.send(queue, { event, reaction: reaction.name } satisfies ReactionJob, { db: inTx })
    }),
  )
  for (const timer of jobs.timers.filter((timer) => timer.every)) loop(timer.every!, () => timer.run(db))

  return async () => {
    stopped = true
    ending.abort()
    await Promise.all(loops)
    await boss.stop({ graceful: true, timeout: 5000 })
  }
}

/**
 * Runs every reaction that is due, here and now, until none is left: for commands and tests that cannot wait.
 * @throws the first error of a reaction.
 */
export async function settle(db: Db, jobs: Jobs): Promise<void> {
  for (;;) {
    const due: [Reaction | Labour, number][] = []
    const labours = new Set(jobs.labours ?? [])
    const taken = await handOn(db, [...jobs.reactions, ...labours], async (_tx, event, reaction) => {
      due.push([reaction, event])
    })
    for (const [one, event] of due) {
      if (!labours.has(one as Labour)) await react(db, one as Reaction, event)
      else await (one as Labour).run(db, (await readEvent(db, event))!, new AbortController().signal)
    }
    if (taken === 0) return
  }
}
