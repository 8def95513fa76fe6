// Needs counted by kind and ward, met and unmet; exact for staff, safe for the public.
import { listWards } from '../area/index.ts'
import { findOrganizations, GROUPS, groupOf, needName } from '../directory/index.ts'
import { countNeeds, type NeedCount } from '../need/index.ts'
import { tokyo } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { type Lang, showDay } from '../platform/words.ts'
import { countFlow } from '../referral/index.ts'
import { countReports } from '../sharing/index.ts'
import type { FlowProps } from './flow.tsx'
import { flowWords } from './flow-words.ts'
import type { InsightProps, KindRow } from './pages.tsx'
import { type Cell, suppress, suppressParts } from './suppress.ts'

/** How many calendar months the public figures cover. */
export const PUBLIC_MONTHS = 3
const DAY = 24 * 60 * 60 * 1000

export type Counted = Omit<InsightProps, 'look' | 'work'>

/**
 * What a period covers. The public sees the last whole calendar months only: figures that change from day to day would
 * show each new person as a difference. Staff see up to this moment, 30 days to a month.
 */
function periodOf(months: number, safe: boolean, now: Date): { from: Date; to: Date; last: Date } {
  if (!safe) return { from: new Date(now.getTime() - months * 30 * DAY), to: now, last: now }
  const first = tokyo(now).with({ day: 1 }).startOfDay()
  const at = (day: Temporal.ZonedDateTime) => new Date(day.epochMilliseconds)
  return { from: at(first.subtract({ months: PUBLIC_MONTHS })), to: at(first), last: at(first.subtract({ days: 1 })) }
}

/**
 * The figures of a period.
 * @param asked `kind` is a group code or empty; `months` how far back, for staff.
 * @param safe for the public: small numbers are withheld, and only whole months are counted.
 */
export async function readInsight(
  db: Db,
  municipality: string,
  asked: { kind: string; months: number },
  safe: boolean,
  lang: Lang,
  now: Date,
): Promise<Counted> {
  const { from, to, last } = periodOf(asked.months, safe, now)
  const [counts, wards, reports, flow] = await Promise.all([
    countNeeds(db, municipality, from, to),
    listWards(db, municipality),
    safe ? [] : countReports(db, municipality, from, to),
    safe ? [] : countFlow(db, municipality, 'kind', from, to),
  ])
  const names = [...wards.map((ward) => ward.name), null]
  const groups = GROUPS.filter(({ code }) => counts.some((count) => groupOf(count.kind) === code))
  const sum = (keep: (count: NeedCount) => boolean) => counts.filter(keep).reduce((n, count) => n + count.n, 0)

  const table = groups.map(({ code }) => names.map((ward) => sum((c) => groupOf(c.kind) === code && c.ward === ward)))
  // One table of kind × ward with its totals is what is published, so it is made safe as a whole.
  const shown = safe ? suppress(table) : exact(table)
  const row = groups.findIndex(({ code }) => code === asked.kind)
  const kinds: KindRow[] = groups.map(({ code }, index) => {
    const unmet = sum((c) => groupOf(c.kind) === code && c.state === 'unmet')
    const met = sum((c) => groupOf(c.kind) === code && c.state !== 'unmet')
    const name = needName(code, lang)
    if (!safe) return { code, name, all: met + unmet, met, unmet }
    if (typeof shown.rows[index] !== 'number')
      return { code, name, all: shown.rows[index]!, met: 'hidden', unmet: 'hidden' }
    return { code, name, ...suppressParts(met, unmet) }
  })
  kinds.sort((a, b) => size(b.all) - size(a.all))
  const open = kinds.filter(({ all, unmet }) => size(all) >= 5 && size(unmet) / size(all) >= 0.4)
  return {
    period: { from: showDay(from, lang, true), to: showDay(last, lang, true), months: asked.months },
    kind: row >= 0 ? asked.kind : '',
    groups: groups.map(({ code }) => ({ code, name: needName(code, lang) })),
    wards: wards.map(({ slug, name }, index) => ({
      slug,
      name,
      short: name.replace(/区$/, ''),
      cell: row >= 0 ? shown.cells[row]![index]! : shown.columns[index]!,
    })),
    kinds,
    cross: groups.map(({ code }, index) => ({ name: needName(code, lang), cells: shown.cells[index]! })),
    reports: [...Map.groupBy(reports, ({ topic }) => groupOf(topic))].map(([code, told]) => ({
      name: needName(code, lang),
      cells: names.map((ward) => told.reduce((n, one) => n + (one.ward === ward ? one.n : 0), 0)),
    })),
    flow: flow.map((one) => ({ ...one, name: needName(one.of!, lang) })),
    gap: open.sort((a, b) => size(b.unmet) - size(a.unmet))[0] ?? null,
  }
}

/** How referrals went that were sent in a period: by organisation and by kind, for staff. */
export async function readFlow(
  db: Db,
  municipality: string,
  months: number,
  lang: Lang,
  now: Date,
): Promise<Pick<FlowProps, 'period' | 'organizations' | 'kinds'>> {
  const { from, to, last } = periodOf(months, false, now)
  const [organizations, kinds] = await Promise.all([
    countFlow(db, municipality, 'organization', from, to),
    countFlow(db, municipality, 'kind', from, to),
  ])
  const ids = organizations.flatMap(({ of }) => of ?? [])
  const names = new Map((await findOrganizations(db, municipality, ids)).map(({ id, name }) => [id, name]))
  const nobody = flowWords(lang).nobody
  return {
    period: { from: showDay(from, lang, true), to: showDay(last, lang, true), months },
    organizations: organizations.map((one) => ({ ...one, name: names.get(one.of ?? '') ?? nobody })),
    kinds: kinds.map((one) => ({ ...one, name: needName(one.of!, lang) })),
  }
}

const size = (cell: Cell): number => (typeof cell === 'number' ? cell : 0)

function exact(table: number[][]) {
  const add = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0)
  const width = table[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, c) => add(table.map((row) => row[c]!)))
  return { cells: table, rows: table.map(add), columns, total: add(columns) } as {
    cells: Cell[][]
    rows: Cell[]
    columns: Cell[]
    total: Cell
  }
}
