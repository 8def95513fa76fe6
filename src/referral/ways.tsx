// How the person is told: a part of the receipt, and the page with the code for LINE.
import type { Need, Way } from '../need/index.ts'
import type { LineConfig } from '../platform/config.ts'
import { maskMail } from '../platform/outbox/rules.ts'
import { addScript, asset } from '../platform/ui/assets.ts'
import { type Look, PublicPage } from '../platform/ui/page.tsx'
import { Crumb, Qr } from '../platform/ui/parts.tsx'
import { showMoment } from '../platform/words.ts'
import { waysWords } from './ways-words.ts'

addScript('push.js', new URL('./push-island.ts', import.meta.url))
addScript('notice.js', new URL('./push-worker.ts', import.meta.url))

/** Where the browser finds the script that shows a notice: below it lie the receipts, and nothing else. */
export const WORKER = '/referral/receipt/notice.js'

export type WaysProblem = 'unknown_service' | 'too_many' | 'pushFailed'

export type WaysProps = {
  look: Look
  need: Need
  ways: readonly Way[]
  /** Public key of web push; null: not offered. */
  pushKey: string | null
  line: boolean
  problem: WaysProblem | null
}

export function Ways({ look, need, ways, pushKey, line, problem }: WaysProps) {
  const w = waysWords(look.lang)
  const at = `/referral/receipt/${need.id}`
  return (
    <section class="sheet stack no-print" aria-labelledby="ways">
      <h2 id="ways">{w.title}</h2>
      <p class="small soft">{w.lead}</p>
      {problem && (
        <p class="tell heed" role="alert">
          {w[problem]}
        </p>
      )}
      {!need.contact_email && ways.length === 0 ? (
        <p>{w.none}</p>
      ) : (
        <ul class="stack">
          {need.contact_email && <li>{w.mail(maskMail(need.contact_email))}</li>}
          {ways.map((way) => {
            const name = w[way.channel](showMoment(way.created_at, look.lang))
            return (
              <li>
                <form method="post" action={`${at}/ways/${way.id}/stop`} class="acts side">
                  <span>{name}</span>
                  <button type="submit" class="btn slim" aria-label={w.stopOf(name)}>
                    {w.stop}
                  </button>
                </form>
              </li>
            )
          })}
        </ul>
      )}
      {line && (
        <form method="post" action={`${at}/line`}>
          <button type="submit" class="btn">
            {w.lineGo}
          </button>
        </form>
      )}
      {pushKey && (
        <>
          <form method="post" action={`${at}/push`} data-push={pushKey} data-worker={WORKER} hidden>
            <input type="hidden" name="subscription" />
            <button type="submit" class="btn">
              {w.pushGo}
            </button>
            <p role="status" data-busy={w.pushBusy} data-refused={w.pushRefused} data-failed={w.pushFailed}></p>
          </form>
          <p class="small" data-push-without>
            {w.pushWithout}
          </p>
          <script src={asset('push.js').url} defer></script>
        </>
      )}
    </section>
  )
}

type CodeProps = { look: Look; needId: string; line: LineConfig; code: string | null }

/** The code, and how it gets to the account; or that there were too many. */
export function LineCodePage({ look, needId, line, code }: CodeProps) {
  const w = waysWords(look.lang)
  // https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/
  const chat = `https://line.me/R/oaMessage/${encodeURIComponent(line.account)}/?${encodeURIComponent(code ?? '')}`
  return (
    <PublicPage look={look} title={w.lineTitle} wrong={code === null} noindex>
      <div class="narrow stack">
        <Crumb href={`/referral/receipt/${needId}`}>{w.back}</Crumb>
        <h1>{w.lineTitle}</h1>
        {code === null ? (
          <p class="tell heed">{w.lineMany}</p>
        ) : (
          <>
            <p>{w.lineHow}</p>
            <p class="code">{code}</p>
            <p>{w.lineAccount(line.account)}</p>
            <a class="btn go" href={chat} rel="noreferrer">
              {w.lineOpen}
            </a>
            <Qr text={chat} label={w.lineQr} />
            <p>
              <a class="alone" href={`https://line.me/R/ti/p/${encodeURIComponent(line.account)}`} rel="noreferrer">
                {w.lineFriend}
              </a>
            </p>
            <p class="small soft">{w.lineAfter}</p>
          </>
        )}
      </div>
    </PublicPage>
  )
}
