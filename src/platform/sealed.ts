// Which columns of a table hold sealed text: said once, beside the SQL of the table. By it a store seals on the way in and
// opens on the way out, and the keys of all rows can be changed (rekey.ts).
import { openText, sealText } from './cipher.ts'

export type SealedTable = {
  table: string
  /** The primary key, with the types that SQL has for it. */
  key: Readonly<Record<string, 'uuid' | 'text'>>
  /** Columns of sealed text. What stands there plain, from before it was sealed, is sealed by `musubi keys seal`. */
  columns: readonly string[]
  /** Columns that hold plain text by decision as long as it is public; only what is sealed gets a new key. */
  partly: readonly string[]
  /** Columns of sealed bytes. */
  bytes: readonly string[]
  /** What a value is bound to. */
  place: (column: string, row: Readonly<Record<string, unknown>>) => string
  /** Further columns that follow from what is sealed, e.g. the hash of a mail address. */
  beside: (
    plain: Readonly<Record<string, string | null>>,
    key: Readonly<Record<string, unknown>>,
  ) => Record<string, string | null>
}

/** Declares the sealed columns of a table whose key is (municipality, id), unless said otherwise. */
export const sealedTable = (
  table: string,
  columns: readonly string[],
  more: Partial<Omit<SealedTable, 'table' | 'columns'>> = {},
): SealedTable => ({
  table,
  columns,
  key: { municipality: 'text', id: 'uuid' },
  partly: [],
  bytes: [],
  place: (column, row) => `${table}.${column}:${row.id}`,
  beside: () => ({}),
  ...more,
})

const each = <R extends object>(of: SealedTable, row: R, turn: (text: string, place: string) => string): R => {
  const turned = { ...row } as Record<string, unknown>
  for (const column of of.columns) {
    const value = turned[column]
    if (typeof value === 'string') turned[column] = turn(value, of.place(column, turned))
  }
  return turned as R
}

/** A row as it is written: its sealed columns sealed. A part of a row needs the id too. */
export const sealRow = <R extends object>(of: SealedTable, row: R): R => each(of, row, sealText)

/** A row as it is read: its sealed columns opened. Columns that were not selected stay away. */
export const openRow = <R extends object>(of: SealedTable, row: R): R => each(of, row, openText)
