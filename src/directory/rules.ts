// What a service and an organisation are, before they are stored; when two of them are the same.
import type { Capacity, Counted, Hours, ServiceView } from './view.ts'

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

/** Days for which an organisation may say at most how it stands with its room. */
export const SAID_DAYS = 90
export const DAY = /^\d{4}-\d{2}-\d{2}$/

export type RoomSaid = Counted & { state: Capacity['state']; until: string }
export type RoomProblem = 'bad_day' | 'bad_count'

const counts = (n: number | null, most: number) => n === null || (Number.isInteger(n) && n >= 0 && n <= most)

/**
 * What is wrong with a statement: it holds from today for 90 days at most, and its numbers agree with it.
 * @param today, last YYYY-MM-DD in Tokyo: the first and the last day until which it may hold
 */
export function roomProblem(said: RoomSaid, today: string, last: string): RoomProblem | null {
  if (!DAY.test(said.until) || said.until < today || said.until > last) return 'bad_day'
  const { available, maximum, weeks } = said
  if (!counts(available, 9999) || !counts(maximum, 9999) || !counts(weeks, 520)) return 'bad_count'
  if (available !== null && maximum !== null && available > maximum) return 'bad_count'
  return said.state === 'full' && (available ?? 0) > 0 ? 'bad_count' : null
}

/** Whether a statement says the same as the one before; the day until which it holds may differ. */
export const sameRoom = (before: Capacity | null, said: RoomSaid): boolean =>
  before?.said !== undefined &&
  before.state === said.state &&
  (['available', 'maximum', 'weeks'] as const).every((key) => before.said![key] === said[key])

/**
 * The room of a service after an import: what the organisation said itself stands until it lapses, and after that until the
 * import says something.
 */
export const roomAfterImport = (before: Capacity | null, imported: Capacity | null, today: string): Capacity | null =>
  before?.said && (before.until >= today || !imported) ? before : imported

export type Hint =
  | { kind: 'for'; text: string }
  | { kind: 'ages'; min: number | null; max: number | null }
  | { kind: 'papers'; text: string }

/** Names of details under which open data tells what to bring. */
const BRING = /^(持ち物|持参する?もの|必要なもの|必要な?書類|用意するもの)/
const PAPER =
  /(?:介護|健康|後期高齢者医療)?(?:保険)?(?:被保険者|保険)証|(?:精神)?障害者(?:保健福祉)?手帳|療育手帳|母子(?:健康)?手帳|受給者証|医師の(?:診断書|指示書|意見書)|診断書|紹介状|住民票|本人確認書類|マイナンバーカード|印鑑/g
/** A clause that says that they are not asked for, or are what one applies for. */
const NOT_ASKED = /なくても|なしで|不要|いりません|要りません|必要ありません|の申請|の交付|をもらう/

/** The papers that a text asks for, each once, in their order. */
const papersIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[。、\n]/)
      .flatMap((clause) => (NOT_ASKED.test(clause) ? [] : [...clause.matchAll(PAPER)].map(([one]) => one!))),
  ),
]

/** Longest line of a hint, in characters: it is read in passing. */
const HINT = 60
const short = (text: string) => (text.length > HINT ? `${text.slice(0, HINT - 1)}…` : text)

/** Whom a service is for and what to bring, two lines at most. */
export function hintsOf(service: Pick<ServiceView, 'forWhom' | 'ages' | 'apply' | 'details'>): Hint[] {
  const { forWhom, ages, apply, details } = service
  const known = ages.min !== null || ages.max !== null
  // A sentence about whom it is for that names an age says it better than the numbers.
  const whom: Hint[] =
    forWhom && (!known || /[0-9０-９]+\s*歳/.test(forWhom))
      ? [{ kind: 'for', text: short(forWhom) }]
      : known
        ? [{ kind: 'ages', ...ages }]
        : []
  const listed = Object.entries(details).find(([label]) => BRING.test(label))?.[1]
  const papers = listed ?? papersIn(apply ?? '').join('、')
  return [...whom, ...(papers ? [{ kind: 'papers' as const, text: short(papers) }] : [])]
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
