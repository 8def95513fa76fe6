// What stands around a report: names that are known, places and organisations of the city, how rare its topic is there.
import { findMunicipality, listTowns, listWards } from '../../area/index.ts'
import { listNames } from '../../directory/index.ts'
import { countNeeds, findNeed } from '../../need/index.ts'
import { findNames } from '../../people/index.ts'
import { tokyo } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { tasksOf } from '../../referral/index.ts'
import { joined } from './rules.ts'
import { type Report, whoIsAround } from './store.ts'
import { type Around, type Known, strip } from './strip.ts'

const YEAR = 365 * 24 * 60 * 60 * 1000

/** 「佐野 さくら（地域包括ケア推進室）」 → 佐野 さくら */
const bare = (name: string) => name.replace(/[（(].*$/, '').trim()

/** Everything that `strip` needs to know about the place a report comes from. */
export async function aroundOf(
  db: Db,
  municipality: string,
  report: Pick<Report, 'room_id' | 'need_id' | 'topic' | 'ward' | 'written_by'>,
  now: Date,
): Promise<Around> {
  const room = report.room_id
    ? await whoIsAround(db, municipality, report.room_id)
    : { persons: [], family: [], team: [] }
  const need = report.need_id ? await findNeed(db, municipality, report.need_id) : undefined
  const tasks = need ? await tasksOf(db, municipality, [need.id]) : []
  const names = await findNames(db, municipality, [...room.family, ...room.team, report.written_by])
  const of = (ids: readonly string[], as: Known['as']): Known[] =>
    ids.flatMap((id) => {
      const found = names.get(id)
      return found ? [{ name: bare(found.name), as }] : []
    })
  const known: Known[] = [
    ...room.persons.map((person) => ({ ...person, as: 'person' as const })),
    ...(need?.contact_name ? [{ name: need.contact_name, as: 'person' as const }] : []),
    ...of(room.family, 'family'),
    ...of([...room.team, report.written_by], 'team'),
    ...tasks.flatMap(({ responder }) => (responder ? [{ name: bare(responder), as: 'team' as const }] : [])),
  ]
  const [area, wards, towns, organizations, counts] = await Promise.all([
    findMunicipality(db, municipality),
    listWards(db, municipality),
    listTowns(db, municipality),
    listNames(db, municipality),
    countNeeds(db, municipality, new Date(now.getTime() - YEAR), now),
  ])
  const alike: Record<string, number> = Object.fromEntries(wards.map(({ name }) => [name, 0]))
  for (const { kind, ward, n } of counts)
    if (ward && (kind === report.topic || kind.startsWith(`${report.topic}.`))) alike[ward] = (alike[ward] ?? 0) + n
  return {
    known: known.filter(({ name }) => name !== ''),
    municipality: { name: area?.name ?? '', prefecture: area?.prefecture ?? '' },
    wards: wards.map(({ name }) => name),
    towns: [...towns.map(({ name }) => name), ...(need?.town ? [need.town] : [])],
    organizations,
    alike,
    ward: report.ward,
    year: tokyo(now).year,
  }
}

/** A report with its flags as they stand now. */
export async function lookThrough(db: Db, report: Report, now: Date) {
  const around = await aroundOf(db, report.municipality, report, now)
  const text = joined(report.title, report.words)
  return { around, text, flags: strip(text, around) }
}
