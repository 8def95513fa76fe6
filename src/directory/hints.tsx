// What is good to know of a service before one turns to it: how it stands with its room, and whom it is for. Hints, never
// refusals: whoever does not fit them may ask all the same.
import type { Look } from '../platform/ui/page.tsx'
import { inJapanese } from '../platform/ui/parts.tsx'
import { type Lang, showDay, words } from '../platform/words.ts'
import { type Hint, hintsOf } from './rules.ts'
import type { Capacity, ServiceView } from './view.ts'

const hintWords = words(
  {
    forWhom: (text: string) => `対象：${text}`,
    ages: (min: number | null, max: number | null) =>
      min !== null && max !== null ? `${min}歳から${max}歳` : min !== null ? `${min}歳以上` : `${max}歳以下`,
    papers: (text: string) => `要：${text}`,
    only: '目安です。当てはまるかわからなくても、頼めます。',
    short: { open: '空きあり', waiting: '順番待ち', assessment: '面談のうえ', full: 'いっぱい' },
    room: {
      open: '',
      waiting: 'いまは順番待ちです',
      assessment: '面談のうえで、受けられるかが決まります',
      full: 'いまは いっぱいです',
    },
    roomHow: {
      open: '',
      waiting: '約束の日時までに連絡は来ます。そのあと、始まるまでにお待ちいただくことがあります。',
      assessment: '連絡のあと、一度お話をうかがってから決まります。',
      full: 'ここに頼むこともできます。受けられないときは、次の相談先に引き継ぎます。',
    },
    weeks: (n: number) => `待つ時間は、およそ${n}週間です。`,
    until: (day: string) => `${day}までの知らせです。`,
  },
  {
    forWhom: (text) => `使える 人：${text}`,
    ages: (min, max) =>
      min !== null && max !== null ? `${min}歳から ${max}歳` : min !== null ? `${min}歳より 上` : `${max}歳より 下`,
    papers: (text) => `いる もの：${text}`,
    only: 'わからなくても、たのむ ことが できます。',
    short: { open: 'あいて います', waiting: '順番を 待ちます', assessment: '会って から', full: 'いっぱい' },
    room: {
      open: '',
      waiting: '今は 順番を 待ちます',
      assessment: '会って 話して から、決まります',
      full: '今は いっぱいです',
    },
    roomHow: {
      open: '',
      waiting: '連絡は 来ます。はじまるまで、待つ ことが あります。',
      assessment: '連絡の あと、一度 話して から 決まります。',
      full: 'ここに たのむ ことも できます。できない ときは、次の ところに つなぎます。',
    },
    weeks: (n) => `${n}週間くらい 待ちます。`,
    until: (day) => `${day}までの お知らせです。`,
  },
  {
    forWhom: (text) => `For: ${text}`,
    ages: (min, max) =>
      min !== null && max !== null ? `${min} to ${max}` : min !== null ? `${min} and over` : `up to ${max}`,
    papers: (text) => `Bring: ${text}`,
    only: 'Only a guide. You may ask them even if you are not sure that it fits.',
    short: { open: 'has room', waiting: 'waiting list', assessment: 'after a talk', full: 'full' },
    room: {
      open: '',
      waiting: 'There is a waiting list now',
      assessment: 'Whether they can help is decided after a talk',
      full: 'They are full at the moment',
    },
    roomHow: {
      open: '',
      waiting: 'They will contact you as promised. After that it may take a while until the help begins.',
      assessment: 'They contact you, and decide after a first talk.',
      full: 'You may ask them all the same. If they cannot take it on, the next place does.',
    },
    weeks: (n) => (n === 1 ? 'The wait is about one week.' : `The wait is about ${n} weeks.`),
    until: (day) => `As of now, until ${day}.`,
  },
)

const say = (hint: Hint, lang: Lang): string => {
  const t = hintWords(lang)
  if (hint.kind === 'ages') return t.forWhom(t.ages(hint.min, hint.max))
  return hint.kind === 'papers' ? t.papers(hint.text) : t.forWhom(hint.text)
}

/** 「対象：65歳以上」「要：介護保険証」, and that these are hints. Nothing where nothing is known. */
export function ServiceHints({ look, service }: { look: Look; service: ServiceView }) {
  const hints = hintsOf(service)
  if (hints.length === 0) return null
  return (
    <div class="stack" {...inJapanese(look.lang)}>
      <ul class="small">
        {hints.map((hint) => (
          <li lang={look.lang === 'en' && hint.kind === 'ages' ? 'en' : undefined}>{say(hint, look.lang)}</li>
        ))}
      </ul>
      <p class="small soft" lang={look.lang === 'en' ? 'en' : undefined}>
        {hintWords(look.lang).only}
      </p>
    </div>
  )
}

/** One line for a list to choose from: 中原区役所（いっぱい）　対象：65歳以上 */
export function choiceLine(service: ServiceView, lang: Lang): string {
  const room = service.capacity ? `（${hintWords(lang).short[service.capacity.state]}）` : ''
  return [`${service.name}${room}`, ...hintsOf(service).map((hint) => say(hint, lang))].join('　')
}

/** What it means for the person that a service is not simply open: a heading and its explanation; null where it is. */
export function tellRoom(capacity: Capacity | null, lang: Lang): { title: string; lines: string[] } | null {
  if (!capacity || capacity.state === 'open') return null
  const t = hintWords(lang)
  const weeks = capacity.state === 'waiting' ? capacity.said?.weeks : null
  return {
    title: t.room[capacity.state],
    lines: [
      `${t.roomHow[capacity.state]}${weeks ? `${lang === 'ja' ? '' : ' '}${t.weeks(weeks)}` : ''}`,
      t.until(showDay(new Date(`${capacity.until}T03:00:00Z`), lang)),
    ],
  }
}
