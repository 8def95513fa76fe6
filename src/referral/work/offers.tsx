// Open requests: what somebody needs, where and until when, and nothing of who they are.
import { needName, type ServiceView } from '../../directory/index.ts'
import { WorkPage } from '../../platform/ui/page.tsx'
import { ErrorSummary, Facts, Knot, SelectField, TextField } from '../../platform/ui/parts.tsx'
import { showMoment } from '../../platform/words.ts'
import type { Task } from '../store.ts'
import { referralWords } from '../words.ts'
import type { Work } from './seat.ts'
import { offerWords } from './words.ts'

export type Offer = { task: Task; services: ServiceView[] }
export type OfferForm = { id: string; service: string; responder: string }
export type OffersProps = Work & {
  offers: Offer[]
  /** What was typed, and for which request. */
  form: OfferForm | null
  problems: Partial<Record<'service' | 'responder', string>>
  lost: string | null
}

export function OffersPage({ look, who, nav, offers, form, problems, lost }: OffersProps) {
  const w = offerWords(look.lang)
  const wrong = Object.fromEntries(Object.entries(problems).map(([field, text]) => [`${field}-${form?.id}`, text]))
  return (
    <WorkPage
      look={look}
      title={w.title}
      nav={nav}
      current="/referral/offers"
      who={who}
      wrong={Object.keys(problems).length > 0}
    >
      <div class="stack">
        <h1>{w.title}</h1>
        <p>{w.lead}</p>
        <ErrorSummary lang={look.lang} problems={wrong} />
        {lost && (
          <p class="tell bad" role="alert">
            {lost}
          </p>
        )}
      </div>
      {offers.length === 0 ? (
        <div class="sheet calm">
          <Knot />
          <p>{w.none}</p>
        </div>
      ) : (
        offers.map((offer) => (
          <OpenRequest
            look={look}
            offer={offer}
            form={form?.id === offer.task.id ? form : null}
            problems={form?.id === offer.task.id ? problems : {}}
          />
        ))
      )}
    </WorkPage>
  )
}

function OpenRequest({
  look,
  offer: { task, services },
  form,
  problems,
}: Pick<OffersProps, 'look' | 'form' | 'problems'> & { offer: Offer }) {
  const w = offerWords(look.lang)
  const kind = needName(task.kind, look.lang)
  return (
    <section class="sheet stack" aria-labelledby={`o-${task.id}`}>
      <h2 id={`o-${task.id}`}>{kind}</h2>
      <Facts
        facts={[
          { label: w.ward, value: task.ward ?? referralWords(look.lang).unknownWard },
          { label: w.urgency, value: referralWords(look.lang).urgencies[task.urgency] },
          { label: w.until, value: showMoment(task.answer_by, look.lang) },
        ]}
      />
      {services.length === 0 ? (
        <p class="tell">{w.noService}</p>
      ) : (
        <form method="post" action={`/referral/offers/${task.id}`} class="form" novalidate>
          <SelectField
            lang={look.lang}
            name="service"
            id={`service-${task.id}`}
            label={w.service}
            value={form?.service}
            error={problems.service}
            choices={services.map((service) => ({
              value: service.id,
              label: `${service.name}（${service.organization.name}）`,
            }))}
          />
          <TextField
            lang={look.lang}
            name="responder"
            id={`responder-${task.id}`}
            label={w.responder}
            hint={referralWords(look.lang).whoHow}
            required
            maxlength={100}
            value={form?.responder}
            error={problems.responder}
          />
          <button type="submit" class="btn go">
            {w.go}
          </button>
        </form>
      )}
    </section>
  )
}
