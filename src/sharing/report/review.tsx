// The city's side: what arrived, one report, and what becomes of it. And what everybody reads.
import { GROUPS, needName } from '../../directory/index.ts'
import { type Look, PublicPage, WorkPage } from '../../platform/ui/page.tsx'
import {
  Crumb,
  ErrorSummary,
  Facts,
  inJapanese,
  Knot,
  Picks,
  SelectField,
  Tag,
  TextArea,
  TextField,
  WorkTable,
} from '../../platform/ui/parts.tsx'
import { showDay } from '../../platform/words.ts'
import { Marked } from './flags.tsx'
import { type Problems, StateTag, type Work } from './pages.tsx'
import { type Decision, keptFor, LONGEST, REPORT_KINDS, REPORT_STATES, undecided, verdictsOn } from './rules.ts'
import type { Report, ReportFilter, Story } from './store.ts'
import { type Flag, keyOf, wordOfFlag } from './strip.ts'
import { reportWords, storyWords } from './words.ts'

export type Outcome = keyof ReturnType<typeof storyWords>['outcomes']

type ListProps = Work & {
  reports: readonly Report[]
  writers: ReadonlyMap<string, string>
  filter: ReportFilter
  wards: readonly string[]
}

export function ReportsPage({ look, who, nav, reports, writers, filter, wards }: ListProps) {
  const w = reportWords(look.lang)
  const any = { value: '', label: w.all }
  const about = { lang: look.lang }
  return (
    <WorkPage look={look} title={w.reports} nav={nav} current="/sharing/reports" who={who}>
      <h1>{w.reports}</h1>
      <p class="small soft">{w.reportsLead}</p>
      <form class="filters" method="get" action="/sharing/reports">
        <SelectField
          {...about}
          name="kind"
          label={w.columns.kind}
          value={filter.kind}
          choices={[any, ...REPORT_KINDS.map((kind) => ({ value: kind, label: w.kinds[kind] }))]}
        />
        <SelectField
          {...about}
          name="group"
          label={w.columns.topic}
          value={filter.group}
          choices={[any, ...GROUPS.map(({ code }) => ({ value: code, label: needName(code, look.lang) }))]}
        />
        <SelectField
          {...about}
          name="ward"
          label={w.ward}
          value={filter.ward}
          choices={[any, ...wards.map((ward) => ({ value: ward, label: ward }))]}
        />
        <SelectField
          {...about}
          name="state"
          label={w.state}
          value={filter.state}
          choices={[
            any,
            ...REPORT_STATES.filter((state) => state !== 'draft').map((state) => ({
              value: state,
              label: w.states[state],
            })),
          ]}
        />
        <button type="submit" class="btn slim">
          {w.go}
        </button>
      </form>
      {reports.length === 0 ? (
        <p class="tell">{w.none}</p>
      ) : (
        <WorkTable
          caption={w.caption(reports.length)}
          columns={(['title', 'kind', 'state', 'ward', 'at', 'writer'] as const).map((column) => w.columns[column])}
        >
          {reports.map((report) => (
            <tr role="row">
              <td role="cell" class="lead-cell">
                <a class="subject" href={`/sharing/reports/${report.id}`}>
                  {report.title}
                </a>
                <small>{needName(report.topic, look.lang)}</small>
              </td>
              <td role="cell" data-th={w.columns.kind}>
                {w.kinds[report.kind]}
              </td>
              <td role="cell" data-th={w.columns.state}>
                <StateTag lang={look.lang} state={report.state} />
              </td>
              <td role="cell" data-th={w.columns.ward}>
                {report.ward ?? w.unknownWard}
              </td>
              <td role="cell" data-th={w.columns.at}>
                {report.sent_at && showDay(report.sent_at, look.lang)}
              </td>
              <td role="cell" data-th={w.columns.writer}>
                {writers.get(report.written_by)}
              </td>
            </tr>
          ))}
        </WorkTable>
      )}
    </WorkPage>
  )
}

export type ReviewForm = { to: string; note: string; changed: string }

type ReviewProps = Work & {
  report: Report
  writer: string
  text: string
  flags: readonly Flag[]
  /** Doors to where it came from, for who may open them. */
  origin: { need: string | null; room: string | null }
  own: boolean
  form: ReviewForm
  problems: Problems
}

