// By the clock: an ending consent is brought to mind; words of rooms closed long ago go.
import { findEmails } from '../../people/index.ts'
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import type { Timer } from '../../platform/jobs.ts'
import { writeMail } from '../../platform/mail.ts'
import { REMIND_DAYS } from '../consent/rules.ts'
import { takeEnding } from '../consent/store.ts'
import { PERSONS } from '../person/pages.tsx'
import { retain } from './actions.ts'
import { remindWords } from './words.ts'

/** Writes to whoever wrote a consent down, once, thirty days before it ends. The mail names nobody. @returns how many. */
export function remind(db: Db, baseUrl: string, now: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const ending = await takeEnding(tx, now, new Date(now.getTime() + REMIND_DAYS * 24 * 60 * 60 * 1000))
    for (const { municipality, id, personId, recordedBy } of ending) {
      const to = (await findEmails(tx, municipality, [recordedBy])).get(recordedBy)
      const body = remindWords.body(`${baseUrl}${PERSONS}/${personId}`)
      if (to) await writeMail(tx, { municipality, to, subject: remindWords.subject, body, about: personId })
      await record(tx, {
        ...{ municipality, actor: { kind: 'system' }, at: now },
        name: 'sharing.reminded',
        subject: personId,
        data: { consent: id, mailed: Boolean(to) },
      })
    }
    return ending.length
  })
}

export const personTimers = (baseUrl: string, now: () => Date): Timer[] => [
  {
    name: 'sharing.remind',
    cron: '10 8 * * *',
    run: async (db) => {
      await remind(db, baseUrl, now())
    },
  },
  {
    name: 'sharing.retain',
    cron: '50 3 * * *',
    run: async (db) => {
      await retain(db, now())
    },
  },
]
