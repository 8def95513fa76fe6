// What the person asks staff for, and what staff answer.
import { randomUUID } from 'node:crypto'
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import type { By } from '../person/actions.ts'
import { dueAt, type Reason, stateOf } from './rules.ts'
import {
  answerDisclosure,
  askedEntries,
  type Disclosure,
  emptyOldRooms,
  erasePerson,
  insertDisclosed,
  insertDisclosure,
  listDisclosures,
  type Setting,
  writeSetting,
} from './store.ts'

/** Asks to see what the team wrote, or that what stands about the person goes. Once, until it is answered. */
export function request(
  db: Db,
  { actor, municipality, at }: By,
  personId: string,
  kind: 'access' | 'erasure',
): Promise<{ ok: true } | { ok: false; reason: 'waiting' }> {
  return db.transaction().execute(async (tx) => {
    const waiting = (await listDisclosures(tx, municipality, personId)).some(
      (one) => one.kind === kind && one.state === 'asked',
    )
    if (waiting) return { ok: false, reason: 'waiting' } as const
    const id = randomUUID()
    await insertDisclosure(tx, {
      ...{ municipality, id, personId, kind, askedBy: actor.id, askedAt: at, dueAt: dueAt(at) },
    })
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.requested',
      subject: personId,
      data: { request: id, kind },
    })
    return { ok: true } as const
  })
}

export type Answered = { ok: true } | { ok: false; reason: 'reason' | 'answered' }

/** Answers a request to see what the team wrote: what is named is shown to the person, for the rest there is a reason. */
export function disclose(
  db: Db,
  { actor, municipality, at }: By,
  asked: Disclosure,
  { entries, reason, note }: { entries: readonly string[]; reason: Reason | null; note: string },
): Promise<Answered> {
  return db.transaction().execute(async (tx) => {
    const all = await askedEntries(tx, municipality, asked.id)
    const shown = all.filter(({ id }) => entries.includes(id)).map(({ id }) => id)
    const state = stateOf(shown.length, all.length, reason)
    if (state === null) return { ok: false, reason: 'reason' } as const
    const why = state === 'given' ? null : reason
    if (!(await answerDisclosure(tx, asked, { state, by: actor.id, at, reason: why, note: note || null })))
      return { ok: false, reason: 'answered' } as const
    if (shown.length > 0) await insertDisclosed(tx, municipality, asked.id, shown)
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.disclosed',
      subject: asked.personId,
      data: { request: asked.id, state, reason: why, shown: shown.length, all: all.length },
    })
    return { ok: true } as const
  })
}

/** Erases what stands about a person, on their request: words, names, files. Consents stay as bare facts, events untouched. */
export function erase(db: Db, { actor, municipality, at }: By, asked: Disclosure): Promise<Answered> {
  return db.transaction().execute(async (tx) => {
    const gone = await erasePerson(tx, municipality, asked.id, at)
    if (gone === null) return { ok: false, reason: 'answered' } as const
    await answerDisclosure(tx, asked, { state: 'given', by: actor.id, at, reason: null, note: null })
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.erased',
      subject: gone,
      data: { request: asked.id },
    })
    return { ok: true } as const
  })
}

/** Says that it cannot be erased, and why. */
export function refuse(
  db: Db,
  { actor, municipality, at }: By,
  asked: Disclosure,
  { reason, note }: { reason: Reason | null; note: string },
): Promise<Answered> {
  return db.transaction().execute(async (tx) => {
    if (reason === null) return { ok: false, reason: 'reason' } as const
    if (!(await answerDisclosure(tx, asked, { state: 'refused', by: actor.id, at, reason, note: note || null })))
      return { ok: false, reason: 'answered' } as const
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.refused',
      subject: asked.personId,
      data: { request: asked.id, reason },
    })
    return { ok: true } as const
  })
}

/** How long words stay, and when a person is told of a conference. */
export const setSetting = (db: Db, { actor, municipality, at }: By, setting: Setting): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await writeSetting(tx, municipality, setting)
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.set',
      subject: actor.id,
      data: { kept: setting.keptDays, conference: setting.conferenceShown },
    })
  })

/** Takes the words out of rooms closed long ago. @returns how many. */
export function retain(db: Db, at: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const emptied = await emptyOldRooms(tx, at)
    for (const { municipality, id } of emptied)
      await record(tx, { municipality, name: 'sharing.emptied', actor: { kind: 'system' }, subject: id, at })
    return emptied.length
  })
}
