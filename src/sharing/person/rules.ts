// Persons and who stands for them. Pure.

/** Oneself, family, a lawful agent. */
export const TIES = ['self', 'family', 'agent'] as const
export type TieKind = (typeof TIES)[number]
/** 成年後見人・保佐人・補助人・任意後見人・親権者 */
export const GROUNDS = ['guardian', 'curator', 'assistant', 'voluntary', 'parent'] as const
export type Ground = (typeof GROUNDS)[number]

/** 保佐人 and 補助人 act only in what the court named: that must be written down. */
export const needsReach = (ground: Ground | null): boolean => ground === 'curator' || ground === 'assistant'

export type Tie = {
  id: string
  personId: string
  accountId: string
  kind: TieKind
  ground: Ground | null
  since: Date
  until: Date | null
}

/** A tie holds from its beginning until its end, and not a moment longer. */
export const holds = ({ since, until }: Pick<Tie, 'since' | 'until'>, at: Date): boolean =>
  since <= at && (until === null || at < until)

/** Who speaks for a person at a moment: themselves, or a lawful agent. Family only listens. */
export const speaksAs = (ties: readonly Tie[], account: string, at: Date): Tie | undefined =>
  ties
    .filter((tie) => tie.accountId === account && tie.kind !== 'family' && holds(tie, at))
    .sort((a, b) => Number(b.kind === 'self') - Number(a.kind === 'self'))[0]

export type Invite = { kind: TieKind; ground: Ground | null; proof: string; reach: string; until: Date | null }
export type InviteProblem = 'ground' | 'proof' | 'reach' | 'until'

const YEAR = 366 * 24 * 60 * 60 * 1000

/** What is missing before an agent may be let in: the ground, what proves it, in what they may act, until when. */
export function inviteProblems({ kind, ground, proof, reach, until }: Invite, at: Date): InviteProblem[] {
  if (kind !== 'agent') return []
  return [
    ...(ground === null ? ['ground' as const] : []),
    ...(proof.trim() === '' ? ['proof' as const] : []),
    ...(needsReach(ground) && reach.trim() === '' ? ['reach' as const] : []),
    ...(until === null || until <= at || until.getTime() > at.getTime() + 2 * YEAR - 2 * 24 * 60 * 60 * 1000
      ? ['until' as const]
      : []),
  ]
}

/** How long a code for a tie works. */
export const INVITE_LASTS = 14 * 24 * 60 * 60 * 1000

/** Letters and digits that cannot be mistaken for each other on paper or by ear. */
const LETTERS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/**
 * A number of groups of letters, to be written on paper: `7Q4-28M`, `7Q4M-28MX-K3PW`.
 * @param chance integers ≥ 0, one for each letter.
 */
export const paperCode = (chance: readonly number[], group: number): string =>
  chance.map((n, index) => `${index > 0 && index % group === 0 ? '-' : ''}${LETTERS[n % LETTERS.length]}`).join('')

/** How somebody types a code: any width or case, with or without hyphens. */
export const readCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')

/** A name and a day of birth as one text, the same however the name was spaced or typed. */
export const sameText = (name: string, born: string): string => `${name.normalize('NFKC').replace(/\s/gu, '')}|${born}`

/** 2026-11-25, and no other writing; a day that exists. */
export const isDay = (text: string): boolean => {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)?.map(Number) ?? []
  if (!year || !month || !day) return false
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
