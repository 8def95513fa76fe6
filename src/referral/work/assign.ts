// Who has a referral in hand.
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import type { By, Refusal, Target } from '../actions.ts'
import { isClosed } from '../rules.ts'
import { lockTask, moveTask, type Task } from '../store.ts'
import { worksFor } from './work-store.ts'

export type Assigned = { ok: true; value: Task } | { ok: false; reason: Refusal | 'not_there' }

/**
 * Puts a referral into somebody's hand, or into nobody's. A desk does so with what it has, staff with what is the city's own.
 * @param to a member of the organisation that has it, or staff where it is the city's own; null: nobody
 */
export function assignReferral(db: Db, by: By, now: Date, target: Target, to: string | null): Promise<Assigned> {
  return db.transaction().execute(async (tx): Promise<Assigned> => {
    const task = await lockTask(tx, target.municipality, target.id)
    if (!task) return { ok: false, reason: 'not_found' }
    const { municipality, organization_id: has } = task
    if (by.side === 'desk' && by.organizationId !== has) return { ok: false, reason: 'not_yours' }
    if (by.side !== 'desk' && by.side !== 'staff') return { ok: false, reason: 'not_yours' }
    if (isClosed(task.status) || task.status === 'draft') return { ok: false, reason: 'too_late' }
    if (to && !(await worksFor(tx, municipality, to, has))) return { ok: false, reason: 'not_there' }
    if (to === task.assignee_id) return { ok: true, value: task }
    await moveTask(tx, task, { assignee_id: to })
    await record(tx, {
      municipality,
      name: 'referral.assigned',
      actor: by.actor,
      subject: task.id,
      data: { need: task.need_id, to },
      at: now,
    })
    return { ok: true, value: { ...task, assignee_id: to } }
  })
}
