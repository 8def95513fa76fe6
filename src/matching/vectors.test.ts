import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { cosine, loadVectors, neighbours, readVectors, type Vectors, vectorOf } from './vectors.ts'

const FILE = join(import.meta.dirname, '../../vectors/ja.bin')
const skip = existsSync(FILE) ? false : 'vectors/ja.bin is absent: scripts/vectors.ts writes it (see vectors/NOTICE.md)'

/** The table that is here; the time of the first reading in ms is kept for the diagnostic. */
let loadTime = 0
function table(): Vectors {
  const began = performance.now()
  const vectors = loadVectors()
  loadTime ||= performance.now() - began
  assert.ok(vectors)
  return vectors
}

const near = (a: string, b: string): number => {
  const [one, other] = [vectorOf(table(), a), vectorOf(table(), b)]
  assert.ok(one && other, `${a} or ${b} is not in the table`)
  return cosine(one, other)
}

const wordAt = ({ units, starts }: Vectors, row: number): string =>
  String.fromCharCode(...units.subarray(starts[row]!, starts[row + 1]!))

test('the table loads quickly and is read once', { skip }, (t) => {
  const vectors = table()
  const { size } = statSync(FILE)
  t.diagnostic(`${vectors.count} words, ${(size / 1e6).toFixed(1)} MB, loaded in ${loadTime.toFixed(0)} ms`)
  assert.equal(loadVectors(), vectors)
  assert.equal(vectors.dimension, 100)
  assert.ok(size <= 20_000_000)
  // 150 ms is the aim; a busy machine gets more time
  assert.ok(loadTime < 1_500, `${loadTime} ms`)
})

test('words of one trouble are near, words of two troubles are not', { skip }, (t) => {
  const pairs: [string, string, number][] = [
    ['家賃', '賃貸', 0.7],
    ['引越し', '転居', 0.6],
    ['赤ちゃん', '乳児', 0.7],
    ['物忘れ', '認知症', 0.4],
    ['借金', '債務', 0.7],
  ]
  for (const [a, b, least] of pairs) {
    t.diagnostic(`${a} ${b} ${near(a, b).toFixed(3)}`)
    assert.ok(near(a, b) >= least, `${a} ${b}`)
  }
  t.diagnostic(`家賃 妊娠 ${near('家賃', '妊娠').toFixed(3)}`)
  assert.ok(near('家賃', '妊娠') < 0.2)
})

test('a word that is not in the table has no vector and no neighbours', { skip }, () => {
  for (const word of ['', 'ぬるぽんちょす', '家賃家賃家賃', '\ud800']) {
    assert.equal(vectorOf(table(), word), undefined)
    assert.deepEqual(neighbours(table(), word, ['家賃']), [])
  }
})

test('every word of the table is found at its own row; the words are in order and unlike', { skip }, () => {
  const vectors = table()
  fc.assert(
    fc.property(fc.nat(vectors.count - 1), (row) => {
      const found = vectorOf(vectors, wordAt(vectors, row))
      assert.equal(found?.values.byteOffset, vectors.rows.byteOffset + row * vectors.dimension)
      assert.ok(found!.norm >= 127)
    }),
  )
  let before = wordAt(vectors, 0)
  for (let row = 1; row < vectors.count; row += 1) {
    const word = wordAt(vectors, row)
    if (before >= word) assert.fail(`${before} stands before ${word}`)
    before = word
  }
})

test('a cosine lies in [−1, 1], is the same either way round, and is 1 with itself', { skip }, () => {
  const vectors = table()
  const row = fc.nat(vectors.count - 1).map((at) => vectorOf(vectors, wordAt(vectors, at))!)
  fc.assert(
    fc.property(row, row, (a, b) => {
      assert.ok(Math.abs(cosine(a, b)) <= 1)
      assert.equal(cosine(a, b), cosine(b, a))
      assert.ok(Math.abs(cosine(a, a) - 1) < 1e-9)
    }),
  )
})

test('neighbours are what the cosines say, nearest first, whatever the order of the vocabulary', { skip }, (t) => {
  const vectors = table()
  const rows = fc.uniqueArray(fc.nat(vectors.count - 1), { minLength: 2, maxLength: 60 })
  const least = fc.double({ min: 0.01, max: 1, noNaN: true })
  fc.assert(
    fc.property(rows, least, fc.integer({ min: 1, max: 12 }), (at, least, most) => {
      const words = at.map((row) => wordAt(vectors, row))
      const own = vectorOf(vectors, words[0]!)!
      const found = neighbours(vectors, words[0]!, words, least, most)
      const all = words.slice(1).map((word) => cosine(own, vectorOf(vectors, word)!))
      const expected = all.filter((value) => value >= least).sort((a, b) => b - a)
      assert.deepEqual(
        found.map((one) => one.cosine),
        expected.slice(0, most),
      )
      assert.deepEqual(neighbours(vectors, words[0]!, words.toReversed(), least, most), found)
    }),
  )
  const vocabulary = ['賃貸', '家賃', '転居', '債務', 'ない言葉', '賃貸']
  assert.deepEqual(
    neighbours(vectors, '家賃', vocabulary).map(({ word }) => word),
    ['賃貸'],
  )
  const many = Array.from({ length: 7_000 }, (_, i) => wordAt(vectors, Math.floor((i * vectors.count) / 7_000)))
  neighbours(vectors, '家賃', many)
  const began = performance.now()
  for (let i = 0; i < 20; i += 1) neighbours(vectors, '借金', many)
  t.diagnostic(`${((performance.now() - began) / 20).toFixed(2)} ms among ${many.length} words`)
})

test('bytes that are no table are refused', () => {
  assert.throws(() => readVectors(new Uint8Array(0)), /not a table/)
  assert.throws(() => readVectors(Buffer.from('version https://git-lfs.github.com/spec/v1\n')), /not a table/)
  const short = Buffer.alloc(40)
  short.write('MUSUBIV1')
  short.writeUInt32LE(100, 8)
  short.writeUInt32LE(1, 12)
  assert.throws(() => readVectors(short), /cut short/)
})

test('a small table is read from any place in memory', () => {
  const words = ['あ', '家賃']
  const made = Buffer.concat([
    Buffer.from('MUSUBIV1'),
    Buffer.from(Uint32Array.of(2, words.length, 3, 0, 0, 0).buffer),
    Buffer.from(words.join(''), 'utf16le'),
    Buffer.from([1, 2]),
    Buffer.from(Int8Array.of(127, 0, -127, 127).buffer),
  ])
  for (const shift of [0, 1]) {
    const place = new Uint8Array(made.length + shift)
    place.set(made, shift)
    const vectors = readVectors(place.subarray(shift))
    assert.deepEqual(vectorOf(vectors, '家賃')?.values, Int8Array.of(-127, 127))
    assert.equal(vectorOf(vectors, '家'), undefined)
    assert.equal(vectorOf(vectors, '家賃家'), undefined)
    assert.equal(cosine(vectorOf(vectors, 'あ')!, vectorOf(vectors, '家賃')!).toFixed(4), '-0.7071')
  }
})
