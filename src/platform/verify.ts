// Recomputes the seals from the first event on, in pages: what was removed, changed or inserted is named by its id.
import { sql } from 'kysely'
import type { Db } from './db.ts'
import {
  countUnsealed,
  exactly,
  type Leaf,
  leafOf,
  NOTHING,
  readSealable,
  type SealedRow,
  sealHash,
  unpackLeaves,
} from './seal.ts'

export type Fault =
  /** An event that a seal covers is gone, is not as it was, or was put in where a seal covers none. */
  | { kind: 'removed' | 'changed' | 'inserted'; id: number; seal: number }
  /** What a seal says of itself does not agree; `events`: the rows it covers agree all the same. */
  | { kind: 'seal_changed'; seal: number; first: number; last: number; events: 'agree' | 'unknown' }
  | { kind: 'seals_removed'; from: number; to: number }
  /** A seal was made anew: the one after it carries another hash. */
  | { kind: 'seal_replaced'; seal: number }
  /** An anchor of the database names a seal that is not there, or is another. */
  | { kind: 'anchor_differs'; day: string; seal: number }
  /** Of the anchor on paper: its seal is beyond the end, or another stands in its place, or it is nowhere. */
  | { kind: 'cut'; seal: number; last: number }
  | { kind: 'rewritten'; seal: number }
  | { kind: 'anchor_unknown' }

export type Verdict = {
  ok: boolean
  seals: number
  events: number
  /** Events that no seal covers yet: as a rule those of the last minute. */
  unsealed: number
  last: { seal: number; hash: string; sealedAt: string } | null
  /** The first of them; `faultCount` says how many there are. */
  faults: Fault[]
  faultCount: number
  seconds: number
}

type StoredSeal = {
  number: number
  first_id: number
  last_id: number
  events: number
  previous: Buffer
  hash: Buffer
  leaves: Buffer
  sealed_at: string
}

const SEALS = 50
const ROWS = 4000
const MOST_FAULTS = 200

/**
 * Checks the whole log against its seals, and the seals against the anchors.
 * @param anchor from paper: with it, a log that was cut or written anew as a whole is found too.
 */
export async function verifyLog(
  db: Db,
  { anchor, onProgress }: { anchor?: { seal?: number; hash: string }; onProgress?: (events: number) => void } = {},
): Promise<Verdict> {
  const started = performance.now()
  const faults: Fault[] = []
  let faultCount = 0
  const fault = (one: Fault) => {
    faultCount += 1
    if (faults.length < MOST_FAULTS) faults.push(one)
  }
  const { rows: ends } = await sql<{ number: number | null; last: number | null }>`
    select max(number) as number, max(last_id) as last from platform.seal`.execute(db)
  const newest = ends[0]?.number ?? 0
  const rows = rowReader(db, ends[0]?.last ?? 0)
  const anchors = await readAnchors(db)
  let seals = 0
  let events = 0
  let found = false
  /** What the next seal may name as the one before it: what that one says, and what it should say. */
  let before: { number: number; last: number; hashes: Buffer[] } = { number: 0, last: 0, hashes: [NOTHING] }
  let last: Verdict['last'] = null

  for (let page = await sealsAfter(db, 0, newest); page.length > 0; ) {
    for (const seal of page) {
      const gap = seal.number !== before.number + 1
      if (gap) {
        fault({ kind: 'seals_removed', from: before.number + 1, to: seal.number - 1 })
        // rows of the seals that are gone cannot be told from rows put in: they stand under the one fault
        await rows.skipTo(seal.first_id - 1)
      } else if (!before.hashes.some((one) => one.equals(seal.previous))) {
        fault({ kind: 'seal_replaced', seal: before.number })
      }
      const leaves = unpackLeaves(seal.leaves)
      const head = { number: seal.number, previous: seal.previous, sealedAt: seal.sealed_at }
      const should = leaves && sealHash(head, leaves)
      const listed = leaves && leaves[0]!.id > before.last
      const present = await rows.upTo(listed ? leaves.at(-1)!.id : seal.last_id)
      events += present.length
      const told = leaves && leaves[0]!.id === seal.first_id && leaves.at(-1)!.id === seal.last_id
      const whole = should?.equals(seal.hash) && told && leaves.length === seal.events
      const actual = present.map(leafOf)
      if (!whole) {
        const agree = actual.length > 0 && sealHash(head, actual).equals(seal.hash)
        const { number, first_id: first, last_id } = seal
        fault({ kind: 'seal_changed', seal: number, first, last: last_id, events: agree ? 'agree' : 'unknown' })
        if (!agree && listed) compare(leaves, actual, seal.number, fault)
      } else compare(leaves, actual, seal.number, fault)
      for (const one of anchors.get(seal.number) ?? [])
        if (!one.hash.equals(seal.hash)) fault({ kind: 'anchor_differs', day: one.day, seal: seal.number })
      anchors.delete(seal.number)
      const hash = seal.hash.toString('hex')
      if (anchor?.hash === hash) found = true
      else if (anchor?.seal === seal.number) {
        fault({ kind: 'rewritten', seal: seal.number })
        found = true // told already
      }
      seals += 1
      before = {
        number: seal.number,
        last: listed ? leaves.at(-1)!.id : seal.last_id,
        hashes: should ? [seal.hash, should] : [seal.hash],
      }
      last = { seal: seal.number, hash, sealedAt: seal.sealed_at }
    }
    onProgress?.(events)
    page = await sealsAfter(db, before.number, newest)
  }
  for (const one of [...anchors.values()].flat()) fault({ kind: 'anchor_differs', day: one.day, seal: one.seal })
  if (anchor && !found) {
    if (anchor.seal === undefined) fault({ kind: 'anchor_unknown' })
    else if (anchor.seal > before.number) fault({ kind: 'cut', seal: anchor.seal, last: before.number })
    else fault({ kind: 'rewritten', seal: anchor.seal })
  }
  const unsealed = await countUnsealed(db)
  const seconds = (performance.now() - started) / 1000
  return { ok: faultCount === 0, seals, events, unsealed, last, faults, faultCount, seconds }
}

