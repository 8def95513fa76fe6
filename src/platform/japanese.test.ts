import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold, foldKey, foldWithOffsets, furigana, kana, morphs, tokens } from './japanese.ts'

const bases = (text: string) => tokens(text).map((token) => token.base)
const ruby = (text: string, names = {}) =>
  furigana(text, names)
    .map((part) => (part.ruby ? `${part.base}(${part.ruby})` : part.base))
    .join('')

test('tokens are content words in base form, folded', () => {
  assert.deepEqual(bases('母が最近、物忘れがひどくて困っています'), ['母', '物忘れ', '困る'])
  assert.deepEqual(bases('デイサービスへ通いたい'), ['でいさーびす', '通う'])
  assert.deepEqual(bases('これはそれのためです。'), [])
  assert.deepEqual(bases('Zoom で ＬＩＮＥ'), ['zoom', 'line'])
})

test('tokens know where they stood in the text as given', () => {
  const text = '　ｶﾞｽ代が㌔払えません'
  const spots = tokens(text).map((token) => text.slice(token.start, token.end))
  assert.ok(spots.includes('ｶﾞｽ'))
  assert.ok(spots.includes('払え'))
})

test('furigana stands over the kanji only', () => {
  assert.equal(ruby('困って'), '困(こま)って')
  assert.equal(ruby('申し込み'), '申(もう)し込(こ)み')
  assert.equal(ruby('お住まいの方'), 'お住(す)まいの方(かた)')
  assert.equal(ruby('一人で行う'), '一人(ひとり)で行(おこな)う')
  assert.equal(ruby('ひらがな と ABC'), 'ひらがな と ABC')
  assert.equal(ruby('麻生区役所', { 麻生区: 'あさおく' }), '麻生区(あさおく)役所(やくしょ)')
  assert.equal(kana('介護の相談'), 'かいごのそうだん')
})

test('names meet under one key however they are written', () => {
  assert.equal(foldKey('川﨑　太郎'), foldKey('川崎太郎'))
  assert.equal(foldKey('髙橋 惠子'), foldKey('高橋恵子'))
  assert.equal(foldKey('溝ノ口'), foldKey('溝の口'))
  assert.equal(foldKey('ｻﾝﾗｲｳﾞ'), foldKey('サンライヴ'))
  assert.notEqual(foldKey('斎藤'), foldKey('佐藤'))
})

/** Texts as they arrive: any code unit, lone surrogates, emoji, markup, half-width kana, words. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '困って',
        'ｶﾞｷﾞ',
        '\ud83d',
        '\udc00',
        '🎉',
        '<b onclick=1>',
        'か\u3099',
        '㍿',
        '介護',
        '。',
        '\n',
        'İ',
        '方',
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join('')),
)

test('nothing throws and every offset is valid and in order', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let end = 0
      for (const morph of morphs(text)) {
        assert.ok(morph.start >= 0 && morph.end <= text.length && morph.start <= morph.end)
        assert.ok(morph.start >= end || morph.start === morph.end || text[morph.start] === text[end - 1])
        end = Math.max(end, morph.end)
      }
      const folded = foldWithOffsets(text)
      assert.equal(folded.text.length, folded.text.length)
      assert.ok(folded.from(folded.text.length) <= text.length)
      fold(text)
      foldKey(text)
    }),
    { numRuns: 300 },
  )
})

test('furigana joined is the text again', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(
        furigana(text)
          .map((part) => part.base)
          .join(''),
        text,
      )
      assert.equal(typeof kana(text), 'string')
    }),
    { numRuns: 300 },
  )
})

test('ten thousand letters of anything are read', () => {
  for (const part of ['あ', '漢', '🎉', '<p>', '\ud800', 'ｶﾞ', '困って。']) {
    const text = part.repeat(Math.ceil(10_000 / part.length)).slice(0, 10_000)
    assert.ok(Array.isArray(tokens(text)))
    assert.equal(
      furigana(text)
        .map((one) => one.base)
        .join('').length,
      text.length,
    )
  }
})
