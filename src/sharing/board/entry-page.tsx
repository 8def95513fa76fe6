// Facts from the board, read through and put right by staff before they are an entry.
import { ORGANIZATION_KINDS } from '../../directory/index.ts'
import { WorkPage } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, SelectField, TextArea, TextField } from '../../platform/ui/parts.tsx'
import type { Problems, Work } from '../report/pages.tsx'
import { ENTRY_KINDS } from './entry.ts'
import { BOARD, kindChoices } from './pages.tsx'
import { LONGEST } from './rules.ts'
import { boardWords } from './words.ts'

export type EntryForm = {
  organization: string
  organizationKind: string
  kind: string
  name: string
  what: string
  phone: string
  ward: string
  need1: string
  need2: string
  need3: string
}

type EntryProps = Work & {
  question: { id: string; title: string }
  answer: { id: string }
  form: EntryForm
  wards: readonly string[]
  problems: Problems
}

export function EntryPage({ look, who, nav, question, answer, form, wards, problems }: EntryProps) {
  const w = boardWords(look.lang)
  const about = { lang: look.lang }
  return (
    <WorkPage
      look={look}
      title={w.entryTitle}
      nav={nav}
      current={BOARD}
      who={who}
      wrong={Object.values(problems).some(Boolean)}
    >
      <Crumb href={`${BOARD}/${question.id}`}>{question.title}</Crumb>
      <div class="narrow stack">
        <h1>{w.entryTitle}</h1>
        <ErrorSummary lang={look.lang} problems={problems} />
        <p class="tell">{w.entryLead}</p>
        <form class="form" method="post" action={`${BOARD}/${question.id}/entry/${answer.id}`}>
          <TextField
            {...about}
            name="organization"
            label={w.organization}
            value={form.organization}
            error={problems.organization}
            maxlength={LONGEST.name}
          />
          <SelectField
            {...about}
            name="organizationKind"
            label={w.organizationKind}
            value={form.organizationKind}
            choices={ORGANIZATION_KINDS.map((kind) => ({ value: kind, label: w.organizationKinds[kind] }))}
          />
          <TextField
            {...about}
            name="name"
            label={w.name}
            value={form.name}
            error={problems.name}
            maxlength={LONGEST.name}
          />
          <SelectField
            {...about}
            name="kind"
            label={w.entryKind}
            value={form.kind}
            choices={ENTRY_KINDS.map((kind) => ({ value: kind, label: w.entryKinds[kind] }))}
          />
          <TextArea
            {...about}
            name="what"
            label={w.what}
            value={form.what}
            error={problems.what}
            maxlength={LONGEST.what}
          />
          <TextField
            {...about}
            name="phone"
            type="tel"
            label={w.phone}
            value={form.phone}
            error={problems.phone}
            maxlength={20}
          />
          <SelectField
            {...about}
            name="ward"
            label={w.places}
            value={form.ward}
            choices={[{ value: '', label: w.wardNone }, ...wards.map((ward) => ({ value: ward, label: ward }))]}
          />
          {([1, 2, 3] as const).map((n) => (
            <SelectField
              {...about}
              name={`need${n}`}
              label={w.need(n)}
              value={form[`need${n}`]}
              error={n === 1 ? problems.need1 : undefined}
              choices={kindChoices(look.lang, w.alsoNone)}
            />
          ))}
          <button type="submit" class="btn go">
            {w.enter}
          </button>
        </form>
      </div>
    </WorkPage>
  )
}
