// One sheet of A4 that asks a desk by fax or on paper. It is left lying about, so it holds neither name, contact nor words.
import { needName, type ServiceView } from '../../directory/index.ts'
import type { Need } from '../../need/index.ts'
import { DeskPage, type Look } from '../../platform/ui/page.tsx'
import { Crumb, Facts, Qr } from '../../platform/ui/parts.tsx'
import { showDay, showMoment } from '../../platform/words.ts'
import { DECLINE_REASONS } from '../rules.ts'
import type { Task } from '../store.ts'
import { referralWords } from '../words.ts'
import { slipWords } from './words.ts'

export type SlipProps = {
  look: Look
  need: Need
  task: Task
  /** The desk that is asked. */
  service: ServiceView
  /** The city's desk that takes the answer. */
  general: ServiceView | undefined
  /** Full address of the page for the answer; null: none. */
  url: string | null
  now: Date
}

const numberOf = (service: ServiceView | undefined, type: 'voice' | 'fax') =>
  service?.phones.find((phone) => phone.type === type)?.number
const together = (...parts: (string | undefined | false)[]) => parts.filter(Boolean).join('　')

export function SlipPage({ look, need, task, service, general, url, now }: SlipProps) {
  const { lang } = look
  const w = referralWords(lang)
  const s = slipWords(lang)
  const fax = numberOf(service, 'fax')
  const [backFax, backPhone] = [numberOf(general, 'fax'), numberOf(general, 'voice')]
  return (
    <DeskPage look={look} title={s.title} organization={service.organization.name} flow="plain">
      <div class="print-large asks">
        <Crumb href={`/referral/${need.id}`}>{s.back}</Crumb>
        <p class="no-print">{s.how}</p>
        <h1>{s.title}</h1>
        <Facts
          facts={[
            { label: s.to, value: together(service.name, fax && s.fax(fax)) },
            { label: s.from, value: together(look.place, general?.name) },
            { label: s.code, value: <b>{need.code}</b> },
            { label: s.what, value: need.kinds.map((kind) => needName(kind, lang)).join('、') },
            { label: s.ward, value: need.ward ?? w.unknownWard },
            { label: s.urgency, value: w.urgencies[need.urgency] },
            { label: s.answerBy, value: <b>{showMoment(task.answer_by, lang)}</b> },
            { label: s.contactBy, value: showMoment(task.contact_by, lang) },
          ]}
        />
        <p class="small">{s.nothing}</p>
        <section class="one-desk" aria-labelledby="reply">
          <h2 id="reply">{s.reply}</h2>
          <ul>
            <li>
              <b>{s.accept}</b>　{s.caller}
              <br />
              {s.blank}
            </li>
            <li>
              <b>{s.decline}</b>（{w.reason}）
              <ul>
                {DECLINE_REASONS.map((reason) => (
                  <li>{w.reasons[reason]}</li>
                ))}
              </ul>
            </li>
          </ul>
          <p>{s.signed}</p>
        </section>
        <section class={url ? 'one-desk again' : 'one-desk'} aria-label={s.sendTo}>
          {url && <Qr text={url} label={s.qr} />}
          <div>
            <p>
              {s.sendTo}
              <br />
              <b>{together(backFax && s.fax(backFax), backPhone && s.phone(backPhone))}</b>
            </p>
            {url && <p class="small">{s.qrHow}</p>}
            <p class="tiny">{s.printed(showDay(now, lang, true))}</p>
          </div>
        </section>
      </div>
    </DeskPage>
  )
}
