// What was decided about rows: which tables are open, and what a role reaches of the locked ones without belonging anywhere.
import type { Role } from '../src/people/index.ts'

/** Tables (or whole schemas) without a lock by row, each with its reason: nothing in them leads to a person. */
export const OPEN_TABLES: Record<string, string> = {
  'area.*': 'the map: municipalities, wards, neighbourhoods',
  'directory.*': 'what is published of organisations and services',
  'matching.*': 'analyses of the directory, models, and past cases as bags of common words without a person',
  'platform.migration': 'names of files',
  'platform.event_todo': 'numbers of events that wait for their reactions',
  'platform.reaction': 'numbers of events and names of reactions',
}

type Seen = 'all' | 'some' | 'own'
/** Who reviews an emergency sees its room, and of its person the record and what they agreed to. */
const reviewers: Partial<Record<Role, Seen>> = { admin: 'some', auditor: 'some' }
/** Everybody at work but who audits. */
const works: Partial<Record<Role, Seen>> = {
  ...{ supporter: 'all', commissioner: 'all', desk: 'all', chief: 'all', staff: 'all', admin: 'all' },
}
const city = (seen: Seen): Partial<Record<Role, Seen>> => ({ staff: seen, admin: seen })

/** What is not named here is none. `some`: a part by its state or its subject; `own`: one's own row. */
export const SEEN: Record<string, Partial<Record<Role, Seen>>> = {
  'need.item': city('all'),
  'referral.task': city('all'),
  'referral.note': city('all'),
  'referral.link': city('all'),
  'platform.notice': city('all'),
  'sharing.room': reviewers,
  'sharing.member': reviewers,
  'sharing.person': reviewers,
  'sharing.tie': reviewers,
  'sharing.consent': reviewers,
  // drafts are their writer's alone; the demo has none
  'sharing.report': city('all'),
  'sharing.question': works,
  'sharing.answer': works,
  'platform.event': { staff: 'some', admin: 'all', auditor: 'all' },
  'people.account': {
    ...{
      resident: 'own',
      supporter: 'own',
      commissioner: 'own',
      desk: 'own',
      chief: 'own',
      staff: 'own',
      auditor: 'own',
    },
    admin: 'all',
  },
}
