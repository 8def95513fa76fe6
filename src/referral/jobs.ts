import { findNeed, type NeedTables } from '../need/index.ts'
import type { DirectoryTables } from '../directory/index.ts'
import type { Tx } from '../platform/db.ts'
import type { Reaction } from '../platform/events.ts'
import { writeMail } from '../platform/mail.ts'
import { announce } from './link.ts'
import { findTask } from './store.ts'
import type { ReferralTables } from './tables.ts'
import { mailWords } from './words.ts'

type Tables = ReferralTables & NeedTables & DirectoryTables

/** What follows from a referral's events. `now` and the public address come from outside. */
export function referralReactions(baseUrl: string, now: () => Date): Reaction[] {
  const tellPerson = (on: string): Reaction => ({
    name: `${on}_notice`,
    on,
    run: async (tx, event) => {
      const task = await findTask(tx as unknown as Tx<Tables>, event.municipality, event.subject)
      const need = task && (await findNeed(tx as unknown as Tx<Tables>, event.municipality, task.need_id))
      if (!need?.contact_email) return
      await writeMail(tx as unknown as Tx, {
        municipality: event.municipality,
        to: need.contact_email,
        subject: mailWords.noticeSubject,
        body: mailWords.noticeBody(`${baseUrl}/referral/receipt/${need.id}`),
        about: need.id,
      })
    },
  })
  return [
    {
      name: 'referral.announce',
      on: 'referral.requested',
      run: async (tx, event) => {
        const db = tx as unknown as Tx<Tables>
        const task = await findTask(db, event.municipality, event.subject)
        if (task && !task.closed_at) await announce(db, task, baseUrl, now())
      },
    },
    tellPerson('referral.accepted'),
    tellPerson('referral.declined'),
    tellPerson('referral.completed'),
  ]
}
