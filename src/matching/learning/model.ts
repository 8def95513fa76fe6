// The model that runs, made ready once and kept; another process that adopts or puts one away is followed.
import type { Db } from '../../platform/db.ts'
import { rootOf } from '../../platform/scope.ts'
import { ANALYSER_VERSION } from '../analyse.ts'
import type { Models } from '../meaning.ts'
import { KEPT_WEEKS, LATE_WEEKS, type Responses, responsesOf } from '../responses.ts'
import { loadVectors } from '../vectors.ts'
import { unpack } from './pack.ts'
import { sumResponses } from './response-store.ts'
import { SHOWN_WEEKS, weekOf, weeksBefore } from './rules.ts'
import { findRunningId, findWeights, sumShown } from './store.ts'

type Held = { id: string | undefined; week: string; models: Models | undefined }
const kept = new WeakMap<Db, Map<string, Held>>()

/**
 * What the index of a municipality is to be given; the same object as long as nothing changed. Undefined, and nothing
 * loaded, while no model runs, learning is switched off, or there are no word vectors. One small query when nothing changed.
 */
export async function modelOf(db: Db, municipality: string, now: Date): Promise<Models | undefined> {
  const key = rootOf(db)
  const all = kept.get(key) ?? new Map<string, Held>()
  kept.set(key, all)
  const id = await findRunningId(db, municipality)
  const week = weekOf(now)
  const held = all.get(municipality)
  if (held && held.id === id && (held.week === week || !held.models)) return held.models
  const before = held && held.id === id ? held.models : undefined
  const made = id === undefined ? undefined : (before ?? (await load(db, municipality, id)))
  // What was shown counts by whole weeks before this one, so that the same question has the same answer all day.
  const shown = made && (await sumShown(db, municipality, weeksBefore(week, SHOWN_WEEKS), week))
  const models = made && { ...made, shown: shown! }
  all.set(municipality, { id, week, models })
  return models
}

async function load(db: Db, municipality: string, id: string): Promise<Models | undefined> {
  const row = await findWeights(db, municipality, id)
  // Words cut by another analyser would meet other words: such a model waits for the next training.
  if (!row?.weights || row.analyser !== ANALYSER_VERSION) return undefined
  const vectors = loadVectors()
  return vectors && { vectors, ...unpack(row.weights) }
}

/** What desks said of late when they were asked; nothing where learning is switched off. */
export async function responsesNow(db: Db, municipality: string, now: Date): Promise<Responses> {
  const week = weekOf(now)
  const from = { late: weeksBefore(week, LATE_WEEKS), kept: weeksBefore(week, KEPT_WEEKS) }
  return responsesOf(await sumResponses(db, municipality, from))
}
