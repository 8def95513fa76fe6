// A slip is printed: a fresh link for its QR code, and a line in the history.
import type { Db } from '../../platform/db.ts'
import { type EventActor, record } from '../../platform/events.ts'
import type { Target } from '../actions.ts'
import { newLink, organizationOf } from '../link.ts'
import { isUnanswered } from '../rules.ts'
import { lockTask } from '../store.ts'

/** `token` is null where no code could be sent to: the desk has no mail address. */
export type Printed = { ok: true; value: { token: string | null } } | { ok: false; reason: 'not_found' | 'too_late' }

/** Makes a link for the slip of a referral that waits for an answer, in one transaction with the event. */
export function printSlip(db: Db, actor: EventActor, now: Date, target: Target, needId: string): Promise<Printed> {
  return db.transaction().execute(async (tx): Promise<Printed> => {
    const task = await lockTask(tx, target.municipality, target.id)
    if (!task?.organization_id || task.need_id !== needId) return { ok: false, reason: 'not_found' }
    if (!isUnanswered(task.status)) return { ok: false, reason: 'too_late' }
    const organization = await organizationOf(tx, task)
    const token = organization?.email ? await newLink(tx, task, now) : null
    await record(tx, {
      municipality: task.municipality,
      name: 'referral.printed',
      actor,
      subject: task.id,
      data: { need: task.need_id },
      at: now,
    })
    return { ok: true, value: { token } }
  })
}
