// Keeps an index of the directory in memory, in step with the database: also with what other processes write.
import { listRevisions, readEntries, type ServiceEntry } from '../directory/index.ts'
import type { Db } from '../platform/db.ts'
import { type Analysed, analyse, type Entry } from './analyse.ts'
import { fitOf } from './fit.ts'
import { buildIndex, drop, type Index, put } from './postings.ts'
import { chooseQuestion, type Question, type QuestionKind } from './question.ts'
import { type Answer, match, type Query } from './rank.ts'
import { readAnalysed, writeAnalysed } from './store.ts'

type State = { index: Index; revisions: Map<string, number>; checkedAt: number; checking: Promise<void> | null }

/** One state per open database and municipality; gone with the database. */
const states = new WeakMap<Db, Map<string, State>>()

/** How old, in milliseconds, the last look at the directory may be before an answer looks again. */
const FRESH = 1000

function stateOf(db: Db, municipality: string): State {
  const all = states.get(db) ?? new Map<string, State>()
  states.set(db, all)
  const state = all.get(municipality) ?? {
    index: buildIndex([]),
    revisions: new Map(),
    checkedAt: Number.NEGATIVE_INFINITY,
    checking: null,
  }
  all.set(municipality, state)
  return state
}

/**
 * Brings the index in step with the directory: analyses what is new or changed, drops what is gone.
 * Analyses are kept in the database, so that a restart reads them instead of making them again.
 * Never call it inside a transaction: embedded databases have one connection.
 */
export function refresh(db: Db, municipality: string, now: Date): Promise<void> {
  const state = stateOf(db, municipality)
  state.checking ??= bringUp(db, municipality, state, now).finally(() => {
    state.checking = null
  })
  return state.checking
}

async function bringUp(db: Db, municipality: string, state: State, now: Date): Promise<void> {
  const current = new Map((await listRevisions(db, municipality)).map(({ id, revision }) => [id, revision]))
  const changed = [...current].filter(([id, revision]) => state.revisions.get(id) !== revision).map(([id]) => id)
  const gone = [...state.revisions.keys()].filter((id) => !current.has(id))
  if (changed.length > 0) {
    const first = state.revisions.size === 0
    const kept = first
      ? await readAnalysed(db, municipality)
      : new Map<string, { revision: number; analysed: Analysed }>()
    const ready = changed.flatMap((id) => {
      const known = kept.get(id)
      return known && known.revision === current.get(id) ? [known] : []
    })
    const readyIds = new Set(ready.map(({ analysed }) => analysed.id))
    const missing = changed.filter((id) => !readyIds.has(id))
    const made =
      missing.length === 0
        ? []
        : (await readAll(db, municipality, missing, now)).map((entry) => ({
            revision: entry.revision,
            analysed: analyse(entryOf(entry)),
          }))
    await writeAnalysed(db, municipality, made)
    const all = [...ready, ...made]
    if (first) state.index = buildIndex(all.map(({ analysed }) => analysed))
    else for (const { analysed } of all) put(state.index, analysed)
    for (const { analysed, revision } of all) state.revisions.set(analysed.id, revision)
  }
  for (const id of gone) {
    drop(state.index, id)
    state.revisions.delete(id)
  }
  state.checkedAt = performance.now()
}

async function readAll(db: Db, municipality: string, ids: readonly string[], now: Date): Promise<ServiceEntry[]> {
  const entries: ServiceEntry[] = []
  for (let from = 0; from < ids.length; from += 500)
    entries.push(...(await readEntries(db, municipality, now, ids.slice(from, from + 500))))
  return entries
}

/** What matching reads of a service of the directory. */
export const entryOf = (service: ServiceEntry): Entry => ({
  id: service.id,
  family: service.family,
  title: service.name,
  says: service.says,
  why: service.why,
  body: [service.description, service.forWhom, ...Object.values(service.details)].filter(Boolean).join('\n'),
  organization: service.organization.name,
  needs: service.needs,
  kind: service.kind,
  scope: service.scope,
  wards: service.wards,
  towns: service.towns,
  ...(service.ages.min === null ? {} : { ageMin: service.ages.min }),
  ...(service.ages.max === null ? {} : { ageMax: service.ages.max }),
  endorsed: service.endorsement !== null,
  fit: fitOf(service),
})

/** The answer to a question, from a directory at most a second old. */
export async function answer(db: Db, municipality: string, query: Query, now: Date): Promise<Answer> {
  const state = stateOf(db, municipality)
  if (performance.now() - state.checkedAt > FRESH) await refresh(db, municipality, now)
  return match(state.index, { at: now.getTime(), ...query })
}

/** What to ask next, if anything, from the same directory; see chooseQuestion. */
export const nextQuestion = (
  db: Db,
  municipality: string,
  query: Query,
  given: Answer,
  answered: readonly QuestionKind[] = [],
): Question | undefined => chooseQuestion(stateOf(db, municipality).index, query, given, answered)
