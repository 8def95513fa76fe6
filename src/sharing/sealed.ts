// What is sealed around a person, for the change of keys. Erased, a text is empty; of a checklist and of a report some are
// plain by decision: so nothing here is sealed afterwards, only what is sealed gets the new key.
import { type SealedTable, sealedTable } from '../platform/sealed.ts'
import { SEALED_ANSWER, SEALED_QUESTION } from './board/store.ts'

const around = (table: string, partly: readonly string[], more: Partial<SealedTable> = {}): SealedTable =>
  sealedTable(`sharing.${table}`, [], { partly, ...more })

export const SEALED_SHARING: readonly SealedTable[] = [
  around('person', ['name', 'kana', 'born', 'phone', 'address']),
  around('tie', ['proof', 'reach']),
  // an invitation gives its id, and with it what is sealed, to the tie that comes of it
  around('invite', ['proof', 'reach'], { place: (column, { id }) => `sharing.tie.${column}:${id}` }),
  around('consent', ['heard_by']),
  around('disclosure', ['note']),
  around('room', ['reason', 'review_note']),
  around('entry', ['words']),
  around('item', ['words', 'note']),
  around('file', ['name'], { bytes: ['content'] }),
  around('report', ['title', 'words', 'review_note'], {
    place: (column, { id }) => `sharing.report.${column === 'review_note' ? 'note' : column}:${id}`,
  }),
  SEALED_QUESTION,
  SEALED_ANSWER,
]
