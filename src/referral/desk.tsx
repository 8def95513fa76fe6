// The receiver's side: what arrived, the answer, and what comes of it. By a link in a mail, or signed in.
import { needName } from '../directory/index.ts'
import type { Need } from '../need/index.ts'
import type { Look } from '../platform/ui/page.tsx'
import { Facts, markWords, Picks, SelectField, Tag, TextArea, TextField, telHref } from '../platform/ui/parts.tsx'
import { DECLINE_REASONS, FAIL_REASONS, isClosed, isUnanswered, knowsOf, OUTCOMES, VIAS, WAITS } from './rules.ts'
import type { Task } from './store.ts'
import { referralWords } from './words.ts'

const ANSWER = { answer: '', responder: '', reason: '', note: '', outcome: '', waits: '', via: '' }
export type AnswerForm = typeof ANSWER
export const EMPTY_ANSWER: AnswerForm = ANSWER
export type AnswerProblems = Partial<Record<keyof AnswerForm, string>>

type Part = { look: Look; task: Task; need: Need }
/** Names of organisations at work for the same contact, where the person agreed. */
export type Around = { around: string[] }

/** What was asked: words, place, urgency; how to reach the person only once it is taken on. */
export function NeedFacts({ look, task, need, around = [] }: Part & Partial<Around>) {
  const w = referralWords(look.lang)
  const open = knowsOf(task.status) === 'contact'
  return (
    <section class="sheet stack" aria-labelledby="what">
      <h2 id="what">{w.what}</h2>
      <p>{need.words ? <q>{need.words}</q> : needName(need.kind, look.lang)}</p>
      <Facts
        facts={[
          { label: w.kinds, value: need.kinds.map((kind) => needName(kind, look.lang)).join('、') },
          { label: w.relation, value: need.relation && w.relations[need.relation] },
          { label: w.columns.ward, value: need.ward ? `${need.ward}${need.town ?? ''}` : w.unknownWard },
          {
            label: w.urgency,
            value:
              need.urgency === 'usual' ? (
                w.urgencies.usual
              ) : (
                <Tag kind="heed" icon="clock">
                  {w.urgencies[need.urgency]}
                </Tag>
              ),
          },
          { label: w.columns.code, value: need.code },
          {
            label: w.contact,
            value: open ? (
              <>
                {need.contact_name && <>{need.contact_name}　</>}
                {need.contact_phone && (
                  <a class="keep" href={telHref(need.contact_phone)}>
                    {need.contact_phone}
                  </a>
                )}{' '}
                {need.contact_email} {need.contact_time && <span class="small">（{need.contact_time}）</span>}
              </>
            ) : (
              w.contactAfter
            ),
          },
        ]}
      />
      {around.length > 0 && (
        <section class="stack" aria-labelledby="around">
          <h3 id="around">{w.around}</h3>
          <ul>
            {around.map((name) => (
              <li>{name}</li>
            ))}
          </ul>
          <p class="small soft">{w.aroundHow}</p>
        </section>
      )}
      {task.why.length > 0 && (
        <section class="why" aria-labelledby="why">
          <h3 id="why">{w.why}</h3>
          <ul>
            {task.why.map((line) => (
              <li>{markWords(line, [])}</li>
            ))}
          </ul>
        </section>
      )}
    </section>
  )
}

/** Accept or decline; once taken on: begun, on hold, done or not. */
export function AnswerForms({
  look,
  task,
  action,
  form,
  problems,
  staff,
}: Part & { action: string; form: AnswerForm; problems: AnswerProblems; staff?: boolean }) {
  const w = referralWords(look.lang)
  const lang = look.lang
  if (isClosed(task.status)) return null
  // A need may have several referrals: which one is answered is said with the answer.
  const which = <input type="hidden" name="task" value={task.id} />
  const note = (
    <TextArea
      lang={lang}
      name="note"
      label={w.word}
      optional={w.optional}
      value={form.note}
      rows={2}
      error={problems.note}
    />
  )
  const via = staff && (
    <SelectField
      lang={lang}
      name="via"
      label={w.via}
      value={form.via}
      choices={VIAS.filter((one) => one !== 'link').map((value) => ({ value, label: w.vias[value] }))}
    />
  )
  const pick = <V extends string>(
    name: 'reason' | 'outcome' | 'waits',
    legend: string,
    values: readonly V[],
    labels: Record<V, string>,
  ) => (
    <Picks
      lang={lang}
      name={name}
      legend={legend}
      value={form[name]}
      error={problems[name]}
      choices={values.map((value) => ({ value, label: labels[value] }))}
    />
  )
  if (isUnanswered(task.status))
    return (
      <form method="post" action={action} class="form" novalidate>
        {which}
        <Picks
          lang={lang}
          name="answer"
          legend={<h2>{w.answerTitle}</h2>}
          value={form.answer || 'accept'}
          error={problems.answer}
          choices={[
            {
              value: 'accept',
              label: w.accept,
              note: w.acceptHow,
              follows: (
                <TextField
                  lang={lang}
                  name="responder"
                  label={w.who}
                  hint={w.whoHow}
                  required
                  value={form.responder}
                  error={problems.responder}
                  maxlength={100}
                  autocomplete="name"
                />
              ),
            },
            {
              value: 'decline',
              label: w.decline,
              note: w.declineHow,
              follows: (
                <>
                  {pick('reason', w.reason, DECLINE_REASONS, w.reasons)}
                  {note}
                </>
              ),
            },
          ]}
        />
        {via}
        <button type="submit" class="btn go wide">
          {w.reply}
        </button>
      </form>
    )
  const complete = {
    value: 'complete',
    label: w.complete,
    note: w.outcome,
    follows: pick('outcome', w.outcome, OUTCOMES, w.outcomes),
  }
  const fail = {
    value: 'fail',
    label: w.fail,
    note: w.reason,
    follows: pick('reason', w.reason, FAIL_REASONS, w.reasons),
  }
  const hold = { value: 'hold', label: w.hold, note: w.holdWhy, follows: pick('waits', w.holdWhy, WAITS, w.waits) }
  const choices =
    task.status === 'in_progress'
      ? [complete, hold, fail]
      : [
          { value: 'begin', label: task.status === 'on_hold' ? w.resume : w.begin },
          complete,
          ...(task.status === 'accepted' ? [hold] : []),
          fail,
        ]
  return (
    <form method="post" action={action} class="form" novalidate>
      {which}
      <Picks
        lang={lang}
        name="answer"
        legend={<h2>{w.next}</h2>}
        value={form.answer || choices[0]!.value}
        error={problems.answer}
        choices={choices}
      />
      {note}
      {via}
      <button type="submit" class="btn go wide">
        {w.save}
      </button>
    </form>
  )
}
