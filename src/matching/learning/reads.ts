// What staff see of learning: what runs, how good it is, what it was made from, and which desks nobody is shown.
import { isKind, needName, type ServiceView, viewServices } from '../../directory/index.ts'
import type { Db } from '../../platform/db.ts'
import { ANALYSER_VERSION } from '../analyse.ts'
import { entriesOf } from '../engine.ts'
import type { Refused } from '../responses.ts'
import { loadVectors } from '../vectors.ts'
import { responsesNow } from './model.ts'
import { type Helped, isLive, SHOWN_WEEKS, WAITS, weekOf, weeksBefore } from './rules.ts'
import { canRun, countCases, findLearning, findModel, listModels, type Model, type Stage, sumShown } from './store.ts'

/** Names on the page at most; the counts are of all. */
const NAMES = 60
const MODELS = 10
const REFUSALS = 30
const EVER = '2000-01-03'

export type Work = { stage: Stage; done: number; total: number; since: Date }
export type Overview = {
  enabled: boolean
  /** Whether this installation has word vectors at all. */
  vectors: boolean
  running: Model | undefined
  /** The running model was made by another version of the analyser: it waits for the next training. */
  outdated: boolean
  /** What one step back leads to. */
  back: 'model' | 'plain'
  models: Model[]
  work: Work | undefined
  /** A training that has fallen silent. */
  broken: boolean
  waiting: boolean
  problem: string | null
  entries: number
  cases: Record<Helped, number>
  shown: { total: number; most: { service: ServiceView; n: number }[] }
  never: { total: number; of: number; services: ServiceView[] }
  /** Desks that are put back for what they said, the most refused first; `about` as it is called, null for anything. */
  refusals: (Refused & { service: ServiceView; about: string | null })[]
}

export async function readOverview(db: Db, municipality: string, now: Date): Promise<Overview> {
  const entries = await entriesOf(db, municipality, now)
  const learning = await findLearning(db, municipality)
  const running = await findModel(db, municipality, 'running')
  const live = Boolean(learning?.run) && isLive(learning!.beat_at, now)
  const after = weeksBefore(weekOf(now), -1)
  const ever = await sumShown(db, municipality, EVER, after)
  const late = await sumShown(db, municipality, weeksBefore(weekOf(now), SHOWN_WEEKS), after)
  // Imported facilities are found by a list; thousands of them are never among the first three, and need not be.
  const desks = entries.filter((entry) => entry.kind !== 'facility')
  const never = desks.filter((entry) => !ever.has(entry.id)).sort((a, b) => (a.title < b.title ? -1 : 1))
  const most = [...late].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 10)
  const view = (ids: string[]) => viewServices(db, municipality, ids, now)
  const counts = new Map(most)
  return {
    enabled: learning?.enabled ?? true,
    vectors: loadVectors() !== undefined,
    running,
    outdated: running !== undefined && running.analyser !== ANALYSER_VERSION,
    back: running?.before && (await canRun(db, municipality, running.before)) ? 'model' : 'plain',
    models: await listModels(db, municipality, MODELS),
    work: live
      ? {
          stage: learning!.stage ?? 'reading',
          done: learning!.done,
          total: learning!.total,
          since: learning!.started_at!,
        }
      : undefined,
    broken: Boolean(learning?.run) && !live,
    waiting: !live && isLive(learning?.asked_at ?? null, now, WAITS),
    problem: learning?.problem ?? null,
    entries: entries.length,
    cases: await countCases(db, municipality),
    shown: {
      total: [...late.values()].reduce((a, b) => a + b, 0),
      most: (await view(most.map(([id]) => id)))
        .map((service) => ({ service, n: counts.get(service.id)! }))
        .sort((a, b) => b.n - a.n),
    },
    refusals: await refusalsOf(db, municipality, now),
    never: { total: never.length, of: desks.length, services: await view(never.slice(0, NAMES).map(({ id }) => id)) },
  }
}

async function refusalsOf(db: Db, municipality: string, now: Date): Promise<Overview['refusals']> {
  const responses = await responsesNow(db, municipality, now)
  const all = [...responses].flatMap(([id, own]) => [...own].map(([about, one]) => ({ id, about, ...one })))
  all.sort((a, b) => b.refused - a.refused || a.of - b.of || (a.id + a.about < b.id + b.about ? -1 : 1))
  const first = all.slice(0, REFUSALS)
  const services = await viewServices(db, municipality, [...new Set(first.map(({ id }) => id))], now)
  const byId = new Map(services.map((service) => [service.id, service]))
  return first.flatMap(({ id, about, refused, of }) => {
    const service = byId.get(id)
    return service ? [{ service, about: isKind(about) ? needName(about, 'ja') : about || null, refused, of }] : []
  })
}
