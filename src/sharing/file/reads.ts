import type { Db } from '../../platform/db.ts'
import type { FileView } from './pages.tsx'
import { filesOfEntries } from './store.ts'

/** Files by the entry they hang on. */
export async function filesOf(
  db: Db,
  municipality: string,
  entryIds: readonly string[],
): Promise<Map<string, FileView[]>> {
  return Map.groupBy(await filesOfEntries(db, municipality, entryIds), ({ entryId }) => entryId)
}
