// Which of thousands of wordings may stand in a text: told by their first two letters, so that only few are looked for.

/** Things to look for, by number: under their first two letters, or in `rest` where they do not begin with two known ones. */
export type Openings<T> = { all: readonly T[]; pairs: ReadonlyMap<string, readonly number[]>; rest: readonly number[] }

/** @param begin what a text must hold where one stands: at least its first two letters, or less where it may begin otherwise */
export function openingsOf<T>(all: readonly T[], begin: (one: T) => string): Openings<T> {
  const pairs = new Map<string, number[]>()
  const rest: number[] = []
  for (const [i, one] of all.entries()) {
    const pair = begin(one).slice(0, 2)
    const known = pairs.get(pair)
    if (pair.length < 2) rest.push(i)
    else if (known) known.push(i)
    else pairs.set(pair, [i])
  }
  return { all, pairs, rest }
}

/** Those that may stand in a text, in the order they were given. */
export function mayStandIn<T>({ all, pairs, rest }: Openings<T>, text: string): T[] {
  const met = new Set(rest)
  for (let i = 0; i + 2 <= text.length; i += 1) for (const one of pairs.get(text.slice(i, i + 2)) ?? []) met.add(one)
  return [...met].sort((a, b) => a - b).map((i) => all[i]!)
}
