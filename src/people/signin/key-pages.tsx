// What somebody signs in with, and where they are signed in.
import type { OidcProvider } from '../../platform/config.ts'
import type { Look } from '../../platform/ui/page.tsx'
import { Crumb, ErrorSummary, Qr, Tag, Tell, TextField } from '../../platform/ui/parts.tsx'
import { showDay, showMoment } from '../../platform/words.ts'
import type { Keys } from './changes.ts'
import { PasskeyBox, Plain, Providers } from './enter-pages.tsx'
import { homeOf, inFours, type Way } from './rules.ts'
import type { SessionRow } from './session-store.ts'
import { signinWords } from './words.ts'

type Of = { look: Look }

const Remove = ({ action, label, of }: { action: string; label: string; of?: string }) => (
  <form method="post" action={action}>
    <button type="submit" class="btn slim stop">
      {label}
      {of && <span class="vh">（{of}）</span>}
    </button>
  </form>
)

export type KeysProps = Of & {
  name: string
  role: string | null
  keys: Keys
  providers: readonly OidcProvider[]
  problem?: 'last'
}

export function KeysPage({ look, name, role, keys, providers, problem }: KeysProps) {
  const w = signinWords(look.lang)
  const day = (at: Date) => showDay(at, look.lang, true)
  const linked = new Map(keys.identities.map((one) => [one.provider, one]))
  const nameOf = (id: string) => providers.find((one) => one.id === id)?.name ?? id
  const home = homeOf(role)
  return (
    <Plain look={look} title={w.keys} wrong={Boolean(problem)}>
      <div class="stack">
        {home !== '/people/keys' && <Crumb href={home}>{w.back}</Crumb>}
        <h1>{w.keys}</h1>
        <p>
          {w.keysLead} <span class="keep">{w.you}：</span>
          {name}
        </p>
        {problem && (
          <Tell kind="bad">
            <p role="alert">{w.last}</p>
          </Tell>
        )}
      </div>
      <section class="stack">
        <h2>{w.passkeys}</h2>
        <p>{w.passkeysHow}</p>
        {keys.passkeys.length === 0 && <p class="soft">{w.noPasskey}</p>}
        <ul class="stack">
          {keys.passkeys.map((one) => (
            <li class="sheet row">
              <span>
                <b>{one.name}</b>
                <br />
                <span class="small soft">{w.added(day(one.created_at))}</span>{' '}
                {one.used_at && <span class="small soft">{w.used(day(one.used_at))}</span>}
              </span>
              <Remove action={`/people/keys/passkey/${one.id}/remove`} label={w.remove} of={one.name} />
            </li>
          ))}
        </ul>
        <PasskeyBox look={look} kind="add" next="/people/keys" label={w.addPasskey} failed={w.addFailed}>
          <TextField lang={look.lang} name="name" label={w.passkeyName} hint={w.passkeyNameHint} maxlength={60} />
        </PasskeyBox>
      </section>
      <section class="stack">
        <h2>{w.app}</h2>
        <p>{w.appHow}</p>
        {keys.totp ? (
          <>
            <p class="row">
              <Tag kind="ok" icon="check">
                {w.appOn}
              </Tag>{' '}
              {w.recoveryLeft(keys.recovery)}
            </p>
            <div class="row">
              <form method="post" action="/people/keys/recovery">
                <button type="submit" class="btn slim">
                  {w.renew}
                </button>
              </form>
              <Remove action="/people/keys/totp/remove" label={w.remove} of={w.app} />
            </div>
          </>
        ) : (
          <p>
            <a class="btn" href="/people/keys/totp">
              {w.appSetUp}
            </a>
          </p>
        )}
      </section>
      {(providers.length > 0 || linked.size > 0) && (
        <section class="stack">
          <h2>{w.others}</h2>
          <p>{w.othersHow}</p>
          <ul class="stack">
            {keys.identities.map((one) => (
              <li class="sheet row">
                <span>
                  <b>{nameOf(one.provider)}</b>
                  <br />
                  <span class="small soft">{w.added(day(one.created_at))}</span>
                </span>
                <Remove action={`/people/keys/identity/${one.id}/remove`} label={w.remove} of={nameOf(one.provider)} />
              </li>
            ))}
          </ul>
          <Providers
            providers={providers.filter((one) => !linked.has(one.id))}
            label={w.link}
            action={(id) => `/people/keys/link/${id}`}
          />
        </section>
      )}
      <p>
        <a href="/people/sessions">{w.sessionsLink}</a>
      </p>
      <form method="post" action="/people/leave">
        <button type="submit" class="btn plain">
          {w.leave}
        </button>
      </form>
    </Plain>
  )
}

