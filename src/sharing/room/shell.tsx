// The frame of pages around rooms: at work with the screens of work; for the person and the family, a page like any other.
import type { Child } from 'hono/jsx'
import type { Named } from '../../people/index.ts'
import { type Look, PublicPage, WorkPage } from '../../platform/ui/page.tsx'
import { Crumb } from '../../platform/ui/parts.tsx'
import type { Shut } from '../basis/rules.ts'
import type { Room } from './store.ts'
import { roomWords } from './words.ts'

/** Who looks, and when. */
export type Head = {
  look: Look
  who: string
  role: string | null
  nav: readonly { href: string; label: string }[]
  now: Date
}

const AT_HOME = 'resident'

export function RoomShell({
  look,
  who,
  role,
  nav,
  title,
  current = '/sharing',
  wrong = false,
  children,
}: Head & { title: string; current?: string; wrong?: boolean; children?: Child }) {
  if (role === AT_HOME)
    return (
      <PublicPage look={look} title={title} wrong={wrong} urgent={false} leave={false} noindex>
        {children}
      </PublicPage>
    )
  return (
    <WorkPage look={look} title={title} nav={nav} current={current} who={who} wrong={wrong} flow="stack-l">
      {children}
    </WorkPage>
  )
}

/** The name of an account on a page; who is not known any more has none. */
export const nameOf = (names: ReadonlyMap<string, Named>, id: string | null): string =>
  (id && names.get(id)?.name) || '—'

/** A room that is shut to one who belongs to it: that it is there, and why. */
export function ShutPage(props: Head & { room: Room; reason: Shut; movedTo?: string | null; next?: Child }) {
  const { look, room, reason, movedTo, next } = props
  const w = roomWords(look.lang)
  return (
    <RoomShell {...props} title={w.shutTitle}>
      <div class="narrow stack">
        <Crumb href="/sharing">{w.toRooms}</Crumb>
        <h1>{w.shutTitle}</h1>
        <p>
          {w.room(room.code)}（{w.bases[room.basis]}）
        </p>
        <p class="lead">{w.shuts[reason]}</p>
        {movedTo && (
          <p>
            <a class="btn" href={`/sharing/rooms/${movedTo}`}>
              {w.room('')}
            </a>
          </p>
        )}
        {next}
        <p class="soft small">{w.shutNext}</p>
      </div>
    </RoomShell>
  )
}
