import type { Timer } from '../../platform/jobs.ts'
import { auditNight } from './actions.ts'

export const auditTimers = (now: () => Date, municipality: string): Timer[] => [
  { name: 'people.audit', cron: '20 4 * * *', run: (db) => auditNight(db, municipality, now()) },
]
