// What is known of a service, as a reader meets it: its state now, and its facts. Other capabilities show it the same way.

import type { Look } from '../platform/ui/page.tsx'
import { type Fact, Facts, inJapanese, Seal, Tag, telHref } from '../platform/ui/parts.tsx'
import { type Lang, showClock, showDay, showMoment, showTime, words } from '../platform/words.ts'
import type { Capacity, Hours, ServiceView } from './view.ts'

const factWords = words(
  {
    always: '24時間',
    open: (until: string) => `受付中　${until}まで`,
    closed: '受付時間外',
    closedUntil: (at: string) => `受付時間外　${at}から`,
    free: '無料',
    paid: '有料',
    varies: '料金は内容によります',
    place: '場所',
    map: '地図を見る',
    hours: '受付時間',
    allDay: '24時間',
    between: (from: string, to: string) => `${from}から${to}`,
    dayNames: ['月曜', '火曜', '水曜', '木曜', '金曜', '土曜', '日曜'],
    daily: '毎日',
    days: (from: string, to: string) => `${from}から${to}`,
    and: '・',
    holidaysClosed: '祝日と年末年始は休み',
    closedOn: (day: string, name: string) => `${day}は休み（${name}）`,
    unconfirmed: '要確認',
    phones: '電話',
    fax: 'FAX',
    area: '使える場所',
    nation: 'どこからでも',
    prefecture: '県内',
    city: '市内',
    room: '受け入れ',
    rooms: {
      open: '受け入れています',
      waiting: '順番待ちがあります',
      assessment: '面談のうえで決まります',
      full: 'いまは いっぱいです',
    },
    roomUntil: (day: string) => `${day}までの知らせ`,
    places: (free: number) => `空き${free}`,
    weeks: (n: number) => `待つ時間はおよそ${n}週間`,
    forWhom: '話せる人',
    ages: '年齢',
    age: (min: number | null, max: number | null) =>
      min !== null && max !== null ? `${min}歳から${max}歳` : min !== null ? `${min}歳から` : `${max}歳まで`,
    cost: '料金',
    apply: '申し込み',
    access: '使いやすさ',
    languages: 'ことば',
    site: '公式ページ',
    siteOf: (name: string) => `${name}のページを開く`,
    by: '行っているところ',
    sealWhat: '「お墨付き」とは',
    sealHow: (by: string, scope: string, until: string) =>
      `${by}が、信頼できる相談先として紹介しています。${scope ? `${scope}について、` : ''}${until}まで有効です。`,
    verified: (day: string) => `${day}に確かめた情報です。`,
    unverified: 'いつ確かめたか、わかっていません。',
    stale: 'この窓口の情報は、6か月以上確かめられていません。電話で確かめてからお出かけください。',
    source: '出典',
  },
  {
    always: '24時間',
    open: (until) => `今 話せます　${until}まで`,
    closed: '今は 休みです',
    closedUntil: (at) => `今は 休みです　${at}から`,
    free: 'お金は かかりません',
    paid: 'お金が かかります',
    varies: 'お金が かかる ことが あります',
    place: '場所',
    map: '地図を 見る',
    hours: '時間',
    allDay: '24時間',
    between: (from, to) => `${from}から ${to}`,
    dayNames: ['月曜日', '火曜日', '水曜日', '木曜日', '金曜日', '土曜日', '日曜日'],
    daily: '毎日',
    days: (from, to) => `${from}から ${to}`,
    and: '・',
    holidaysClosed: '祝日と お正月は 休み',
    closedOn: (day, name) => `${day}は 休み（${name}）`,
    unconfirmed: 'まだ たしかめて いません',
    phones: '電話',
    fax: 'FAX',
    area: '使える ところ',
    nation: 'どこでも',
    prefecture: '県の 中',
    city: '市の 中',
    room: 'うけいれ',
    rooms: {
      open: '今 うけいれて います',
      waiting: '順番を 待つ 人が います',
      assessment: '会って から 決めます',
      full: '今は いっぱいです',
    },
    roomUntil: (day) => `${day}までの お知らせ`,
    places: (free) => `あいて いる 数 ${free}`,
    weeks: (n) => `${n}週間くらい 待ちます`,
    forWhom: 'だれが 使えるか',
    ages: '年',
    age: (min, max) =>
      min !== null && max !== null ? `${min}歳から ${max}歳` : min !== null ? `${min}歳から` : `${max}歳まで`,
    cost: 'お金',
    apply: '使いかた',
    access: '使いやすさ',
    languages: '使える 言葉',
    site: 'ページ',
    siteOf: (name) => `${name}の ページを 見る`,
    by: 'だれが して いるか',
    sealWhat: '「みとめた ところ」とは',
    sealHow: (by, _scope, until) => `${by}が すすめる ところです。${until}まで です。`,
    verified: (day) => `${day}に たしかめました。`,
    unverified: 'いつ たしかめたか、わかりません。',
    stale: '6か月より 前の 情報です。行く 前に、電話で 聞いて ください。',
    source: 'もとの 情報',
  },
  {
    always: '24 hours',
    open: (until) => `Open until ${until}`,
    closed: 'Closed now',
    closedUntil: (at) => `Closed, opens ${at}`,
    free: 'Free',
    paid: 'Paid',
    varies: 'Cost depends',
    place: 'Where',
    map: 'Show on a map',
    hours: 'Hours',
    allDay: '24 hours',
    between: (from, to) => `${from} to ${to}`,
    dayNames: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    daily: 'Every day',
    days: (from, to) => `${from} to ${to}`,
    and: ', ',
    holidaysClosed: 'Closed on national holidays and at New Year',
    closedOn: (day) => `Closed on ${day}`,
    unconfirmed: 'not confirmed',
    phones: 'Telephone',
    fax: 'Fax',
    area: 'For people in',
    nation: 'All of Japan',
    prefecture: 'The prefecture',
    city: 'The city',
    room: 'Places',
    rooms: {
      open: 'Taking people on',
      waiting: 'There is a waiting list',
      assessment: 'Decided after a talk',
      full: 'Full at the moment',
    },
    roomUntil: (day) => `as of now, until ${day}`,
    places: (free) => `${free} free`,
    weeks: (n) => `wait about ${n} weeks`,
    forWhom: 'Who can ask',
    ages: 'Age',
    age: (min, max) =>
      min !== null && max !== null ? `${min} to ${max}` : min !== null ? `${min} and over` : `up to ${max}`,
    cost: 'Cost',
    apply: 'How to use it',
    access: 'Access',
    languages: 'Languages',
    site: 'Website',
    siteOf: (name) => `Open the page of ${name}`,
    by: 'Run by',
    sealWhat: 'What “endorsed” means',
    sealHow: (by, scope, until) =>
      `${by} recommends it as a place to turn to${scope ? ` (${scope})` : ''}. Valid until ${until}.`,
    verified: (day) => `Checked on ${day}.`,
    unverified: 'We do not know when this was last checked.',
    stale: 'This has not been checked for more than six months. Please call before you go.',
    source: 'Source',
  },
)

