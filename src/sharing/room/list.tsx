// The rooms somebody belongs to, and what they have to do in them.
import type { Look } from '../../platform/ui/page.tsx'
import { Icon, Tag } from '../../platform/ui/parts.tsx'
import { showDay, showMoment } from '../../platform/words.ts'
import type { MyItem, MyRoom } from './reads.ts'
import { type Head, RoomShell } from './shell.tsx'
import { templateWords } from './template.ts'
import { keepWords, roomWords } from './words.ts'

export type RoomsProps = Head & {
  rooms: MyRoom[]
  items: MyItem[]
  may: { keep: boolean; convene: boolean; breakIn: boolean; review: boolean }
}

export function RoomsPage(props: RoomsProps) {
  const { look, rooms, items, may } = props
  const w = roomWords(look.lang)
  const k = keepWords(look.lang)
  const b = basisLinks(look)
  return (
    <RoomShell {...props} title={w.rooms}>
      <div class="stack">
        <h1>{w.rooms}</h1>
        <p class="lead">{w.roomsLead}</p>
        <div class="acts side">
          {may.keep && (
            <a class="btn go" href="/sharing/rooms/new">
              {k.open}
            </a>
          )}
          {may.convene && (
            <a class="btn slim" href="/sharing/conferences/new">
              {b.convene}
            </a>
          )}
          {may.breakIn && (
            <a class="btn slim" href="/sharing/emergency">
              {b.emergency}
            </a>
          )}
          {may.review && (
            <a class="btn slim" href="/sharing/reviews">
              {b.reviews}
            </a>
          )}
        </div>
      </div>
      {(items.length > 0 || rooms.length > 0) && (
        <section class="stack" aria-labelledby="mine">
          <h2 id="mine">{w.mine}</h2>
          {items.length === 0 ? <p class="soft">{w.noItems}</p> : <MyItems look={look} items={items} />}
        </section>
      )}
      <section class="stack" aria-labelledby="rooms">
        <h2 id="rooms" class="vh">
          {w.rooms}
        </h2>
        {rooms.length === 0 ? (
          <p>{w.noRooms}</p>
        ) : (
          <ul class="stack">
            {rooms.map((one) => (
              <RoomLine look={look} one={one} />
            ))}
          </ul>
        )}
      </section>
    </RoomShell>
  )
}

const basisLinks = (look: Look) =>
  look.lang === 'en'
    ? { convene: 'Convene a support conference', emergency: 'Emergency', reviews: 'Reviews' }
    : { convene: '支援会議を招集する', emergency: '緊急にひらく', reviews: '緊急のふり返り' }

const RoomLine = ({ look, one: { room, gate, person, unread, mentions, newest } }: { look: Look; one: MyRoom }) => {
  const w = roomWords(look.lang)
  return (
    <li class="sheet stack">
      <h3>
        <a href={`/sharing/rooms/${room.id}`}>{person ? w.around(person.name) : w.room(room.code)}</a>
      </h3>
      <p class="tags">
        <Tag kind={room.basis === 'emergency' ? 'heed' : 'tie'}>{w.bases[room.basis]}</Tag>
        <Tag>{w.purposes[room.purpose]}</Tag>
        {!gate.open && <Tag icon="door">{w.shut}</Tag>}
        {mentions > 0 && (
          <Tag kind="heed" icon="chat">
            {w.named(mentions)}
          </Tag>
        )}
        {unread > 0 && <Tag icon="mail">{w.unread(unread)}</Tag>}
      </p>
      {gate.open ? (
        <p class="soft small">
          {room.code}
          {newest && `　${showMoment(newest, look.lang)}`}
        </p>
      ) : (
        <p class="soft small">{w.shuts[gate.reason]}</p>
      )}
    </li>
  )
}

/** A day as people say it. */
export const sayDay = (day: string, look: Look) => showDay(new Date(`${day}T12:00:00+09:00`), look.lang)

const MyItems = ({ look, items }: { look: Look; items: MyItem[] }) => {
  const w = roomWords(look.lang)
  return (
    <ul class="more">
      {items.map(({ item, room, state }) => (
        <li>
          <a href={`/sharing/rooms/${room.id}/list#i-${item.id}`}>
            <span>{item.templateKey ? templateWords(item.templateKey, look.lang) : item.words}</span>
            <small>
              {room.code}
              {item.due && `　${w.due(sayDay(item.due, look))}`}
            </small>
            {state === 'overdue' && (
              <span class="tag late">
                <Icon name="alert" />
                {w.overdue}
              </span>
            )}
            {state === 'soon' && <Tag kind="heed">{w.soon}</Tag>}
          </a>
        </li>
      ))}
    </ul>
  )
}
