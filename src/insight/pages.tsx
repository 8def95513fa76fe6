import { type Look, PublicPage, WorkPage } from '../platform/ui/page.tsx'
import { ScrollTable, SelectField } from '../platform/ui/parts.tsx'
import type { NamedFlow } from './flow.tsx'
import { type Cell, shade } from './suppress.ts'
import { Unanswered } from './unanswered.tsx'
import { insightWords } from './words.ts'

export type KindRow = { code: string; name: string; all: Cell; met: Cell; unmet: Cell }
export type InsightProps = {
  look: Look
  /** Set for staff: exact numbers, in the frame of the staff pages. */
  work: { who: string; nav: { href: string; label: string }[] } | null
  period: { from: string; to: string; months: number }
  kind: string
  groups: { code: string; name: string }[]
  /** Of the chosen kind, in the order of the map. */
  wards: { slug: string; name: string; short: string; cell: Cell }[]
  kinds: KindRow[]
  cross: { name: string; cells: Cell[] }[]
  /** What helpers told the city, taken on or published: by topic and ward. For staff only. */
  reports: { name: string; cells: number[] }[]
  /** Referrals sent in the period, by kind. For staff only. */
  flow: NamedFlow[]
  gap: KindRow | null
}

export const MONTHS = [1, 3, 12] as const
const SCALE = [
  [1, 7],
  [8, 10],
  [11, 14],
  [15, 24],
  [25, null],
] as const

export function InsightPage(props: InsightProps) {
  const { look, work } = props
  const w = insightWords(look.lang)
  if (work)
    return (
      <WorkPage look={look} title={w.title} nav={work.nav} current="/insight/staff" who={work.who} flow="stack-l">
        <Content {...props} />
      </WorkPage>
    )
  return (
    <PublicPage look={look} title={w.title} leave={false} urgent={false}>
      <Content {...props} />
    </PublicPage>
  )
}

const show = (look: Look, cell: Cell): string => {
  const w = insightWords(look.lang)
  return cell === 'few' ? w.few : cell === 'hidden' ? w.hidden : String(cell)
}

function Content(props: InsightProps) {
  const { look, work, period, kind, groups, kinds, gap } = props
  const w = insightWords(look.lang)
  const path = work ? '/insight/staff' : '/insight'
  const query = `kind=${kind}`
  return (
    <>
      <div class="stack">
        <h1>{w.title}</h1>
        <p>
          {w.lead(period.from, period.to)} {!work && w.monthly}
        </p>
        {work && (
          <p class="tell heed">
            {w.staffLead} <a href={`/insight?${query}`}>{w.publicLink}</a>
          </p>
        )}
        <form class="filters" method="get" action={path}>
          <SelectField
            lang={look.lang}
            name="kind"
            label={w.kind}
            value={kind}
            choices={[{ value: '', label: w.all }, ...groups.map(({ code, name }) => ({ value: code, label: name }))]}
          />
          {work && (
            <SelectField
              lang={look.lang}
              name="months"
              label={w.months}
              value={String(period.months)}
              choices={MONTHS.map((n) => ({ value: String(n), label: w.monthsOf(n) }))}
            />
          )}
          <button type="submit" class="btn slim">
            {w.show}
          </button>
        </form>
      </div>
      {gap && (
        <div class="tell warm">
          <h2>{w.gap(gap.name)}</h2>
          <p>{w.gapHow(show(look, gap.all), show(look, gap.unmet))}</p>
        </div>
      )}
      {kinds.length === 0 ? (
        <p class="tell">{w.none}</p>
      ) : (
        <>
          <div class="cols">
            <WardMap {...props} />
            <KindBars {...props} />
          </div>
          <Cross {...props} />
          {work && props.reports.length > 0 && <Reports {...props} />}
          {work && <Unanswered look={look} kinds={props.flow} />}
          <p class="small soft">{w.how}</p>
          <p class="row">
            <a class="btn slim" href="/sharing/stories">
              {w.stories}
            </a>
            <a class="btn slim" href={work ? `${path}.csv?months=${period.months}` : `${path}.csv`}>
              {w.csv}
            </a>
          </p>
        </>
      )}
    </>
  )
}

