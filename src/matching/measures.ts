// How good a ranking is, measured against judgements: pure functions, each as the literature defines it.

/** Judgements of one query: id of an entry → grade, 0 not relevant, 1 partly, 2 fully. */
export type Grades = ReadonlyMap<string, number>

/** One ranked query. `ranked`: ids, the best first. */
export type Run = { ranked: readonly string[]; grades: Grades; ms: number }

/** Means over queries, each between 0 and 1. `hits`: over the `answerable` queries that have a full answer at all. */
export type Measures = {
  queries: number
  ndcg10: number
  mrr10: number
  recall5: number
  recall10: number
  answerable: number
  hit1: number
  hit3: number
  hit10: number
}

/**
 * Normalised discounted cumulative gain with linear gain (Järvelin & Kekäläinen 2002): Σ grade / log2(rank + 1) over the
 * first k, as a share of the best order of all that was judged. 0 where nothing is relevant.
 */
export function ndcg(ranked: readonly string[], grades: Grades, k: number): number {
  const gain = (list: readonly number[]) =>
    list.reduce((sum, grade, i) => sum + Math.max(0, grade) / Math.log2(i + 2), 0)
  const best = gain([...grades.values()].sort((a, b) => b - a).slice(0, k))
  return best > 0 ? gain(ranked.slice(0, k).map((id) => grades.get(id) ?? 0)) / best : 0
}

/** 1 / rank of the first relevant entry among the first k, else 0. */
export function reciprocalRank(ranked: readonly string[], grades: Grades, k: number): number {
  const at = ranked.slice(0, k).findIndex((id) => (grades.get(id) ?? 0) > 0)
  return at < 0 ? 0 : 1 / (at + 1)
}

/** Share of the relevant entries that stand among the first k. */
export function recall(ranked: readonly string[], grades: Grades, k: number): number {
  const relevant = [...grades].filter(([, grade]) => grade > 0).map(([id]) => id)
  const first = new Set(ranked.slice(0, k))
  return relevant.length === 0 ? 0 : relevant.filter((id) => first.has(id)).length / relevant.length
}

/** 1 where an entry of at least this grade stands among the first k. */
export const hit = (ranked: readonly string[], grades: Grades, k: number, grade: number): number =>
  ranked.slice(0, k).some((id) => (grades.get(id) ?? 0) >= grade) ? 1 : 0

/** The grade of a full answer: 2, or 1 in a collection that only tells relevant from not. */
export const fullGrade = (all: Iterable<Grades>): number => {
  for (const grades of all) for (const grade of grades.values()) if (grade >= 2) return 2
  return 1
}

/** The q-quantile (0–1) of numbers, the nearest one; 0 of none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? 0
}

/** Means over all runs that have something relevant. */
export function measure(runs: readonly Run[], full: number): Measures {
  const judged = runs.filter(({ grades }) => [...grades.values()].some((grade) => grade > 0))
  const answerable = judged.filter(({ grades }) => [...grades.values()].some((grade) => grade >= full))
  const mean = (list: readonly Run[], of: (run: Run) => number) =>
    list.length === 0 ? 0 : list.reduce((sum, run) => sum + of(run), 0) / list.length
  const hits = (k: number) => mean(answerable, ({ ranked, grades }) => hit(ranked, grades, k, full))
  return {
    queries: judged.length,
    ndcg10: mean(judged, ({ ranked, grades }) => ndcg(ranked, grades, 10)),
    mrr10: mean(judged, ({ ranked, grades }) => reciprocalRank(ranked, grades, 10)),
    recall5: mean(judged, ({ ranked, grades }) => recall(ranked, grades, 5)),
    recall10: mean(judged, ({ ranked, grades }) => recall(ranked, grades, 10)),
    answerable: answerable.length,
    hit1: hits(1),
    hit3: hits(3),
    hit10: hits(10),
  }
}
