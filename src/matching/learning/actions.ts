// The verbs of learning: keep a case, count what was shown, train, go back, switch off.
import { createHash, randomUUID } from 'node:crypto'
import { readEdition, uuidV5 } from '../../directory/index.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { type EventActor, record, type Tallied } from '../../platform/events.ts'
import { ANALYSER_VERSION, type Analysed } from '../analyse.ts'
import type { Recipe } from '../encoder-train.ts'
import { entriesOf } from '../engine.ts'
import type { Case } from '../lessons.ts'
import { aboutsOf, type Said } from '../responses.ts'
import { loadVectors } from '../vectors.ts'
import { keptWords } from './keep.ts'
import { addResponse } from './response-store.ts'
import { type Helped, isLive, judge, type Reason, TEACHES, weekOf } from './rules.ts'
import {
  addShown,
  beat,
  canRun,
  deleteCase,
  dropWeights,
  findLearning,
  findModel,
  insertCase,
  insertModel,
  listCases,
  listModels,
  lockLearning,
  type Model,
  moveLearning,
  moveModel,
  type PastCase,
  type Stage,
  wordsInCatalogue,
} from './store.ts'
import { learnInWorker } from './worker.ts'

const system: EventActor = { kind: 'system' }

/** What learning is about, as an id for its events. */
const subjectOf = (municipality: string) => uuidV5(`${municipality}/learning`)

// ── past cases ──────────────────────────────────────────────────────────────────────────────────────────────────

/** A need at its end: their words, where they live, the desk that took it last, how it went, when. */
export type Ended = {
  municipality: string
  words: string
  places: readonly string[]
  serviceId: string
  outcome: Helped
  at: Date
}

const caseOf = async (tx: Tx, ended: Ended): Promise<PastCase | undefined> => {
  const { municipality, words, places, serviceId, outcome, at } = ended
  const kept = await keptWords(words, places, (rest) => wordsInCatalogue(tx, municipality, rest))
  return kept.length > 0 ? { words: kept, service_id: serviceId, outcome, week: weekOf(at) } : undefined
}

/**
 * Keeps a case, in the caller's transaction, with nothing in it that leads back: common words, sorted; the desk; how it
 * went; the week; an id drawn by chance. So there is nothing to erase when the need is erased.
 * @returns false where no word of it could be kept.
 */
export async function keepCase(tx: Tx, ended: Ended): Promise<boolean> {
  const one = await caseOf(tx, ended)
  if (one) await insertCase(tx, ended.municipality, randomUUID(), one)
  return one !== undefined
}

/** The need went on after this ending, or was judged otherwise: the case is taken back, if one that says the same is found. */
export async function takeBackCase(tx: Tx, ended: Ended): Promise<boolean> {
  const one = await caseOf(tx, ended)
  return one !== undefined && deleteCase(tx, ended.municipality, one)
}

/** Counts how a desk answered, in the caller's transaction. `kind` and `ward`: of the need it was asked about. */
export async function keepResponse(
  tx: Tx,
  {
    municipality,
    serviceId,
    said,
    at,
    ...asked
  }: {
    municipality: string
    serviceId: string
    said: Said
    kind: string
    ward: string | null
    at: Date
  },
): Promise<void> {
  for (const about of aboutsOf(said, asked))
    await addResponse(tx, { municipality, service_id: serviceId, week: weekOf(at), about, said })
}

// ── what was shown ──────────────────────────────────────────────────────────────────────────────────────────────

/** Counts what was shown since the last count, once. `read` gives what comes after an event, and the last one read. */
export function countShown(
  db: Db,
  municipality: string,
  read: (tx: Tx, after: number) => Promise<{ rows: Tallied[]; last: number }>,
): Promise<void> {
  return db.transaction().execute(async (tx) => {
    const { counted_to } = await lockLearning(tx, municipality)
    const { rows, last } = await read(tx, counted_to)
    if (last === counted_to) return
    const shown = rows.map(({ text, week, n }) => ({ service_id: text, week, shown: n }))
    await addShown(tx, municipality, shown)
    await moveLearning(tx, municipality, { counted_to: last })
  })
}

