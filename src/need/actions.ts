import { randomInt, randomUUID } from 'node:crypto'
import type { Db, Tx } from '../platform/db.ts'
import { type EventActor, type NewEvent, record, recordAll, recorded } from '../platform/events.ts'
import {
  type Channel,
  looksRepeated,
  type Relation,
  receiptCode,
  SAME_DAYS,
  type UnmetReason,
  type Urgency,
} from './rules.ts'
import {
  closeOpen,
  eraseWords,
  findNeed,
  findSameContact,
  insertNeeds,
  listToErase,
  lockNeed,
  moveNeed,
  type Need,
  type SameContact,
  setContact,
  stopNames,
  takenCodes,
} from './store.ts'
import { deleteWaysOf } from './ways-store.ts'

/** How to reach the person, with the version of the consent they read. */
export type Reach = {
  name: string | null
  phone: string | null
  email: string | null
  time: string | null
  consent: string
  /** They agreed that desks which work for the same contact learn each other's names. */
  namesAgreed?: boolean
}

export type NewNeed = {
  municipality: string
  words: string | null
  /** Codes of catalogue/needs.json, the main one first. */
  kinds: string[]
  ward: string | null
  town: string | null
  urgency: Urgency
  channel: Channel
  relation?: Relation | null
  /** Without it, the need stands without a name. */
  contact?: Reach
  /** Set when nobody is there to ask: it is unmet from the beginning. */
  unmet?: UnmetReason
}

const needOf = (draft: NewNeed, code: string, now: Date): Need => ({
  municipality: draft.municipality,
  id: randomUUID(),
  code,
  words: draft.words,
  kind: draft.kinds[0] ?? 'civic.where',
  kinds: draft.kinds.length > 0 ? draft.kinds : ['civic.where'],
  ward: draft.ward,
  town: draft.town,
  urgency: draft.urgency,
  channel: draft.channel,
  relation: draft.relation ?? null,
  contact_name: draft.contact?.name ?? null,
  contact_phone: draft.contact?.phone ?? null,
  contact_email: draft.contact?.email ?? null,
  contact_time: draft.contact?.time ?? null,
  consent_version: draft.contact?.consent ?? null,
  consented_at: draft.contact ? now : null,
  names_agreed_at: draft.contact?.namesAgreed ? now : null,
  state: draft.unmet ? 'unmet' : 'open',
  unmet_reason: draft.unmet ?? null,
  created_at: now,
  closed_at: draft.unmet ? now : null,
})

/** Rows and events of new needs; one that is met already has its end beside its beginning. */
async function putIn(tx: Tx, actor: EventActor, needs: readonly Need[]): Promise<void> {
  await insertNeeds(tx, needs)
  await recordAll(
    tx,
    needs.flatMap((need): NewEvent[] => {
      const { municipality, id: subject, kind, ward, channel, created_at: at, closed_at, unmet_reason } = need
      const data = { kind, ward, channel, ...(unmet_reason ? { reason: unmet_reason } : {}) }
      const begun = { municipality, name: unmet_reason ? 'need.unmet' : 'need.registered', actor, subject, data, at }
      if (need.state !== 'met' || !closed_at) return [begun]
      return [begun, { municipality, name: 'need.met', actor, subject, at: closed_at }]
    }),
  )
}

/** Puts a need in the register, in the caller's transaction. */
export async function registerNeed(tx: Tx, actor: EventActor, now: Date, draft: NewNeed): Promise<Need> {
  const [code] = await freeCodes(tx, draft.municipality, 1)
  const need = needOf(draft, code!, now)
  await putIn(tx, actor, [need])
  return need
}

/** A need of which the beginning and the end are known already: from a register that was kept elsewhere. */
export type PastNeed = NewNeed & { at: Date; metAt?: Date }

/**
 * Puts needs of the past in the register, in one go: met when they have `metAt`, unmet when they say why, else open.
 * @param drafts of one municipality, at most some thousands at once
 */
export async function registerPast(tx: Tx, actor: EventActor, drafts: readonly PastNeed[]): Promise<void> {
  if (drafts.length === 0) return
  const codes = await freeCodes(tx, drafts[0]!.municipality, drafts.length)
  const needs = drafts.map((draft, index): Need => {
    const need = needOf(draft, codes[index]!, draft.at)
    return draft.metAt ? { ...need, state: 'met', closed_at: draft.metAt } : need
  })
  await putIn(tx, actor, needs)
}

/** Receipt numbers that nobody has. 30 bits collide now and then; one that is taken is drawn again. */
async function freeCodes(tx: Tx, municipality: string, n: number): Promise<string[]> {
  const free = new Set<string>()
  while (free.size < n) {
    const drawn = Array.from({ length: n - free.size }, () =>
      receiptCode(Array.from({ length: 6 }, () => randomInt(32))),
    )
    const taken = await takenCodes(tx, municipality, drawn)
    for (const code of drawn) if (!taken.has(code)) free.add(code)
  }
  return [...free]
}