function WardMap({ look, kind, groups, wards }: InsightProps) {
  const w = insightWords(look.lang)
  const title = w.byWard(groups.find(({ code }) => code === kind)?.name ?? w.all)
  return (
    <figure class="sheet stack" aria-labelledby="fig1">
      <h2 id="fig1">{title}</h2>
      <div class="scroll" role="region" aria-label={title} tabindex={0}>
        <ul class="tiles">
          {wards.map(({ slug, short, cell }) => (
            <li class={`${slug} q${shade(cell)}`}>
              <span>
                {short}
                <span class="vh">区</span>
              </span>
              <b>{show(look, cell)}</b>
            </li>
          ))}
        </ul>
      </div>
      <ul class="key" aria-label={w.colours}>
        <li>
          <i class="q0"></i>
          {w.fewHidden}
        </li>
        {SCALE.map(([from, to], index) => (
          <li>
            <i class={`q${index + 1}`}></i>
            {w.range(from, to)}
          </li>
        ))}
      </ul>
      <p class="small soft">{w.orientation}</p>
      <details>
        <summary>{w.table}</summary>
        <ScrollTable label={`${title} ${w.tableOf}`}>
          <thead>
            <tr>
              <th scope="col">{w.columns.ward}</th>
              <th scope="col" class="n">
                {w.columns.count}
              </th>
            </tr>
          </thead>
          <tbody>
            {wards.map(({ name, cell }) => (
              <tr>
                <th scope="row">{name}</th>
                <td class="n">{show(look, cell)}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </details>
    </figure>
  )
}

function KindBars({ look, kinds }: InsightProps) {
  const w = insightWords(look.lang)
  const most = Math.max(1, ...kinds.map(({ all }) => (typeof all === 'number' ? all : 0)))
  return (
    <figure class="sheet stack" aria-labelledby="fig2">
      <h2 id="fig2">{w.byKind}</h2>
      <ul class="key" aria-label={w.colours}>
        <li>
          <i class="met"></i>
          {w.met}
        </li>
        <li>
          <i class="unmet"></i>
          {w.unmet}
        </li>
      </ul>
      <ul class="bars">
        {kinds.map(({ name, all, met, unmet }) => {
          const whole = typeof all === 'number' ? all : 0
          const gone = typeof unmet === 'number' ? unmet : 0
          const rest = typeof met === 'number' ? met : whole
          return (
            <li>
              <span>
                {name}　<b>{typeof all === 'number' ? w.count(all) : show(look, all)}</b>
              </span>
              <span class="n small">{w.unmetN(show(look, unmet))}</span>
              <svg viewBox={`0 0 ${most} 10`} preserveAspectRatio="none" aria-hidden="true">
                <rect class="met" width={rest} height="10" />
                {gone > 0 && <rect class="unmet" x={rest + most / 200} width={gone} height="10" />}
              </svg>
            </li>
          )
        })}
      </ul>
      <details>
        <summary>{w.table}</summary>
        <ScrollTable label={`${w.byKind} ${w.tableOf}`}>
          <thead>
            <tr>
              <th scope="col">{w.columns.kind}</th>
              <th scope="col" class="n">
                {w.columns.arrived}
              </th>
              <th scope="col" class="n">
                {w.met}
              </th>
              <th scope="col" class="n">
                {w.unmet}
              </th>
            </tr>
          </thead>
          <tbody>
            {kinds.map(({ name, all, met, unmet }) => (
              <tr>
                <th scope="row">{name}</th>
                <td class="n">{show(look, all)}</td>
                <td class="n">{show(look, met)}</td>
                <td class="n">{show(look, unmet)}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      </details>
    </figure>
  )
}

/** Kinds down, wards across. */
function WardHead({ look, wards }: Pick<InsightProps, 'look' | 'wards'>) {
  const w = insightWords(look.lang)
  return (
    <thead>
      <tr>
        <th scope="col">{w.columns.kind}</th>
        {wards.map(({ short }) => (
          <th scope="col" class="n">
            {short}
          </th>
        ))}
        <th scope="col" class="n">
          {w.elsewhere}
        </th>
      </tr>
    </thead>
  )
}

function Reports({ look, wards, reports }: InsightProps) {
  const w = insightWords(look.lang)
  return (
    <section class="stack" aria-labelledby="fig4">
      <h2 id="fig4">{w.reports}</h2>
      <ScrollTable label={`${w.reports} ${w.tableOf}`}>
        <WardHead {...{ look, wards }} />
        <tbody>
          {reports.map(({ name, cells }) => (
            <tr>
              <th scope="row">{name}</th>
              {cells.map((n) => (
                <td class="n">{n}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      <p>
        <a href="/sharing/reports">{w.reportsOpen}</a>
      </p>
    </section>
  )
}

function Cross({ look, wards, cross }: InsightProps) {
  const w = insightWords(look.lang)
  return (
    <section class="stack" aria-labelledby="fig3">
      <h2 id="fig3">{w.cross}</h2>
      <ScrollTable label={`${w.cross} ${w.tableOf}`}>
        <caption>{w.crossHow}</caption>
        <WardHead {...{ look, wards }} />
        <tbody>
          {cross.map(({ name, cells }) => (
            <tr>
              <th scope="row">{name}</th>
              {cells.map((cell) => (
                <td class={`n q${shade(cell)}`}>{show(look, cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  )
}
