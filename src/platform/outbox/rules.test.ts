import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isNight, isPushService, LEASE, MOST_TRIES, maskMail, morningOf, reasonOf, waitAfter } from './rules.ts'

const HOUR = 60 * 60 * 1000

test('the night is from nine in the evening to eight in the morning, in Tokyo', () => {
  for (const [at, night] of [
    ['2026-11-25T20:59:59+09:00', false],
    ['2026-11-25T21:00:00+09:00', true],
    ['2026-11-26T00:00:00+09:00', true],
    ['2026-11-26T07:59:59+09:00', true],
    ['2026-11-26T08:00:00+09:00', false],
    ['2026-11-25T12:00:00Z', true],
  ] as const)
    assert.equal(isNight(new Date(at)), night, at)
})

test('the morning is eight o’clock, within eleven hours, and never night; by day it is now', () => {
  const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(moments, (at) => {
      const morning = morningOf(at)
      assert.ok(!isNight(morning))
      const wait = morning.getTime() - at.getTime()
      if (!isNight(at)) assert.equal(wait, 0)
      else {
        assert.ok(wait > 0 && wait <= 11 * HOUR)
        assert.equal(morning.toISOString().slice(11), '23:00:00.000Z')
        assert.ok(isNight(new Date(morning.getTime() - 1)))
      }
    }),
  )
})

test('waiting doubles from a minute to 512, and all of it is about five days', () => {
  const waits = Array.from({ length: MOST_TRIES - 1 }, (_, n) => waitAfter(n + 1))
  assert.deepEqual(
    waits.slice(0, 11).map((wait) => wait / 60_000),
    [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512],
  )
  const days = waits.reduce((sum, wait) => sum + wait, 0) / 24 / HOUR
  assert.ok(days > 4.5 && days < 5.5, String(days))
  assert.ok(LEASE > 10 * 60_000)
})

test('status codes of RFC 3463 and replies of RFC 5321 say why', () => {
  for (const [said, reason] of [
    ['550 5.1.1 <a@example.jp>: Recipient address rejected', 'address'],
    ['5.1.10', 'address'],
    ['5.2.1', 'address'],
    ['552 5.2.2 mailbox full', 'full'],
    ['5.4.4', 'unreachable'],
    ['5.7.1', 'refused'],
    ['554 5.7.26 unauthenticated', 'refused'],
    ['550 no such user', 'address'],
    ['552 too much', 'full'],
    ['554 no', 'refused'],
    ['', 'refused'],
  ] as const)
    assert.equal(reasonOf(said), reason, said)
})

test('a subscription leads to a push service that is known, and to no other door', () => {
  const hosts = ['fcm.googleapis.com', '.push.apple.com', '127.0.0.1:4000']
  const known = ['https://fcm.googleapis.com/fcm/send/x', 'https://web.push.apple.com/x', 'http://127.0.0.1:4000/x']
  for (const one of known) assert.ok(isPushService(one, hosts), one)
  for (const one of [
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com:8443/x',
    'https://fcm.googleapis.com.evil.example/x',
    'https://evil.example/fcm.googleapis.com',
    'https://fcm.googleapis.com@evil.example/x',
    'https://user@fcm.googleapis.com/x',
    'https://evilpush.apple.com/x',
    'https://127.0.0.1/x',
    'http://127.0.0.1:4001/x',
    'http://[::1]/x',
    'file:///etc/passwd',
    'no address',
  ])
    assert.ok(!isPushService(one, hosts), one)
})

test('a mail address is shown with its middle hidden', () => {
  assert.equal(maskMail('sato@example.jp'), 's***@example.jp')
})
