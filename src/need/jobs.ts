import type { Reaction } from '../platform/events.ts'
import type { Timer } from '../platform/jobs.ts'
import { eraseOldNeeds } from './actions.ts'
import { KEPT_DAYS, LINE_EVENT_KNOWN } from './rules.ts'
import { dropWay } from './ways.ts'
import { sweepLine } from './ways-store.ts'

/** A notice found its browser gone: that way leads nowhere any more. */
export const needReactions = (): Reaction[] => [
  {
    name: 'need.drop_way',
    on: 'platform.undelivered',
    run: async (tx, { municipality, data, at }) => {
      if (data.reason === 'gone' && typeof data.way === 'string') await dropWay(tx, at, municipality, data.way)
    },
  },
]

export const needTimers = (now: () => Date): Timer[] => [
  {
    name: 'need.erase',
    cron: '40 3 * * *',
    run: async (db) => {
      const at = now()
      await eraseOldNeeds(db, new Date(at.getTime() - KEPT_DAYS * 24 * 60 * 60 * 1000), at)
    },
  },
  {
    name: 'need.sweep',
    cron: '27 * * * *',
    run: (db) => {
      const ago = (milliseconds: number) => new Date(now().getTime() - milliseconds)
      return sweepLine(db, ago(0), ago(LINE_EVENT_KNOWN))
    },
  },
]
