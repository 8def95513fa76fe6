// The shell of every page: who it is from, how to leave, in which language and size, and the promise about data.
import type { Child } from 'hono/jsx'
import { furigana } from '../japanese.ts'
import { LANGS, type Lang } from '../words.ts'
import { asset } from './assets.ts'
import { annotate } from './furigana.ts'
import { Icon, Knot } from './parts.tsx'
import { sprite } from './symbols.ts'
import { shellWords } from './words.ts'

export type Look = {
  lang: Lang
  size: 'standard' | 'large' | 'largest'
  /** Path and query of the page itself, for the links that change language and size. */
  path: string
  /** Name of the municipality, e.g. 川崎市. */
  place: string
  /** Readings of names that no dictionary knows, for furigana: `{ '麻生': 'あさお' }`. */
  readings?: Readonly<Record<string, string>>
}

/** Where 「すぐに離れる」 leads: a page that anybody may have open. */
export const ELSEWHERE = 'https://www.jma.go.jp/bosai/forecast/'

/** The finished page: doctype, the drawings that it uses, and furigana in やさしい日本語. */
export function renderPage(node: { toString(): unknown }, look: Look): string {
  const html: unknown = node.toString()
  if (typeof html !== 'string') throw new TypeError('a page is rendered in one go: no component may wait')
  const plain = html.replace('</body>', () => `${sprite(html)}</body>`)
  return `<!doctype html>${look.lang === 'easy' ? annotate(plain, (text) => furigana(text, look.readings)) : plain}`
}

/** `stack-l`: sections well apart (usual) · `stack`: close · `plain`: the page sets its own distances. */
type Flow = 'stack-l' | 'stack' | 'plain'
const mainClass = (flow: Flow) => (flow === 'plain' ? 'wrap' : `wrap ${flow}`)

type Shell = { look: Look; title: string; wrong?: boolean; noindex?: boolean; body?: string; children?: Child }

