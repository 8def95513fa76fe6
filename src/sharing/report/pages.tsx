// The writer's side: a list, the form, and the check before sending.
import { needName, TERMS } from '../../directory/index.ts'
import { type Look, WorkPage } from '../../platform/ui/page.tsx'
import {
  Agree,
  Crumb,
  ErrorSummary,
  Facts,
  type IconName,
  Picks,
  SelectField,
  Tag,
  TextArea,
  TextField,
} from '../../platform/ui/parts.tsx'
import { type Lang, showDay } from '../../platform/words.ts'
import { FlagChoices, Marked } from './flags.tsx'
import { isOpen, joined, KEEP_REASONS, LONGEST, REPORT_KINDS, type ReportState } from './rules.ts'
import type { Report } from './store.ts'
import { type Flag, keyOf } from './strip.ts'
import { reportWords } from './words.ts'

/** Who is signed in: the head of every page at work. */
export type Work = { look: Look; who: string; nav: { href: string; label: string }[] }
export type Problems = Record<string, string | undefined>

const TAGS: Record<ReportState, [IconName, 'ok' | 'heed' | 'tie' | undefined]> = {
  draft: ['pause', undefined],
  sent: ['clock', 'heed'],
  returned: ['ret', 'heed'],
  accepted: ['check', 'ok'],
  published: ['check', 'tie'],
  put_away: ['ret', undefined],
}

export const StateTag = ({ lang, state }: { lang: Lang; state: ReportState }) => (
  <Tag icon={TAGS[state][0]} kind={TAGS[state][1]}>
    {reportWords(lang).states[state]}
  </Tag>
)

const MINE = '/sharing/reports/mine'

