import type { Timer } from '../platform/jobs.ts'
import { deleteOver } from './store.ts'

/** Days after which a one-time way in that has ended is dropped. */
export const ENTRANCE_KEPT_DAYS = 1

/** Drops, every hour, what can no longer be used. */
export const peopleTimers = (now: () => Date): Timer[] => [
  {
    name: 'people.sweep',
    cron: '7 * * * *',
    run: (db) => deleteOver(db, now(), new Date(now().getTime() - ENTRANCE_KEPT_DAYS * 24 * 60 * 60 * 1000)),
  },
]
