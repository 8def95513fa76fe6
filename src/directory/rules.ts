// What a service and an organisation are, before they are stored; when two of them are the same.
import type { Hours, ServiceView } from './view.ts'

export const KINDS = ['desk', 'hotline', 'scheme', 'service', 'group', 'facility'] as const
export type Kind = (typeof KINDS)[number]
export const SCOPES = ['nation', 'prefecture', 'city', 'ward'] as const
export const COSTS = ['free', 'paid', 'varies', 'unknown'] as const
export const STATUSES = ['active', 'inactive', 'defunct', 'temporarily closed'] as const
export const ORGANIZATION_KINDS = [
  'city',
  'ward',
  'prefecture',
  'nation',
  'public',
  'company',
  'npo',
  'association',
  'care',
  'medical',
] as const
export type OrganizationKind = (typeof ORGANIZATION_KINDS)[number]

/** What is known about an organisation. What is undefined is left as it is. */
export type OrganizationDraft = {
  slug: string
  name: string
  kana?: string | null
  kind: OrganizationKind
  description: string
  url?: string | null
  /** Where referrals are announced; without it, the organisation cannot be asked through the platform. */
  email?: string | null
  /** 法人番号, 13 digits. */
  corporateNumber?: string | null
}
export type Organization = Required<OrganizationDraft> & { municipality: string; id: string }

/** A service as a whole: facts and sentences, ready to be stored. Saving it replaces all that was known before. */
export type ServiceDraft = {
  slug: string
  family: string
  organizationId: string
  kind: Kind
  name: string
  kana: string | null
  status: (typeof STATUSES)[number]
  description: string
  why: string[]
  says: string[]
  /** Codes of catalogue/needs.json, the most fitting first. */
  needs: string[]
  scope: ServiceView['scope']
  wards: string[]
  towns: string[]
  phones: ServiceView['phones']
  hours: Hours[]
  hoursNote: string | null
  holidays: 'closed' | 'open' | null
  address: ServiceView['address']
  capacity: ServiceView['capacity']
  forWhom: string | null
  ages: { min: number | null; max: number | null }
  cost: ServiceView['cost']
  costNote: string | null
  apply: string | null
  accessibility: string[]
  languages: string[]
  url: string | null
  details: Record<string, string>
  /** YYYY-MM-DD */
  verified: string | null
  source: string
  sourceUrl: string | null
}

const sorted = (texts: readonly string[]) => [...new Set(texts)].sort()

/** One text for one content: two drafts are the same when their texts are. Order of keys and of unordered sets is fixed. */
export function canonical(draft: ServiceDraft): string {
  const { address: place } = draft
  return JSON.stringify([
    [draft.slug, draft.family, draft.organizationId, draft.kind, draft.name, draft.kana, draft.status],
    [draft.description, draft.why, draft.says, draft.needs, draft.scope, draft.wards, draft.towns],
    draft.phones.map((phone) => [phone.number, phone.type, phone.description, phone.confidence]),
    draft.hours.map((hour) => [hour.days.join(), hour.opens, hour.closes]),
    [draft.hoursNote, draft.holidays, draft.forWhom, draft.ages.min, draft.ages.max],
    place && [place.postalCode, place.prefecture, place.city, place.ward, place.line, place.transportation],
    place && [place.latitude, place.longitude],
    [draft.cost, draft.costNote, draft.apply, sorted(draft.accessibility), sorted(draft.languages), draft.url],
    Object.entries(draft.details).sort(([a], [b]) => (a < b ? -1 : 1)),
    [draft.verified, draft.source, draft.sourceUrl],
    ...(draft.capacity ? [[draft.capacity.state, draft.capacity.until]] : []),
  ])
}

/** The organisation after a draft: what the draft leaves undefined stays as it was. */
export const organizationOf = (
  municipality: string,
  id: string,
  draft: OrganizationDraft,
  before?: Organization,
): Organization => ({
  municipality,
  id,
  slug: draft.slug,
  name: draft.name,
  kind: draft.kind,
  description: draft.description,
  kana: draft.kana === undefined ? (before?.kana ?? null) : draft.kana,
  url: draft.url === undefined ? (before?.url ?? null) : draft.url,
  email: draft.email === undefined ? (before?.email ?? null) : draft.email,
  corporateNumber: draft.corporateNumber === undefined ? (before?.corporateNumber ?? null) : draft.corporateNumber,
})

export const sameOrganization = (now: Organization, next: Organization): boolean =>
  (['slug', 'name', 'kana', 'kind', 'description', 'url', 'email', 'corporateNumber'] as const).every(
    (key) => now[key] === next[key],
  )
