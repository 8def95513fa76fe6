// What the person's requests come to. Pure.

/** A request is answered within thirty days (個人情報保護法 第83条第1項). */
export const ANSWER_DAYS = 30
export const dueAt = (asked: Date): Date => new Date(asked.getTime() + ANSWER_DAYS * 24 * 60 * 60 * 1000)

/** 第78条第1項第1号・第2号・第7号, and a duty to keep (of erasure). */
export const REASONS = ['life', 'others', 'office', 'duty'] as const
export type Reason = (typeof REASONS)[number]

/**
 * What an answer comes to: everything, a part with a reason, nothing with a reason.
 * @returns null when a reason is missing.
 */
export function stateOf(shown: number, all: number, reason: Reason | null): 'given' | 'partly' | 'refused' | null {
  if (shown === all) return 'given'
  if (reason === null) return null
  return shown === 0 ? 'refused' : 'partly'
}
