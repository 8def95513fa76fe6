// The demo's person: fictional, with ties and consents, told through the actions that the service uses.
import { organizationId, uuidV5 } from '../directory/index.ts'
import type { Db } from '../platform/db.ts'
import { answerAsking, askFor, withdraw } from './consent/actions.ts'
import { textOf } from './consent/parts.tsx'
import { namedRecipients } from './consent/recipients.ts'
import type { Fact, Purpose } from './consent/rules.ts'
import { type By, startPerson } from './person/actions.ts'
import type { TieKind } from './person/rules.ts'
import { insertTie } from './person/store.ts'

export type PersonStory = {
  person: Record<'id' | 'name' | 'kana' | 'born' | 'phone' | 'address' | 'ward' | 'by', string> & { ago: number }
  ties: { account: string; kind: TieKind; ago: number }[]
  consents: {
    organizations: string[]
    accounts: string[]
    facts: Fact[]
    purpose: Purpose
    days: number
    ago: number
    /** Days ago that it was withdrawn. */
    withdrawn?: number
  }[]
}

const DAY = 24 * 60 * 60 * 1000

/** The id of a person of the demo, for stories that go on with them. */
export const demoPersonId = (municipality: string, id: string): string => uuidV5(`${municipality}/person/${id}`)

/** Begins the person's record, ties their accounts, and has them say to whom what may be told. */
export async function tellPerson(db: Db, municipality: string, story: PersonStory, now: Date): Promise<void> {
  const account = (id: string) => uuidV5(`${municipality}/account/${id}`)
  const by = (id: string, ago: number): By => ({
    ...{ actor: { kind: 'account', id: account(id) }, municipality, at: new Date(now.getTime() - ago * DAY) },
  })
  const { id, by: keeper, ago, ...facts } = story.person
  const personId = demoPersonId(municipality, id)
  await startPerson(db, by(keeper, ago), facts, true, personId)
  for (const tie of story.ties)
    await db.transaction().execute((tx) =>
      insertTie(tx, {
        ...{ municipality, id: uuidV5(`${personId}/tie/${tie.account}`), personId, accountId: account(tie.account) },
        ...{ kind: tie.kind, ground: null, proof: null, confirmedBy: account(keeper), until: null },
        since: by(keeper, tie.ago).at,
      }),
    )
  for (const { withdrawn, ...consent } of story.consents) {
    const to = {
      organizations: consent.organizations.map((slug) => organizationId(municipality, slug)),
      accounts: consent.accounts.map(account),
    }
    const asked = await askFor(db, by(keeper, consent.ago), personId, null, { ...consent, ...to })
    if (!asked.ok) throw new Error(`sharing-person.json: ${asked.reason.join()}`)
    const named = await namedRecipients(db, municipality, to)
    const given = await answerAsking(db, by(id, consent.ago), asked.value, true, {
      ...{ way: 'screen', recipients: named.map(({ key }) => key), agentTie: null, heardBy: '', scan: null },
      shown: textOf(asked.value, named, 'ja'),
    })
    if (!given.ok) throw new Error(`sharing-person.json: ${given.reason.join()}`)
    if (withdrawn !== undefined) for (const one of given.value) await withdraw(db, by(id, withdrawn), one.id, 'screen')
  }
}
