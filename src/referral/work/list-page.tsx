// The list of those at work: filters, rows to tick, and what was done with them.
import { needName } from '../../directory/index.ts'
import { WorkPage } from '../../platform/ui/page.tsx'
import { Crumb, Knot, Pager, Picks, ScrollTable, SelectField, TextField, WorkTable } from '../../platform/ui/parts.tsx'
import { showMoment } from '../../platform/words.ts'
import { outboxWords } from '../outbox-words.ts'
import type { Row } from '../reads.ts'
import { dueOf, type Urgent } from '../rules.ts'
import { lasting, StatusTag } from '../status.tsx'
import { referralWords } from '../words.ts'
import { addressOf, type Filter, type Option, shorten, WHOSE } from './list.ts'
import type { Work } from './seat.ts'
import { workListWords } from './words.ts'
import type { Colleague } from './work-store.ts'

export type Said = keyof ReturnType<typeof workListWords>['said']

export type InboxProps = Work & {
  /** Rows of this page, and how many fit the filter. */
  rows: Row[]
  found: number
  total: number
  page: number
  pages: number
  counts: Record<Urgent, number>
  filter: Filter
  wards: string[]
  kinds: Option[]
  desks: Option[]
  /** Names of those who have something in hand. */
  names: ReadonlyMap<string, string>
  colleagues: Colleague[]
  offers: number
  /** Notices that did not arrive: for staff. */
  undelivered: number
  said: Said | null
  /** What was wrong with what was asked of the ticked rows. */
  problem: string | null
  ticked: ReadonlySet<string>
}

const TABS = ['late', 'today', 'waiting', 'accepted', 'returned'] as const

export function InboxPage(props: InboxProps) {
  const { look, who, nav, now, rows, found, total, page, pages, counts, filter, offers, said, problem } = props
  const w = referralWords(look.lang)
  const l = workListWords(look.lang)
  const { undelivered } = props
  return (
    <WorkPage look={look} title={w.inbox} nav={nav} current="/referral" who={who} wrong={problem !== null}>
      <div class="row">
        <h1>{w.inbox}</h1>
        <p class="soft small">{w.asOf(showMoment(now, look.lang))}</p>
        {offers > 0 && (
          <p>
            <a href="/referral/offers">{l.offers(offers)}</a>
          </p>
        )}
      </div>
      {undelivered > 0 && (
        <p class="tell heed">
          <a href="/referral/outbox?tab=undelivered">{outboxWords(look.lang).head(undelivered)}</a>
        </p>
      )}
      {said && <p class="tell ok">{l.said[said]}</p>}
      {problem && (
        <p class="tell bad" role="alert">
          {problem}
        </p>
      )}
      <nav aria-label={w.counts.all}>
        <ul class="counts">
          {TABS.map((tab) => (
            <li>
              <a
                class={tab === 'late' && counts.late > 0 ? 'late' : undefined}
                href={addressOf({ ...filter, standing: tab })}
                aria-current={filter.standing === tab ? 'page' : undefined}
              >
                <b>{counts[tab]}</b>
                {w.counts[tab]}
              </a>
            </li>
          ))}
          <li>
            <a href="/referral" aria-current={filter.standing ? undefined : 'page'}>
              <b>{total}</b>
              {w.counts.all}
            </a>
          </li>
        </ul>
      </nav>
      <Filters {...props} />
      {rows.length === 0 ? (
        <div class="sheet calm">
          <Knot />
          <h2>{w.empty}</h2>
          <p class="soft">{w.emptyHow}</p>
        </div>
      ) : (
        <form method="post" action={addressOf(filter, '/referral/bulk', page)} class="stack-l" novalidate>
          <WorkTable
            caption={w.caption(found, total)}
            columns={[
              l.pick,
              ...(['need', 'state', 'due', 'ward', 'desk'] as const).map((column) => w.columns[column]),
              l.hand,
              w.columns.age,
            ]}
          >
            {rows.map((row) => (
              <InboxRow {...props} row={row} />
            ))}
          </WorkTable>
          <Ticked {...props} />
        </form>
      )}
      <Pager lang={look.lang} page={page} pages={pages} href={(to) => addressOf(filter, '/referral', to)} />
      {rows.length > 0 && (
        <p>
          <a href={addressOf(filter, '/referral.csv')}>{l.csvAll}</a>
        </p>
      )}
    </WorkPage>
  )
}

function Filters({ look, filter, wards, kinds, desks }: InboxProps) {
  const w = referralWords(look.lang)
  const l = workListWords(look.lang)
  const select = (name: keyof Filter, label: string, all: string, choices: readonly Option[]) => (
    <SelectField
      lang={look.lang}
      name={name}
      label={label}
      value={filter[name]}
      choices={[{ value: '', label: all }, ...choices]}
    />
  )
  return (
    <form class="filters" method="get" action="/referral">
      <TextField lang={look.lang} name="q" type="search" label={w.filters.words} value={filter.q} />
      {select(
        'standing',
        w.filters.state,
        w.filters.all,
        TABS.map((tab) => ({ value: tab, label: w.counts[tab] })),
      )}
      {select(
        'ward',
        w.filters.ward,
        w.filters.allWards,
        wards.map((ward) => ({ value: ward, label: ward })),
      )}
      {select('kind', l.filters.kind, l.filters.allKinds, kinds)}
      {desks.length > 1 && select('desk', l.filters.desk, l.filters.allDesks, desks)}
      {select(
        'whose',
        l.filters.whose,
        l.filters.anybody,
        WHOSE.map((whose) => ({ value: whose, label: l.filters[whose] })),
      )}
      <button type="submit" class="btn slim">
        {w.filters.go}
      </button>
    </form>
  )
}

