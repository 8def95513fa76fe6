// Where a referral stands, as an icon and a word.
import type { Look } from '../platform/ui/page.tsx'
import { type IconName, Tag } from '../platform/ui/parts.tsx'
import type { Status } from './rules.ts'
import { referralWords } from './words.ts'

const ICONS: Record<Status, [IconName, 'ok' | 'heed' | 'late' | 'tie' | undefined]> = {
  draft: ['paper', undefined],
  sent: ['clock', 'heed'],
  seen: ['clock', 'heed'],
  accepted: ['check', 'ok'],
  declined: ['ret', undefined],
  forwarded: ['ret', undefined],
  in_progress: ['check', 'ok'],
  on_hold: ['pause', 'heed'],
  completed: ['check', 'tie'],
  failed: ['alert', 'heed'],
  cancelled: ['ret', undefined],
  expired: ['clock', undefined],
}

export const StatusTag = ({ look, status, late }: { look: Look; status: Status; late?: boolean }) => {
  const w = referralWords(look.lang)
  if (late)
    return (
      <Tag kind="late" icon="alert">
        {w.late}
      </Tag>
    )
  const [icon, kind] = ICONS[status]
  return (
    <Tag kind={kind} icon={icon}>
      {w.statuses[status]}
    </Tag>
  )
}

/** 3日 · 5時間 · 12分, the largest whole unit. */
export function lasting(look: Look, milliseconds: number): string {
  const w = referralWords(look.lang)
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000))
  if (minutes >= 1440) return w.days(Math.floor(minutes / 1440))
  if (minutes >= 60) return w.hours(Math.floor(minutes / 60))
  return w.minutes(minutes)
}
