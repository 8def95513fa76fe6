// The reports of the demo, told through the same actions that people use.
import type { Db } from '../../platform/db.ts'
import { beginReport, reviewReport, sendReport, type Written } from './actions.ts'
import type { Verdict } from './rules.ts'

export type ReportStory = Written & {
  /** Days ago that it was sent. */
  ago: number
  /** Ids of people.json. */
  writer: string
  review?: { by: string; to: Verdict; after: number; note?: string; changed?: string }
}

const DAY = 24 * 60 * 60 * 1000

/**
 * Tells the reports of a demo.
 * @param accountOf the account behind an id of people.json.
 * @throws Error when a text could lead to somebody: the demo keeps to the rule, too.
 */
export async function tellReports(
  db: Db,
  municipality: string,
  stories: readonly ReportStory[],
  accountOf: (id: string) => string,
  now: Date,
): Promise<void> {
  for (const { ago, writer, review, ...written } of stories) {
    const at = new Date(now.getTime() - ago * DAY)
    const by = { municipality, account: accountOf(writer) }
    const begun = await beginReport(db, by, at, written)
    const unsent = () => new Error(`「${written.title}」は、このままでは送れません`)
    if (!begun.ok) throw unsent()
    if (!(await sendReport(db, by, at, begun.value.id)).ok) throw unsent()
    if (!review) continue
    const { to, note = null, changed = null, after } = review
    const when = new Date(Math.min(at.getTime() + after * DAY, now.getTime()))
    const reviewer = { municipality, account: accountOf(review.by) }
    const done = await reviewReport(db, reviewer, when, begun.value.id, { to, note, changed })
    if (!done.ok) throw new Error(`「${written.title}」は、公開できません（${done.reason}）`)
  }
}
