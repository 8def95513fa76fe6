// Where the desk's way by a link ends: an answer that ended the referral, or a link that opens nothing any more.
import { DeskPage, type Look, PublicPage } from '../platform/ui/page.tsx'
import { telHref } from '../platform/ui/parts.tsx'
import type { Desk } from './reads.ts'
import type { Status } from './rules.ts'
import { referralWords } from './words.ts'

export function ThanksPage({ look, desk, status }: { look: Look; desk: Desk; status: Status }) {
  const w = referralWords(look.lang)
  return (
    <DeskPage look={look} title={w.thanks} organization={desk.organization}>
      <div class="narrow stack">
        <h1>{w.thanks}</h1>
        {status === 'declined' && <p>{w.declined}</p>}
        {status === 'forwarded' && <p>{w.passed}</p>}
      </div>
    </DeskPage>
  )
}

/** The same for a link that is used up, too old, revoked or made up. */
export function LinkGonePage({ look, general }: { look: Look; general: Desk | null }) {
  const w = referralWords(look.lang)
  return (
    <PublicPage look={look} title={w.gone} leave={false} urgent={false} noindex>
      <div class="narrow stack">
        <h1>{w.gone}</h1>
        <p>{w.goneHow}</p>
        {general?.phone && (
          <p>
            {general.name}　<a href={telHref(general.phone)}>{general.phone}</a>
          </p>
        )}
      </div>
    </PublicPage>
  )
}
