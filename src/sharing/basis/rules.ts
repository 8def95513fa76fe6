// The legal basis of a room, and what it opens to whom. Pure; SQL says the same (sharing.open_rooms, sharing.reads).
import {
  type Consent,
  type Fact,
  type Purpose,
  type Recipient,
  shares,
  standsAt,
  type Unshared,
} from '../consent/rules.ts'

/**
 * consent: the person agreed. 個人情報保護法 第27条1項 (private bodies: not to third parties without consent) and
 * 第69条2項1号 (public bodies: the person agreed).
 * conference: 支援会議, 社会福祉法 第106条の6: convened by the city, sharing without consent, everybody bound to secrecy.
 * emergency: life, body or property, and consent hard to get. 個人情報保護法 第27条1項2号; the city 第69条2項.
 */
export const BASES = ['consent', 'conference', 'emergency'] as const
export type Basis = (typeof BASES)[number]
export const PARTS = ['keeper', 'team', 'person', 'family'] as const
export type Part = (typeof PARTS)[number]
export const AUDIENCES = ['team', 'all'] as const
export type Audience = (typeof AUDIENCES)[number]

export type Founded = {
  basis: Basis
  purpose: Purpose
  closedAt: Date | null
  fixedAt: Date | null
  endsAt: Date | null
  movedTo: string | null
}
export type Standing = Recipient & { part: Part; role: string | null; pledgedAt: Date | null; leftAt: Date | null }
/** Why a room is shut for a member. `unshared` tells which consent is missing. */
export type Shut =
  | 'left'
  | 'closed'
  | 'moved'
  | 'no_consent'
  | 'withdrawn'
  | 'over'
  | 'not_fixed'
  | 'not_pledged'
  | 'time_over'
export type Gate = { open: true } | { open: false; reason: Shut }

const ofCity = (role: string | null) => role === 'staff' || role === 'admin'

/** Whether any kind of fact may be shared with a recipient for a purpose; else the reason nearest to a yes. */
export function sharesAny(consents: readonly Consent[], to: Recipient, purpose: Purpose, at: Date): true | Unshared {
  const mine = consents.filter(
    (consent) =>
      consent.accountId === to.accountId ||
      (consent.organizationId !== null && consent.organizationId === to.organizationId),
  )
  const ours = mine.filter((consent) => consent.purpose === purpose)
  if (ours.length === 0) return mine.length > 0 ? 'other_purpose' : 'none'
  const states = new Set(ours.map((consent) => standsAt(consent, at)))
  if (states.has('stands')) return true
  return states.has('not_yet') ? 'not_yet' : states.has('over') ? 'over' : 'withdrawn'
}

/**
 * Whether a room is open to one who belongs to it.
 * - consent: the person and their family; whoever the person agreed to; who keeps the room at the city, so that somebody
 *   can always close it.
 * - conference (社会福祉法 第106条の6: whoever works or worked at it keeps what they learned): once the members are fixed and
 *   one has pledged.
 * - emergency: until its time is over.
 */
export function gateOf(room: Founded, member: Standing, consents: readonly Consent[], at: Date): Gate {
  if (member.leftAt) return { open: false, reason: 'left' }
  if (room.movedTo) return { open: false, reason: 'moved' }
  if (room.closedAt) return { open: false, reason: 'closed' }
  if (room.basis === 'emergency')
    return room.endsAt !== null && at < room.endsAt ? { open: true } : { open: false, reason: 'time_over' }
  if (room.basis === 'conference') {
    if (!room.fixedAt) return { open: false, reason: 'not_fixed' }
    return member.pledgedAt ? { open: true } : { open: false, reason: 'not_pledged' }
  }
  if (member.part === 'person' || member.part === 'family') return { open: true }
  if (member.part === 'keeper' && ofCity(member.role)) return { open: true }
  const shared = sharesAny(consents, member, room.purpose, at)
  if (shared === true) return { open: true }
  return { open: false, reason: shared === 'withdrawn' || shared === 'over' ? shared : 'no_consent' }
}

/** Why words may not be read: the consent that is missing, or that they were said to the team only. */
export type Veil = Unshared | 'team_only'

/**
 * Whether a member may read one kind of fact said to one circle. On consent: what was agreed to for them; the keeper
 * at the city also what is basic; the person all that is said to all. In a conference and an emergency everything.
 */
export function mayRead(
  room: Founded,
  member: Standing,
  consents: readonly Consent[],
  said: { fact: Fact; audience: Audience },
  at: Date,
): { ok: true } | { ok: false; reason: Veil } {
  const inTeam = member.part === 'keeper' || member.part === 'team'
  if (said.audience === 'team' && !inTeam) return { ok: false, reason: 'team_only' }
  if (room.basis !== 'consent' || member.part === 'person') return { ok: true }
  if (member.part === 'keeper' && ofCity(member.role) && said.fact === 'basic') return { ok: true }
  const shared = shares(consents, member, said.fact, room.purpose, at)
  return shared.ok ? { ok: true } : shared
}

/** What may leave the room: in a conference nothing does (社会福祉法 第106条の6: what is learned there stays there). */
export const mayTakeOut = (room: Pick<Founded, 'basis'>): boolean => room.basis !== 'conference'

/** A room on consent in which nobody who works is agreed to any more has no reason to be. */
export const isDeserted = (
  room: Founded,
  members: readonly Standing[],
  consents: readonly Consent[],
  at: Date,
): boolean =>
  room.basis === 'consent' &&
  !members.some(
    (member) =>
      !member.leftAt &&
      (member.part === 'keeper' || member.part === 'team') &&
      sharesAny(consents, member, room.purpose, at) === true,
  )

/** The text of the pledge of secrecy; raised whenever its words change. */
export const PLEDGE_VERSION = '2026-11'

/** Breaking in: shortest reason in characters, usual and longest time in hours, business days until it is reviewed. */
export const REASON_LEAST = 20
export const EMERGENCY_HOURS = [4, 24, 48, 72] as const
export const EMERGENCY_USUAL = 24
export const REVIEW_DAYS = 3