// ── training ────────────────────────────────────────────────────────────────────────────────────────────────────

export type TrainProblem = 'already' | 'no_vectors' | 'no_entries' | 'nothing_new' | 'stopped' | 'failed'
export type Trained = { ok: true; value: Model } | { ok: false; reason: TrainProblem }
export type TrainOptions = {
  seed?: number
  recipe?: Recipe
  /** Also when nothing has changed since the last training. */
  anyway?: boolean
  stop?: AbortSignal
  onProgress?: (stage: Stage, done: number, total: number) => void
}

const casesOf = (past: readonly PastCase[]): Case[] =>
  past
    .filter(({ outcome }) => TEACHES[outcome] > 0)
    .map(({ words, service_id, outcome }) => ({ words, targets: { [service_id]: TEACHES[outcome] } }))

/** What would be learned from, as one number. */
async function dataOf(db: Db, municipality: string, past: readonly PastCase[]): Promise<string> {
  const digest = createHash('sha256').update(`${ANALYSER_VERSION} ${await readEdition(db, municipality)}\n`)
  for (const { words, service_id, outcome } of past) digest.update(`${words.join(' ')} ${service_id} ${outcome}\n`)
  return digest.digest('hex').slice(0, 32)
}

/** Whether there is anything that the last training has not seen. */
export async function somethingNew(db: Db, municipality: string): Promise<boolean> {
  const [last] = await listModels(db, municipality, 1)
  return last?.data !== (await dataOf(db, municipality, await listCases(db, municipality)))
}

/** Puts a training on the list, to be done by a job. */
export function askTraining(db: Db, actor: EventActor, now: Date, municipality: string): Promise<number> {
  const subject = subjectOf(municipality)
  return db.transaction().execute(async (tx) => {
    await lockLearning(tx, municipality)
    await moveLearning(tx, municipality, { asked_at: now })
    return record(tx, { municipality, name: 'matching.training_asked', actor, subject, at: now })
  })
}

/**
 * Trains a model on the catalogue and its past cases in a thread, measures it, and adopts it only where it is better
 * (see `judge`). Until then, and whatever goes wrong meanwhile, what runs goes on running. One training at a time.
 */
export async function train(
  db: Db,
  municipality: string,
  clock: () => Date,
  options: TrainOptions = {},
): Promise<Trained> {
  const run = randomUUID()
  const begun = await db.transaction().execute(async (tx) => {
    const { run: other, beat_at } = await lockLearning(tx, municipality)
    await moveLearning(tx, municipality, { asked_at: null })
    if (other && isLive(beat_at, clock())) return false
    const start = { run, stage: 'reading', done: 0, total: 0, started_at: clock(), beat_at: clock() } as const
    await moveLearning(tx, municipality, { ...start, problem: null })
    return true
  })
  if (!begun) return { ok: false, reason: 'already' }
  try {
    return await trainRun(db, municipality, run, clock, options)
  } catch (error) {
    const reason: TrainProblem = options.stop?.aborted ? 'stopped' : 'failed'
    // The database may be gone too; then the silence of the run tells.
    await endRun(db, municipality, run, reason).catch(() => {})
    if (reason === 'failed') throw error
    return { ok: false, reason }
  }
}

const endRun = (db: Db, municipality: string, run: string, problem: TrainProblem | null) =>
  db.transaction().execute(async (tx) => {
    if ((await lockLearning(tx, municipality)).run === run)
      await moveLearning(tx, municipality, { run: null, started_at: null, beat_at: null, stage: null, problem })
  })

/** Milliseconds between two signs of life. */
const BEAT = 1_000

