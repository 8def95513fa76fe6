// What is written in a room and what is to be done there, as rules. Pure.
import { businessDeadline, isBusinessDay, tokyo } from '../../platform/clock.ts'
import type { Audience, Part } from '../basis/rules.ts'
import type { Fact } from '../consent/rules.ts'

/** A message, something measured, a visit, what was decided. */
export const ENTRY_KINDS = ['message', 'vital', 'visit', 'decision'] as const
export type EntryKind = (typeof ENTRY_KINDS)[number]

/** The kind of fact that an entry tells, until its writer says otherwise. */
export const USUAL_FACT: Record<EntryKind, Fact> = {
  message: 'life',
  vital: 'medical',
  visit: 'life',
  decision: 'life',
}

/** In what people are here, for the list to choose from; another word may be written. */
export const PROFESSIONS = [
  ...['ケアマネジャー', '社会福祉士', '薬剤師', '医師', '看護師', '保健師', '医療ソーシャルワーカー', 'リハビリ職'],
  ...['ヘルパー', '民生委員', '市職員', '相談支援専門員', '福祉用具専門相談員'],
] as const

export type Draft = { kind: EntryKind; fact: Fact; audience: Audience }
export type DraftFault = 'abuse_to_all' | 'not_team' | 'not_confirmed'

/**
 * What is wrong with an entry before it stands. What tells of abuse never goes to the family; the person and the family
 * write to all; and what goes to all is confirmed once more by those who also write to the team alone.
 */
export function draftFault(part: Part, draft: Draft, confirmed: boolean): DraftFault | null {
  const inTeam = part === 'keeper' || part === 'team'
  if (draft.audience === 'all' && draft.fact === 'abuse') return 'abuse_to_all'
  if (draft.audience === 'team' && !inTeam) return 'not_team'
  if (draft.audience === 'all' && inTeam && !confirmed) return 'not_confirmed'
  return null
}

/** Entries on one page; how many are looked through by one search; characters of an entry. */
export const PAGE = 30
export const SEARCHED = 2000
export const LONGEST = 4000

/** A text as it can be kept: whole letters, no control characters but breaks, nothing around it, no longer than it may be. */
export const tidyText = (text: string, longest: number): string =>
  text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .trim()
    .slice(0, longest)
    .toWellFormed()

/** A day that somebody typed, as YYYY-MM-DD; null for what is no day of these two centuries. */
export function readDay(text: string): string | null {
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return null
  try {
    return Temporal.PlainDate.from(text).toString()
  } catch {
    return null
  }
}

/** The moment at which a day begins here. */
export const startOf = (day: string): Date => new Date(`${day}T00:00:00+09:00`)

// ── the checklist ───────────────────────────────────────────────────────────────────────────────────────────────

export type TemplateItem = {
  key: string
  /** Business days before (negative) or after the day it hangs on. */
  days: number
  /** The day of admission, or of coming home. */
  from: 'admission' | 'discharge'
  profession: string | null
}

/** The day `days` business days from a day; with 0 the day itself, whatever it is. */
export function businessDayFrom(day: string, days: number): string {
  let at = Temporal.PlainDate.from(day)
  for (let left = Math.abs(days); left > 0; ) {
    at = at.add({ days: Math.sign(days) })
    if (isBusinessDay(at)) left -= 1
  }
  return at.toString()
}

/**
 * When each item of a list is due and whose it is: the first member of that profession, else nobody's yet.
 * Without a day of coming home, what hangs on it has no day yet.
 */
export function planList<T extends TemplateItem>(
  items: readonly T[],
  days: { admission: string; discharge: string | null },
  members: readonly { accountId: string; profession: string | null }[],
): (T & { due: string | null; ownerId: string | null })[] {
  return items.map((item) => {
    const day = days[item.from]
    const owner = item.profession && members.find(({ profession }) => profession === item.profession)
    return { ...item, due: day && businessDayFrom(day, item.days), ownerId: owner ? owner.accountId : null }
  })
}

/** Where an item stands on a day in Tokyo. */
export function dueState(
  item: { due: string | null; doneAt: Date | null },
  now: Date,
): 'done' | 'overdue' | 'soon' | 'open' {
  if (item.doneAt) return 'done'
  if (!item.due) return 'open'
  const today = tokyo(now).toPlainDate()
  const due = Temporal.PlainDate.from(item.due)
  if (Temporal.PlainDate.compare(due, today) < 0) return 'overdue'
  const tomorrow = tokyo(businessDeadline(now, 1)).toPlainDate()
  return Temporal.PlainDate.compare(due, tomorrow) <= 0 ? 'soon' : 'open'
}
