// Our troubles as data that others can read: terms as in HSDS 3, and beside each of ours the service types of Open
// Eligibility that come nearest. Codes and names: catalogue/open-eligibility.json, which names its source and licence.
import published from '../../catalogue/open-eligibility.json' with { type: 'json' }
import { uuidV5 } from './ids.ts'
import { groupOf, TERMS } from './taxonomy.ts'

type Published = { code: string; name: string; parent?: string }
const OPEN: readonly Published[] = published.terms
const OURS = 'musubi'
const THEIRS = 'open-eligibility'
const taxonomyId = (name: string) => uuidV5(`taxonomy/${name}`)
const termId = (taxonomy: string, code: string) => uuidV5(`taxonomy-term/${taxonomy}/${code}`)

/**
 * Both taxonomies and their terms, each a list of HSDS objects. `open_eligibility` of one of our terms are the codes
 * of the other taxonomy; `names` are what people read in やさしい日本語 and English.
 */
export const needsAsData = () => ({
  taxonomies: [
    {
      id: taxonomyId(OURS),
      name: '結びの困りごと',
      description: '困りごとの種類。組（care）と種類（care.dementia）の二段',
    },
    {
      id: taxonomyId(THEIRS),
      name: published.name,
      description: `${published.author} ${published.licence}. ${published.changes}`,
      uri: published.uri,
      version: published.version,
    },
  ],
  taxonomy_terms: [
    ...TERMS.map(({ code, ja, easy, en, oe }) => ({
      id: termId(OURS, code),
      code,
      name: ja,
      names: { easy, en },
      parent_id: code.includes('.') ? termId(OURS, groupOf(code)) : null,
      taxonomy_id: taxonomyId(OURS),
      language: 'ja',
      open_eligibility: oe,
    })),
    ...OPEN.map(({ code, name, parent }) => ({
      id: termId(THEIRS, code),
      code,
      name,
      parent_id: parent ? termId(THEIRS, parent) : null,
      taxonomy_id: taxonomyId(THEIRS),
      language: 'en',
    })),
  ],
})
