// Every column of sharing that holds sealed values, for the change of keys. What was erased stands there as an empty text,
// and what is a template's key or has been published stands plain: only what is sealed gets a new key (`partly`).
import { sealedTable } from '../platform/sealed.ts'

export const SEALED_SHARING = [
  sealedTable('sharing.person', [], { partly: ['name', 'kana', 'born', 'phone', 'address'] }),
  sealedTable('sharing.tie', [], { partly: ['proof', 'reach'] }),
  // a tie takes over the id of its invite, so that what was sealed for the one opens for the other
  sealedTable('sharing.invite', [], {
    partly: ['proof', 'reach'],
    place: (column, { id }) => `sharing.tie.${column}:${id}`,
  }),
  sealedTable('sharing.consent', [], { partly: ['heard_by'] }),
  sealedTable('sharing.disclosure', [], { partly: ['note'] }),
  sealedTable('sharing.room', [], { partly: ['reason', 'review_note'] }),
  sealedTable('sharing.entry', [], { partly: ['words'] }),
  sealedTable('sharing.item', [], { partly: ['words'] }),
  sealedTable('sharing.file', [], { partly: ['name'], bytes: ['content'] }),
  sealedTable('sharing.report', [], {
    partly: ['title', 'words', 'review_note'],
    place: (column, { id }) => `sharing.report.${column === 'review_note' ? 'note' : column}:${id}`,
  }),
]
