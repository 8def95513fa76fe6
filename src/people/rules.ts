// Who may do what, in sentences.
export const ROLES = ['resident', 'supporter', 'commissioner', 'desk', 'chief', 'staff', 'admin', 'auditor'] as const
export type Role = (typeof ROLES)[number]

/** What can be done behind a sign-in, and by whom. A desk member acts only for their own organisation. */
export const PERMISSIONS = {
  'need.list': ['staff', 'admin'],
  'need.register': ['staff', 'admin'],
  'referral.list': ['desk', 'chief', 'staff', 'admin'],
  'referral.open': ['desk', 'chief', 'staff', 'admin'],
  'referral.answer': ['desk', 'chief', 'staff', 'admin'],
  'referral.forward': ['staff', 'admin'],
  'insight.staff': ['staff', 'admin'],
  'matching.learning': ['staff', 'admin'],
  'referral.outbox': ['staff', 'admin'],
  'people.leave': ROLES,
  'people.keys': ROLES,
  'people.sessions': ROLES,
  'people.second': ROLES,
  'people.members': ['chief', 'admin'],
} as const satisfies Record<string, readonly Role[]>
export type Verb = keyof typeof PERMISSIONS

/** True when a role may do it at all; whose data it may touch is asked where the data is. */
export const mayDo = (role: string | null, verb: Verb): boolean =>
  (PERMISSIONS[verb] as readonly string[]).includes(role ?? '')

/** What somebody may do who has shown one factor only: show the second, look after their own sign-in, leave. */
const WITH_ONE: readonly Verb[] = ['people.leave', 'people.keys', 'people.sessions', 'people.second']

/** Whoever acts for others sees personal data, and shows two factors before. */
export const needsTwo = (role: string | null, verb: Verb): boolean => role !== 'resident' && !WITH_ONE.includes(verb)
