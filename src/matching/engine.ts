// One index in memory for each municipality that was asked lately, in step with the directory, whoever writes to it.
//
// Every transaction that changes a municipality's directory raises its edition (migrations/0009_directory_edition.sql).
// A question reads that one row; only where it has moved, the changed services are read, all in one snapshot, and only
// when all of it is at hand the index changes, in one go: half of a change is never served.
import { setImmediate } from 'node:timers/promises'
import {
  type Change,
  endorsedNow,
  listChanges,
  readEdition,
  readEntries,
  type ServiceEntry,
} from '../directory/index.ts'
import { tokyo } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { rootOf } from '../platform/scope.ts'
import { ANALYSER_VERSION, type Analysed, analyse, type Entry } from './analyse.ts'
import { fitOf } from './fit.ts'
import { fromKept, keptOf, type Lean, leanOf } from './lean.ts'
import { modelOf, responsesNow } from './learning/model.ts'
import { entriesOf as heldEntries, weigh } from './lists.ts'
import type { Models } from './meaning.ts'
import { buildIndex, drop, endorse, equip, type Index, putLean, tablesOf } from './postings.ts'
import { chooseQuestion, type Question, type QuestionKind } from './question.ts'
import { type Answer, match, type Query } from './rank.ts'
import type { Responses } from './responses.ts'
import { readKept, type Stored, writeKept } from './store.ts'

type State = {
  index: Index
  /** The edition that the index shows; 0 before the first look. */
  edition: number
  /** The day for which its endorsements hold; see dayOf. */
  day: number
  bytes: number
  /** When it was last asked what was learned, by the process's own clock; adopting one elsewhere is seen within FRESH ms. */
  askedAt: number
  /** The look at the directory that is under way, and the one after it. */
  looking: Promise<void> | undefined
  next: Promise<void> | undefined
}

/** States by open database and municipality, the one asked longest ago first; gone with the database. */
const states = new WeakMap<Db, Map<string, State>>()

/** How many bytes the indexes of one database may take together; a single larger one is kept while it is asked. */
let budget = 400 * 2 ** 20

/** Sets the budget; the indexes asked longest ago are let go of at the next change beyond it. */
export function limitMemory(bytes: number): void {
  budget = bytes
}

/** How many municipalities are in memory, and about how many bytes they take. */
export function memoryOf(db: Db): { municipalities: number; bytes: number } {
  const all = [...(states.get(rootOf(db))?.values() ?? [])]
  return { municipalities: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) }
}

const empty = () => ({ index: buildIndex([]), edition: 0, day: 0, bytes: 0, askedAt: Number.NEGATIVE_INFINITY })
const FRESH = 1000

function stateOf(db: Db, municipality: string): State {
  const key = rootOf(db)
  const all = states.get(key) ?? new Map<string, State>()
  states.set(key, all)
  const state = all.get(municipality) ?? { ...empty(), looking: undefined, next: undefined }
  all.delete(municipality)
  all.set(municipality, state)
  return state
}

function letGo(db: Db, kept: State): void {
  const all = states.get(rootOf(db))!
  let { bytes } = memoryOf(db)
  for (const [municipality, state] of all) {
    if (bytes <= budget) return
    if (state === kept || state.looking) continue
    all.delete(municipality)
    bytes -= state.bytes
  }
}

/**
 * Brings the index in step with the directory as it is committed now.
 * Never call it inside a transaction: embedded databases have one connection.
 */
export function refresh(db: Db, municipality: string, now: Date): Promise<void> {
  const state = stateOf(db, municipality)
  state.askedAt = Number.NEGATIVE_INFINITY
  return bring(db, municipality, state, now)
}

/** A look that is under way may have missed what was committed since: who comes now waits, with others, for the next. */
function bring(db: Db, municipality: string, state: State, now: Date): Promise<void> {
  const look = () => {
    state.next = undefined
    // Whoever asks, what is read is the public directory, and what is kept serves everybody.
    state.looking = lookAt(rootOf(db), municipality, state, now).finally(() => {
      state.looking = undefined
    })
    return state.looking
  }
  if (state.next) return state.next
  if (!state.looking) return look()
  state.next = state.looking.catch(() => {}).then(look)
  return state.next
}

