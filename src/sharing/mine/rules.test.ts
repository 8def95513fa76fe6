import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Look, REASONS, stateOf, visitsOf, whyOf } from './rules.ts'

const MINUTE = 60_000
const look = (minute: number, actorId = 'a', verb = 'sharing.person'): Look => ({
  ...{ at: new Date(minute * MINUTE), actorId, verb, as: 'desk', org: null },
})

test('ten looks within ten minutes by one account are one line', () => {
  const looks = Array.from({ length: 10 }, (_, n) => look(n)).reverse()
  const visits = visitsOf(looks)
  assert.equal(visits.length, 1)
  assert.equal(visits[0]!.times, 10)
  assert.equal(visitsOf([look(11), look(0)]).length, 2)
  assert.equal(visitsOf([look(2), look(1, 'b'), look(0)]).length, 2, 'others in between do not tear a visit apart')
  assert.deepEqual(visitsOf([look(1, 'a', 'sharing.ask'), look(0)])[0]!.why, ['person', 'ask'])
})

test('no look is lost or made up, and no visit is longer than ten minutes', () => {
  const arbitrary = fc.array(fc.tuple(fc.integer({ min: 0, max: 600 }), fc.constantFrom('a', 'b', 'c')), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(arbitrary, (drafts) => {
      const looks = drafts.sort(([a], [b]) => b - a).map(([minute, who]) => look(minute, who))
      const visits = visitsOf(looks)
      assert.equal(
        visits.reduce((sum, { times }) => sum + times, 0),
        looks.length,
      )
      for (const { from, until, actorId } of visits) {
        assert.ok(until.getTime() - from.getTime() <= 10 * MINUTE)
        assert.ok(looks.some((one) => one.actorId === actorId && one.at.getTime() === from.getTime()))
      }
    }),
  )
})

test('every verb has a why, also one that nobody thought of', () => {
  assert.equal(whyOf('sharing.emergency.open'), 'emergency')
  assert.equal(whyOf('sharing.room.read'), 'room')
  assert.equal(whyOf('referral.list'), 'referral')
  assert.equal(whyOf('elsewhere.look'), 'other')
})

test('what is not shown needs a reason', () => {
  assert.equal(stateOf(0, 0, null), 'given')
  assert.equal(stateOf(2, 2, null), 'given')
  assert.equal(stateOf(1, 2, null), null)
  for (const reason of REASONS) {
    assert.equal(stateOf(1, 2, reason), 'partly')
    assert.equal(stateOf(0, 2, reason), 'refused')
  }
})
