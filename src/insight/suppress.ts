// Counts that are safe to publish: no number under five, and none that subtraction reveals. Pure.
// Method: primary and complementary cell suppression (Hundepool et al., Statistical Disclosure Control, 2012, ch. 4).

/** Smallest count of people that is shown. */
export const THRESHOLD = 5

/** A published count: a number, `few` (1 to 4), or `hidden` because it would give a `few` away. */
export type Cell = number | 'few' | 'hidden'
export type SafeTable = { cells: Cell[][]; rows: Cell[]; columns: Cell[]; total: Cell }

const isSmall = (n: number): boolean => n > 0 && n < THRESHOLD

/**
 * Suppresses a table of counts whose row, column and grand totals are published with it.
 * Every small cell is hidden; then, as long as a row or column hides cells that its total would reveal (one cell only,
 * or cells that add up to less than the threshold), the smallest shown cell of it is hidden too.
 * @param counts rows of whole numbers ≥ 0, all of the same length.
 */
export function suppress(counts: readonly (readonly number[])[]): SafeTable {
  const width = counts[0]?.length ?? 0
  // Totals take part as one more row and column, so that they are protected by the same rule.
  const full = withTotals(counts, width)
  const hidden = full.map((row) => row.map(isSmall))
  const lines = [
    ...full.map((row, r) => row.map((_, c) => [r, c] as const)),
    ...Array.from({ length: width + 1 }, (_, c) => full.map((_row, r) => [r, c] as const)),
  ]
  for (let changed = true; changed; ) {
    changed = false
    for (const line of lines) {
      const out = line.filter(([r, c]) => hidden[r]![c])
      if (out.length === 0) continue
      const sum = out.reduce((n, [r, c]) => n + full[r]![c]!, 0)
      if (out.length > 1 && sum >= THRESHOLD) continue
      const next = line
        .filter(([r, c]) => !hidden[r]![c])
        .sort(([r, c], [s, d]) => order(full[r]![c]!) - order(full[s]![d]!))[0]
      if (!next) continue
      hidden[next[0]]![next[1]] = true
      changed = true
    }
  }
  const cell = (r: number, c: number): Cell => {
    const n = full[r]![c]!
    if (!hidden[r]![c]) return n
    return isSmall(n) ? 'few' : 'hidden'
  }
  return {
    cells: counts.map((row, r) => row.map((_, c) => cell(r, c))),
    rows: counts.map((_, r) => cell(r, width)),
    columns: Array.from({ length: width }, (_, c) => cell(counts.length, c)),
    total: cell(counts.length, width),
  }
}

/** Zeros protect nothing by themselves, so they are hidden last. */
const order = (n: number): number => (n === 0 ? Number.MAX_SAFE_INTEGER : n)

function withTotals(counts: readonly (readonly number[])[], width: number): number[][] {
  const rows = counts.map((row) => [...row, row.reduce((a, b) => a + b, 0)])
  const last = Array.from({ length: width + 1 }, (_, c) => rows.reduce((n, row) => n + row[c]!, 0))
  return [...rows, last]
}

/** A whole and its two parts, published side by side: if one part is small, the other would give it away. */
export function suppressParts(met: number, unmet: number): { all: Cell; met: Cell; unmet: Cell } {
  const all = met + unmet
  if (isSmall(all)) return { all: 'few', met: 'hidden', unmet: 'hidden' }
  if (isSmall(unmet)) return { all, met: 'hidden', unmet: 'few' }
  if (isSmall(met)) return { all, met: 'few', unmet: 'hidden' }
  return { all, met, unmet }
}

/** Step of the colour scale, 0 (suppressed) to 5. */
export function shade(cell: Cell): 0 | 1 | 2 | 3 | 4 | 5 {
  if (typeof cell !== 'number') return 0
  if (cell >= 25) return 5
  if (cell >= 15) return 4
  if (cell >= 11) return 3
  if (cell >= 8) return 2
  return 1
}
