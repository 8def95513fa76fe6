// The desk's way in without an account: a link in a mail, then a one-time code to the same mailbox.
// The link alone shows no personal data; a forwarded or leaked mail opens nothing.
import { randomUUID } from 'node:crypto'
import { findOrganization } from '../directory/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import { writeMail } from '../platform/mail.ts'
import { maskMail } from '../platform/outbox/rules.ts'
import { hashSecret, newDigits, newToken } from '../platform/secret.ts'
import { mailWords } from './mail-words.ts'
import { CODE_ATTEMPTS, CODE_LASTS, CODES_PER_HOUR, LINK_LASTS } from './rules.ts'
import {
  countOpenings,
  findLink,
  findTask,
  insertLink,
  insertOpening,
  lockOpening,
  lockTask,
  moveOpening,
  type Task,
} from './store.ts'

/** The organisation that was asked. */
export const organizationOf = async (tx: Tx, { municipality, organization_id }: Task) =>
  organization_id ? findOrganization(tx, municipality, organization_id) : undefined

/** Why a desk gets a mail with a link. */
export type Occasion = 'request' | 'reminder' | 'overdue' | 'nudge'

/**
 * Makes a fresh link for a task, beside those that are there.
 * @param organizationId for whom it is, where the task has no desk yet
 * @returns the token, known to nobody else
 */
export async function newLink(tx: Tx, task: Task, now: Date, organizationId: string | null = null): Promise<string> {
  const token = newToken()
  await insertLink(tx, {
    municipality: task.municipality,
    token_hash: hashSecret(token),
    task_id: task.id,
    organization_id: organizationId,
    expires_at: new Date(now.getTime() + LINK_LASTS),
  })
  return token
}

/** Makes a link for a task and writes the mail that carries it. Does nothing when the organisation has no address. */
export async function announce(tx: Tx, task: Task, occasion: Occasion, baseUrl: string, now: Date): Promise<void> {
  const organization = await organizationOf(tx, task)
  if (!organization?.email) return
  const token = await newLink(tx, task, now)
  await writeMail(tx, {
    municipality: task.municipality,
    to: organization.email,
    subject: mailWords.subjects[occasion],
    body: mailWords.toDesk(
      organization.name,
      mailWords.occasions[occasion],
      `${baseUrl}/referral/desk/${token}`,
      task.answer_by,
      task.contact_by,
    ),
    about: task.id,
  })
}

/** Tells an organisation of an open request, with a link of its own. Does nothing when it has no address. */
export async function announceOffer(tx: Tx, task: Task, organizationId: string, baseUrl: string, now: Date) {
  const organization = await findOrganization(tx, task.municipality, organizationId)
  if (!organization?.email) return
  const link = `${baseUrl}/referral/desk/${await newLink(tx, task, now, organizationId)}/offer`
  await writeMail(tx, {
    municipality: task.municipality,
    to: organization.email,
    subject: mailWords.offerSubject,
    body: mailWords.offerBody(organization.name, link, task.answer_by),
    about: task.id,
  })
}

/** The open request behind a link, and for whom the link is; undefined when somebody has it, or it is over. */
export async function offerOfLink(db: Db, token: string, now: Date) {
  const link = await findLink(db, hashSecret(token), now)
  const task = link?.organization_id ? await findTask(db, link.municipality, link.task_id) : undefined
  return task && !task.organization_id && !task.closed_at ? { task, organizationId: link!.organization_id! } : undefined
}

/** The task behind a link; undefined when the link is unknown, too old or revoked. */
export async function taskOfLink(db: Db, token: string, now: Date): Promise<Task | undefined> {
  const link = await findLink(db, hashSecret(token), now)
  return link && findTask(db, link.municipality, link.task_id)
}

export type CodeSent = { ok: true; to: string } | { ok: false; reason: 'gone' | 'too_many' }

/** Mails a new one-time code to the desk. @returns the address with its middle hidden. */
export function sendCode(db: Db, token: string, now: Date): Promise<CodeSent> {
  return db.transaction().execute(async (tx): Promise<CodeSent> => {
    const linkHash = hashSecret(token)
    const link = await findLink(tx, linkHash, now)
    // Locking the task makes two requests at once count one after the other.
    const task = link && (await lockTask(tx, link.municipality, link.task_id))
    const to = task && (link.organization_id ?? task.organization_id)
    const organization = to ? await findOrganization(tx, task.municipality, to) : undefined
    if (!organization?.email) return { ok: false, reason: 'gone' }
    const hourAgo = new Date(now.getTime() - 60 * 60 * 1000)
    if ((await countOpenings(tx, linkHash, hourAgo)) >= CODES_PER_HOUR) return { ok: false, reason: 'too_many' }
    const code = newDigits()
    await insertOpening(tx, {
      id: randomUUID(),
      link_hash: linkHash,
      code_hash: hashSecret(code, linkHash),
      created_at: now,
      expires_at: new Date(now.getTime() + CODE_LASTS),
    })
    await writeMail(tx, {
      municipality: task!.municipality,
      to: organization.email,
      subject: mailWords.codeSubject,
      body: mailWords.codeBody(code),
      about: task!.id,
    })
    return { ok: true, to: maskMail(organization.email) }
  })
}

/** Tries a code. The right one works once; after five wrong ones a new code is needed. */
export function tryCode(db: Db, token: string, code: string, now: Date): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const linkHash = hashSecret(token)
    if (!(await findLink(tx, linkHash, now))) return false
    const opening = await lockOpening(tx, linkHash, now, CODE_ATTEMPTS)
    if (!opening) return false
    const right = opening.code_hash === hashSecret(code, linkHash)
    await moveOpening(tx, opening.id, right ? { used_at: now } : { attempts: opening.attempts + 1 })
    return right
  })
}
