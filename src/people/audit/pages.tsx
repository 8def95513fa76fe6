import { type Anchor, anchorCode, groups } from '../../platform/anchor.ts'
import { asset } from '../../platform/ui/assets.ts'
import { type Look as PageLook, PublicPage, WorkPage } from '../../platform/ui/page.tsx'
import {
  Crumb,
  ErrorSummary,
  Facts,
  inJapanese,
  Qr,
  SelectField,
  TextArea,
  TextField,
} from '../../platform/ui/parts.tsx'
import { type Lang, showMoment } from '../../platform/words.ts'
import { auditWords } from './words.ts'

export type Filter = {
  subject?: string
  actor?: string
  kind: 'looked' | 'refused' | 'all'
  from?: string
  to?: string
}
export type Line = { id: number; at: Date; text: string }
export type FindingLine = {
  id: string
  day: string
  who: string
  text: string
  note: string | null
  done: string | null
}
export type SealState = {
  sealedAt: Date | null
  unsealed: number
  anchor: Anchor | null
  check: { at: Date; ok: boolean; events: number; faults: number } | null
}
export type AuditProps = {
  look: PageLook
  who: string
  nav: readonly { href: string; label: string }[]
  filter: Filter
  /** What stands in the fields: as typed, when it was wrong. */
  given: Record<string, string>
  /** By the id of the field: `subject`, `who`, `from`, `note-…`. A finding that is gone has no field any more. */
  problems: Record<string, string>
  choices: { id: string; name: string }[]
  lines: Line[]
  next?: number
  open: FindingLine[]
  done: FindingLine[]
  seal: SealState
}

/** The filter as an address: ids and days only. */
export function address(path: string, filter: Filter, more: Record<string, string> = {}): string {
  const { subject, actor, kind, from, to } = filter
  const given = Object.entries({ subject, actor, kind: kind === 'looked' ? undefined : kind, from, to, ...more })
  const query = new URLSearchParams(given.filter((pair): pair is [string, string] => Boolean(pair[1])))
  return query.size > 0 ? `${path}?${query}` : path
}

export function AuditPage(props: AuditProps) {
  const { look, who, nav, problems } = props
  const w = auditWords(look.lang)
  const wrong = Object.keys(problems).length > 0
  return (
    <WorkPage look={look} title={w.title} nav={nav} current="/people/audit" who={who} wrong={wrong} flow="stack-l">
      <div class="stack">
        <h1>{w.title}</h1>
        <p>{w.lead}</p>
      </div>
      <ErrorSummary lang={look.lang} problems={problems} />
      <Findings {...props} />
      <Search {...props} />
      <Results {...props} />
      <Seals {...props} />
    </WorkPage>
  )
}

