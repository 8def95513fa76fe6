import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { kana } from '../../platform/japanese.ts'
import { decide, joined, parted, undecided } from './rules.ts'
import { type Around, type Flag, type Known, keyOf, replaceFlags, strip } from './strip.ts'
import { ageBand, readNumber } from './strip-codes.ts'

const WARDS = ['麻生区', '多摩区', '宮前区', '高津区', '中原区', '幸区', '川崎区']
const around = (known: readonly Known[] = [], more: Partial<Around> = {}): Around => ({
  known,
  municipality: { name: '川崎市', prefecture: '神奈川県' },
  wards: WARDS,
  ...{
    towns: ['片平三丁目', '五力田'],
    organizations: ['川崎市薬剤師会', '市内の病院'],
    alike: {},
    ward: null,
    year: 2026,
  },
  ...more,
})

const covered = (flags: readonly Flag[], start: number, end: number): boolean => {
  let at = start
  for (const flag of flags) if (flag.kind !== 'combination' && flag.start <= at && flag.end > at) at = flag.end
  return at >= end
}
const found = (text: string, kind: Flag['kind']): string[] =>
  strip(text, around()).flatMap((flag) => (flag.kind === kind ? [text.slice(flag.start, flag.end)] : []))

const people: Known[] = [
  ...[
    '山本 ふみ',
    '山本 はるか',
    '佐々木 ひなた',
    '林 つばさ',
    '髙田 正夫',
    '小野 ひかる',
    '佐野 さくら',
    '森 さち',
  ].map((name) => ({ name, as: 'person' as const })),
  { name: '東海林 一', kana: 'しょうじ はじめ', as: 'family' },
  { name: 'グエン ヴァン アン', as: 'person' },
]
const katakana = (text: string) =>
  text.replace(/[ぁ-ゖ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0x60))
/** How a name may be written. */
const ways: ((name: string, read: string) => string)[] = [
  (name) => name,
  (name) => name.replace(/ /g, ''),
  (name) => name.replace(/ /g, '　'),
  (name) => [...name.replace(/ /g, '')].join(' '),
  (name) => name.split(' ')[0]!,
  (name) => name.split(' ').at(-1)!,
  (_name, read) => read.replace(/ /g, ''),
  (_name, read) => katakana(read),
  (_name, read) => katakana(read.replace(/ /g, '')),
  (_name, read) => read.split(' ')[0]!,
  (_name, read) => katakana(read.split(' ')[0]!),
  (name) => name.replace('髙', '高'),
]
const frames = [
  ['きのう、', 'が来ました。'],
  ['この方は', 'です。'],
  ['', 'の薬を数えました。'],
  ['訪問して、', 'と話しました。'],
  ['「', '」と書いてありました。'],
] as const

test('a known name is found in any spelling, spacing, kana and with any title, and what stands instead names nobody', () => {
  const title = fc.constantFrom('', 'さん', '様', 'さま', '氏', 'くん', 'ちゃん', '先生')
  fc.assert(
    fc.property(
      fc.constantFrom(...people),
      fc.constantFrom(...ways),
      title,
      fc.constantFrom(...frames),
      (known, way, honorific, [before, after]) => {
        const read =
          known.kana ??
          known.name
            .split(' ')
            .map((part) => kana(part))
            .join(' ')
        const written = way(known.name, read)
        const text = `${before}${written}${honorific}${after}`
        const flags = strip(text, around([known]))
        assert.ok(covered(flags, before.length, before.length + written.length), `${text}: ${JSON.stringify(flags)}`)
        const rest = replaceFlags(text, flags).text
        assert.ok(!rest.includes(written), rest)
        for (const { substitute } of flags) assert.deepEqual(strip(substitute, around([known])), [], substitute)
      },
    ),
    { numRuns: 400 },
  )
})

test('the name of a person is not found in a ward, nor inside other words', () => {
  const known: Known[] = [
    { name: '麻生 一郎', as: 'person' },
    { name: '佐野 さくら', as: 'team' },
    { name: '林 つばさ', as: 'team' },
  ]
  for (const text of ['麻生区は坂が多いです', 'その寒さの中で待ちました', '竹林の手入れをしました', '大きさのちがう薬'])
    assert.deepEqual(strip(text, around(known)), [], text)
})

