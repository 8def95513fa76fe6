import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnReader, readContent, readTable } from './file.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const reason = (content: Uint8Array) => {
  const result = readContent(content)
  return result.ok ? 'read' : result.reason
}

test('a file that cannot be read says why', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['empty', bytes(''), /空のファイルです/],
    ['only a BOM', bytes('\uFEFF\r\n'), /空のファイルです/],
    ['an open quote', bytes('a,b\r\n1,"2\r\n'), /引用符（"）が閉じていません/],
    ['a stray quote', bytes('a,b\r\n"1"x,2\r\n'), /引用符（"）のあと/],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0, 0, 13), /文字のファイルではありません/],
    ['a workbook', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 6, 0), /Excel/],
    ['no known encoding', Uint8Array.of(0xff, 0xfd, 0x80, 0x81, 0xff, 0x0a), /文字コード/],
    ['broken JSON', bytes('[{"id": '), /JSON として読めません/],
  ]
  for (const [name, content, expected] of cases) assert.match(reason(content), expected, name)
})

test('UTF-8 with and without BOM, CP932 and UTF-16 say the same', () => {
  const cp932 = Uint8Array.of(0x96, 0xbc, 0x91, 0x4f, 0x0d, 0x0a, 0x90, 0xec, 0xfa, 0xb1, 0x0d, 0x0a)
  const utf16 = new Uint8Array(Buffer.from('\uFEFF名前\r\n川﨑\r\n', 'utf16le'))
  for (const content of [bytes('名前\n川﨑\n'), bytes('\uFEFF名前\r\n川﨑\r\n'), cp932, utf16]) {
    const result = readContent(content)
    assert.ok(result.ok && result.value.type === 'csv')
    assert.deepEqual(
      result.value.table.rows.map(({ cells }) => cells),
      [['川﨑']],
    )
  }
})

test('lines are those of the file, also after empty lines and cells of several lines', () => {
  const table = readTable('名前,住所\r\n\r\n"二\n行",a\r\nb,c\r\n一列\r\nd,e,,\r\n,\r\nf,g,h\r\n')
  assert.ok(table.ok)
  assert.deepEqual(
    table.value.rows.map(({ line, cells }) => [line, cells[0]]),
    [
      [3, '二\n行'],
      [5, 'b'],
      [7, 'd'],
    ],
  )
  assert.deepEqual(
    table.value.bad.map(({ line }) => line),
    [6, 9],
  )
})

test('headers meet, however they are written', () => {
  const table = readTable('事業所名＿カナ, Ｎｏ ,FAX番号\nア,1,2\n')
  assert.ok(table.ok)
  const read = columnReader(table.value)
  const { cells } = table.value.rows[0]!
  assert.equal(read(cells, '事業所名カナ'), 'ア')
  assert.equal(read(cells, 'ID', 'No'), '1')
  assert.equal(read(cells, 'ＦＡＸ番号'), '2')
  assert.equal(read(cells, 'ない'), '')
})

test('nothing throws, whatever the bytes', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (content) => {
      readContent(content)
    }),
  ))
