// 「連絡をもらう」: how to reach the person, and a consent that says who gets what, what for, and for how long.
import { ServiceHints, type ServiceView, tellRoom } from '../directory/index.ts'
import { type Look, PublicPage } from '../platform/ui/page.tsx'
import { Agree, Crumb, ErrorSummary, Facts, Icon, Knot, Picks, SelectField, TextField } from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import { problemText } from './ask.tsx'
import { consultWords } from './words.ts'

const RELATIONS = ['self', 'family', 'neighbour', 'supporter'] as const

/** As desks read it; the first is what nobody chose. */
export const CALL_TIMES: readonly string[] = consultWords('ja').times

export type HandOverForm = {
  phone: string
  email: string
  name: string
  time: string
  relation: string
  agreed: boolean
  /** Desks that work for the same contact may learn each other's names. */
  names: boolean
}

type HandOverPageProps = {
  look: Look
  id: string
  /** The desk that was chosen; null: whoever at the city takes it. */
  service: ServiceView | null
  /** When that desk is full: the next one that is not. */
  next?: { id: string; name: string } | null
  form: HandOverForm
  /** Keys of consult/words.ts by field: `no_contact`, `bad_phone`, `bad_email`, `no_consent`, `too_long`. */
  problems?: Partial<Record<keyof HandOverForm, string>>
  promise: { by: Date; caller: string }
}

export function HandOverPage({ look, id, service, next, form, problems = {}, promise }: HandOverPageProps) {
  const { lang } = look
  const t = consultWords(lang)
  const text = (field: keyof HandOverForm) => problemText(lang, problems[field])
  const errors = { phone: text('phone'), email: text('email'), name: text('name'), agreed: text('agreed') }
  const wrong = Object.values(errors).some(Boolean)
  const title = service ? t.handOver(service.name) : t.handOverGeneral
  return (
    <PublicPage look={look} title={title} wrong={wrong} noindex>
      <div class="narrow stack-l">
        <div class="stack">
          <Crumb href={`/consult/${id}`}>{t.back}</Crumb>
          <h1>{title}</h1>
          <ErrorSummary lang={lang} problems={errors} />
        </div>
        <div class="promise">
          <Knot />
          <p class="big">{t.promise(promise.caller, showMoment(promise.by, lang))}</p>
          <p class="small soft">{t.promiseHow}</p>
        </div>
        {service && <Before look={look} id={id} service={service} next={next ?? null} />}
        <form class="form" action={`/consult/${id}/hand-over/${service?.id ?? 'general'}`} method="post" novalidate>
          <fieldset class="form">
            <legend>
              <h2>{t.reach}</h2>
            </legend>
            <p class="hint">{t.reachHow}</p>
            <p class="hint">
              <a href="/referral/receipt">{t.before}</a>
            </p>
            <TextField
              lang={lang}
              name="phone"
              label={t.phone}
              type="tel"
              autocomplete="tel"
              value={form.phone}
              error={errors.phone}
              maxlength={30}
            />
            <TextField
              lang={lang}
              name="email"
              label={t.email}
              type="email"
              autocomplete="email"
              value={form.email}
              error={errors.email}
              maxlength={320}
            />
          </fieldset>
          <TextField
            lang={lang}
            name="name"
            label={t.name}
            optional
            hint={t.nameHint}
            autocomplete="nickname"
            value={form.name}
            error={errors.name}
            maxlength={100}
          />
          <SelectField
            lang={lang}
            name="time"
            label={t.time}
            choices={CALL_TIMES.map((value, index) => ({ value, label: t.times[index] ?? value }))}
            value={form.time}
          />
          <Picks
            lang={lang}
            name="relation"
            legend={t.relation}
            choices={RELATIONS.map((value, index) => ({ value, label: t.relations[index] ?? value }))}
            value={form.relation || 'self'}
          />
          <section class="sheet stack" aria-labelledby="consent">
            <h2 id="consent">{t.consent}</h2>
            <Facts
              facts={[
                { label: t.consentWho, value: t.consentWhoIs(promise.caller, look.place) },
                { label: t.consentWhat, value: t.consentWhatIs },
                { label: t.consentWhy, value: t.consentWhyIs },
                { label: t.consentLong, value: t.consentLongIs },
                { label: t.consentStop, value: t.consentStopIs },
              ]}
            />
            <Agree lang={lang} name="names" label={t.names} hint={t.namesHow} optional value={form.names} />
            <Agree lang={lang} name="agreed" label={t.agreed} required error={errors.agreed} value={form.agreed} />
          </section>
          <button class="btn go wide" type="submit">
            <Icon name="back" />
            {t.handOverGo}
          </button>
        </form>
      </div>
    </PublicPage>
  )
}

/** Before somebody leaves a number: that the desk has no room now and who else there is, whom it is for, what to bring. */
function Before({
  look,
  id,
  service,
  next,
}: {
  look: Look
  id: string
  service: ServiceView
  next: { id: string; name: string } | null
}) {
  const t = consultWords(look.lang)
  const room = tellRoom(service.capacity, look.lang)
  return (
    <>
      {room && (
        <div class="tell heed stack">
          <p>
            <b>{room.title}</b>
          </p>
          {room.lines.map((line) => (
            <p class="small">{line}</p>
          ))}
          {next && (
            <p>
              <a class="alone" href={`/consult/${id}/hand-over/${next.id}`}>
                {t.handOverNext(next.name)}
              </a>
            </p>
          )}
        </div>
      )}
      <ServiceHints look={look} service={service} />
    </>
  )
}
