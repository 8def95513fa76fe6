// What the service says about itself: short, and honest where something is missing.

import { type Look, PublicPage } from '../platform/ui/page.tsx'
import { Crumb, Tell } from '../platform/ui/parts.tsx'
import { showDay } from '../platform/words.ts'
import { aboutWords } from './about-words.ts'

const Sections = ({ sections }: { sections: readonly string[] }) => (
  <>
    {sections.map((section) => {
      const [heading = '', text = ''] = section.split('|')
      return (
        <section class="stack">
          <h2>{heading}</h2>
          <p>{text}</p>
        </section>
      )
    })}
  </>
)

/** `kept`: days after which a conversation, and a need that is settled, lose their words. */
export function PrivacyPage({ look, kept }: { look: Look; kept: { conversationDays: number; needDays: number } }) {
  const t = aboutWords(look.lang)
  return (
    <PublicPage look={look} title={t.privacy}>
      <div class="narrow stack-l">
        <div class="stack">
          <Crumb href="/">{t.back}</Crumb>
          <h1>{t.privacy}</h1>
          <p class="lead">{t.privacyLead}</p>
        </div>
        <section class="sheet stack prose">
          <h2>{t.keptTitle}</h2>
          <ul>
            {t
              .kept(kept.conversationDays, kept.needDays)
              .split('\n')
              .map((line) => (
                <li>{line}</li>
              ))}
          </ul>
        </section>
        <Sections sections={t.privacySections} />
      </div>
    </PublicPage>
  )
}

export function AccessibilityPage({ look }: { look: Look }) {
  const t = aboutWords(look.lang)
  return (
    <PublicPage look={look} title={t.accessibility}>
      <div class="narrow stack-l">
        <div class="stack">
          <Crumb href="/">{t.back}</Crumb>
          <h1>{t.accessibility}</h1>
          <p class="lead">{t.accessibilityLead}</p>
        </div>
        <Sections sections={t.accessibilitySections} />
      </div>
    </PublicPage>
  )
}

type Share = { hits: number; of: number }

/** Results on a test set that the engine was not built from. */
export type Measured = {
  /** Day of the measurement, YYYY-MM-DD. */
  day: string
  count: number
  first: Share
  firstThree: Share
  danger?: Share
  falseAlarm?: Share
  nothing?: Share
}

export function AccuracyPage({ look, measured }: { look: Look; measured: Measured | null }) {
  const { lang } = look
  const t = aboutWords(lang)
  const rows = (['first', 'firstThree', 'danger', 'falseAlarm', 'nothing'] as const).flatMap((name) => {
    const share = measured?.[name]
    return share ? [{ name, share }] : []
  })
  return (
    <PublicPage look={look} title={t.accuracy}>
      <div class="narrow stack-l">
        <div class="stack">
          <Crumb href="/">{t.back}</Crumb>
          <h1>{t.accuracy}</h1>
          <p class="lead">{t.accuracyLead}</p>
        </div>
        <section class="stack">
          <h2>{t.figures}</h2>
          {measured ? (
            <>
              <p>
                {t.measured(showDay(new Date(`${measured.day}T03:00:00Z`), lang, true), measured.count)}
                {lang === 'ja' ? '' : ' '}
                {t.measuredHow}
              </p>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t.what}</th>
                    <th scope="col" class="n">
                      {t.result}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ name, share }) => (
                    <tr>
                      <th scope="row">{t[name]}</th>
                      <td class="n">
                        <b>{t.percent(share.of === 0 ? 0 : Math.round((100 * share.hits) / share.of))}</b>
                        <br />
                        <small>{t.outOf(share.hits, share.of)}</small>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          ) : (
            <Tell>
              <p>{t.unmeasured}</p>
            </Tell>
          )}
        </section>
        <Sections sections={t.accuracySections} />
      </div>
    </PublicPage>
  )
}
