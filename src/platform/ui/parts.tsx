// The few parts that pages are made of. Which to use when, and when not: see the look's own notes in musubi.css.
import type { Child } from 'hono/jsx'
import { create } from 'qrcode'
import type { Lang } from '../words.ts'
import { type IconName, PICTS, type PictName } from './symbols.ts'
import { shellWords } from './words.ts'

export * from './form.tsx'
export type { IconName, PictName } from './symbols.ts'

/** Marks Japanese names and sentences on a page in another language, so that they are read out in Japanese. */
export const inJapanese = (lang: Lang): { lang?: 'ja' } => (lang === 'en' ? { lang: 'ja' } : {})

/** Never alone: always with a word beside it. */
export const Icon = ({ name, class: more }: { name: IconName; class?: string }) => (
  <svg class={more ? `ico ${more}` : 'ico'} viewBox="0 0 24 24" aria-hidden="true">
    <use href={`#i-${name}`} />
  </svg>
)

const isPict = (name: string): name is PictName => Object.hasOwn(PICTS, name)

/** A trouble as a pictogram; an unknown name is drawn as 「そのほか」. */
export const Pict = ({ name }: { name: string }) => (
  <svg class="pict" viewBox="0 0 48 48" aria-hidden="true">
    <use href={`#p-${isPict(name) ? name : 'other'}`} />
  </svg>
)

/** Only where something is tied: the brand, a desk found, a hand-over made, a day as usual. */
export const Knot = () => (
  <svg class="knot" viewBox="0 0 112 56" aria-hidden="true">
    <use href="#knot" />
  </svg>
)

/** A state: icon and word. */
export const Tag = ({
  kind,
  icon,
  children,
}: {
  kind?: 'ok' | 'heed' | 'late' | 'tie'
  icon?: IconName
  children?: Child
}) => (
  <span class={kind ? `tag ${kind}` : 'tag'}>
    {icon && <Icon name={icon} />}
    {children}
  </span>
)

/** 市のお墨付き: for a valid endorsement only. */
export function Seal({ lang, place }: { lang: Lang; place: string }) {
  const kind = place.at(-1) ?? '市'
  return (
    <span class="seal">
      <i aria-hidden="true">{kind}</i>
      {shellWords(lang).seal(kind)}
    </span>
  )
}

/** `tel:` address of a number as people write it: 044-200-3939, #8008, ０４４（２００）… */
export const telHref = (number: string): string =>
  `tel:${number
    .normalize('NFKC')
    .replace(/[^0-9#+*]/g, '')
    .replaceAll('#', '%23')}`

type CallProps = { lang: Lang; number: string; kind?: 'go' | 'sos'; label?: Child; of?: string }

/** A telephone number, always in digits. `of`: whose it is, for whoever hears the button alone. */
export const CallButton = ({ lang, number, kind, label, of }: CallProps) => (
  <a class={kind ? `btn call ${kind}` : 'btn call'} href={telHref(number)}>
    <Icon name="phone" />
    <span>{label ?? shellWords(lang).call}</span> <b>{number}</b>
    {of && <span class="vh">（{of}）</span>}
  </a>
)

type TellProps = { kind?: 'ok' | 'heed' | 'warm' | 'bad'; icon?: IconName; children?: Child }

/** A notice; at most two on a page. */
export const Tell = ({ kind, icon, children }: TellProps) => (
  <div class={kind ? `tell ${kind} stack` : 'tell stack'}>
    {icon ? (
      <p>
        <Icon name={icon} /> {children}
      </p>
    ) : (
      children
    )}
  </div>
)

export type Fact = { label: Child; value: Child }

