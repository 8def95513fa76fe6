// One need as those at work see it: where it stands, what to do next, who was asked, what happened.
import { needName, type ServiceView } from '../directory/index.ts'
import type { Need } from '../need/index.ts'
import type { Event } from '../platform/events.ts'
import { type Look, WorkPage } from '../platform/ui/page.tsx'
import { Crumb, ErrorSummary, Facts, type Step, Steps, Tag, telHref } from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import type { Refusal } from './actions.ts'
import { type AnswerForm, AnswerForms, type AnswerProblems, type Around, NeedFacts } from './desk.tsx'
import { cameBy, type DeskLine, Desks } from './desks.tsx'
import type { Desk, Told } from './reads.ts'
import { dueOf, isClosed, isUnanswered } from './rules.ts'
import { type Same, SameContact } from './same.tsx'
import { StatusTag } from './status.tsx'
import type { Note, Task } from './store.ts'
import { referralWords } from './words.ts'
import { shorten } from './work/list.ts'
import { AskForm, ForwardForm, HandForm, NoteForm, type PassForm, type PassProblems } from './work/pass.tsx'
import type { Work } from './work/seat.ts'
import { passWords } from './work/words.ts'
import type { Colleague } from './work/work-store.ts'

export type NeedProps = Work &
  Told &
  Around & {
    events: Event[]
    notes: Note[]
    /** Other needs of the same contact: for the city only. */
    same: Same[]
    /** What the reader can act on, one at a time; null: nothing. */
    live: { task: Task; desk: Desk } | null
    /** The referral by which the reader sees the need: it decides whether the contact is theirs. */
    seenBy: Task | null
    lines: DeskLine[]
    /** Who could be asked next. */
    others: ServiceView[]
    /** Who could have it in hand. */
    colleagues: Colleague[]
    form: AnswerForm
    problems: AnswerProblems & PassProblems
    pass: PassForm
    audience: string
    said: Refusal | 'not_there' | null
  }

export function NeedPage(props: NeedProps) {
  const { look, who, staff, nav, need, tasks, events, notes, live, seenBy, lines, others, colleagues } = props
  const { form, problems, pass, audience, said, same, around } = props
  const w = referralWords(look.lang)
  const p = passWords(look.lang)
  const last = live ?? tasks.at(-1)
  const goesOn = need.state === 'open' || need.state === 'unmet'
  const passing = { look, others, form: pass, problems }
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
          <span class="small">
            {p.stands} <b>{p.needStates[need.state]}</b>
          </span>
        </p>
        <ErrorSummary lang={look.lang} problems={problems} />
        {said && (
          <p class="tell bad" role="alert">
            {p.refused[said]}
          </p>
        )}
      </div>
      <div class="cols">
        <div class="stack-l">
          {staff && <SameContact look={look} same={same} />}
          {seenBy ? (
            <NeedFacts look={look} task={seenBy} need={need} around={around} />
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
              {colleagues.length > 0 && (
                <HandForm look={look} needId={need.id} task={live.task} colleagues={colleagues} />
              )}
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
          {goesOn && staff && (
            <AskForm
              {...passing}
              needId={need.id}
              task={live?.task ?? null}
              giveUp={tasks.every(({ task }) => isClosed(task.status))}
            />
          )}
          {goesOn && !staff && live && (
            <ForwardForm {...passing} task={live.task} action={`/referral/${need.id}/forward`} later />
          )}
          <Desks look={look} needId={need.id} lines={lines} staff={staff} />
        </div>
        <div class="stack-l">
          <section class="sheet stack" aria-labelledby="history">
            <h2 id="history">{w.history}</h2>
            <Steps steps={historyOf(look, events, notes)} />
            <NoteForm look={look} needId={need.id} audience={audience} />
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
  const written = notes.map((note) => ({
    at: note.created_at,
    title: `${note.author}${note.audience === 'team' ? `（${passWords(look.lang).teamOnly}）` : ''}：${note.words}`,
    back: false,
  }))
  return [...happened, ...written]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .map(({ at, title, back }) => ({ state: back ? 'back' : 'done', title, note: showMoment(at, look.lang) }))
}
