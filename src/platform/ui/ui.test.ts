import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import fc from 'fast-check'
import { create } from 'qrcode'
import { furigana } from '../japanese.ts'
import { asset, assetAt } from './assets.ts'
import { annotate } from './furigana.ts'
import { DeskPage, type Look, PublicPage, renderPage, WorkPage } from './page.tsx'
import { ErrorSummary, Field, markWords, Pager, Picks, Pict, Qr, TextArea, TextField, telHref } from './parts.tsx'
import { ICONS, PICTS, sprite } from './symbols.ts'

const look: Look = { lang: 'ja', size: 'standard', path: '/directory?need=care', place: '川崎市' }
const html = (node: { toString(): unknown }) => String(node.toString())

test('every fallback in the stylesheet is the value of the design token it stands for', () => {
  const tokens = readFileSync(
    createRequire(import.meta.url).resolve('@digital-go-jp/design-tokens/dist/tokens.css'),
    'utf8',
  )
  const value = new Map(
    [...tokens.matchAll(/(--[a-z0-9-]+):\s*([^;]+);/g)].map((found) => [found[1]!, found[2]!.trim()]),
  )
  const length = (text: string) => text.replace(/^0\./, '.').toLowerCase()
  const used = [...asset('musubi.css').body.matchAll(/var\((--(?:color|border|font)-[a-z0-9-]+),\s*([^)]+)\)/g)]
  assert.ok(used.length > 25)
  for (const [, name = '', fallback = ''] of used)
    assert.equal(length(fallback), length(value.get(name) ?? 'unknown token'), name)
})

test('an asset is found at its address, and the address says what it holds', () => {
  const { url, type } = asset('musubi.css')
  assert.match(url, /^\/assets\/musubi\.[0-9a-f]{10}\.css$/)
  assert.equal(assetAt(url)?.type, type)
  assert.equal(assetAt('/assets/musubi.0000000000.css'), undefined)
  assert.throws(() => asset('nothing.css'))
  assert.doesNotMatch(asset('icon.svg').body, /<style|style=|<script/)
})

test('a page carries the drawings that it uses, each once, and no others', () => {
  const page = renderPage(
    PublicPage({ look, title: '一覧', children: [Pict({ name: 'care' }), Pict({ name: 'unheard-of' })] }),
    look,
  )
  const symbols = [...page.matchAll(/<symbol id="([^"]+)"/g)].map((found) => found[1])
  assert.deepEqual(symbols, ['i-door', 'knot', 'p-care', 'p-other'])
  assert.equal(sprite('<p>none</p>'), '')
  for (const name of Object.keys(ICONS)) assert.match(sprite(`<use href="#i-${name}"></use>`), /<symbol/)
  for (const name of Object.keys(PICTS)) assert.match(sprite(`<use href="#p-${name}"></use>`), /<symbol/)
})

test('language and size links keep the page; the title stands once and escaped', () => {
  const page = renderPage(PublicPage({ look: { ...look, size: 'large' }, title: '<i>' }), look)
  assert.ok(page.startsWith('<!doctype html><html lang="ja" data-size="large">'))
  assert.ok(page.includes('href="/directory?need=care&amp;lang=easy"'))
  assert.ok(page.includes('<title>&lt;i&gt;｜結び</title>'))
  assert.ok(renderPage(PublicPage({ look, title: 'x', wrong: true }), look).includes('<title>エラー：x｜結び</title>'))
})

