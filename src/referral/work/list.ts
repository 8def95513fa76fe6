// The list that is worked through: what is shown of it, page by page, and as CSV.
import { GROUPS, groupOf, needName } from '../../directory/index.ts'
import { tokyo } from '../../platform/clock.ts'
import type { Look } from '../../platform/ui/page.tsx'
import type { Row } from '../reads.ts'
import type { Urgent } from '../rules.ts'
import { referralWords } from '../words.ts'
import { workListWords } from './words.ts'

export const PAGE = 50
export const WHOSE = ['mine', 'nobody'] as const

/** What is asked for in the address; empty: everything. `kind` is a group, `desk` an organisation. */
export type Filter = {
  standing: string
  ward: string
  kind: string
  desk: string
  whose: string
  q: string
}
export const NO_FILTER: Filter = { standing: '', ward: '', kind: '', desk: '', whose: '', q: '' }

export const readFilter = (query: Record<string, string>): Filter =>
  Object.fromEntries(
    Object.keys(NO_FILTER).map((name) => [name, (query[name] ?? '').slice(0, 100)]),
  ) as unknown as Filter

/** The address of the list with a filter, or of another page of it. */
export function addressOf(filter: Filter, path = '/referral', page = 1): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''))
  if (page > 1) query.set('page', String(page))
  return query.size > 0 ? `${path}?${query}` : path
}

/** @param hands accounts whose work the reader has in hand now */
export function fits({ task, need, standing }: Row, filter: Filter, hands: ReadonlySet<string>): boolean {
  const { assignee_id: assignee } = task
  const q = filter.q.normalize('NFKC').toLowerCase()
  return (
    (!filter.standing || standing === filter.standing) &&
    (!filter.ward || need.ward === filter.ward) &&
    (!filter.kind || groupOf(need.kind) === filter.kind) &&
    (!filter.desk || task.organization_id === filter.desk) &&
    (filter.whose !== 'mine' || (assignee !== null && hands.has(assignee))) &&
    (filter.whose !== 'nobody' || (assignee === null && !task.closed_at)) &&
    (!q || [need.words ?? '', need.code].some((text) => text.normalize('NFKC').toLowerCase().includes(q)))
  )
}

export const countStandings = (rows: readonly Row[]): Record<Urgent, number> => {
  const counts = { late: 0, today: 0, waiting: 0, accepted: 0, returned: 0, closed: 0 }
  for (const row of rows) counts[row.standing] += 1
  return counts
}

export type Option = { value: string; label: string }

/** The kinds and the organisations that the list holds. */
export function optionsOf(rows: readonly Row[], look: Look): { kinds: Option[]; desks: Option[] } {
  const there = new Set(rows.map(({ need }) => groupOf(need.kind)))
  const desks = new Map(
    rows.flatMap(({ task, desk }) =>
      task.organization_id ? [[task.organization_id, desk.organization] as const] : [],
    ),
  )
  return {
    kinds: GROUPS.filter(({ code }) => there.has(code)).map(({ code }) => ({
      value: code,
      label: needName(code, look.lang),
    })),
    desks: [...desks].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label, 'ja')),
  }
}

/** The beginning of somebody's words, for a list or a title. */
export const shorten = (text: string | null): string | null =>
  text && text.length > 60 ? `${text.slice(0, 60)}…` : text

/** 2026-11-25 10:24 in Tokyo, as spreadsheets read it. */
const moment = (at: Date | null): string | null => {
  if (!at) return null
  const day = tokyo(at)
  return `${day.toPlainDate()} ${String(day.hour).padStart(2, '0')}:${String(day.minute).padStart(2, '0')}`
}

/** Rows of the CSV: codes, states, times and desks. No words, no contact, nothing written by hand. */
export function csvOf(rows: readonly Row[], look: Look): (string | null)[][] {
  const w = referralWords(look.lang)
  const head = workListWords(look.lang).csv
  return [
    [...head],
    ...rows.map(({ task, need, desk }) => [
      need.code,
      need.kind,
      needName(need.kind, look.lang),
      need.ward,
      w.statuses[task.status],
      moment(task.requested_at),
      moment(task.answer_by),
      moment(task.contact_by),
      moment(task.answered_at),
      moment(task.begun_at),
      moment(task.closed_at),
      desk.name,
      desk.organization,
      task.status_reason && w.reasons[task.status_reason as keyof typeof w.reasons],
      task.outcome && w.outcomes[task.outcome],
    ]),
  ]
}
