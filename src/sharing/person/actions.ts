// Persons are begun, tied to accounts, and let go.
import { randomInt, randomUUID } from 'node:crypto'
import type { Db } from '../../platform/db.ts'
import { type EventActor, record } from '../../platform/events.ts'
import { INVITE_LASTS, type Invite, type InviteProblem, inviteProblems, paperCode, type TieKind } from './rules.ts'
import { endTie, insertInvite, insertPerson, isPersonThere, type Person, redeem } from './store.ts'

export type By = { actor: EventActor & { id: string }; municipality: string; at: Date }

export type NewPerson = Pick<Person, 'name' | 'kana' | 'born' | 'phone' | 'address' | 'ward'>

/**
 * Begins a person's record. Where somebody of this name and day of birth is known already, it says so first.
 * @param another that it is somebody else, said by who looked.
 */
export function startPerson(
  db: Db,
  { actor, municipality, at }: By,
  draft: NewPerson,
  another = false,
  id: string = randomUUID(),
): Promise<{ ok: true; value: Person } | { ok: false; reason: 'there' }> {
  return db.transaction().execute(async (tx) => {
    if (!another && (await isPersonThere(tx, municipality, draft.name, draft.born)))
      return { ok: false, reason: 'there' } as const
    const person: Person = { municipality, id, ...draft, createdBy: actor.id, createdAt: at, erasedAt: null }
    await insertPerson(tx, person)
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.person_started',
      subject: id,
      data: { ward: person.ward, another },
    })
    return { ok: true, value: person } as const
  })
}

/**
 * Makes a code that ties whoever types it, once, within two weeks. It is shown now and never again.
 * @returns the code, or what is missing before an agent may be let in.
 */
export async function inviteTo(
  db: Db,
  { actor, municipality, at }: By,
  person: Person,
  invite: Invite,
): Promise<{ ok: true; value: { code: string; until: Date } } | { ok: false; reason: InviteProblem[] }> {
  const problems = inviteProblems(invite, at)
  if (problems.length > 0) return { ok: false, reason: problems }
  const code = paperCode(
    Array.from({ length: 12 }, () => randomInt(2 ** 16)),
    4,
  )
  const expiresAt = new Date(at.getTime() + INVITE_LASTS)
  const agent = invite.kind === 'agent'
  await db.transaction().execute(async (tx) => {
    const id = randomUUID()
    await insertInvite(
      tx,
      {
        ...{ municipality, id, personId: person.id, kind: invite.kind, createdBy: actor.id, createdAt: at, expiresAt },
        ...(agent
          ? { ground: invite.ground, proof: invite.proof, reach: invite.reach || null, tieUntil: invite.until }
          : { ground: null, proof: null, reach: null, tieUntil: null }),
      },
      code,
      person.born,
    )
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.invited',
      subject: person.id,
      data: { invite: id, kind: invite.kind, ground: invite.ground },
    })
  })
  return { ok: true, value: { code, until: expiresAt } }
}

/** Ties the account of the moment by a code and the person's day of birth. */
export function tieByCode(
  db: Db,
  { actor, municipality, at }: By,
  code: string,
  born: string,
): Promise<
  { ok: true; value: { person: string; kind: TieKind } } | { ok: false; reason: 'wrong' | 'gone' | 'already' }
> {
  return db.transaction().execute(async (tx) => {
    const { outcome, tie, person, as_kind, confirmed } = await redeem(tx, municipality, code, born, at)
    if (outcome !== 'tied' || !person || !as_kind)
      return { ok: false, reason: outcome === 'tied' ? 'gone' : outcome } as const
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.tied',
      subject: person,
      data: { tie, kind: as_kind, confirmed },
    })
    return { ok: true, value: { person, kind: as_kind } } as const
  })
}

/** Ends a tie at once; what has ended stays ended. */
export function untie(db: Db, { actor, municipality, at }: By, tieId: string): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const ended = await endTie(tx, municipality, tieId, at)
    if (!ended) return false
    await record(tx, {
      ...{ municipality, actor, at },
      name: 'sharing.untied',
      subject: ended.personId,
      data: { tie: tieId, kind: ended.kind },
    })
    return true
  })
}