/**
 * Closes an open need. A need that is closed already stays as it is.
 * @returns the need as it stands now, or undefined when there is none.
 */
export async function closeNeed(
  tx: Tx,
  actor: EventActor,
  now: Date,
  target: { municipality: string; id: string },
  to: { state: 'met' | 'withdrawn' } | { state: 'unmet'; reason: UnmetReason },
): Promise<Need | undefined> {
  const change = { state: to.state, unmet_reason: to.state === 'unmet' ? to.reason : null, closed_at: now }
  const event = recorded({
    municipality: target.municipality,
    name: `need.${to.state}`,
    actor,
    subject: target.id,
    data: to.state === 'unmet' ? { reason: to.reason } : {},
    at: now,
  })
  return (await closeOpen(tx, target, change, event)) ?? findNeed(tx, target.municipality, target.id)
}

/** Opens a need again that was closed, e.g. when staff take up one that nobody answered. */
export async function reopenNeed(
  tx: Tx,
  actor: EventActor,
  now: Date,
  target: { municipality: string; id: string },
): Promise<Need | undefined> {
  const need = await lockNeed(tx, target.municipality, target.id)
  if (!need || need.state === 'open') return need
  const change = { state: 'open', unmet_reason: null, closed_at: null } as const
  await moveNeed(tx, need, change)
  await record(tx, { municipality: need.municipality, name: 'need.reopened', actor, subject: need.id, at: now })
  return { ...need, ...change }
}

/** The person behind a need that stood without a name says how to reach them; it is open again. */
export async function giveContact(
  tx: Tx,
  actor: EventActor,
  now: Date,
  target: { municipality: string; id: string },
  reach: Reach,
  relation: Relation,
): Promise<Need> {
  const change = {
    relation,
    contact_name: reach.name,
    contact_phone: reach.phone,
    contact_email: reach.email,
    contact_time: reach.time,
    consent_version: reach.consent,
    consented_at: now,
    names_agreed_at: reach.namesAgreed ? now : null,
  }
  await setContact(tx, target, change)
  const need = await reopenNeed(tx, actor, now, target)
  if (!need) throw new Error(`need ${target.id} is gone`)
  return { ...need, ...change }
}

/** The person takes back that desks which work for the same contact learn each other's names: from the next page on. */
export function keepNames(db: Db, actor: EventActor, now: Date, target: { municipality: string; id: string }) {
  return db.transaction().execute(async (tx) => {
    const need = await lockNeed(tx, target.municipality, target.id)
    if (!need?.names_agreed_at) return
    await stopNames(tx, need)
    await record(tx, { municipality: need.municipality, name: 'need.names_kept', actor, subject: need.id, at: now })
  })
}

/**
 * Other needs of the same contact that are still open, of the last 90 days, newest first; `repeated` where it looks like
 * the same need once more. For the city's staff only.
 */
export async function sameContact(
  db: Db,
  municipality: string,
  need: Need,
  now: Date,
): Promise<(SameContact & { repeated: boolean })[]> {
  const since = new Date(now.getTime() - SAME_DAYS * 24 * 60 * 60 * 1000)
  const others = await findSameContact(db, municipality, need.id, since)
  return others.map((other) => ({ ...other, repeated: looksRepeated(need, other) }))
}

/**
 * Takes what a need says of a person out of it, in the caller's transaction; notes, mails and the conversation follow from
 * the event, or at once (src/operate.ts). What is counted stays: kind, ward, times, how it ended.
 * @returns false when it was erased before.
 */
export async function eraseNeed(
  tx: Tx,
  actor: EventActor,
  now: Date,
  target: { municipality: string; id: string },
): Promise<boolean> {
  if (!(await eraseWords(tx, target, now))) return false
  await deleteWaysOf(tx, target.municipality, target.id)
  await record(tx, { municipality: target.municipality, name: 'need.erased', actor, subject: target.id, at: now })
  return true
}

/** Needs erased in one transaction. */
const AT_ONCE = 200

/** Erases the needs that were closed before `before`. @returns how many. */
export async function eraseOldNeeds(db: Db, before: Date, now: Date): Promise<number> {
  for (let erased = 0; ; ) {
    const old = await listToErase(db, before, AT_ONCE)
    await db.transaction().execute(async (tx) => {
      for (const need of old) if (await eraseNeed(tx, { kind: 'system' }, now, need)) erased += 1
    })
    if (old.length < AT_ONCE) return erased
  }
}
