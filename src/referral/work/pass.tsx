// The forms in the file of a need with which work goes from one organisation, or one hand, to another.
import { choiceLine, type ServiceView } from '../../directory/index.ts'
import type { Look } from '../../platform/ui/page.tsx'
import { Picks, SelectField, TextArea } from '../../platform/ui/parts.tsx'
import type { Task } from '../store.ts'
import { referralWords } from '../words.ts'
import { passWords } from './words.ts'
import type { Colleague } from './work-store.ts'

export const HOWS = ['instead', 'beside', 'draft', 'offer'] as const
const FIELDS = { how: '', service: '', note: '' }
export type PassForm = typeof FIELDS
export const EMPTY_PASS: PassForm = FIELDS
export type PassProblems = Partial<Record<'how' | 'service', string>>

type WhichProps = { look: Look; others: ServiceView[]; form: PassForm; problems: PassProblems }

const Which = ({ look, others, form, problems }: WhichProps) => (
  <>
    <SelectField
      lang={look.lang}
      name="service"
      label={passWords(look.lang).to}
      value={form.service}
      error={problems.service}
      choices={[
        { value: '', label: passWords(look.lang).choose },
        ...others.map((service) => ({ value: service.id, label: choiceLine(service, look.lang) })),
      ]}
    />
    <TextArea
      lang={look.lang}
      name="note"
      id="pass-note"
      label={passWords(look.lang).note}
      value={form.note}
      rows={2}
      optional
    />
  </>
)

/** A desk passes on what it has: signed in, or by its link. */
export function ForwardForm(props: WhichProps & { task: Task; action: string; later: boolean }) {
  const { look, task, action, later } = props
  const w = passWords(look.lang)
  return (
    <section class="sheet stack" aria-labelledby="forward">
      <h2 id="forward">{w.forwardTitle}</h2>
      <p class="small soft">
        {w.forwardHow}
        {later && w.forwardLater}
      </p>
      <form method="post" action={action} class="form" novalidate>
        <input type="hidden" name="task" value={task.id} />
        <Which {...props} />
        <button type="submit" class="btn slim">
          {w.forwardGo}
        </button>
      </form>
    </section>
  )
}

/** Staff ask in one of four ways: instead of who has it, beside them, later, or whoever takes it. */
export function AskForm(props: WhichProps & { needId: string; task: Task | null; giveUp: boolean }) {
  const { look, needId, task, form, problems, giveUp } = props
  const w = passWords(look.lang)
  const hows = HOWS.filter((how) => task || how !== 'instead')
  return (
    <section class="sheet stack" aria-labelledby="forward">
      <h2 id="forward">{w.title}</h2>
      <form method="post" action={`/referral/${needId}/ask`} class="form" novalidate>
        {task && <input type="hidden" name="task" value={task.id} />}
        <Picks
          lang={look.lang}
          name="how"
          legend={w.how}
          value={form.how || hows[0]!}
          error={problems.how}
          choices={hows.map((value) => ({ value, label: w.hows[value], note: w.howNotes[value] }))}
        />
        <Which {...props} />
        <button type="submit" class="btn slim">
          {w.go}
        </button>
      </form>
      {giveUp && (
        <form method="post" action={`/referral/${needId}/give-up`}>
          <button type="submit" class="btn slim plain">
            {referralWords(look.lang).giveUp}
          </button>
        </form>
      )}
    </section>
  )
}

type HandProps = { look: Look; needId: string; task: Task; colleagues: Colleague[] }

/** Who has it in hand. */
export const HandForm = ({ look, needId, task, colleagues }: HandProps) => (
  <form method="post" action={`/referral/${needId}/assign`} class="row">
    <input type="hidden" name="task" value={task.id} />
    <SelectField
      lang={look.lang}
      name="to"
      label={passWords(look.lang).hand}
      value={task.assignee_id ?? ''}
      choices={[
        { value: '', label: referralWords(look.lang).noDue },
        ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
    <button type="submit" class="btn slim">
      {passWords(look.lang).handGo}
    </button>
  </form>
)

/** A line for the file: for all who work on it, or for one's own team. */
export function NoteForm({ look, needId, audience }: { look: Look; needId: string; audience: string }) {
  const w = referralWords(look.lang)
  const p = passWords(look.lang)
  return (
    <form class="form" method="post" action={`/referral/${needId}/note`}>
      <TextArea lang={look.lang} name="note" id="memo" label={w.note} rows={2} />
      <Picks
        lang={look.lang}
        name="audience"
        legend={p.audience}
        value={audience || 'all'}
        choices={(['all', 'team'] as const).map((value) => ({ value, label: p.audiences[value] }))}
      />
      <button type="submit" class="btn slim">
        {w.noteAdd}
      </button>
    </form>
  )
}
