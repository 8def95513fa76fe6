import type { Child } from 'hono/jsx'
import { type Look, WorkPage } from '../../platform/ui/page.tsx'
import { Facts, inJapanese, ScrollTable, Tag, Tell } from '../../platform/ui/parts.tsx'
import { type Lang, showMoment } from '../../platform/words.ts'
import { ENOUGH, KEPT_WEEKS, LATE_WEEKS } from '../responses.ts'
import type { Overview } from './reads.ts'
import { type Compared, SHOWN_WEEKS } from './rules.ts'
import type { Model } from './store.ts'
import { learningWords, percent, signed, three } from './words.ts'

type Props = {
  look: Look
  who: string
  nav: { href: string; label: string }[]
  overview: Overview
  /** The page renews itself while a training is in progress, unless the reader wants it still. */
  still: boolean
}

export function LearningPage({ look, who, nav, overview, still }: Props) {
  const w = learningWords(look.lang)
  const { models, running } = overview
  const newest = models[0]
  return (
    <WorkPage look={look} title={w.title} nav={nav} current="/matching" who={who} flow="stack-l">
      <div class="stack">
        <h1>{w.title}</h1>
        <p>{w.lead}</p>
      </div>
      <Progress lang={look.lang} overview={overview} still={still} />
      <InUse lang={look.lang} overview={overview} />
      {running && <ScoresTable lang={look.lang} model={running} />}
      {newest && newest.id !== running?.id && <ScoresTable lang={look.lang} model={newest} />}
      {models.length > 0 && <History lang={look.lang} models={models} />}
      <section class="sheet stack" aria-labelledby="cases">
        <h2 id="cases">{w.cases}</h2>
        <p>{w.casesOf(overview.cases.helped, overview.cases.partly, overview.cases.not)}</p>
        <p class="small soft">{w.casesHow}</p>
      </section>
      <Refusals lang={look.lang} overview={overview} />
      <Exposure lang={look.lang} overview={overview} />
    </WorkPage>
  )
}

type Part = { lang: Lang; overview: Overview }

function Progress({ lang, overview, still }: Part & { still: boolean }) {
  const w = learningWords(lang)
  const { work, broken, waiting, problem } = overview
  if (work)
    return (
      <section class="tell stack" aria-labelledby="working">
        <h2 id="working">{w.working}</h2>
        <p>
          {w.stages[work.stage]}
          {work.total > 0 && `　${w.doneOf(work.done, work.total)}`}
        </p>
        {work.total > 0 && (
          <progress aria-labelledby="working" value={work.done} max={work.total}>
            {w.doneOf(work.done, work.total)}
          </progress>
        )}
        <p class="small soft">{w.since(showMoment(work.since, lang))}</p>
        <Renewing lang={lang} still={still} />
      </section>
    )
  if (waiting)
    return (
      <Tell>
        <p>{w.waiting}</p>
        <Renewing lang={lang} still={still} />
      </Tell>
    )
  if (broken) return <Tell kind="heed">{w.broken}</Tell>
  const told = Object.hasOwn(w.problems, problem ?? '') ? w.problems[problem as keyof typeof w.problems] : undefined
  return told ? <Tell>{told}</Tell> : null
}

const Renewing = ({ lang, still }: { lang: Lang; still: boolean }) => {
  const w = learningWords(lang)
  return (
    <p class="small">
      {!still && w.refreshes} <a href={still ? '/matching' : '/matching?still=yes'}>{still ? w.moving : w.still}</a>
    </p>
  )
}

const Press = ({
  action,
  name,
  value,
  kind,
  children,
}: {
  action: string
  name?: string
  value?: string
  kind?: string
  children?: Child
}) => (
  <form method="post" action={action}>
    {name && <input type="hidden" name={name} value={value} />}
    <button type="submit" class={kind ? `btn ${kind}` : 'btn'}>
      {children}
    </button>
  </form>
)

function InUse({ lang, overview }: Part) {
  const w = learningWords(lang)
  const { running, enabled, vectors, outdated, back, work, waiting } = overview
  const state = !vectors ? w.noVectors : !enabled ? w.off : !running ? w.none : outdated ? w.outdated : undefined
  return (
    <section class="sheet stack" aria-labelledby="in-use">
      <h2 id="in-use">{w.now}</h2>
      {state ? (
        <p>{state}</p>
      ) : (
        <p>
          <Tag kind="ok" icon="check">
            {w.runs}
          </Tag>
        </p>
      )}
      {running && (
        <Facts
          facts={[
            { label: w.made, value: showMoment(running.made_at, lang, true) },
            { label: w.from, value: w.fromOf(running.entries, running.cases) },
            { label: w.seed, value: String(running.seed) },
            { label: w.version, value: String(running.analyser) },
            { label: w.mark, value: running.id.slice(0, 8) },
          ]}
        />
      )}
      <div class="row">
        {vectors && enabled && !work && !waiting && (
          <Press action="/matching/train" kind="go">
            {w.train}
          </Press>
        )}
        {running && enabled && <Press action="/matching/back">{w.back}</Press>}
        <Press action="/matching/switch" name="on" value={enabled ? 'no' : 'yes'}>
          {enabled ? w.switchOff : w.switchOn}
        </Press>
      </div>
      <p class="small soft">
        {vectors && enabled && w.trainHow} {running && enabled && (back === 'model' ? w.backModel : w.backPlain)}{' '}
        {w.switchHow}
      </p>
    </section>
  )
}

