// Where everything begins: their own words, or a choice from the menu.

import { type Look, PublicPage } from '../platform/ui/page.tsx'
import {
  Crumb,
  ErrorSummary,
  Icon,
  inJapanese,
  Picks,
  Pict,
  TextArea,
  TextField,
  telHref,
} from '../platform/ui/parts.tsx'
import type { Lang } from '../platform/words.ts'
import { CITY_PHONE } from './hotlines.ts'
import { consultWords } from './words.ts'

export type AskForm = { trouble: string; place: string }
/** Keys of consult/words.ts: `empty`, `too_long`, `unknown_place`. */
export type AskProblems = { trouble?: string; place?: string }

/** What to say about a field that failed. An unknown key is shown as it is. */
export function problemText(lang: Lang, key: string | undefined, given = ''): string | undefined {
  const t = consultWords(lang)
  if (key === undefined) return undefined
  if (key === 'unknown_place') return t.unknown_place(given.trim())
  const known = [
    'empty',
    'too_long',
    'too_long_words',
    'no_choice',
    'no_contact',
    'bad_phone',
    'bad_email',
    'no_consent',
  ] as const
  const found = known.find((one) => one === key)
  return found ? t[found] : key
}

const PlaceField = ({ lang, value, error }: { lang: Lang; value: string; error?: string }) => {
  const t = consultWords(lang)
  return (
    <TextField
      lang={lang}
      name="place"
      label={t.place}
      optional={t.placeOptional}
      hint={t.placeHint}
      value={value}
      error={error}
      autocomplete="postal-code"
      maxlength={100}
    />
  )
}

type Group = { code: string; name: string; hint?: string; pict?: string }

type AskPageProps = {
  look: Look
  groups: readonly Group[]
  form: AskForm
  problems?: AskProblems
  /** Address of the city's LINE account, where there is one. */
  line?: string
}

export function AskPage({ look, groups, form, problems = {}, line }: AskPageProps) {
  const { lang } = look
  const t = consultWords(lang)
  const trouble = problemText(lang, problems.trouble)
  const place = problemText(lang, problems.place, form.place)
  const wrong = Boolean(trouble || place)
  return (
    <PublicPage look={look} title={t.ask} tied={!wrong} wrong={wrong}>
      <div class="cols">
        <div class="stack">
          <h1>{t.ask}</h1>
          {wrong ? <ErrorSummary lang={lang} problems={{ trouble, place }} /> : <p class="lead">{t.askLead}</p>}
          <form class="form" action="/consult" method="post" novalidate={wrong}>
            <TextArea
              lang={lang}
              name="trouble"
              label={t.trouble}
              hint={t.troubleHint}
              value={form.trouble}
              error={trouble}
            />
            <PlaceField lang={lang} value={form.place} error={place} />
            <button class="btn go wide" type="submit">
              <Icon name="find" />
              {t.find}
            </button>
            <p class="hint">{t.noNames}</p>
          </form>
        </div>
        <Ways lang={lang} line={line} />
      </div>
      <section class="stack" aria-labelledby="menu">
        <h2 id="menu">{t.menu}</h2>
        <ul class="menu">
          {groups.map((group) => (
            <MenuItem group={group} />
          ))}
        </ul>
      </section>
    </PublicPage>
  )
}

/** 「わからない」 stands last and across, with what happens then. */
const MenuItem = ({ group: { code, name, hint, pict = 'other' } }: { group: Group }) => (
  <li class={pict === 'other' ? 'all' : undefined}>
    <a href={`/consult/menu/${code}`}>
      <Pict name={pict} />
      {pict === 'other' ? (
        <span>
          <b>{name}</b>
          {hint && (
            <>
              <br />
              <small>{hint}</small>
            </>
          )}
        </span>
      ) : (
        <>
          <b>{name}</b>
          {hint && <small>{hint}</small>}
        </>
      )}
    </a>
  </li>
)

const Ways = ({ lang, line }: { lang: Lang; line?: string }) => {
  const t = consultWords(lang)
  return (
    <section class="sheet stack" aria-labelledby="ways">
      <h2 id="ways">{t.ways}</h2>
      <ul class="ways">
        <li>
          <Icon name="phone" />
          <div>
            <a class="keep" href={telHref(CITY_PHONE.number)}>
              {CITY_PHONE.number}
            </a>
            <br />
            <span {...inJapanese(lang)}>{CITY_PHONE.name}</span>
            <br />
            {t.byPhone(t.everyDay(CITY_PHONE.from, CITY_PHONE.to))}
          </div>
        </li>
        {line && (
          <li>
            <Icon name="chat" />
            <div>
              <a href={line}>{t.byLine}</a>
              <br />
              {t.byLineHow}
            </div>
          </li>
        )}
        <li>
          <Icon name="desk" />
          <div>
            <a href="/directory">{t.byDesk}</a>
            <br />
            {t.byDeskHow}
          </div>
        </li>
      </ul>
    </section>
  )
}

type MenuPageProps = {
  look: Look
  group: { code: string; name: string }
  kinds: readonly { code: string; name: string }[]
  /** What is known of the place already. */
  ward: string | null
  chosen?: string
  problems?: { chosen?: string; place?: string }
}

/** The second level of the menu. Choosing none of the kinds chooses the group. */
export function MenuPage({ look, group, kinds, ward, chosen, problems = {} }: MenuPageProps) {
  const { lang } = look
  const t = consultWords(lang)
  const wrongChoice = problemText(lang, problems.chosen)
  const wrongPlace = problemText(lang, problems.place, ward ?? '')
  const choices = kinds.map(({ code, name }) => ({ value: code, label: name }))
  return (
    <PublicPage look={look} title={group.name} wrong={Boolean(wrongChoice || wrongPlace)}>
      <div class="narrow stack">
        <Crumb href="/">{t.back}</Crumb>
        <h1>{group.name}</h1>
        <ErrorSummary lang={lang} problems={{ chosen: wrongChoice, place: wrongPlace }} />
        <form class="form" action="/consult" method="post">
          <input type="hidden" name="group" value={group.code} />
          <Picks
            lang={lang}
            name="chosen"
            legend={t.which}
            error={wrongChoice}
            choices={[...choices, { value: group.code, label: t.unsure }]}
            value={chosen ?? group.code}
          />
          <PlaceField lang={lang} value={ward ?? ''} error={wrongPlace} />
          <button class="btn go wide" type="submit">
            <Icon name="find" />
            {t.find}
          </button>
        </form>
      </div>
    </PublicPage>
  )
}
