// The desk's pages by a link in a mail: locked, opened by a code, at an end.
import type { ServiceView } from '../directory/index.ts'
import type { Need } from '../need/index.ts'
import { businessDaysUntil } from '../platform/clock.ts'
import { DeskPage, type Look, PublicPage } from '../platform/ui/page.tsx'
import { ErrorSummary, telHref } from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import { CodeForms, CodeSaid, type CodeState } from './code-forms.tsx'
import { type AnswerForm, AnswerForms, type AnswerProblems, type Around, NeedFacts } from './desk.tsx'
import type { Desk } from './reads.ts'
import { isUnanswered, type Status } from './rules.ts'
import type { Note, Task } from './store.ts'
import { referralWords } from './words.ts'
import { EMPTY_PASS, ForwardForm, type PassProblems } from './work/pass.tsx'

type Part = { look: Look; task: Task; need: Need }

export type DeskProps = Part &
  Around & {
    desk: Desk
    token: string
    general: Desk | null
    now: Date
    /** Who could be asked instead. */
    others: ServiceView[]
    /** Lines in the file that are for all who work on it. */
    notes: readonly Note[]
    form: AnswerForm
    problems: AnswerProblems & PassProblems
    said?: 'tooLate' | 'forwardAlready'
  }

const place = (look: Look, need: Need) =>
  need.ward ? `${need.ward}${need.town ?? ''}` : referralWords(look.lang).somewhere

const Deadline = ({ look, task, now }: { look: Look; task: Task; now: Date }) => {
  const w = referralWords(look.lang)
  if (!isUnanswered(task.status))
    return (
      <p class="tell ok">
        <b>{w.statuses[task.status]}</b>
        {task.waits_for && (
          <>
            <br />
            {w.holdWhy}　{w.waits[task.waits_for]}
          </>
        )}
        {task.status === 'accepted' && (
          <>
            <br />
            {w.callBy(showMoment(task.contact_by, look.lang))}
          </>
        )}
      </p>
    )
  return (
    <p class="tell heed">
      <b>
        {w.deadline}　<span class="keep">{showMoment(task.answer_by, look.lang)}</span>
      </b>
      <br />
      {w.deadlineHow(businessDaysUntil(now, task.answer_by))}
    </p>
  )
}

const Foot = ({ look, need, general }: { look: Look; need: Need; general: Desk | null }) => {
  const w = referralWords(look.lang)
  return (
    <p class="tell">
      {general?.phone && w.byPhone(general.phone, need.code)}
      <br />
      <span class="small soft">{w.linkUntil}</span>
    </p>
  )
}

/** Before the code: no personal data at all. */
export function LockedPage(props: Part & CodeState & { desk: Desk; token: string; general: Desk | null; now: Date }) {
  const { look, task, need, desk, token, general, now, sentTo, problem } = props
  const w = referralWords(look.lang)
  return (
    <DeskPage
      look={look}
      title={w.deskTitle(place(look, need))}
      organization={desk.organization}
      wrong={problem !== null}
    >
      <div class="narrow stack-l">
        <div class="stack">
          <h1>{w.deskTitle(need.ward ?? w.somewhere)}</h1>
          <CodeSaid look={look} sentTo={sentTo} problem={problem} />
          <Deadline look={look} task={task} now={now} />
          <p>{w.hidden}</p>
        </div>
        <CodeForms look={look} at={`/referral/desk/${token}`} sentTo={sentTo} problem={problem} />
        <Foot look={look} need={need} general={general} />
      </div>
    </DeskPage>
  )
}

/** What those who had it before wrote for whoever works on it. */
const SharedNotes = ({ look, notes }: { look: Look; notes: readonly Note[] }) =>
  notes.length === 0 ? null : (
    <section class="sheet stack" aria-labelledby="notes">
      <h2 id="notes">{referralWords(look.lang).history}</h2>
      {notes.map(({ author, words, created_at }) => (
        <p>
          {author}：{words} <span class="small soft">{showMoment(created_at, look.lang)}</span>
        </p>
      ))}
    </section>
  )

/** Opened by the code. */
export function OpenPage(props: DeskProps) {
  const { look, task, need, desk, token, general, now, others, notes, form, problems, said, around } = props
  const w = referralWords(look.lang)
  return (
    <DeskPage
      look={look}
      title={w.deskTitle(place(look, need))}
      organization={desk.organization}
      wrong={Object.keys(problems).length > 0}
    >
      <div class="narrow stack-l">
        <div class="stack">
          <h1>{w.deskTitle(place(look, need))}</h1>
          <ErrorSummary lang={look.lang} problems={problems} />
          {said && <p class="tell bad">{w[said]}</p>}
          <Deadline look={look} task={task} now={now} />
        </div>
        <NeedFacts look={look} task={task} need={need} around={around} />
        <AnswerForms
          look={look}
          task={task}
          need={need}
          action={`/referral/desk/${token}/answer`}
          form={form}
          problems={problems}
        />
        <SharedNotes look={look} notes={notes} />
        {others.length > 0 && (
          <ForwardForm
            {...{ look, task, others, problems }}
            action={`/referral/desk/${token}/forward`}
            form={EMPTY_PASS}
            later={false}
          />
        )}
        <Foot look={look} need={need} general={general} />
      </div>
    </DeskPage>
  )
}

export function ThanksPage({ look, desk, status }: { look: Look; desk: Desk; status: Status }) {
  const w = referralWords(look.lang)
  return (
    <DeskPage look={look} title={w.thanks} organization={desk.organization}>
      <div class="narrow stack">
        <h1>{w.thanks}</h1>
        {status === 'declined' && <p>{w.declined}</p>}
        {status === 'forwarded' && <p>{w.passed}</p>}
      </div>
    </DeskPage>
  )
}

/** The same for a link that is used up, too old, revoked or made up. */
export function LinkGonePage({ look, general }: { look: Look; general: Desk | null }) {
  const w = referralWords(look.lang)
  return (
    <PublicPage look={look} title={w.gone} leave={false} urgent={false} noindex>
      <div class="narrow stack">
        <h1>{w.gone}</h1>
        <p>{w.goneHow}</p>
        {general?.phone && (
          <p>
            {general.name}　<a href={telHref(general.phone)}>{general.phone}</a>
          </p>
        )}
      </div>
    </PublicPage>
  )
}
