// How sign-in behaves: how long things last, how often one may try, who may invite and end whom.
import { mayDo, ROLES, type Role } from '../rules.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type Factors = 1 | 2
export type Way = 'mail' | 'printed' | 'passkey' | 'totp' | 'recovery' | 'oidc' | 'invitation'

// ── how long ────────────────────────────────────────────────────────────────────────────────────────────────────

/** A link that was printed for somebody at the terminal, one that was asked for by mail, an invitation: milliseconds. */
export const PRINTED_LASTS = 24 * HOUR
export const MAILED_LASTS = 30 * MINUTE
export const INVITATION_LASTS = 72 * HOUR
/** Between two steps of one sign-in. */
export const HANDSHAKE_LASTS = 10 * MINUTE

/** How long a sign-in lasts without use, and at most. Whoever sees what others confided is asked again sooner. */
export const sessionLasts = (role: Role): { idle: number; whole: number } =>
  role === 'resident' ? { idle: 7 * DAY, whole: 30 * DAY } : { idle: HOUR, whole: 12 * HOUR }

/** Seen again within this time, a session is not written anew. */
export const SEEN_EVERY = MINUTE

// ── how often ───────────────────────────────────────────────────────────────────────────────────────────────────

export type Measure = { times: number; within: number }

/** An office of hundreds shares one address on the net: what is counted by client is generous, by account it is not. */
export const MEASURES = {
  /** Links asked for to one mail address. */
  askedAddress: { times: 5, within: 15 * MINUTE },
  /** Links asked for by one client. */
  askedClient: { times: 60, within: 15 * MINUTE },
  /** Sign-ins begun by passkey or another site, by one client. */
  begunClient: { times: 200, within: 10 * MINUTE },
  /** Links and keys that opened nothing, by one client. */
  failedClient: { times: 60, within: 15 * MINUTE },
  /** Last digits tried for one receipt number: there are ten thousand. */
  receipt: { times: 5, within: 15 * MINUTE },
  /** Codes that one LINE account sends. */
  lineCode: { times: 10, within: 15 * MINUTE },
  /** Invitations by one account. */
  invited: { times: 50, within: HOUR },
} as const satisfies Record<string, Measure>

/** Wrong codes that cost no waiting. */
const FREE_TRIES = 5

/** How long an account waits after its n-th wrong code in a row: 1, 2, 4 … minutes, at most half a day. */
export const waitAfter = (failures: number): number =>
  failures < FREE_TRIES ? 0 : Math.min(MINUTE * 2 ** (failures - FREE_TRIES), 12 * HOUR)

/** How long wrong codes are remembered after the last. */
export const FAILURES_KEPT = DAY

// ── what is typed ───────────────────────────────────────────────────────────────────────────────────────────────

/** One mail address has one form: full-width letters and capitals are the same. */
export const tidyEmail = (typed: string): string => typed.normalize('NFKC').trim().toLowerCase()

export const isEmail = (text: string): boolean =>
  text.length <= 320 && /^[^\s@<>,;\p{C}]+@[^\s@<>,;\p{C}]+\.[^\s@<>,;\p{C}]+$/u.test(text)

/** A name on one line: what no page shows and no database keeps is left out. */
export const tidyName = (typed: string, most: number): string =>
  [
    ...typed
      .toWellFormed()
      .normalize('NFC')
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  ]
    .slice(0, most)
    .join('')
    .trim()

/** Digits of a code as people type them: spaces, hyphens and full-width digits are fine. */
export const tidyCode = (typed: string): string => typed.normalize('NFKC').replace(/[\s\p{Pd}ー]/gu, '')

/** Recovery codes leave out letters that look alike; what was read as one of them is put right. */
export const tidyRecovery = (typed: string): string =>
  tidyCode(typed).toLowerCase().replaceAll('o', '0').replace(/[il]/g, '1').replaceAll('u', 'v')

export const RECOVERY_LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
export const RECOVERY_CODES = 10
export const RECOVERY_LENGTH = 16

/** abcd-efgh-jkmn-pqrs: in fours, to be copied by hand. */
export const inFours = (code: string): string => code.match(/.{1,4}/g)?.join('-') ?? ''

/** A path of ours to go on to, or undefined: never another site, and nothing that is sent by a form. */
export function safeNext(next: string | undefined | null): string | undefined {
  if (!next || next.length > 500 || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next)) return undefined
  return /^\/people\/(enter|leave|asked|invitation|oidc|second)\b/.test(next) ? undefined : next
}

