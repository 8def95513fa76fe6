import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { kindsOfAnswer, readPhone, tidyWords } from './rules.ts'

test('telephone numbers as people write them', () => {
  const same = [
    '090-1234-5678',
    '０９０－１２３４－５６７８',
    '090ー1234ー5678',
    '090 1234 5678',
    '+81 90-1234-5678',
    '(090)1234-5678',
  ]
  for (const typed of same) assert.equal(readPhone(typed)?.replace(/-/g, ''), '09012345678', typed)
  assert.equal(readPhone('044-200-3939'), '044-200-3939')
  for (const typed of [
    '',
    '110',
    '12345',
    '090-1234-567',
    '090-1234-56789',
    '1-800-555-0100',
    '09012345678 内線3',
    '電話',
  ])
    assert.equal(readPhone(typed), null, typed)
})

test('a number that is read is one that can be called, and is read the same again', () => {
  fc.assert(
    fc.property(fc.string(), (typed) => {
      const phone = readPhone(typed)
      if (phone === null) return
      assert.match(phone.replace(/-/g, ''), /^0\d{9,10}$/)
      assert.equal(readPhone(phone), phone)
    }),
  )
})

test('words are kept as meant: one form, no control characters, well formed, and tidying again changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const tidy = tidyWords(text)
      assert.ok(tidy.isWellFormed())
      assert.doesNotMatch(tidy, /[\u0000-\u0008\u000b-\u001f\u007f]/)
      assert.equal(tidyWords(tidy), tidy)
    }),
  )
  assert.equal(tidyWords(' 家賃が\n払えない '), '家賃が\n払えない')
})

test('what was chosen comes before what was heard, each once', () => {
  const heard = {
    needs: [
      { code: 'money.debt', words: [] },
      { code: 'home.rent', words: [] },
    ],
  }
  assert.deepEqual(kindsOfAnswer(['home.rent'], heard), ['home.rent', 'money.debt'])
})
