import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { LANGS } from '../platform/words.ts'
import { dangerWords } from './danger-words.ts'
import { samplePages } from './pages.samples.ts'

const HEAVIEST = 30 * 1024
const all = (page: string, pattern: RegExp) => [...page.matchAll(pattern)].map((found) => found[1]!)

for (const lang of LANGS)
  for (const [name, page] of Object.entries(samplePages(lang)))
    test(`${name} in ${lang}`, () => {
      assert.equal(all(page, /<(h1)[ >]/g).length, 1, 'one h1')
      const [title = ''] = all(page, /<title>([^<]*)<\/title>/g)
      assert.match(title, /^.+｜結び$/)
      assert.doesNotMatch(title, /物忘れがひどく|なぐられた|消えて|[{}]/, 'no personal words in a title')
      assert.doesNotMatch(page, /<script|<style|\sstyle=|\son[a-z]+=|javascript:/i)
      assert.doesNotMatch(page, /undefined|\[object|NaN|&amp;amp;/)
      assert.ok(gzipSync(page).length <= HEAVIEST, `${gzipSync(page).length} bytes`)

      const ids = all(page, /\sid="([^"]+)"/g)
      assert.equal(new Set(ids).size, ids.length, 'an id stands once')
      const named = [
        ...all(page, /aria-(?:labelledby|describedby)="([^"]+)"/g).flatMap((value) => value.split(' ')),
        ...all(page, /\shref="#([^"]+)"/g),
        ...all(page, /<label for="([^"]+)"/g),
      ]
      for (const id of named) assert.ok(ids.includes(id), `#${id} is there`)

      const labels = all(page, /<label for="([^"]+)"/g)
      const wrapped = all(page, /<label class="pick[^"]*"><input [^>]*?(name="[^"]+" value="[^"]*")/g).length
      const controls = [...page.matchAll(/<(?:input|select|textarea) ([^>]*)>/g)].map((found) => found[1]!)
      const needing = controls.filter((one) => !one.includes('type="hidden"'))
      const labelled = needing.filter((one) => labels.includes(/id="([^"]+)"/.exec(one)?.[1] ?? ''))
      assert.equal(
        labelled.length + all(page, /<label class="(pick)/g).length,
        needing.length,
        'a label for every control',
      )
      assert.ok(wrapped <= needing.length)

      const levels = all(page, /<h([1-6])[ >]/g).map(Number)
      for (const [index, level] of levels.entries())
        assert.ok(index === 0 || level - levels[index - 1]! <= 1, `h${level} after h${levels[index - 1]}`)
      for (const href of all(page, /<a [^>]*href="([^"]*)"/g)) assert.match(href, /^(\/|#|tel:[0-9%]|https:\/\/)/)
      for (const link of page.match(/<a [^>]*href="https:[^>]*>/g) ?? []) assert.match(link, /rel="noreferrer"/)
    })

test('in やさしい日本語 every kanji that is read has its reading', () => {
  for (const [name, page] of Object.entries(samplePages('easy'))) {
    const body = page
      .slice(page.indexOf('<body'))
      .replace(/<ruby>.*?<\/ruby>/gs, '')
      .replace(/<(textarea|select|svg)[ >].*?<\/\1>/gs, '')
      .replace(/<i aria-hidden="true">.*?<\/i>/g, '')
      .replace(/<[^>]*>/g, '|')
    assert.deepEqual(body.match(/[^|]*\p{Script=Han}[^|]*/gu) ?? [], [], name)
  }
})

test('danger: the numbers stand above the desks, and what happens now above what may happen', () => {
  const pages = samplePages('ja')
  const order = (name: string, ...parts: string[]) => {
    const places = parts.map((part) => pages[name]!.indexOf(part))
    assert.ok(!places.includes(-1), `${name}: ${parts[places.indexOf(-1)]}`)
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      name,
    )
  }
  order('answer-suicide', '0120-279-338', '0120-061-338', '119</b></a>', 'talkme.jp', 'こすぎ地域包括支援センター')
  order('answer-dv', '0120-279-889', '#8008', '警察を呼ぶ', 'こすぎ地域包括支援センター')
  order('answer-fire', '消防を呼ぶ', 'こすぎ地域包括支援センター')
  order('answer-crime', '警察を呼ぶ', 'こすぎ地域包括支援センター')
  assert.match(pages['answer-dv']!, /class="exit no-print"/)
  assert.doesNotMatch(pages['answer-suicide']!, /class="exit no-print"/)
  assert.doesNotMatch(pages['answer-crime']!, /DV相談/)
  assert.doesNotMatch(pages['nothing-danger']!, /市に届けました/)
})

test('one step stands out: at most one .go in a group of actions', () => {
  for (const [name, page] of Object.entries(samplePages('ja')))
    for (const acts of page.match(/<div class="acts">.*?<\/div>/gs) ?? [])
      assert.equal(acts.match(/class="btn (?:call )?go/g)?.length, 1, name)
})

test('the slip of paper says nothing about the person', () => {
  assert.doesNotMatch(samplePages('ja').print!, /物忘れがひどく/)
})

test('every kind of danger has its words in every language', () => {
  for (const lang of LANGS)
    for (const kind of ['suicide', 'violence', 'crime', 'abuse', 'sexual', 'fire', 'medical', 'other'] as const)
      for (const text of Object.values(dangerWords(lang)[kind])) assert.ok(text.length > 0)
})
