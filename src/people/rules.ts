// Who may do what, in sentences. Roles beyond these come with real sign-in.
export const ROLES = ['desk', 'staff', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** What can be done behind a sign-in, and by whom. A desk member acts only for their own organisation. */
export const PERMISSIONS = {
  'need.list': ['staff', 'admin'],
  'need.register': ['staff', 'admin'],
  'referral.list': ['desk', 'staff', 'admin'],
  'referral.open': ['desk', 'staff', 'admin'],
  'referral.answer': ['desk', 'staff', 'admin'],
  'referral.forward': ['staff', 'admin'],
  'insight.staff': ['staff', 'admin'],
  'matching.learning': ['staff', 'admin'],
  'referral.outbox': ['staff', 'admin'],
  'people.audit': ['admin'],
  'people.leave': ['desk', 'staff', 'admin'],
} as const satisfies Record<string, readonly Role[]>
export type Verb = keyof typeof PERMISSIONS

/** True when a role may do it at all; whose data it may touch is asked where the data is. */
export const mayDo = (role: string | null, verb: Verb): boolean =>
  (PERMISSIONS[verb] as readonly string[]).includes(role ?? '')

/** How long a printed or mailed way in stays open, and how long a sign-in lasts: milliseconds. */
export const ENTRANCE_LASTS = 24 * 60 * 60 * 1000
export const SESSION_LASTS = 12 * 60 * 60 * 1000