export function MinePage({ look, who, nav, reports }: Work & { reports: readonly Report[] }) {
  const w = reportWords(look.lang)
  return (
    <WorkPage look={look} title={w.mine} nav={nav} current={MINE} who={who}>
      <h1>{w.mine}</h1>
      <p>{w.mineLead}</p>
      <p>
        <a class="btn go" href="/sharing/reports/new">
          {w.write}
        </a>
      </p>
      {reports.length === 0 ? (
        <p class="tell">{w.mineNone}</p>
      ) : (
        <ul class="cards">
          {reports.map((report) => (
            <li class="sheet stack">
              <h2>
                <a href={`/sharing/reports/${report.id}/check`}>{report.title}</a>
              </h2>
              <p class="tags">
                <StateTag lang={look.lang} state={report.state} />
                <Tag>{w.kinds[report.kind]}</Tag>
                <span class="small">{needName(report.topic, look.lang)}</span>
              </p>
              {report.review_note && (
                <p>
                  {w.note}: {report.review_note}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </WorkPage>
  )
}

export type ReportForm = { kind: string; topic: string; ward: string; title: string; words: string }
export const EMPTY_FORM: ReportForm = { kind: '', topic: '', ward: '', title: '', words: '' }

type WriteProps = Work & {
  action: string
  form: ReportForm
  from: { room: string | null; need: string | null }
  wards: readonly string[]
  problems: Problems
  /** It was begun from a meeting under secrecy. */
  secret?: boolean
}

export function WritePage({ look, who, nav, action, form, from, wards, problems, secret }: WriteProps) {
  const w = reportWords(look.lang)
  const about = { lang: look.lang }
  return (
    <WorkPage
      look={look}
      title={w.writeTitle}
      nav={nav}
      current={MINE}
      who={who}
      wrong={Object.values(problems).some(Boolean)}
    >
      <Crumb href={MINE}>{w.mine}</Crumb>
      <div class="narrow stack">
        <h1>{w.writeTitle}</h1>
        <ErrorSummary lang={look.lang} problems={problems} />
        <p class="tell">{secret ? w.secret : w.promise}</p>
        {from.room && <p class="small soft">{w.fromRoom}</p>}
        <form class="form" method="post" action={action}>
          {from.room && <input type="hidden" name="room" value={from.room} />}
          {from.need && <input type="hidden" name="need" value={from.need} />}
          <Picks
            {...about}
            name="kind"
            legend={w.kind}
            value={form.kind}
            error={problems.kind}
            choices={REPORT_KINDS.map((kind) => ({ value: kind, label: w.kinds[kind], note: w.kindNotes[kind] }))}
          />
          <SelectField
            {...about}
            name="topic"
            label={w.topic}
            value={form.topic}
            error={problems.topic}
            choices={[
              { value: '', label: w.whyNone },
              ...TERMS.map(({ code }) => ({
                value: code,
                label: `${code.includes('.') ? '　' : ''}${needName(code, look.lang)}`,
              })),
            ]}
          />
          <SelectField
            {...about}
            name="ward"
            label={w.ward}
            hint={w.wardHint}
            value={form.ward}
            choices={[{ value: '', label: w.wardNone }, ...wards.map((ward) => ({ value: ward, label: ward }))]}
          />
          <TextField
            {...about}
            name="title"
            label={w.title}
            value={form.title}
            error={problems.title}
            maxlength={LONGEST.title}
          />
          <TextArea
            {...about}
            name="words"
            label={w.words}
            hint={w.wordsHint}
            value={form.words}
            error={problems.words}
            rows={10}
            maxlength={LONGEST.words}
          />
          <button type="submit" class="btn go">
            {w.toCheck}
          </button>
        </form>
      </div>
    </WorkPage>
  )
}

export type CheckProps = Work & {
  report: Report
  /** Flags about which nothing was decided, in the text as it is now. */
  left: readonly Flag[]
  /** What was chosen, by the names of the fields. */
  given: Record<string, string>
  problems: Problems
}

export function CheckPage({ look, who, nav, report, left, given, problems }: CheckProps) {
  const w = reportWords(look.lang)
  const text = joined(report.title, report.words)
  const split = text.indexOf('\n')
  const at = (from: number, to: number) =>
    left.map((flag) => ({
      ...flag,
      start: flag.start - from,
      end: Math.min(flag.end, to) - from,
      parts: flag.parts?.map((part) => ({ ...part, start: part.start - from, end: part.end - from })),
    }))
  const path = `/sharing/reports/${report.id}`
  const open = isOpen(report.state)
  return (
    <WorkPage
      look={look}
      title={open ? w.check : report.title}
      nav={nav}
      current={MINE}
      who={who}
      wrong={Object.values(problems).some(Boolean)}
    >
      <Crumb href={MINE}>{w.mine}</Crumb>
      <div class="narrow stack-l">
        <div class="stack">
          <h1>{open ? w.check : w.kinds[report.kind]}</h1>
          <ErrorSummary lang={look.lang} problems={problems} />
          {report.review_note && (
            <p class="tell warm">
              {w.note}: {report.review_note}
            </p>
          )}
          {open && <p>{left.length > 0 ? w.checkLead(left.length) : w.checkNone}</p>}
          {open && <p class="tell heed">{w.machine}</p>}
        </div>
        <section class="sheet stack" aria-labelledby="text" id="words">
          <h2 id="text">{w.yourText}</h2>
          <h3>
            <Marked text={text.slice(0, split)} flags={at(0, split).filter(inside(split))} />
          </h3>
          <p class="mail">
            <Marked text={text.slice(split + 1)} flags={at(split + 1, text.length)} />
          </p>
          <Facts
            facts={[
              { label: w.state, value: <StateTag lang={look.lang} state={report.state} /> },
              { label: w.columns.topic, value: needName(report.topic, look.lang) },
              { label: w.ward, value: report.ward },
              { label: w.sentAt, value: report.sent_at && showDay(report.sent_at, look.lang) },
            ]}
          />
        </section>
        {open && left.length > 0 && <Decisions look={look} text={text} path={path} {...{ left, given, problems }} />}
        {open && left.length === 0 && (
          <form class="form" method="post" action={`${path}/send`}>
            <Agree lang={look.lang} name="read" label={w.readAgain} error={problems.read} required />
            <button type="submit" class="btn go">
              {w.send}
            </button>
          </form>
        )}
        <div class="row">
          {open && (
            <a class="btn" href={`${path}/edit`}>
              {w.rewrite}
            </a>
          )}
          {report.state !== 'put_away' && (
            <form method="post" action={`${path}/take-back`}>
              <button type="submit" class="btn stop">
                {report.state === 'draft' ? w.drop : w.takeBack}
              </button>
            </form>
          )}
        </div>
        {report.state !== 'draft' && report.state !== 'put_away' && <p class="small soft">{w.takeBackHow}</p>}
      </div>
    </WorkPage>
  )
}

const inside = (end: number) => (flag: Flag) => flag.start < end || (flag.parts ?? []).some((part) => part.start < end)

type DecisionsProps = {
  look: Look
  text: string
  path: string
  left: readonly Flag[]
  given: Record<string, string>
  problems: Problems
}

function Decisions({ look, text, path, left, given, problems }: DecisionsProps) {
  const w = reportWords(look.lang)
  return (
    <form class="form" method="post" action={`${path}/check`}>
      <FlagChoices
        lang={look.lang}
        {...{ text, keyOf, given, problems }}
        flags={left}
        reasons={KEEP_REASONS.map((why) => ({ value: why, label: w.reasons[why] }))}
      />
      <div class="row">
        <button type="submit" class="btn go">
          {w.decideGo}
        </button>
        <button type="submit" class="btn plain" name="all" value="replace">
          {w.replaceAll}
        </button>
      </div>
    </form>
  )
}
