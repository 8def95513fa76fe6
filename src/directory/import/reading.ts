// What a source reads out of one file, before anything is written.
import type { Municipality, Ward } from '../../area/index.ts'
import type { OrganizationDraft, ServiceDraft } from '../rules.ts'

/** Where the rows are to go. */
export type Target = {
  municipality: Municipality
  wards: readonly Ward[]
  /** Path of the file, for editions and names in it. */
  path: string
  /** Text of a file beside this one, when it is there. */
  beside: (name: string) => string | undefined
}

/** `line`: in a CSV the line in the file, in a JSON the number of the entry; from 1, 0 is the file as a whole. */
export type Note = { line: number; reason: string }

/** One row that makes sense. */
export type Row = {
  line: number
  /** What the row is called in its source: with the source, it stays the same from edition to edition. */
  sourceId: string
  organization: Pick<OrganizationDraft, 'name' | 'kind'> & {
    corporateNumber?: string
    /** Used when no organisation of this number or name is known. */
    slug: string
    /** Same name, same organisation: for corporations, not for shops. */
    byName: boolean
    /** Belongs to whoever runs the other services of this office. */
    office?: string
  }
  draft: Omit<ServiceDraft, 'organizationId'>
}

export type Reading = {
  /** Name of the source in directory.origin. */
  source: string
  /** Another source that knows better: a row that it has is left to it. */
  yieldsTo?: string
  /** Rows with the number or the name of something that others have put in the directory are left to them. */
  yieldsToKnown?: 'phone' | 'name'
  rows: Row[]
  /** Rows of other municipalities, and those not meant for the public. */
  skipped: number
  rejected: Note[]
  warnings: Note[]
}

export const emptyReading = (source: string): Reading => ({ source, rows: [], skipped: 0, rejected: [], warnings: [] })

/** What an imported service has not, unless its source says so. */
export const blankDraft = {
  kana: null,
  status: 'active',
  why: [],
  says: [],
  needs: [],
  wards: [],
  towns: [],
  phones: [],
  hours: [],
  hoursNote: null,
  holidays: null,
  address: null,
  capacity: null,
  forWhom: null,
  ages: { min: null, max: null },
  cost: 'unknown',
  costNote: null,
  apply: null,
  accessibility: [],
  languages: [],
  url: null,
  details: {},
  verified: null,
  source: '',
  sourceUrl: null,
} satisfies Partial<ServiceDraft>

/** Longest names that the directory keeps. */
export const MAX_NAME = 300
export const MAX_ORGANIZATION = 200

/** Rejects the second of two rows that are called the same. */
export function keepFirst(reading: Reading): Reading {
  const lines = new Map<string, number>()
  reading.rows = reading.rows.filter(({ sourceId, line }) => {
    const first = lines.get(sourceId)
    if (first === undefined) lines.set(sourceId, line)
    else reading.rejected.push({ line, reason: `${first}行目と同じものです（${sourceId}）` })
    return first === undefined
  })
  return reading
}
