// Referrals to step through, and the way each goes: every step once, so that a step that was taken twice shows.
import type pg from 'pg'
import type { Db } from '../../src/platform/db.ts'
import {
  acceptReferral,
  type By,
  beginReferral,
  completeReferral,
  findTask,
  holdReferral,
  noteSeen,
  type Status,
} from '../../src/referral/index.ts'

export type Target = { municipality: string; id: string }

/** The step that leads on from a state, and the event that it leaves. */
export const NEXT: Partial<
  Record<Status, { event: string; to: Status; take: (db: Db, by: By, now: Date, target: Target) => Promise<unknown> }>
> = {
  sent: {
    event: 'referral.seen',
    to: 'seen',
    take: async (db, by, now, target) => {
      const task = (await findTask(db, target.municipality, target.id))!
      await noteSeen(db, { ...by, side: 'desk', organizationId: task.organization_id }, now, task)
    },
  },
  seen: {
    event: 'referral.accepted',
    to: 'accepted',
    take: (db, by, now, target) => acceptReferral(db, by, now, target, { responder: '森田（保健師）' }),
  },
  accepted: {
    event: 'referral.held',
    to: 'on_hold',
    take: (db, by, now, target) => holdReferral(db, by, now, target, { waitsFor: 'person' }),
  },
  on_hold: { event: 'referral.begun', to: 'in_progress', take: beginReferral },
  in_progress: {
    event: 'referral.completed',
    to: 'completed',
    take: (db, by, now, target) => completeReferral(db, by, now, target, { outcome: 'resolved' }),
  },
}

const LETTER = `substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', 1 + floor(random() * 32)::int, 1)`
const THREE = [LETTER, LETTER, LETTER].join(' || ')

/** Adds about `n` needs with a referral each, sent just now: copies of one of the demo, without words or contact. */
export async function copyReferrals(pool: pg.Pool, n: number): Promise<void> {
  await pool.query(
    `with model as (select * from referral.task where service_id is not null limit 1),
      fresh as materialized (
        select gen_random_uuid() as need, gen_random_uuid() as task, ${THREE} || '-' || ${THREE} as code
        from generate_series(1, $1)),
      needs as (
        insert into need.item (municipality, id, code, kind, kinds, ward, urgency, channel, state, created_at)
        select m.municipality, f.need, f.code, m.kind, array[m.kind], m.ward, 'usual', 'web', 'open', now()
        from model m, fresh f on conflict do nothing returning id)
    insert into referral.task (municipality, id, need_id, service_id, organization_id, kind, ward, status, requested_at,
      answer_by, contact_by)
    select m.municipality, f.task, f.need, m.service_id, m.organization_id, m.kind, m.ward, 'sent', now(),
      now() + interval '1 day', now() + interval '2 days'
    from model m, fresh f join needs on needs.id = f.need`,
    [n],
  )
  await pool.query('analyze need.item')
  await pool.query('analyze referral.task')
}
