// Who stands in for whom.
import { WorkPage } from '../../platform/ui/page.tsx'
import { ErrorSummary, SelectField, TextField } from '../../platform/ui/parts.tsx'
import { showDay } from '../../platform/words.ts'
import type { Work } from './seat.ts'
import { coverWords } from './words.ts'
import type { Colleague, CoverRow } from './work-store.ts'

const FIELDS = { account: '', by: '', from: '', until: '' }
export type CoverForm = typeof FIELDS
export const EMPTY_COVER: CoverForm = FIELDS
export type CoverProblems = Partial<Record<keyof CoverForm, string>>

export type CoverProps = Work & {
  covers: { cover: CoverRow; who: string; by: string; mayEnd: boolean }[]
  /** Who can be said to be away: oneself, or anybody for who leads. */
  away: Colleague[]
  colleagues: Colleague[]
  form: CoverForm
  problems: CoverProblems
}

const MINUTE = 60_000

export function CoverPage({ look, who, nav, covers, away, colleagues, form, problems }: CoverProps) {
  const w = coverWords(look.lang)
  const lang = look.lang
  const choices = (list: Colleague[]) => list.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <WorkPage
      look={look}
      title={w.title}
      nav={nav}
      current="/referral/cover"
      who={who}
      wrong={Object.keys(problems).length > 0}
    >
      <div class="stack">
        <h1>{w.title}</h1>
        <p>{w.lead}</p>
        <ErrorSummary lang={lang} problems={problems} />
      </div>
      <section class="sheet stack" aria-labelledby="list">
        <h2 id="list">{w.list}</h2>
        {covers.length === 0 && <p class="soft">{w.none}</p>}
        <ul class="stack">
          {covers.map(({ cover, who, by, mayEnd }) => (
            <li class="row">
              <span>
                <b>{who}</b> → <b>{by}</b>　
                {w.period(showDay(cover.from, lang), showDay(new Date(cover.until.getTime() - MINUTE), lang))}
              </span>
              {mayEnd && (
                <form method="post" action={`/referral/cover/${cover.id}/end`}>
                  <button type="submit" class="btn slim" aria-label={w.endOf(who)}>
                    {w.end}
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
      </section>
      <form method="post" action="/referral/cover" class="sheet form" novalidate>
        <SelectField
          lang={lang}
          name="account"
          label={w.who}
          value={form.account}
          error={problems.account}
          choices={choices(away)}
        />
        <SelectField
          lang={lang}
          name="by"
          label={w.by}
          value={form.by}
          error={problems.by}
          choices={choices(colleagues)}
        />
        <TextField lang={lang} name="from" type="date" label={w.from} value={form.from} error={problems.from} />
        <TextField lang={lang} name="until" type="date" label={w.until} value={form.until} error={problems.until} />
        <button type="submit" class="btn go">
          {w.go}
        </button>
      </form>
    </WorkPage>
  )
}
