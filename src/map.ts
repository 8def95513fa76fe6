// The architecture as data: tests/tidy.test.ts holds the code to it.

/** Every capability, from the ground up. One word each: folder, SQL schema, URL segment, event prefix. */
export const CAPABILITIES = [
  'platform',
  'area',
  'people',
  'directory',
  'matching',
  'need',
  'referral',
  'consult',
  'sharing',
  'insight',
] as const
export type Capability = (typeof CAPABILITIES)[number]

/** Whose front door each may call, besides platform. Upward or sideways: record an event, and let a job react. */
export const MAY_CALL: Record<Capability, readonly Capability[]> = {
  platform: [],
  area: [],
  people: ['area'],
  directory: ['area', 'people'],
  matching: ['area', 'people', 'directory'],
  need: ['area', 'people', 'directory'],
  referral: ['area', 'people', 'directory', 'need'],
  consult: ['area', 'people', 'directory', 'matching', 'need', 'referral'],
  sharing: ['area', 'people', 'directory', 'need', 'referral'],
  insight: ['area', 'people', 'directory', 'need', 'referral', 'sharing'],
}

/** Pure: no clock, no chance, no database, no network. Types and data may come from anywhere they may call. */
export const PURE = ['rules.ts', 'hours.ts', 'suppress.ts', 'strip.ts'] as const
