// The entrance, and the second factor.
import type { Child } from 'hono/jsx'
import type { OidcProvider } from '../../platform/config.ts'
import { addScript, asset } from '../../platform/ui/assets.ts'
import { type Look, PublicPage } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, Tell, TextField } from '../../platform/ui/parts.tsx'
import type { Keys } from './changes.ts'
import { signinWords } from './words.ts'

addScript('passkey.js', new URL('./island.ts', import.meta.url))

type Of = { look: Look }

/** The frame of every page of sign-in: quiet, narrow, nothing beside the one thing to do. */
export function Plain({ look, title, wrong, children }: Of & { title: string; wrong?: boolean; children?: Child }) {
  return (
    <PublicPage look={look} title={title} leave={false} urgent={false} wrong={wrong} noindex>
      <div class="narrow stack-l">{children}</div>
    </PublicPage>
  )
}

type BoxProps = Of & { kind: 'enter' | 'add'; next?: string; label: string; failed: string; children?: Child }

/** What needs the browser's own dialogue: hidden until the script finds that it can be done. */
export const PasskeyBox = ({ look, kind, next, label, failed, children }: BoxProps) => (
  <>
    <div class="stack" data-passkey={kind} data-next={next} hidden>
      {children}
      <button type="button" class="btn">
        {label}
      </button>
      <p role="status" data-busy={signinWords(look.lang).passkeyBusy} data-failed={failed}></p>
    </div>
    <script src={asset('passkey.js').url} defer></script>
  </>
)

/** One button for each other site. */
export const Providers = ({
  providers,
  label,
  action,
  next,
}: {
  providers: readonly OidcProvider[]
  label: (name: string) => string
  action: (id: string) => string
  next?: string
}) => (
  <ul class="acts">
    {providers.map(({ id, name }) => (
      <li>
        <form method="post" action={action(id)}>
          {next && <input type="hidden" name="next" value={next} />}
          <button type="submit" class="btn">
            {label(name)}
          </button>
        </form>
      </li>
    ))}
  </ul>
)

export type SignInProps = Of & {
  demo: boolean
  providers: readonly OidcProvider[]
  next?: string
  problems?: Record<string, string>
  email?: string
}

export function SignInPage({ look, demo, providers, next, problems = {}, email }: SignInProps) {
  const w = signinWords(look.lang)
  const wrong = problems.email ? { email: w.emailWrong } : {}
  return (
    <Plain look={look} title={w.signIn} wrong={Boolean(problems.email)}>
      <ErrorSummary lang={look.lang} problems={wrong} />
      <div class="stack">
        <h1>{w.signIn}</h1>
        <p>{w.lead}</p>
        {demo && <Tell>{w.demo}</Tell>}
      </div>
      <form class="form" method="post" action="/people/ask">
        <h2>{w.byMail}</h2>
        {next && <input type="hidden" name="next" value={next} />}
        <TextField
          lang={look.lang}
          name="email"
          type="email"
          autocomplete="email"
          label={w.email}
          hint={w.emailHint}
          error={wrong.email}
          value={email}
          maxlength={320}
        />
        <button type="submit" class="btn go">
          {w.send}
        </button>
      </form>
      <PasskeyBox look={look} kind="enter" next={next} label={w.byPasskey} failed={w.passkeyFailed}>
        <h2>{w.byPasskey}</h2>
        <p>{w.byPasskeyHow}</p>
      </PasskeyBox>
      {providers.length > 0 && (
        <section class="stack">
          <h2>{w.byOthers}</h2>
          <Providers providers={providers} label={w.byOther} action={(id) => `/people/oidc/${id}`} next={next} />
        </section>
      )}
      <Crumb href="/">{w.top}</Crumb>
    </Plain>
  )
}

/** A page that says one thing and shows the way back. */
const Said = ({ look, title, says }: Of & { title: string; says: readonly string[] }) => (
  <Plain look={look} title={title}>
    <div class="stack">
      <h1>{title}</h1>
      {says.map((one) => (
        <p>{one}</p>
      ))}
      <Crumb href="/people">{signinWords(look.lang).again}</Crumb>
    </div>
  </Plain>
)

export function AskedPage({ look }: Of) {
  const w = signinWords(look.lang)
  return <Said look={look} title={w.asked} says={[w.askedHow, w.askedWhy]} />
}

export function TooManyPage({ look }: Of) {
  const w = signinWords(look.lang)
  return <Said look={look} title={w.signIn} says={[w.tooMany]} />
}

export function NotLetInPage({ look, reason }: Of & { reason: 'refused' | 'unreachable' }) {
  const w = signinWords(look.lang)
  return reason === 'refused' ? (
    <Said look={look} title={w.refused} says={[w.refusedHow]} />
  ) : (
    <Said look={look} title={w.unreachable} says={[w.unreachableHow]} />
  )
}

/** Between our site and the other one: the browser goes on by itself, and who uses none of that presses the button. */
export function AwayPage({ look, name, address }: Of & { name: string; address: string }) {
  const w = signinWords(look.lang)
  return (
    <Plain look={look} title={w.away(name)}>
      <div class="stack">
        <h1>{w.away(name)}</h1>
        <p>{w.awayHow}</p>
        <p>
          <a class="btn go" href={address} rel="noreferrer">
            {w.awayGo(name)}
          </a>
        </p>
      </div>
    </Plain>
  )
}

export type SecondProps = Of & { keys: Keys; next: string; problem?: 'code' | 'recovery' }

export function SecondPage({ look, keys, next, problem }: SecondProps) {
  const w = signinWords(look.lang)
  const wrong = problem ? { [problem]: w.codeWrong } : {}
  const form = (name: 'code' | 'recovery', go: boolean) => (
    <form class="form" method="post" action="/people/second">
      <input type="hidden" name="next" value={next} />
      <TextField
        lang={look.lang}
        name={name}
        label={name === 'code' ? w.code : w.recovery}
        hint={name === 'code' ? w.codeHint : w.recoveryHint}
        error={wrong[name]}
        autocomplete={name === 'code' ? 'one-time-code' : 'off'}
        inputmode={name === 'code' ? 'numeric' : undefined}
        maxlength={40}
      />
      <button type="submit" class={go ? 'btn go' : 'btn'}>
        {w.check}
      </button>
    </form>
  )
  return (
    <Plain look={look} title={w.second} wrong={Boolean(problem)}>
      <ErrorSummary lang={look.lang} problems={wrong} />
      <div class="stack">
        <h1>{w.second}</h1>
        <p>{w.secondWhy}</p>
      </div>
      {!keys.second && (
        <section class="stack">
          <p>{w.secondNone}</p>
          <p>
            <a class="btn go" href="/people/keys/totp">
              {w.appSetUp}
            </a>
          </p>
          <p class="small soft">{w.appHow}</p>
          <PasskeyBox look={look} kind="add" next={next} label={w.addPasskey} failed={w.addFailed}>
            <p class="small soft">{w.passkeysHow}</p>
          </PasskeyBox>
        </section>
      )}
      {keys.passkeys.length > 0 && (
        <PasskeyBox look={look} kind="enter" next={next} label={w.byPasskey} failed={w.passkeyFailed} />
      )}
      {keys.totp && form('code', true)}
      {keys.recovery > 0 && (
        <details open={problem === 'recovery'}>
          <summary>{w.useRecovery}</summary>
          {form('recovery', false)}
        </details>
      )}
      <form method="post" action="/people/leave">
        <button type="submit" class="btn plain">
          {w.leave}
        </button>
      </form>
    </Plain>
  )
}
