// How the hand-over works, in figures: times, answers, outcomes, the person's word.
import { type Look, WorkPage } from '../platform/ui/page.tsx'
import { Crumb, ScrollTable, SelectField } from '../platform/ui/parts.tsx'
import type { Flow, Spread } from '../referral/index.ts'
import { flowWords } from './flow-words.ts'
import { MONTHS } from './pages.tsx'
import { insightWords } from './words.ts'

/** A line of figures with the name of what they are about. */
export type NamedFlow = Flow & { name: string }
export type FlowProps = {
  look: Look
  work: { who: string; nav: { href: string; label: string }[] }
  period: { from: string; to: string; months: number }
  organizations: NamedFlow[]
  kinds: NamedFlow[]
}

export function FlowPage({ look, work, period, organizations, kinds }: FlowProps) {
  const w = flowWords(look.lang)
  return (
    <WorkPage look={look} title={w.title} nav={work.nav} current="/insight/staff" who={work.who} flow="stack-l">
      <Crumb href="/insight/staff">{w.back}</Crumb>
      <div class="stack">
        <h1>{w.title}</h1>
        <p>{w.lead(period.from, period.to)}</p>
        <p class="tell heed">{w.staffOnly}</p>
        <form class="filters" method="get" action="/insight/staff/flow">
          <SelectField
            lang={look.lang}
            name="months"
            label={w.months}
            value={String(period.months)}
            choices={MONTHS.map((n) => ({ value: String(n), label: w.monthsOf(n) }))}
          />
          <button type="submit" class="btn slim">
            {w.show}
          </button>
        </form>
      </div>
      {organizations.length === 0 ? (
        <p class="tell">{w.none}</p>
      ) : (
        <>
          <FlowTable look={look} title={w.byOrganization} rows={organizations} />
          <FlowTable look={look} title={w.byKind} rows={kinds} />
        </>
      )}
    </WorkPage>
  )
}

const COLUMNS = ['asked', 'accepted', 'toAccept', 'toContact', 'toOutcome', 'declined', 'outcomes', 'helped'] as const

function FlowTable({ look, title, rows }: { look: Look; title: string; rows: NamedFlow[] }) {
  const w = flowWords(look.lang)
  const codes = (counts: Record<string, number>, names: Readonly<Record<string, string>>) =>
    Object.entries(counts)
      .map(([code, n]) => w.count(names[code] ?? code, n))
      .join('、') || w.dash
  const id = `flow-${title}`
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ScrollTable label={`${title} ${insightWords(look.lang).tableOf}`}>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            {COLUMNS.map((column) => (
              <th scope="col">{w.columns[column]}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{row.name}</th>
              <td class="n">{row.asked}</td>
              <td class="n">{row.accepted}</td>
              <td>{showSpread(look, row.toAccept)}</td>
              <td>{showSpread(look, row.toContact)}</td>
              <td>{showSpread(look, row.toOutcome)}</td>
              <td>{codes(row.declined, w.reasons)}</td>
              <td>{codes(row.outcomes, w.outcomeNames)}</td>
              <td>{codes(row.helped, w.helpedNames)}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  )
}

/** Hours below two days, days from there on. */
function showSpread(look: Look, spread: Spread): string {
  const w = flowWords(look.lang)
  if (!spread) return w.dash
  const say = (hours: number) => (hours < 48 ? w.hours(round(hours)) : w.days(round(hours / 24)))
  return w.spread(say(spread.half), say(spread.most))
}
const round = (n: number): number => Math.round(n * 10) / 10
