// Standing in for who is away.
import { randomUUID } from 'node:crypto'
import type { Db } from '../../platform/db.ts'
import { type EventActor, record } from '../../platform/events.ts'
import { type Cover, type CoverProblem, coverProblem } from './rules.ts'
import { type CoverRow, coversFrom, endCover, insertCover, lockCover, lockCovers, worksFor } from './work-store.ts'

export type Covered = { ok: true; value: CoverRow } | { ok: false; reason: CoverProblem | 'not_there' }

/** One colleague takes over from another until a day. Both work in the same organisation; null: for the city. */
export function takeCover(
  db: Db,
  actor: EventActor,
  now: Date,
  at: { municipality: string; organizationId: string | null },
  wanted: Cover,
): Promise<Covered> {
  return db.transaction().execute(async (tx): Promise<Covered> => {
    const { municipality, organizationId } = at
    await lockCovers(tx, municipality)
    for (const who of [wanted.accountId, wanted.byId])
      if (!(await worksFor(tx, municipality, who, organizationId))) return { ok: false, reason: 'not_there' }
    const reason = coverProblem(await coversFrom(tx, municipality, now), wanted, now)
    if (reason) return { ok: false, reason }
    const cover = { municipality, id: randomUUID(), organizationId, ...wanted }
    await insertCover(tx, cover)
    await record(tx, {
      municipality,
      name: 'referral.covered',
      actor,
      subject: cover.id,
      data: { account: wanted.accountId, by: wanted.byId },
      at: now,
    })
    return { ok: true, value: cover }
  })
}

/** Somebody is back, or does not go after all. @returns false when there is no such cover where the actor works. */
export function leaveCover(
  db: Db,
  actor: EventActor,
  now: Date,
  target: { municipality: string; id: string },
  mayEnd: (cover: CoverRow) => boolean,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const cover = await lockCover(tx, target.municipality, target.id)
    if (!cover || cover.until <= now || !mayEnd(cover)) return false
    await endCover(tx, cover, now)
    await record(tx, {
      municipality: target.municipality,
      name: 'referral.uncovered',
      actor,
      subject: cover.id,
      data: { account: cover.accountId, by: cover.byId },
      at: now,
    })
    return true
  })
}