/** Where a role begins. */
export const homeOf = (role: string | null): string => (mayDo(role, 'referral.list') ? '/referral' : '/people/keys')

// ── what is shown of a session ──────────────────────────────────────────────────────────────────────────────────

const BROWSERS: readonly [RegExp, string][] = [
  [/\bLine\//, 'LINE'],
  [/\bEdgA?\/|\bEdgiOS\//, 'Edge'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bChrome\/|\bCriOS\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]

/** 「Chrome・Windows」: enough to know one's own device by, and too little to know a person by. */
export function deviceOf(userAgent: string | undefined): string {
  const of = (list: readonly [RegExp, string][]) => list.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  return [of(BROWSERS), of(SYSTEMS)].filter(Boolean).join('・')
}

/**
 * Where a request comes from, as far as tries are counted: an IPv4 address, or the /64 that one IPv6 customer has.
 * @param proxies how many proxies of our own have each added the address they saw to `forwarded`; with none, what it
 * says is anybody's word and does not count.
 */
export function clientOf(remote: string | undefined, forwarded: string | undefined, proxies: number): string {
  const seen = (forwarded ?? '').split(',').map((one) => one.trim())
  const address = (proxies > 0 ? seen.at(-proxies) : undefined) || remote || 'unknown'
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!plain.includes(':')) return plain
  const [left = '', right] = plain.toLowerCase().replace(/%.*$/, '').split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const tail = groups(right ?? '')
  const gap = right === undefined ? 0 : Math.max(0, 8 - groups(left).length - tail.length)
  const whole = [...groups(left), ...Array.from({ length: gap }, () => '0'), ...tail]
  return whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

// ── members ─────────────────────────────────────────────────────────────────────────────────────────────────────

export type Authority = { id: string | null; role: string | null; organizationId: string | null }
export type Member = { id: string; role: Role; organizationId: string | null }
export type Place = { role: Role; organizationId: string | null }

/** Which roles somebody may give, invite to and end. */
export const rolesUnder = (role: string | null): readonly Role[] =>
  role === 'admin' ? ROLES.filter((one) => one !== 'resident') : role === 'chief' ? ['desk', 'chief'] : []

export const belongs = (role: Role): 'must' | 'may' | 'never' =>
  role === 'desk' || role === 'chief' ? 'must' : role === 'supporter' ? 'may' : 'never'

/** A chief acts within their own organisation, an administrator of the city everywhere. */
const within = (by: Authority, organizationId: string | null): boolean =>
  by.role === 'admin' || (by.role === 'chief' && organizationId !== null && organizationId === by.organizationId)

export type PlaceProblem = 'not_yours' | 'needs_organization' | 'no_organization'

/** Whether somebody may put a person in this place. */
export function placeProblem(by: Authority, to: Place): PlaceProblem | null {
  if (!rolesUnder(by.role).includes(to.role)) return 'not_yours'
  const needs = belongs(to.role)
  if (needs === 'must' && !to.organizationId) return 'needs_organization'
  if (needs === 'never' && to.organizationId) return 'no_organization'
  return within(by, to.organizationId) ? null : 'not_yours'
}

/** Whether somebody may see and end this member's sign-ins. */
export const mayManage = (by: Authority, member: Member): boolean =>
  rolesUnder(by.role).includes(member.role) && within(by, member.organizationId)

export type EndProblem = 'not_yours' | 'last_admin'

/**
 * Whether a membership may be ended. The last administrator of the city stays, and so does the last of an organisation,
 * unless the city itself ends it.
 * @param others how many other members hold the same role: in the city for `admin`, in the organisation for `chief`.
 */
export function endProblem(by: Authority, member: Member, others: number): EndProblem | null {
  if (!mayManage(by, member)) return 'not_yours'
  if (member.role === 'admin' && others === 0) return 'last_admin'
  return member.role === 'chief' && others === 0 && by.role !== 'admin' ? 'last_admin' : null
}

/** Whether a member may be moved to another role: out of the old place and into the new one. */
export const moveProblem = (
  by: Authority,
  member: Member,
  to: Place,
  others: number,
): EndProblem | PlaceProblem | null =>
  to.role === member.role ? placeProblem(by, to) : (endProblem(by, member, others) ?? placeProblem(by, to))

export type InvitationState = 'open' | 'accepted' | 'revoked' | 'over'

export const invitationState = (
  one: { accepted_at: Date | null; revoked_at: Date | null; expires_at: Date },
  now: Date,
): InvitationState =>
  one.accepted_at ? 'accepted' : one.revoked_at ? 'revoked' : one.expires_at <= now ? 'over' : 'open'