function Findings({ look, open, done, problems, given }: AuditProps) {
  const w = auditWords(look.lang)
  return (
    <section class="stack" aria-labelledby="findings">
      <h2 id="findings">{w.findings}</h2>
      <p>{w.findingsHow}</p>
      {open.length === 0 && <p>{w.findingsNone}</p>}
      {open.map(({ id, day, who, text }) => (
        <article class="sheet stack" id={`finding-${id}`}>
          <h3>
            {day}　<span {...inJapanese(look.lang)}>{who}</span>
          </h3>
          <p>{text}</p>
          <form method="post" action={`/people/audit/finding/${id}`} class="stack">
            <TextArea
              lang={look.lang}
              id={`note-${id}`}
              name="note"
              label={w.review}
              hint={w.reviewHint}
              rows={2}
              maxlength={1000}
              value={problems[`note-${id}`] && given.note}
              error={problems[`note-${id}`]}
            />
            <button type="submit" class="btn slim">
              {w.reviewed}
            </button>
          </form>
        </article>
      ))}
      <form method="post" action="/people/audit/check">
        <button type="submit" class="btn slim">
          {w.auditNow}
        </button>
      </form>
      <details>
        <summary>{w.limits}</summary>
        <ul>
          {w.limitLines.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      </details>
      {done.length > 0 && (
        <details>
          <summary>{w.done}</summary>
          <ul>
            {done.map(({ day, who, text, note, done: by }) => (
              <li {...inJapanese(look.lang)}>
                {day}　{who}　{text} {note}（{by}）
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Search({ look, filter, given, problems, choices }: AuditProps) {
  const w = auditWords(look.lang)
  const { lang } = look
  const kinds = (['looked', 'refused', 'all'] as const).map((value) => ({ value, label: w.kinds[value] }))
  return (
    <section class="stack" aria-labelledby="search">
      <h2 id="search">{w.search}</h2>
      <form class="filters" method="post" action="/people/audit">
        <TextField
          lang={lang}
          name="subject"
          label={w.subject}
          hint={w.subjectHint}
          value={given.subject}
          error={problems.subject}
        />
        <TextField lang={lang} name="who" label={w.who} hint={w.whoHint} value={given.who} error={problems.who} />
        <SelectField lang={lang} name="kind" label={w.kind} choices={kinds} value={filter.kind} />
        <TextField lang={lang} name="from" label={w.from} type="date" value={given.from} error={problems.from} />
        <TextField lang={lang} name="to" label={w.to} type="date" value={given.to} />
        <button type="submit" class="btn slim go">
          {w.find}
        </button>
      </form>
      {choices.length > 0 && (
        <div class="tell stack">
          <p>{w.manyWho}</p>
          <ul {...inJapanese(lang)}>
            {choices.map(({ id, name }) => (
              <li>
                <a href={address('/people/audit', { ...filter, actor: id })}>{name}</a>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

function Results({ look, filter, lines, next }: AuditProps) {
  const w = auditWords(look.lang)
  return (
    <section class="stack" aria-labelledby="results">
      <h2 id="results">{w.results}</h2>
      {lines.length === 0 ? (
        <p>{w.none}</p>
      ) : (
        <ul class="stack">
          {lines.map(({ at, text }) => (
            <li>
              <span class="small keep">{showMoment(at, look.lang, true)}</span>
              {'　'}
              <span {...inJapanese(look.lang)}>{text}</span>
            </li>
          ))}
        </ul>
      )}
      <p class="row">
        {next !== undefined && (
          <a class="btn slim" rel="next" href={address('/people/audit', filter, { before: String(next) })}>
            {w.older}
          </a>
        )}
        <a class="btn slim" href={address('/people/audit.csv', filter)}>
          {w.csv}
        </a>
        <a href="/people/audit">{w.clear}</a>
      </p>
    </section>
  )
}

function Seals({ look, seal }: AuditProps) {
  const w = auditWords(look.lang)
  const { sealedAt, unsealed, anchor, check } = seal
  const when = (at: Date) => showMoment(at, look.lang, true)
  const checked =
    check && (check.ok ? w.checkedGood : w.checkedBad)(when(check.at), String(check.ok ? check.events : check.faults))
  return (
    <section class="sheet stack" aria-labelledby="seal">
      <h2 id="seal">{w.sealTitle}</h2>
      <p>{w.sealHow}</p>
      <Facts
        facts={[
          { label: w.lastSealed, value: sealedAt ? when(sealedAt) : w.never },
          { label: w.unsealed, value: w.countOf(unsealed) },
          { label: w.lastCheck, value: checked ?? w.never },
          {
            label: w.lastAnchor,
            value: anchor ? <a href={`/people/audit/anchor/${anchor.day}`}>{`${anchor.day}　${w.print}`}</a> : w.never,
          },
        ]}
      />
    </section>
  )
}

/** The sheet that goes into a binder. */
function AnchorSheet({ lang, anchor }: { lang: Lang; anchor: Anchor }) {
  const w = auditWords(lang)
  return (
    <section class="slip narrow" aria-labelledby="anchor">
      <div class="stack">
        <h1 id="anchor">{w.anchorOf(anchor.day)}</h1>
        <Facts
          facts={[
            { label: w.anchorSeal, value: String(anchor.seal) },
            { label: w.anchorEvents, value: w.countOf(anchor.events) },
            { label: w.anchorHash, value: groups(anchor.hash) },
            { label: w.anchorMade, value: showMoment(anchor.madeAt, lang, true) },
            { label: w.kept, value: '　' },
          ]}
        />
        <p class="tiny">{w.anchorHow}</p>
      </div>
      <Qr text={anchorCode(anchor)} label={w.anchorQr} />
    </section>
  )
}

/** On its own, so that it prints as one slip. */
export function AnchorPage({ look, anchor }: { look: PageLook; anchor: Anchor | undefined }) {
  const w = auditWords(look.lang)
  return (
    <PublicPage look={look} title={w.anchor} leave={false} urgent={false} slip noindex>
      <Crumb href="/people/audit">{w.back}</Crumb>
      {anchor ? <AnchorSheet lang={look.lang} anchor={anchor} /> : <h1>{w.noAnchor}</h1>}
    </PublicPage>
  )
}

/** The sheet as a file that stands alone, for the terminal: it carries its own style. */
export function anchorDocument(anchor: Anchor): string {
  const css = { __html: asset('musubi.css').body.replaceAll('</', '<\\/') }
  const page = (
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <title>{`${auditWords('ja').anchorOf(anchor.day)}｜結び`}</title>
        <style dangerouslySetInnerHTML={css} />
      </head>
      <body>
        <main class="wrap">
          <AnchorSheet lang="ja" anchor={anchor} />
        </main>
      </body>
    </html>
  )
  return `<!doctype html>${page}`
}
