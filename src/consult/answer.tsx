// The answer: their words, the knot, the desks with reasons. In danger the hotlines stand above.
import { ServiceFacts, ServiceTags, ServiceTrust, type ServiceView } from '../directory/index.ts'
import { FACT_KINDS, FACT_QUESTIONS, type Facts, type QuestionKind, replyOf } from '../matching/index.ts'
import { type Look, PublicPage } from '../platform/ui/page.tsx'
import { CallButton, Crumb, Icon, inJapanese, Knot, type Reason, SelectField, Why } from '../platform/ui/parts.tsx'
import type { Lang } from '../platform/words.ts'
import { type Care, type Danger, DangerBlock, dangerTitle, Gently, needsExit } from './danger.tsx'
import { factWords, isFactKind, questionTitle, replyName, type tellFacts } from './fact-words.ts'
import { CITY_PHONE } from './hotlines.ts'
import { consultWords } from './words.ts'

export type Desk = {
  service: ServiceView
  reasons: readonly Reason[]
  /** What other people say who turn to this desk: the wording nearest to theirs. */
  similar?: string
  /** For whom it is, where the person is not known to be one of them. */
  forWhom?: { fails: boolean; text: string } | null
}

type Heard = {
  look: Look
  /** Id of the conversation. */
  id: string
  words: string | null
  /** Names of what was chosen from the menu. */
  chosen: readonly string[]
  place: string | null
  dangers: readonly Danger[]
  care?: Care | undefined
  /** What is known of the person, and which of it they answered. */
  facts?: ReturnType<typeof tellFacts>
  answers?: Facts
}

type AnswerPageProps = Heard & {
  /** The first three. */
  desks: readonly Desk[]
  more: readonly { id: string; name: string; note?: string | null }[]
  /** The one question that would change the answer. */
  ask: { question: QuestionKind; options: readonly { value: string; name: string }[] } | null
}

