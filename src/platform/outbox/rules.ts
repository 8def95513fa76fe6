// When a notice may go out, how long it waits after a failure, and what an answer means. Pure.
import { tokyo } from '../clock.ts'

export const CHANNELS = ['mail', 'push', 'line'] as const
export type Channel = (typeof CHANNELS)[number]

/**
 * Why a notice did not arrive: no such address; mailbox full; refused; the browser's subscription is gone; nobody answers
 * there; too much for them now; our own settings; anything else.
 */
export const REASONS = ['address', 'full', 'refused', 'gone', 'unreachable', 'busy', 'settings', 'error'] as const
export type Reason = (typeof REASONS)[number]

/** What became of one try. `lasting`: trying again is of no use. `down`: nothing else will go that way now either. */
export type Sent = { ok: true } | { ok: false; reason: Reason; lasting: boolean; down?: boolean }

/** Hours of Tokyo between which nobody's telephone rings for us. */
const NIGHT = { begins: 21, ends: 8 }

/** From 21:00 to 8:00 in Tokyo. */
export function isNight(at: Date): boolean {
  const { hour } = tokyo(at)
  return hour >= NIGHT.begins || hour < NIGHT.ends
}

/** The end of the night that `at` lies in; by day, `at` itself. */
export function morningOf(at: Date): Date {
  if (!isNight(at)) return at
  const there = tokyo(at)
  const day = there.hour >= NIGHT.begins ? there.toPlainDate().add({ days: 1 }) : there.toPlainDate()
  const morning = day.toZonedDateTime({ timeZone: there.timeZoneId, plainTime: { hour: NIGHT.ends } })
  return new Date(morning.epochMilliseconds)
}

const MINUTE = 60_000

/** Milliseconds from the n-th failure to the next try: 1, 2, 4 … 512 minutes. */
export const waitAfter = (tries: number): number => 2 ** Math.min(Math.max(tries - 1, 0), 9) * MINUTE

/** Tries after which a notice is given up: five days (RFC 5321, 4.5.4.1: at least four to five). */
export const MOST_TRIES = 23

/** Milliseconds for which whoever took a notice has it alone: longer than any try can last. */
export const LEASE = 15 * MINUTE

/**
 * What an enhanced status code says (RFC 3463), e.g. `5.1.1`. Where a server gives none, its reply code (RFC 5321).
 * @param said a reply like `550 5.1.1 no such user`, or the status of a delivery report.
 */
export function reasonOf(said: string): Reason {
  const [, subject, detail] = /\b[245]\.(\d{1,3})\.(\d{1,3})\b/.exec(said) ?? []
  if (subject === '1' || (subject === '2' && detail === '1')) return 'address'
  if (subject === '2' && detail === '2') return 'full'
  if (subject === '4') return 'unreachable'
  if (subject) return 'refused'
  const code = /^\s*(\d{3})\b/.exec(said)?.[1]
  if (code === '550' || code === '551' || code === '553') return 'address'
  if (code === '552') return 'full'
  return 'refused'
}

/**
 * Whether a browser's subscription leads to a push service we know. Its address comes from the visitor: elsewhere, the
 * service would knock at any door that somebody names.
 * @param hosts names of hosts; one that begins with a dot stands for every host below it. Those with a port are for tests
 * and may go by http.
 */
export function isPushService(endpoint: string, hosts: readonly string[]): boolean {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  if (!url || url.username || url.password) return false
  return hosts.some((host) => {
    if (host.includes(':')) return url.host === host
    const there = host.startsWith('.') ? url.hostname.endsWith(host) : url.hostname === host
    return there && url.protocol === 'https:' && url.port === ''
  })
}

/** A mail address as its owner knows it again and nobody else learns it: s***@example.jp */
export const maskMail = (address: string): string => address.replace(/^(.).*(@.*)$/, '$1***$2')
