import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cleanName, FILE_TYPES, typeOf, withoutPlace } from './rules.ts'

test('a name that comes out is no path, hides nothing, and ends as its type does', () => {
  const odd = fc.string({ unit: fc.constantFrom(...'ab.あ菊/\\:*?"<>|\u0000\u202e\u200b %;\n..exe'), maxLength: 120 })
  fc.assert(
    fc.property(odd, fc.constantFrom(...FILE_TYPES), (name, type) => {
      const clean = cleanName(name, type)
      assert.match(clean, /\.(jpg|png|webp|pdf|txt)$/)
      assert.doesNotMatch(clean, /[\\/:*?"<>|;%\u0000-\u001f\u202e\u200b]|^\.|^\s/)
      assert.ok([...clean].length <= 85)
    }),
  )
  for (const [name, expected] of [
    ['../../etc/passwd', 'passwd.jpg'],
    ['C:\\Users\\me\\庭の菊.JPG', '庭の菊.jpg'],
    ['invoice.pdf.exe', 'invoice.jpg'],
    ['..', 'file.jpg'],
    ['gpj\u202eexe.html', 'gpjexe.jpg'],
  ] as const)
    assert.equal(cleanName(name, 'image/jpeg'), expected)
})

test('no text that a browser could take for a page passes as text', () => {
  const tags = ['<html>', '<SVG/onload=x>', '< script>', '<!DOCTYPE html>', '<?xml version="1.0"?>', '<iframe src=x>']
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...tags), fc.string(), (before, tag, after) => {
      assert.equal(typeOf(Buffer.from(before + tag + after)), null)
    }),
  )
  assert.equal(typeOf(Buffer.from('体温 36.5 < 37.0 でした\n')), 'text/plain')
  assert.equal(typeOf(Buffer.from([0xff, 0xfe, 0x41, 0x00])), null)
})

test('any bytes get an answer; a photo keeps its picture and loses its place', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      typeOf(bytes)
      const out = withoutPlace(Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.from(bytes)]))
      assert.ok(out.length === 0 || (out[0] === 0xff && out[1] === 0xd8))
    }),
    { numRuns: 1000 },
  )
  const segment = (marker: number, body: string) => {
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(body.length + 2, 2)
    return Buffer.concat([head, Buffer.from(body, 'latin1')])
  }
  const picture = Buffer.concat([segment(0xda, '\x01\x01\x00\x00\x3f\x00'), Buffer.from('1122ff00334455ffd9', 'hex')])
  const kept = [segment(0xe0, 'JFIF\0'), segment(0xe2, 'ICC_PROFILE\0'), segment(0xdb, 'table')]
  const photo = Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe1, 'Exif\0\0GPS here'),
    kept[0]!,
    segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0place'),
    ...kept.slice(1),
    segment(0xed, 'Photoshop 3.0\0city'),
    segment(0xfe, 'comment'),
    picture,
    Buffer.from('a film hangs here, with its GPS'),
  ])
  assert.deepEqual(withoutPlace(photo), Buffer.concat([Buffer.from([0xff, 0xd8]), ...kept, picture]))
})
