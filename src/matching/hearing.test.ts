import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Hearing, hashOf, hearken, soundOf, subjectsOf } from './hearing.ts'
import { heardOf, loadHearing, packHearing, readHearing } from './hearing-file.ts'
import { type Lesson, learnHearing, NOTHING } from './hearing-train.ts'
import { heed } from './heed.ts'
import { readWithGroups } from './lexicon.ts'
import { listen } from './needs.ts'
import { dangers } from './safety.ts'

const skip = loadHearing() ? false : 'vectors/needs.bin is absent: npm run hearing writes it'

const lesson = (text: string, needs: string[], danger: Lesson['danger'] = null): Lesson => ({
  reading: readWithGroups(text),
  needs,
  danger,
  weight: 1,
})
const LESSONS = [
  lesson('鍋を焦がしてばかりいる', ['care.dementia']),
  lesson('同じ鍋をまた焦がした', ['care.dementia']),
  lesson('今日も鍋を焦がしました', ['care.dementia']),
  lesson('財布の中が空っぽ', ['money.living']),
  lesson('財布に三百円しか残っていない', ['money.living']),
  lesson('財布を見たら空っぽだった', ['money.living']),
  lesson('線路を見つめてしまう', ['mind.suicide'], { kind: 'suicide', level: 'risk' }),
  lesson('駅の線路に近づいてしまう', ['mind.suicide'], { kind: 'suicide', level: 'now' }),
  lesson('線路に降りてしまう', ['mind.suicide'], { kind: 'suicide', level: 'now' }),
  lesson('今日の天気', []),
  lesson('明日の天気はどうか', []),
  lesson('天気がいい', []),
  lesson('天気の話', []),
  ...['粗大ごみの出し方', '粗大ごみを出したい', '大きなごみの出し方'].map((text) => ({
    ...lesson(text, [], undefined),
    needs: undefined,
    topic: 'waste.large',
  })),
]
const small = learnHearing(LESSONS, ['care.dementia', 'money.living', 'mind.suicide'], ['waste.large'], undefined)
const likeliest = (hearing: Hearing, text: string): string => {
  const p = hearken(hearing, soundOf(readWithGroups(text), hearing, undefined)).needs
  return hearing.classes.needs[p.indexOf(Math.max(...p))]!
}

test('what was learned is heard in other words and in kana', () => {
  assert.equal(likeliest(small, 'なべを こがしました'), 'care.dementia')
  assert.equal(likeliest(small, '財布がからっぽです'), 'money.living')
  assert.equal(likeliest(small, '天気予報'), NOTHING)
})

test('what a text is about is heard beside needs', () => {
  const shares = subjectsOf(small, hearken(small, soundOf(readWithGroups('粗大ごみはいつですか'), small, undefined)))
  assert.equal(small.classes.subjects[shares.indexOf(Math.max(...shares))], 'waste.large')
})

test('the same lessons make the same file, and the file is read back whole', () => {
  const again = learnHearing(LESSONS, ['care.dementia', 'money.living', 'mind.suicide'], ['waste.large'], undefined)
  const bytes = packHearing(small, 'digest')
  assert.deepEqual(packHearing(again, 'digest'), bytes)
  const read = readHearing(bytes)
  assert.equal(read.digest, 'digest')
  assert.deepEqual(read.hearing, small)
  assert.throws(() => readHearing(bytes.subarray(0, bytes.length - 8)), /cut short/)
  assert.throws(() => readHearing(Buffer.from('something else')), /not a file/)
})

test('a code that no list has is not learned silently', () => {
  assert.throws(
    () => learnHearing([lesson('鍋を焦がした', ['care.unknown'])], ['care.dementia'], [], undefined),
    /care\.unknown/,
  )
})

test('hashes are FNV-1a over UTF-16 units', () => {
  assert.equal(hashOf(''), 0x811c9dc5)
  assert.equal(hashOf('a'), 0xe40c292c)
})

test('probabilities are a distribution whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const { needs, danger, now } = hearken(small, soundOf(readWithGroups(text), small, undefined))
      for (const p of [needs, danger]) assert.ok(Math.abs(p.reduce((sum, one) => sum + one, 0) - 1) < 1e-9)
      assert.ok(now >= 0 && now <= 1)
    }),
  )
})

test('scenes without the usual word are heard', { skip }, () => {
  const first = (text: string) => {
    return listen(heardOf(text))[0]?.code
  }
  assert.equal(first('母が同じ鍋をまた焦がして、火をつけたことを覚えていない'), 'care.dementia')
  assert.equal(first('弟が部屋から出てこなくなって五年、食事はドアの前に置いています'), 'mind.withdrawn')
  assert.equal(first('来月の家賃、どうしても工面できません'), 'home.rent')
})

test('a need heard by its sound shows words of the text', { skip }, () => {
  const text = '弟が部屋から出てこなくなって五年、食事はドアの前に置いています'
  const [one] = listen(heardOf(text))
  assert.ok(one && one.words.length > 0)
  for (const word of one.words) assert.ok(text.includes(word), word)
})

test('feelings alone name no need', { skip }, () => {
  for (const text of ['心配です', '困っています', 'つらい。不安。助けて']) {
    assert.deepEqual(listen(heardOf(text)), [], text)
  }
})

test('danger of this moment that a rule hears is told or asked after; never both at once', { skip }, () => {
  const texts = [
    '台所から火が出てる',
    '夫がこわい',
    '火災保険の手続き',
    '死ぬほど忙しい',
    '薬をためてある。通帳は妹に渡した',
  ]
  for (const text of texts) {
    const { dangers: told, care } = heed(text, heardOf(text))
    if (dangers(text).some(({ level }) => level === 'now')) assert.ok(told.length > 0 || care, text)
    assert.ok(told.length === 0 || care === undefined, text)
  }
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => void heed(text, heardOf(text))))
})

test('a danger spoken out in a long story is told', { skip }, () => {
  const story = '母が八十二になり、最近は買い物にも行けません。私も仕事があり、週に一度しか帰れません。'
  const text = `もう死にたい。${story}${story}`
  assert.equal(heed(text, heardOf(text)).dangers[0]?.kind, 'suicide')
})

test('what only sounds like danger is asked after, with lines', { skip }, () => {
  const text = '最近、身のまわりのものを少しずつ片づけています。もう眠れません'
  const { dangers: told, care } = heed(text, heardOf(text))
  assert.deepEqual([told, care], [[], { kind: 'suicide', lines: ['suicide'] }])
  const surer = '最近、身のまわりのものを少しずつ片づけて、通帳を妹に渡しました。もう眠れません'
  const heeded = heed(surer, heardOf(surer))
  assert.equal((heeded.dangers[0] ?? heeded.care)?.kind, 'suicide')
})
