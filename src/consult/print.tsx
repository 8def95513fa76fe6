// The answer on paper, in large letters: to be held out at a counter, or taken to somebody without a screen.
import { ServiceFacts, type ServiceView } from '../directory/index.ts'
import { type Look, PublicPage } from '../platform/ui/page.tsx'
import { Crumb, inJapanese, Qr, telHref } from '../platform/ui/parts.tsx'
import { showDay } from '../platform/words.ts'
import { consultWords } from './words.ts'

type PrintPageProps = {
  look: Look
  id: string
  /** Full address of the answer page, for the QR code. */
  url: string
  desks: readonly { service: ServiceView }[]
  printed: Date
}

/** Holds neither names nor the person's words: paper is left lying about. */
export function PrintPage({ look, id, url, desks, printed }: PrintPageProps) {
  const { lang } = look
  const t = consultWords(lang)
  return (
    <PublicPage look={look} title={t.slip} noindex flow="plain">
      <div class="print-large stack">
        <Crumb href={`/consult/${id}`}>{t.back}</Crumb>
        <h1>{t.slip}</h1>
        <p class="no-print">{t.slipHow}</p>
        {desks.map(({ service }, index) => {
          const phone = service.phones.find((one) => one.type === 'voice')
          return (
            <article class="one-desk" aria-labelledby={`d${index + 1}`}>
              <h2 id={`d${index + 1}`} {...inJapanese(lang)}>
                {service.name}
              </h2>
              {phone && (
                <p class="number">
                  <a href={telHref(phone.number)}>{phone.number}</a>
                </p>
              )}
              <ServiceFacts look={look} service={service} brief />
            </article>
          )
        })}
        <div class="one-desk again">
          <Qr text={url} label={t.slipCode} />
          <p class="small">
            {t.slipAgain} {t.slipSafe} {t.printedOn(showDay(printed, lang, true))}
          </p>
        </div>
      </div>
    </PublicPage>
  )
}
