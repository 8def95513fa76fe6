// One question with its answers.
import { needName, type ServiceView } from '../../directory/index.ts'
import { type Look, WorkPage } from '../../platform/ui/page.tsx'
import { CallButton, Crumb, ErrorSummary, Facts, Icon, inJapanese, Knot, Tag } from '../../platform/ui/parts.tsx'
import { showDay } from '../../platform/words.ts'
import type { Problems, Work } from '../report/pages.tsx'
import { sayDay } from '../room/list.tsx'
import { type AnswerFields, AnswerForm, type AnswerFormProps } from './answer-form.tsx'
import { BOARD, problemsOf, StateTag } from './pages.tsx'
import { type Boarder, mayClose, mayThank, stateOf } from './rules.ts'
import type { Answer, Listed } from './store.ts'
import { boardWords } from './words.ts'

export type Thread = {
  question: Listed
  answers: readonly Answer[]
  /** What writers and their organisations are called, by account. */
  writers: ReadonlyMap<string, string>
  services: ReadonlyMap<string, ServiceView>
}

type ThreadProps = Work &
  Thread & {
    by: Boarder
    form: AnswerFields
    problems: Problems
  } & Pick<AnswerFormProps, 'found' | 'given' | 'wards' | 'matches'>

export function ThreadPage(props: ThreadProps) {
  const { look, who, nav, question, answers, writers, by, problems, found } = props
  const { lang } = look
  const w = boardWords(lang)
  const wrong = { ...problems, ...problemsOf(lang, found) }
  const shown = answers.filter(({ hidden_at }) => !hidden_at).length
  return (
    <WorkPage
      look={look}
      title={question.title}
      nav={nav}
      current={BOARD}
      who={who}
      wrong={Object.values(wrong).some(Boolean)}
      flow="stack-l"
    >
      <div class="stack">
        <Crumb href={BOARD}>{w.title}</Crumb>
        <h1 {...inJapanese(lang)}>{question.title}</h1>
        <ErrorSummary lang={lang} problems={wrong} />
        <p class="tags">
          <StateTag lang={lang} state={stateOf(question)} />
          <Tag>{needName(question.kind, lang)}</Tag>
          <span class="small">{question.ward ?? w.wardNone}</span>
        </p>
        {question.hidden_at && <p class="tell heed">{w.hidden}</p>}
        <p class="mail" {...inJapanese(lang)}>
          {question.words}
        </p>
        <Facts
          facts={[
            { label: w.by, value: writers.get(question.asked_by) },
            { label: w.columns.at, value: showDay(question.asked_at, lang) },
            { label: w.columns.until, value: sayDay(question.wanted_until, look) },
          ]}
        />
        {mayClose(question, by) && !question.hidden_at && (
          <form method="post" action={`${BOARD}/${question.id}/close`}>
            <button type="submit" class="btn slim">
              {w.close}
            </button>
          </form>
        )}
      </div>
      <section class="stack" aria-labelledby="answers">
        <h2 id="answers">{w.answers(shown)}</h2>
        {answers.length === 0 && <p class="tell">{w.noAnswers}</p>}
        {answers.map((answer) => (
          <AnswerCard {...props} answer={answer} />
        ))}
      </section>
      {!question.closed_at && !question.hidden_at && <AnswerForm {...props} />}
      {by.keeps && <Keeping look={look} question={question} />}
    </WorkPage>
  )
}

const Hidden = ({ hidden, answer }: { hidden: boolean; answer?: string }) => (
  <>
    {answer && <input type="hidden" name="answer" value={answer} />}
    <input type="hidden" name="to" value={hidden ? 'show' : 'hide'} />
  </>
)

function AnswerCard({ look, question, answer, writers, services, by }: ThreadProps & { answer: Answer }) {
  const { lang } = look
  const w = boardWords(lang)
  const { facts } = answer
  const service = answer.service_id ? services.get(answer.service_id) : undefined
  const entry = answer.entry_id ? services.get(answer.entry_id) : undefined
  const path = `${BOARD}/${question.id}`
  const best = question.best_id === answer.id
  return (
    <article class="sheet stack" id={`a-${answer.id}`}>
      <h3>{w.answeredBy(writers.get(answer.answered_by) ?? '', showDay(answer.answered_at, lang))}</h3>
      {best && (
        <p>
          <Knot /> <b>{w.best}</b>
        </p>
      )}
      {answer.hidden_at && <p class="tell heed">{w.hidden}</p>}
      <p class="mail" {...inJapanese(lang)}>
        {answer.words}
      </p>
      {service && (
        <p>
          <b>{w.service}:</b>{' '}
          <a href={`/directory/${service.slug}`} {...inJapanese(lang)}>
            {service.name}
          </a>
        </p>
      )}
      {facts && (
        <>
          <p class="tags">
            <Tag>{w.facts}</Tag>
            {entry && (
              <a href={`/directory/${entry.slug}`}>
                <Icon name="check" />
                {w.made}
              </a>
            )}
          </p>
          <Facts
            facts={[
              { label: w.short.organization, value: facts.organization },
              { label: w.short.name, value: facts.service },
              { label: w.short.what, value: facts.what },
              { label: w.places, value: facts.ward ?? w.wardNone },
              { label: w.about, value: facts.kinds.map((kind) => needName(kind, lang)).join('、') },
            ]}
          />
          <p>
            <CallButton lang={lang} number={facts.phone} of={facts.service} />
          </p>
        </>
      )}
      <div class="row">
        {mayThank(question, answer, by) && !best && !answer.hidden_at && (
          <form method="post" action={`${path}/best`}>
            <input type="hidden" name="answer" value={answer.id} />
            <button type="submit" class="btn slim">
              {w.thank}
            </button>
          </form>
        )}
        {by.keeps && facts && !answer.entry_id && (
          <a class="btn slim" href={`${path}/entry/${answer.id}`}>
            {w.toEntry}
          </a>
        )}
        {by.keeps && (
          <form method="post" action={`${path}/hide`}>
            <Hidden hidden={answer.hidden_at !== null} answer={answer.id} />
            <button type="submit" class="btn slim stop">
              {answer.hidden_at ? w.show : w.hide}
            </button>
          </form>
        )}
      </div>
    </article>
  )
}

function Keeping({ look, question }: { look: Look; question: Listed }) {
  const w = boardWords(look.lang)
  const path = `${BOARD}/${question.id}`
  return (
    <section class="stack" aria-labelledby="keep">
      <h2 id="keep">{w.keep}</h2>
      <p class="small soft">{w.unmetHow}</p>
      <div class="row">
        {question.need_id ? (
          <a href={`/referral/${question.need_id}`}>{w.unmetDone}</a>
        ) : (
          <form method="post" action={`${path}/need`}>
            <button type="submit" class="btn">
              {w.unmet}
            </button>
          </form>
        )}
        <form method="post" action={`${path}/hide`}>
          <Hidden hidden={question.hidden_at !== null} />
          <button type="submit" class="btn stop">
            {question.hidden_at ? w.show : w.hide}
          </button>
        </form>
      </div>
    </section>
  )
}
