import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aboutsOf, type Count, ENOUGH, PUT_BACK, putBack, responsesOf, SAID } from './responses.ts'

const DESK = 'd'
const count = fc.record({
  service_id: fc.constantFrom('a', 'b'),
  about: fc.constantFrom('', 'home.rent', 'money.debt', '北区'),
  said: fc.constantFrom(...SAID),
  n: fc.integer({ min: 1, max: 20 }),
})
const asking = (code: string, ward?: string) => ({ wanted: [{ code, strength: 0.7 }], ward })
const said = (...counts: [about: string, said: Count['said'], n: number][]) =>
  responsesOf(counts.map(([about, one, n]) => ({ service_id: DESK, about, said: one, n }))).get(DESK)

test('once or twice says nothing; often is put back by the share of it', () => {
  assert.equal(said(['home.rent', 'scope', ENOUGH - 1]), undefined)
  const own = said(['home.rent', 'scope', 3], ['home.rent', 'taken', 1], ['', 'taken', 9])
  assert.equal(putBack(own, asking('home.rent'), false), PUT_BACK.about * 0.75)
  assert.equal(putBack(own, asking('money.debt'), false), 0, 'for what it takes on it stays where it is')
})

test('a ward that is not its own counts for people who live there', () => {
  const own = said(['北区', 'area', 4])
  assert.equal(putBack(own, asking('home.rent', '北区'), false), PUT_BACK.about)
  assert.equal(putBack(own, asking('home.rent', '南区'), false), 0)
  assert.equal(putBack(own, asking('home.rent'), false), 0)
})

test('what a desk says itself of its room stands above what it said before', () => {
  const own = said(['', 'full', 3], ['', 'silent', 1], ['', 'taken', 4])
  assert.equal(putBack(own, asking('home.rent'), false), PUT_BACK.now / 2)
  assert.equal(putBack(own, asking('home.rent'), true), 0)
})

test('a need that is less sure puts back less', () => {
  const own = said(['money.debt', 'scope', 3])
  const wanted = [
    { code: 'home.rent', strength: 0.8 },
    { code: 'money.debt', strength: 0.2 },
  ]
  assert.equal(putBack(own, { wanted, ward: undefined }, false), PUT_BACK.about / 4)
})

test('whatever was said, it is bounded, goes by no order, and more that is taken on never puts further back', () => {
  fc.assert(
    fc.property(fc.array(count, { maxLength: 30 }), fc.integer({ min: 1, max: 9 }), (counts, more) => {
      const [one, turned] = [responsesOf(counts), responsesOf(counts.toReversed())]
      for (const desk of ['a', 'b'])
        for (const about of ['', 'home.rent']) {
          const back = putBack(one.get(desk), asking('home.rent', '北区'), false)
          assert.ok(back >= 0 && back <= Math.max(PUT_BACK.now, PUT_BACK.about))
          assert.equal(back, putBack(turned.get(desk), asking('home.rent', '北区'), false))
          const kinder = responsesOf([...counts, { service_id: desk, about, said: 'taken', n: more }])
          assert.ok(putBack(kinder.get(desk), asking('home.rent', '北区'), false) <= back)
        }
    }),
  )
})

test('what is taken on counts for everything it was about; a refusal for what it refused', () => {
  assert.deepEqual(aboutsOf('taken', { kind: 'home.rent', ward: '北区' }), ['', 'home.rent', '北区'])
  assert.deepEqual(aboutsOf('taken', { kind: 'home.rent', ward: null }), ['', 'home.rent'])
  assert.deepEqual(aboutsOf('area', { kind: 'home.rent', ward: null }), [])
  assert.deepEqual(aboutsOf('scope', { kind: 'home.rent', ward: '北区' }), ['home.rent'])
})
