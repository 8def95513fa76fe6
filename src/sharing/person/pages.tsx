// For those at work: whom they support, a record begun, who is tied to it.
import { type Look, WorkPage } from '../../platform/ui/page.tsx'
import {
  Agree,
  Crumb,
  ErrorSummary,
  Facts,
  inJapanese,
  Picks,
  SelectField,
  Tag,
  TextArea,
  TextField,
} from '../../platform/ui/parts.tsx'
import { showDay } from '../../platform/words.ts'
import { GROUNDS, holds } from './rules.ts'
import type { Person, ProvedTie } from './store.ts'
import { groundWords, personWords } from './words.ts'

/** The frame of every page at work. */
export type Frame = { look: Look; who: string; nav: { href: string; label: string }[] }
export const PERSONS = '/sharing/persons'

export function PersonsPage({ look, who, nav, persons }: Frame & { persons: readonly Person[] }) {
  const w = personWords(look.lang)
  return (
    <WorkPage look={look} title={w.title} nav={nav} current={PERSONS} who={who}>
      <h1>{w.title}</h1>
      <p class="small soft">{w.lead}</p>
      <p>
        <a class="btn go" href={`${PERSONS}/new`}>
          {w.begin}
        </a>
      </p>
      {persons.length === 0 ? (
        <p class="tell">{w.none}</p>
      ) : (
        <ul class="more">
          {persons.map((person) => (
            <li>
              <a href={`${PERSONS}/${person.id}`} {...inJapanese(look.lang)}>
                {person.name}
                <small>{[person.kana, person.ward].filter(Boolean).join('・')}</small>
              </a>
            </li>
          ))}
        </ul>
      )}
    </WorkPage>
  )
}

export type BeginForm = Record<'name' | 'kana' | 'born' | 'phone' | 'address' | 'ward', string> & { another: boolean }
export const EMPTY_BEGIN: BeginForm = {
  ...{ name: '', kana: '', born: '', phone: '', address: '', ward: '', another: false },
}

type BeginProps = Frame & {
  given: BeginForm
  problems: Partial<Record<'name' | 'born' | 'kana' | 'phone' | 'address', string>>
  there: boolean
  wards: readonly string[]
}

export function BeginPage({ look, who, nav, given, problems, there, wards }: BeginProps) {
  const w = personWords(look.lang)
  const { lang } = look
  const wrong = Object.keys(problems).length > 0 || there
  const about = (name: 'name' | 'kana' | 'born' | 'phone' | 'address') => ({
    ...{ lang, name, label: w[name], value: given[name], error: problems[name] },
  })
  return (
    <WorkPage look={look} title={w.begin} nav={nav} current={PERSONS} who={who} wrong={wrong}>
      <div class="narrow stack">
        <Crumb href={PERSONS}>{w.back}</Crumb>
        <h1>{w.begin}</h1>
        <p>{w.beginLead}</p>
        <ErrorSummary lang={lang} problems={{ ...problems, ...(there ? { another: w.there } : {}) }} />
        <form method="post" action={`${PERSONS}/new`} class="form" novalidate>
          <TextField {...about('name')} required maxlength={100} autocomplete="off" />
          <TextField {...about('kana')} optional maxlength={100} autocomplete="off" />
          <TextField {...about('born')} optional type="date" autocomplete="off" />
          <TextField {...about('phone')} optional type="tel" maxlength={30} autocomplete="off" />
          <TextField {...about('address')} optional maxlength={200} autocomplete="off" />
          <SelectField
            lang={lang}
            name="ward"
            label={w.ward}
            value={given.ward}
            choices={[{ value: '', label: w.noWard }, ...wards.map((ward) => ({ value: ward, label: ward }))]}
          />
          {there && <Agree lang={lang} name="another" label={w.another} error={w.there} value={given.another} />}
          <button type="submit" class="btn go">
            {w.go}
          </button>
        </form>
      </div>
    </WorkPage>
  )
}

/** Name, and the basic facts where they may be known. */
export function PersonFacts({ look, person, basic }: { look: Look; person: Person; basic: boolean }) {
  const w = personWords(look.lang)
  if (!basic) return <p class="tell heed">{w.hidden}</p>
  return (
    <Facts
      facts={[
        { label: w.kana, value: person.kana },
        { label: w.born, value: person.born },
        { label: w.phone, value: person.phone },
        { label: w.address, value: person.address },
        { label: w.ward, value: person.ward },
        { label: w.started, value: showDay(person.createdAt, look.lang, true) },
      ]}
    />
  )
}

type TiesProps = {
  look: Look
  person: Person
  ties: readonly ProvedTie[]
  names: ReadonlyMap<string, string>
  now: Date
}

