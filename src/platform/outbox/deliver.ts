// The sending half of the outbox, and what becomes of a notice that did not arrive.
import type { Clock } from '../clock.ts'
import type { Db, Tx } from '../db.ts'
import { type EventActor, record } from '../events.ts'
import { type Channel, MOST_TRIES, type Reason, type Sent, waitAfter } from './rules.ts'
import { bringBack, type Claimed, claimNotice, closeNotice, endTry, queueAgain } from './store.ts'

/** Sends one notice. */
export type Sender = (notice: Claimed) => Promise<Sent>
export type Senders = Partial<Record<Channel, Sender>>

/**
 * Sends what is due. What fails waits 1, 2, 4 … 512 minutes; what can never arrive, or failed for five days, is undelivered.
 * Several workers may do this at once: each notice is with one of them. A worker that dies between a server's word and ours
 * leaves its notice to be sent once more, with the same key for the receiver to know it by.
 * @param senders the channels that are set up; notices of others stay.
 * @returns how many tries ended well and how many did not.
 */
export async function deliver(db: Db, senders: Senders, clock: Clock): Promise<{ sent: number; failed: number }> {
  const open = new Map(Object.entries(senders) as [Channel, Sender][])
  const done = { sent: 0, failed: 0 }
  for (;;) {
    const notice = open.size > 0 ? await claimNotice(db, [...open.keys()], clock()) : undefined
    if (!notice) return done
    // A fault of ours with one notice must not stand in the way of the others.
    const sent = await open.get(notice.channel)!(notice).catch(
      (): Sent => ({ ok: false, reason: 'error', lasting: false }),
    )
    const now = clock()
    if (sent.ok) {
      await endTry(db, notice, { sent_at: now, last_error: null })
      done.sent += 1
      continue
    }
    done.failed += 1
    // A server that is down is asked by one notice a round, not by all of them.
    if (sent.down) open.delete(notice.channel)
    if (sent.lasting || notice.attempts >= MOST_TRIES) await giveUp(db, notice, sent.reason, now)
    else {
      const next = new Date(now.getTime() + waitAfter(notice.attempts))
      await endTry(db, notice, { next_attempt_at: next, last_error: sent.reason })
    }
  }
}

const giveUp = (db: Db, notice: Claimed, reason: Reason, now: Date) =>
  db.transaction().execute(async (tx) => {
    if (await endTry(tx, notice, { failed_at: now, last_error: reason })) await tellFailed(tx, notice, reason, now)
  })

type Failed = Pick<Claimed, 'id' | 'municipality' | 'channel' | 'about' | 'way'>

const tellFailed = (tx: Tx, { id, municipality, channel, about, way }: Failed, reason: Reason, at: Date) =>
  record(tx, {
    municipality,
    name: 'platform.undelivered',
    actor: { kind: 'system' },
    subject: about ?? id,
    data: { notice: id, channel, reason, way },
    at,
  })

/** A mail that a server had taken came back. @returns false when none was sent by this id: told again, nothing happens. */
export const noteBounce = (db: Db, id: string, reason: Reason, now: Date): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    const notice = await bringBack(tx, id, reason, now)
    if (notice) await tellFailed(tx, notice as Failed, reason, now)
    return notice !== undefined
  })

type Tended = { municipality: string; id: string }

/** Sends an undelivered notice again. @param to a corrected mail address. @returns false when it is not undelivered. */
export const sendAgain = (db: Db, actor: EventActor, now: Date, { municipality, id }: Tended, to: string | null) =>
  db.transaction().execute(async (tx) => {
    const notice = await queueAgain(tx, municipality, id, to)
    if (!notice) return false
    const data = { notice: id, corrected: to !== null }
    await record(tx, { municipality, name: 'platform.resent', actor, subject: notice.about ?? id, data, at: now })
    return true
  })

/** Somebody told them by telephone: closes an undelivered notice. @returns false when it is not undelivered. */
export const toldByPhone = (db: Db, actor: EventActor & { id: string }, now: Date, { municipality, id }: Tended) =>
  db.transaction().execute(async (tx) => {
    const notice = await closeNotice(tx, municipality, id, actor.id, now)
    if (!notice) return false
    const data = { notice: id, how: 'phone' }
    await record(tx, { municipality, name: 'platform.told', actor, subject: notice.about ?? id, data, at: now })
    return true
  })
