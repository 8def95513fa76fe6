// What has changed since a reader last looked: for whoever keeps a copy of the directory in step.
import type { Db } from '../platform/db.ts'
import { dayText } from './hours.ts'
import { listChanged, listEndorsed, listRemoved } from './listing/store.ts'

/** A service that was written, or is gone (`active` false, as of one that is closed or no longer public). */
export type Change = { id: string; revision: number; active: boolean; endorsed: boolean }

/**
 * Services of editions after `since`, in no order; of what is gone there may be more than was ever seen.
 * Read edition and changes in one transaction (repeatable read) where they must agree.
 */
export async function listChanges(db: Db, municipality: string, since: number, now: Date): Promise<Change[]> {
  const gone = await listRemoved(db, municipality, since)
  const changed = await listChanged(db, municipality, since, dayText(now))
  const back = new Set(changed.map(({ id }) => id))
  return [
    ...gone.filter((id) => !back.has(id)).map((id) => ({ id, revision: 0, active: false, endorsed: false })),
    ...changed,
  ]
}

/** The day for which an endorsement counts or does not, and the services endorsed on it. */
export const endorsedNow = async (db: Db, municipality: string, now: Date): Promise<Set<string>> =>
  new Set(await listEndorsed(db, municipality, dayText(now)))
