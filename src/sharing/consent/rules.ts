// Consent, in sentences: to whom × which facts × what for × how long. Pure; SQL (sharing.open_rooms, open_facts) says the same.

/** Kinds of fact about a person: 基本・生活・医療・経済・虐待. */
export const FACTS = ['basic', 'life', 'medical', 'money', 'abuse'] as const
export type Fact = (typeof FACTS)[number]
/** What it is used for: care at home, coming home from hospital, being watched over, a referral, a disaster. */
export const PURPOSES = ['care', 'discharge', 'watch', 'referral', 'disaster'] as const
export type Purpose = (typeof PURPOSES)[number]
/** How it was said: on a screen, aloud, on paper. */
export const WAYS = ['screen', 'voice', 'paper'] as const
export type Way = (typeof WAYS)[number]

export type Consent = {
  id: string
  personId: string
  /** An organisation or one account; the other one is null. */
  organizationId: string | null
  accountId: string | null
  facts: Fact[]
  purpose: Purpose
  since: Date
  until: Date
  textVersion: string
  givenBy: 'self' | 'agent'
  way: Way
  withdrawnAt: Date | null
}
export type Recipient = { accountId: string; organizationId: string | null }
export type Unshared = 'none' | 'other_fact' | 'other_purpose' | 'not_yet' | 'over' | 'withdrawn'

const isTo = (consent: Pick<Consent, 'organizationId' | 'accountId'>, to: Recipient) =>
  consent.accountId === to.accountId ||
  (consent.organizationId !== null && consent.organizationId === to.organizationId)

/**
 * Whether a recipient may learn a kind of fact for a purpose at a moment: and by which consent, or why not.
 * Of several reasons the one nearest to a yes is told: what is still missing, not what was wrong first.
 */
export function shares(
  consents: readonly Consent[],
  to: Recipient,
  fact: Fact,
  purpose: Purpose,
  at: Date,
): { ok: true; consent: string } | { ok: false; reason: Unshared } {
  const mine = consents.filter((consent) => isTo(consent, to))
  if (mine.length === 0) return { ok: false, reason: 'none' }
  const forThis = mine.filter((consent) => consent.purpose === purpose)
  if (forThis.length === 0) return { ok: false, reason: 'other_purpose' }
  const ofThis = forThis.filter((consent) => consent.facts.includes(fact))
  if (ofThis.length === 0) return { ok: false, reason: 'other_fact' }
  const standing = ofThis.find((consent) => standsAt(consent, at) === 'stands')
  if (standing) return { ok: true, consent: standing.id }
  const states = new Set(ofThis.map((consent) => standsAt(consent, at)))
  if (states.has('not_yet')) return { ok: false, reason: 'not_yet' }
  return { ok: false, reason: states.has('over') ? 'over' : 'withdrawn' }
}

/** Whether a consent is in force at a moment. A withdrawal counts from its own moment on, whatever the period says. */
export function standsAt(
  { since, until, withdrawnAt }: Pick<Consent, 'since' | 'until' | 'withdrawnAt'>,
  at: Date,
): 'stands' | 'not_yet' | 'over' | 'withdrawn' {
  if (withdrawnAt !== null) return 'withdrawn'
  if (at < since) return 'not_yet'
  return at < until ? 'stands' : 'over'
}

const DAY = 24 * 60 * 60 * 1000
/** Half a year, when nobody says otherwise; a year at most. */
export const USUAL_DAYS = 182
export const MOST_DAYS = 365
/** How long before its end a consent is brought to mind. */
export const REMIND_DAYS = 30
/** Recipients of one form. */
export const MOST_RECIPIENTS = 20

/**
 * When what was asked for ends, whenever it is answered: the day that stands on the paper. A consent begins when it is
 * written down, so nobody backdates it, and it never lasts longer than what was read.
 */
export const lapsesAt = ({ createdAt, days }: { createdAt: Date; days: number }): Date =>
  new Date(createdAt.getTime() + days * DAY)

export type Asked = {
  organizations: string[]
  accounts: string[]
  facts: Fact[]
  purpose: Purpose | null
  days: number
}
export type AskProblem = 'recipients' | 'facts' | 'purpose' | 'days'

/** What is missing before somebody may be asked. */
export function askProblems({ organizations, accounts, facts, purpose, days }: Asked): AskProblem[] {
  const recipients = organizations.length + accounts.length
  return [
    ...(recipients < 1 || recipients > MOST_RECIPIENTS ? ['recipients' as const] : []),
    ...(facts.length === 0 ? ['facts' as const] : []),
    ...(purpose === null ? ['purpose' as const] : []),
    ...(!Number.isInteger(days) || days < 1 || days > MOST_DAYS ? ['days' as const] : []),
  ]
}

/** A recipient as a form names it: `org:<id>` or `account:<id>`. */
export const recipientKey = (one: { organizationId: string | null; accountId: string | null }): string =>
  one.organizationId !== null ? `org:${one.organizationId}` : `account:${one.accountId}`

/** The recipients that a form names; what is none is left out. */
export function readRecipients(keys: readonly string[]): { organizations: string[]; accounts: string[] } {
  const ids = (kind: string) => [
    ...new Set(keys.flatMap((key) => (new RegExp(`^${kind}:([0-9a-f-]{36})$`).exec(key) ?? []).slice(1))),
  ]
  return { organizations: ids('org'), accounts: ids('account') }
}

export type Said = {
  way: Way
  /** Whether the account that writes it down is the one that speaks. */
  own: boolean
  /** By an agent: whether the ground holds. Null when the person speaks. */
  agentHolds: boolean | null
  heardBy: string
  scanned: boolean
}
export type SaidProblem = 'no_voice' | 'no_ground' | 'heard' | 'scan'

/**
 * What speaks against taking somebody's word: whoever only listens cannot consent; an agent needs a ground; who was there
 * is written down when somebody else presses the button; paper comes with its scan.
 */
export function saidProblems({ way, own, agentHolds, heardBy, scanned }: Said): SaidProblem[] {
  return [
    ...(own && way !== 'screen' ? ['no_voice' as const] : []),
    ...(agentHolds === false ? ['no_ground' as const] : []),
    ...(!own && way !== 'paper' && heardBy.trim() === '' ? ['heard' as const] : []),
    ...(way === 'paper' && !scanned ? ['scan' as const] : []),
  ]
}
