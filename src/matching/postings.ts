// The index in memory: which entries hold a term, and how often. A changed entry costs time by its own length, whatever
// the size of the index, and every count stays exact: rarities and means are worked out from counts when someone asks,
// so that an index after any changes ranks as one that was built afresh.
//
// An entry stands at a place (a number, used again when it goes), a term has a number (likewise). In one array of numbers:
//   of a term    (place, value) …                        value: strong × 65,536 + weak, in no order
//   of an entry  count, halves | terms, ascending | where it stands in the list of each | lines and reasons, in halves
// So an entry is taken out of a list by moving the last of it there.
import type { Analysed } from './analyse.ts'
import { type Arena, arena, give, roomAt, roomFor, take } from './arena.ts'
import { type Lean, leanOf, type Shown } from './lean.ts'
import { telling } from './lexicon.ts'
import { CODE, find, GROUP, idf, NAMED, PERSON, rarityOf, SUBJECT, TOLD, wordsAt } from './lists.ts'
import { join, leave, type Meaning, type Models, meaningOf, outgrown } from './meaning.ts'
import type { Responses } from './responses.ts'

/** An entry in its place. Title, wordings and reasons in `text`, as textsOf reads them. */
export type Placed = Omit<Shown, 'title' | 'says' | 'why'> & { text: string; says: number; block: number; room: number }

/** Entries of one family; `advice` of them are no single facilities. */
type Family = { name: string; members: number[]; advice: number }

/** Where entries serve: the same wards and neighbourhoods are one. */
type Area = Pick<Shown, 'wards' | 'towns'>

export type Tables = {
  arena: Arena
  /** By place; undefined where nothing stands. Places of two indexes of the same entries differ: compare ids. */
  entries: (Placed | undefined)[]
  places: Map<string, number>
  /** Number of content words of the two fields, by place. */
  strong: Uint32Array
  weak: Uint32Array
  /** Number of the area of each entry, and the areas. */
  area: Uint32Array
  areas: Area[]
  /** Number of the family of each entry, and the families. */
  family: Uint32Array
  families: Family[]
  /** Number of a term, and by number: the term, its traits, in how many families of advice it stands, its list. */
  numbers: Map<string, number>
  spelled: string[]
  traits: Uint8Array
  held: Uint32Array
  start: Uint32Array
  length: Uint32Array
  room: Uint32Array
  /** Exact counts over all entries. */
  sums: { entries: number; strong: number; weak: number; advice: number; rich: number; letters: number }

  // what follows is worked out from the counts by tablesOf
  /** True of a plain collection: entries of title and text only, without needs, wordings and wards. */
  plain: boolean
  /** Mean lengths: strong, weak, both. */
  average: [number, number, number]
  /** Rarity by number of families that hold a term, among so many in all; 0 where not worked out yet. */
  idf: Float64Array
  /** Rarity of a term that no entry holds. */
  unseen: number
  /** All wards that entries serve, in order of their names. */
  wards: ReadonlySet<string>
  /** What the models of the index say of its entries; undefined without models. */
  meaning: Meaning | undefined
}

/** `models` are optional: without them the ranking goes by words, needs and place alone. `responses`: what desks said. */
export type Index = Tables & {
  models: Models | undefined
  responses: Responses
  stale: boolean
  vacant: { places: number[]; numbers: number[]; families: number[] }
  /** Entries of each ward; strings and lists that many entries share; numbers of families and areas. */
  wardUses: Map<string, number>
  shared: Map<string, readonly string[]>
  familyNumbers: Map<string, number>
  areaNumbers: Map<string, number>
}

/** What a need counts by its place in the entry's list, the most fitting first, in hundredths. */
const PLACE_WEIGHT = [100, 85, 75, 60, 50, 42]
const LATER = 30