test('the page of those at work has its screens and a way out; the desk knows whom it greets', () => {
  const nav = [
    { href: '/referral', label: '受信箱' },
    { href: '/insight', label: '見える化' },
    { href: '/matching', label: '学習', group: 'しくみ' },
    { href: '/people/audit', label: '監査', group: '確認' },
  ]
  const work = html(WorkPage({ look, title: '受信箱', nav, current: '/referral', who: '佐野（中原区）', children: '' }))
  assert.match(work, /<body class="work">/)
  assert.match(work, /<a href="\/referral" aria-current="page">受信箱<\/a>/)
  assert.match(work, /<summary>ほかの画面<\/summary>.*しくみ<\/p><ul aria-labelledby="screens-0">.*学習.*監査/)
  const audit = html(WorkPage({ look, title: '監査', nav, current: '/people/audit', who: '佐野', children: '' }))
  assert.match(audit, /aria-current="page">監査<\/a><\/li><\/ul><details>/, 'where one is stands in the line')
  assert.match(work, /<form class="who" action="\/people\/leave" method="post">/)
  assert.match(html(DeskPage({ look, title: '返事', organization: 'こすぎ会', children: '' })), /こすぎ会 様/)
})

test('label, hint and error are tied to the control', () => {
  const field = html(
    TextField({ lang: 'ja', name: 'place', label: '場所', hint: '区の名前', error: '見つかりません', value: '"x"' }),
  )
  assert.match(field, /<label for="place">場所<\/label><p class="hint" id="place-hint">/)
  assert.match(
    field,
    /<input type="text" id="place" name="place" aria-describedby="place-hint place-error" aria-invalid="true" value="&quot;x&quot;"/,
  )
  const bare = html(
    Field({
      lang: 'en',
      name: 'a',
      label: 'A',
      optional: true,
      control: (tied) => TextArea({ lang: 'en', ...tied, label: '' }),
    }),
  )
  assert.match(bare, /You may leave this empty/)
  assert.doesNotMatch(bare, /aria-describedby|aria-invalid/)
  const picks = html(
    Picks({
      lang: 'ja',
      name: 'k',
      legend: 'どれ',
      error: '選んでください',
      value: 'b',
      choices: [
        { value: 'a', label: 'A' },
        { value: 'b', label: 'B' },
      ],
    }),
  )
  assert.match(picks, /<fieldset class="picks" aria-describedby="k-error">/)
  assert.match(picks, /<input type="radio" id="k" name="k" value="a"\/>/)
  assert.match(picks, /value="b" checked=""/)
  assert.equal(ErrorSummary({ lang: 'ja', problems: { a: undefined } }), null)
  assert.match(
    html(ErrorSummary({ lang: 'ja', problems: { a: 'だめ' } })!),
    /role="alert" tabindex="-1" autofocus="" .*href="#a"/,
  )
})

test('a textarea gives back what was typed, a first line break too', () => {
  assert.match(html(TextArea({ lang: 'ja', name: 't', label: 'T', value: '\n<b>' })), />\n\n&lt;b&gt;<\/textarea>/)
})

test('marks split a text and lose nothing of it', () => {
  const seen = (text: string, words: string[]) =>
    html(PublicPage({ look, title: '', children: markWords(text, words) }))
  assert.match(seen('火の消し忘れを防ぐ', ['消し忘れ', '火の消し忘れ']), /<mark>火の消し忘れ<\/mark>を防ぐ/)
  assert.match(seen('a.b', ['.']), /a<mark>\.<\/mark>b/)
  const text = (part: unknown) => (typeof part === 'string' ? part : html(part as never).replace(/<\/?mark>/g, ''))
  fc.assert(
    fc.property(
      fc.stringMatching(/^[あ-お.*+]{0,12}$/),
      fc.array(fc.stringMatching(/^[あ-お.*+]{0,3}$/)),
      (given, words) => {
        assert.equal(markWords(given, words).map(text).join(''), given)
      },
    ),
  )
})

test('telephone numbers become tel: addresses as they are dialled', () => {
  assert.equal(telHref('044-200-3939'), 'tel:0442003939')
  assert.equal(telHref('#8008'), 'tel:%238008')
  assert.equal(telHref('０４４（２００）３９３９'), 'tel:0442003939')
})

