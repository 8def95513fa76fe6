// The person's hold on it: who knows what, and how to stop that; afterwards, whether it helped, and asking once more.
import type { Need } from '../need/index.ts'
import { type Look, PublicPage } from '../platform/ui/page.tsx'
import { Icon, inJapanese, Picks } from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import type { Desk } from './reads.ts'
import { receiptWords } from './receipt-words.ts'
import { HELPED, isClosed, knowsOf, mayReopen, REOPEN_DAYS } from './rules.ts'
import type { Task } from './store.ts'

type Asked = { task: Task; desk: Desk }

/** Each desk that was asked, with what it can see now. */
export function Hands({ look, need, tasks }: { look: Look; need: Need; tasks: Asked[] }) {
  const w = receiptWords(look.lang)
  const told = tasks.filter(({ task }) => task.status !== 'draft' && task.organization_id)
  if (told.length === 0) return null
  return (
    <section class="sheet stack" aria-labelledby="hands">
      <h2 id="hands">{w.hands}</h2>
      <ul class="stack">
        {told.map(({ task, desk }) => (
          <li>
            <b {...inJapanese(look.lang)}>{desk.name}</b>
            <br />
            {{ contact: w.handsContact, words: w.handsWords, nothing: w.handsNothing }[knowsOf(task.status)]}
            <span class="small soft">　{w.handsSince(showMoment(since(task), look.lang))}</span>
            {need.state === 'open' && !isClosed(task.status) && (
              <>
                <br />
                <a class="alone" href={`/referral/receipt/${need.id}/stop/${task.id}`}>
                  {w.stopDesk}
                </a>
              </>
            )}
          </li>
        ))}
      </ul>
      {need.names_agreed_at && need.state === 'open' && (
        <form class="stack" method="post" action={`/referral/receipt/${need.id}/names`}>
          <p class="small">{w.names}</p>
          <button type="submit" class="btn slim plain">
            {w.namesStop}
          </button>
        </form>
      )}
    </section>
  )
}

/** Since when a desk knows what it knows now. */
const since = (task: Task): Date =>
  knowsOf(task.status) === 'contact' ? task.answered_at! : (task.closed_at ?? task.requested_at)

/** What can be said and done once it has ended. */
export function Afterwards(props: { look: Look; need: Need; tasks: Asked[]; now: Date; wrong: boolean }) {
  const { look, need, tasks, now, wrong } = props
  const w = receiptWords(look.lang)
  const done = need.state === 'withdrawn' ? undefined : tasks.findLast(({ task }) => task.status === 'completed')?.task
  const action = `/referral/receipt/${need.id}`
  return (
    <>
      {done?.helped && <p class="tell ok">{done.helped === 'no' ? w.helpedSorry : w.helpedThanks}</p>}
      {done && !done.helped && (
        <form class="form sheet" method="post" action={`${action}/helped`} novalidate>
          <input type="hidden" name="task" value={done.id} />
          <Picks
            lang={look.lang}
            name="helped"
            legend={<h2>{w.helpedTitle}</h2>}
            value=""
            error={wrong ? w.helpedNeed : undefined}
            choices={HELPED.map((value) => ({ value, label: w.helped[value] }))}
          />
          <p class="small soft">{w.helpedHow}</p>
          <button type="submit" class="btn">
            {w.helpedGo}
          </button>
        </form>
      )}
      {mayReopen(need, now) && (
        <form class="stack" method="post" action={`${action}/reopen`}>
          <button type="submit" class="btn go">
            {w.reopen}
          </button>
          <p class="small soft">{w.reopenHow(REOPEN_DAYS)}</p>
        </form>
      )}
    </>
  )
}

type SureProps = { look: Look; title: string; what: readonly string[]; action: string; go: string; back: string }

/** Asked once more before something is taken back. */
export function SurePage({ look, title, what, action, go, back }: SureProps) {
  return (
    <PublicPage look={look} title={title} noindex>
      <div class="narrow stack">
        <h1>{title}</h1>
        {what.map((line) => (
          <p>{line}</p>
        ))}
        <form method="post" action={action} class="acts side">
          <button type="submit" class="btn stop">
            {go}
          </button>
          <a class="btn plain" href={back}>
            <Icon name="left" />
            {receiptWords(look.lang).keep}
          </a>
        </form>
      </div>
    </PublicPage>
  )
}

export function StopDeskPage({ look, need, task, desk }: { look: Look; need: Need } & Asked) {
  const w = receiptWords(look.lang)
  const back = `/referral/receipt/${need.id}`
  const title = w.stopDeskSure(desk.name)
  return (
    <SurePage {...{ look, title, back }} what={[w.stopDeskWhat]} action={`${back}/stop/${task.id}`} go={w.stopDeskGo} />
  )
}
