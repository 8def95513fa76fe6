import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { Helped, Reason, Scores } from './rules.ts'

// ── past cases ──────────────────────────────────────────────────────────────────────────────────────────────────

export type PastCase = { words: string[]; service_id: string; outcome: Helped; week: string }

export const insertCase = (tx: Tx, municipality: string, id: string, one: PastCase) =>
  tx
    .insertInto('matching.past_case')
    .values({ municipality, id, ...one })
    .execute()

/** Takes one case back that says the same. @returns whether there was one. */
export async function deleteCase(tx: Tx, municipality: string, one: PastCase): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from matching.past_case where municipality = ${municipality} and id = (
      select id from matching.past_case
      where municipality = ${municipality} and service_id = ${one.service_id} and week = ${one.week}
        and words = ${one.words} and outcome = ${one.outcome}
      order by id limit 1)`.execute(tx)
  return Number(numAffectedRows ?? 0) > 0
}

/** Every case, in an order that says nothing. */
export const listCases = (db: Db, municipality: string) =>
  db
    .selectFrom('matching.past_case')
    .select(['words', 'service_id', 'outcome', 'week'])
    .where('municipality', '=', municipality)
    .orderBy('id')
    .execute() as Promise<PastCase[]>

export async function countCases(db: Db, municipality: string): Promise<Record<Helped, number>> {
  const rows = await db
    .selectFrom('matching.past_case')
    .select(['outcome', (e) => e.fn.countAll<number>().as('n')])
    .where('municipality', '=', municipality)
    .groupBy('outcome')
    .execute()
  const count = (outcome: Helped) => Number(rows.find((row) => row.outcome === outcome)?.n ?? 0)
  return { helped: count('helped'), partly: count('partly'), not: count('not') }
}

/** Which of these words some entry of the catalogue holds. */
export async function wordsInCatalogue(db: Db, municipality: string, words: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ word: string }>`
    select word from unnest(${[...words]}::text[]) as word where exists (
      select 1 from matching.entry e where e.municipality = ${municipality}
          and word = any(string_to_array(e.analysed ->> 'terms', E'\\n')))`.execute(db)
  return new Set(rows.map(({ word }) => word))
}

// ── models ──────────────────────────────────────────────────────────────────────────────────────────────────────

export type ModelState = 'candidate' | 'running' | 'retired' | 'refused'
export type Model = {
  municipality: string
  id: string
  made_at: Date
  entries: number
  cases: number
  seed: number
  analyser: number
  data: string
  scores: Scores
  state: ModelState
  reason: Reason | null
  before: string | null
}
const COLUMNS = [
  ...(['municipality', 'id', 'made_at', 'entries', 'cases', 'seed', 'analyser', 'data'] as const),
  ...(['scores', 'state', 'reason', 'before'] as const),
]

export const insertModel = (tx: Tx, model: Model, weights: Uint8Array) =>
  tx
    .insertInto('matching.model')
    .values({ ...model, scores: JSON.stringify(model.scores), weights: Buffer.from(weights) })
    .execute()

/** Models, the newest first. */
export const listModels = (db: Db, municipality: string, limit: number) =>
  db
    .selectFrom('matching.model')
    .select(COLUMNS)
    .where('municipality', '=', municipality)
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute() as Promise<unknown> as Promise<Model[]>

/** The id of the model that is to run: adopted, and learning not switched off. One small row by its key. */
export async function findRunningId(db: Db, municipality: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('matching.model as model')
    .leftJoin('matching.learning as learning', 'learning.municipality', 'model.municipality')
    .select('model.id')
    .where('model.municipality', '=', municipality)
    .where('model.state', '=', 'running')
    .where((e) => e.or([e('learning.enabled', 'is', null), e('learning.enabled', '=', true)]))
    .executeTakeFirst()
  return row?.id
}

export const findWeights = (db: Db, municipality: string, id: string) =>
  db
    .selectFrom('matching.model')
    .select(['analyser', 'weights'])
    .where('municipality', '=', municipality)
    .where('id', '=', id)
    .executeTakeFirst()

export const findModel = (db: Db, municipality: string, state: 'running') =>
  db
    .selectFrom('matching.model')
    .select(COLUMNS)
    .where('municipality', '=', municipality)
    .where('state', '=', state)
    .executeTakeFirst() as Promise<unknown> as Promise<Model | undefined>

/** Whether the weights of a model are still there, so that it may run again. */
export async function canRun(db: Db, municipality: string, id: string): Promise<boolean> {
  const row = await findWeights(db, municipality, id)
  return Boolean(row?.weights)
}

export const moveModel = (
  tx: Tx,
  model: { municipality: string; id: string },
  change: { state: ModelState; reason: Reason | null; before?: string | null },
) =>
  tx
    .updateTable('matching.model')
    .set(change)
    .where('municipality', '=', model.municipality)
    .where('id', '=', model.id)
    .execute()

/** Weights are kept of what runs and of what one may go back to; of the others only the figures. */
export const dropWeights = (tx: Tx, municipality: string, keep: readonly string[]) =>
  tx
    .updateTable('matching.model')
    .set({ weights: null })
    .where('municipality', '=', municipality)
    .where('state', '<>', 'running')
    .where('weights', 'is not', null)
    .where('id', 'not in', keep.length > 0 ? [...keep] : [NOBODY])
    .execute()
const NOBODY = '00000000-0000-0000-0000-000000000000'

// ── the training in progress ────────────────────────────────────────────────────────────────────────────────────

export type Stage = 'reading' | 'training' | 'measuring'
export type Learning = {
  enabled: boolean
  asked_at: Date | null
  run: string | null
  stage: Stage | null
  done: number
  total: number
  started_at: Date | null
  beat_at: Date | null
  problem: string | null
  counted_to: number
}

export const findLearning = (db: Db, municipality: string) =>
  db.selectFrom('matching.learning').selectAll().where('municipality', '=', municipality).executeTakeFirst() as Promise<
    Learning | undefined
  >

/** The row of a municipality, locked; made when it is missing. */
export async function lockLearning(tx: Tx, municipality: string): Promise<Learning> {
  await tx
    .insertInto('matching.learning')
    .values({ municipality })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await tx
    .selectFrom('matching.learning')
    .selectAll()
    .where('municipality', '=', municipality)
    .forUpdate()
    .executeTakeFirstOrThrow()) as Learning
}

export const moveLearning = (tx: Tx, municipality: string, change: Partial<Learning>) =>
  tx.updateTable('matching.learning').set(change).where('municipality', '=', municipality).execute()

/** A sign of life of one run. @returns false when the run is no longer the one in progress. */
export async function beat(
  db: Db,
  municipality: string,
  run: string,
  at: { stage: Stage; done: number; total: number; beat_at: Date },
): Promise<boolean> {
  const [result] = await db
    .updateTable('matching.learning')
    .set(at)
    .where('municipality', '=', municipality)
    .where('run', '=', run)
    .execute()
  return Number(result?.numUpdatedRows ?? 0) > 0
}

// ── what was shown ──────────────────────────────────────────────────────────────────────────────────────────────

export type Shown = { service_id: string; week: string; shown: number }

/** Adds to the counts; services that are gone are left out. */
export async function addShown(tx: Tx, municipality: string, rows: readonly Shown[]): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) {
    const part = rows.slice(from, from + 500)
    await sql`
      insert into matching.exposure (municipality, service_id, week, shown)
      select ${municipality}, e.service_id, t.week, t.shown
      from unnest(${part.map((row) => row.service_id)}::uuid[], ${part.map((row) => row.week)}::date[],
        ${part.map((row) => row.shown)}::int[]) as t (service_id, week, shown)
      join matching.entry e on e.municipality = ${municipality} and e.service_id = t.service_id
      on conflict (municipality, service_id, week) do update set shown = exposure.shown + excluded.shown`.execute(tx)
  }
}

/** How often each service stood among the first three, from one Monday on and before another. */
export async function sumShown(
  db: Db,
  municipality: string,
  from: string,
  before: string,
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('matching.exposure')
    .select(['service_id', (e) => e.fn.sum<number>('shown').as('n')])
    .where('municipality', '=', municipality)
    .where('week', '>=', from)
    .where('week', '<', before)
    .groupBy('service_id')
    .execute()
  return new Map(rows.map((row) => [row.service_id, Number(row.n)]))
}

/** Municipalities that have a catalogue. */
export async function listTaught(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('matching.entry').select('municipality').distinct().orderBy('municipality').execute()
  return rows.map((row) => row.municipality)
}