function InboxRow({ look, now, names, ticked, row }: InboxProps & { row: Row }) {
  const { task, need, desk, standing } = row
  const w = referralWords(look.lang)
  const l = workListWords(look.lang)
  const due = dueOf(task)
  const late = standing === 'late'
  return (
    <tr role="row" class={late ? 'late' : undefined}>
      <td role="cell" data-th={l.pick}>
        <input
          type="checkbox"
          name="row"
          value={task.id}
          aria-label={l.pickOf(need.code)}
          checked={ticked.has(task.id)}
        />
      </td>
      <td role="cell" class="lead-cell">
        <a class="subject" href={`/referral/${need.id}`}>
          {shorten(need.words) ?? needName(need.kind, look.lang)}
        </a>
        <small>
          {need.code}　{needName(need.kind, look.lang)}
        </small>
      </td>
      <td role="cell" data-th={w.columns.state}>
        <StatusTag look={look} status={task.status} late={late} />
      </td>
      <td role="cell" data-th={w.columns.due}>
        {due ? (
          <span>
            <b>{showMoment(due, look.lang)}</b>
            <small>
              {late
                ? w.overdue(lasting(look, now.getTime() - due.getTime()))
                : w.left(lasting(look, due.getTime() - now.getTime()))}
            </small>
          </span>
        ) : (
          w.noDue
        )}
      </td>
      <td role="cell" data-th={w.columns.ward}>
        <span>
          {need.ward ?? w.unknownWard}
          {need.town && <small>{need.town}</small>}
        </span>
      </td>
      <td role="cell" data-th={w.columns.desk}>
        {desk.name}
      </td>
      <td role="cell" data-th={l.hand}>
        {(task.assignee_id && names.get(task.assignee_id)) || l.nobody}
      </td>
      <td role="cell" data-th={w.columns.age}>
        {lasting(look, (need.closed_at ?? now).getTime() - need.created_at.getTime())}
      </td>
    </tr>
  )
}

/** What can be done with the ticked rows at once. Staff do not open a request in the place of its desk. */
function Ticked({ look, staff, colleagues }: InboxProps) {
  const l = workListWords(look.lang)
  const lang = look.lang
  return (
    <section class="sheet stack">
      <Picks
        lang={lang}
        name="do"
        legend={<h2>{l.ticked}</h2>}
        choices={[
          {
            value: 'assign',
            label: l.does.assign,
            follows: (
              <SelectField
                lang={lang}
                name="to"
                label={l.assignTo}
                choices={[
                  ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
                  { value: '', label: l.toNobody },
                ]}
              />
            ),
          },
          {
            value: 'accept',
            label: l.does.accept,
            follows: <TextField lang={lang} name="responder" label={l.acceptAs} maxlength={100} />,
          },
          ...(staff ? [] : [{ value: 'see', label: l.does.see }]),
          { value: 'csv', label: l.does.csv },
        ]}
      />
      <button type="submit" class="btn go">
        {l.go}
      </button>
    </section>
  )
}

/** One line for each ticked row: whether it was done, and if not, why. */
export type Outcome = { need: string; code: string; kind: string; result: 'done' | Refused }
export type Refused = keyof ReturnType<typeof workListWords>['refused']

export function BulkPage({ look, who, nav, back, outcomes }: Work & { back: string; outcomes: Outcome[] }) {
  const w = referralWords(look.lang)
  const l = workListWords(look.lang)
  const done = outcomes.filter(({ result }) => result === 'done').length
  return (
    <WorkPage look={look} title={l.doneTitle} nav={nav} current="/referral" who={who}>
      <Crumb href={back}>{w.inbox}</Crumb>
      <h1>{l.doneTitle}</h1>
      <p class={done === outcomes.length ? 'tell ok' : 'tell heed'}>{l.doneOf(done, outcomes.length)}</p>
      <ScrollTable label={l.doneTitle}>
        <thead>
          <tr>
            <th scope="col">{w.columns.code}</th>
            <th scope="col">{w.kinds}</th>
            <th scope="col">{l.result}</th>
          </tr>
        </thead>
        <tbody>
          {outcomes.map(({ need, code, kind, result }) => (
            <tr>
              <th scope="row">
                <a href={`/referral/${need}`}>{code}</a>
              </th>
              <td>{needName(kind, look.lang)}</td>
              <td>{result === 'done' ? l.done : l.refused[result]}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </WorkPage>
  )
}
