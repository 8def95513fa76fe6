// An analysed entry without repetition: what goes into the index and what is kept in the database.
import type { Analysed, EntryKind, Scope } from './analyse.ts'
import type { Fit } from './fit.ts'

/** What is shown of an entry, and what places it. */
export type Shown = {
  id: string
  family: string
  title: string
  says: readonly string[]
  why: readonly string[]
  organization: string
  needs: readonly string[]
  kind: EntryKind
  scope: Scope
  wards: readonly string[]
  towns: readonly string[]
  ageMin?: number
  ageMax?: number
  endorsed: boolean
  fit?: Fit
}

/** An entry as `Analysed`, terms written once: lines and reasons name them by their place in `terms`. */
export type Lean = Shown & {
  terms: readonly string[]
  /** How often each term stands in the strong and in the weak field. */
  strong: ArrayLike<number>
  weak: ArrayLike<number>
  lengths: readonly [strong: number, weak: number]
  lines: readonly (readonly number[])[]
  reasons: readonly (readonly number[])[]
  told: Readonly<Record<string, number>>
  subjects?: Readonly<Record<string, number>>
}

/** Makes an analysed entry lean. Terms of a line that the entry does not count are left out. */
export function leanOf({ version: _, terms, lines, reasons, ...rest }: Analysed): Lean {
  const all = Object.keys(terms)
  const place = new Map(all.map((term, i) => [term, i]))
  const placed = (texts: readonly string[][]) =>
    texts.map((line) =>
      line.flatMap((term) => {
        const at = place.get(term)
        return at === undefined ? [] : [at]
      }),
    )
  return {
    ...rest,
    terms: all,
    strong: all.map((term) => terms[term]![0]),
    weak: all.map((term) => terms[term]![1]),
    lines: placed(lines),
    reasons: placed(reasons),
  }
}

/** The way back. */
export function analysedOf(lean: Lean, version: number): Analysed {
  const { terms, strong, weak, lines, reasons, says, why, needs, wards, towns, subjects, ...rest } = lean
  const named = (lists: Lean['lines']) => lists.map((line) => line.map((at) => terms[at]!))
  return {
    ...rest,
    ...{ says: [...says], why: [...why], needs: [...needs], wards: [...wards], towns: [...towns] },
    version,
    lengths: [...lean.lengths],
    told: { ...lean.told },
    terms: Object.fromEntries(terms.map((term, i) => [term, [strong[i]!, weak[i]!]])),
    lines: named(lines),
    reasons: named(reasons),
    ...(subjects ? { subjects: { ...subjects } } : {}),
  }
}

/**
 * Numbers as letters, from `]` up: no quote, no backslash, no control character, so that JSON holds each as one letter.
 * Greater ones than fit below the surrogates (none in practice) become the greatest.
 */
const FIRST = 0x5d
const MOST = 0xd7ff - FIRST
function letters(numbers: ArrayLike<number>): string {
  let text = ''
  for (let i = 0; i < numbers.length; i += 1) text += String.fromCharCode(FIRST + Math.min(MOST, numbers[i]!))
  return text
}
function numbers(text: string): number[] {
  const result = new Array<number>(text.length)
  for (let i = 0; i < text.length; i += 1) result[i] = text.charCodeAt(i) - FIRST
  return result
}

/** As kept: the id and whether it is endorsed stand elsewhere. Numbers are letters. */
export type Kept = Omit<Shown, 'id' | 'endorsed'> & {
  /** One in a line. */
  terms: string
  strong: string
  weak: string
  lengths: readonly [number, number]
  lines: string[]
  reasons: string[]
  told: Readonly<Record<string, number>>
  subjects?: Readonly<Record<string, number>>
}

/** What is kept of an entry: about a third of what an Analysed is as JSON. */
export function keptOf({ id: _id, endorsed: _e, ...lean }: Lean): Kept {
  return {
    ...lean,
    terms: lean.terms.join('\n'),
    strong: letters(lean.strong),
    weak: letters(lean.weak),
    lines: lean.lines.map(letters),
    reasons: lean.reasons.map(letters),
  }
}

/** The way back. */
export const fromKept = (kept: Kept, id: string, endorsed: boolean): Lean => ({
  ...kept,
  id,
  endorsed,
  terms: kept.terms === '' ? [] : kept.terms.split('\n'),
  strong: numbers(kept.strong),
  weak: numbers(kept.weak),
  lines: kept.lines.map(numbers),
  reasons: kept.reasons.map(numbers),
})
