// What pages of consent are made of: the text, the form of a request, the records in a table.
import type { Child } from 'hono/jsx'
import type { Look } from '../../platform/ui/page.tsx'
import { Facts, inJapanese, Picks, ScrollTable, SelectField, Tag, TextField } from '../../platform/ui/parts.tsx'
import { type Lang, showDay } from '../../platform/words.ts'
import type { Choosable } from './recipients.ts'
import { FACTS, lapsesAt, MOST_DAYS, PURPOSES, recipientKey, standsAt, USUAL_DAYS } from './rules.ts'
import type { Asking, StoredConsent } from './store.ts'
import { blocksOf, consentText } from './text.ts'
import { askFormWords, factWords } from './words.ts'

/** The text as it is read, with what is asked for put in. */
export function textOf(asking: Asking, named: readonly Choosable[], lang: Lang): string {
  const w = factWords(lang)
  return consentText(asking.textVersion, lang, {
    recipients: named.map(({ name }) => name),
    facts: asking.facts.map((fact) => w.facts[fact]),
    purpose: w.purposes[asking.purpose],
    until: showDay(lapsesAt(asking), lang, true),
  })
}

/** Shows a text of consent; its title stands above, as the heading of the page. */
export const ConsentText = ({ text }: { text: string }) => (
  <div class="prose stack">
    {blocksOf(text).map((block) => {
      if (block.kind === 'list')
        return (
          <ul>
            {block.items.map((item) => (
              <li>{item}</li>
            ))}
          </ul>
        )
      if (block.kind === 'title') return null
      return block.kind === 'head' ? <h2>{block.text}</h2> : <p>{block.text}</p>
    })}
  </div>
)

export type AskForm = { recipients: string[]; facts: string[]; purpose: string; days: string; find: string }
export const EMPTY_ASK: AskForm = { recipients: [], facts: [], purpose: '', days: String(USUAL_DAYS), find: '' }
export type AskFormProps = {
  look: Look
  action: string
  given: AskForm
  chosen: readonly Choosable[]
  /** What was found; null before anything was looked for. */
  found: readonly Choosable[] | null
  problems: Partial<Record<'recipients' | 'facts' | 'purpose' | 'days', string>>
}

/** To whom, of what, what for, how long. Works without a script: looking for a recipient is a button of the same form. */
export function AskFields({ look, action, given, chosen, found, problems }: AskFormProps) {
  const { lang } = look
  const w = askFormWords(lang)
  const f = factWords(lang)
  const more = (found ?? []).filter(({ key }) => !chosen.some((one) => one.key === key))
  const days = [30, 91, USUAL_DAYS, MOST_DAYS]
  return (
    <form method="post" action={action} class="form" novalidate>
      <Picks
        lang={lang}
        name="recipients"
        legend={chosen.length > 0 ? w.chosen : w.recipients}
        many
        error={problems.recipients}
        value={given.recipients}
        choices={chosen.map(({ key, name }) => ({ value: key, label: <span {...inJapanese(lang)}>{name}</span> }))}
      />
      <TextField
        lang={lang}
        name="find"
        type="search"
        label={w.find}
        hint={w.findHow}
        value={given.find}
        maxlength={60}
      />
      <p>
        <button type="submit" class="btn slim" name="step" value="find">
          {w.search}
        </button>
      </p>
      {found && more.length === 0 && <p>{w.foundNone}</p>}
      {more.length > 0 && (
        <Picks
          lang={lang}
          id="found"
          name="recipients"
          legend={w.found}
          many
          choices={more.map(({ key, name }) => ({ value: key, label: <span {...inJapanese(lang)}>{name}</span> }))}
        />
      )}
      <Picks
        lang={lang}
        name="facts"
        legend={w.facts}
        many
        error={problems.facts}
        value={given.facts}
        choices={FACTS.map((value) => ({ value, label: f.facts[value] }))}
      />
      <Picks
        lang={lang}
        name="purpose"
        legend={w.purpose}
        error={problems.purpose}
        value={given.purpose}
        choices={PURPOSES.map((value) => ({ value, label: f.purposes[value] }))}
      />
      <SelectField
        lang={lang}
        name="days"
        label={w.days}
        value={given.days}
        error={problems.days}
        choices={days.map((n) => ({ value: String(n), label: w.daysOf[`d${n}` as keyof typeof w.daysOf] }))}
      />
      <button type="submit" class="btn go" name="step" value="go">
        {w.go}
      </button>
    </form>
  )
}

