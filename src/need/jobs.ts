import type { Timer } from '../platform/jobs.ts'
import { eraseOldNeeds } from './actions.ts'
import { KEPT_DAYS } from './rules.ts'

export const needTimers = (now: () => Date): Timer[] => [
  {
    name: 'need.erase',
    cron: '40 3 * * *',
    run: async (db) => {
      const at = now()
      await eraseOldNeeds(db, new Date(at.getTime() - KEPT_DAYS * 24 * 60 * 60 * 1000), at)
    },
  },
]
