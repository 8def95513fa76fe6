import type { Timer } from '../platform/jobs.ts'
import { KEPT_DAYS } from './rules.ts'
import { eraseConversations } from './store.ts'

export const consultTimers = (now: () => Date): Timer[] => [
  {
    name: 'consult.erase',
    cron: '20 3 * * *',
    run: async (db) => {
      const before = new Date(now().getTime() - KEPT_DAYS * 24 * 60 * 60 * 1000)
      await eraseConversations(db, before, now())
    },
  },
]
