import { lookupHash } from '../platform/cipher.ts'
import type { Db, Tx } from '../platform/db.ts'
import { openRow, sealedTable, sealRow } from '../platform/sealed.ts'
import type { WayKind } from './rules.ts'

export type Way = {
  municipality: string
  id: string
  need_id: string
  channel: WayKind
  /** A push subscription as JSON, or a LINE user id. */
  address: string
  created_at: Date
}

export const SEALED_WAY = sealedTable('need.way', ['address'])

/** By what an address is found again: for a subscription, its endpoint. */
export const addressHash = (channel: WayKind, address: string): string =>
  lookupHash(address, `need.way.address:${channel}`)

/** Adds a way. @returns false when the need has it already. */
export const insertWay = async (tx: Tx, way: Way, hash: string): Promise<boolean> => {
  const added = await tx
    .insertInto('need.way')
    .values({ ...sealRow(SEALED_WAY, way), address_hash: hash })
    .onConflict((conflict) => conflict.columns(['municipality', 'need_id', 'address_hash']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

/** The ways of a need, oldest first. */
export async function waysOf(db: Db, municipality: string, needId: string): Promise<Way[]> {
  const rows = await db
    .selectFrom('need.way')
    .select(['municipality', 'id', 'need_id', 'channel', 'address', 'created_at'])
    .where('municipality', '=', municipality)
    .where('need_id', '=', needId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => openRow(SEALED_WAY, row as Way))
}

const dropped = (tx: Tx, municipality: string) =>
  tx.deleteFrom('need.way').where('municipality', '=', municipality).returning(['need_id', 'channel'])

/** Drops one way. @returns whose it was, or undefined when it is gone already. */
export const deleteWay = (tx: Tx, municipality: string, id: string) =>
  dropped(tx, municipality).where('id', '=', id).executeTakeFirst()

/** Drops an address wherever it stands. @returns whose it was. */
export const deleteAddress = (tx: Tx, municipality: string, hash: string) =>
  dropped(tx, municipality).where('address_hash', '=', hash).execute()

/** Drops the ways and codes of a need. */
export async function deleteWaysOf(tx: Tx, municipality: string, needId: string): Promise<void> {
  await dropped(tx, municipality).where('need_id', '=', needId).execute()
  await tx.deleteFrom('need.line_code').where('municipality', '=', municipality).where('need_id', '=', needId).execute()
}

// ── codes and events of LINE ────────────────────────────────────────────────────────────────────────────────────────

export async function countCodes(tx: Tx, municipality: string, needId: string, since: Date): Promise<number> {
  const { n } = await tx
    .selectFrom('need.line_code')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('municipality', '=', municipality)
    .where('need_id', '=', needId)
    .where('created_at', '>', since)
    .executeTakeFirstOrThrow()
  return Number(n)
}

export const insertCode = (
  tx: Tx,
  code: { municipality: string; code_hash: string; need_id: string; created_at: Date; expires_at: Date },
) => tx.insertInto('need.line_code').values(code).execute()

/** Uses a code up. @returns the need it is of; undefined when it is unknown, used or too old. */
export const useCode = async (tx: Tx, municipality: string, hash: string, now: Date): Promise<string | undefined> => {
  const used = await tx
    .updateTable('need.line_code')
    .set({ used_at: now })
    .where('municipality', '=', municipality)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('need_id')
    .executeTakeFirst()
  return used?.need_id
}

/** Notes that LINE told us something. @returns false when it had told us before. */
export const hearOnce = async (tx: Tx, municipality: string, id: string, now: Date): Promise<boolean> => {
  const heard = await tx
    .insertInto('need.line_event')
    .values({ municipality, id, at: now })
    .onConflict((conflict) => conflict.columns(['municipality', 'id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return heard !== undefined
}

/** Drops codes that ended before `codesBefore`, and what was heard before `eventsBefore`. */
export async function sweepLine(db: Db, codesBefore: Date, eventsBefore: Date): Promise<void> {
  await db.deleteFrom('need.line_code').where('expires_at', '<', codesBefore).execute()
  await db.deleteFrom('need.line_event').where('at', '<', eventsBefore).execute()
}
