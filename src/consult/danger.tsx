// Danger stands first, in large plain words and calm: who listens, what to do now, how not to be seen.
import type { Child } from 'hono/jsx'
import { type Look, PublicPage } from '../platform/ui/page.tsx'
import { CallButton, Crumb, inJapanese, Tag, telHref } from '../platform/ui/parts.tsx'
import type { Lang } from '../platform/words.ts'
import { dangerWords } from './danger-words.ts'
import { CHAT, CITY_PHONE, HOTLINES, type HotlineId, hotlineWords } from './hotlines.ts'
import { consultWords } from './words.ts'

/**
 * As heard in the words. A kind that this page does not know gets the general lines.
 * `lines`: names of the lines that help (119, 110, dv, child, …); without them, those of the kind.
 */
export type Danger = { kind: string; level: 'now' | 'risk'; lines?: readonly string[] }

const KINDS = ['suicide', 'violence', 'crime', 'abuse', 'sexual', 'fire', 'medical', 'other'] as const
type Kind = (typeof KINDS)[number]

/** Violence that is not at home, such as stalking, is for the police rather than for the DV lines. */
function kindOf({ kind, lines }: Danger): Kind {
  if (kind === 'violence' && lines && !lines.includes('dv')) return 'crime'
  return KINDS.find((known) => known === kind) ?? 'other'
}

const NAMED: Record<string, readonly HotlineId[]> = {
  suicide: ['yorisoi', 'inochi'],
  dv: ['dvPlus', 'dvNavi'],
  police: ['police'],
  child: ['child'],
  disabled: ['disabled'],
  sexual: ['sexual'],
  7119: ['medical', 'hospital'],
}
const USUAL: Record<Kind, readonly HotlineId[]> = {
  suicide: ['yorisoi', 'inochi'],
  violence: ['dvPlus', 'dvNavi'],
  crime: ['police'],
  abuse: ['child'],
  sexual: ['sexual', 'dvPlus'],
  fire: [],
  medical: ['medical', 'hospital'],
  other: ['yorisoi', 'police'],
}
const linesOf = (danger: Danger): readonly HotlineId[] =>
  danger.lines ? danger.lines.flatMap((name) => NAMED[name] ?? []) : USUAL[kindOf(danger)]

const NOW_NUMBER: Record<Kind, '119' | '110'> = {
  suicide: '119',
  violence: '110',
  crime: '110',
  abuse: '110',
  sexual: '110',
  fire: '119',
  medical: '119',
  other: '110',
}
/** Dangers that someone at home may cause: what is on the screen must be quick to leave. */
const WATCHED: readonly Kind[] = ['violence', 'crime', 'abuse', 'sexual']

/** Whether 「すぐに離れる」 must stay in reach. */
export const needsExit = (dangers: readonly Danger[], care?: Care): boolean =>
  dangers.some((danger) => WATCHED.includes(kindOf(danger))) ||
  (care !== undefined && WATCHED.includes(kindOf({ ...care, level: 'risk' })))

/** What is happening now comes before what may happen; otherwise as heard. */
const inOrder = (dangers: readonly Danger[]): Danger[] => [
  ...dangers.filter((danger) => danger.level === 'now'),
  ...dangers.filter((danger) => danger.level !== 'now'),
]

/** Title of a page on which danger was heard. */
export const dangerTitle = (lang: Lang, dangers: readonly Danger[]): string =>
  dangerWords(lang)[kindOf(inOrder(dangers)[0]!)].title.replace(/[{}]/g, '')

/** Sets phrases in braces so that no line breaks inside them. */
const keptWhole = (text: string) =>
  text.split(/[{}]/).map((part, index) => (index % 2 === 1 ? <span class="keep">{part}</span> : part))

