// How the services of an organisation stand with their room, to be said with one tap.
import { type Look, WorkPage } from '../platform/ui/page.tsx'
import { ErrorSummary, inJapanese, Pager, SelectField, Tag, TextField } from '../platform/ui/parts.tsx'
import { showDay, workWords } from '../platform/words.ts'
import { type RoomProblem, SAID_DAYS } from './rules.ts'
import { type Capacity, ROOMS, type ServiceView } from './view.ts'

const roomWords = workWords(
  {
    title: '受け入れの空き',
    lead: '押すだけで、答えのページと、つなぐ前のページに出ます。期限がくると、知らせは消えます。',
    q: '窓口の名前',
    go: 'さがす',
    caption: (total: number) => `${total.toLocaleString('ja-JP')}件`,
    none: '当てはまる窓口はありません',
    now: 'いま',
    unknown: '知らせはありません',
    until: (day: string) => `${day}まで`,
    bySource: '公開データの知らせ',
    states: { open: '受け入れている', waiting: '順番待ち', assessment: '面談のうえ', full: '満員' },
    take: '知らせをやめる',
    span: 'いつまでの知らせですか',
    spans: { week: '1週間', fortnight: '2週間', month: '1か月', date: '日を選ぶ' },
    date: '日（「日を選ぶ」のとき）',
    counts: '日や、空きの数も知らせる',
    available: '空いている数',
    maximum: '定員',
    weeks: '待つ週の数',
    optional: '書かなくてもかまいません',
    press: '当てはまるものを押してください',
    saved: '受け付けました',
    problems: {
      bad_day: `今日から${SAID_DAYS}日までの日を選んでください`,
      bad_count: '数を確かめてください。空きは定員まで、満員のとき空きは0です',
    },
  },
  {
    title: 'Room',
    lead: 'One press, and it stands on the answers and before a hand-over. At its end it disappears.',
    q: 'Name of the service',
    go: 'Search',
    caption: (total: number) => `${total}`,
    none: 'No service fits',
    now: 'Now',
    unknown: 'nothing said',
    until: (day: string) => `until ${day}`,
    bySource: 'from open data',
    states: { open: 'Takes people on', waiting: 'Waiting list', assessment: 'After a talk', full: 'Full' },
    take: 'Take it back',
    span: 'Until when does it hold?',
    spans: { week: '1 week', fortnight: '2 weeks', month: '1 month', date: 'Choose a day' },
    date: 'Day (for “Choose a day”)',
    counts: 'A day, or numbers',
    available: 'Places free',
    maximum: 'Places in all',
    weeks: 'Weeks to wait',
    optional: 'may stay empty',
    press: 'Press what is true',
    saved: 'Noted',
    problems: {
      bad_day: `Choose a day within ${SAID_DAYS} days from today`,
      bad_count: 'Please check the numbers: no more places free than there are, none free when full',
    },
  },
)

export type RoomForm = Record<'service' | 'span' | 'date' | 'available' | 'maximum' | 'weeks', string>

export type RoomProps = {
  look: Look
  who: string
  nav: { href: string; label: string }[]
  items: ServiceView[]
  total: number
  pages: number
  asked: { q: string; page: number }
  /** YYYY-MM-DD */
  today: string
  /** Id of the service that was just said. */
  said?: string
  wrong?: { form: RoomForm; problem: RoomProblem }
}

const TAGS = {
  open: ['check', 'ok'],
  waiting: ['clock', 'heed'],
  assessment: ['chat', undefined],
  full: ['pause', 'heed'],
} as const

