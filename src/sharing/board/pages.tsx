// The board: the list of questions, and the form to ask.
import { GROUPS, needName, TERMS } from '../../directory/index.ts'
import { WorkPage } from '../../platform/ui/page.tsx'
import {
  Crumb,
  ErrorSummary,
  Field,
  type IconName,
  inJapanese,
  Pager,
  SelectField,
  Tag,
  TextArea,
  TextField,
  WorkTable,
} from '../../platform/ui/parts.tsx'
import { type Lang, showDay } from '../../platform/words.ts'
import { FlagChoices, Marked } from '../report/flags.tsx'
import type { Problems, Work } from '../report/pages.tsx'
import { wordOfFlag } from '../report/strip.ts'
import { reportWords } from '../report/words.ts'
import { sayDay } from '../room/list.tsx'
import {
  BOARD_REASONS,
  eachOnce,
  LONGEST,
  type Look,
  nameOfFlag,
  QUESTION_STATES,
  type QuestionState,
  stateOf,
} from './rules.ts'
import { type BoardFilter, type Listed, PAGE } from './store.ts'
import { boardWords } from './words.ts'

export const BOARD = '/sharing/board'

const TAGS: Record<QuestionState, [IconName, 'ok' | 'heed' | undefined]> = {
  open: ['clock', 'heed'],
  answered: ['check', 'ok'],
  closed: ['ret', undefined],
}

export const StateTag = ({ lang, state }: { lang: Lang; state: QuestionState }) => (
  <Tag icon={TAGS[state][0]} kind={TAGS[state][1]}>
    {boardWords(lang).states[state]}
  </Tag>
)

export const kindChoices = (lang: Lang, none: string) => [
  { value: '', label: none },
  ...TERMS.map(({ code }) => ({ value: code, label: `${code.includes('.') ? '　' : ''}${needName(code, lang)}` })),
]

const hrefOf = ({ state, group, ward, words }: BoardFilter, page: number): string => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries({ q: words, state, group, ward })) if (value) query.set(name, value)
  if (page > 1) query.set('page', String(page))
  return query.size > 0 ? `${BOARD}?${query}` : BOARD
}

type ListProps = Work & { items: readonly Listed[]; total: number; filter: BoardFilter; wards: readonly string[] }

export function BoardPage({ look, who, nav, items, total, filter, wards }: ListProps) {
  const w = boardWords(look.lang)
  const about = { lang: look.lang }
  const any = { value: '', label: w.all }
  return (
    <WorkPage look={look} title={w.title} nav={nav} current={BOARD} who={who}>
      <h1>{w.title}</h1>
      <p class="lead">{w.lead}</p>
      <p>
        <a class="btn go" href={`${BOARD}/new`}>
          {w.ask}
        </a>
      </p>
      <form class="filters" method="get" action={BOARD} role="search" aria-label={w.filters}>
        <TextField {...about} name="q" type="search" label={w.search} value={filter.words} maxlength={100} />
        <SelectField
          {...about}
          name="state"
          label={w.state}
          value={filter.state}
          choices={[any, ...QUESTION_STATES.map((state) => ({ value: state, label: w.states[state] }))]}
        />
        <SelectField
          {...about}
          name="group"
          label={w.about}
          value={filter.group}
          choices={[any, ...GROUPS.map(({ code }) => ({ value: code, label: needName(code, look.lang) }))]}
        />
        <SelectField
          {...about}
          name="ward"
          label={w.ward}
          value={filter.ward}
          choices={[any, ...wards.map((ward) => ({ value: ward, label: ward }))]}
        />
        <button type="submit" class="btn slim">
          {w.go}
        </button>
      </form>
      {items.length === 0 ? (
        <p class="tell">{w.none}</p>
      ) : (
        <WorkTable
          caption={w.caption(total)}
          columns={(['title', 'state', 'ward', 'answers', 'at', 'until'] as const).map((column) => w.columns[column])}
        >
          {items.map((question) => (
            <tr role="row">
              <td role="cell" class="lead-cell">
                <a class="subject" href={`${BOARD}/${question.id}`} {...inJapanese(look.lang)}>
                  {question.title}
                </a>
                <small>{needName(question.kind, look.lang)}</small>
                {question.hidden_at && <small>{w.hidden}</small>}
              </td>
              <td role="cell" data-th={w.columns.state}>
                <StateTag lang={look.lang} state={stateOf(question)} />
              </td>
              <td role="cell" data-th={w.columns.ward}>
                {question.ward ?? w.wardNone}
              </td>
              <td role="cell" data-th={w.columns.answers}>
                {w.count(question.answers)}
              </td>
              <td role="cell" data-th={w.columns.at}>
                {showDay(question.asked_at, look.lang)}
              </td>
              <td role="cell" data-th={w.columns.until}>
                {sayDay(question.wanted_until, look)}
              </td>
            </tr>
          ))}
        </WorkTable>
      )}
      <Pager
        lang={look.lang}
        page={filter.page ?? 1}
        pages={Math.ceil(total / PAGE)}
        href={(page) => hrefOf(filter, page)}
      />
    </WorkPage>
  )
}