/** Labels and values; what is null is left out, and nothing at all when nothing is known. */
export function Facts({ facts }: { facts: readonly (Fact | null | undefined | false | '')[] }) {
  const known = facts.filter((fact): fact is Fact => Boolean(fact && fact.value != null && fact.value !== ''))
  if (known.length === 0) return null
  return (
    <dl class="facts">
      {known.map(({ label, value }) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** `back`: declined and returned. At most one `now`. */
export type Step = { state: 'done' | 'now' | 'next' | 'back'; title: Child; note?: Child }

/** What has happened and what comes; `ladder` numbers the coming steps. */
export const Steps = ({ steps, ladder }: { steps: readonly Step[]; ladder?: boolean }) => (
  <ol class={ladder ? 'steps ladder' : 'steps'}>
    {steps.map(({ state, title, note }) => (
      <li class={state}>
        {state === 'done' && <Icon name="check" class="tick" />}
        <b>{title}</b>
        {note && <small>{note}</small>}
      </li>
    ))}
  </ol>
)

/** Splits a text so that the given words stand in `<mark>`; where they overlap, the longer one wins. */
export function markWords(text: string, words: readonly string[]): Child[] {
  const known = [...new Set(words.filter((word) => word !== ''))].sort((a, b) => b.length - a.length)
  if (known.length === 0) return [text]
  const pattern = new RegExp(`(${known.map((word) => RegExp.escape(word)).join('|')})`, 'i')
  return text.split(pattern).map((part, index) => (index % 2 === 1 ? <mark>{part}</mark> : part))
}

export type Reason = { text: string; marks: readonly string[] }

/** 「なぜここ？」: two to four reasons, the person's own words marked. */
export const Why = ({ lang, name, reasons }: { lang: Lang; name: string; reasons: readonly Reason[] }) => (
  <section class="why" aria-label={shellWords(lang).whyOf(name)}>
    <h4>{shellWords(lang).why}</h4>
    <ul>
      {reasons.map(({ text, marks }) => (
        <li {...inJapanese(lang)}>{markWords(text, marks)}</li>
      ))}
    </ul>
  </section>
)

type PagerProps = { lang: Lang; page: number; pages: number; href: (page: number) => string }

/** Pages of a list, counted from 1; nothing when there is only one. */
export function Pager({ lang, page, pages, href }: PagerProps) {
  if (pages <= 1) return null
  const t = shellWords(lang)
  return (
    <nav class="pager" aria-label={t.pages}>
      {page > 1 && (
        <a href={href(page - 1)} rel="prev">
          <Icon name="left" />
          {t.previous}
        </a>
      )}
      <span>{t.pageOf(page, pages)}</span>
      {page < pages && (
        <a href={href(page + 1)} rel="next">
          {t.next}
          <Icon name="right" />
        </a>
      )}
    </nav>
  )
}

/** A QR code; `label` says what it opens. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { data, size } = create(text, { errorCorrectionLevel: 'M' }).modules
  let d = ''
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!data[y * size + x]) continue
      const from = x
      while (x < size && data[y * size + x]) x += 1
      d += `M${from} ${y}h${x - from}v1h${from - x}z`
    }
  }
  return (
    <svg
      class="qr"
      viewBox={`-4 -4 ${size + 8} ${size + 8}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={d} />
    </svg>
  )
}

/** The way back, above the heading. */
export const Crumb = ({ href, children }: { href: string; children?: Child }) => (
  <p class="crumb no-print">
    <a href={href}>
      <Icon name="left" />
      {children}
    </a>
  </p>
)

/** A wide table that scrolls by itself: `label` names it, and it can be reached by keyboard. */
export const ScrollTable = ({ label, children }: { label: string; children?: Child }) => (
  <div class="scroll" role="region" aria-label={label} tabindex={0}>
    <table>{children}</table>
  </div>
)

type Work = { caption: string; columns: readonly string[]; children?: Child }

/** The list of those at work. On a phone its rows fold into cards, so that every part says its role itself. */
export const WorkTable = ({ caption, columns, children }: Work) => (
  <table class="inbox" role="table">
    <caption>{caption}</caption>
    <thead role="rowgroup">
      <tr role="row">
        {columns.map((column) => (
          <th role="columnheader" scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody role="rowgroup">{children}</tbody>
  </table>
)
