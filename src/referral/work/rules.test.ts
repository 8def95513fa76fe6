import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { TERMS, type Within } from '../promise.ts'
import { type Cover, coverProblem, handsOf, inOrder, isTerm, standIn } from './rules.ts'

const NOW = new Date('2026-11-25T09:00:00+09:00')
const day = (n: number) => new Date(NOW.getTime() + n * 24 * 60 * 60 * 1000)
const covers = fc.array(
  fc.record({
    accountId: fc.constantFrom('a', 'b', 'c', 'd'),
    byId: fc.constantFrom('a', 'b', 'c', 'd'),
    from: fc.integer({ min: -5, max: 20 }).map(day),
    until: fc.integer({ min: -5, max: 20 }).map(day),
  }),
  { maxLength: 30 },
)

/** Whatever is asked for, one after the other: only what is allowed stands. */
function settled(asked: readonly Cover[]): Cover[] {
  const all: Cover[] = []
  for (const one of asked) if (!coverProblem(all, one, NOW)) all.push(one)
  return all
}

describe('standing in', () => {
  test('whoever stands in is there: at no moment is somebody both away and standing in, nor away twice', () => {
    fc.assert(
      fc.property(covers, fc.integer({ min: -5, max: 20 }), (asked, at) => {
        const now = settled(asked).filter(({ from, until }) => from <= day(at) && day(at) < until)
        const away = now.map(({ accountId }) => accountId)
        assert.equal(new Set(away).size, away.length)
        assert.ok(now.every(({ byId }) => !away.includes(byId)))
      }),
    )
  })

  test('all work is in somebody’s hands, and in the hands of who has it', () => {
    fc.assert(
      fc.property(covers, fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: -5, max: 20 }), (asked, who, at) => {
        const all = settled(asked)
        const has = standIn(all, who, day(at))
        assert.ok(handsOf(all, has, day(at)).has(who))
        assert.equal(standIn(all, has, day(at)), has, 'never a chain')
      }),
    )
  })

  test('what is refused is said', () => {
    const ab = { accountId: 'a', byId: 'b', from: day(1), until: day(5) }
    const say = (one: Partial<Cover>) => coverProblem([ab], { ...ab, ...one }, NOW)
    assert.equal(say({ byId: 'a' }), 'self')
    assert.equal(say({ until: day(1) }), 'order')
    assert.equal(say({ from: day(-4), until: day(-2) }), 'past')
    assert.equal(say({ byId: 'c', from: day(4), until: day(6) }), 'overlaps')
    assert.equal(say({ accountId: 'b', byId: 'a', from: day(4), until: day(6) }), 'chain')
    assert.equal(say({ accountId: 'b', byId: 'c', from: day(4), until: day(6) }), 'chain')
    assert.equal(say({ byId: 'c', from: day(5), until: day(6) }), null, 'the next day is free')
  })
})

describe('terms', () => {
  const within = fc.record<Within>({
    n: fc.integer({ min: -2, max: 80 }),
    unit: fc.constantFrom('hours' as const, 'days' as const),
  })
  test('the call never comes before the answer, and the usual terms are such', () => {
    for (const terms of Object.values(TERMS)) assert.ok(inOrder(terms) && isTerm(terms.answer) && isTerm(terms.contact))
    fc.assert(
      fc.property(within, within, (answer, contact) => {
        if (!inOrder({ answer, contact }) || !isTerm(answer) || !isTerm(contact)) return
        if (answer.unit === contact.unit) assert.ok(answer.n <= contact.n)
      }),
    )
    assert.ok(!inOrder({ answer: { n: 2, unit: 'days' }, contact: { n: 4, unit: 'hours' } }))
    assert.ok(!isTerm({ n: 0, unit: 'hours' }) && !isTerm({ n: 61, unit: 'days' }) && isTerm({ n: 0, unit: 'days' }))
  })
})
