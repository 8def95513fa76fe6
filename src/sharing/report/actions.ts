import { randomUUID } from 'node:crypto'
import type { Db } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import { tasksOf } from '../../referral/index.ts'
import { aroundOf, lookThrough } from './around.ts'
import {
  type Choice,
  decide,
  isOpen,
  joined,
  parted,
  type ReportKind,
  undecided,
  type Verdict,
  verdictsOn,
} from './rules.ts'
import { deleteReport, findOpenRoom, insertReport, lockReport, type Report, writeBack } from './store.ts'
import { FEW, type Flag, strip } from './strip.ts'

/** Who acts: an account. In the demo the system does it in their name. */
export type Writer = { municipality: string; account: string }
export type Written = { kind: ReportKind; topic: string; ward: string | null; title: string; words: string }
export type Result<T, R extends string> = { ok: true; value: T } | { ok: false; reason: R }

const actor = ({ account }: Writer) => ({ kind: 'account' as const, id: account })

/** Begins a report. Nobody but its writer sees it until it is sent. A meeting under secrecy gives nothing away. */
export async function beginReport(
  db: Db,
  by: Writer,
  now: Date,
  written: Written,
  from: { roomId?: string | null; needId?: string | null } = {},
): Promise<Result<Report, 'no_room' | 'secret'>> {
  const room = from.roomId ? await findOpenRoom(db, by.municipality, from.roomId) : undefined
  if (from.roomId && !room) return { ok: false, reason: 'no_room' }
  if (room?.basis === 'conference') return { ok: false, reason: 'secret' }
  const report: Report = {
    ...{ municipality: by.municipality, id: randomUUID(), ...written },
    ...{ room_id: from.roomId ?? null, need_id: from.needId ?? room?.need_id ?? null },
    ...{ outcome: null, state: 'draft', flags: [], written_by: by.account, written_at: now, sent_at: null },
    ...{ reviewed_by: null, reviewed_at: null, review_note: null, published_at: null },
    ...{ shown_ward: null, changed: null },
  }
  await db.transaction().execute((tx) => insertReport(tx, report))
  return { ok: true, value: report }
}

type Owned = 'gone' | 'closed'

/** Runs a change of one's own report, locked. */
const own = <T, R extends string>(
  db: Db,
  by: Writer,
  id: string,
  change: (
    tx: Parameters<Parameters<ReturnType<Db['transaction']>['execute']>[0]>[0],
    report: Report,
  ) => Promise<Result<T, R>>,
): Promise<Result<T, R | 'gone'>> =>
  db.transaction().execute(async (tx) => {
    const report = await lockReport(tx, by.municipality, id)
    if (!report || report.written_by !== by.account) return { ok: false, reason: 'gone' }
    return change(tx, report)
  })

/** Writes it anew: what was decided about the old words counts no more. */
export const reviseReport = (db: Db, by: Writer, id: string, written: Written): Promise<Result<Report, Owned>> =>
  own(db, by, id, async (tx, report) => {
    if (!isOpen(report.state)) return { ok: false, reason: 'closed' }
    const next: Report = { ...report, ...written, flags: [] }
    await writeBack(tx, next)
    return { ok: true, value: next }
  })

/** Replaces or keeps what was flagged, as chosen. @returns what is still undecided in the changed text. */
export const decideFlags = (
  db: Db,
  by: Writer,
  now: Date,
  id: string,
  choices: ReadonlyMap<string, Choice> | 'replace_all',
): Promise<Result<{ report: Report; left: Flag[] }, Owned>> =>
  own(db, by, id, async (tx, report) => {
    if (!isOpen(report.state)) return { ok: false, reason: 'closed' }
    const { around, text, flags } = await lookThrough(tx, report, now)
    const all = () =>
      new Map<string, Choice>(flags.map((flag) => [`${flag.kind}-${flag.start}-${flag.end}`, { choice: 'replace' }]))
    const decided = decide(text, flags, report.flags, choices === 'replace_all' ? all() : choices)
    const next: Report = { ...report, ...parted(decided.text), flags: decided.decisions }
    await writeBack(tx, next)
    return { ok: true, value: { report: next, left: undecided(strip(decided.text, around), decided.decisions) } }
  })

