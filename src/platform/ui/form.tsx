// Fields: label, hint, error, control, in this order and tied together for whoever listens instead of looking.
import type { Child } from 'hono/jsx'
import type { Lang } from '../words.ts'
import { shellWords } from './words.ts'

/** What ties a control to its label, hint and error: spread it into the control. */
export type Tied = { id: string; name: string; 'aria-describedby'?: string; 'aria-invalid'?: 'true' }

type About = {
  lang: Lang
  /** Name of the form field. */
  name: string
  label: Child
  hint?: Child
  /** What is wrong, in a sentence that says how to put it right. */
  error?: string
  /** Says beside the label that it may stay empty (`true`: the usual words) … */
  optional?: boolean | string
  /** … or that it may not. */
  required?: boolean
  /** Id of the control; its name, when left out. */
  id?: string
}

const tie = ({ name, id = name, hint, error }: About): Tied => {
  const by = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return { id, name, 'aria-describedby': by || undefined, 'aria-invalid': error ? 'true' : undefined }
}

const Mark = ({ lang, optional, required }: About) => {
  const t = shellWords(lang)
  if (optional) return <span class="opt">{optional === true ? t.optional : optional}</span>
  return required ? <span class="must">{t.required}</span> : null
}

const HintAndError = ({ hint, error, name, id = name }: About) => (
  <>
    {hint && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    {error && (
      <p class="wrong" id={`${id}-error`}>
        {error}
      </p>
    )}
  </>
)

/** One field with any control: `<Field … control={(tied) => <input type="date" {...tied} />} />`. */
export function Field(props: About & { control: (tied: Tied) => Child }) {
  const tied = tie(props)
  return (
    <div class="field">
      <label for={tied.id}>
        {props.label}
        <Mark {...props} />
      </label>
      <HintAndError {...props} />
      {props.control(tied)}
    </div>
  )
}

type TextProps = About & {
  value?: string
  type?: 'text' | 'search' | 'tel' | 'email' | 'date' | 'month' | 'time' | 'number'
  autocomplete?: string
  inputmode?: 'numeric' | 'tel' | 'email' | 'text'
  maxlength?: number
}

export const TextField = ({ value, type = 'text', autocomplete, inputmode, maxlength, ...about }: TextProps) => (
  <Field
    {...about}
    control={(tied) => (
      <input
        type={type}
        {...tied}
        value={value || undefined}
        autocomplete={autocomplete}
        inputmode={inputmode}
        maxlength={maxlength}
      />
    )}
  />
)

type AreaProps = About & { value?: string; rows?: number; maxlength?: number }

export const TextArea = ({ value = '', rows = 3, maxlength = 2000, ...about }: AreaProps) => (
  <Field
    {...about}
    control={(tied) => (
      // A browser drops the first line break of a textarea, so one more is given.
      <textarea {...tied} rows={rows} maxlength={maxlength}>
        {value.startsWith('\n') ? `\n${value}` : value}
      </textarea>
    )}
  />
)

export type Choice = {
  value: string
  label: Child
  note?: Child /** What follows when it is chosen. */
  follows?: Child
}

type SelectProps = About & { choices: readonly { value: string; label: string }[]; value?: string }

export const SelectField = ({ choices, value, ...about }: SelectProps) => (
  <Field
    {...about}
    control={(tied) => (
      <select {...tied}>
        {choices.map((choice) => (
          <option value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    )}
  />
)

type PicksProps = Omit<About, 'label'> & {
  legend: Child
  choices: readonly Choice[]
  value?: string | readonly string[]
  /** Several may be chosen. */
  many?: boolean
}

/** A question with large cards to choose from, one or `many`; at most seven. An error link leads to the first. */
export function Picks({ legend, choices, value, many, ...rest }: PicksProps) {
  const about = { ...rest, label: legend }
  const id = rest.id ?? rest.name
  const chosen = (one: string) => (Array.isArray(value) ? value.includes(one) : value === one)
  const pick = (choice: Choice, index: number) => (
    <label class={rest.error ? 'pick wrongly' : 'pick'}>
      <input
        type={many ? 'checkbox' : 'radio'}
        id={index === 0 ? id : undefined}
        name={rest.name}
        value={choice.value}
        checked={chosen(choice.value)}
      />
      <span>
        {choice.note ? <b>{choice.label}</b> : choice.label}
        {choice.note && <small>{choice.note}</small>}
      </span>
    </label>
  )
  return (
    <fieldset class="picks" aria-describedby={tie(about)['aria-describedby']}>
      <legend>
        {legend}
        <Mark {...about} />
      </legend>
      <HintAndError {...about} />
      {choices.map((choice, index) =>
        choice.follows ? (
          <div class="choice">
            {pick(choice, index)}
            <div class="then">{choice.follows}</div>
          </div>
        ) : (
          pick(choice, index)
        ),
      )}
    </fieldset>
  )
}

/** One thing to agree to. The label says the whole of it. */
export function Agree({ value, ...about }: About & { value?: boolean }) {
  const tied = tie(about)
  return (
    <div class="field">
      <HintAndError {...about} />
      <label class={about.error ? 'pick wrongly' : 'pick'}>
        <input type="checkbox" {...tied} value="yes" checked={value ?? false} />
        <span>
          {about.label}
          <Mark {...about} />
        </span>
      </label>
    </div>
  )
}

/** What must be put right, each leading to its field. It takes the focus when the page comes. */
export function ErrorSummary({
  lang,
  problems,
}: {
  lang: Lang
  problems: Readonly<Record<string, string | undefined>>
}) {
  const wrong = Object.entries(problems).filter(([, text]) => text)
  if (wrong.length === 0) return null
  return (
    <div class="tell bad stack" role="alert" tabindex={-1} autofocus aria-labelledby="to-fix">
      <h2 id="to-fix">{shellWords(lang).fix(wrong.length)}</h2>
      <ul class="fix">
        {wrong.map(([field, text]) => (
          <li>
            <a href={`#${field}`}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}