export function TieList({ look, person, ties, names, now }: TiesProps) {
  const w = personWords(look.lang)
  const grounds = groundWords(look.lang)
  if (ties.length === 0) return <p>{w.tiesNone}</p>
  return (
    <ul class="stack">
      {ties.map((tie) => (
        <li class="row">
          <Tag>{tie.ground ? grounds[tie.ground] : w.kinds[tie.kind]}</Tag>
          <span {...inJapanese(look.lang)}>{names.get(tie.accountId) ?? '—'}</span>
          {tie.proof && <small {...inJapanese(look.lang)}>{[tie.proof, tie.reach].filter(Boolean).join('・')}</small>}
          {tie.until && holds(tie, now) && <small>{w.until(showDay(tie.until, look.lang, true))}</small>}
          {holds(tie, now) ? (
            <form method="post" action={`${PERSONS}/${person.id}/ties/${tie.id}/end`}>
              <button type="submit" class="btn slim stop">
                {w.end}
              </button>
            </form>
          ) : (
            <small class="soft">{w.ended}</small>
          )}
        </li>
      ))}
    </ul>
  )
}

export type InviteForm = Record<'kind' | 'ground' | 'proof' | 'reach' | 'until', string> & { agreed: boolean }
export const EMPTY_INVITE: InviteForm = { kind: '', ground: '', proof: '', reach: '', until: '', agreed: false }
type InviteProps = Frame & {
  person: Person
  given: InviteForm
  problems: Partial<Record<'kind' | 'agreed' | 'ground' | 'proof' | 'reach' | 'until', string>>
}

export function InvitePage({ look, who, nav, person, given, problems }: InviteProps) {
  const w = personWords(look.lang)
  const { lang } = look
  const grounds = groundWords(lang)
  return (
    <WorkPage
      look={look}
      title={w.invite}
      nav={nav}
      current={PERSONS}
      who={who}
      wrong={Object.keys(problems).length > 0}
    >
      <div class="narrow stack">
        <Crumb href={`${PERSONS}/${person.id}`}>{w.toPerson}</Crumb>
        <h1>{w.invite}</h1>
        <ErrorSummary lang={lang} problems={problems} />
        <form method="post" action={`${PERSONS}/${person.id}/invite`} class="form" novalidate>
          <p class="small">{w.inviteLead}</p>
          <Picks
            lang={lang}
            name="kind"
            legend={w.inviteKind}
            value={given.kind}
            error={problems.kind}
            choices={[
              { value: 'self', label: w.kinds.self },
              {
                value: 'family',
                label: w.family,
                follows: (
                  <Agree lang={lang} name="agreed" label={w.agreed} error={problems.agreed} value={given.agreed} />
                ),
              },
              {
                value: 'agent',
                label: w.agent,
                follows: (
                  <>
                    <SelectField
                      lang={lang}
                      name="ground"
                      label={w.ground}
                      value={given.ground}
                      error={problems.ground}
                      choices={[
                        { value: '', label: '—' },
                        ...GROUNDS.map((value) => ({ value, label: grounds[value] })),
                      ]}
                    />
                    <TextField lang={lang} name="proof" label={w.proof} value={given.proof} error={problems.proof} />
                    <TextArea
                      lang={lang}
                      name="reach"
                      label={w.reach}
                      value={given.reach}
                      error={problems.reach}
                      rows={2}
                    />
                    <TextField
                      lang={lang}
                      name="until"
                      type="date"
                      label={w.tieUntil}
                      value={given.until}
                      error={problems.until}
                    />
                  </>
                ),
              },
            ]}
          />
          <button type="submit" class="btn">
            {w.inviteGo}
          </button>
        </form>
      </div>
    </WorkPage>
  )
}

type MadeProps = Frame & { person: Person; code: string; kind: 'self' | 'family' | 'agent'; until: Date }

/** A code, shown once. No name stands beside it: paper is left lying about. */
export function CodeMadePage({ look, who, nav, person, code, kind, until }: MadeProps) {
  const w = personWords(look.lang)
  return (
    <WorkPage look={look} title={w.madeTitle} nav={nav} current={PERSONS} who={who}>
      <div class="print-large stack">
        <Crumb href={`${PERSONS}/${person.id}`}>{w.toPerson}</Crumb>
        <h1>{w.madeTitle}</h1>
        <p class="code">{code}</p>
        <p>{w.madeHow}</p>
        <p class="small">{w.madeFor(w.kinds[kind])}</p>
        <p class="tell heed">{w.made(showDay(until, look.lang, true))}</p>
      </div>
    </WorkPage>
  )
}