const PARTS = ['wordings', 'cases', 'never', 'partly', 'all'] as const
const ENGINES = ['plain', 'vectors', 'learned'] as const

function ScoresTable({ lang, model }: { lang: Lang; model: Model }) {
  const w = learningWords(lang)
  const { scores } = model
  const id = `scores-${model.id.slice(0, 8)}`
  const title = `${w.scores}：${w.scoresOf(showMoment(model.made_at, lang))}（${w.states[model.state]}）`
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p>{w.scoresHow(scores.folds)}</p>
      <ScrollTable label={`${title} ${w.tableOf}`}>
        <thead>
          <tr>
            <th scope="col">{w.scoreColumns.what}</th>
            <th scope="col">{w.scoreColumns.engine}</th>
            {[w.hit1, w.hit3, w.ndcg].map((what) => (
              <th scope="col" class="n">
                {what}
              </th>
            ))}
          </tr>
        </thead>
        {PARTS.filter((name) => scores[name].n > 0).map((name) => (
          <tbody>
            {ENGINES.map((engine, i) => (
              <tr>
                {i === 0 && (
                  <th scope="rowgroup" rowspan={ENGINES.length}>
                    {w.parts[name]}（{w.count(scores[name].n)}）
                  </th>
                )}
                <th scope="row">{w.engines[engine]}</th>
                <td class="n">{percent(scores[name][engine].hit1)}</td>
                <td class="n">{percent(scores[name][engine].hit3)}</td>
                <td class="n">{three(scores[name][engine].ndcg10)}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </ScrollTable>
      <p class="small soft">
        {w.rule} {w.few}
      </p>
    </section>
  )
}

const gain = ({ n, plain, learned }: Compared): string => (n === 0 ? '—' : signed(learned.ndcg10 - plain.ndcg10))

function History({ lang, models }: { lang: Lang; models: readonly Model[] }) {
  const w = learningWords(lang)
  return (
    <section class="stack" aria-labelledby="models">
      <h2 id="models">{w.models}</h2>
      <ScrollTable label={`${w.models} ${w.tableOf}`}>
        <thead>
          <tr>
            <th scope="col">{w.modelColumns.made}</th>
            <th scope="col">{w.modelColumns.from}</th>
            <th scope="col">{w.modelColumns.gain}</th>
            <th scope="col">{w.modelColumns.state}</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr>
              <th scope="row">{showMoment(model.made_at, lang)}</th>
              <td>{w.fromShort(model.entries, model.cases)}</td>
              <td class="n">
                {gain(model.scores.wordings)} / {gain(model.scores.cases)}
              </td>
              <td>
                {w.states[model.state]}
                {model.reason && `（${w.reasons[model.reason]}）`}
              </td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
    </section>
  )
}

function Refusals({ lang, overview: { refusals } }: Part) {
  const w = learningWords(lang)
  return (
    <section class="stack" aria-labelledby="refusals">
      <h2 id="refusals">{w.refusals}</h2>
      <p>{w.refusalsHow(ENOUGH, LATE_WEEKS, KEPT_WEEKS)}</p>
      {refusals.length === 0 ? (
        <p>{w.refusalsNone}</p>
      ) : (
        <ScrollTable label={`${w.refusals} ${w.tableOf}`}>
          <thead>
            <tr>
              <th scope="col">{w.refusalColumns.service}</th>
              <th scope="col">{w.refusalColumns.about}</th>
              <th scope="col" class="n">
                {w.refusalColumns.n}
              </th>
            </tr>
          </thead>
          <tbody>
            {refusals.map(({ service, about, refused, of }) => (
              <tr>
                <th scope="row" {...inJapanese(lang)}>
                  <a href={`/directory/${service.slug}`}>{service.name}</a>
                </th>
                {about === null ? <td>{w.refusalNow}</td> : <td {...inJapanese(lang)}>{about}</td>}
                <td class="n">{w.refusalOf(refused, of)}</td>
              </tr>
            ))}
          </tbody>
        </ScrollTable>
      )}
    </section>
  )
}

function Exposure({ lang, overview: { shown, never } }: Part) {
  const w = learningWords(lang)
  return (
    <section class="stack" aria-labelledby="shown">
      <h2 id="shown">{w.shown}</h2>
      {shown.total === 0 ? (
        <p>{w.shownNone}</p>
      ) : (
        <>
          <p>{w.shownHow(SHOWN_WEEKS)}</p>
          <ScrollTable label={`${w.shown} ${w.tableOf}`}>
            <thead>
              <tr>
                <th scope="col">{w.shownColumns.service}</th>
                <th scope="col" class="n">
                  {w.shownColumns.n}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.most.map(({ service, n }) => (
                <tr>
                  <th scope="row" {...inJapanese(lang)}>
                    <a href={`/directory/${service.slug}`}>{service.name}</a>
                  </th>
                  <td class="n">{n}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </>
      )}
      {never.total < never.of && <h3>{w.never(never.total, never.of)}</h3>}
      {never.total === never.of ? null : never.total === 0 ? (
        <p>{w.neverNone}</p>
      ) : (
        <>
          <p>{w.neverHow}</p>
          <ul {...inJapanese(lang)}>
            {never.services.map((service) => (
              <li>
                <a href={`/directory/${service.slug}`}>{service.name}</a>
                <span class="small soft">（{service.organization.name}）</span>
              </li>
            ))}
          </ul>
          {never.total > never.services.length && <p>{w.neverMore(never.total - never.services.length)}</p>}
        </>
      )}
    </section>
  )
}
