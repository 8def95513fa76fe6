// Needs counted by kind and ward, met and unmet; exact for staff, safe for the public.
import { listWards } from '../area/index.ts'
import { GROUPS, groupOf, needName } from '../directory/index.ts'
import { countNeeds, type NeedCount } from '../need/index.ts'
import type { Db } from '../platform/db.ts'
import { showDay, type Lang } from '../platform/words.ts'
import type { InsightProps, KindRow } from './pages.tsx'
import { type Cell, suppress, suppressParts } from './suppress.ts'

const DAY = 24 * 60 * 60 * 1000

export type Counted = Omit<InsightProps, 'look' | 'work'>

/**
 * The figures of a period that ends today.
 * @param asked `kind` is a group code or empty; `months` how far back, 30 days each.
 * @param safe whether small numbers are withheld.
 */
export async function readInsight(
  db: Db,
  municipality: string,
  asked: { kind: string; months: number },
  safe: boolean,
  lang: Lang,
  now: Date,
): Promise<Counted> {
  const from = new Date(now.getTime() - asked.months * 30 * DAY)
  const [counts, wards] = await Promise.all([countNeeds(db, municipality, from, now), listWards(db, municipality)])
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
    if (typeof shown.rows[index] !== 'number') return { code, name, all: shown.rows[index]!, met: 'hidden', unmet: 'hidden' }
    return { code, name, ...suppressParts(met, unmet) }
  })
  kinds.sort((a, b) => size(b.all) - size(a.all))
  const open = kinds.filter(({ all, unmet }) => size(all) >= 5 && size(unmet) / size(all) >= 0.4)
  return {
    period: { from: showDay(from, lang, true), to: showDay(now, lang, true), months: asked.months },
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
    gap: open.sort((a, b) => size(b.unmet) - size(a.unmet))[0] ?? null,
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
