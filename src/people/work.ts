// The screens of those at work, for the head of each page.
import type { NavEntry } from '../platform/ui/page.tsx'
import { workWords } from '../platform/words.ts'
import { mayDo, type Verb } from './rules.ts'

const navWords = workWords(
  {
    groups: { work: '引き継ぎの支え', voices: '声', checks: '確認', system: 'しくみ' },
    screens: {
      ...{ inbox: '受信箱', offers: '募集', rooms: '部屋', needs: '困りごと', persons: '支える人', reviews: '緊急' },
      ...{ board: '掲示板', mine: '市に届ける', reports: '届いた声', requests: '開示・消去', insight: '見える化' },
      ...{ directory: '一覧', room: '空き', learning: '学習', cover: 'お休み', terms: '約束', outbox: '送信箱' },
      ...{ audit: '監査', members: 'メンバー', keys: '入り方' },
    },
  },
  {
    groups: { work: 'Around referrals', voices: 'Voices', checks: 'Checks', system: 'System' },
    screens: {
      ...{ inbox: 'Inbox', offers: 'Open requests', rooms: 'Rooms', needs: 'Needs', persons: 'Persons' },
      ...{ reviews: 'Emergencies', board: 'Board', mine: 'Tell the city', reports: 'Reports', requests: 'Requests' },
      ...{ insight: 'Insight', directory: 'Directory', room: 'Room', learning: 'Learning', cover: 'Away' },
      ...{ terms: 'Terms', outbox: 'Outbox', audit: 'Audit' },
      ...{ members: 'Members', keys: 'Sign-in' },
    },
  },
)

type Screen = keyof ReturnType<typeof navWords>['screens']

type Group = 'work' | 'voices' | 'checks' | 'system'

/** Those without a group are at hand on every page; the others stand together behind one word, where a role has many. */
const SCREENS: readonly { href: string; key: Screen; verb: Verb; group?: Group }[] = [
  { href: '/referral', key: 'inbox', verb: 'referral.list' },
  { href: '/referral/offers', key: 'offers', verb: 'referral.claim' },
  { href: '/sharing', key: 'rooms', verb: 'sharing.list' },
  { href: '/need', key: 'needs', verb: 'need.list' },
  { href: '/sharing/persons', key: 'persons', verb: 'sharing.person' },
  { href: '/sharing/board', key: 'board', verb: 'sharing.board' },
  { href: '/insight/staff', key: 'insight', verb: 'insight.staff' },
  { href: '/directory', key: 'directory', verb: 'referral.list' },
  { href: '/directory/capacity', key: 'room', verb: 'directory.capacity', group: 'work' },
  { href: '/referral/terms', key: 'terms', verb: 'referral.terms', group: 'work' },
  { href: '/referral/cover', key: 'cover', verb: 'referral.cover', group: 'work' },
  { href: '/referral/outbox', key: 'outbox', verb: 'referral.outbox', group: 'work' },
  { href: '/sharing/reports/mine', key: 'mine', verb: 'sharing.report', group: 'voices' },
  { href: '/sharing/reports', key: 'reports', verb: 'sharing.decide', group: 'voices' },
  { href: '/sharing/reviews', key: 'reviews', verb: 'sharing.review', group: 'checks' },
  { href: '/sharing/requests', key: 'requests', verb: 'sharing.requests', group: 'checks' },
  { href: '/people/audit', key: 'audit', verb: 'people.audit', group: 'checks' },
  { href: '/matching', key: 'learning', verb: 'matching.learning', group: 'system' },
  { href: '/people/members', key: 'members', verb: 'people.members', group: 'system' },
  { href: '/people/keys', key: 'keys', verb: 'people.keys', group: 'system' },
]

/** So many screens stand in a line; of more, those with a group stand together. */
const IN_LINE = 8

/** The screens that a role may open. */
export function workNav(lang: Parameters<typeof navWords>[0], role: string | null): NavEntry[] {
  const w = navWords(lang)
  const open = SCREENS.filter(({ verb }) => mayDo(role, verb))
  const grouped = open.length > IN_LINE
  return open.map(({ href, key, group }) => ({
    href,
    label: w.screens[key],
    ...(group && grouped ? { group: w.groups[group] } : {}),
  }))
}
