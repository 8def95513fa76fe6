// Looks a text of the board through, as reports are, before anybody else reads it.
import { knownPhones } from '../../directory/index.ts'
import type { Db } from '../../platform/db.ts'
import { aroundOf } from '../report/around.ts'
import { type Flag, strip, wordOfFlag } from '../report/strip.ts'
import { type Boarder, belongsToOrganization, digitsOf, type Facts, type Look, look } from './rules.ts'

export type Told = {
  text: string
  kind: string
  ward: string | null
  /** In an answer, organisations may be named: what the directory or the facts have of them needs no choice. */
  answer?: { facts: Facts | null }
}

/**
 * What in a text could lead to somebody, and what the form says about each.
 * @param given the fields of the form
 * @returns the text may be kept when nothing is open in it and nothing in it was changed by this look.
 */
export async function lookThrough(
  db: Db,
  by: Boarder,
  now: Date,
  told: Told,
  given: Readonly<Record<string, string>>,
): Promise<Look> {
  const about = { room_id: null, need_id: null, topic: told.kind, ward: told.ward, written_by: by.account }
  const around = await aroundOf(db, by.municipality, about, now)
  const { answer } = told
  const names = [...around.organizations, ...(answer?.facts ? [answer.facts.organization, answer.facts.service] : [])]
  const flagsOf = async (text: string): Promise<Flag[]> => {
    const flags = strip(text, around)
    if (!answer) return flags
    const numbers = flags.filter(({ kind }) => kind === 'phone').map((flag) => digitsOf(wordOfFlag(text, flag)))
    const phones = await knownPhones(db, by.municipality, numbers)
    if (answer.facts) phones.add(digitsOf(answer.facts.phone))
    return flags.filter((flag) => !belongsToOrganization(text, flag, { phones, names }))
  }
  const first = look(told.text, await flagsOf(told.text), given)
  if (!first.changed) return first
  const flags = await flagsOf(first.text)
  return { ...first, flags, open: look(first.text, flags, given).open }
}