/** Open or not, endorsed or not, what it costs. */
export function ServiceTags({ look, service }: { look: Look; service: ServiceView }) {
  const { lang, place } = look
  const t = factWords(lang)
  const { open, cost, endorsement } = service
  return (
    <p class="tags">
      {open.state === 'always' && (
        <Tag kind="ok" icon="dot">
          {t.always}
        </Tag>
      )}
      {open.state === 'open' && (
        <Tag kind="ok" icon="dot">
          {t.open(showTime(open.until, lang))}
        </Tag>
      )}
      {open.state === 'closed' && (
        <Tag icon="clock">{open.at ? t.closedUntil(showMoment(open.at, lang)) : t.closed}</Tag>
      )}
      {endorsement && <Seal lang={lang} place={place} />}
      {cost !== 'unknown' && <Tag>{t[cost]}</Tag>}
    </p>
  )
}

const ALL_DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const clock = (minutes: number) => `${Math.floor(minutes / 60) % 24}:${minutes % 60}`

/** 月曜から金曜　8時30分から17時 */
export function showHours({ days, opens, closes }: Hours, lang: Lang): string {
  const t = factWords(lang)
  const open = ALL_DAYS.flatMap((day, index) => (days.includes(day) ? [index] : []))
  const name = (index: number) => t.dayNames[index]!
  const first = open[0] ?? 0
  const last = open.at(-1) ?? 0
  const inOneRun = open.length > 2 && last - first === open.length - 1
  const when = open.length === 7 ? t.daily : inOneRun ? t.days(name(first), name(last)) : open.map(name).join(t.and)
  const end = closes === 1440 ? 1440 : closes % 1440
  const till = end === 1440 ? (lang === 'en' ? '24:00' : '24時') : showClock(clock(end), lang)
  const time = opens === 0 && closes === 1440 ? t.allDay : t.between(showClock(clock(opens), lang), till)
  return `${when}${lang === 'en' ? ' ' : '　'}${time}`
}

