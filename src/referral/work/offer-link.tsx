// An open request by the link in a mail: what somebody needs and where; then the code; then it can be taken.
import { needName, type ServiceView } from '../../directory/index.ts'
import { DeskPage, type Look, PublicPage } from '../../platform/ui/page.tsx'
import { ErrorSummary, Facts, SelectField, TextField } from '../../platform/ui/parts.tsx'
import { showMoment } from '../../platform/words.ts'
import { CodeForms, CodeSaid, type CodeState } from '../code-forms.tsx'
import type { Task } from '../store.ts'
import { referralWords } from '../words.ts'
import { offerWords } from './words.ts'

export type OfferLinkProps = {
  look: Look
  task: Task
  /** The name of the organisation that the link is for, and its services that could take it. */
  organization: string
  services: ServiceView[]
  token: string
  unlocked: boolean
  code: CodeState
  form: { service: string; responder: string }
  problems: Partial<Record<'service' | 'responder', string>>
}

export function OfferLinkPage(props: OfferLinkProps) {
  const { look, task, organization, services, token, unlocked, code, form, problems } = props
  const w = offerWords(look.lang)
  const words = referralWords(look.lang)
  const at = `/referral/desk/${token}/offer`
  return (
    <DeskPage
      look={look}
      title={w.title}
      organization={organization}
      wrong={Object.keys(problems).length > 0 || Boolean(code.problem)}
    >
      <div class="narrow stack-l">
        <div class="stack">
          <h1>{w.title}</h1>
          <ErrorSummary lang={look.lang} problems={problems} />
          <CodeSaid look={look} {...code} />
          <p>{w.lead}</p>
        </div>
        <div class="sheet stack">
          <Facts
            facts={[
              { label: w.kind, value: needName(task.kind, look.lang) },
              { label: w.ward, value: task.ward ?? words.unknownWard },
              { label: w.urgency, value: words.urgencies[task.urgency] },
              { label: w.until, value: showMoment(task.answer_by, look.lang) },
            ]}
          />
        </div>
        {services.length === 0 ? (
          <p class="tell">{w.noService}</p>
        ) : unlocked ? (
          <form method="post" action={at} class="form" novalidate>
            <SelectField
              lang={look.lang}
              name="service"
              label={w.service}
              value={form.service}
              error={problems.service}
              choices={services.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <TextField
              lang={look.lang}
              name="responder"
              label={w.responder}
              hint={words.whoHow}
              required
              maxlength={100}
              value={form.responder}
              error={problems.responder}
            />
            <button type="submit" class="btn go">
              {w.go}
            </button>
          </form>
        ) : (
          <>
            <p>{w.codeFirst}</p>
            <CodeForms look={look} at={at} {...code} />
          </>
        )}
      </div>
    </DeskPage>
  )
}

/** Somebody else was first, or it is over. */
export function OfferOverPage({ look }: { look: Look }) {
  const w = offerWords(look.lang)
  return (
    <PublicPage look={look} title={w.over} leave={false} urgent={false} noindex>
      <div class="narrow stack">
        <h1>{w.over}</h1>
        <p>{w.overHow}</p>
      </div>
    </PublicPage>
  )
}
