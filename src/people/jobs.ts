import type { Timer } from '../platform/jobs.ts'
import { deleteOver } from './store.ts'

/** Days after which a one-time way in that has ended is dropped, and the mail address of an account that has. */
export const ENTRANCE_KEPT_DAYS = 1
export const LEFT_KEPT_DAYS = 30
const DAY = 24 * 60 * 60 * 1000

/** Drops, every hour, what can no longer be used. */
export const peopleTimers = (now: () => Date): Timer[] => [
  {
    name: 'people.sweep',
    cron: '7 * * * *',
    run: (db) => {
      const at = now()
      const ago = (days: number) => new Date(at.getTime() - days * DAY)
      return deleteOver(db, at, ago(ENTRANCE_KEPT_DAYS), ago(LEFT_KEPT_DAYS))
    },
  },
]
