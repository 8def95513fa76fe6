// The taxonomy of troubles, two levels: groups (care) and kinds (care.dementia). Data: catalogue/needs.json.
import taxonomy from '../../catalogue/needs.json' with { type: 'json' }
import type { Lang } from '../platform/words.ts'

/** `oe`: codes of Open Eligibility that come nearest (crosswalk.ts). */
type Term = { code: string; ja: string; easy: string; en: string; hint?: string; pict?: string; oe: string[] }
export const TERMS: readonly Term[] = taxonomy as Term[]
const BY_CODE = new Map(TERMS.map((term) => [term.code, term]))

export const isKind = (code: string): boolean => BY_CODE.has(code)
export const groupOf = (code: string): string => code.split('.')[0]!
/** Groups in the order of the guided menu. */
export const GROUPS: readonly Term[] = TERMS.filter((term) => !term.code.includes('.'))
export const kindsOf = (group: string): readonly Term[] => TERMS.filter((term) => term.code.startsWith(`${group}.`))
/** Name of a group or kind; the code itself when it is not known. */
export const needName = (code: string, lang: Lang): string => BY_CODE.get(code)?.[lang] ?? code