/** Sends it to the city. The text is looked through once more here: the page before is no proof. */
export const sendReport = (db: Db, by: Writer, now: Date, id: string): Promise<Result<Report, Owned | 'undecided'>> =>
  own(db, by, id, async (tx, report) => {
    if (!isOpen(report.state)) return { ok: false, reason: 'closed' }
    const { flags } = await lookThrough(tx, report, now)
    if (undecided(flags, report.flags).length > 0) return { ok: false, reason: 'undecided' }
    const tasks = report.need_id ? await tasksOf(tx, by.municipality, [report.need_id]) : []
    const outcome = tasks.findLast((task) => task.outcome !== null)?.outcome ?? report.outcome
    const next: Report = { ...report, outcome, state: 'sent', sent_at: now }
    await writeBack(tx, next)
    await record(tx, {
      ...{ municipality: by.municipality, name: 'sharing.reported', actor: actor(by), subject: id, at: now },
      data: { kind: report.kind, topic: report.topic, ward: report.ward },
    })
    return { ok: true, value: next }
  })

/** The writer takes it back: a draft is gone, what was sent or published is put away at once. */
export const takeBack = (db: Db, by: Writer, now: Date, id: string): Promise<Result<null, 'gone'>> =>
  own(db, by, id, async (tx, report) => {
    if (report.state === 'draft') {
      await deleteReport(tx, report)
      return { ok: true, value: null }
    }
    if (report.state === 'put_away') return { ok: true, value: null }
    await writeBack(tx, { ...report, state: 'put_away', published_at: null, shown_ward: null })
    await record(tx, {
      ...{ municipality: by.municipality, name: 'sharing.report_taken_back', actor: actor(by), subject: id, at: now },
      data: { from: report.state },
    })
    return { ok: true, value: null }
  })

export type Review = { to: Verdict; note: string | null; changed: string | null }

/**
 * The city decides. Nobody decides about their own; what still leads to somebody is not published; a ward is shown only
 * where enough needs of this kind arose in a year; the line about what changed is looked through as well.
 */
export const reviewReport = (
  db: Db,
  by: Writer,
  now: Date,
  id: string,
  { to, note, changed }: Review,
): Promise<Result<Report, 'gone' | 'closed' | 'own' | 'undecided' | 'leads'>> =>
  db.transaction().execute(async (tx) => {
    const report = await lockReport(tx, by.municipality, id)
    if (!report || report.state === 'draft') return { ok: false, reason: 'gone' }
    if (report.written_by === by.account) return { ok: false, reason: 'own' }
    if (!verdictsOn(report.state).includes(to)) return { ok: false, reason: 'closed' }
    const around = await aroundOf(tx, by.municipality, report, now)
    if (changed && strip(changed, around).length > 0) return { ok: false, reason: 'leads' }
    const publishes = to === 'published'
    if (publishes && undecided(strip(joined(report.title, report.words), around), report.flags).length > 0)
      return { ok: false, reason: 'undecided' }
    const shown = publishes && report.ward && (around.alike[report.ward] ?? 0) >= FEW ? report.ward : null
    const next: Report = {
      ...report,
      state: to,
      ...{ reviewed_by: by.account, reviewed_at: now, review_note: note ?? report.review_note },
      published_at: publishes ? (report.published_at ?? now) : null,
      ...{ shown_ward: shown, changed: changed ?? (publishes ? null : report.changed) },
    }
    await writeBack(tx, next)
    await record(tx, {
      ...{ municipality: by.municipality, name: 'sharing.report_reviewed', actor: actor(by), subject: id, at: now },
      data: { from: report.state, to },
    })
    if (publishes && report.state !== 'published')
      await record(tx, {
        ...{ municipality: by.municipality, name: 'sharing.story_published', actor: actor(by), subject: id, at: now },
        data: { kind: report.kind, topic: report.topic, ward: shown },
      })
    return { ok: true, value: next }
  })
