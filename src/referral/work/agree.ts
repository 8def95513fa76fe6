// What the city agrees on with a desk.
import type { Urgency } from '../../need/index.ts'
import type { Db } from '../../platform/db.ts'
import { type EventActor, record } from '../../platform/events.ts'
import type { Terms } from '../promise.ts'
import { upsertTerms } from './work-store.ts'

/** The terms hold from the next referral on; what was promised to somebody stays. */
export function agreeTerms(
  db: Db,
  actor: EventActor,
  now: Date,
  key: { municipality: string; organization_id: string; urgency: Urgency },
  terms: Terms,
): Promise<void> {
  return db.transaction().execute(async (tx) => {
    await upsertTerms(tx, key, terms)
    const { answer, contact } = terms
    await record(tx, {
      municipality: key.municipality,
      name: 'referral.agreed',
      actor,
      subject: key.organization_id,
      data: { urgency: key.urgency, answer: `${answer.n} ${answer.unit}`, contact: `${contact.n} ${contact.unit}` },
      at: now,
    })
  })
}
