// The person's side: what was promised, where it stands, the slip to keep.
import { needName } from '../directory/index.ts'
import type { Need } from '../need/index.ts'
import { type LookLine, LookList } from '../people/index.ts'
import { maskMail } from '../platform/outbox/rules.ts'
import { type Look, PublicPage } from '../platform/ui/page.tsx'
import {
  Crumb,
  ErrorSummary,
  Facts,
  inJapanese,
  Knot,
  Qr,
  type Step,
  Steps,
  TextField,
  telHref,
} from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import type { Desk } from './reads.ts'
import { Afterwards, Hands, SurePage } from './receipt-hands.tsx'
import { receiptWords } from './receipt-words.ts'
import { isClosed, isUnanswered } from './rules.ts'
import type { Task } from './store.ts'
import { Ways, type WaysProps } from './ways.tsx'

export type ReceiptProps = {
  look: Look
  need: Need
  /** Oldest first, each with the desk it went to. */
  tasks: { task: Task; desk: Desk }[]
  /** Where to call when a promise is broken. */
  general: Desk | null
  url: string
  now: Date
  /** The question whether it helped came back without an answer. */
  wrong: boolean
  told: Omit<WaysProps, 'look' | 'need'>
}

const day = (look: Look, at: Date) => showMoment(at, look.lang)

/** Every step that has happened, the one that is now, and what comes. */
function stepsOf({ look, need, tasks }: ReceiptProps): Step[] {
  const w = receiptWords(look.lang)
  const steps: Step[] = [{ state: 'done', title: w.received, note: day(look, need.created_at) }]
  const reasonOf = (task: Task) =>
    w.reasons[(task.status_reason ?? 'other') as keyof typeof w.reasons] ?? w.reasons.other
  for (const { task, desk } of tasks) {
    if (task.status === 'draft') continue
    steps.push({ state: 'done', title: w.arrived(desk.name), note: day(look, task.requested_at) })
    if (isUnanswered(task.status))
      steps.push({ state: 'now', title: w.reading(desk.name), note: w.readingBy(day(look, task.answer_by)) })
    if (task.answered_at && task.responder)
      steps.push({ state: 'done', title: w.accepted(desk.name), note: day(look, task.answered_at) })
    if (task.status === 'accepted')
      steps.push({ state: 'now', title: w.calling, note: w.by(day(look, task.contact_by)) })
    if (task.status === 'in_progress') steps.push({ state: 'now', title: w.working })
    if (task.status === 'on_hold') steps.push({ state: 'now', title: w.hold })
    if (task.status === 'completed') steps.push({ state: 'done', title: w.done, note: day(look, task.closed_at!) })
    else if (task.closed_at && need.state !== 'withdrawn')
      steps.push({ state: 'back', title: w.returned(reasonOf(task)), note: day(look, task.closed_at) })
  }
  const last = tasks.at(-1)?.task
  if (need.state === 'withdrawn') steps.push({ state: 'back', title: w.stopped, note: day(look, need.closed_at!) })
  else if (need.state === 'open' && last && isClosed(last.status))
    steps.push({ state: 'now', title: w.cityTakes, note: w.cityTakesHow })
  if (need.state === 'open') {
    if (last && isUnanswered(last.status))
      steps.push({ state: 'next', title: w.willCall, note: w.by(day(look, last.contact_by)) })
    if (last && (isUnanswered(last.status) || last.status === 'accepted'))
      steps.push({ state: 'next', title: w.meet, note: w.meetWhen })
    steps.push({ state: 'next', title: w.ask })
  }
  return steps
}

