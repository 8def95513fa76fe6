// Who may reach a row, said a second time and in another way than the service says it: from the rows alone.
import type pg from 'pg'

export type Account = { id: string; role: string; organization_id: string | null }
type Row = Record<string, unknown>
type Reaches = (row: Row, who: Account) => boolean

const city = (who: Account) => who.role === 'staff' || who.role === 'admin'

/** Addresses that are keys: what begins so opens the row whose id stands in it. */
export const HOLDERS_OF: [start: string, tables: string[]][] = [
  ['/consult/:id', ['consult.conversation']],
  ['/referral/receipt/:id', ['need.item']],
]

/** Tables in which a request may write about itself: that it came, and that it was refused. */
export const UNMOVED = [...['platform.event', 'people.session', 'people.attempt', 'people.handshake']]

/** For each table with ids, whether an account may know that the row is there. */
export async function reachers(pool: pg.Pool): Promise<Record<string, Reaches>> {
  // What an organisation has, did, or sent on; not what it declined, let pass or gave away.
  const { rows: tasks } = await pool.query(`
    select need_id, organization_id as id from referral.task
      where status not in ('draft', 'declined', 'forwarded', 'cancelled', 'expired')
    union select need_id, sender_id from referral.task where sender_id is not null`)
  const asked = new Set(tasks.map(({ need_id, id }) => `${need_id} ${id}`))
  const { rows: members } = await pool.query('select room_id, account_id from sharing.member where left_at is null')
  const inRoom = new Set(members.map(({ room_id, account_id }) => `${room_id} ${account_id}`))
  const { rows: ties } = await pool.query('select person_id, account_id from sharing.tie where until is null')
  const tied = new Set(ties.map(({ person_id, account_id }) => `${person_id} ${account_id}`))
  const { rows: rooms } = await pool.query('select id, person_id, basis, opened_by from sharing.room')
  const { rows: persons } = await pool.query('select id, created_by from sharing.person')
  const knows = (person: unknown, who: Account) =>
    tied.has(`${person} ${who.id}`) ||
    persons.some(({ id, created_by }) => id === person && created_by === who.id) ||
    rooms.some(({ id, person_id }) => person_id === person && inRoom.has(`${id} ${who.id}`)) ||
    // an emergency is reviewed: who it was about is part of it
    rooms.some(({ person_id, basis }) => person_id === person && basis === 'emergency' && reviews(who))
  const { rows: questions } = await pool.query('select id, asked_by, hidden_at from sharing.question')
  const onBoard = (hidden: unknown, writer: unknown, who: Account) =>
    !['resident', 'auditor'].includes(who.role) && (hidden === null || writer === who.id || city(who))
  const reviews = (who: Account) => who.role === 'admin' || who.role === 'auditor'
  return {
    'people.finding': (_row, who) => reviews(who),
    'people.session': ({ account_id }, who) => account_id === who.id,
    'people.passkey': ({ account_id }, who) => account_id === who.id,
    'people.identity': ({ account_id }, who) => account_id === who.id,
    'people.asking': () => false,
    'people.invitation': ({ organization_id }, who) =>
      who.role === 'admin' || (who.role === 'chief' && organization_id === who.organization_id),
    'sharing.person': ({ id }, who) => knows(id, who),
    'sharing.tie': ({ person_id }, who) => knows(person_id, who),
    'sharing.invite': ({ person_id }, who) => knows(person_id, who),
    'sharing.asking': ({ person_id }, who) => knows(person_id, who),
    // staff answers requests, whoever they are about
    'sharing.disclosure': ({ person_id }, who) => knows(person_id, who) || city(who),
    'sharing.consent': ({ person_id, recorded_by }, who) => knows(person_id, who) || recorded_by === who.id,
    'sharing.room': ({ id, person_id, basis }, who) =>
      inRoom.has(`${id} ${who.id}`) || tied.has(`${person_id} ${who.id}`) || (basis === 'emergency' && reviews(who)),
    'sharing.entry': ({ room_id }, who) => inRoom.has(`${room_id} ${who.id}`),
    'sharing.item': ({ room_id }, who) => inRoom.has(`${room_id} ${who.id}`),
    'sharing.file': ({ room_id, person_id }, who) =>
      room_id ? inRoom.has(`${room_id} ${who.id}`) : knows(person_id, who),
    'sharing.report': ({ written_by, state }, who) =>
      written_by === who.id || state === 'published' || (state !== 'draft' && city(who)),
    'sharing.question': ({ hidden_at, asked_by }, who) => onBoard(hidden_at, asked_by, who),
    'sharing.answer': ({ question_id, hidden_at, answered_by }, who) =>
      onBoard(hidden_at, answered_by, who) &&
      questions.some(({ id, hidden_at, asked_by }) => id === question_id && onBoard(hidden_at, asked_by, who)),
    // by the receipt's address only
    'need.way': () => false,
    'need.line_code': () => false,
    'need.line_event': () => false,
    'platform.notice': (_row, who) => city(who),
    'need.item': ({ id }, who) => city(who) || asked.has(`${id} ${who.organization_id}`),
    'referral.task': ({ organization_id, sender_id, offered }, who) =>
      city(who) || [organization_id, sender_id, offered].flat().includes(who.organization_id),
    // What a team writes for itself stays with it.
    'referral.note': ({ need_id, audience, organization_id }, who) =>
      audience === 'team'
        ? organization_id === who.organization_id && (organization_id !== null || city(who))
        : city(who) || asked.has(`${need_id} ${who.organization_id}`),
    'referral.cover': ({ organization_id }, who) =>
      organization_id ? organization_id === who.organization_id : city(who),
    'referral.opening': () => false,
    'consult.conversation': () => false,
    'people.account': ({ id, organization_id }, who) =>
      id === who.id || who.role === 'admin' || (who.role === 'chief' && organization_id === who.organization_id),
  }
}
