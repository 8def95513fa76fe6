import { type Look, PublicPage } from '../platform/ui/page.tsx'
import { Crumb } from '../platform/ui/parts.tsx'
import { peopleWords } from './words.ts'

type EnterProps = { look: Look; token: string; name: string; printed?: boolean }

export function EnterPage({ look, token, name, printed }: EnterProps) {
  const w = peopleWords(look.lang)
  return (
    <PublicPage look={look} title={w.signIn} leave={false} urgent={false}>
      <div class="narrow stack">
        <h1>{w.enterAs(name)}</h1>
        <p>{w.enterHow}</p>
        {printed && <p class="small soft">{w.enterPrinted}</p>}
        <form method="post" action={`/people/enter/${token}`}>
          <button type="submit" class="btn go">
            {w.enter}
          </button>
        </form>
      </div>
    </PublicPage>
  )
}

export function GonePage({ look }: { look: Look }) {
  const w = peopleWords(look.lang)
  return (
    <PublicPage look={look} title={w.gone} leave={false} urgent={false}>
      <div class="narrow stack">
        <h1>{w.gone}</h1>
        <p>{w.goneHow}</p>
        <p>
          <a href="/people">{w.toSignIn}</a>
        </p>
        <Crumb href="/">{w.top}</Crumb>
      </div>
    </PublicPage>
  )
}

export function RefusedPage({ look, signedIn }: { look: Look; signedIn: boolean }) {
  const w = peopleWords(look.lang)
  return (
    <PublicPage look={look} title={signedIn ? w.refused : w.needSignIn} leave={false} urgent={false}>
      <div class="narrow stack">
        <h1>{signedIn ? w.refused : w.needSignIn}</h1>
        <p>{signedIn ? w.refusedHow : w.needSignInHow}</p>
        {!signedIn && (
          <p>
            <a class="btn go" href={`/people?next=${encodeURIComponent(look.path)}`}>
              {w.toSignIn}
            </a>
          </p>
        )}
        <Crumb href="/">{w.top}</Crumb>
      </div>
    </PublicPage>
  )
}
