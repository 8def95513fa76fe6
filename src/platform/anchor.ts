// The anchor of a day: a few lines on paper, or with another body, against which the whole log can be checked.
import { sql } from 'kysely'
import { tokyo } from './clock.ts'
import type { Db } from './db.ts'
import type { Timer } from './jobs.ts'
import { newestSeal, sealer } from './seal.ts'

export type Anchor = { day: string; seal: number; hash: string; events: number; madeAt: Date }

const columns = sql`to_char(day, 'YYYY-MM-DD') as day, seal, encode(hash, 'hex') as hash, events, made_at as "madeAt"`

/** The anchor of a day, `2026-11-28`; without one, the newest. */
export async function findAnchor(db: Db, day?: string): Promise<Anchor | undefined> {
  const { rows } = await sql<Anchor>`
    select ${columns} from platform.anchor where ${day ?? null}::date is null or day = ${day ?? null}::date
    order by day desc limit 1`.execute(db)
  return rows[0]
}

const yesterday = (now: Date): string => tokyo(now).toPlainDate().subtract({ days: 1 }).toString()

/**
 * Seals, and keeps the anchor of yesterday in Tokyo, once.
 * @returns the newest anchor; undefined while nothing is sealed.
 */
export async function dropAnchor(db: Db, now: Date): Promise<Anchor | undefined> {
  await sealer(() => now)(db)
  const last = await newestSeal(db)
  if (!last) return undefined
  await sql`
    insert into platform.anchor (day, seal, hash, events, made_at)
    select ${yesterday(now)}, ${last.number}, ${last.hash}, sum(events), ${now} from platform.seal
    where number <= ${last.number}
    on conflict (day) do nothing`.execute(db)
  return findAnchor(db)
}

/** Every night at five past twelve: long enough after midnight for the last events of the day to be sealed. */
export const anchorTimer = (now: () => Date): Timer => ({
  name: 'platform.anchor',
  cron: '5 0 * * *',
  run: async (db) => void (await dropAnchor(db, now())),
})

/** What the QR code holds, and what `musubi audit verify --anchor` reads. */
export const anchorCode = ({ day, seal, hash, events }: Anchor): string =>
  `musubi-anchor:1:${day}:${seal}:${events}:${hash}`

/** The hash in groups of eight, to be compared by eye and read out. */
export const groups = (hash: string): string => hash.match(/.{8}/g)!.join(' ')

/** What somebody typed or scanned from paper: the whole code, or the hash alone, with or without spaces. */
export function readAnchorCode(text: string): { seal?: number; events?: number; hash: string } | undefined {
  const plain = text.replace(/\s+/g, '').toLowerCase()
  const found = /^(?:musubi-anchor:1:\d{4}-\d\d-\d\d:(\d{1,15}):(\d{1,15}):)?([0-9a-f]{64})$/.exec(plain)
  if (!found) return undefined
  const number = (one: string | undefined) => (one === undefined ? undefined : Number(one))
  return { seal: number(found[1]), events: number(found[2]), hash: found[3]! }
}
