// How a person is told: by the mail address they left, and by the browsers and LINE accounts they added.
import { randomInt, randomUUID } from 'node:crypto'
import type { Db, Tx } from '../platform/db.ts'
import { type EventActor, record } from '../platform/events.ts'
import type { Subscription } from '../platform/outbox/push.ts'
import { isPushService } from '../platform/outbox/rules.ts'
import { type NewNotice, writeNotices } from '../platform/outbox/store.ts'
import { hashSecret } from '../platform/secret.ts'
import { noticeWords } from './notice-words.ts'
import { LINE_CODE_LASTS, LINE_CODES_PER_HOUR, lineCode, MOST_WAYS, type WayKind } from './rules.ts'
import { lockNeed, type Need } from './store.ts'
import {
  addressHash,
  countCodes,
  deleteAddress,
  deleteWay,
  hearOnce,
  insertCode,
  insertWay,
  useCode,
  waysOf,
} from './ways-store.ts'

/**
 * Tells a person that there is something to see, by each of their ways, in the caller's transaction. The notice names
 * nothing: neither the trouble, nor the desk. It waits for the morning unless it is urgent.
 * @param link address of their receipt.
 */
export async function tellPerson(
  tx: Tx,
  need: Pick<Need, 'municipality' | 'id' | 'contact_email'>,
  link: string,
  now: Date,
  { urgent = false } = {},
): Promise<void> {
  const { municipality, id } = need
  const ways = await waysOf(tx, municipality, id)
  const notice = (to: Pick<NewNotice, 'channel' | 'to' | 'body' | 'way'>): NewNotice => ({
    ...{ municipality, subject: noticeWords.subject, about: id, quiet: !urgent, at: now },
    ...to,
  })
  const body = noticeWords.body(link)
  await writeNotices(tx, [
    ...(need.contact_email ? [notice({ channel: 'mail', to: need.contact_email, body })] : []),
    ...ways.map((way) =>
      notice({ channel: way.channel, to: way.address, way: way.id, body: way.channel === 'push' ? link : body }),
    ),
  ])
}

type Target = { municipality: string; id: string }

const noteAdded = (tx: Tx, { municipality, id }: Target, actor: EventActor, now: Date, channel: WayKind) =>
  record(tx, { municipality, name: 'need.way_added', actor, subject: id, data: { channel }, at: now })

const noteRemoved = (tx: Tx, { municipality, id }: Target, actor: EventActor, now: Date, channel: string) =>
  record(tx, { municipality, name: 'need.way_removed', actor, subject: id, data: { channel }, at: now })

export type WayAdded = { ok: true } | { ok: false; reason: 'too_many' | 'unknown_service' }

/**
 * Adds a browser. One that is there already stays as it is.
 * @param hosts of the push services that we write to.
 */
export async function addPush(
  db: Db,
  actor: EventActor,
  now: Date,
  target: Target,
  subscription: Subscription,
  hosts: readonly string[],
): Promise<WayAdded> {
  if (!isPushService(subscription.endpoint, hosts)) return { ok: false, reason: 'unknown_service' }
  return db.transaction().execute(async (tx): Promise<WayAdded> => {
    await lockNeed(tx, target.municipality, target.id)
    if ((await waysOf(tx, target.municipality, target.id)).length >= MOST_WAYS) return { ok: false, reason: 'too_many' }
    const way = { municipality: target.municipality, id: randomUUID(), need_id: target.id, created_at: now }
    const address = JSON.stringify(subscription)
    const hash = addressHash('push', subscription.endpoint)
    if (await insertWay(tx, { ...way, channel: 'push', address }, hash)) await noteAdded(tx, target, actor, now, 'push')
    return { ok: true }
  })
}

/** Removes a way of a need, if it is one of it. */
export const removeWay = (db: Db, actor: EventActor, now: Date, target: Target, wayId: string): Promise<void> =>
  db.transaction().execute(async (tx) => {
    const ways = await waysOf(tx, target.municipality, target.id)
    if (!ways.some((way) => way.id === wayId)) return
    const gone = await deleteWay(tx, target.municipality, wayId)
    if (gone) await noteRemoved(tx, target, actor, now, gone.channel)
  })

/** Drops a way that leads nowhere any more. */
export async function dropWay(tx: Tx, now: Date, municipality: string, wayId: string): Promise<void> {
  const gone = await deleteWay(tx, municipality, wayId)
  if (gone) await noteRemoved(tx, { municipality, id: gone.need_id }, { kind: 'system' }, now, gone.channel)
}

/** A code to send to the LINE account once. Only its hash is kept. @returns null after too many within an hour. */
export const newLineCode = (db: Db, now: Date, { municipality, id }: Target): Promise<string | null> =>
  db.transaction().execute(async (tx) => {
    // Locking the need makes two requests at once count one after the other.
    await lockNeed(tx, municipality, id)
    const hourAgo = new Date(now.getTime() - 60 * 60 * 1000)
    if ((await countCodes(tx, municipality, id, hourAgo)) >= LINE_CODES_PER_HOUR) return null
    const code = lineCode(Array.from({ length: 10 }, () => randomInt(32)))
    const expires = new Date(now.getTime() + LINE_CODE_LASTS)
    const row = { municipality, code_hash: hashSecret(code), need_id: id, created_at: now, expires_at: expires }
    await insertCode(tx, row)
    return code
  })

/** What LINE tells us of a user, with the id of the telling. */
type LineTold = { eventId: string; user: string } & ({ kind: 'left' } | { kind: 'wrote'; code: string })
type LineHeard = 'bound' | 'unknown_code' | 'left' | 'known'

/** Acts on what LINE told, once. `db` holds the event, the user's hash and the code: it reaches nothing else. */
export const hearLine = (db: Db, municipality: string, now: Date, told: LineTold): Promise<LineHeard> =>
  db.transaction().execute(async (tx): Promise<LineHeard> => {
    if (!(await hearOnce(tx, municipality, told.eventId, now))) return 'known'
    const nobody: EventActor = { kind: 'anonymous' }
    const hash = addressHash('line', told.user)
    if (told.kind === 'left') {
      for (const gone of await deleteAddress(tx, municipality, hash))
        await noteRemoved(tx, { municipality, id: gone.need_id }, nobody, now, gone.channel)
      return 'left'
    }
    const needId = await useCode(tx, municipality, hashSecret(told.code), now)
    if (!needId) return 'unknown_code'
    const way = { municipality, id: randomUUID(), need_id: needId, created_at: now }
    if (await insertWay(tx, { ...way, channel: 'line', address: told.user }, hash))
      await noteAdded(tx, { municipality, id: needId }, nobody, now, 'line')
    return 'bound'
  })
