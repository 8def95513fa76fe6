// What was agreed with each organisation about answering and calling.
import type { Look } from '../../platform/ui/page.tsx'
import { WorkPage } from '../../platform/ui/page.tsx'
import { ErrorSummary, ScrollTable, SelectField, TextField } from '../../platform/ui/parts.tsx'
import { TERMS, type Terms, type Within } from '../promise.ts'
import type { Work } from './seat.ts'
import { termsWords } from './words.ts'

export const URGENCIES = ['now', 'soon', 'usual'] as const
export const UNITS = ['hours', 'days'] as const
const FIELDS = {
  ...{ organization: '', urgency: 'usual', answer: '', answer_unit: 'days', contact: '', contact_unit: 'days' },
}
export type TermsForm = typeof FIELDS
export const EMPTY_TERMS: TermsForm = FIELDS
export type TermsProblems = Partial<Record<'organization' | 'urgency' | 'answer' | 'contact', string>>

export type TermsProps = Work & {
  agreed: { id: string; name: string; terms: Partial<Record<(typeof URGENCIES)[number], Terms>> }[]
  /** Organisations that can be asked: for whoever may set what was agreed. */
  organizations: { id: string; name: string }[] | null
  form: TermsForm
  problems: TermsProblems
}

function shown(look: Look, { answer, contact }: Terms): string {
  const w = termsWords(look.lang)
  const say = ({ n, unit }: Within) => w[unit](n)
  return w.within(say(answer), say(contact))
}

export function TermsPage({ look, who, nav, agreed, organizations, form, problems }: TermsProps) {
  const w = termsWords(look.lang)
  return (
    <WorkPage
      look={look}
      title={w.title}
      nav={nav}
      current="/referral/terms"
      who={who}
      wrong={Object.keys(problems).length > 0}
    >
      <div class="stack">
        <h1>{w.title}</h1>
        <p>{w.lead}</p>
        <ErrorSummary lang={look.lang} problems={problems} />
      </div>
      <ScrollTable label={w.title}>
        <thead>
          <tr>
            <th scope="col">{w.organization}</th>
            {URGENCIES.map((urgency) => (
              <th scope="col">{w.urgencies[urgency]}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[{ id: '', name: w.usual, terms: TERMS }, ...agreed].map(({ name, terms }) => (
            <tr>
              <th scope="row">{name}</th>
              {URGENCIES.map((urgency) => (
                <td>{shown(look, terms[urgency] ?? TERMS[urgency])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {organizations && <Change {...{ look, form, problems }} organizations={organizations} />}
    </WorkPage>
  )
}

type ChangeProps = Pick<TermsProps, 'look' | 'form' | 'problems'> & { organizations: { id: string; name: string }[] }

function Change({ look, organizations, form, problems }: ChangeProps) {
  const w = termsWords(look.lang)
  const lang = look.lang
  const number = (name: 'answer' | 'contact', label: string) => (
    <TextField
      lang={lang}
      name={name}
      label={label}
      inputmode="numeric"
      maxlength={3}
      value={form[name]}
      error={problems[name]}
    />
  )
  const unit = (name: 'answer_unit' | 'contact_unit', label: string) => (
    <SelectField
      lang={lang}
      name={name}
      label={label}
      value={form[name]}
      choices={UNITS.map((value) => ({ value, label: w.unit[value] }))}
    />
  )
  return (
    <form method="post" action="/referral/terms" class="sheet form" aria-labelledby="set" novalidate>
      <h2 id="set">{w.set}</h2>
      <SelectField
        lang={lang}
        name="organization"
        label={w.organization}
        value={form.organization}
        error={problems.organization}
        choices={[{ value: '', label: w.choose }, ...organizations.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <SelectField
        lang={lang}
        name="urgency"
        label={w.urgency}
        value={form.urgency}
        error={problems.urgency}
        choices={URGENCIES.map((value) => ({ value, label: w.urgencies[value] }))}
      />
      <div class="row">
        {number('answer', w.answerIn)}
        {unit('answer_unit', w.answerUnit)}
      </div>
      <div class="row">
        {number('contact', w.contactIn)}
        {unit('contact_unit', w.contactUnit)}
      </div>
      <p class="small soft">{w.next}</p>
      <button type="submit" class="btn go">
        {w.go}
      </button>
    </form>
  )
}
