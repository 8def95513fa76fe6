// For those at work: the person's record with what they agreed to, a request, the writing down of an answer.
import { WorkPage } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, Facts, inJapanese, Picks, SelectField, Tag, TextField } from '../../platform/ui/parts.tsx'
import { showDay } from '../../platform/words.ts'
import { type Frame, PERSONS, PersonFacts, TieList } from '../person/pages.tsx'
import type { Tie } from '../person/rules.ts'
import type { Person, ProvedTie } from '../person/store.ts'
import { groundWords, personWords } from '../person/words.ts'
import { AskFields, type AskFormProps, ConsentTable, ConsentText } from './parts.tsx'
import type { Choosable } from './recipients.ts'
import { WAYS } from './rules.ts'
import type { Asking, StoredConsent } from './store.ts'
import { askFormWords, askWords, factWords } from './words.ts'

type PersonProps = Frame & {
  person: Person
  /** Whether the basic facts may be known to who looks. */
  basic: boolean
  consents: readonly StoredConsent[]
  askings: readonly Asking[]
  ties: readonly ProvedTie[]
  names: ReadonlyMap<string, string>
  /** Began the record: makes codes, asks, and ends ties. */
  keeps: boolean
  now: Date
}

export function PersonPage(props: PersonProps) {
  const { look, who, nav, person, basic, consents, askings, ties, names, keeps, now } = props
  const w = personWords(look.lang)
  const a = askWords(look.lang)
  const f = factWords(look.lang)
  return (
    <WorkPage look={look} title={person.name} nav={nav} current={PERSONS} who={who}>
      <Crumb href={PERSONS}>{w.back}</Crumb>
      <h1 {...inJapanese(look.lang)}>{person.name}</h1>
      <PersonFacts look={look} person={person} basic={basic} />
      <div class="stack">
        <h2>{w.consents}</h2>
        {consents.length === 0 ? (
          <p>{w.consentsNone}</p>
        ) : (
          <ConsentTable
            {...{ look, consents, names, now }}
            label={w.consents}
            columns={w.columns}
            by={w.by}
            scan={(consent) => `${PERSONS}/${person.id}/consents/${consent.id}/scan`}
            act={(consent) => (
              <a class="alone" href={`${PERSONS}/${person.id}/consents/${consent.id}/withdraw`}>
                {w.withdraw}
              </a>
            )}
          />
        )}
        <p>
          <a class="btn go" href={`${PERSONS}/${person.id}/ask`}>
            {w.ask}
          </a>
        </p>
      </div>
      {askings.length > 0 && (
        <section class="stack" aria-labelledby="askings">
          <h2 id="askings">{w.askings}</h2>
          <ul class="more">
            {askings.map((asking) => (
              <li>
                <a href={`/sharing/asking/${asking.id}`}>
                  {asking.code}
                  <small>
                    {f.aims[asking.purpose]}・{asking.facts.map((fact) => f.short[fact]).join('・')}・
                    {a.state[asking.state]}
                  </small>
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="stack" aria-labelledby="ties">
        <h2 id="ties">{w.ties}</h2>
        <TieList {...{ look, person, ties, names, now }} />
        {keeps && (
          <p>
            <a class="btn slim" href={`${PERSONS}/${person.id}/invite`}>
              {w.invite}
            </a>
          </p>
        )}
      </section>
    </WorkPage>
  )
}

export function AskPage({ look, who, nav, person, ...form }: Frame & AskFormProps & { person: Person }) {
  const w = askFormWords(look.lang)
  return (
    <WorkPage
      look={look}
      title={w.title}
      nav={nav}
      current={PERSONS}
      who={who}
      wrong={Object.keys(form.problems).length > 0}
    >
      <div class="narrow stack">
        <Crumb href={`${PERSONS}/${person.id}`}>{askWords(look.lang).back}</Crumb>
        <h1>{w.title}</h1>
        <p>{w.lead}</p>
        <ErrorSummary lang={look.lang} problems={form.problems} />
        <AskFields look={look} {...form} />
      </div>
    </WorkPage>
  )
}

export type AnswerForm = { way: string; recipients: string[]; speaker: string; heard: string }
export const EMPTY_ANSWER: AnswerForm = { way: '', recipients: [], speaker: 'self', heard: '' }
export type AnswerProblems = Partial<Record<'way' | 'recipients' | 'speaker' | 'heard' | 'scan' | 'form', string>>

type AskingProps = Frame & {
  person: Person
  asking: Asking
  named: readonly Choosable[]
  agents: readonly Tie[]
  agentNames: ReadonlyMap<string, string>
  text: string
  given: AnswerForm
  problems: AnswerProblems
}

/** The record of a request: by number or QR code one comes back here, and writes down what was said. */
export function AskingPage(props: AskingProps) {
  const { look, who, nav, person, asking, named, agents, agentNames, text, given, problems } = props
  const { lang } = look
  const w = askWords(lang)
  const f = factWords(lang)
  const grounds = groundWords(lang)
  const here = `/sharing/asking/${asking.id}`
  const wrong = Object.keys(problems).length > 0
  return (
    <WorkPage look={look} title={`${w.record} ${asking.code}`} nav={nav} current={PERSONS} who={who} wrong={wrong}>
      <Crumb href={`${PERSONS}/${person.id}`}>{w.back}</Crumb>
      <h1>{w.record}</h1>
      <ErrorSummary lang={lang} problems={problems} />
      <Facts
        facts={[
          { label: w.number, value: <span class="code">{asking.code}</span> },
          { label: w.self, value: <span {...inJapanese(lang)}>{person.name}</span> },
          { label: askFormWords(lang).recipients, value: named.map(({ name }) => name).join('、') },
          { label: askFormWords(lang).facts, value: asking.facts.map((fact) => f.short[fact]).join('・') },
          { label: askFormWords(lang).purpose, value: f.purposes[asking.purpose] },
        ]}
      />
      <p>
        <Tag kind={asking.state === 'agreed' ? 'ok' : undefined}>{w.state[asking.state]}</Tag>
      </p>
      {asking.state === 'open' && (
        <>
          <section class="stack" aria-labelledby="ways">
            <h2 id="ways">{w.ways}</h2>
            <ul class="more">
              <li>
                <a href={`${here}/screen`}>
                  {w.onScreen}
                  <small>{w.onScreenHow}</small>
                </a>
              </li>
              <li>
                <a href={`${here}/paper`}>
                  {w.onPaper}
                  <small>{w.onPaperHow}</small>
                </a>
              </li>
            </ul>
            <p class="small soft">{w.onOwnHow}</p>
          </section>
          <section class="stack narrow" aria-labelledby="said">
            <h2 id="said">{w.said}</h2>
            <details>
              <summary>{w.text}</summary>
              <ConsentText text={text} />
            </details>
            <form method="post" action={`${here}/answer`} class="form" enctype="multipart/form-data" novalidate>
              <Picks
                lang={lang}
                name="way"
                legend={w.ways}
                value={given.way}
                error={problems.way}
                choices={[
                  { value: 'voice', label: w.voice, note: w.voiceHow },
                  {
                    value: 'paper',
                    label: w.paper,
                    follows: (
                      <div class="field">
                        <label for="scan">{w.scan}</label>
                        {problems.scan && (
                          <p class="wrong" id="scan-error">
                            {problems.scan}
                          </p>
                        )}
                        <input
                          type="file"
                          id="scan"
                          name="scan"
                          accept="image/jpeg,image/png,application/pdf"
                          aria-describedby={problems.scan ? 'scan-error' : undefined}
                          aria-invalid={problems.scan ? 'true' : undefined}
                        />
                      </div>
                    ),
                  },
                ]}
              />
              <Picks
                lang={lang}
                name="recipients"
                legend={w.agreedTo}
                hint={w.agreedHow}
                many
                value={given.recipients}
                error={problems.recipients}
                choices={named.map(({ key, name }) => ({
                  value: key,
                  label: <span {...inJapanese(lang)}>{name}</span>,
                }))}
              />
              <SelectField
                lang={lang}
                name="speaker"
                label={w.speaker}
                value={given.speaker}
                error={problems.speaker}
                choices={[
                  { value: 'self', label: w.self },
                  ...agents.map((tie) => ({
                    value: tie.id,
                    label: `${agentNames.get(tie.accountId) ?? '—'}（${grounds[tie.ground!]}）`,
                  })),
                ]}
              />
              <TextField
                lang={lang}
                name="heard"
                label={w.heard}
                value={given.heard}
                error={problems.heard}
                maxlength={100}
              />
              <button type="submit" class="btn go">
                {w.keep}
              </button>
            </form>
          </section>
        </>
      )}
    </WorkPage>
  )
}

type WithdrawProps = Frame & { person: Person; consent: StoredConsent; to: string; problem?: string }

/** Writes down that the person wants to stop. Asks for no reason. */
export function WithdrawWorkPage({ look, who, nav, person, consent, to, problem }: WithdrawProps) {
  const { lang } = look
  const w = askWords(lang)
  const f = factWords(lang)
  return (
    <WorkPage look={look} title={w.withdraw} nav={nav} current={PERSONS} who={who} wrong={Boolean(problem)}>
      <div class="narrow stack">
        <Crumb href={`${PERSONS}/${person.id}`}>{w.back}</Crumb>
        <h1>{w.withdraw}</h1>
        <ErrorSummary lang={lang} problems={{ way: problem }} />
        <Facts
          facts={[
            { label: askFormWords(lang).recipients, value: <span {...inJapanese(lang)}>{to}</span> },
            { label: askFormWords(lang).facts, value: consent.facts.map((fact) => f.short[fact]).join('・') },
            { label: askFormWords(lang).days, value: showDay(consent.until, lang, true) },
          ]}
        />
        <p>{w.withdrawHow}</p>
        <form method="post" action={`${PERSONS}/${person.id}/consents/${consent.id}/withdraw`} class="form" novalidate>
          <Picks
            lang={lang}
            name="way"
            legend={w.withdrawWay}
            error={problem}
            choices={WAYS.map((value) => ({ value, label: f.ways[value] }))}
          />
          <button type="submit" class="btn stop">
            {w.withdrawGo}
          </button>
        </form>
      </div>
    </WorkPage>
  )
}
