import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readReceiptCode, receiptCode } from './rules.ts'

const chance = fc.array(fc.nat(), { minLength: 6, maxLength: 6 })

test('a receipt number is read back however it is typed: any width or case, with or without hyphen and spaces', () => {
  fc.assert(
    fc.property(chance, fc.boolean(), fc.boolean(), (numbers, wide, lower) => {
      const code = receiptCode(numbers)
      assert.match(code, /^[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}$/)
      let typed = lower ? code.toLowerCase() : code.replace('-', ' ')
      if (wide) typed = typed.replace(/[!-~]/g, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0))
      assert.equal(readReceiptCode(`　${typed} `), code)
    }),
  )
})

test('what cannot be a receipt number is none', () => {
  for (const typed of ['', '7Q4', '7Q4-28', '7Q4-28MM', '0O1-I11', '<b>7Q', '７Q４－２８'])
    assert.equal(readReceiptCode(typed), null, typed)
  fc.assert(
    fc.property(fc.string(), (typed) => {
      const code = readReceiptCode(typed)
      if (code) assert.equal(readReceiptCode(code), code)
    }),
  )
})
