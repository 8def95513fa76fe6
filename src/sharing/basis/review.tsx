// The duty of review: which emergencies there were, and what was looked at and done in one.
import type { Named } from '../../people/index.ts'
import type { Event } from '../../platform/events.ts'
import type { Look } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, Facts, Picks, Steps, Tag, TextArea } from '../../platform/ui/parts.tsx'
import { showMoment } from '../../platform/words.ts'
import type { Person } from '../person/store.ts'
import { type Head, nameOf, RoomShell } from '../room/shell.tsx'
import type { Room } from '../room/store.ts'
import { roomWords } from '../room/words.ts'
import { basisWords } from './words.ts'

const StateTag = ({ look, room, now }: { look: Look; room: Room; now: Date }) => {
  const w = basisWords(look.lang)
  if (room.review) return <Tag kind={room.review === 'justified' ? 'ok' : 'heed'}>{w.results[room.review]}</Tag>
  if (room.reviewBy && room.reviewBy < now)
    return (
      <Tag kind="late" icon="alert">
        {w.late}
      </Tag>
    )
  return (
    <Tag kind="heed" icon="clock">
      {w.waiting}
    </Tag>
  )
}

export function ReviewsPage(props: Head & { rooms: readonly Room[]; names: ReadonlyMap<string, Named> }) {
  const { look, rooms, names, now } = props
  const w = basisWords(look.lang)
  return (
    <RoomShell {...props} title={w.reviews} current="/sharing/reviews">
      <div class="narrow stack">
        <h1>{w.reviews}</h1>
        <p class="lead">{w.reviewsLead}</p>
        {rooms.length === 0 && <p>{w.reviewsNone}</p>}
        <ul class="stack">
          {rooms.map((room) => (
            <li class={!room.review && room.reviewBy && room.reviewBy < now ? 'sheet stack late-item' : 'sheet stack'}>
              <h2>
                <a href={`/sharing/reviews/${room.id}`}>{room.code}</a>
              </h2>
              <p class="tags">
                <StateTag look={look} room={room} now={now} />
              </p>
              <Facts
                facts={[
                  { label: w.openedBy, value: nameOf(names, room.openedBy) },
                  { label: w.openedAt, value: showMoment(room.openedAt, look.lang, true) },
                  { label: w.reviewBy, value: room.reviewBy && showMoment(room.reviewBy, look.lang) },
                ]}
              />
            </li>
          ))}
        </ul>
      </div>
    </RoomShell>
  )
}

export type ReviewProps = Head & {
  room: Room
  person: Person | null
  reason: string
  note: string
  acts: readonly Event[]
  names: ReadonlyMap<string, Named>
  own: boolean
  form: { review: string; note: string }
  problem: string | null
}

export function ReviewPage(props: ReviewProps) {
  const { look, room, person, reason, note, acts, names, own, form, problem, now } = props
  const w = basisWords(look.lang)
  const events = w.events as Record<string, string>
  return (
    <RoomShell {...props} title={w.reviewTitle(room.code)} current="/sharing/reviews" wrong={problem !== null}>
      <div class="narrow stack-l">
        <div class="stack">
          <Crumb href="/sharing/reviews">{w.backReviews}</Crumb>
          <h1>{w.reviewTitle(room.code)}</h1>
          <p class="tags">
            <StateTag look={look} room={room} now={now} />
          </p>
          <Facts
            facts={[
              { label: w.name, value: person && roomWords(look.lang).around(person.name) },
              { label: w.openedBy, value: nameOf(names, room.openedBy) },
              { label: w.openedAt, value: showMoment(room.openedAt, look.lang, true) },
              { label: w.hours, value: room.endsAt && w.until(showMoment(room.endsAt, look.lang)) },
              { label: w.reviewReason, value: reason },
              { label: w.reviewBy, value: room.reviewBy && showMoment(room.reviewBy, look.lang) },
            ]}
          />
        </div>
        <section class="stack" aria-labelledby="acts">
          <h2 id="acts">{w.acts}</h2>
          {acts.length === 0 ? (
            <p>{w.actsNone}</p>
          ) : (
            <Steps
              steps={acts.map((event) => ({
                state: 'done',
                title: events[event.name] ?? event.name,
                note: showMoment(event.at, look.lang),
              }))}
            />
          )}
        </section>
        <section class="sheet stack" aria-labelledby="review">
          <h2 id="review">{w.review}</h2>
          {room.review ? (
            <>
              <p>
                <b>{w.results[room.review]}</b>　
                {w.reviewedBy(nameOf(names, room.reviewedBy), showMoment(room.reviewedAt!, look.lang))}
              </p>
              {note && <p class="mail">{note}</p>}
            </>
          ) : own ? (
            <p>{w.reviewOwn}</p>
          ) : (
            <>
              <ErrorSummary lang={look.lang} problems={problem ? { review: problem } : {}} />
              <form class="form" method="post" action={`/sharing/reviews/${room.id}`}>
                <Picks
                  lang={look.lang}
                  name="review"
                  legend={w.reviewWhat}
                  value={form.review}
                  error={problem ?? undefined}
                  choices={[
                    { value: 'justified', label: w.results.justified },
                    { value: 'not_justified', label: w.results.not_justified },
                  ]}
                />
                <TextArea lang={look.lang} name="note" label={w.reviewNote} value={form.note} maxlength={1000} />
                <button type="submit" class="btn go">
                  {w.reviewGo}
                </button>
              </form>
            </>
          )}
        </section>
      </div>
    </RoomShell>
  )
}
