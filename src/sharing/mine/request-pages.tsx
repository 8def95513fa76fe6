// Requests for disclosure and erasure: as the person makes them, and as staff answer them.
import { type Look, PublicPage, WorkPage } from '../../platform/ui/page.tsx'
import {
  Agree,
  Crumb,
  ErrorSummary,
  Facts,
  inJapanese,
  Picks,
  ScrollTable,
  SelectField,
  Tag,
  Tell,
  TextArea,
  TextField,
} from '../../platform/ui/parts.tsx'
import { showDay, showMoment } from '../../platform/words.ts'
import { factWords } from '../consent/words.ts'
import type { Frame } from '../person/pages.tsx'
import type { Person } from '../person/store.ts'
import { MINE } from './pages.tsx'
import { REASONS, type Reason } from './rules.ts'
import type { Disclosure, Setting, ToldEntry } from './store.ts'
import { mineWords, requestWords } from './words.ts'

type OwnProps = {
  look: Look
  person: Person
  requests: readonly Disclosure[]
  problem?: { form?: string; sure?: string }
}

/** The person asks, and reads what was answered. */
export function OwnRequestsPage({ look, person, requests, problem = {} }: OwnProps) {
  const { lang } = look
  const w = mineWords(lang)
  const here = `${MINE}/${person.id}`
  return (
    <PublicPage look={look} title={w.requests} noindex urgent={false} wrong={Boolean(problem.form ?? problem.sure)}>
      <div class="print-large stack-l">
        <div class="stack">
          <Crumb href={here}>{w.back}</Crumb>
          <h1>{w.requests}</h1>
          <ErrorSummary lang={lang} problems={problem} />
          <p>{w.requestsLead}</p>
        </div>
        {requests.map((one) => (
          <section class="sheet stack">
            <h2>{w.kinds[one.kind]}</h2>
            <p>
              <Tag kind={one.state === 'given' ? 'ok' : undefined}>{w.state[one.state]}</Tag>
            </p>
            <Facts
              facts={[
                { label: w.asked, value: showDay(one.askedAt, lang, true) },
                one.state === 'asked' && { label: w.due, value: showDay(one.dueAt, lang, true) },
              ]}
            />
            {one.reason && <p>{w.reasons[one.reason]}</p>}
            {one.note && <p {...inJapanese(lang)}>{one.note}</p>}
            {one.reason && <p class="small">{w.objection}</p>}
          </section>
        ))}
        <section class="stack" aria-labelledby="access">
          <h2 id="access">{w.access}</h2>
          <p>{w.accessHow}</p>
          <form method="post" action={`${here}/requests`}>
            <button type="submit" class="btn" name="kind" value="access">
              {w.access}
            </button>
          </form>
        </section>
        <section class="stack" aria-labelledby="erasure">
          <h2 id="erasure">{w.erasure}</h2>
          <p>{w.erasureHow}</p>
          <form method="post" action={`${here}/requests`} class="form" novalidate>
            <Agree lang={lang} name="sure" label={w.erasureSure} error={problem.sure} />
            <button type="submit" class="btn stop" name="kind" value="erasure">
              {w.erasure}
            </button>
          </form>
        </section>
      </div>
    </PublicPage>
  )
}

type ListProps = Frame & {
  requests: readonly Disclosure[]
  names: ReadonlyMap<string, string>
  now: Date
  /** Only who administers the city has it. */
  setting: Setting | null
  wrongDays?: string
}

