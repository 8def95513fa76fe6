// Members come by invitation and go by the end of their membership, at once everywhere.
import { randomUUID } from 'node:crypto'
import { openText, sealText } from '../../platform/cipher.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { record } from '../../platform/events.ts'
import { writeMail } from '../../platform/mail.ts'
import { hashSecret, newToken } from '../../platform/secret.ts'
import type { Lang } from '../../platform/words.ts'
import type { Role } from '../rules.ts'
import type { Account } from '../store.ts'
import { mailWords } from './mail-words.ts'
import {
  closeAccount,
  countPeers,
  findInvitation,
  type Invitation,
  insertAccount,
  insertInvitation,
  lockInvitation,
  lockMember,
  noteAccepted,
  revoke,
  updateMember,
} from './member-store.ts'
import {
  type Authority,
  type EndProblem,
  endProblem,
  INVITATION_LASTS,
  invitationState,
  isEmail,
  mayManage,
  moveProblem,
  type PlaceProblem,
  placeProblem,
  tidyEmail,
  tidyName,
} from './rules.ts'
import { deleteSessions } from './session-store.ts'
import { type Begun, type Browser, beginSession } from './sessions.ts'

export type By = Authority & { id: string; municipality: string }
type Result<Reason extends string> = { ok: true } | { ok: false; reason: Reason }

const signed = (by: By) => ({ kind: 'account', id: by.id }) as const

export type NewMember = {
  name: string
  email: string
  role: Role
  organizationId: string | null
  wards: string[]
  section: string | null
}

/** Invites somebody by mail: the link works once, for 72 hours. */
export async function invite(
  db: Db,
  by: By,
  member: NewMember,
  mail: { baseUrl: string; lang: Lang; place: string; organization: string | null },
  now: Date,
): Promise<Result<PlaceProblem>> {
  const problem = placeProblem(by, member)
  if (problem) return { ok: false, reason: problem }
  const id = randomUUID()
  const token = newToken()
  const { municipality } = by
  await db.transaction().execute(async (tx) => {
    await insertInvitation(tx, {
      municipality,
      id,
      token_hash: hashSecret(token),
      sealed_email: sealText(member.email, `people.invitation/${id}`),
      name: member.name,
      role: member.role,
      organization_id: member.organizationId,
      wards: member.wards,
      section: member.section,
      invited_by: by.id,
      created_at: now,
      expires_at: new Date(now.getTime() + INVITATION_LASTS),
    })
    await record(tx, {
      municipality,
      name: 'people.invited',
      actor: signed(by),
      subject: id,
      data: { role: member.role, organization: member.organizationId },
    })
    const w = mailWords(mail.lang)
    await writeMail(tx, {
      municipality,
      to: member.email,
      subject: w.inviteSubject(mail.place),
      body: w.inviteBody(mail.organization ?? mail.place, `${mail.baseUrl}/people/invitation/${token}`),
      about: id,
    })
  })
  return { ok: true }
}

/** The mail address of an invitation, for those who may see it. */
export const emailOf = (one: Invitation): string => openText(one.sealed_email, `people.invitation/${one.id}`)

export const withdrawInvitation = (db: Db, by: By, id: string, now: Date): Promise<Result<'unknown'>> =>
  db.transaction().execute(async (tx) => {
    const one = await lockInvitation(tx, by.municipality, id)
    const place = one && { role: one.role, organizationId: one.organization_id }
    if (!place || placeProblem(by, place) || invitationState(one, now) !== 'open')
      return { ok: false, reason: 'unknown' } as const
    await revoke(tx, by.municipality, id, now)
    await record(tx, {
      municipality: by.municipality,
      name: 'people.invitation_withdrawn',
      actor: signed(by),
      subject: id,
    })
    return { ok: true } as const
  })

/** Makes the account of an invitation, inside the transaction that proves who accepts. */
export async function acceptInvitation(tx: Tx, one: Invitation, now: Date): Promise<Account | undefined> {
  if (invitationState(one, now) !== 'open') return undefined
  const account: Account = {
    municipality: one.municipality,
    id: randomUUID(),
    name: one.name,
    email: emailOf(one),
    role: one.role,
    organizationId: one.organization_id,
    wards: one.wards,
    section: one.section,
  }
  await insertAccount(tx, account)
  await noteAccepted(tx, one.municipality, one.id, account.id, now)
  await record(tx, {
    municipality: one.municipality,
    name: 'people.joined',
    actor: { kind: 'account', id: account.id },
    subject: account.id,
    data: { invitation: one.id, role: account.role, organization: account.organizationId, by: one.invited_by },
  })
  return account
}