async function trainRun(
  db: Db,
  municipality: string,
  run: string,
  clock: () => Date,
  { seed = 1, recipe, anyway, stop, onProgress }: TrainOptions,
): Promise<Trained> {
  const not = async (reason: TrainProblem): Promise<Trained> => {
    await endRun(db, municipality, run, reason)
    return { ok: false, reason }
  }
  if (!loadVectors()) return not('no_vectors')
  const entries: Analysed[] = await entriesOf(db, municipality, clock())
  if (entries.length === 0) return not('no_entries')
  const past = await listCases(db, municipality)
  const data = await dataOf(db, municipality, past)
  const [last] = await listModels(db, municipality, 1)
  if (!anyway && last?.data === data) return not('nothing_new')
  const cases = casesOf(past)

  const lost = new AbortController()
  const ended = stop ? AbortSignal.any([stop, lost.signal]) : lost.signal
  let beaten = Number.NEGATIVE_INFINITY
  let beating = Promise.resolve()
  const learnt = await learnInWorker(
    { entries, cases, seed, recipe },
    (stage, done, total) => {
      onProgress?.(stage, done, total)
      if (performance.now() - beaten < BEAT) return
      beaten = performance.now()
      // A run that another has taken over ends: what it would adopt is out of date.
      beating = beating
        .then(() => beat(db, municipality, run, { stage, done, total, beat_at: clock() }))
        .then(
          (ours) => (ours ? undefined : lost.abort()),
          () => {},
        )
    },
    ended,
  )
  await beating

  return db.transaction().execute(async (tx): Promise<Trained> => {
    if ((await lockLearning(tx, municipality)).run !== run) return { ok: false, reason: 'stopped' }
    const running = await findModel(tx, municipality, 'running')
    const { adopt, reason } = judge(learnt.scores, running?.scores)
    const model: Model = {
      ...{ municipality, id: randomUUID(), made_at: clock(), entries: entries.length, cases: cases.length, seed },
      ...{ analyser: ANALYSER_VERSION, data, scores: learnt.scores, state: 'candidate', reason: null, before: null },
    }
    await insertModel(tx, model, learnt.weights)
    const at = clock()
    const told = { municipality, actor: system, subject: model.id, data: { reason }, at }
    if (adopt) {
      const before = running?.id ?? null
      if (running) await moveModel(tx, running, { state: 'retired', reason: 'replaced' })
      await moveModel(tx, model, { state: 'running', reason, before })
      await dropWeights(tx, municipality, before ? [before] : [])
      await record(tx, { ...told, name: 'matching.model_adopted' })
    } else {
      await moveModel(tx, model, { state: 'refused', reason })
      await dropWeights(tx, municipality, running?.before ? [running.before] : [])
      await record(tx, { ...told, name: 'matching.model_refused' })
    }
    await moveLearning(tx, municipality, { run: null, started_at: null, beat_at: null, stage: null, problem: null })
    return { ok: true, value: { ...model, state: adopt ? 'running' : 'refused', reason } }
  })
}

// ── what staff decide ───────────────────────────────────────────────────────────────────────────────────────────

/** One step back: the model that ran before runs again, or, where there was none, the plain engine. */
export function goBack(db: Db, actor: EventActor, now: Date, municipality: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await lockLearning(tx, municipality)
    const running = await findModel(tx, municipality, 'running')
    if (!running) return false
    const gone: Reason = 'gone_back'
    await moveModel(tx, running, { state: 'retired', reason: gone })
    if (running.before && (await canRun(tx, municipality, running.before)))
      await moveModel(tx, { municipality, id: running.before }, { state: 'running', reason: 'better' })
    await dropWeights(tx, municipality, [])
    const name = 'matching.model_gone_back'
    await record(tx, { municipality, name, actor, subject: running.id, data: { to: running.before }, at: now })
    return true
  })
}

/** Switches learning off or on: off, the plain engine answers and no night trains; nothing is forgotten. */
export function switchLearning(
  db: Db,
  actor: EventActor,
  now: Date,
  municipality: string,
  enabled: boolean,
): Promise<void> {
  return db.transaction().execute(async (tx) => {
    if ((await lockLearning(tx, municipality)).enabled === enabled) return
    await moveLearning(tx, municipality, { enabled })
    const name = 'matching.learning_switched'
    await record(tx, { municipality, name, actor, subject: subjectOf(municipality), data: { enabled }, at: now })
  })
}

/** Whether learning is switched on. */
export const isOn = async (db: Db, municipality: string): Promise<boolean> =>
  (await findLearning(db, municipality))?.enabled ?? true