export function RoomPage(props: RoomProps) {
  const { look, who, nav, items, total, pages, asked, wrong } = props
  const w = roomWords(look.lang)
  const field = wrong && fieldOf(wrong.problem, wrong.form.service)
  const href = (to: number) =>
    `/directory/capacity?${new URLSearchParams({ ...(asked.q ? { q: asked.q } : {}), page: String(to) })}`
  return (
    <WorkPage look={look} title={w.title} nav={nav} current="/directory/capacity" who={who} wrong={Boolean(wrong)}>
      <h1>{w.title}</h1>
      <ErrorSummary lang={look.lang} problems={field && wrong ? { [field]: w.problems[wrong.problem] } : {}} />
      <p class="small soft">{w.lead}</p>
      {(pages > 1 || asked.q) && (
        <form class="filters" method="get" action="/directory/capacity">
          <TextField lang={look.lang} name="q" type="search" label={w.q} value={asked.q} />
          <button type="submit" class="btn slim">
            {w.go}
          </button>
        </form>
      )}
      {items.length === 0 ? <p class="tell">{w.none}</p> : <p class="small soft">{w.caption(total)}</p>}
      {items.map((service) => (
        <ServiceRoom {...props} service={service} />
      ))}
      <Pager lang={look.lang} page={asked.page} pages={pages} href={href} />
    </WorkPage>
  )
}

const fieldOf = (problem: RoomProblem, service: string) => `${problem === 'bad_day' ? 'date' : 'available'}-${service}`

const now = (look: Look, capacity: Capacity | null) => {
  const w = roomWords(look.lang)
  if (!capacity) return <span class="soft">{w.unknown}</span>
  const [icon, kind] = TAGS[capacity.state]
  return (
    <>
      <Tag icon={icon} kind={kind}>
        {w.states[capacity.state]}
      </Tag>{' '}
      {w.until(showDay(new Date(`${capacity.until}T03:00:00Z`), look.lang))}
      {!capacity.said && <span class="soft small">（{w.bySource}）</span>}
    </>
  )
}

/** One service: how it stands, and the four things to press. */
function ServiceRoom({ look, service, asked, today, said, wrong }: RoomProps & { service: ServiceView }) {
  const w = roomWords(look.lang)
  const { lang } = look
  const { id, capacity } = service
  const typed = wrong?.form.service === id ? wrong.form : null
  const error = (field: string) =>
    typed && wrong && fieldOf(wrong.problem, id) === `${field}-${id}` ? w.problems[wrong.problem] : undefined
  const counted = (name: 'available' | 'maximum' | 'weeks') =>
    typed ? typed[name] : (capacity?.said?.[name]?.toString() ?? '')
  return (
    <article class="sheet stack" id={`s-${id}`} aria-labelledby={`n-${id}`}>
      <h2 id={`n-${id}`} {...inJapanese(lang)}>
        {service.name}
      </h2>
      <p>
        {w.now}　{now(look, capacity)}
      </p>
      {said === id && (
        <p class="tell ok" role="status">
          {w.saved}
        </p>
      )}
      <form class="form" method="post" action="/directory/capacity">
        <input type="hidden" name="service" value={id} />
        <input type="hidden" name="q" value={asked.q} />
        <input type="hidden" name="page" value={String(asked.page)} />
        <fieldset class="stack">
          <legend>{w.press}</legend>
          <div class="row">
            {ROOMS.map((state) => (
              <button
                type="submit"
                class={capacity?.state === state ? 'btn slim go' : 'btn slim'}
                name="state"
                value={state}
                aria-describedby={`n-${id}`}
              >
                {w.states[state]}
              </button>
            ))}
          </div>
        </fieldset>
        <SelectField
          lang={lang}
          id={`span-${id}`}
          name="span"
          label={w.span}
          value={typed?.span ?? 'fortnight'}
          choices={(['week', 'fortnight', 'month', 'date'] as const).map((span) => ({
            value: span,
            label: w.spans[span],
          }))}
        />
        <details open={Boolean(typed)}>
          <summary>{w.counts}</summary>
          <div class="form">
            <TextField
              lang={lang}
              id={`date-${id}`}
              name="date"
              type="date"
              label={w.date}
              value={typed?.date ?? ''}
              error={error('date')}
              hint={today}
            />
            {(['available', 'maximum', 'weeks'] as const).map((name) => (
              <TextField
                lang={lang}
                id={`${name}-${id}`}
                name={name}
                inputmode="numeric"
                label={w[name]}
                optional={w.optional}
                value={counted(name)}
                error={error(name)}
                maxlength={6}
              />
            ))}
          </div>
        </details>
        {capacity?.said && (
          <button type="submit" class="btn slim plain" name="state" value="none" aria-describedby={`n-${id}`}>
            {w.take}
          </button>
        )}
      </form>
    </article>
  )
}