/** A helpline: who answers, number, hours, cost. */
export function Line({ lang, id, heading = 'h2' }: { lang: Lang; id: HotlineId; heading?: 'h2' | 'h3' }) {
  const t = hotlineWords(lang)
  const { number, allDay, free } = HOTLINES[id]
  const [name = '', about = ''] = t[id]
  const Heading = heading
  return (
    <article class="line">
      <div>
        <Heading>{name}</Heading>
        <p>{about}</p>
      </div>
      <CallButton lang={lang} number={number} kind="sos" of={name} />
      <p class="tags">
        {allDay ? (
          <Tag kind="ok" icon="dot">
            {t.now}
          </Tag>
        ) : (
          <Tag icon="clock">{t.someHours}</Tag>
        )}
        <Tag>{free ? t.free : t.paid}</Tag>
      </p>
    </article>
  )
}

const Now = ({ lang, kind }: { lang: Lang; kind: Kind }) => {
  const t = dangerWords(lang)[kind]
  const number = NOW_NUMBER[kind]
  return (
    <section class="tell bad stack" aria-labelledby={`now-${kind}`}>
      <h2 id={`now-${kind}`}>{t.now}</h2>
      <p>{t.nowHow}</p>
      <CallButton lang={lang} number={number} kind="sos" label={t.nowCall} />
    </section>
  )
}

/** Heading, lines and what to do now, above the desks. `handOver`: where to ask to be contacted instead. */
export function DangerBlock({ look, dangers, handOver }: { look: Look; dangers: readonly Danger[]; handOver: string }) {
  const { lang } = look
  const t = dangerWords(lang)
  const kinds = [...new Set(inOrder(dangers).map(kindOf))]
  const first = kinds[0]
  if (!first) return null
  const lines = [...new Set(inOrder(dangers).flatMap(linesOf))].slice(0, 4)
  const happening = dangers.some((danger) => danger.level === 'now')
  const shownNow = kinds.filter(
    (kind, index) => kinds.findIndex((other) => NOW_NUMBER[other] === NOW_NUMBER[kind]) === index,
  )
  const now = shownNow.map((kind) => <Now lang={lang} kind={kind} />)
  return (
    <>
      <div class="narrow stack">
        <h1>{keptWhole(t[first].title)}</h1>
        <p class="lead">{t[first].lead}</p>
      </div>
      {happening && now}
      {lines.length > 0 && (
        <section class={lines.length > 1 ? 'lines two' : 'lines'} aria-label={t.lines}>
          {lines.map((id) => (
            <Line lang={lang} id={id} />
          ))}
        </section>
      )}
      {!happening && now}
      {kinds.includes('suicide') && <Quiet lang={lang} handOver={handOver} />}
      {kinds.some((kind) => WATCHED.includes(kind)) && <Hidden lang={lang} />}
      {kinds.includes('violence') && <Also lang={lang} />}
    </>
  )
}

/** A danger that is doubtful: asked after beside the answer, quietly, with the lines that would help. */
export type Care = { kind: string; lines: readonly string[] }

export function Gently({ lang, care }: { lang: Lang; care: Care }) {
  const t = dangerWords(lang)
  const kind = kindOf({ ...care, level: 'risk' })
  const number = NOW_NUMBER[kind]
  return (
    <section class="tell stack" aria-labelledby="gently">
      <h2 id="gently">{t.gently}</h2>
      <p>{t.gentlyHow}</p>
      <ul class="more">
        {linesOf({ ...care, level: 'risk' })
          .slice(0, 2)
          .map((id) => {
            const [name = '', about = ''] = hotlineWords(lang)[id]
            return <More href={telHref(HOTLINES[id].number)} label={`${name}　${HOTLINES[id].number}`} note={about} />
          })}
        <More href={telHref(number)} label={`${number}　${t[kind].nowCall}`} note={t[kind].now} />
      </ul>
    </section>
  )
}

const More = ({ href, label, note }: { href: string; label: Child; note: Child }) => (
  <li>
    <a href={href} rel={href.startsWith('http') ? 'noreferrer' : undefined}>
      <span>{label}</span> <small>{note}</small>
    </a>
  </li>
)

