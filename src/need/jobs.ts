import type { Timer } from '../platform/jobs.ts'
import { KEPT_DAYS } from './rules.ts'
import { eraseOld } from './store.ts'
import type { NeedTables } from './tables.ts'
import type { Kysely } from 'kysely'

export const needTimers = (now: () => Date): Timer[] => [
  {
    name: 'need.erase',
    cron: '40 3 * * *',
    run: async (db) => {
      await eraseOld(db as unknown as Kysely<NeedTables>, new Date(now().getTime() - KEPT_DAYS * 24 * 60 * 60 * 1000))
    },
  },
]
