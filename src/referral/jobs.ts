import { findNeed } from '../need/index.ts'
import type { Reaction } from '../platform/events.ts'
import type { Timer } from '../platform/jobs.ts'
import { writeMail } from '../platform/mail.ts'
import { eraseFile } from './actions.ts'
import { announce } from './link.ts'
import { mailWords } from './mail-words.ts'
import { deleteOver, findTask } from './store.ts'

/** What follows from a referral's events. `now` and the public address come from outside. */
export function referralReactions(baseUrl: string, now: () => Date): Reaction[] {
  const tellPerson = (on: string): Reaction => ({
    name: `${on}_notice`,
    on,
    run: async (tx, event) => {
      const task = await findTask(tx, event.municipality, event.subject)
      const need = task && (await findNeed(tx, event.municipality, task.need_id))
      if (!need?.contact_email) return
      await writeMail(tx, {
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
        const db = tx
        const task = await findTask(db, event.municipality, event.subject)
        if (task && !task.closed_at) await announce(db, task, baseUrl, now())
      },
    },
    tellPerson('referral.accepted'),
    tellPerson('referral.declined'),
    tellPerson('referral.completed'),
    {
      name: 'referral.erase',
      on: 'need.erased',
      run: (tx, event) => eraseFile(tx, event.municipality, event.subject, event.at),
    },
  ]
}

/** Days after which a link that has ended is dropped. */
export const LINK_KEPT_DAYS = 30

export const referralTimers = (now: () => Date): Timer[] => [
  {
    name: 'referral.sweep',
    cron: '17 * * * *',
    run: (db) => deleteOver(db, now(), new Date(now().getTime() - LINK_KEPT_DAYS * 24 * 60 * 60 * 1000)),
  },
]
