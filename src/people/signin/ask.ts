// A link by mail. Whoever asks gets the same answer in the same time: whether anybody has the address is looked up
// later, by a job, and nothing of what the job finds goes back to the browser.
import { randomUUID } from 'node:crypto'
import { openText, sealText } from '../../platform/cipher.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { type Reaction, record } from '../../platform/events.ts'
import type { Timer } from '../../platform/jobs.ts'
import { writeMail } from '../../platform/mail.ts'
import type { Lang } from '../../platform/words.ts'
import { openEntrance } from '../actions.ts'
import { findAccountByEmail } from '../store.ts'
import { allow, attemptKey, deleteOldAttempts } from './attempt-store.ts'
import { mailWords } from './mail-words.ts'
import { MEASURES } from './rules.ts'
import { deleteOver, insertAsking, takeAsking } from './store.ts'

export type Asked = { municipality: string; email: string; lang: Lang; next: string | null }

/**
 * Notes that somebody asked for a link. Too many for one address, and no further mail goes out; the answer is the same.
 * @param email as `tidyEmail` leaves it
 */
export async function askForLink(db: Db, secret: string, asked: Asked, now: Date): Promise<void> {
  const { municipality, email, lang, next } = asked
  if (!(await allow(db, municipality, attemptKey(secret, 'asked', email), MEASURES.askedAddress, now))) return
  const id = randomUUID()
  await db.transaction().execute(async (tx) => {
    const sealed_email = sealText(email, `people.asking/${id}`)
    await insertAsking(tx, { municipality, id, sealed_email, lang, next, created_at: now })
    await record(tx, { municipality, name: 'people.asked', actor: { kind: 'anonymous' }, subject: id })
  })
}

/** Looks who has the address, and sends each account its link. */
export const signinReactions = (baseUrl: string, now: Clock): Reaction[] => [
  {
    name: 'people.send_link',
    on: 'people.asked',
    run: async (tx, { municipality, subject }) => {
      const asking = await takeAsking(tx, municipality, subject)
      if (!asking) return
      const email = openText(asking.sealed_email, `people.asking/${subject}`)
      const w = mailWords(asking.lang as Lang)
      const links: string[] = []
      for (const account of await findAccountByEmail(tx, municipality, email)) {
        const token = await openEntrance(tx, account, now(), { next: asking.next })
        links.push(`${w.roles[account.role]}\n${baseUrl}/people/enter/${token}`)
      }
      if (links.length > 0)
        await writeMail(tx, { municipality, to: email, subject: w.linkSubject, body: w.linkBody(links.join('\n\n')) })
    },
  },
]

/** Days after which a one-time way in that has ended is dropped, and an invitation. */
export const ENTRANCE_KEPT_DAYS = 1
export const INVITATION_KEPT_DAYS = 30
const DAY = 24 * 60 * 60 * 1000

/** Drops, every hour, what can no longer be used. */
export const signinTimers = (now: Clock): Timer[] => [
  {
    name: 'people.sweep',
    cron: '7 * * * *',
    run: async (db) => {
      const at = now()
      const ago = (days: number) => new Date(at.getTime() - days * DAY)
      await deleteOver(db, at, ago(ENTRANCE_KEPT_DAYS), ago(INVITATION_KEPT_DAYS))
      await deleteOldAttempts(db, at)
    },
  },
]