/** An index of the given entries; it ranks the same whatever their order. An id given twice: the last one counts. */
export function buildIndex(entries: readonly Analysed[]): Index {
  const index: Index = {
    ...{ arena: arena(), entries: [], places: new Map(), areas: [], families: [], numbers: new Map(), spelled: [] },
    ...{ strong: new Uint32Array(), weak: new Uint32Array(), area: new Uint32Array(), family: new Uint32Array() },
    ...{ traits: new Uint8Array(), held: new Uint32Array() },
    ...{ start: new Uint32Array(), length: new Uint32Array(), room: new Uint32Array() },
    sums: { entries: 0, strong: 0, weak: 0, advice: 0, rich: 0, letters: 0 },
    ...{ plain: true, average: [1, 1, 1], unseen: 0, wards: new Set(), meaning: undefined, models: undefined },
    responses: new Map(),
    ...{ stale: true, vacant: { places: [], numbers: [], families: [] }, idf: new Float64Array() },
    ...{ wardUses: new Map(), shared: new Map(), familyNumbers: new Map(), areaNumbers: new Map() },
  }
  for (const entry of entries) put(index, entry)
  return index
}

/** Gives the index word vectors, an encoder, past cases; or takes them away. */
export function equip(index: Index, models: Models | undefined): void {
  index.models = models
  index.meaning = undefined
  index.stale = true
}

/** The index as the ranking reads it. */
export function tablesOf(index: Index): Tables {
  if (!index.stale) return index
  const { sums } = index
  const mean = (sum: number) => Math.max(1, sum / Math.max(1, sums.entries))
  index.plain = sums.rich === 0
  index.average = [mean(sums.strong), mean(sums.weak), mean(sums.strong + sums.weak)]
  const families = Math.max(1, sums.advice)
  if (index.idf.length !== families + 1) index.idf = new Float64Array(families + 1)
  index.unseen = idf(0, families)
  if (index.wards.size !== index.wardUses.size || [...index.wards].some((ward) => !index.wardUses.has(ward)))
    index.wards = new Set([...index.wardUses.keys()].sort())
  index.stale = false
  if (index.models && !index.meaning)
    index.meaning = meaningOf(
      index.models,
      (word) => rarityOf(index, index.numbers.get(word)),
      index.entries.map((entry, place) => entry && wordsAt(index, place)),
      index.places,
    )
  return index
}

// ——— in and out ———

/** Adds an entry, or replaces the one with its id. */
export const put = (index: Index, entry: Analysed): void => putLean(index, leanOf(entry))

/** The same for an entry as kept in the database. */
export function putLean(index: Index, entry: Lean): void {
  drop(index, entry.id)
  index.stale = true
  const place = index.vacant.places.pop() ?? index.entries.length
  const { sums } = index
  const families = familyFor(index, entry, place)
  const codes = codesOf(entry)
  const count = entry.terms.length + codes.length
  let halves = 2
  for (const line of entry.lines) halves += 1 + line.length
  for (const line of entry.reasons) halves += 1 + line.length
  const room = roomFor(2 + 2 * count + ((halves + 1) >>> 1))
  const block = take(index.arena, room)
  const keys = new Float64Array(count)
  const fresh: string[] = []
  for (let i = 0; i < count; i += 1)
    keys[i] =
      numberFor(index, i < entry.terms.length ? entry.terms[i]! : codes[i - entry.terms.length]![0], fresh) * count + i
  keys.sort()
  const local = new Uint32Array(count)
  // one after another: the arena may be replaced by a larger one on the way
  for (let at = 0; at < count; at += 1) {
    const number = Math.floor(keys[at]! / count)
    const i = keys[at]! - number * count
    local[i] = at
    const value =
      i < entry.terms.length
        ? ((capped(entry.strong[i]!) << 16) | capped(entry.weak[i]!)) >>> 0
        : codes[i - entry.terms.length]![1]
    const position = append(index, number, place, value)
    index.arena.cells[block + 2 + at] = number
    index.arena.cells[block + 2 + count + at] = position
  }
  index.arena.cells[block] = count
  index.arena.cells[block + 1] = halves
  writeLines(index, 2 * (block + 2 + 2 * count), entry, local)
  const { id, family: _f, title, says, why, organization, needs, kind, scope, wards, towns, ageMin, ageMax } = entry
  const key = JSON.stringify([wards, towns])
  let area = index.areaNumbers.get(key)
  if (area === undefined) {
    area = index.areas.push({ wards: [...wards], towns: [...towns] }) - 1
    index.areaNumbers.set(key, area)
  }
  const text = [title, ...says, ...why].join('\0')
  index.entries[place] = {
    ...{ id, family: index.families[families]!.name, organization: sharedOf(index, [organization])[0]! },
    ...{ needs: sharedOf(index, needs), kind, scope, wards: index.areas[area]!.wards, towns: index.areas[area]!.towns },
    ...(ageMin === undefined ? {} : { ageMin }),
    ...(ageMax === undefined ? {} : { ageMax }),
    ...(entry.fit ? { fit: entry.fit } : {}),
    ...{ endorsed: entry.endorsed, text, says: says.length, block, room },
  }
  index.places.set(id, place)
  index.strong = roomAt(index.strong, place)
  index.weak = roomAt(index.weak, place)
  index.area = roomAt(index.area, place)
  index.family = roomAt(index.family, place)
  index.strong[place] = entry.lengths[0]
  index.weak[place] = entry.lengths[1]
  index.area[place] = area
  index.family[place] = families
  for (const ward of new Set(wards)) index.wardUses.set(ward, (index.wardUses.get(ward) ?? 0) + 1)
  sums.entries += 1
  sums.strong += entry.lengths[0]
  sums.weak += entry.lengths[1]
  sums.letters += text.length
  sums.rich += isRich(index.entries[place]!) ? 1 : 0
  countHeld(index, place, 1)
  if (!index.meaning) return
  if (outgrown(index.meaning, sums.entries)) index.meaning = undefined
  else join(index.meaning, place, wordsAt(index, place), fresh)
}