async function lookAt(db: Db, municipality: string, state: State, now: Date): Promise<void> {
  const day = dayOf(now)
  const learned = await learnedFor(db, municipality, state, now)
  if ((await readEdition(db, municipality)) === state.edition && state.day === day) {
    give(state, learned)
    return
  }
  // The first load fills an index that nobody sees yet; later changes are gathered, and then made in one go.
  const first = state.edition === 0
  const index = first ? buildIndex([]) : state.index
  const gathered: Lean[] = []
  const come = (lean: Lean) => (first ? putLean(index, lean) : gathered.push(lean))
  const seen = await read(db, municipality, state, now, come)
  const made: Stored[] = []
  for (const [i, entry] of seen.unread.entries()) {
    // reading an entry takes milliseconds: others may be served in between
    if (i % 16 === 15) await setImmediate()
    const lean = leanOf(analyse(entryOf(entry)))
    come(lean)
    made.push({ id: entry.id, revision: entry.revision, kept: keptOf(lean) })
  }
  await writeKept(db, municipality, made)
  try {
    for (const id of seen.gone) drop(index, id)
    for (const lean of gathered) putLean(index, lean)
    if (seen.endorsed) for (const id of index.places.keys()) endorse(index, id, seen.endorsed.has(id))
    tablesOf(index)
  } catch (error) {
    Object.assign(state, empty())
    throw error
  }
  state.index = index
  state.edition = seen.edition
  state.day = day
  give(state, learned)
  state.bytes = weigh(state.index)
  letGo(db, state)
}

type Learned = { models: Models | undefined; responses: Responses }

async function learnedFor(db: Db, municipality: string, state: State, now: Date): Promise<Learned> {
  const { models, responses } = state.index
  if (performance.now() - state.askedAt < FRESH) return { models, responses }
  const fresh = {
    models: await modelOf(db, municipality, now),
    responses: await responsesNow(db, municipality, now),
  }
  state.askedAt = performance.now()
  return fresh
}

/** Gives the index the model that runs and what desks said, or takes them away. */
function give(state: State, { models, responses }: Learned): void {
  state.index.responses = responses
  if (models === state.index.models) return
  equip(state.index, models)
  tablesOf(state.index)
  state.bytes = weigh(state.index)
}

/** Number of the day in Tokyo, by which endorsements count. */
const dayOf = (now: Date): number => Math.floor((now.getTime() + 9 * 3_600_000) / 86_400_000)

type Seen = {
  edition: number
  gone: string[]
  /** What nobody has analysed yet. */
  unread: ServiceEntry[]
  /** Given where another day has begun. */
  endorsed: Set<string> | undefined
}

/** All that has changed, from one snapshot. `come` is given what was analysed before, by this process or another. */
const read = (db: Db, municipality: string, state: State, now: Date, come: (lean: Lean) => void): Promise<Seen> =>
  db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const first = state.edition === 0
      const edition = await readEdition(tx, municipality)
      const changes = await listChanges(tx, municipality, state.edition, now)
      const changed = new Map<string, Change>()
      const gone: string[] = []
      for (const change of changes)
        if (change.active) changed.set(change.id, change)
        else gone.push(change.id)
      const take = (rows: Stored[]) => {
        for (const { id, revision, kept } of rows) {
          const change = changed.get(id)
          if (change?.revision !== revision) continue
          come(fromKept(kept, id, change.endorsed))
          changed.delete(id)
        }
      }
      await readKept(tx, municipality, first ? 'all' : [...changed.keys()], take)
      const unread: ServiceEntry[] = []
      const missing = [...changed.keys()]
      for (let from = 0; from < missing.length; from += 500)
        unread.push(...(await readEntries(tx, municipality, now, missing.slice(from, from + 500))))
      const endorsed = first || state.day === dayOf(now) ? undefined : await endorsedNow(tx, municipality, now)
      return { edition, gone, unread, endorsed }
    })

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

/** The index that an answer came from, for the question that follows it. */
const grounds = new WeakMap<Answer, Index>()

/** The answer to a question, from the directory as it is committed when the question comes. */
export async function answer(db: Db, municipality: string, query: Query, now: Date): Promise<Answer> {
  const state = stateOf(db, municipality)
  await bring(db, municipality, state, now)
  const given = match(state.index, { at: now.getTime(), day: tokyo(now).toPlainDate().toString(), ...query })
  grounds.set(given, state.index)
  return given
}

/** The entries as they are analysed, of a directory as it is now. */
export async function entriesOf(db: Db, municipality: string, now: Date): Promise<Analysed[]> {
  await refresh(db, municipality, now)
  return heldEntries(tablesOf(stateOf(db, municipality).index), ANALYSER_VERSION)
}

/** What to ask next, if anything, from the same directory; see chooseQuestion. `given`: what `answer` gave. */
export const nextQuestion = (
  db: Db,
  municipality: string,
  query: Query,
  given: Answer,
  answered: readonly QuestionKind[] = [],
): Question | undefined => chooseQuestion(grounds.get(given) ?? stateOf(db, municipality).index, query, given, answered)
