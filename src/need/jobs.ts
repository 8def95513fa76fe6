import type { Timer } from '../platform/jobs.ts'
import { KEPT_DAYS } from './rules.ts'
import { eraseOld } from './store.ts'

export const needTimers = (now: () => Date): Timer[] => [
  {
    name: 'need.erase',
    cron: '40 3 * * *',
    run: async (db) => {
      await eraseOld(db, new Date(now().getTime() - KEPT_DAYS * 24 * 60 * 60 * 1000))
    },
  },
]
