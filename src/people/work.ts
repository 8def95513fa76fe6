// The screens of those at work, for the head of each page.
import { workWords } from '../platform/words.ts'
import { mayDo, type Verb } from './rules.ts'

const navWords = workWords(
  {
    ...{ inbox: '受信箱', offers: '募集', rooms: '部屋', needs: '困りごと', persons: '支える人', reviews: '緊急' },
    ...{ board: '掲示板', mine: '市に届ける', reports: '届いた声', requests: '開示・消去', insight: '見える化' },
    ...{ directory: '一覧', room: '空き', learning: '学習', cover: 'お休み', terms: '約束', outbox: '送信箱' },
    ...{ audit: '監査', members: 'メンバー', keys: '入り方' },
  },
  {
    ...{ inbox: 'Inbox', offers: 'Open requests', rooms: 'Rooms', needs: 'Needs', persons: 'Persons' },
    ...{ reviews: 'Emergencies', board: 'Board', mine: 'Tell the city', reports: 'Reports', requests: 'Requests' },
    ...{ insight: 'Insight', directory: 'Directory', room: 'Room', learning: 'Learning', cover: 'Away' },
    ...{ terms: 'Terms', outbox: 'Outbox', audit: 'Audit' },
    ...{ members: 'Members', keys: 'Sign-in' },
  },
)

type Screen = keyof ReturnType<typeof navWords>

const SCREENS: readonly { href: string; key: Screen; verb: Verb }[] = [
  { href: '/referral', key: 'inbox', verb: 'referral.list' },
  { href: '/referral/offers', key: 'offers', verb: 'referral.claim' },
  { href: '/sharing', key: 'rooms', verb: 'sharing.list' },
  { href: '/sharing/reviews', key: 'reviews', verb: 'sharing.review' },
  { href: '/need', key: 'needs', verb: 'need.list' },
  { href: '/sharing/persons', key: 'persons', verb: 'sharing.person' },
  { href: '/sharing/board', key: 'board', verb: 'sharing.board' },
  { href: '/sharing/reports/mine', key: 'mine', verb: 'sharing.report' },
  { href: '/sharing/reports', key: 'reports', verb: 'sharing.decide' },
  { href: '/sharing/requests', key: 'requests', verb: 'sharing.requests' },
  { href: '/insight/staff', key: 'insight', verb: 'insight.staff' },
  { href: '/directory', key: 'directory', verb: 'referral.list' },
  { href: '/directory/capacity', key: 'room', verb: 'directory.capacity' },
  { href: '/matching', key: 'learning', verb: 'matching.learning' },
  { href: '/referral/outbox', key: 'outbox', verb: 'referral.outbox' },
  { href: '/referral/cover', key: 'cover', verb: 'referral.cover' },
  { href: '/referral/terms', key: 'terms', verb: 'referral.terms' },
  { href: '/people/audit', key: 'audit', verb: 'people.audit' },
  { href: '/people/members', key: 'members', verb: 'people.members' },
  { href: '/people/keys', key: 'keys', verb: 'people.keys' },
]

/** The screens that a role may open. */
export const workNav = (lang: Parameters<typeof navWords>[0], role: string | null) =>
  SCREENS.filter(({ verb }) => mayDo(role, verb)).map(({ href, key }) => ({ href, label: navWords(lang)[key] }))
