import assert from 'node:assert/strict'
import { test } from 'node:test'
import { REASONS, stateOf } from './rules.ts'

test('what is not shown needs a reason', () => {
  assert.equal(stateOf(0, 0, null), 'given')
  assert.equal(stateOf(2, 2, null), 'given')
  assert.equal(stateOf(1, 2, null), null)
  for (const reason of REASONS) {
    assert.equal(stateOf(1, 2, reason), 'partly')
    assert.equal(stateOf(0, 2, reason), 'refused')
  }
})
