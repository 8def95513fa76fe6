// What staff and desks work through: the list, one need.
import { choiceLine, needName, type ServiceView } from '../directory/index.ts'
import type { Need } from '../need/index.ts'
import type { Event } from '../platform/events.ts'
import { type Look, WorkPage } from '../platform/ui/page.tsx'
import {
  Crumb,
  ErrorSummary,
  Facts,
  type IconName,
  Knot,
  SelectField,
  type Step,
  Steps,
  Tag,
  TextArea,
  TextField,
  telHref,
  WorkTable,
} from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import { type AnswerForm, AnswerForms, type AnswerProblems, type Around, NeedFacts } from './desk.tsx'
import { cameBy, Desks } from './desks.tsx'
import { outboxWords } from './outbox-words.ts'
import type { Row, Told } from './reads.ts'
import { dueOf, isClosed, isUnanswered, type Status, type Urgent } from './rules.ts'
import { type Same, SameContact } from './same.tsx'
import type { Note } from './store.ts'
import { referralWords } from './words.ts'
import type { Work } from './work/seat.ts'

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

export type InboxProps = Work & {
  rows: Row[]
  total: number
  counts: Record<Urgent, number>
  filter: { standing: string; ward: string; q: string }
  wards: string[]
  /** Notices that did not arrive: for staff. */
  undelivered: number
}

export function InboxPage({ look, who, nav, now, rows, total, counts, filter, wards, undelivered }: InboxProps) {
  const w = referralWords(look.lang)
  const tabs = ['late', 'today', 'waiting', 'accepted', 'returned'] as const
  return (
    <WorkPage look={look} title={w.inbox} nav={nav} current="/referral" who={who}>
      <div class="row">
        <h1>{w.inbox}</h1>
        <p class="soft small">{w.asOf(showMoment(now, look.lang))}</p>
      </div>
      {undelivered > 0 && (
        <p class="tell heed">
          <a href="/referral/outbox?tab=undelivered">{outboxWords(look.lang).head(undelivered)}</a>
        </p>
      )}
      <nav aria-label={w.counts.all}>
        <ul class="counts">
          {tabs.map((tab) => (
            <li>
              <a
                class={tab === 'late' && counts.late > 0 ? 'late' : undefined}
                href={`/referral?standing=${tab}`}
                aria-current={filter.standing === tab ? 'page' : undefined}
              >
                <b>{counts[tab]}</b>
                {w.counts[tab]}
              </a>
            </li>
          ))}
          <li>
            <a href="/referral" aria-current={filter.standing ? undefined : 'page'}>
              <b>{total}</b>
              {w.counts.all}
            </a>
          </li>
        </ul>
      </nav>
      <form class="filters" method="get" action="/referral">
        <TextField lang={look.lang} name="q" type="search" label={w.filters.words} value={filter.q} />
        <SelectField
          lang={look.lang}
          name="standing"
          label={w.filters.state}
          value={filter.standing}
          choices={[{ value: '', label: w.filters.all }, ...tabs.map((tab) => ({ value: tab, label: w.counts[tab] }))]}
        />
        <SelectField
          lang={look.lang}
          name="ward"
          label={w.filters.ward}
          value={filter.ward}
          choices={[{ value: '', label: w.filters.allWards }, ...wards.map((ward) => ({ value: ward, label: ward }))]}
        />
        <button type="submit" class="btn slim">
          {w.filters.go}
        </button>
      </form>
      {rows.length === 0 ? (
        <div class="sheet calm">
          <Knot />
          <h2>{w.empty}</h2>
          <p class="soft">{w.emptyHow}</p>
        </div>
      ) : (
        <WorkTable
          caption={w.caption(rows.length, total)}
          columns={(['need', 'state', 'due', 'ward', 'desk', 'age'] as const).map((column) => w.columns[column])}
        >
          {rows.map((row) => (
            <InboxRow look={look} now={now} row={row} />
          ))}
        </WorkTable>
      )}
    </WorkPage>
  )
}

function InboxRow({ look, now, row: { task, need, desk, standing } }: { look: Look; now: Date; row: Row }) {
  const w = referralWords(look.lang)
  const due = dueOf(task)
  const late = standing === 'late'
  return (
    <tr role="row" class={late ? 'late' : undefined}>
      <td role="cell" class="lead-cell">
        <a class="subject" href={`/referral/${need.id}`}>
          {shorten(need.words) ?? needName(need.kind, look.lang)}
        </a>
        <small>
          {need.code}　{needName(need.kind, look.lang)}
        </small>
      </td>
      <td role="cell" data-th={w.columns.state}>
        <StatusTag look={look} status={task.status} late={late} />
      </td>
      <td role="cell" data-th={w.columns.due}>
        {due ? (
          <span>
            <b>{showMoment(due, look.lang)}</b>
            <small>
              {late
                ? w.overdue(lasting(look, now.getTime() - due.getTime()))
                : w.left(lasting(look, due.getTime() - now.getTime()))}
            </small>
          </span>
        ) : (
          w.noDue
        )}
      </td>
      <td role="cell" data-th={w.columns.ward}>
        <span>
          {need.ward ?? w.unknownWard}
          {need.town && <small>{need.town}</small>}
        </span>
      </td>
      <td role="cell" data-th={w.columns.desk}>
        {desk.name}
      </td>
      <td role="cell" data-th={w.columns.age}>
        {lasting(look, (need.closed_at ?? now).getTime() - need.created_at.getTime())}
      </td>
    </tr>
  )
}

const shorten = (text: string | null): string | null => (text && text.length > 60 ? `${text.slice(0, 60)}…` : text)

