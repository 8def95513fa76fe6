import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hintsOf, roomAfterImport, roomProblem, SAID_DAYS, sameRoom } from './rules.ts'
import { type Capacity, ROOMS } from './view.ts'

const TODAY = '2026-11-25'
const day = (n: number) => new Date(Date.parse(TODAY) + n * 86_400_000).toISOString().slice(0, 10)
const LAST = day(SAID_DAYS)
const state = fc.constantFrom(...ROOMS)
const count = fc.option(fc.nat(30), { nil: null })
const counted = { available: count, maximum: count, weeks: count }
const saidRoom = fc.record({ state, until: fc.integer({ min: -40, max: 140 }).map(day), ...counted })
const capacity = fc.option(
  fc.record(
    {
      state,
      until: fc.integer({ min: -40, max: 140 }).map(day),
      said: fc.record({ at: fc.constant(new Date(0)), ...counted }),
    },
    { requiredKeys: ['state', 'until'] },
  ),
  { nil: null },
) as fc.Arbitrary<Capacity | null>

test('a statement holds from today for 90 days at most, and its numbers agree with it', () => {
  fc.assert(
    fc.property(saidRoom, (said) => {
      const inTime = said.until >= TODAY && said.until <= LAST
      const fits =
        (said.available === null || said.maximum === null || said.available <= said.maximum) &&
        (said.state !== 'full' || !said.available)
      assert.equal(roomProblem(said, TODAY, LAST), inTime ? (fits ? null : 'bad_count') : 'bad_day')
    }),
  )
  for (const until of ['', 'x', '2026-11-5', '2026/11/26', '2026-11-26 '])
    assert.equal(
      roomProblem({ state: 'open', until, available: null, maximum: null, weeks: null }, TODAY, LAST),
      'bad_day',
    )
  for (const available of [Number.NaN, -1, 1.5, 10_000])
    assert.equal(
      roomProblem({ state: 'open', until: TODAY, available, maximum: null, weeks: null }, TODAY, LAST),
      'bad_count',
    )
})

test('only a statement of the organisation can be the same again, whatever its day', () => {
  fc.assert(
    fc.property(capacity, fc.nat(90), (before, n) => {
      if (!before?.said) return
      const { at: _at, ...numbers } = before.said
      const again = { state: before.state, until: day(n), ...numbers }
      assert.ok(sameRoom(before, again))
      assert.ok(!sameRoom({ state: before.state, until: before.until }, again))
      assert.ok(!sameRoom(before, { ...again, weeks: (numbers.weeks ?? 0) + 1 }))
    }),
  )
})

test('an import never takes away what an organisation said and what still holds, and never brings back what lapsed', () => {
  fc.assert(
    fc.property(capacity, capacity, (before, drafted) => {
      const imported = drafted && { state: drafted.state, until: drafted.until }
      const after = roomAfterImport(before, imported, TODAY)
      if (before?.said && before.until >= TODAY) assert.equal(after, before)
      else if (!before?.said) assert.equal(after, imported)
      else assert.equal(after, imported ?? before)
      assert.equal(roomAfterImport(after, imported, TODAY), after, 'the same facts again change nothing')
    }),
  )
})

const NOTHING = { forWhom: null, ages: { min: null, max: null }, apply: null, details: {} }

test('hints: whom it is for, from the sentence or the numbers; papers that are asked for, and not those that are not', () => {
  assert.deepEqual(hintsOf(NOTHING), [])
  assert.deepEqual(hintsOf({ ...NOTHING, ages: { min: 65, max: null } }), [{ kind: 'ages', min: 65, max: null }])
  assert.deepEqual(hintsOf({ ...NOTHING, forWhom: 'おおむね65歳以上の方', ages: { min: 65, max: null } }), [
    { kind: 'for', text: 'おおむね65歳以上の方' },
  ])
  assert.deepEqual(hintsOf({ ...NOTHING, forWhom: 'ご家族' }), [{ kind: 'for', text: 'ご家族' }])
  const papers = (apply: string, details = {}) =>
    hintsOf({ ...NOTHING, apply, details }).flatMap((hint) => (hint.kind === 'papers' ? [hint.text] : []))
  assert.deepEqual(papers('区役所で。介護保険証と診断書をお持ちください'), ['介護保険証、診断書'])
  assert.deepEqual(papers('手帳がなくても相談できます。障害者手帳がなくても使えます'), [])
  assert.deepEqual(papers('区役所で、住民票の交付を受ける方'), [])
  assert.deepEqual(papers('電話で', { 持ち物: 'お薬手帳' }), ['お薬手帳'])
})

test('hints are two short lines at most, whatever is known', () => {
  const text = fc.option(
    fc.string({ maxLength: 300, unit: fc.constantFrom(...'65歳以上。介護保険証、手帳なくても\n') }),
    { nil: null },
  )
  const age = fc.option(fc.nat(120), { nil: null })
  fc.assert(
    fc.property(text, text, age, age, (forWhom, apply, min, max) => {
      const hints = hintsOf({ ...NOTHING, forWhom, apply, ages: { min, max } })
      assert.ok(hints.length <= 2)
      for (const hint of hints) if (hint.kind !== 'ages') assert.ok(hint.text.length > 0 && hint.text.length <= 60)
    }),
  )
})
