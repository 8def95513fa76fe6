// What happens by itself: the clock reminds, asks the next desk, tells the city, asks the person whether it helped.
import { findNeed, isOpen } from '../need/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import { type NewEvent, record } from '../platform/events.ts'
import { type Target, takeStep } from './actions.ts'
import { askNext } from './asking.ts'
import { type ClockAct, clockAct, nextLook } from './promise.ts'
import { isClosed } from './rules.ts'
import { lockDue, lockTask, moveTask, type Task, tasksOf } from './store.ts'
import { morningAfter } from './when.ts'

const system = { kind: 'system' } as const

/** How long a referral rests after a fault of ours with it, in milliseconds: the others go on. */
const RESTS = 5 * 60_000

/**
 * Does what is due, each referral in a transaction of its own, so that a crash undoes at most the one at hand, and two
 * processes never take the same one.
 * @returns how many referrals it looked at
 * @throws the first fault there was, after all others have been looked at
 */
export async function lookAround(db: Db, now: Date, limit = 500): Promise<number> {
  const faults: unknown[] = []
  let seen = 0
  while (seen < limit) {
    const at: { due?: Target } = {}
    try {
      await db.transaction().execute(async (tx) => {
        at.due = await lockDue(tx, now)
        const task = at.due && (await lockTask(tx, at.due.municipality, at.due.id))
        if (task) await act(tx, now, task)
      })
    } catch (error) {
      const { due } = at
      if (!due) throw error
      faults.push(error)
      await db.transaction().execute((tx) => moveTask(tx, due, { act_at: new Date(now.getTime() + RESTS) }))
    }
    if (!at.due) break
    seen += 1
  }
  if (faults.length > 0) throw faults[0]
  return seen
}

async function act(tx: Tx, now: Date, task: Task): Promise<void> {
  const what = clockAct(task, now)
  const morning = morningAfter(now)
  const look = (change: Partial<Task> = {}, acted: ClockAct | null = what) =>
    moveTask(tx, task, { ...change, act_at: nextLook({ ...task, ...change }, now, { morning, acted }) })
  switch (what) {
    case 'remind':
      await look({ reminded_at: now })
      return void (await record(tx, { ...about(task, now), name: 'referral.reminded' }))
    case 'escalate':
      return escalate(tx, now, task, look)
    case 'stranded': {
      // Told each morning until somebody asks another desk or gives the need up.
      if (!(await isStranded(tx, task))) return void (await moveTask(tx, task, { act_at: null }))
      await look()
      return void (await record(tx, { ...about(task, now), name: 'referral.stranded' }))
    }
    case 'overdue':
      await look()
      return void (await record(tx, { ...about(task, now), name: 'referral.overdue' }))
    case 'nudge':
      await look()
      return void (await record(tx, { ...about(task, now), name: 'referral.nudged' }))
    case 'ask':
      await look()
      return void (await record(tx, { ...about(task, now), name: 'referral.asked' }))
    case null:
      return void (await look())
  }
}

/** Nobody answered in time: the next one is asked, and this one's door closes. The last in the line stays, and is told. */
async function escalate(tx: Tx, now: Date, task: Task, look: () => Promise<unknown>): Promise<void> {
  const next = await askNext(tx, now, task, true)
  if (!next) {
    await look()
    return void (await record(tx, { ...about(task, now), name: 'referral.overdue' }))
  }
  await takeStep(tx, { actor: system, side: 'clock' }, now, task, 'expire', {
    change: { status_reason: 'silent' },
    event: 'referral.expired',
    data: { next: next.id },
  })
}

async function isStranded(tx: Tx, task: Task): Promise<boolean> {
  const need = await findNeed(tx, task.municipality, task.need_id)
  if (!need || !isOpen(need.state)) return false
  const tasks = await tasksOf(tx, task.municipality, [task.need_id])
  // The one that ended last speaks for all.
  const last = tasks.toSorted((a, b) => Number(a.closed_at) - Number(b.closed_at) || (a.id < b.id ? -1 : 1)).at(-1)
  return tasks.every((one) => isClosed(one.status)) && last?.id === task.id
}

type Told = Pick<NewEvent, 'municipality' | 'actor' | 'subject' | 'data' | 'at'>
const about = ({ municipality, id, need_id }: Task, at: Date): Told => ({
  ...{ municipality, actor: system, subject: id, at },
  data: { need: need_id },
})