export function AnswerPage(props: AnswerPageProps) {
  const { look, id, dangers, care, desks, more, ask } = props
  const { lang } = look
  const t = consultWords(lang)
  const inDanger = dangers.length > 0
  const found = t.found(desks.length)
  const Heading = inDanger ? 'h2' : 'h1'
  return (
    <PublicPage
      look={look}
      title={inDanger ? dangerTitle(lang, dangers) : found}
      exit={needsExit(dangers, care)}
      noindex
      flow={inDanger ? 'stack-l' : 'plain'}
    >
      <Crumb href={`/?again=${id}`}>{t.again}</Crumb>
      {inDanger && <DangerBlock look={look} dangers={dangers} handOver={handOverHref(id)} />}
      <div>
        <Words {...props} />
        <Known {...props} />
        <div class="meet">
          <Knot />
          <Heading>{inDanger ? t.foundNearby : found}</Heading>
          <p class="small soft">{t.foundHow}</p>
        </div>
        <div class="stack-l">
          {care && <Gently lang={lang} care={care} />}
          {ask && <OneQuestion lang={lang} id={id} ask={ask} />}
          <section aria-labelledby="desks">
            <h2 class="vh" id="desks">
              {t.desks}
            </h2>
            <div class="stack-l">
              {desks.map((desk, index) => (
                <DeskArticle look={look} id={id} desk={desk} number={index + 1} />
              ))}
            </div>
          </section>
          {more.length > 0 && (
            <section class="stack no-print" aria-labelledby="more">
              <h2 id="more">{t.more(more.length)}</h2>
              <ul class="more">
                {more.map((one) => (
                  <li>
                    <a href={`/directory/${one.id}`} {...inJapanese(lang)}>
                      <span>{one.name}</span> {one.note && <small>{one.note}</small>}
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <Different lang={lang} id={id} />
        </div>
      </div>
    </PublicPage>
  )
}

const handOverHref = (id: string, service = 'general') => `/consult/${id}/hand-over/${service}`

/** What they said, on the warm cord. */
const Words = ({ look, id, words, chosen, place }: Heard) => {
  const t = consultWords(look.lang)
  return (
    <div class="words">
      <p class="small soft">{words ? t.yourWords : t.yourChoice}</p>
      {words && (
        <p>
          <q>{words}</q>
        </p>
      )}
      {chosen.length > 0 && (
        <p class={words ? 'small' : undefined}>{words ? chosen.join('、') : <q>{chosen.join('、')}</q>}</p>
      )}
      {place && (
        <p class="small">
          <Icon name="pin" /> {t.around(place)}{' '}
          <a class="keep no-print" href={`/?again=${id}#place`}>
            {t.changePlace}
          </a>
        </p>
      )}
    </div>
  )
}

/** What is known of the person, to be seen and changed; no script needed. */
const Known = ({ look, id, facts = [], answers = {} }: Heard) => {
  if (facts.length === 0) return null
  const { lang } = look
  const t = factWords(lang)
  return (
    <details class="no-print known">
      <summary>
        {t.known}: {facts.map(({ label, value }) => `${label} ${value}`).join(t.joined)}（{t.change}）
      </summary>
      <form class="form stack" action={`/consult/${id}/facts`} method="post">
        {FACT_KINDS.map((kind) => (
          <SelectField
            lang={lang}
            id={`known-${kind}`}
            name={kind}
            label={t.labels[kind]}
            value={replyOf(kind, answers) ?? ''}
            choices={[
              { value: '', label: facts.find((one) => one.kind === kind)?.value ?? t.unknown },
              ...FACT_QUESTIONS[kind].map((reply) => ({ value: reply, label: replyName(kind, reply, lang) })),
            ]}
          />
        ))}
        <button class="btn slim" type="submit">
          {t.save}
        </button>
      </form>
    </details>
  )
}

type One = { lang: Lang; id: string; ask: NonNullable<AnswerPageProps['ask']> }

/** The one question whose answer changes the desks most; leaving it unanswered is fine. */
const OneQuestion = ({ lang, id, ask: { question, options } }: One) => {
  const where = question === 'ward'
  const fact = isFactKind(question)
  const { title, how } = questionTitle(question, lang)
  return (
    <section class="one no-print" aria-labelledby="one">
      <h2 id="one">{title}</h2>
      <p class="small">{how}</p>
      <form
        class={where ? 'acts ask-ward' : 'acts side'}
        action={`/consult/${id}/${fact ? 'answer' : where ? 'place' : 'kind'}`}
        method="post"
      >
        {fact && <input type="hidden" name="question" value={question} />}
        {options.map(({ value, name }) => (
          <button
            class="btn"
            type="submit"
            name={fact ? 'answer' : where ? 'ward' : 'kind'}
            value={value}
            {...(where ? inJapanese(lang) : {})}
          >
            {name}
          </button>
        ))}
      </form>
      <form action={`/consult/${id}/answer`} method="post">
        <button class="btn plain slim" type="submit" name="question" value={question}>
          {factWords(lang).skip}
        </button>
      </form>
    </section>
  )
}

const DeskArticle = ({ look, id, desk, number }: { look: Look; id: string; desk: Desk; number: number }) => {
  const { lang } = look
  const t = consultWords(lang)
  const { service, reasons, similar, forWhom } = desk
  const phone = service.phones.find((one) => one.type === 'voice')
  // Two to four reasons: what others say fills in where the desk's own are few.
  const shown = similar && reasons.length < 4 ? [...reasons, { text: t.similar(similar), marks: [] }] : reasons
  return (
    <article class="sheet desk" aria-labelledby={`d${number}`}>
      <div>
        <h3 id={`d${number}`}>
          <span class="letter">{number}</span>
          <span {...inJapanese(lang)}>{service.name}</span>
        </h3>
        {service.kana && (
          <p class="tiny soft" {...inJapanese(lang)}>
            {service.kana}
          </p>
        )}
        {service.organization.name !== service.name && (
          <p class="small soft" {...inJapanese(lang)}>
            {service.organization.name}
          </p>
        )}
      </div>
      <ServiceTags look={look} service={service} />
      {forWhom && <p class={forWhom.fails ? 'tell heed' : 'small'}>{forWhom.text}</p>}
      {shown.length > 0 && <Why lang={lang} name={service.name} reasons={shown} />}
      <div class="acts">
        {phone && <CallButton lang={lang} number={phone.number} kind="go" of={service.name} />}
        <a
          class={phone ? 'btn no-print' : 'btn go no-print'}
          href={handOverHref(id, service.canRefer ? service.id : 'general')}
        >
          <Icon name="back" />
          {service.canRefer ? t.contactMe : t.connectMe}
          <span class="vh" {...inJapanese(lang)}>
            （{service.name}）
          </span>
        </a>
        <a class="btn plain no-print" href={`/consult/${id}/print#d${number}`}>
          <Icon name="print" />
          {t.print}
          <span class="vh" {...inJapanese(lang)}>
            （{service.name}）
          </span>
        </a>
      </div>
      <ServiceFacts look={look} service={service} brief />
      <ServiceTrust look={look} service={service} />
      <p class="small no-print">
        <a class="alone" href={`/directory/${service.slug}`}>
          {t.details}
          <span class="vh" {...inJapanese(lang)}>
            （{service.name}）
          </span>
        </a>
      </p>
    </article>
  )
}

const Different = ({ lang, id }: { lang: Lang; id: string }) => {
  const t = consultWords(lang)
  return (
    <section class="tell warm stack no-print" aria-labelledby="not">
      <h2 id="not">{t.different}</h2>
      <p>{t.differentHow}</p>
      <div class="acts side">
        <a class="btn" href={`/?again=${id}`}>
          {t.otherWords}
        </a>
        <a class="btn" href={handOverHref(id)}>
          {t.staffAsks}
        </a>
      </div>
      <form class="stack" action={`/consult/${id}/not-right`} method="post">
        <p class="small">{t.notRightHow}</p>
        <button class="btn slim" type="submit">
          {t.notRight}
        </button>
      </form>
    </section>
  )
}

/**
 * Nothing was close enough, or nothing was right: said plainly, noted for the city, and somebody offered.
 * In danger the hotlines are the answer, and nothing is said of a gap.
 */
export function NothingPage(props: Heard) {
  const { look, id, words, dangers, care } = props
  const { lang } = look
  const t = consultWords(lang)
  const inDanger = dangers.length > 0
  return (
    <PublicPage
      look={look}
      title={inDanger ? dangerTitle(lang, dangers) : t.nothing}
      exit={needsExit(dangers, care)}
      noindex
    >
      <Crumb href={`/?again=${id}`}>{t.again}</Crumb>
      {inDanger && <DangerBlock look={look} dangers={dangers} handOver={handOverHref(id)} />}
      <div class="narrow stack">
        <Words {...props} />
        {inDanger ? <h2>{t.foundNearby}</h2> : <h1>{t.nothing}</h1>}
        {care && <Gently lang={lang} care={care} />}
        <div class="sheet stack">
          {!inDanger && (
            <p>
              <b>{words && [...words].length <= 60 ? t.nothingNoted(words) : t.nothingNotedPlain}</b>
              {lang === 'ja' ? '' : ' '}
              {t.nothingUse}
            </p>
          )}
          <p>{inDanger ? t.differentHow : t.nothingNext}</p>
          <div class="acts">
            <a class="btn go" href={handOverHref(id)}>
              <Icon name="user" />
              {t.thinkWith}
            </a>
            <a class="btn" href={`/?again=${id}`}>
              {t.otherWords}
            </a>
          </div>
          <p>{t.orCall}</p>
          <CallButton lang={lang} number={CITY_PHONE.number} of={CITY_PHONE.name} />
          <p class="small soft">
            <span {...inJapanese(lang)}>{CITY_PHONE.name}</span>　{t.everyDay(CITY_PHONE.from, CITY_PHONE.to)}
          </p>
        </div>
      </div>
    </PublicPage>
  )
}