type TableProps = {
  look: Look
  label: string
  columns: { to: string; facts: string; purpose: string; until: string; state: string; way: string }
  by: { self: string; agent: string }
  consents: readonly StoredConsent[]
  names: ReadonlyMap<string, string>
  now: Date
  act: (consent: StoredConsent) => Child
  /** Where the signed paper is, for those on paper. */
  scan: (consent: StoredConsent) => string
}

/** Who may know what: recipient × facts × purpose × until. */
export function ConsentTable({ look, label, columns, by, consents, names, now, act, scan }: TableProps) {
  const w = factWords(look.lang)
  const kinds = { stands: 'ok', not_yet: undefined, over: undefined, withdrawn: undefined } as const
  return (
    <ScrollTable label={label}>
      <thead>
        <tr>
          {(['to', 'facts', 'purpose', 'until', 'state', 'way'] as const).map((column) => (
            <th scope="col">{columns[column]}</th>
          ))}
          <td></td>
        </tr>
      </thead>
      <tbody>
        {consents.map((consent) => {
          const state = standsAt(consent, now)
          return (
            <tr>
              <th scope="row" {...inJapanese(look.lang)}>
                {names.get(recipientKey(consent)) ?? '—'}
              </th>
              <td>{consent.facts.map((fact) => w.short[fact]).join('・')}</td>
              <td>{w.aims[consent.purpose]}</td>
              <td>{showDay(consent.until, look.lang, true)}</td>
              <td>
                <Tag kind={kinds[state]} icon={state === 'stands' ? 'check' : 'ret'}>
                  {w.states[state]}
                </Tag>
              </td>
              <td>
                {consent.scanId ? <a href={scan(consent)}>{w.ways[consent.way]}</a> : w.ways[consent.way]}（
                {by[consent.givenBy]}）
              </td>
              <td>{state === 'stands' || state === 'not_yet' ? act(consent) : null}</td>
            </tr>
          )
        })}
      </tbody>
    </ScrollTable>
  )
}

type CardsProps = Omit<TableProps, 'label'>

/** The same for the person themselves: one card for each, what stands first, the way out in reach on every phone. */
export function ConsentCards({ look, columns, by, consents, names, now, act, scan }: CardsProps) {
  const { lang } = look
  const w = factWords(lang)
  const stands = (consent: StoredConsent) => Number(standsAt(consent, now) === 'stands')
  return (
    <ul class="stack">
      {consents
        .toSorted((a, b) => stands(b) - stands(a))
        .map((consent) => {
          const state = standsAt(consent, now)
          return (
            <li class="sheet stack">
              <h3 {...inJapanese(lang)}>{names.get(recipientKey(consent)) ?? '—'}</h3>
              <Facts
                facts={[
                  { label: columns.facts, value: consent.facts.map((fact) => w.facts[fact]).join('、') },
                  { label: columns.purpose, value: w.purposes[consent.purpose] },
                  { label: columns.until, value: showDay(consent.until, lang, true) },
                  {
                    label: columns.way,
                    value: (
                      <>
                        {consent.scanId ? <a href={scan(consent)}>{w.ways[consent.way]}</a> : w.ways[consent.way]}（
                        {by[consent.givenBy]}）
                      </>
                    ),
                  },
                  {
                    label: columns.state,
                    value: <Tag kind={state === 'stands' ? 'ok' : undefined}>{w.states[state]}</Tag>,
                  },
                ]}
              />
              {(state === 'stands' || state === 'not_yet') && act(consent)}
            </li>
          )
        })}
    </ul>
  )
}
