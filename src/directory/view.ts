// A service as a reader meets it: facts only, no markup, no language.

/** Whether someone answers now. `until` and `at` are instants. */
export type OpenState =
  | { state: 'always' }
  | { state: 'open'; until: Date }
  | { state: 'closed'; at: Date | null; holiday: string | null }
  | { state: 'unknown' }

export type Hours = {
  /** Monday first, e.g. ['MO','TU','WE','TH','FR'] */
  days: string[]
  /** Minutes of the day in Asia/Tokyo; `closes` may pass 1440. */
  opens: number
  closes: number
}

export const ROOMS = ['open', 'waiting', 'assessment', 'full'] as const
/** What a service counts of its room: places that are free, places in all, weeks that somebody waits. Whole numbers ≥ 0. */
export type Counted = { available: number | null; maximum: number | null; weeks: number | null }
/** `open`: takes people on; `waiting`: has a waiting list; `assessment`: sees first; `full`. Believed until a day, YYYY-MM-DD. */
export type Capacity = {
  state: (typeof ROOMS)[number]
  until: string
  /** Set when the organisation said it itself. */
  said?: Counted & { at: Date }
}

export type ServiceView = {
  id: string
  slug: string
  family: string
  kind: 'desk' | 'scheme' | 'service' | 'hotline' | 'group' | 'facility'
  name: string
  kana: string | null
  organization: { id: string; name: string; kind: string; url: string | null }
  description: string
  why: string[]
  needs: string[]
  scope: 'nation' | 'prefecture' | 'city' | 'ward'
  /** Wards and towns it serves; empty: the whole scope. */
  wards: string[]
  towns: string[]
  phones: { number: string; type: 'voice' | 'fax'; description: string | null; confidence: 'high' | 'medium' }[]
  open: OpenState
  hours: Hours[]
  hoursNote: string | null
  /** The next day within two weeks on which it would be open but is closed for a holiday. */
  closedSoon?: { day: Date; name: string } | null
  holidays: 'closed' | 'open' | null
  address: {
    postalCode: string | null
    prefecture: string
    city: string
    ward: string | null
    line: string
    transportation: string | null
    latitude: number | null
    longitude: number | null
  } | null
  /** Whether it can take somebody on; null: nobody knows, or not any more. */
  capacity: Capacity | null
  forWhom: string | null
  ages: { min: number | null; max: number | null }
  cost: 'free' | 'paid' | 'varies' | 'unknown'
  costNote: string | null
  apply: string | null
  accessibility: string[]
  languages: string[]
  url: string | null
  details: Record<string, string>
  /** Day on which the facts were last seen to be true, YYYY-MM-DD. */
  verified: string | null
  /** Not verified for more than six months, or never. */
  stale: boolean
  endorsement: { by: string; scope: string; until: string } | null
  source: string
  sourceUrl: string | null
  /** The organisation answers referrals on the platform. */
  canRefer: boolean
}
