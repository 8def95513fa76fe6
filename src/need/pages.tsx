import { GROUPS, needName } from '../directory/index.ts'
import { type Look, WorkPage } from '../platform/ui/page.tsx'
import { Pager, SelectField, Tag, TextField, WorkTable } from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import { STATES } from './rules.ts'
import { type Need, type NeedFilter, PAGE } from './store.ts'
import { needWords } from './words.ts'

export type NeedListProps = {
  look: Look
  who: string
  nav: { href: string; label: string }[]
  items: Need[]
  total: number
  /** How many needs the words were looked for in, when there were more. */
  searched?: number | undefined
  filter: NeedFilter
  wards: string[]
}

const TAGS = {
  open: ['clock', 'heed'],
  met: ['check', 'ok'],
  unmet: ['alert', 'heed'],
  withdrawn: ['ret', undefined],
} as const

/** The register: every need, met or not. */
export function NeedListPage({ look, who, nav, items, total, searched, filter, wards }: NeedListProps) {
  const w = needWords(look.lang)
  const page = filter.page ?? 1
  const href = (to: number) => {
    const query = new URLSearchParams()
    for (const [key, value] of Object.entries({ ...filter, page: to })) if (value) query.set(key, String(value))
    return `/need?${query}`
  }
  return (
    <WorkPage look={look} title={w.title} nav={nav} current="/need" who={who}>
      <h1>{w.title}</h1>
      <p class="small soft">{w.lead}</p>
      <form class="filters" method="get" action="/need">
        <TextField lang={look.lang} name="words" type="search" label={w.words} value={filter.words} />
        <SelectField
          lang={look.lang}
          name="state"
          label={w.state}
          value={filter.state}
          choices={[{ value: '', label: w.all }, ...STATES.map((state) => ({ value: state, label: w.states[state] }))]}
        />
        <SelectField
          lang={look.lang}
          name="group"
          label={w.kind}
          value={filter.group}
          choices={[
            { value: '', label: w.all },
            ...GROUPS.map(({ code }) => ({ value: code, label: needName(code, look.lang) })),
          ]}
        />
        <SelectField
          lang={look.lang}
          name="ward"
          label={w.ward}
          value={filter.ward}
          choices={[{ value: '', label: w.all }, ...wards.map((ward) => ({ value: ward, label: ward }))]}
        />
        <button type="submit" class="btn slim">
          {w.go}
        </button>
      </form>
      {searched && <p class="tell">{w.searched(searched)}</p>}
      {items.length === 0 ? (
        <p class="tell">{w.none}</p>
      ) : (
        <WorkTable
          caption={w.caption(items.length, total)}
          columns={(['need', 'kind', 'state', 'ward', 'at'] as const).map((column) => w.columns[column])}
        >
          {items.map((need) => (
            <tr role="row">
              <td role="cell" class="lead-cell">
                <a class="subject" href={`/referral/${need.id}`}>
                  {need.words ?? w.noWords}
                </a>
                <small>{need.code}</small>
              </td>
              <td role="cell" data-th={w.columns.kind}>
                {needName(need.kind, look.lang)}
              </td>
              <td role="cell" data-th={w.columns.state}>
                <span>
                  <Tag icon={TAGS[need.state][0]} kind={TAGS[need.state][1]}>
                    {w.states[need.state]}
                  </Tag>
                  {need.unmet_reason && <small>{w.reasons[need.unmet_reason]}</small>}
                </span>
              </td>
              <td role="cell" data-th={w.columns.ward}>
                {need.ward ?? w.unknownWard}
              </td>
              <td role="cell" data-th={w.columns.at}>
                {showMoment(need.created_at, look.lang)}
              </td>
            </tr>
          ))}
        </WorkTable>
      )}
      <Pager lang={look.lang} page={page} pages={Math.ceil(total / PAGE)} href={href} />
    </WorkPage>
  )
}
