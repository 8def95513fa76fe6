// 町丁目 with coordinates (Geolonia 住所データ): one JSON per ward, the ward in the file's name.
import { basename } from 'node:path'
import type { Town } from '../../area/index.ts'
import { tidy, tidyPoint } from './clean.ts'
import type { Note, Target } from './reading.ts'

type Json = Record<string, unknown>
export const isTownJson = (first: Json): boolean => 'town' in first && 'koaza' in first

export type Towns = { towns: Town[]; rejected: Note[]; warnings: Note[]; skipped: number }

/** @returns the towns of one ward, or why the file as a whole says nothing */
export function readTowns(entries: readonly Json[], target: Target): Towns | { reason: string } {
  const file = basename(target.path).normalize('NFKC')
  const ward = target.wards.find(({ name }) => file.includes(name))?.name
  if (!ward) return { reason: 'どの区の町か、ファイル名からわかりません（例：川崎市中原区.json）' }
  const read: Towns = { towns: [], rejected: [], warnings: [], skipped: 0 }
  const known = new Set<string>()
  for (const [index, entry] of entries.entries()) {
    const line = index + 1
    const name = tidy(entry.town)
    if (name === '') read.rejected.push({ line, reason: '町の名前がありません' })
    else if (known.has(name)) read.skipped += 1
    else {
      known.add(name)
      const point = tidyPoint(entry.lat, entry.lng, target.municipality.code)
      if (point === 'outside')
        read.warnings.push({
          line,
          reason: `緯度・経度が${target.municipality.name}の外を指しているので、入れませんでした`,
        })
      const at = point === 'outside' ? undefined : point
      read.towns.push({ ward, name, latitude: at?.latitude ?? null, longitude: at?.longitude ?? null })
    }
  }
  return read
}
