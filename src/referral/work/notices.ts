// What whoever has a referral in hand is told of by mail: that there is something to see, and no more. While somebody is
// away, who stands in is told.
import { findEmails } from '../../people/index.ts'
import type { Reaction } from '../../platform/events.ts'
import { writeMail } from '../../platform/mail.ts'
import { mailWords } from '../mail-words.ts'
import { findTask } from '../store.ts'
import { standIn } from './rules.ts'
import { coversFrom } from './work-store.ts'

const TELLS = ['referral.assigned', 'referral.reminded', 'referral.overdue', 'referral.nudged'] as const

/** @param baseUrl the public address, without a slash at its end */
export const workReactions = (baseUrl: string, now: () => Date): Reaction[] =>
  TELLS.map((on) => ({
    name: `${on}_hand`,
    on,
    run: async (tx, event) => {
      const task = await findTask(tx, event.municipality, event.subject)
      if (!task?.assignee_id || task.closed_at) return
      const { municipality } = task
      const who = standIn(await coversFrom(tx, municipality, now()), task.assignee_id, now())
      if (who === event.actor_id) return
      const to = (await findEmails(tx, municipality, [who])).get(who)
      if (!to) return
      const link = `${baseUrl}/referral/${task.need_id}`
      const { handSubject: subject, handBody } = mailWords
      await writeMail(tx, { municipality, to, subject, body: handBody(link), about: task.id })
    },
  }))