const Quiet = ({ lang, handOver }: { lang: Lang; handOver: string }) => {
  const t = dangerWords(lang)
  return (
    <section class="stack" aria-labelledby="quiet">
      <h2 id="quiet">{t.quiet}</h2>
      <ul class="more">
        <More href={CHAT} label={t.chat} note={t.chatHow} />
        <More href={handOver} label={t.callMe} note={t.callMeHow} />
      </ul>
    </section>
  )
}

const Hidden = ({ lang }: { lang: Lang }) => {
  const t = dangerWords(lang)
  return (
    <section class="tell heed stack" aria-labelledby="hidden">
      <h2 id="hidden">{t.hidden}</h2>
      <ul class="fix prose">
        {t.hiddenHow.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </section>
  )
}

const Also = ({ lang }: { lang: Lang }) => {
  const t = dangerWords(lang)
  const numbered = (label: string, number: string) => (
    <>
      {label}　<b>{number}</b>
    </>
  )
  return (
    <section class="stack" aria-labelledby="also">
      <h2 id="also">{t.also}</h2>
      <ul class="more">
        <More
          href={telHref(HOTLINES.child.number)}
          label={numbered(t.child, HOTLINES.child.number)}
          note={t.childHow}
        />
        <More href="/consult/menu/safe" label={t.elder} note={t.elderHow} />
        <More
          href={telHref(HOTLINES.sexual.number)}
          label={numbered(t.sexualLine, HOTLINES.sexual.number)}
          note={t.sexualHow}
        />
      </ul>
    </section>
  )
}

/** Every number for danger on one page, behind 「ほかの電話」. */
export function EmergencyPage({ look }: { look: Look }) {
  const { lang } = look
  const t = dangerWords(lang)
  const groups: [string, string, readonly HotlineId[]][] = [
    ['mind', t.mind, ['yorisoi', 'inochi', 'kokoro']],
    ['fear', t.fear, ['dvPlus', 'dvNavi', 'child', 'disabled', 'sexual', 'police']],
    ['body', t.body, ['medical', 'hospital']],
  ]
  return (
    <PublicPage look={look} title={t.emergency} exit>
      <div class="narrow stack">
        <Crumb href="/">{consultWords(lang).back}</Crumb>
        <h1>{t.emergency}</h1>
        <p class="lead">{t.emergencyLead}</p>
      </div>
      <section class="lines two" aria-label={`${t.at119}・${t.at110}`}>
        <article class="tell bad stack">
          <h2>{t.at119}</h2>
          <p>{t.at119How}</p>
          <CallButton lang={lang} number="119" kind="sos" />
        </article>
        <article class="tell bad stack">
          <h2>{t.at110}</h2>
          <p>{t.at110How}</p>
          <CallButton lang={lang} number="110" kind="sos" />
        </article>
      </section>
      {groups.map(([id, name, lines]) => (
        <section class="stack" aria-labelledby={id}>
          <h2 id={id}>{name}</h2>
          <div class="lines two">
            {lines.map((line) => (
              <Line lang={lang} id={line} heading="h3" />
            ))}
          </div>
        </section>
      ))}
      <Quiet lang={lang} handOver="/" />
      <section class="tell stack" aria-labelledby="deaf">
        <h2 id="deaf">{t.deaf}</h2>
        <p>{t.deafHow}</p>
      </section>
      <section class="sheet stack" aria-labelledby="city">
        <h2 id="city">{t.cityLine}</h2>
        <p>
          <span {...inJapanese(lang)}>{CITY_PHONE.name}</span>{' '}
          <a class="keep alone" href={telHref(CITY_PHONE.number)}>
            {CITY_PHONE.number}
          </a>
          <br />
          {consultWords(lang).everyDay(CITY_PHONE.from, CITY_PHONE.to)}
        </p>
      </section>
    </PublicPage>
  )
}
