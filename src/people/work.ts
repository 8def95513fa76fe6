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
    rooms: '部屋',
    reviews: '緊急',
  },
  {
    ...{ inbox: 'Inbox', needs: 'Needs', insight: 'Insight', directory: 'Directory' },
    ...{ learning: 'Learning', outbox: 'Outbox', rooms: 'Rooms', reviews: 'Emergencies' },
  },
)

type Screen = 'inbox' | 'needs' | 'insight' | 'directory' | 'learning' | 'outbox' | 'rooms' | 'reviews'

const SCREENS: readonly { href: string; key: Screen; verb: Verb }[] = [
  { href: '/referral', key: 'inbox', verb: 'referral.list' },
  { href: '/sharing', key: 'rooms', verb: 'sharing.list' },
  { href: '/sharing/reviews', key: 'reviews', verb: 'sharing.review' },
  { href: '/need', key: 'needs', verb: 'need.list' },
  { href: '/insight/staff', key: 'insight', verb: 'insight.staff' },
  { href: '/directory', key: 'directory', verb: 'referral.list' },
  { href: '/matching', key: 'learning', verb: 'matching.learning' },
  { href: '/referral/outbox', key: 'outbox', verb: 'referral.outbox' },
]

/** The screens that a role may open. */
export const workNav = (lang: Parameters<typeof navWords>[0], role: string | null) =>
  SCREENS.filter(({ verb }) => mayDo(role, verb)).map(({ href, key }) => ({ href, label: navWords(lang)[key] }))
