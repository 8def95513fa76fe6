// Who may do what, in sentences. Pure: the same question with the same answer everywhere, and a table that can be read.

/**
 * Roles by place. Family and lawful agents are no roles: what they may do hangs on the person they are tied to.
 * Private life and work are two accounts, on purpose: nobody looks up a neighbour with the city's key.
 */
export const ROLES = ['resident', 'supporter', 'commissioner', 'desk', 'chief', 'staff', 'admin', 'auditor'] as const
export type Role = (typeof ROLES)[number]

/** Roles of those who meet others' records at work. They sign in with two factors. */
const AT_WORK = ['supporter', 'commissioner', 'desk', 'chief', 'staff', 'admin', 'auditor'] as const

/**
 * How far a role reaches with a verb: everything of the city; what its own organisation was asked or owns; its own wards;
 * what it is a member of or is tied to; itself.
 */
export type Reach = 'the city' | 'its organisation' | 'its wards' | 'where it belongs' | 'itself'

type Sentence = {
  /** «… may …»: the rest of the sentence, for the matrix that people review. */
  says: string
  who: Partial<Record<Role, Reach>>
  /** Shows records of persons: every look is written down, and two factors are asked for. */
  opens?: true
  /** One factor is enough, because it shows nobody's record but one's own. */
  oneFactor?: true
}

const sentences = <const V extends string>(all: Record<V, Sentence>): Record<V, Sentence> => all
const everyone = (reach: Reach): Sentence['who'] => Object.fromEntries(ROLES.map((role) => [role, reach]))
const city: Sentence['who'] = { staff: 'the city', admin: 'the city' }
const desks: Sentence['who'] = { desk: 'its organisation', chief: 'its organisation', ...city }
const works = (reach: Reach): Sentence['who'] =>
  Object.fromEntries(AT_WORK.filter((role) => role !== 'auditor').map((role) => [role, reach]))
const own: Sentence['who'] = { resident: 'where it belongs' }
const belongs: Sentence['who'] = { ...own, ...works('where it belongs') }
const { supporter: _, ...keeps } = works('where it belongs')

export const VERBS = sentences({
  'need.list': { says: 'see the list of needs', who: city, opens: true },
  'need.register': { says: 'register a need for somebody', who: city },
  'referral.list': { says: 'see the inbox', who: desks, opens: true },
  'referral.open': { says: 'open a referral and the need behind it', who: desks, opens: true },
  'referral.answer': { says: 'answer a referral', who: desks, opens: true },
  'referral.forward': { says: 'pass a referral on to another organisation', who: desks, opens: true },
  'referral.ask': { says: 'ask beside, prepare, offer openly, or give a need up', who: city, opens: true },
  'referral.cancel': { says: 'take back a referral that it sent', who: desks, opens: true },
  'referral.assign': { says: 'say who has a referral in hand', who: desks, opens: true },
  'referral.cover': { says: 'say who stands in for whom', who: desks },
  'referral.claim': { says: 'see open requests, and take one', who: desks },
  'referral.terms': { says: 'see what was agreed with each organisation', who: desks },
  'referral.agree': { says: 'set what was agreed with an organisation', who: city },
  'referral.export': { says: 'take referrals along in a file, without words and contact', who: desks, opens: true },
  'referral.print': { says: 'print a slip that asks a desk by fax or on paper', who: city, opens: true },
  'referral.outbox': { says: 'see what was sent, send it again, or say that it was told by telephone', who: city },
  'directory.capacity': { says: 'say how services stand with their room', who: desks },
  'insight.staff': { says: 'see exact figures', who: city },
  'matching.learning': { says: 'see and steer what was learned', who: city },
  'sharing.list': { says: 'see the rooms one belongs to', who: belongs, opens: true },
  'sharing.room': { says: 'read in a room that is open to one', who: belongs, opens: true },
  'sharing.write': { says: 'write in a room, say 了解, tick a list, leave it', who: belongs, opens: true },
  'sharing.file': { says: 'add and open files of a room', who: belongs, opens: true },
  'sharing.keep': { says: 'open a room on consent, bring people in, close it', who: keeps, opens: true },
  'sharing.convene': { says: 'convene a 支援会議 and move it to consent', who: city, opens: true },
  'sharing.break_in': {
    says: 'open an emergency with a reason, for a limited time',
    who: works('the city'),
    opens: true,
  },
  'sharing.review': {
    says: 'review an emergency that somebody else opened',
    who: { admin: 'the city', auditor: 'the city' },
    opens: true,
  },
  'sharing.report': { says: 'write to the city what was learned, with the person taken out', who: works('itself') },
  'sharing.decide': { says: 'read reports and decide about them', who: city, opens: true },
  'sharing.board': {
    says: 'ask and answer each other on the board, without telling of anybody',
    who: works('the city'),
  },
  'sharing.board_keep': { says: 'keep the board: hide, and put answers into the directory', who: city },
  'people.leave': { says: 'sign out', who: everyone('itself'), oneFactor: true },
  'people.keys': { says: 'look after their own ways of signing in', who: everyone('itself'), oneFactor: true },
  'people.sessions': { says: 'see and end their own sessions', who: everyone('itself'), oneFactor: true },
  'people.second': { says: 'show a second factor', who: everyone('itself'), oneFactor: true },
  'people.members': {
    says: 'invite members and end memberships',
    who: { chief: 'its organisation', admin: 'the city' },
  },
  'sharing.person': { says: 'begin and see records of persons it supports', who: desks, opens: true },
  'sharing.ask': { says: 'ask a person for consent, and write down what they said', who: desks, opens: true },
  'sharing.mine': { says: 'see what there is about oneself, or whom one is tied to', who: own, opens: true },
  'sharing.speak': { says: 'consent, withdraw and ask for oneself or as an agent', who: own, opens: true },
  'sharing.setting': {
    says: 'set how long words stay, and when a conference is told',
    who: { admin: 'the city' },
    opens: true,
  },
  'sharing.requests': { says: 'answer requests for disclosure and erasure', who: city, opens: true },
  'people.audit': { says: 'read the record of looks and changes', who: { auditor: 'the city', admin: 'the city' } },
})
export type Verb = keyof typeof VERBS

export type Somebody = {
  id: string | null
  role: string | null
  organizationId: string | null
  wards?: readonly string[]
}
/** What is touched: whose it is, as far as it is known. */
export type Thing = { organizations?: readonly (string | null)[]; ward?: string | null; accounts?: readonly string[] }

/** True when a role may do it at all. */
export const mayDo = (role: string | null, verb: Verb): boolean => (role ?? '') in VERBS[verb].who

/** True when somebody may do it to this very thing. SQL asks the same question again (row-level security). */
export function mayTouch(who: Somebody, verb: Verb, thing: Thing): boolean {
  const reach = VERBS[verb].who[who.role as Role]
  switch (reach) {
    case 'the city':
      return true
    case 'its organisation':
      return who.organizationId !== null && (thing.organizations ?? []).includes(who.organizationId)
    case 'its wards':
      return thing.ward != null && (who.wards ?? []).includes(thing.ward)
    case 'where it belongs':
    case 'itself':
      return who.id !== null && (thing.accounts ?? []).includes(who.id)
    default:
      return false
  }
}

/** True when a verb asks for a second factor from this role. */
export const needsTwo = (role: string | null, verb: Verb): boolean =>
  !VERBS[verb].oneFactor && (AT_WORK as readonly string[]).includes(role ?? '')
