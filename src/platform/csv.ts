// CSV as spreadsheets in Japan open it: UTF-8 with BOM, CRLF, and no cell that a spreadsheet would run as a formula.
import { stringify } from 'csv-stringify/sync'

export const toCsv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  stringify(rows as (string | number | null)[][], { bom: true, record_delimiter: '\r\n', escape_formulas: true })

/** Headers of a download. `name` without the ending, ASCII. */
export const csvHeaders = (name: string) => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="${name}.csv"`,
})
