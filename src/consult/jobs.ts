import { countShown, type Helped, keepCase, takeBackCase } from '../matching/index.ts'
import { findNeed } from '../need/index.ts'
import { type Reaction, tally } from '../platform/events.ts'
import type { Timer } from '../platform/jobs.ts'
import { findTask, type Outcome, tasksOf } from '../referral/index.ts'
import { FIRST, KEPT_DAYS } from './rules.ts'
import { eraseConversations, eraseConversationsOf } from './store.ts'

/** What an ending says of its desk: one that sent the person elsewhere was not the right one. */
const HELPED: Record<Outcome, Helped> = {
  resolved: 'helped',
  continuing: 'helped',
  partly: 'partly',
  referred: 'not',
  no_change: 'not',
}

/**
 * A need that came to its end teaches which desk it was for: the one that completed it, after all forwarding. What a
 * desk declined, and 「どれも合わない」, teaches nothing: it says where not, and not where.
 */
export const consultReactions = (): Reaction[] => [
  {
    name: 'consult.learn',
    on: 'referral.completed',
    run: async (tx, event) => {
      const task = await findTask(tx, event.municipality, event.subject)
      const need = task && (await findNeed(tx, event.municipality, task.need_id))
      if (!need?.words || !task?.service_id || !task.outcome || !task.closed_at) return
      const about = {
        municipality: event.municipality,
        words: need.words,
        places: [need.ward, need.town].filter((place) => place !== null),
      }
      // Taken up again after an earlier end: that desk was not the last one.
      for (const other of await tasksOf(tx, event.municipality, [need.id]))
        if (
          other.outcome &&
          other.service_id &&
          other.closed_at &&
          other.id !== task.id &&
          other.closed_at <= task.closed_at
        )
          await takeBackCase(tx, { ...about, serviceId: other.service_id, at: other.closed_at })
      const outcome = HELPED[task.outcome]
      await keepCase(tx, { ...about, serviceId: task.service_id, outcome, at: task.closed_at })
    },
  },
  {
    name: 'consult.erase_need',
    on: 'need.erased',
    run: async (tx, event) => {
      await eraseConversationsOf(tx, event.municipality, event.subject, event.at)
    },
  },
]

/** Seconds an event has to be old before it is counted: transactions end out of order. */
const SETTLED = 60

export const consultTimers = (now: () => Date, municipality: string): Timer[] => [
  {
    name: 'consult.count',
    every: 60,
    run: (db) => {
      const shown = { municipality, list: 'shown', first: FIRST, where: { close: true } }
      const names = ['consult.asked', 'consult.placed', 'consult.specified']
      const before = new Date(now().getTime() - SETTLED * 1000)
      return countShown(db, municipality, (tx, after) => tally(tx, { ...shown, names, after, before }))
    },
  },
  {
    name: 'consult.erase',
    cron: '20 3 * * *',
    run: async (db) => {
      const before = new Date(now().getTime() - KEPT_DAYS * 24 * 60 * 60 * 1000)
      await eraseConversations(db, before, now())
    },
  },
]