/** html, head and body. `wrong`: the page shows errors, so its title says so first. */
const Document = ({ look, title, wrong, noindex, body, children }: Shell) => {
  const t = shellWords(look.lang)
  return (
    <html
      lang={look.lang === 'en' ? 'en' : 'ja'}
      class={look.lang === 'easy' ? 'easy' : undefined}
      data-size={look.size === 'standard' ? undefined : look.size}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${wrong ? t.error : ''}${title}｜結び`}</title>
        {noindex && <meta name="robots" content="noindex" />}
        <link rel="stylesheet" href={asset('musubi.css').url} />
        <link rel="icon" href={asset('icon.svg').url} type="image/svg+xml" />
      </head>
      <body class={body}>
        <a class="skip" href="#main">
          {t.skip}
        </a>
        {children}
      </body>
    </html>
  )
}

const Brand = ({ href, sub }: { href: string; sub: Child }) => (
  <a class="brand" href={href}>
    <Knot />
    <span>
      <b>結び</b>
      <small>{sub}</small>
    </span>
  </a>
)

const UrgentStrip = ({ lang }: { lang: Lang }) => {
  const t = shellWords(lang)
  return (
    <aside class="urgent" aria-label={t.urgent}>
      <div class="wrap">
        <p>{t.urgent}</p>
        <ul>
          <li>
            <a href="tel:119">
              <b>119</b>
              {t.ambulance}
            </a>
          </li>
          <li>
            <a href="tel:110">
              <b>110</b>
              {t.police}
            </a>
          </li>
          <li>
            <a href="/consult/emergency">{t.otherLines}</a>
          </li>
        </ul>
      </div>
    </aside>
  )
}

/** The reader is gone at one press, and the new page does not learn where from. */
const LeaveLink = ({ lang }: { lang: Lang }) => (
  <a class="leave" href={ELSEWHERE} rel="noreferrer" aria-describedby="leave-help">
    <Icon name="door" />
    {shellWords(lang).leave}
  </a>
)

const LANG_NAMES: Record<Lang, string> = { ja: '日本語', easy: 'やさしい日本語', en: 'English' }
const SIZES = ['standard', 'large', 'largest'] as const
const SIZE_CLASS = { standard: undefined, large: 'a2', largest: 'a3' }

/** The same page with one setting changed; the server keeps the setting and takes it out of the address. */
const changed = (path: string, name: 'lang' | 'size', value: string) =>
  `${path}${path.includes('?') ? '&' : '?'}${name}=${value}`

const Tools = ({ look }: { look: Look }) => {
  const t = shellWords(look.lang)
  return (
    <nav class="tools" aria-label={t.tools}>
      <ul class="lang" aria-label={t.languages}>
        {LANGS.map((lang) => (
          <li>
            <a
              href={changed(look.path, 'lang', lang)}
              lang={lang === 'en' ? 'en' : 'ja'}
              aria-current={lang === look.lang ? 'true' : undefined}
            >
              {LANG_NAMES[lang]}
            </a>
          </li>
        ))}
      </ul>
      <ul class="size" aria-label={t.sizes}>
        {SIZES.map((size) => (
          <li>
            <a
              class={SIZE_CLASS[size]}
              href={changed(look.path, 'size', size)}
              aria-current={size === look.size ? 'true' : undefined}
              aria-label={t[size]}
            >
              {look.lang === 'en' ? 'A' : 'あ'}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const Footer = ({ look, leave }: { look: Look; leave: boolean }) => {
  const t = shellWords(look.lang)
  const links = ['directory', 'privacy', 'accessibility', 'accuracy', 'insight'] as const
  return (
    <footer class="foot">
      <div class="wrap">
        <p>{t.promise}</p>
        <ul>
          {links.map((link) => (
            <li>
              <a href={`/${link}`}>{t[link]}</a>
            </li>
          ))}
        </ul>
        {leave && (
          <p class="tiny soft" id="leave-help">
            {t.leaveHelp}
          </p>
        )}
      </div>
    </footer>
  )
}

export type PublicPageProps = {
  look: Look
  title: string
  /** 「すぐに離れる」 in the head. */
  leave?: boolean
  /** The strip with 119 and 110. */
  urgent?: boolean
  /** Prints its `.slip` alone. */
  slip?: boolean
  /** Keeps 「すぐに離れる」 in reach while reading: where violence is the topic. */
  exit?: boolean
  /** The two cords and the knot in large, under the head: the first page only. */
  tied?: boolean
  wrong?: boolean
  noindex?: boolean
  flow?: Flow
  children?: Child
}

/** For everybody. */
export function PublicPage(props: PublicPageProps) {
  const { look, title, leave = true, urgent = true, slip, exit, tied, flow = 'stack-l', children } = props
  const t = shellWords(look.lang)
  return (
    <Document
      look={look}
      title={title}
      wrong={props.wrong}
      noindex={props.noindex}
      body={slip ? 'slip-page' : undefined}
    >
      {urgent && <UrgentStrip lang={look.lang} />}
      <header class="top">
        <div class="wrap">
          <Brand
            href="/"
            sub={
              <>
                <span lang={look.lang === 'en' ? 'ja' : undefined}>{look.place}</span> {t.about}
              </>
            }
          />
          {leave && <LeaveLink lang={look.lang} />}
          <Tools look={look} />
        </div>
      </header>
      {tied ? <Tied /> : <div class="cord"></div>}
      <main id="main" class={mainClass(flow)}>
        {children}
      </main>
      {exit && (
        <aside class="exit no-print" aria-label={t.leaveFrom}>
          <LeaveLink lang={look.lang} />
        </aside>
      )}
      <Footer look={look} leave={leave || Boolean(exit)} />
    </Document>
  )
}

/** A screen of those at work. `group`: the name under which it stands with others, behind one word. */
export type NavEntry = { href: string; label: string; group?: string }

export type WorkPageProps = {
  look: Look
  title: string
  nav: readonly NavEntry[]
  /** The `href` of the current entry of `nav`. */
  current: string
  /** Who is signed in, e.g. 佐野（中原区・幸区）. */
  who: string
  wrong?: boolean
  flow?: Flow
  children?: Child
}

/** For those at work, signed in. */
export function WorkPage({ look, title, nav, current, who, wrong, flow = 'stack', children }: WorkPageProps) {
  const t = shellWords(look.lang)
  return (
    <Document look={look} title={title} wrong={wrong} noindex body="work">
      <header class="top">
        <div class="wrap">
          <Brand href={nav[0]?.href ?? '/'} sub={look.place} />
          <nav aria-label={t.screens}>
            <Screens nav={nav.filter(({ href, group }) => !group || href === current)} current={current} />
            <MoreScreens look={look} nav={nav.filter(({ href, group }) => group && href !== current)} />
          </nav>
          <form class="who" action={SIGN_OUT} method="post">
            <span>{who}</span>
            <button class="btn slim" type="submit">
              {t.signOut}
            </button>
          </form>
        </div>
      </header>
      <div class="cord"></div>
      <main id="main" class={mainClass(flow)}>
        {children}
      </main>
    </Document>
  )
}

const Screens = ({ nav, current, named }: { nav: readonly NavEntry[]; current?: string; named?: string }) => (
  <ul aria-labelledby={named}>
    {nav.map(({ href, label }) => (
      <li>
        <a href={href} aria-current={href === current ? 'page' : undefined}>
          {label}
        </a>
      </li>
    ))}
  </ul>
)

function MoreScreens({ look, nav }: { look: Look; nav: readonly NavEntry[] }) {
  if (nav.length === 0) return null
  return (
    <details>
      <summary>{shellWords(look.lang).more}</summary>
      <div>
        {[...new Set(nav.map(({ group }) => group))].map((name, i) => (
          <section>
            <p id={`screens-${i}`}>{name}</p>
            <Screens nav={nav.filter(({ group }) => group === name)} named={`screens-${i}`} />
          </section>
        ))}
      </div>
    </details>
  )
}

/** Where the form that ends a session is sent. */
export const SIGN_OUT = '/people/leave'

export type DeskPageProps = {
  look: Look
  title: string
  organization: string
  wrong?: boolean
  flow?: Flow
  children?: Child
}

/** For a desk that came by the link in its mail, without an account. */
export function DeskPage({ look, title, organization, wrong, flow = 'stack-l', children }: DeskPageProps) {
  return (
    <Document look={look} title={title} wrong={wrong} noindex>
      <header class="top">
        <div class="wrap">
          <Brand href={look.path} sub={shellWords(look.lang).dear(organization)} />
        </div>
      </header>
      <div class="cord"></div>
      <main id="main" class={mainClass(flow)}>
        {children}
      </main>
    </Document>
  )
}

const WARM_CORD =
  'M-900 4c240-60 400 30 600 8 110-12 180-25 272-25C-8-13-6-29 14-29h10c27 0 27 58 0 58H14C-6 29-8 13-28 13c-92 0-166 16-266 20-220 8-400-36-606-6'
const HELP_CORD =
  'M900-14c-250-60-420 46-620 16C180-10 120-13 28-13 8-13 6-29-14-29h-10c-27 0-27 58 0 58h10C6 29 8 13 28 13c92 0 146 2 256 16C480 54 660-36 900 24'
/** From below to above: each cord is drawn as a gap, a body, a gap and a core. */
const CORDS = [
  ['k2', WARM_CORD],
  ['k1', HELP_CORD],
  ['k2', 'M-26-13C-8-13-6-29 12-29'],
  ['k2', 'M-26 13C-8 13-6 29 12 29'],
] as const

const Tied = () => (
  <svg class="tied" viewBox="-700 -48 1400 96" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
    {CORDS.map(([cord, d]) => (
      <>
        <path class="kg" stroke-width="14" d={d} />
        <path class={cord} stroke-width="10" d={d} />
        <path class="kg" stroke-width="6.4" d={d} />
        <path class={cord} stroke-width="2.8" d={d} />
      </>
    ))}
  </svg>
)