export type TotpProps = Of & { address: string; secret: string; wrong?: boolean }

export function TotpPage({ look, address, secret, wrong }: TotpProps) {
  const w = signinWords(look.lang)
  const problems = wrong ? { code: w.codeWrong } : {}
  return (
    <Plain look={look} title={w.appSetUp} wrong={wrong}>
      <ErrorSummary lang={look.lang} problems={problems} />
      <div class="stack">
        <Crumb href="/people/keys">{w.keys}</Crumb>
        <h1>{w.appSetUp}</h1>
        <p>{w.scan}</p>
        <Qr text={address} label={w.qr} />
        <p>{w.orType}</p>
        <p class="sheet">
          <code>{inFours(secret).replaceAll('-', ' ')}</code>
        </p>
      </div>
      <form class="form" method="post" action="/people/keys/totp">
        <TextField
          lang={look.lang}
          name="code"
          label={w.code}
          hint={w.codeHint}
          error={problems.code}
          autocomplete="one-time-code"
          inputmode="numeric"
          maxlength={20}
        />
        <button type="submit" class="btn go">
          {w.confirm}
        </button>
      </form>
    </Plain>
  )
}

/** Shown once, in answer to the form that made them. */
export function CodesPage({ look, codes, next }: Of & { codes: readonly string[]; next: string }) {
  const w = signinWords(look.lang)
  return (
    <Plain look={look} title={w.codes}>
      <div class="stack">
        <h1>{w.codes}</h1>
        <p>{w.codesHow}</p>
        <ul class="sheet">
          {codes.map((code) => (
            <li>
              <code>{inFours(code)}</code>
            </li>
          ))}
        </ul>
        <p>
          <a class="btn go" href={next}>
            {w.codesDone}
          </a>
        </p>
      </div>
    </Plain>
  )
}

export type SessionsProps = Of & { sessions: readonly SessionRow[]; current: string | null }

export function SessionsPage({ look, sessions, current }: SessionsProps) {
  const w = signinWords(look.lang)
  const moment = (at: Date) => showMoment(at, look.lang)
  const others = sessions.filter(({ id }) => id !== current)
  return (
    <Plain look={look} title={w.sessions}>
      <div class="stack">
        <Crumb href="/people/keys">{w.keys}</Crumb>
        <h1>{w.sessions}</h1>
        <p>{w.sessionsLead}</p>
      </div>
      <ul class="stack">
        {sessions.map((one) => (
          <li class="sheet stack">
            <p>
              <b>{one.device || w.unknownDevice}</b>{' '}
              {one.id === current && (
                <Tag kind="ok" icon="check">
                  {w.thisOne}
                </Tag>
              )}
            </p>
            <p class="small soft">
              {w.ways[one.way as Way]}（{w.factors(one.factors)}）・{w.since(moment(one.created_at))}・
              {w.seen(moment(one.seen_at))}
            </p>
            {one.id !== current && (
              <Remove action={`/people/sessions/${one.id}/end`} label={w.end} of={one.device || w.unknownDevice} />
            )}
          </li>
        ))}
      </ul>
      {others.length === 0 ? (
        <p class="soft">{w.alone}</p>
      ) : (
        <form method="post" action="/people/sessions/end-others">
          <button type="submit" class="btn stop">
            {w.endOthers}
          </button>
        </form>
      )}
    </Plain>
  )
}