/** What was found in a text that is not on the board yet: marked, with a choice about each, inside its form. */
export function Findings({ lang, found, given }: { lang: Lang; found: Look; given: Readonly<Record<string, string>> }) {
  const w = boardWords(lang)
  const words = reportWords(lang)
  const flags = eachOnce(found.text, found.flags)
  return (
    <section class="sheet stack" aria-labelledby="found">
      <h2 id="found">{w.found}</h2>
      {flags.length > 0 && <p>{w.foundLead(flags.length)}</p>}
      {found.changed && <p class="tell ok">{w.changed}</p>}
      <p class="mail" {...inJapanese(lang)}>
        <Marked text={found.text} flags={found.flags} />
      </p>
      <p class="tell heed">{w.machine}</p>
      {flags.length > 0 && <p class="small soft">{w.foundHow}</p>}
      <FlagChoices
        {...{ lang, flags, given }}
        text={found.text}
        keyOf={(flag) => nameOfFlag(found.text, flag)}
        reasons={BOARD_REASONS.map((why) => ({ value: why, label: words.reasons[why] }))}
        problems={problemsOf(lang, found)}
      />
    </section>
  )
}

/** What is to be decided, for the head of the page and beside each choice. */
export function problemsOf(lang: Lang, found: Look | undefined): Problems {
  if (!found) return {}
  const words = reportWords(lang)
  return Object.fromEntries(
    eachOnce(found.text, found.flags)
      .map((flag) => ({ name: nameOfFlag(found.text, flag), flag }))
      .filter(({ name }) => found.open.includes(name))
      .map(({ name, flag }) => [`f.${name}`, words.undecided(wordOfFlag(found.text, flag))]),
  )
}

export type QuestionForm = { kind: string; ward: string; title: string; words: string; wanted: string }

type AskProps = Work & {
  form: QuestionForm
  wards: readonly string[]
  problems: Problems
  found?: Look
  given: Readonly<Record<string, string>>
}

export function AskPage({ look, who, nav, form, wards, problems, found, given }: AskProps) {
  const { lang } = look
  const w = boardWords(lang)
  const about = { lang }
  const wrong = { ...problems, ...problemsOf(lang, found) }
  return (
    <WorkPage
      look={look}
      title={w.askTitle}
      nav={nav}
      current={BOARD}
      who={who}
      wrong={Object.values(wrong).some(Boolean)}
    >
      <Crumb href={BOARD}>{w.title}</Crumb>
      <div class="narrow stack">
        <h1>{w.askTitle}</h1>
        <ErrorSummary lang={lang} problems={wrong} />
        <p class="tell">{w.promise}</p>
        <form class="form" method="post" action={BOARD}>
          <SelectField
            {...about}
            name="kind"
            label={w.kind}
            value={form.kind}
            error={problems.kind}
            choices={kindChoices(lang, reportWords(lang).whyNone)}
          />
          <SelectField
            {...about}
            name="ward"
            label={w.ward}
            value={form.ward}
            choices={[{ value: '', label: w.wardNone }, ...wards.map((ward) => ({ value: ward, label: ward }))]}
          />
          <TextField
            {...about}
            name="title"
            label={w.question}
            hint={w.questionHint}
            value={form.title}
            error={problems.title}
            maxlength={LONGEST.title}
          />
          <TextArea
            {...about}
            name="words"
            label={w.words}
            hint={w.wordsHint}
            value={form.words}
            error={problems.words}
            rows={6}
            maxlength={LONGEST.words}
          />
          <Field
            {...about}
            name="wanted"
            label={w.wanted}
            hint={w.wantedHint}
            error={problems.wanted}
            control={(tied) => <input type="date" {...tied} value={form.wanted || undefined} />}
          />
          {found && <Findings lang={lang} found={found} given={given} />}
          <button type="submit" class="btn go">
            {w.post}
          </button>
        </form>
      </div>
    </WorkPage>
  )
}