export type NeedProps = Work &
  Told &
  Around & {
    events: Event[]
    notes: Note[]
    /** Other needs of the same contact: for the city only. */
    same: Same[]
    /** Who could be asked next. */
    others: ServiceView[]
    form: AnswerForm
    problems: AnswerProblems
    said: 'too_late' | 'asked_already' | null
  }

export function NeedPage(props: NeedProps) {
  const { look, who, staff, nav, need, tasks, events, notes, others, same, around, form, problems, said } = props
  const w = referralWords(look.lang)
  const last = tasks.findLast(({ task }) => !isClosed(task.status)) ?? tasks.at(-1)
  const open = need.state === 'open'
  const live = last && !isClosed(last.task.status) ? last : null
  const title = shorten(need.words) ?? needName(need.kind, look.lang)
  return (
    <WorkPage
      look={look}
      title={need.code}
      nav={nav}
      current="/referral"
      who={who}
      wrong={Object.keys(problems).length > 0}
    >
      <Crumb href="/referral">{w.inbox}</Crumb>
      <div class="stack">
        <h1>{title}</h1>
        <p class="tags">
          {last && <StatusTag look={look} status={last.task.status} />}
          <Tag>{need.code}</Tag>
          <Tag icon="pin">{need.ward ? `${need.ward}${need.town ?? ''}` : w.unknownWard}</Tag>
          {live && dueOf(live.task) && (
            <span class="small">
              {w.columns.due} <b>{showMoment(dueOf(live.task)!, look.lang)}</b>
            </span>
          )}
        </p>
        <ErrorSummary lang={look.lang} problems={problems} />
        {said && <p class="tell bad">{said === 'too_late' ? w.tooLate : w.forwardAlready}</p>}
      </div>
      <div class="cols">
        <div class="stack-l">
          {staff && <SameContact look={look} same={same} />}
          {last ? (
            <NeedFacts look={look} task={last.task} need={need} around={around} />
          ) : (
            <p class="tell heed">{w.noContact}</p>
          )}
          {live && (
            <section class="sheet stack" aria-labelledby="next">
              <h2 id="next">{w.next}</h2>
              <p>
                {isUnanswered(live.task.status)
                  ? w.waitingFor(live.desk.name, showMoment(live.task.answer_by, look.lang))
                  : w.callBy(showMoment(live.task.contact_by, look.lang))}{' '}
                {live.desk.phone && <a href={telHref(live.desk.phone)}>{live.desk.phone}</a>}
              </p>
              <AnswerForms
                look={look}
                task={live.task}
                need={need}
                action={`/referral/${need.id}/answer`}
                form={form}
                problems={problems}
                staff={staff}
              />
            </section>
          )}
          {staff && need.state !== 'withdrawn' && need.state !== 'met' && (
            <section class="sheet stack" aria-labelledby="forward">
              <h2 id="forward">{w.forward}</h2>
              {live && <p class="small soft">{w.forwardHow}</p>}
              <form method="post" action={`/referral/${need.id}/forward`} class="form">
                <SelectField
                  lang={look.lang}
                  name="service"
                  label={w.forwardTo}
                  choices={others.map((service) => ({ value: service.id, label: choiceLine(service, look.lang) }))}
                />
                <button type="submit" class="btn slim">
                  {w.forwardGo}
                </button>
              </form>
              {open && !live && (
                <form method="post" action={`/referral/${need.id}/give-up`}>
                  <button type="submit" class="btn slim plain">
                    {w.giveUp}
                  </button>
                </form>
              )}
            </section>
          )}
          <Desks look={look} need={need} tasks={tasks} staff={staff} />
        </div>
        <div class="stack-l">
          <section class="sheet stack" aria-labelledby="history">
            <h2 id="history">{w.history}</h2>
            <Steps steps={historyOf(look, events, notes)} />
            <form class="form" method="post" action={`/referral/${need.id}/note`}>
              <TextArea lang={look.lang} name="note" id="memo" label={w.note} rows={2} />
              <button type="submit" class="btn slim">
                {w.noteAdd}
              </button>
            </form>
            <p>
              <a href={`/sharing/reports/new?need=${need.id}`}>{w.toCity}</a>
            </p>
          </section>
          <Person look={look} need={need} first={tasks[0]?.desk.name} />
        </div>
      </div>
    </WorkPage>
  )
}

const Person = ({ look, need, first }: { look: Look; need: Need; first: string | undefined }) => {
  const w = referralWords(look.lang)
  return (
    <section class="sheet stack" aria-labelledby="person">
      <h2 id="person">{w.person}</h2>
      <Facts
        facts={[
          { label: w.channel, value: `${w.channels[need.channel]}　${showMoment(need.created_at, look.lang)}` },
          { label: w.relation, value: need.relation && w.relations[need.relation] },
          {
            label: w.contact,
            value:
              need.consented_at && first ? w.consent(first, showMoment(need.consented_at, look.lang)) : w.noContact,
          },
        ]}
      />
    </section>
  )
}

/** Events and notes on one line of time. */
function historyOf(look: Look, events: Event[], notes: Note[]): Step[] {
  const w = referralWords(look.lang)
  const names = w.events as Record<string, string>
  const happened = events
    .filter((event) => event.name !== 'referral.noted')
    .map((event) => ({
      at: event.at,
      title: `${names[event.name] ?? event.name}${cameBy(look, event.data)}`,
      back: event.name === 'referral.declined',
    }))
  const written = notes.map((note) => ({ at: note.created_at, title: `${note.author}：${note.words}`, back: false }))
  return [...happened, ...written]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, title, back }) => ({ state: back ? 'back' : 'done', title, note: showMoment(at, look.lang) }))
}