/** Both lists are in the order of ids. */
function compare(kept: readonly Leaf[], actual: readonly Leaf[], seal: number, fault: (one: Fault) => void): void {
  let at = 0
  for (const leaf of kept) {
    for (; at < actual.length && actual[at]!.id < leaf.id; at += 1)
      fault({ kind: 'inserted', id: actual[at]!.id, seal })
    if (actual[at]?.id !== leaf.id) fault({ kind: 'removed', id: leaf.id, seal })
    else {
      if (!actual[at]!.hash.equals(leaf.hash)) fault({ kind: 'changed', id: leaf.id, seal })
      at += 1
    }
  }
  for (; at < actual.length; at += 1) fault({ kind: 'inserted', id: actual[at]!.id, seal })
}

async function sealsAfter(db: Db, after: number, newest: number): Promise<StoredSeal[]> {
  const { rows } = await sql<StoredSeal>`
    select number, first_id, last_id, events, previous, hash, leaves, ${exactly('sealed_at')} as sealed_at
    from platform.seal where number > ${after} and number <= ${newest} order by number limit ${SEALS}`.execute(db)
  return rows
}

/** The rows of the log in the order of ids, read in pages as they are asked for. */
function rowReader(db: Db, through: number) {
  let page: SealedRow[] = []
  let at = 0
  let read: number | null = null
  let ended = false
  const walk = async (id: number, take: (row: SealedRow) => void): Promise<void> => {
    for (;;) {
      for (; at < page.length && page[at]!.id <= id; at += 1) take(page[at]!)
      if (at < page.length || ended || (read ?? -Infinity) >= id) return
      page = await readSealable(db, read, through, ROWS)
      at = 0
      ended = page.length < ROWS
      read = page.at(-1)?.id ?? through
    }
  }
  return {
    /** Those that were not given yet, up to an id. */
    upTo: async (id: number): Promise<SealedRow[]> => {
      const given: SealedRow[] = []
      await walk(id, (row) => given.push(row))
      return given
    },
    skipTo: (id: number) => walk(id, () => {}),
  }
}

type Kept = { day: string; seal: number; hash: Buffer }

/** The anchors that the database itself keeps, by their seal. */
async function readAnchors(db: Db): Promise<Map<number, Kept[]>> {
  const { rows } = await sql<Kept>`
    select to_char(day, 'YYYY-MM-DD') as day, seal, hash from platform.anchor order by day`.execute(db)
  return Map.groupBy(rows, ({ seal }) => seal)
}
