import type { Db } from '../platform/db.ts'

/** Which desk and need some referrals are of; ids of other things are passed over. */
export const tasksById = (db: Db, municipality: string, ids: readonly string[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('referral.task')
        .select(['id', 'need_id', 'service_id'])
        .where('municipality', '=', municipality)
        .where('id', 'in', [...ids])
        .execute()