/** Accepts by the link alone: whoever has the mail. One factor; the second is asked for next. */
export const acceptByLink = (
  db: Db,
  municipality: string,
  token: string,
  browser: Browser,
  now: Date,
): Promise<{ ok: true; value: Begun } | { ok: false; reason: 'gone' }> =>
  db.transaction().execute(async (tx) => {
    const found = await findInvitation(tx, municipality, hashSecret(token))
    const locked = found && (await lockInvitation(tx, municipality, found.id))
    const account = locked && (await acceptInvitation(tx, locked, now))
    if (!account) return { ok: false, reason: 'gone' } as const
    return {
      ok: true,
      value: await beginSession(tx, account, { factors: 1, way: 'invitation' }, browser, now),
    } as const
  })

/** Makes an administrator of the city from the terminal. @returns undefined when name or address cannot be right */
export async function openAdmin(
  db: Db,
  municipality: string,
  { name, email }: { name: string; email: string },
  now: Date,
): Promise<Account | undefined> {
  const account: Account = {
    municipality,
    id: randomUUID(),
    name: tidyName(name, 101),
    email: tidyEmail(email),
    role: 'admin',
    organizationId: null,
    wards: [],
    section: null,
  }
  if (account.name === '' || account.name.length > 100 || !isEmail(tidyEmail(email))) return undefined
  await db.transaction().execute(async (tx) => {
    await insertAccount(tx, account)
    await record(tx, {
      municipality,
      name: 'people.joined',
      actor: { kind: 'system' },
      subject: account.id,
      data: { role: account.role },
      at: now,
    })
  })
  return account
}

/** Ends a membership, and with it every session, link, code and key of it. */
export const endMembership = (db: Db, by: By, id: string, now: Date): Promise<Result<EndProblem | 'unknown'>> =>
  db.transaction().execute(async (tx) => {
    const member = await lockMember(tx, by.municipality, id)
    if (!member) return { ok: false, reason: 'unknown' } as const
    const problem = endProblem(by, member, await countPeers(tx, member))
    if (problem) return { ok: false, reason: problem } as const
    await closeAccount(tx, by.municipality, id, now)
    await record(tx, {
      municipality: by.municipality,
      name: 'people.membership_ended',
      actor: signed(by),
      subject: id,
      data: { role: member.role, organization: member.organizationId },
    })
    return { ok: true } as const
  })

/** Moves a member to another role; what was signed in with the old one ends. */
export const changeRole = (
  db: Db,
  by: By,
  id: string,
  to: { role: Role; organizationId: string | null },
): Promise<Result<EndProblem | PlaceProblem | 'unknown'>> =>
  db.transaction().execute(async (tx) => {
    const member = await lockMember(tx, by.municipality, id)
    if (!member) return { ok: false, reason: 'unknown' } as const
    if (!mayManage(by, member)) return { ok: false, reason: 'not_yours' } as const
    const problem = moveProblem(by, member, to, await countPeers(tx, member))
    if (problem) return { ok: false, reason: problem } as const
    await updateMember(tx, by.municipality, id, to)
    await deleteSessions(tx, by.municipality, id)
    await record(tx, {
      municipality: by.municipality,
      name: 'people.role_changed',
      actor: signed(by),
      subject: id,
      data: { from: member.role, to: to.role, organization: to.organizationId },
    })
    return { ok: true } as const
  })

/** Ends every session of a member, for a device that was lost. */
export const endMemberSessions = (db: Db, by: By, id: string): Promise<Result<'not_yours' | 'unknown'>> =>
  db.transaction().execute(async (tx) => {
    const member = await lockMember(tx, by.municipality, id)
    if (!member) return { ok: false, reason: 'unknown' } as const
    if (!mayManage(by, member)) return { ok: false, reason: 'not_yours' } as const
    const sessions = await deleteSessions(tx, by.municipality, id)
    await record(tx, {
      municipality: by.municipality,
      name: 'people.sessions_ended',
      actor: signed(by),
      subject: id,
      data: { sessions },
    })
    return { ok: true } as const
  })