test('places are places of the text as given, in order and apart; whatever is written, nothing is thrown', () => {
  const letters = [
    ...'山本ふみさん様氏田中区市町村丁目番地号室三0０1９8歳月日年生-ー〒@a.jpＡｶﾞ々ヶ𠮷😀 　\n、。「」元船員透析女性',
  ]
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom(...letters), maxLength: 80 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
  )
  fc.assert(
    fc.property(text, (written) => {
      const flags = strip(written, around(people, { alike: { 麻生区: 2 }, ward: '麻生区' }))
      let at = 0
      for (const flag of flags.filter(({ kind }) => kind !== 'combination')) {
        assert.ok(flag.start >= at && flag.end > flag.start && flag.end <= written.length, JSON.stringify(flag))
        at = flag.end
      }
      for (const part of flags.flatMap(({ parts }) => parts ?? []))
        assert.ok(part.start >= 0 && part.end > part.start && part.end <= written.length)
    }),
    { numRuns: 400 },
  )
})

test('numbers, days and ages are found in any width and in kanji', () => {
  for (const [text, kind, part] of [
    ['電話は０４４－０００－１２３４です', 'phone', '０４４－０００－１２３４'],
    ['〇九〇ー〇〇〇〇ー一二三四です', 'phone', '〇九〇ー〇〇〇〇ー一二三四'],
    ['八十四歳の方', 'age', '八十四歳'],
    ['８４さいの方', 'age', '８４さい'],
    ['昭和十七年五月三日生まれ', 'birth', '昭和十七年五月三日生まれ'],
    ['11月25日（水）に転びました', 'date', '11月25日（水）'],
    ['受付番号は7q4-28mです', 'number', '7q4-28m'],
    ['片平3-2-1の家', 'address', '片平3-2-1'],
    ['五力田の坂', 'place', '五力田'],
    ['川崎市薬剤師会に相談', 'organization', '川崎市薬剤師会'],
  ] as const)
    assert.deepEqual(found(text, kind), [part], text)
  for (const text of [
    '65歳以上の方',
    '75歳から',
    '週に2-3回',
    '119番',
    '1/3の量',
    '市内の病院',
    '90歳以上の方',
    '三日前',
  ])
    assert.deepEqual(strip(text, around()), [], text)
})

test('numerals are read, and ages told in words that many share', () => {
  for (const [text, value] of [
    ['84', 84],
    ['八十四', 84],
    ['八四', 84],
    ['百二', 102],
    ['十', 10],
    ['二十', 20],
  ] as const)
    assert.equal(readNumber(text), value)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 120 }), (age) => {
      const band = ageBand(age)
      assert.deepEqual(
        strip(`${band}の方`, around()).filter(({ kind }) => kind === 'age'),
        [],
        band,
      )
      if (age >= 90) assert.equal(band, '90歳以上')
    }),
  )
})

test('what stands together is told with its parts; a ward with few such needs weighs more; replacing takes enough away', () => {
  const text = '麻生区の90代の方で、人工透析を受けています。前は大工をしていました。'
  const combination = strip(text, around()).find(({ kind }) => kind === 'combination')!
  assert.deepEqual(
    combination.parts?.map(({ start, end }) => text.slice(start, end)),
    ['麻生区', '90代', '人工透析', '大工'],
  )
  const replaced = replaceFlags(text, strip(text, around())).text
  assert.deepEqual(strip(replaced, around()), [], replaced)
  const usual = '麻生区の80代の女性が、ひとり暮らしです。'
  assert.deepEqual(strip(usual, around()), [])
  const few = strip(usual, around([], { alike: { 麻生区: 4, 多摩区: 9 } }))
  assert.equal(few[0]?.kind, 'combination')
  assert.equal(few[0]?.alike, 4)
  assert.deepEqual(strip(usual, around([], { alike: { 麻生区: 5 } })), [])
})

test('kept flags stay decided where they moved to; replaced ones are gone; a changed text asks again', () => {
  const known: Known[] = [{ name: '山本 ふみ', as: 'person' }]
  const text = joined('山本ふみさんの話', '84歳の方です。田中さんが、さくら薬局で待っていました。')
  const flags = strip(text, around(known))
  assert.equal(undecided(flags, []).length, flags.length)
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: flags.length, maxLength: flags.length }), (keep) => {
      const choices = new Map(
        flags.map((flag, i) => [
          keyOf(flag),
          keep[i] ? ({ choice: 'keep', why: 'public' } as const) : ({ choice: 'replace' } as const),
        ]),
      )
      const done = decide(text, flags, [], choices)
      assert.deepEqual(undecided(strip(done.text, around(known)), done.decisions), [], done.text)
      assert.ok(!JSON.stringify(done.decisions).match(/[^\x20-\x7e]/), 'no word of the text is kept')
      assert.equal(joined(parted(done.text).title, parted(done.text).words), done.text)
    }),
  )
})
