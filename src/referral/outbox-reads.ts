// The outbox as staff see it: to whom each notice is, without showing a person's address.
import { listOrganizations, viewServices } from '../directory/index.ts'
import { findNeeds } from '../need/index.ts'
import type { Db } from '../platform/db.ts'
import { maskMail } from '../platform/outbox/rules.ts'
import { listNotices, type Notice, type Tab } from '../platform/outbox/store.ts'
import { tasksById } from './outbox-store.ts'

export type Addressee = {
  kind: 'desk' | 'person' | 'other'
  /** A desk's name; else null. */
  name: string | null
  /** An organisation's address as it is, a person's with its middle hidden; null where it is none of mail, or erased. */
  address: string | null
  /** The need that it is about. */
  need: { id: string; code: string } | null
  /** Where to call a desk. */
  phone: string | null
}
export type Post = { notice: Notice; to: Addressee }

/** Notices of one state, newest first, each with whom it is for. */
export async function readOutbox(db: Db, municipality: string, tab: Tab, now: Date): Promise<Post[]> {
  const notices = await listNotices(db, municipality, tab)
  const about = [...new Set(notices.flatMap((notice) => notice.about ?? []))]
  const tasks = new Map((await tasksById(db, municipality, about)).map((task) => [task.id, task]))
  const [organizations, needs, services] = await Promise.all([
    listOrganizations(db, municipality),
    findNeeds(db, municipality, [...about, ...[...tasks.values()].map((task) => task.need_id)]),
    viewServices(db, municipality, [...new Set([...tasks.values()].flatMap((task) => task.service_id ?? []))], now),
  ])
  const byMail = new Map(organizations.flatMap((one) => (one.email ? [[one.email, one] as const] : [])))
  const needOf = new Map(needs.map(({ id, code }) => [id, { id, code }]))
  const phoneOf = new Map(
    services.map((service) => [service.id, service.phones.find(({ type }) => type === 'voice')?.number ?? null]),
  )
  return notices.map((notice) => {
    const task = tasks.get(notice.about ?? '')
    const organization = byMail.get(notice.to_address)
    const need = needOf.get(task?.need_id ?? notice.about ?? '') ?? null
    const mail = notice.channel === 'mail' && notice.to_address !== '' ? notice.to_address : null
    const to: Addressee =
      organization || task
        ? { kind: 'desk', name: organization?.name ?? null, address: mail, need, phone: null }
        : { kind: need ? 'person' : 'other', name: null, address: mail && maskMail(mail), need, phone: null }
    return { notice, to: task ? { ...to, phone: phoneOf.get(task.service_id ?? '') ?? null } : to }
  })
}