export function RequestsPage({ look, who, nav, requests, names, now, setting, wrongDays }: ListProps) {
  const { lang } = look
  const w = requestWords(lang)
  const m = mineWords(lang)
  return (
    <WorkPage look={look} title={w.title} nav={nav} current="/sharing/requests" who={who} wrong={Boolean(wrongDays)}>
      <h1>{w.title}</h1>
      <p class="small soft">{w.lead}</p>
      <ErrorSummary lang={lang} problems={{ kept: wrongDays }} />
      {requests.length === 0 ? (
        <p class="tell">{w.none}</p>
      ) : (
        <ScrollTable label={w.title}>
          <thead>
            <tr>
              {(['person', 'kind', 'asked', 'due', 'state'] as const).map((column) => (
                <th scope="col">{w.columns[column]}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {requests.map((one) => (
              <tr>
                <th scope="row" {...inJapanese(lang)}>
                  {one.state === 'asked' ? (
                    <a href={`/sharing/requests/${one.id}`}>{names.get(one.personId) ?? '—'}</a>
                  ) : (
                    '—'
                  )}
                </th>
                <td>{m.kinds[one.kind]}</td>
                <td>{showDay(one.askedAt, lang, true)}</td>
                <td>{showDay(one.dueAt, lang, true)}</td>
                <td>
                  {one.state === 'asked' && one.dueAt < now ? (
                    <Tag kind="late">{w.late}</Tag>
                  ) : (
                    <Tag kind={one.state === 'asked' ? 'heed' : undefined}>{m.state[one.state]}</Tag>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
      {setting && (
        <section class="narrow stack" aria-labelledby="setting">
          <h2 id="setting">{w.setting}</h2>
          <form method="post" action="/sharing/setting" class="form" novalidate>
            <TextField
              lang={lang}
              name="kept"
              type="number"
              label={w.keptDays}
              hint={w.keptHow}
              value={String(setting.keptDays)}
              error={wrongDays}
            />
            <SelectField
              lang={lang}
              name="conference"
              label={w.conference}
              value={setting.conferenceShown}
              choices={(['after', 'closed', 'never'] as const).map((value) => ({ value, label: w.conferences[value] }))}
            />
            <button type="submit" class="btn">
              {w.save}
            </button>
          </form>
        </section>
      )}
    </WorkPage>
  )
}

type OneProps = Frame & {
  person: Person
  request: Disclosure
  entries: readonly Omit<ToldEntry, 'onRequest'>[]
  names: ReadonlyMap<string, string>
  given: { shown: string[]; reason: string; note: string }
  problems: { reason?: string; sure?: string; form?: string }
}

export function RequestPage({ look, who, nav, person, request, entries, names, given, problems }: OneProps) {
  const { lang } = look
  const w = requestWords(lang)
  const m = mineWords(lang)
  const here = `/sharing/requests/${request.id}`
  const reasons = (of: readonly Reason[], none: string) => [
    { value: '', label: none },
    ...of.map((value) => ({ value, label: m.reasons[value] })),
  ]
  const reason = (
    <SelectField
      lang={lang}
      name="reason"
      label={w.reason}
      value={given.reason}
      error={problems.reason}
      choices={reasons(
        request.kind === 'access' ? REASONS.filter((one) => one !== 'duty') : REASONS,
        request.kind === 'access' ? w.noReason : '—',
      )}
    />
  )
  const note = <TextArea lang={lang} name="note" label={w.note} value={given.note} optional maxlength={1000} />
  return (
    <WorkPage
      look={look}
      title={`${w.title} ${m.kinds[request.kind]}`}
      nav={nav}
      current="/sharing/requests"
      who={who}
      wrong={Object.keys(problems).length > 0}
    >
      <Crumb href="/sharing/requests">{w.back}</Crumb>
      <h1>{m.kinds[request.kind]}</h1>
      <ErrorSummary lang={lang} problems={problems} />
      <Facts
        facts={[
          { label: w.columns.person, value: <span {...inJapanese(lang)}>{person.name}</span> },
          { label: w.columns.asked, value: showDay(request.askedAt, lang, true) },
          { label: w.columns.due, value: showDay(request.dueAt, lang, true) },
        ]}
      />
      {request.kind === 'access' ? (
        <form method="post" action={here} class="form narrow" novalidate>
          {entries.length === 0 ? (
            <p>{w.entriesNone}</p>
          ) : (
            <Picks
              lang={lang}
              name="shown"
              legend={w.entries}
              hint={w.entriesHow}
              many
              value={given.shown}
              choices={entries.map((entry) => ({
                value: entry.id,
                label: <span {...inJapanese(lang)}>{entry.words}</span>,
                note: `${names.get(entry.authorId) ?? '—'}・${showMoment(entry.writtenAt, lang, true)}・${
                  factWords(lang).short[entry.fact]
                }`,
              }))}
            />
          )}
          {reason}
          {note}
          <button type="submit" class="btn go" name="answer" value="disclose">
            {w.go}
          </button>
        </form>
      ) : (
        <div class="narrow stack-l">
          <form method="post" action={here} class="form" novalidate>
            <Tell kind="heed">{w.erasureHow}</Tell>
            <Agree lang={lang} name="sure" label={w.erasureSure} error={problems.sure} />
            <button type="submit" class="btn stop" name="answer" value="erase">
              {w.erasureGo}
            </button>
          </form>
          <form method="post" action={here} class="form" novalidate>
            <h2>{w.refuse}</h2>
            {reason}
            {note}
            <button type="submit" class="btn" name="answer" value="refuse">
              {w.refuseGo}
            </button>
          </form>
        </div>
      )}
    </WorkPage>
  )
}
