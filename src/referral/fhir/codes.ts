// Which of our kinds of trouble have a category in SDOH Clinical Care, and the names of code systems. Pure.
// docs/referral.md is written from it (npm run loop).

/** Source: HL7 FHIR SDOH Clinical Care 3.0.0 (STU 3), FHIR 4.0.1. */
export const SDOHCC = 'http://hl7.org/fhir/us/sdoh-clinicalcare'
export const SDOHCC_CODES = `${SDOHCC}/CodeSystem/SDOHCC-CodeSystemTemporaryCodes`
export const profileOf = (name: 'ServiceRequest' | 'TaskForReferralManagement' | 'Consent'): string =>
  `${SDOHCC}/StructureDefinition/SDOHCC-${name}`

/** Our own codes. They stand beside the published ones, never in their place. */
export const OURS = {
  kind: 'urn:musubi:need-kind',
  status: 'urn:musubi:referral-status',
  reason: 'urn:musubi:referral-reason',
  waits: 'urn:musubi:referral-waits-for',
  outcome: 'urn:musubi:referral-outcome',
  helped: 'urn:musubi:referral-helped',
  output: 'urn:musubi:referral-output',
  receipt: 'urn:musubi:receipt',
  pseudonym: 'urn:musubi:pseudonym',
  municipality: 'urn:musubi:municipality',
} as const

/** Codes of SDOHCCValueSetSDOHCategory that we use, with their display. */
export const CATEGORIES = {
  'sdoh-category-unspecified': 'SDOH Category Unspecified',
  'food-insecurity': 'Food Insecurity',
  'housing-instability': 'Housing Instability',
  homelessness: 'Homelessness',
  'inadequate-housing': 'Inadequate Housing',
  'transportation-insecurity': 'Transportation Insecurity',
  'financial-insecurity': 'Financial Insecurity',
  'employment-status': 'Employment Status',
  stress: 'Stress',
  'social-connection': 'Social Connection',
  'intimate-partner-violence': 'Intimate Partner Violence',
  'elder-abuse': 'Elder Abuse',
  'medical-cost-burden': 'Medical Cost Burden',
  'utility-insecurity': 'Utility Insecurity',
  'language-access': 'Language Access',
} as const
export type Category = keyof typeof CATEGORIES

/** Only where the published definition covers the kind; everything else is `sdoh-category-unspecified`. */
export const CATEGORY_OF: Readonly<Record<string, Category>> = {
  'care.burden': 'stress',
  alone: 'social-connection',
  'alone.watch': 'social-connection',
  'alone.meal': 'food-insecurity',
  'alone.move': 'transportation-insecurity',
  'alone.lonely': 'social-connection',
  'medical.cost': 'medical-cost-burden',
  'mind.withdrawn': 'social-connection',
  money: 'financial-insecurity',
  'money.living': 'financial-insecurity',
  'money.welfare': 'financial-insecurity',
  'money.debt': 'financial-insecurity',
  'money.utility': 'utility-insecurity',
  'money.tax': 'financial-insecurity',
  'money.food': 'food-insecurity',
  'money.pension': 'financial-insecurity',
  work: 'employment-status',
  'work.lost': 'employment-status',
  'work.find': 'employment-status',
  'work.hard': 'employment-status',
  home: 'housing-instability',
  'home.rent': 'housing-instability',
  'home.lost': 'homelessness',
  'home.find': 'housing-instability',
  'home.clutter': 'inadequate-housing',
  'child.money': 'financial-insecurity',
  'school.cost': 'financial-insecurity',
  'disability.work': 'employment-status',
  'disability.access': 'language-access',
  'safe.partner': 'intimate-partner-violence',
  'safe.elder': 'elder-abuse',
  'foreign.life': 'language-access',
  'foreign.learn': 'language-access',
  'community.gather': 'social-connection',
}

/** The category of a kind. */
export const categoryOf = (kind: string): Category => CATEGORY_OF[kind] ?? 'sdoh-category-unspecified'
