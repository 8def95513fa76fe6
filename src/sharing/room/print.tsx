// A room on paper: the newest entries, as far as the reader may read them. Not of a conference.
import type { Named } from '../../people/index.ts'
import { Crumb } from '../../platform/ui/parts.tsx'
import { showMoment } from '../../platform/words.ts'
import type { Inside, Timeline } from './reads.ts'
import { type Head, nameOf, RoomShell } from './shell.tsx'
import { Lines } from './timeline.tsx'
import { keepWords, roomWords } from './words.ts'

export function PrintPage(props: Head & { inside: Inside; timeline: Timeline; names: ReadonlyMap<string, Named> }) {
  const { look, inside, now, who } = props
  const w = roomWords(look.lang)
  const k = keepWords(look.lang)
  return (
    <RoomShell {...props} title={w.print}>
      <div class="narrow stack">
        <Crumb href={`/sharing/rooms/${inside.room.id}`}>{w.back}</Crumb>
        <h1>{inside.person ? w.around(inside.person.name) : w.room(inside.room.code)}</h1>
        <p class="small">
          {k.printed(showMoment(now, look.lang, true))}　{who}
        </p>
        <p class="small soft">
          {w.members}：
          {inside.members
            .filter(({ leftAt }) => !leftAt)
            .map(({ accountId }) => nameOf(props.names, accountId))
            .join('、')}
        </p>
        <Lines {...props} files={new Map()} sought={null} quiet />
        <p class="small soft">{k.printNote}</p>
      </div>
    </RoomShell>
  )
}
