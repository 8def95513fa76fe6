import type { Clock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { Timer } from '../jobs.ts'
import { deliver, type Senders } from './deliver.ts'
import { lineSender } from './line.ts'
import { mailSender } from './mail.ts'
import { pushSender } from './push.ts'
import { eraseOldNotices } from './store.ts'

/** Days after which address and body of a notice are taken out: after it ended, and where it never did. */
export const NOTICE_KEPT_DAYS = 30
export const UNSENT_KEPT_DAYS = 90
const DAY = 24 * 60 * 60 * 1000

/** The channels that the configuration sets up. */
export const sendersOf = ({ smtpUrl, mailFrom, push, line }: Config): Senders => ({
  ...(smtpUrl ? { mail: mailSender(smtpUrl, mailFrom) } : {}),
  ...(push ? { push: pushSender(push) } : {}),
  ...(line ? { line: lineSender(line) } : {}),
})

export function outboxTimers(config: Config, now: Clock): Timer[] {
  const senders = sendersOf(config)
  return [
    {
      name: 'outbox.deliver',
      every: 5,
      run: async (db) => {
        await deliver(db, senders, now)
      },
    },
    {
      name: 'outbox.erase',
      cron: '0 4 * * *',
      run: (db) => {
        const at = now()
        const ago = (days: number) => new Date(at.getTime() - days * DAY)
        return eraseOldNotices(db, ago(NOTICE_KEPT_DAYS), ago(UNSENT_KEPT_DAYS), at)
      },
    },
  ]
}
