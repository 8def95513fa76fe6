// What is written about the hand-off is what the service goes by.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { LOOP_FILE, tellLoop } from '../scripts/loop.ts'

test('docs/referral.md is what the rules say', () => {
  assert.equal(readFileSync(LOOP_FILE, 'utf8'), tellLoop(), 'write it anew: npm run loop')
})
