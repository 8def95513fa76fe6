// Signing in through another site. Who it vouches for is known by issuer and subject; a mail address it may name is
// never looked at.
import { randomUUID } from 'node:crypto'
import type { OidcProvider } from '../../platform/config.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import type { Actor } from '../../platform/http.ts'
import { type Account, findAccount } from '../store.ts'
import { noteKeyChange } from './changes.ts'
import { beginHandshake, endHandshake } from './handshake.ts'
import { insertAccount, lockInvitation } from './member-store.ts'
import { acceptInvitation } from './members.ts'
import { type Vouched, visit, vouchedFor } from './provider.ts'
import { type Begun, type Browser, beginSession, noteRefusal } from './sessions.ts'
import { findIdentity, type Handshake, insertIdentity, noteIdentityUse } from './store.ts'

export const backAddress = (baseUrl: string, provider: OidcProvider) => `${baseUrl}/people/oidc/${provider.id}/back`

type Purpose =
  | { kind: 'oidc.enter'; next: string | null }
  | { kind: 'oidc.link'; account: string }
  | { kind: 'oidc.accept'; invitation: string }

/**
 * Begins a visit to another site.
 * @returns where to go and what the browser keeps; undefined when the site cannot be reached.
 */
export async function beginVisit(
  db: Db,
  { municipality, baseUrl }: { municipality: string; baseUrl: string },
  provider: OidcProvider,
  purpose: Purpose,
  now: Date,
): Promise<{ address: string; state: string } | undefined> {
  const begun = await visit(provider, backAddress(baseUrl, provider))
  if (!begun) return undefined
  const { kind, ...rest } = purpose
  await beginHandshake(db, { municipality, kind, provider: provider.id, ...rest }, begun.held, now, begun.state)
  return { address: begun.address, state: begun.state }
}

export type Returned =
  | { ok: true; value: { begun: Begun; next: string | null } | 'linked' }
  | { ok: false; reason: 'refused' | 'unreachable' }

/**
 * Ends a visit: the browser is back with a code.
 * @param kept the state that this browser kept; any other is refused.
 */
export async function endVisit(
  db: Db,
  { municipality, actor }: { municipality: string; actor: Actor },
  provider: OidcProvider,
  { address, kept }: { address: URL; kept: string | undefined },
  browser: Browser,
  now: Date,
): Promise<Returned> {
  const refuse = (why: string, account?: string | null) =>
    db.transaction().execute(async (tx) => {
      await noteRefusal(tx, municipality, { way: 'oidc', why, account })
      return { ok: false, reason: 'refused' } as const
    })
  const state = address.searchParams.get('state')
  if (!kept || state !== kept) return refuse('state')
  const step = await db
    .transaction()
    .execute((tx) => endHandshake(tx, municipality, kept, ['oidc.enter', 'oidc.link', 'oidc.accept'], now))
  if (!step || step.provider !== provider.id) return refuse('no_visit')
  // The network is never waited for inside a transaction.
  const { nonce = '', verifier = '' } = step.held
  const vouched = await vouchedFor(provider, address, { state: kept, nonce, verifier })
  if (!vouched) return refuse('not_verified')
  return db.transaction().execute(async (tx) => {
    const done = await decide(tx, { municipality, actor }, provider, step, vouched, browser, now)
    if (typeof done === 'object' && 'why' in done) {
      await noteRefusal(tx, municipality, { way: 'oidc', why: done.why, account: done.account })
      return { ok: false, reason: 'refused' } as const
    }
    return { ok: true, value: done } as const
  })
}

type Decided = { begun: Begun; next: string | null } | 'linked' | { why: string; account?: string }

async function decide(
  tx: Tx,
  { municipality, actor }: { municipality: string; actor: Actor },
  provider: OidcProvider,
  step: Handshake,
  vouched: Vouched,
  browser: Browser,
  now: Date,
): Promise<Decided> {
  const { issuer, subject, factors } = vouched
  const found = await findIdentity(tx, municipality, issuer, subject)
  const link = async (account: Account): Promise<boolean> => {
    const id = randomUUID()
    const row = { municipality, issuer, subject, id, account_id: account.id, provider: provider.id }
    if (!(await insertIdentity(tx, { ...row, created_at: now, used_at: now }))) return false
    await record(tx, {
      municipality,
      name: 'people.identity_linked',
      actor: { kind: 'account', id: account.id },
      subject: account.id,
      data: { identity: id, provider: provider.id },
    })
    return true
  }
  const start = (account: Account) => beginSession(tx, account, { factors, way: 'oidc' }, browser, now)

  if (step.kind === 'oidc.link') {
    // The person who began it must still be the one who is signed in here.
    if (!step.account_id || step.account_id !== actor.id) return { why: 'other_session' }
    const account = await findAccount(tx, municipality, step.account_id)
    if (!account || !provider.roles.includes(account.role)) return { why: 'role', account: account?.id }
    if (found || !(await link(account))) return { why: 'linked_already', account: account.id }
    await noteKeyChange(tx, account)
    return 'linked'
  }
  if (step.kind === 'oidc.accept') {
    const invitation = step.invitation_id ? await lockInvitation(tx, municipality, step.invitation_id) : undefined
    if (!invitation || !provider.roles.includes(invitation.role)) return { why: 'invitation' }
    if (found) return { why: 'linked_already', account: found.account?.id }
    const account = await acceptInvitation(tx, invitation, now)
    if (!account) return { why: 'invitation' }
    await link(account)
    return { begun: await start(account), next: null }
  }
  if (found) {
    const { account } = found
    if (!account) return { why: 'left' }
    if (!provider.roles.includes(account.role)) return { why: 'role', account: account.id }
    await noteIdentityUse(tx, municipality, found.id, now)
    return { begun: await start(account), next: step.next }
  }
  if (!provider.opensAccounts) return { why: 'unknown' }
  const account = await openResident(tx, municipality, vouched.name)
  await link(account)
  return { begun: await start(account), next: step.next }
}

/** Somebody new, known by what the other site vouches for and nothing else. */
async function openResident(tx: Tx, municipality: string, name: string | null): Promise<Account> {
  const account: Account = {
    municipality,
    id: randomUUID(),
    name: name ?? '利用者',
    email: null,
    role: 'resident',
    organizationId: null,
    wards: [],
    section: null,
  }
  await insertAccount(tx, account)
  await record(tx, {
    municipality,
    name: 'people.account_opened',
    actor: { kind: 'account', id: account.id },
    subject: account.id,
    data: { role: account.role },
  })
  return account
}
