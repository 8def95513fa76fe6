// What desks said when they were asked moves whom to ask next, a little: a desk that is full just now, or that has said of a
// kind of need or a ward that it is not its own. It only orders what fits; nobody vanishes from the list. Pure.

/** How a desk answered, as far as that tells whom to ask next. */
export const SAID = ['taken', 'full', 'silent', 'scope', 'area'] as const
export type Said = (typeof SAID)[number]

/** Weeks for which it counts that a desk was full or did not answer: that passes. */
export const LATE_WEEKS = 4
/** Weeks for which it counts that something is not a desk's own, and for which counts are kept. */
export const KEPT_WEEKS = 26
/** Refusals from which on they count: one or two say more of the person asked than of the desk. */
export const ENOUGH = 3

/**
 * The share of its score that a desk loses where it refused every time. `now`: about as much as a desk that says itself that
 * it is full (fit.ts, `room`). `about`: enough that another good answer comes first, not so much that a poor one does.
 */
export const PUT_BACK = { now: 0.06, about: 0.3 }

/** What an answer is counted under: '' for whatever was asked, a kind of need, a ward. */
export function aboutsOf(said: Said, { kind, ward }: { kind: string; ward: string | null }): string[] {
  const here = ward === null ? [] : [ward]
  return { taken: ['', kind, ...here], full: [''], silent: [''], scope: [kind], area: here }[said]
}

export type Count = { service_id: string; about: string; said: Said; n: number }
/** How often a desk refused of how often it answered. */
export type Refused = { refused: number; of: number }
/** By service, by what it was about; only what was refused often enough. */
export type Responses = ReadonlyMap<string, ReadonlyMap<string, Refused>>

/** What counts mean for the ranking. */
export function responsesOf(counts: readonly Count[]): Responses {
  const all = new Map<string, Map<string, Refused>>()
  for (const { service_id, about, said, n } of counts) {
    const own = all.get(service_id) ?? new Map<string, Refused>()
    all.set(service_id, own)
    const { refused, of } = own.get(about) ?? { refused: 0, of: 0 }
    own.set(about, { refused: refused + (said === 'taken' ? 0 : n), of: of + n })
  }
  for (const [service, own] of all) {
    for (const [about, { refused }] of own) if (refused < ENOUGH) own.delete(about)
    if (own.size === 0) all.delete(service)
  }
  return all
}

const share = (one: Refused | undefined): number => (one ? one.refused / one.of : 0)

/**
 * The share of its score that a desk loses for a question, 0 to the larger of PUT_BACK.
 * @param wanted needs with how sure they are, the surest first
 * @param told whether the desk itself says how much room it has: then that counts, and not what it said before
 */
export function putBack(
  own: ReadonlyMap<string, Refused> | undefined,
  asked: { wanted: readonly { code: string; strength: number }[]; ward: string | undefined },
  told: boolean,
): number {
  if (!own) return 0
  const surest = asked.wanted[0]?.strength || 1
  const kinds = asked.wanted.map(({ code, strength }) => Math.min(1, strength / surest) * share(own.get(code)))
  const about = Math.max(0, ...kinds, asked.ward ? share(own.get(asked.ward)) : 0)
  return Math.max(told ? 0 : PUT_BACK.now * share(own.get('')), PUT_BACK.about * about)
}