export function ReviewPage(props: ReviewProps) {
  const { look, who, nav, report, writer, text, flags, origin, own, form, problems } = props
  const w = reportWords(look.lang)
  const split = text.indexOf('\n')
  const kept = flags.filter((flag) => keptFor(flag, report.flags))
  const open = undecided(flags, report.flags)
  const verdicts = verdictsOn(report.state)
  const body = flags.map((flag) => ({
    ...flag,
    ...{ start: flag.start - split - 1, end: flag.end - split - 1 },
    parts: flag.parts?.map((part) => ({ ...part, start: part.start - split - 1, end: part.end - split - 1 })),
  }))
  return (
    <WorkPage
      look={look}
      title={report.title}
      nav={nav}
      current="/sharing/reports"
      who={who}
      wrong={Object.values(problems).some(Boolean)}
    >
      <Crumb href="/sharing/reports">{w.reports}</Crumb>
      <div class="stack">
        <h1>{report.title}</h1>
        <p class="tags">
          <StateTag lang={look.lang} state={report.state} />
          <Tag>{w.kinds[report.kind]}</Tag>
        </p>
        <ErrorSummary lang={look.lang} problems={problems} />
        {open.length > 0 && <p class="tell heed">{w.stillThere}</p>}
      </div>
      <div class="cols">
        <section class="sheet stack" aria-labelledby="text">
          <h2 id="text">{w.words}</h2>
          <p class="mail">
            <Marked text={text.slice(split + 1)} flags={body} />
          </p>
          <Facts
            facts={[
              { label: w.columns.topic, value: needName(report.topic, look.lang) },
              { label: w.ward, value: report.ward ?? w.unknownWard },
              { label: w.columns.writer, value: writer },
              { label: w.sentAt, value: report.sent_at && showDay(report.sent_at, look.lang) },
              { label: w.outcome, value: report.outcome && w.outcomes[report.outcome as Outcome] },
              { label: w.note, value: report.review_note },
              { label: w.changed, value: report.changed },
              {
                label: w.origin,
                value: (origin.need || origin.room) && (
                  <>
                    {origin.need && <a href={`/referral/${origin.need}`}>{w.need}</a>}{' '}
                    {origin.room && <a href={`/sharing/rooms/${origin.room}`}>{w.room}</a>}
                  </>
                ),
              },
            ]}
          />
          <h3>{w.keptWords}</h3>
          {kept.length === 0 ? (
            <p>{w.keptNone}</p>
          ) : (
            <>
              <p class="small soft">{w.keptHow}</p>
              <ul>
                {kept.map((flag) => (
                  <li>
                    <mark>{wordOfFlag(text, flag)}</mark> {w.flagKinds[flag.kind]} — {whyOf(flag, report.flags, look)}
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
        {own && <p class="tell">{w.own}</p>}
        {!own && verdicts.length > 0 && (
          <section class="sheet stack" aria-labelledby="review">
            <h2 id="review">{w.review}</h2>
            <form class="form" method="post" action={`/sharing/reports/${report.id}/review`}>
              <Picks
                lang={look.lang}
                name="to"
                legend={w.verdict}
                value={form.to}
                error={problems.to}
                choices={verdicts.map((to) => ({ value: to, label: w.verdicts[to] }))}
              />
              <TextArea
                lang={look.lang}
                name="note"
                label={w.noteTo}
                hint={w.noteHint}
                optional
                value={form.note}
                error={problems.note}
                maxlength={LONGEST.note}
              />
              <TextField
                lang={look.lang}
                name="changed"
                label={w.changed}
                hint={w.changedHint}
                optional
                value={form.changed}
                error={problems.changed}
                maxlength={LONGEST.changed}
              />
              <button type="submit" class="btn go">
                {w.decide}
              </button>
            </form>
          </section>
        )}
      </div>
    </WorkPage>
  )
}

function whyOf(flag: Flag, decisions: readonly Decision[], look: Look): string {
  const why = keptFor(flag, decisions)?.why
  return why ? reportWords(look.lang).reasons[why] : keyOf(flag)
}

/** For everybody. Stories stand as they were written, in Japanese. */
export function StoriesPage({ look, stories }: { look: Look; stories: readonly Story[] }) {
  const w = storyWords(look.lang)
  return (
    <PublicPage look={look} title={w.title} leave={false} urgent={false}>
      <div class="narrow stack-l">
        <div class="stack">
          <h1>{w.title}</h1>
          <p>{w.lead}</p>
        </div>
        {stories.length === 0 ? (
          <p class="tell">{w.none}</p>
        ) : (
          stories.map((story) => <Card look={look} story={story} />)
        )}
        <p class="no-print">
          <a class="alone" href="/api/stories">
            {w.data}
          </a>
        </p>
      </div>
    </PublicPage>
  )
}

function Card({ look, story }: { look: Look; story: Story }) {
  const w = storyWords(look.lang)
  const [year = 0, month = 0] = story.month.split('-').map(Number)
  const tied = story.outcome !== null && story.outcome !== 'no_change'
  return (
    <article class="sheet stack">
      <h2 {...inJapanese(look.lang)}>{story.title}</h2>
      <p class="tags">
        <Tag>{w.kinds[story.kind]}</Tag>
        <span class="small">{needName(story.topic, look.lang)}</span>
        <span class="small">{w.month(year, month)}</span>
        {story.ward && (
          <span class="small" {...inJapanese(look.lang)}>
            {story.ward}
          </span>
        )}
      </p>
      <p class="mail" {...inJapanese(look.lang)}>
        {story.words}
      </p>
      {story.outcome && (
        <p>
          {tied && <Knot />} <b>{w.outcome}:</b> {w.outcomes[story.outcome as Outcome]}
        </p>
      )}
      {story.changed && (
        <p class="tell ok">
          <b>{w.changed}:</b> <span {...inJapanese(look.lang)}>{story.changed}</span>
        </p>
      )}
    </article>
  )
}