const ACCESS: Record<string, { easy: string; en: string }> = {
  車いす可: { easy: '車いすで 入れます', en: 'Wheelchair access' },
  手話通訳: { easy: '手話', en: 'Sign language interpreting' },
  筆談: { easy: '書いて 話せます', en: 'Writing instead of speaking' },
  FAX可: { easy: 'FAXで 話せます', en: 'By fax' },
  予約なし: { easy: '予約は いりません', en: 'No appointment needed' },
  オンライン可: { easy: 'インターネットで 話せます', en: 'Online' },
}
const accessName = (name: string, lang: Lang) => (lang === 'ja' ? name : (ACCESS[name]?.[lang] ?? name))
/** 英語 · English: the name of a language code; the code itself when it is not known. */
export const languageName = (code: string, lang: Lang) =>
  new Intl.DisplayNames(lang === 'en' ? 'en' : 'ja', { type: 'language', fallback: 'code' }).of(code) ?? code

/** An address on the official map; the place stands behind #, so that no server learns it. */
const mapHref = (latitude: number, longitude: number) => `https://maps.gsi.go.jp/#17/${latitude}/${longitude}/`

/** 順番待ちがあります　待つ時間はおよそ3週間（12月9日までの知らせ） */
function roomLine({ state, until, said }: Capacity, lang: Lang): string {
  const t = factWords(lang)
  const free = said?.available != null ? t.places(said.available) : ''
  const weeks = said?.weeks && state === 'waiting' ? t.weeks(said.weeks) : ''
  const known = [t.rooms[state], free, weeks].filter(Boolean).join(lang === 'en' ? ', ' : '　')
  return `${known}（${t.roomUntil(showDay(new Date(`${until}T03:00:00Z`), lang))}）`
}