test('the path of a QR code draws exactly its dark modules', () => {
  const text = 'https://musubi.example/consult/7b1f7a52'
  const { data, size } = create(text, { errorCorrectionLevel: 'M' }).modules
  const drawn = new Set<number>()
  for (const [, x, y, run] of html(Qr({ text, label: '続き' })).matchAll(/M(\d+) (\d+)h(\d+)v1/g))
    for (let i = 0; i < Number(run); i += 1) drawn.add(Number(y) * size + Number(x) + i)
  assert.deepEqual(
    [...drawn].sort((a, b) => a - b),
    [...data].flatMap((dark, index) => (dark ? [index] : [])),
  )
})

test('a list of one page needs no pager; the ends have one way to go', () => {
  const href = (page: number) => `/directory?page=${page}`
  assert.equal(Pager({ lang: 'ja', page: 1, pages: 1, href }), null)
  const first = html(Pager({ lang: 'ja', page: 1, pages: 3, href })!)
  assert.doesNotMatch(first, /rel="prev"/)
  assert.match(first, /href="\/directory\?page=2" rel="next"/)
})

const plainAgain = (page: string) =>
  page.replace(/<rp>[^<]*<\/rp>|<rt>[^<]*<\/rt>/g, '').replace(/<\/?(?:ruby|span)>/g, '')

test('furigana: readings are added to text, and only to text', () => {
  const page =
    '<p title="相談">相談&amp;電話</p><textarea>言葉</textarea><select><option>区</option></select><i aria-hidden="true">市</i>'
  const out = annotate(page, furigana)
  assert.equal(plainAgain(out), page)
  assert.match(out, /<p title="相談"><span><ruby>相談<rp>（<\/rp><rt>そうだん<\/rt><rp>）<\/rp><\/ruby>&amp;<ruby>電話/)
  assert.match(out, /<textarea>言葉<\/textarea><select><option>区<\/option><\/select><i aria-hidden="true">市<\/i>$/)
  const kept = '<ruby>麻生<rp>（</rp><rt>あさお</rt><rp>）</rp></ruby>'
  assert.equal(annotate(kept, furigana), kept)
})

test('furigana: dates and times are read as dates and times', () => {
  const readings = (text: string) =>
    [...annotate(`<p>${text}</p>`, furigana).matchAll(/<rt>([^<]*)/g)].map((found) => found[1])
  assert.deepEqual(readings('11月20日（金）17時'), ['がつ', 'はつか', 'きん', 'じ'])
  assert.deepEqual(readings('8時30分、5分'), ['じ', 'ぷん', 'ふん'])
  assert.deepEqual(readings('24時間'), ['じかん'])
})

test('furigana: taken away again, any page is what it was', () => {
  const text = fc.oneof(
    fc.constantFrom(
      '相談',
      '11月3日に電話を',
      'くらし',
      '&amp;',
      '&#39;困る',
      '生 活 保 護',
      '々',
      '𠮷野家',
      '&lt;火事&gt;',
      ' ',
    ),
    fc.stringMatching(/^[一-龥ぁ-んァ-ヶ0-9a-z、。「」 ]{0,8}$/),
  )
  const tag = fc.constantFrom('p', 'b', 'a', 'textarea', 'option', 'svg', 'title', 'ruby', 'li')
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.constantFrom('<br/>', '<input value="相談>です"/>', '<!-- 相談 -->'),
      fc
        .tuple(
          tag,
          fc.constantFrom('', ' title="電話>1"', ' aria-hidden="true"'),
          fc.array(tie('node'), { maxLength: 3 }),
        )
        .map(([name, attribute, children]) => `<${name}${attribute}>${children.join('')}</${name}>`),
    ),
  }))
  fc.assert(
    fc.property(fc.array(node, { maxLength: 4 }), (nodes) => {
      const page = nodes.join('')
      const out = annotate(page, furigana)
      assert.equal(plainAgain(out), plainAgain(page))
      assert.equal(plainAgain(out).length, plainAgain(page).length)
      for (const name of ['ruby', 'span', 'rt'])
        assert.equal(out.split(`<${name}`).length, out.split(`</${name}>`).length, name)
    }),
    { numRuns: 300 },
  )
})
