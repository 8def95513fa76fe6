// Members and invitations as rows.
import type { Db, Tx } from '../../platform/db.ts'
import { sealRow } from '../../platform/sealed.ts'
import type { Role } from '../rules.ts'
import { type Account, accountColumns, emailHash, openAccount, SEALED_ACCOUNT } from '../store.ts'

export const insertAccount = (tx: Tx, { organizationId, ...account }: Account) =>
  tx
    .insertInto('people.account')
    .values({
      ...sealRow(SEALED_ACCOUNT, account),
      email_hash: account.email ? emailHash(account.email) : null,
      organization_id: organizationId,
    })
    .execute()

export type MemberRow = Account & { createdAt: Date; demo: boolean }

/** Members at work: of one organisation, or of the whole city. Residents are nobody's members. */
export async function listMembers(db: Db, municipality: string, organization: string | null): Promise<MemberRow[]> {
  let rows = db
    .selectFrom('people.account as account')
    .select([...accountColumns, 'account.created_at as createdAt', 'account.demo'])
    .where('account.municipality', '=', municipality)
    .where('account.role', '!=', 'resident')
    .where('account.left_at', 'is', null)
  if (organization) rows = rows.where('account.organization_id', '=', organization)
  const found = await rows.orderBy('account.organization_id').orderBy('account.name').limit(1000).execute()
  return found.map((row) => openAccount(row) as MemberRow)
}

/** Locks a member, and before that everybody else whose going could make them the last: in one order, for all. */
export async function lockMember(tx: Tx, municipality: string, id: string): Promise<Account | undefined> {
  const row = (await tx
    .selectFrom('people.account as account')
    .select(accountColumns)
    .where('account.municipality', '=', municipality)
    .where('account.id', '=', id)
    .where('account.left_at', 'is', null)
    .executeTakeFirst()) as Account | undefined
  if (!row) return undefined
  let peers = tx
    .selectFrom('people.account')
    .select('id')
    .where('municipality', '=', municipality)
    .where((e) => e.or([e('id', '=', id), e.and([e('role', '=', row.role), e('left_at', 'is', null)])]))
  if (row.organizationId) peers = peers.where('organization_id', '=', row.organizationId)
  await peers.orderBy('id').forUpdate().execute()
  const locked = await tx
    .selectFrom('people.account as account')
    .select(accountColumns)
    .where('account.municipality', '=', municipality)
    .where('account.id', '=', id)
    .where('account.left_at', 'is', null)
    .executeTakeFirst()
  return locked && (openAccount(locked) as Account)
}

/** How many others hold the same role in the same place. */
export async function countPeers(tx: Tx, member: Account): Promise<number> {
  let rows = tx
    .selectFrom('people.account')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('municipality', '=', member.municipality)
    .where('role', '=', member.role)
    .where('left_at', 'is', null)
    .where('id', '!=', member.id)
  if (member.organizationId) rows = rows.where('organization_id', '=', member.organizationId)
  return (await rows.executeTakeFirstOrThrow()).n
}

export const updateMember = (
  tx: Tx,
  municipality: string,
  id: string,
  to: { role: Role; organizationId: string | null },
) =>
  tx
    .updateTable('people.account')
    .set({ role: to.role, organization_id: to.organizationId })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .execute()

/**
 * Ends a membership: the row stays for the records that name it; everything that could open something goes, and so do
 * the invitations that the person has sent and nobody has accepted.
 */
export async function closeAccount(tx: Tx, municipality: string, id: string, now: Date): Promise<void> {
  const ofAccount = [
    'people.entrance',
    'people.session',
    'people.handshake',
    'people.passkey',
    'people.totp',
    'people.recovery',
    'people.identity',
  ] as const
  for (const table of ofAccount)
    await tx.deleteFrom(table).where('municipality', '=', municipality).where('account_id', '=', id).execute()
  await tx
    .updateTable('people.invitation')
    .set({ revoked_at: now })
    .where('municipality', '=', municipality)
    .where('invited_by', '=', id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  await tx
    .updateTable('people.account')
    .set({ left_at: now, email: null, email_hash: null })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .execute()
}

// ── invitations ─────────────────────────────────────────────────────────────────────────────────────────────────

export type Invitation = {
  municipality: string
  id: string
  token_hash: string
  sealed_email: string
  name: string
  role: Role
  organization_id: string | null
  wards: string[]
  section: string | null
  invited_by: string
  created_at: Date
  expires_at: Date
  accepted_at: Date | null
  account_id: string | null
  revoked_at: Date | null
}

type NewInvitation = Omit<Invitation, 'accepted_at' | 'account_id' | 'revoked_at'>

export const insertInvitation = (tx: Tx, row: NewInvitation) => tx.insertInto('people.invitation').values(row).execute()

/** An invitation by the hash of its token, with who invites. */
export const findInvitation = (
  db: Db,
  municipality: string,
  tokenHash: string,
): Promise<(Invitation & { inviter: string }) | undefined> =>
  db
    .selectFrom('people.invitation as invitation')
    .innerJoin('people.account as inviter', (join) =>
      join
        .onRef('inviter.municipality', '=', 'invitation.municipality')
        .onRef('inviter.id', '=', 'invitation.invited_by'),
    )
    .selectAll('invitation')
    .select('inviter.name as inviter')
    .where('invitation.municipality', '=', municipality)
    .where('invitation.token_hash', '=', tokenHash)
    .executeTakeFirst() as Promise<(Invitation & { inviter: string }) | undefined>

export const lockInvitation = (tx: Tx, municipality: string, id: string): Promise<Invitation | undefined> =>
  tx
    .selectFrom('people.invitation')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst() as Promise<Invitation | undefined>

export const noteAccepted = (tx: Tx, municipality: string, id: string, account: string, now: Date) =>
  tx
    .updateTable('people.invitation')
    .set({ accepted_at: now, account_id: account })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .execute()

export const revoke = (tx: Tx, municipality: string, id: string, now: Date) =>
  tx
    .updateTable('people.invitation')
    .set({ revoked_at: now })
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()

/** Invitations that can still be accepted. */
export function listInvitations(
  db: Db,
  municipality: string,
  organization: string | null,
  now: Date,
): Promise<Invitation[]> {
  let rows = db
    .selectFrom('people.invitation')
    .selectAll()
    .where('municipality', '=', municipality)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
  if (organization) rows = rows.where('organization_id', '=', organization)
  return rows.orderBy('created_at', 'desc').limit(200).execute() as Promise<Invitation[]>
}