/** The facts that are known, and nothing for those that are not. `brief`: the first ones, as beside a reason. */
export function ServiceFacts({ look, service, brief }: { look: Look; service: ServiceView; brief?: boolean }) {
  const { lang } = look
  const t = factWords(lang)
  const { address, hours, phones } = service
  const ja = (text: string) => <span {...inJapanese(lang)}>{text}</span>
  const where = address && {
    text: `${address.city === look.place ? '' : `${address.prefecture}${address.city}`}${address.ward ?? ''}${address.line}${address.transportation ? `（${address.transportation}）` : ''}`,
    map: address.latitude !== null && address.longitude !== null ? mapHref(address.latitude, address.longitude) : null,
  }
  const times = hours.map((entry) => showHours(entry, lang))
  // The first number stands on the button beside the facts; here it returns only when there is more to say about it.
  const voices = phones
    .filter((phone) => phone.type === 'voice')
    .filter((phone, index) => index > 0 || phone.description !== null || phone.confidence === 'medium')
  const fax = phones.find((phone) => phone.type === 'fax')
  const served = service.towns.length > 0 ? service.towns : service.wards
  const facts: (Fact | false | null | '')[] = [
    where && {
      label: t.place,
      value: (
        <>
          {ja(where.text)}
          {where.map && (
            <>
              <br />
              <a class="alone no-print" href={where.map} rel="noreferrer">
                {t.map}
              </a>
            </>
          )}
        </>
      ),
    },
    (times.length > 0 || service.hoursNote) && {
      label: t.hours,
      value: (
        <>
          {times.map((time, index) => (
            <>
              {index > 0 && <br />}
              {time}
            </>
          ))}
          {times.length > 0 && service.holidays === 'closed' && (
            <>
              <br />
              {t.holidaysClosed}
            </>
          )}
          {service.closedSoon && (
            <>
              <br />
              {t.closedOn(showDay(service.closedSoon.day, lang), service.closedSoon.name)}
            </>
          )}
          {service.hoursNote && (
            <>
              {times.length > 0 && <br />}
              {ja(service.hoursNote)}
            </>
          )}
        </>
      ),
    },
    service.capacity !== null && {
      label: t.room,
      value: roomLine(service.capacity, lang),
    },
    service.forWhom !== null && { label: t.forWhom, value: ja(service.forWhom) },
    !brief &&
      (service.ages.min !== null || service.ages.max !== null) && {
        label: t.ages,
        value: t.age(service.ages.min, service.ages.max),
      },
    service.costNote !== null && { label: t.cost, value: ja(service.costNote) },
    service.apply !== null && { label: t.apply, value: ja(service.apply) },
    service.accessibility.length > 0 && {
      label: t.access,
      value: service.accessibility.map((name) => accessName(name, lang)).join(lang === 'en' ? ', ' : '、'),
    },
    service.languages.length > 0 && {
      label: t.languages,
      value: service.languages.map((code) => languageName(code, lang)).join(lang === 'en' ? ', ' : '、'),
    },
    !brief && {
      label: t.area,
      value: served.length > 0 ? ja(served.join('、')) : service.scope === 'ward' ? null : t[service.scope],
    },
    voices.length > 0 && {
      label: t.phones,
      value: voices.map((phone, index) => (
        <>
          {index > 0 && <br />}
          <a class="alone keep" href={telHref(phone.number)}>
            {phone.number}
          </a>
          {phone.description && <> {ja(phone.description)}</>}
          {phone.confidence === 'medium' && <> （{t.unconfirmed}）</>}
        </>
      )),
    },
    !brief && fax !== undefined && { label: t.fax, value: fax.number },
    ...(brief ? [] : Object.entries(service.details).map(([label, value]) => ({ label: ja(label), value: ja(value) }))),
    !brief && { label: t.by, value: ja(service.organization.name) },
    (!brief || !phones.some((phone) => phone.type === 'voice')) &&
      service.url !== null && {
        label: t.site,
        value: (
          <a class="alone" href={service.url} rel="noreferrer">
            {t.siteOf(service.name)}
          </a>
        ),
      },
  ]
  return <Facts facts={facts} />
}

/** Since when the facts are known to be true, and what the endorsement means. */
export function ServiceTrust({ look, service }: { look: Look; service: ServiceView }) {
  const { lang } = look
  const t = factWords(lang)
  const day = (date: string) => showDay(new Date(`${date.slice(0, 10)}T03:00:00Z`), lang, true)
  const { endorsement } = service
  return (
    <div class="stack">
      {endorsement && (
        <details class="no-print">
          <summary>{t.sealWhat}</summary>
          <p class="small">{t.sealHow(endorsement.by, endorsement.scope, day(endorsement.until))}</p>
        </details>
      )}
      {service.stale && <p class="tell heed small">{t.stale}</p>}
      <p class="tiny soft">
        {service.verified ? t.verified(day(service.verified)) : t.unverified}
        {service.sourceUrl && (
          <>
            {' '}
            <a class="no-print" href={service.sourceUrl} rel="noreferrer">
              {t.source}
            </a>
          </>
        )}
      </p>
    </div>
  )
}
