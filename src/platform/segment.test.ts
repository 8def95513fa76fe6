import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { TokenizerBuilder } from 'lindera-wasm-nodejs-ipadic'
import { hiragana } from './japanese.ts'
import { segment } from './segment.ts'

type Raw = { surface: string; partOfSpeech: string } & Partial<
  Record<
    | 'partOfSpeechSubcategory1'
    | 'partOfSpeechSubcategory2'
    | 'partOfSpeechSubcategory3'
    | 'conjugationForm'
    | 'baseForm'
    | 'reading',
    string
  >
>

/** lindera itself, which carries the dictionary. */
const lindera = (() => {
  const builder = new TokenizerBuilder()
  builder.setDictionary('embedded://ipadic')
  builder.setMode('normal')
  return builder.build()
})()

const said = (value = '*') => (value === '*' ? '' : value)

function alike(text: string): void {
  const theirs = (lindera.tokenize(text) as Raw[]).map((raw) => ({
    surface: raw.surface,
    pos: raw.partOfSpeech,
    detail: said(raw.partOfSpeechSubcategory1),
    proper:
      raw.partOfSpeechSubcategory1 === '固有名詞'
        ? [said(raw.partOfSpeechSubcategory2), said(raw.partOfSpeechSubcategory3)].filter(Boolean).join('・')
        : '',
    inflection: said(raw.conjugationForm),
    base: hiragana(said(raw.baseForm)),
    reading: hiragana(said(raw.reading)) || undefined,
  }))
  const none = { pos: 'UNK', detail: '', proper: '', inflection: '', base: '', reading: undefined }
  const ours = segment(text).map(({ start, end, word }) => ({ surface: text.slice(start, end), ...(word ?? none) }))
  assert.deepEqual(ours, theirs)
}

test('a text is cut as lindera cuts it', () => {
  const file = readFileSync(new URL('../../catalogue/utterances.jsonl', import.meta.url), 'utf8')
  for (const line of file.trimEnd().split('\n')) alike((JSON.parse(line) as { text: string }).text)
})

test('what is no sentence is cut as lindera cuts it', () => {
  const letters = [
    ...'あいのがをにはでとたますないんきくカタナーッ母父家子人日本東京都庁①②12１２abＡ。、!？ \t　\n・「」々ゝ𠮷😀é한ñя\u0000ｶﾞ゙㌔',
  ]
  const odd = fc.string({ unit: fc.constantFrom(...letters), maxLength: 60 })
  fc.assert(
    fc.property(odd, (text) => alike(text)),
    { numRuns: 1000 },
  )
})
