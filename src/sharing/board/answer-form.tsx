// What somebody knows: in words, by a service of the directory, or by facts of a place that is not in it yet.
import type { ServiceView } from '../../directory/index.ts'
import type { Look } from '../../platform/ui/page.tsx'
import { Agree, Picks, SelectField, TextArea, TextField } from '../../platform/ui/parts.tsx'
import type { Problems } from '../report/pages.tsx'
import { BOARD, Findings, kindChoices } from './pages.tsx'
import { type Look as Found, LONGEST } from './rules.ts'
import { boardWords } from './words.ts'

export type AnswerFields = {
  words: string
  q: string
  service: string
  organization: string
  name: string
  what: string
  phone: string
  ward: string
  also: string
  public: string
}
export const EMPTY_ANSWER: AnswerFields = {
  ...{ words: '', q: '', service: '', organization: '', name: '', what: '', phone: '', ward: '', also: '', public: '' },
}

/** Whether somebody began to tell of a new place. */
export const tellsPlace = (form: AnswerFields): boolean =>
  [form.organization, form.name, form.what, form.phone].some((text) => text !== '')

export type AnswerFormProps = {
  look: Look
  question: { id: string }
  form: AnswerFields
  problems: Problems
  found?: Found
  given: Readonly<Record<string, string>>
  wards: readonly string[]
  /** Services found by the name that was typed; undefined before anybody looked. */
  matches?: readonly ServiceView[]
}

export function AnswerForm({ look, question, form, problems, found, given, wards, matches }: AnswerFormProps) {
  const { lang } = look
  const w = boardWords(lang)
  const about = { lang }
  const text = (name: 'organization' | 'name' | 'what', longest: number) => (
    <TextField
      {...about}
      name={name}
      label={w[name]}
      value={form[name]}
      error={problems[name]}
      maxlength={longest}
      autocomplete="off"
    />
  )
  return (
    <section class="narrow stack" aria-labelledby="answering">
      <h2 id="answering">{w.answerTitle}</h2>
      <form class="form" method="post" action={`${BOARD}/${question.id}/answers`}>
        <TextArea
          {...about}
          name="words"
          label={w.answer}
          hint={w.answerHint}
          value={form.words}
          error={problems.words}
          rows={6}
          maxlength={LONGEST.answer}
        />
        <TextField
          {...about}
          name="q"
          type="search"
          label={w.link}
          hint={w.linkHint}
          optional
          value={form.q}
          error={problems.q}
          maxlength={LONGEST.name}
        />
        <p>
          <button
            type="submit"
            class="btn slim"
            name="step"
            value="find"
            formaction={`${BOARD}/${question.id}/answers#answering`}
          >
            {w.find}
          </button>
        </p>
        {matches?.length === 0 && (
          <>
            <p class="tell">{w.noServices}</p>
            <input type="hidden" name="service" value="" />
          </>
        )}
        {matches && matches.length > 0 && (
          <Picks
            {...about}
            name="service"
            legend={w.foundServices}
            value={form.service}
            choices={[
              ...matches.map(({ id, name, organization }) => ({ value: id, label: name, note: organization.name })),
              { value: '', label: w.linkNone },
            ]}
          />
        )}
        <details open={tellsPlace(form)}>
          <summary>{w.newPlace}</summary>
          <div class="stack">
            <p class="small soft">{w.newPlaceHow}</p>
            {text('organization', LONGEST.name)}
            {text('name', LONGEST.name)}
            {text('what', LONGEST.what)}
            <TextField
              {...about}
              name="phone"
              type="tel"
              label={w.phone}
              value={form.phone}
              error={problems.phone}
              maxlength={20}
              autocomplete="off"
            />
            <SelectField
              {...about}
              name="ward"
              label={w.places}
              value={form.ward}
              choices={[{ value: '', label: w.wardNone }, ...wards.map((ward) => ({ value: ward, label: ward }))]}
            />
            <SelectField
              {...about}
              name="also"
              label={w.also}
              value={form.also}
              choices={kindChoices(lang, w.alsoNone)}
            />
            <Agree {...about} name="public" label={w.public} error={problems.public} value={form.public === 'yes'} />
          </div>
        </details>
        {found && <Findings lang={lang} found={found} given={given} />}
        <button type="submit" class="btn go">
          {w.send}
        </button>
      </form>
    </section>
  )
}