/** Removes an entry; one that is not there is no error. */
export function drop(index: Index, id: string): void {
  const place = index.places.get(id)
  if (place === undefined) return
  index.stale = true
  const entry = index.entries[place]!
  const { sums, arena } = index
  countHeld(index, place, -1)
  const gone: string[] = []
  const count = arena.cells[entry.block]!
  for (let at = entry.block + 2; at < entry.block + 2 + count; at += 1)
    takeOut(index, arena.cells[at]!, arena.cells[at + count]!, gone)
  give(arena, entry.block, entry.room)
  const number = index.family[place]!
  const family = index.families[number]!
  family.members.splice(family.members.indexOf(place), 1)
  if (entry.kind !== 'facility') {
    family.advice -= 1
    if (family.advice === 0) sums.advice -= 1
  }
  if (family.members.length === 0) {
    index.familyNumbers.delete(family.name)
    index.vacant.families.push(number)
  }
  for (const ward of new Set(entry.wards)) {
    const uses = index.wardUses.get(ward)! - 1
    if (uses === 0) index.wardUses.delete(ward)
    else index.wardUses.set(ward, uses)
  }
  sums.entries -= 1
  sums.strong -= index.strong[place]!
  sums.weak -= index.weak[place]!
  sums.letters -= entry.text.length
  sums.rich -= isRich(entry) ? 1 : 0
  index.entries[place] = undefined
  index.places.delete(id)
  index.vacant.places.push(place)
  if (index.meaning) leave(index.meaning, place, gone)
}

/** Notes whether an entry is endorsed; one that is not there is no error. */
export function endorse(index: Index, id: string, endorsed: boolean): void {
  const entry = index.entries[index.places.get(id) ?? -1]
  if (entry) entry.endorsed = endorsed
}

const capped = (count: number) => Math.min(65_535, count)
const isRich = (entry: Placed) => entry.needs.length + entry.says + entry.wards.length > 0

/** Codes of needs as terms, with what they count: a group has the greatest weight of its kinds. Subjects likewise. */
function codesOf(entry: Lean): [term: string, value: number][] {
  const values = new Map<string, number>()
  const note = (kind: string, code: string, value: number) => {
    for (const one of [code, code.split('.')[0]!]) values.set(kind + one, Math.max(value, values.get(kind + one) ?? 0))
  }
  for (const [place, code] of entry.needs.entries()) note(NAMED, code, PLACE_WEIGHT[place] ?? LATER)
  for (const [code, count] of Object.entries(entry.told)) note(TOLD, code, capped(count))
  for (const [code, value] of Object.entries(entry.subjects ?? {})) values.set(SUBJECT + code, capped(value))
  return [...values]
}

function familyFor(index: Index, { family, kind }: Lean, place: number): number {
  let number = index.familyNumbers.get(family)
  if (number === undefined) {
    number = index.vacant.families.pop() ?? index.families.length
    index.families[number] = { name: family, members: [], advice: 0 }
    index.familyNumbers.set(family, number)
  }
  const one = index.families[number]!
  one.members.push(place)
  if (kind !== 'facility') {
    one.advice += 1
    if (one.advice === 1) index.sums.advice += 1
  }
  return number
}

