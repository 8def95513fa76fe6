// Furigana for a finished page: every kanji that a reader sees gets its reading above it.
import type { Segment } from '../japanese.ts'

const KANJI = /[\p{Script=Han}々〆ヶ]/u
/** Elements whose text is not shown as text, or may hold no markup. */
const SKIPPED = new Set(['head', 'title', 'textarea', 'option', 'script', 'style', 'svg', 'ruby', 'select', 'noscript'])
const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
])
const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|<!(?:--[\s\S]*?--|[^>]*)>/g
const ENTITY = /(&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);)/

/**
 * Adds ruby to the kanji in the text of a well-formed page; attributes, form values, drawings and whatever is hidden
 * from assistive technology (`aria-hidden`) stay as they are. Taking ruby, rt and rp away again gives the page back.
 */
export function annotate(html: string, furigana: (text: string) => Segment[]): string {
  let out = ''
  let at = 0
  /** Names of the open elements inside the outermost skipped one; empty where text is annotated. */
  const skipping: string[] = []
  for (const tag of html.matchAll(TAG)) {
    const text = html.slice(at, tag.index)
    out += skipping.length > 0 ? text : annotateText(text, furigana)
    out += tag[0]
    at = tag.index + tag[0].length
    const name = tag[2]?.toLowerCase()
    if (!name || VOID.has(name) || tag[3]?.endsWith('/')) continue
    if (tag[1]) {
      if (skipping.at(-1) === name) skipping.pop()
    } else if (skipping.length > 0 || SKIPPED.has(name) || /\saria-hidden="true"/.test(tag[3] ?? '')) {
      skipping.push(name)
    }
  }
  const rest = html.slice(at)
  return out + (skipping.length > 0 ? rest : annotateText(rest, furigana))
}

const DAYS: Record<number, string> = {
  1: 'ついたち',
  2: 'ふつか',
  3: 'みっか',
  4: 'よっか',
  5: 'いつか',
  6: 'むいか',
  7: 'なのか',
  8: 'ようか',
  9: 'ここのか',
  10: 'とおか',
  14: 'じゅうよっか',
  20: 'はつか',
  24: 'にじゅうよっか',
}
const NUMBERS = /(\d+)(月)(?:(\d+)(日))?|(\d+)(時)(?!間)|(\d+)(分)|(\d+)(か)(月)/gu

/** Dates and times, which a dictionary reads one word at a time: 11月20日 is じゅういちがつはつか. */
function numbers(text: string): Segment[] {
  const out: Segment[] = []
  let at = 0
  for (const found of text.matchAll(NUMBERS)) {
    const [whole, month, , day, , hour, , minute, , months] = found
    out.push({ base: text.slice(at, found.index) })
    at = found.index + whole.length
    if (month) {
      out.push({ base: month }, { base: '月', ruby: 'がつ' })
      const special = DAYS[Number(day)]
      if (day)
        out.push(...(special ? [{ base: `${day}日`, ruby: special }] : [{ base: day }, { base: '日', ruby: 'にち' }]))
    } else if (hour) out.push({ base: hour }, { base: '時', ruby: 'じ' })
    else if (minute) out.push({ base: minute }, { base: '分', ruby: /[013468]$/.test(minute) ? 'ぷん' : 'ふん' })
    else if (months) out.push({ base: `${months}か` }, { base: '月', ruby: 'げつ' })
  }
  return [...out, { base: text.slice(at) }]
}

function annotateText(text: string, furigana: (text: string) => Segment[]): string {
  if (!KANJI.test(text)) return text
  const marked = text
    .split(ENTITY)
    .map((part) => (KANJI.test(part) ? readings(part, furigana) : part))
    .join('')
  // One element around it: where the parent lays its children out in a row, the pieces must stay one.
  return /^<ruby>(?:(?!<ruby>).)*<\/ruby>$/s.test(marked) ? marked : `<span>${marked}</span>`
}

const readings = (text: string, furigana: (text: string) => Segment[]): string =>
  numbers(text)
    .flatMap((part) => (part.ruby || !KANJI.test(part.base) ? part : furigana(part.base)))
    .map(segmentHtml)
    .join('')

const segmentHtml = ({ base, ruby }: Segment): string =>
  ruby ? `<ruby>${base}<rp>（</rp><rt>${ruby}</rt><rp>）</rp></ruby>` : base
