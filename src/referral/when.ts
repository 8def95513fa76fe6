// Deadlines from the desk's own hours, and the morning on which what is late is told again.
import { openDays } from '../directory/index.ts'
import type { Urgency } from '../need/index.ts'
import { businessDeadline, tokyo, ZONE } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { type Promised, promiseOf, TERMS } from './promise.ts'
import { findTerms } from './store.ts'

/** Far enough for a desk that is open once a week, over the longest run of closed days. */
const AHEAD = 75

/** Nine o'clock in Tokyo on the next business day after this one. */
export function morningAfter(now: Date): Date {
  const today = new Date(tokyo(now).toPlainDate().toZonedDateTime({ timeZone: ZONE }).epochMilliseconds)
  return businessDeadline(today, 1, 9)
}

type Desk = {
  organization: { id: string }
  hours: Parameters<typeof openDays>[0]
  holidays: Parameters<typeof openDays>[1]
}

/**
 * What is promised when a desk is asked now: by what was agreed with its organisation, in its own open hours. Where it is
 * never open in sight, office hours count.
 * @param desk null: nobody yet (an open request)
 */
export async function promiseAt(
  db: Db,
  municipality: string,
  desk: Desk | null,
  urgency: Urgency,
  now: Date,
): Promise<Promised> {
  const agreed = desk && (await findTerms(db, municipality, desk.organization.id)).get(urgency)
  const terms = agreed ?? TERMS[urgency]
  const office = () => openDays([], null, now, AHEAD)
  const days = desk ? openDays(desk.hours, desk.holidays, now, AHEAD) : office()
  return promiseOf(now, terms, days) ?? promiseOf(now, terms, office())!
}