/** One list for all entries that hold the same. */
function sharedOf(index: Index, list: readonly string[]): readonly string[] {
  const key = `${list.length}\0${list.join('\0')}`
  const known = index.shared.get(key)
  if (known) return known
  const own = [...list]
  index.shared.set(key, own)
  return own
}

/** A copy of its own: a part of a longer text would keep all of that text in memory. */
const copied = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'))

function numberFor(index: Index, term: string, fresh: string[]): number {
  const known = index.numbers.get(term)
  if (known !== undefined) return known
  const own = copied(term)
  const number = index.vacant.numbers.pop() ?? index.spelled.length
  if (number >= index.traits.length) {
    for (const name of ['held', 'start', 'length', 'room'] as const) index[name] = roomAt(index[name], number)
    index.traits = roomAt(index.traits, number)
  }
  const sign = own[0]
  const isCode = sign === NAMED || sign === TOLD || sign === SUBJECT
  index.traits[number] = (sign === '=' ? GROUP : 0) | (telling(own) < 1 ? PERSON : 0) | (isCode ? CODE : 0)
  index.held[number] = 0
  index.length[number] = 0
  index.room[number] = 0
  index.spelled[number] = own
  index.numbers.set(own, number)
  index.sums.letters += own.length
  if (!isCode) fresh.push(own)
  return number
}

/** Adds an entry to the list of a term; gives the position there. */
function append(index: Index, number: number, place: number, value: number): number {
  const position = index.length[number]!
  const needed = 2 * (position + 1)
  if (needed > index.room[number]!) {
    const room = roomFor(position === 0 ? needed : Math.ceil(needed * 1.25))
    const start = take(index.arena, room)
    const from = index.start[number]!
    if (position > 0) {
      index.arena.cells.copyWithin(start, from, from + 2 * position)
      give(index.arena, from, index.room[number]!)
    }
    index.start[number] = start
    index.room[number] = room
  }
  const at = index.start[number]! + 2 * position
  index.arena.cells[at] = place
  index.arena.cells[at + 1] = value
  index.length[number] = position + 1
  return position
}

/** Takes what stands at a position out of the list of a term: the last one moves there. */
function takeOut(index: Index, number: number, position: number, gone: string[]): void {
  const { cells } = index.arena
  const last = index.length[number]! - 1
  index.length[number] = last
  if (position !== last) {
    const [to, from] = [index.start[number]! + 2 * position, index.start[number]! + 2 * last]
    const moved = cells[from]!
    cells[to] = moved
    cells[to + 1] = cells[from + 1]!
    const { block } = index.entries[moved]!
    cells[block + 2 + cells[block]! + find(index, block, number)] = position
  }
  if (last > 0) return
  const term = index.spelled[number]!
  give(index.arena, index.start[number]!, index.room[number]!)
  index.numbers.delete(term)
  index.spelled[number] = ''
  index.sums.letters -= term.length
  index.vacant.numbers.push(number)
  gone.push(term)
}

/**
 * Rarity counts families of advice, not copies: seven wards of one desk are one, and thousands of imported facilities do
 * not make 「介護」 a common word. So a term counts anew only where no other entry of the family has it.
 */
function countHeld(index: Index, place: number, change: 1 | -1): void {
  const { cells } = index.arena
  const entry = index.entries[place]!
  if (entry.kind === 'facility') return
  const others = index.families[index.family[place]!]!.members.filter(
    (other) => other !== place && index.entries[other]!.kind !== 'facility',
  )
  const count = cells[entry.block]!
  for (let at = entry.block + 2; at < entry.block + 2 + count; at += 1) {
    const number = cells[at]!
    if (!others.some((other) => find(index, index.entries[other]!.block, number) >= 0)) index.held[number]! += change
  }
}

/** Lines, then reasons: how many; of each its length and its terms, as places among the entry's own. */
function writeLines(index: Index, from: number, { lines, reasons }: Lean, local: Uint32Array): void {
  const { halves } = index.arena
  let at = from
  for (const list of [lines, reasons]) {
    halves[at] = list.length
    at += 1
    for (const line of list) {
      halves[at] = line.length
      at += 1
      for (const term of line) {
        halves[at] = local[term]!
        at += 1
      }
    }
  }
}