export function ReceiptPage(props: ReceiptProps) {
  const { look, need, tasks, general, url, now, wrong, told } = props
  const w = receiptWords(look.lang)
  const current = tasks.findLast(({ task }) => !isClosed(task.status)) ?? tasks.at(-1)
  const live = current && !isClosed(current.task.status) && need.state === 'open' ? current : null
  const title =
    need.state === 'withdrawn'
      ? w.titleWithdrawn
      : need.state !== 'open'
        ? w.titleMet
        : live
          ? w.title
          : w.titleReturned
  const promised = live && (isUnanswered(live.task.status) || live.task.status === 'accepted') ? live : null
  const late = promised && promised.task.contact_by < now
  const by = promised && day(look, promised.task.contact_by)
  const outcome = current?.task.outcome
  return (
    <PublicPage look={look} title={title} slip noindex>
      <div class="stack no-print">
        <h1>{title}</h1>
        {promised && (
          <div class="promise">
            <Knot />
            <p class="big" {...inJapanese(look.lang)}>
              {need.contact_phone ? w.promise(promised.desk.name, by!) : w.promiseMail(promised.desk.name, by!)}
            </p>
            <p>
              {promised.task.responder
                ? w.who(promised.task.responder)
                : `${promised.desk.phone && need.contact_phone ? w.callsFrom(promised.desk.phone) : ''}${w.whoLater}`}
            </p>
            <p class="small soft">{w.days}</p>
          </div>
        )}
        {outcome && need.state !== 'withdrawn' && (
          <div class="tell ok">
            <h2>{w.resultTitle}</h2>
            <p>{w.outcomes[outcome]}</p>
          </div>
        )}
        <Afterwards look={look} need={need} tasks={tasks} now={now} wrong={wrong} />
        <p class="tell no-print">{w.saveHint}</p>
      </div>
      <div class="cols no-print">
        <section class="stack" aria-labelledby="steps">
          <h2 id="steps">{w.stepsTitle}</h2>
          <Steps steps={stepsOf(props)} />
          {promised && general && (
            <div class={late ? 'tell heed' : 'tell'}>
              <p>
                <b>{w.late}</b>
              </p>
              <p>{w.lateHow}</p>
              {general.phone && (
                <p>
                  <span {...inJapanese(look.lang)}>{general.name}</span>{' '}
                  <a class="keep alone" href={telHref(general.phone)}>
                    {general.phone}
                  </a>
                </p>
              )}
            </div>
          )}
        </section>
        <div class="stack-l">
          <section class="sheet stack" aria-labelledby="code">
            <h2 id="code">{w.code}</h2>
            <p class="code">{need.code}</p>
            <p class="small">{w.codeHow}</p>
            <details>
              <summary>{w.told}</summary>
              <Facts
                facts={[
                  { label: w.trouble, value: need.words ?? needName(need.kind, look.lang) },
                  { label: w.place, value: need.ward && `${need.ward}${need.town ?? ''}` },
                  { label: w.who_, value: need.relation && w.relations[need.relation] },
                  { label: w.name, value: need.contact_name },
                  {
                    label: w.phone,
                    value: need.contact_phone && w.phoneEnd(need.contact_phone.slice(-4), need.contact_time ?? ''),
                  },
                  { label: w.mail, value: need.contact_email && maskMail(need.contact_email) },
                  { label: w.notTold, value: w.notToldWhat },
                ]}
              />
              <p class="small soft">{w.toldLater}</p>
            </details>
            <p>
              <a class="alone" href={`/referral/receipt/${need.id}/looks`}>
                {w.looks}
              </a>
            </p>
            {need.state === 'open' && (
              <div class="acts">
                <a class="btn stop" href={`/referral/receipt/${need.id}/withdraw`}>
                  {w.withdraw}
                </a>
              </div>
            )}
            {need.state === 'open' ? (
              <p class="small soft">{w.withdrawHow}</p>
            ) : (
              <a class="btn" href="/">
                {w.again}
              </a>
            )}
          </section>
          <Hands look={look} need={need} tasks={tasks} />
        </div>
      </div>
      <Ways look={look} need={need} {...told} />
      <section class="slip narrow" aria-labelledby="slip">
        <div class="stack">
          <h2 id="slip">{w.slip}</h2>
          {promised && (
            <p>
              <b {...inJapanese(look.lang)}>
                {w.slipPromise(promised.desk.name, showMoment(promised.task.contact_by, look.lang, true))}
              </b>
            </p>
          )}
          <Facts
            facts={[
              { label: w.code, value: <span class="code">{need.code}</span> },
              { label: w.slipNo, value: general?.phone && `${general.name}　${general.phone}` },
              { label: w.slipAt, value: showMoment(need.created_at, look.lang, true) },
            ]}
          />
          <p class="tiny">{w.slipNote}</p>
        </div>
        <div>
          <Qr text={url} label={w.qr} />
          <p class="tiny">{w.findButton}</p>
        </div>
      </section>
    </PublicPage>
  )
}

export function WithdrawPage({ look, need }: { look: Look; need: Need }) {
  const w = receiptWords(look.lang)
  const back = `/referral/receipt/${need.id}`
  const what = [w.withdrawWhat, w.withdrawHow]
  return <SurePage {...{ look, what, back }} title={w.withdrawSure} action={`${back}/withdraw`} go={w.withdraw} />
}

export function FindReceiptPage({
  look,
  given,
  wrong,
}: {
  look: Look
  given: { code: string; last4: string }
  wrong: boolean
}) {
  const w = receiptWords(look.lang)
  return (
    <PublicPage look={look} title={w.find} wrong={wrong}>
      <div class="narrow stack">
        <Crumb href="/">{w.again}</Crumb>
        <h1>{w.find}</h1>
        <p>{w.findHow}</p>
        {wrong && <ErrorSummary lang={look.lang} problems={{ code: w.notFound }} />}
        <form method="post" action="/referral/receipt" class="form" novalidate>
          <TextField
            lang={look.lang}
            name="code"
            label={w.code}
            value={given.code}
            error={wrong ? w.notFound : undefined}
            maxlength={12}
            required
          />
          <TextField
            lang={look.lang}
            name="last4"
            label={w.last4}
            value={given.last4}
            inputmode="numeric"
            maxlength={8}
            required
          />
          <button type="submit" class="btn go">
            {w.findButton}
          </button>
        </form>
      </div>
    </PublicPage>
  )
}

/** Who opened the need, when and why: for the person it is about. */
export function LooksPage({ look, need, lines }: { look: Look; need: Need; lines: readonly LookLine[] }) {
  const w = receiptWords(look.lang)
  return (
    <PublicPage look={look} title={w.looks} noindex>
      <div class="narrow stack">
        <Crumb href={`/referral/receipt/${need.id}`}>{w.back}</Crumb>
        <h1>{w.looks}</h1>
        <p>{w.looksLead}</p>
        <LookList {...{ look, lines }} />
      </div>
    </PublicPage>
  )
}
