import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Cell, type SafeTable, suppress, suppressParts, THRESHOLD } from './suppress.ts'

const table = fc.integer({ min: 1, max: 7 }).chain((width) =>
  fc.array(
    fc.array(fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 60 })), {
      minLength: width,
      maxLength: width,
    }),
    {
      minLength: 1,
      maxLength: 7,
    },
  ),
)

/** What a reader can work out of one line by subtraction: the hidden cells, when only one is hidden. */
function revealed(shown: SafeTable): number[] {
  const lines: Cell[][] = [
    ...shown.cells.map((row, r) => [...row, shown.rows[r]!]),
    ...shown.columns.map((total, c) => [...shown.cells.map((row) => row[c]!), total]),
    [...shown.rows, shown.total],
    [...shown.columns, shown.total],
  ]
  const found: number[] = []
  for (const line of lines) {
    const hidden = line.filter((cell) => typeof cell !== 'number')
    if (hidden.length !== 1) continue
    const parts = line.slice(0, -1)
    const total = line.at(-1)!
    const sum = parts.reduce<number>((n, cell) => n + (typeof cell === 'number' ? cell : 0), 0)
    found.push(typeof total === 'number' ? total - sum : sum)
  }
  return found
}

test('no count under five is shown, and none can be worked out of its row or column', () => {
  fc.assert(
    fc.property(table, (counts) => {
      const shown = suppress(counts)
      for (const cell of [...shown.cells.flat(), ...shown.rows, ...shown.columns, shown.total])
        if (typeof cell === 'number') assert.ok(cell === 0 || cell >= THRESHOLD)
      for (const n of revealed(shown)) assert.ok(n === 0 || n >= THRESHOLD, `revealed ${n}`)
    }),
    { numRuns: 500 },
  )
})

test('a number that is shown is the true one', () => {
  fc.assert(
    fc.property(table, (counts) => {
      suppress(counts).cells.forEach((row, r) => {
        row.forEach((cell, c) => {
          if (typeof cell === 'number') assert.equal(cell, counts[r]![c])
        })
      })
    }),
  )
})

test('where nothing is small, nothing is hidden', () => {
  assert.deepEqual(
    suppress([
      [5, 9],
      [0, 40],
    ]),
    {
      cells: [
        [5, 9],
        [0, 40],
      ],
      rows: [14, 40],
      columns: [5, 49],
      total: 54,
    },
  )
})

test('a small part hides the other part, since the whole is shown', () => {
  assert.deepEqual(suppressParts(61, 3), { all: 64, met: 'hidden', unmet: 'few' })
  assert.deepEqual(suppressParts(2, 1), { all: 'few', met: 'hidden', unmet: 'hidden' })
  assert.deepEqual(suppressParts(20, 0), { all: 20, met: 20, unmet: 0 })
})
