// The screens of those at work, for the head of each page.
import { workWords } from '../platform/words.ts'
import { mayDo, type Verb } from './rules.ts'

const navWords = workWords(
  {
    inbox: '受信箱',
    needs: '困りごと',
    insight: '見える化',
    directory: '一覧',
    learning: '学習',
    outbox: '送信箱',
    persons: '支える人',
    requests: '開示・消去',
  },
  {
    ...{ inbox: 'Inbox', needs: 'Needs', insight: 'Insight', directory: 'Directory' },
    ...{ learning: 'Learning', outbox: 'Outbox', persons: 'Persons', requests: 'Requests' },
  },
)

type Screen = 'inbox' | 'needs' | 'insight' | 'directory' | 'learning' | 'outbox' | 'persons' | 'requests'

const SCREENS: readonly { href: string; key: Screen; verb: Verb }[] = [
  { href: '/referral', key: 'inbox', verb: 'referral.list' },
  { href: '/need', key: 'needs', verb: 'need.list' },
  { href: '/sharing/persons', key: 'persons', verb: 'sharing.person' },
  { href: '/sharing/requests', key: 'requests', verb: 'sharing.requests' },
  { href: '/insight/staff', key: 'insight', verb: 'insight.staff' },
  { href: '/directory', key: 'directory', verb: 'referral.list' },
  { href: '/matching', key: 'learning', verb: 'matching.learning' },
  { href: '/referral/outbox', key: 'outbox', verb: 'referral.outbox' },
]

/** The screens that a role may open. */
export const workNav = (lang: Parameters<typeof navWords>[0], role: string | null) =>
  SCREENS.filter(({ verb }) => mayDo(role, verb)).map(({ href, key }) => ({ href, label: navWords(lang)[key] }))
