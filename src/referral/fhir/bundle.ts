// A need and its referrals as a FHIR R4 Bundle. Pure.
// It holds codes, times and who was asked; no words, names, contact or remarks, and no id that opens a receipt.
import { needName, type ServiceView, uuidV5 } from '../../directory/index.ts'
import type { Need, Urgency } from '../../need/index.ts'
import { fhirStatus, isClosed } from '../rules.ts'
import type { Task } from '../store.ts'
import { referralWords } from '../words.ts'
import { CATEGORIES, categoryOf, OURS, profileOf, SDOHCC_CODES } from './codes.ts'

export type Resource = { resourceType: string; id?: string } & Record<string, unknown>
export type Bundle = Resource & { entry: { fullUrl: string; resource: Resource }[] }

export type Exported = {
  need: Need
  /** Oldest first; possibly not all of them: a desk exports what it was asked itself. */
  tasks: readonly Task[]
  services: readonly ServiceView[]
  /** Organisations that were asked or that asked. One that is missing is left out wherever it would be named. */
  organizations: readonly { id: string; name: string }[]
  /** The municipality: its five- or six-digit code, and its name. */
  city: { code: string; name: string }
  /** Where the words of the consent stand. */
  privacyUrl: string
  /** When it is written. */
  at: Date
}

type Reference = { reference: string; type: string; display?: string }
type Concept = { coding?: { system: string; code: string; display?: string }[]; text?: string }

const concept = (system: string, code: string, display?: string, text?: string): Concept => ({
  coding: [{ system, code, ...(display ? { display } : {}) }],
  ...(text ? { text } : {}),
})
const refer = (type: string, id: string, display?: string): Reference => ({
  reference: `urn:uuid:${id}`,
  type,
  ...(display ? { display } : {}),
})

const PRIORITY: Record<Urgency, 'asap' | 'urgent' | 'routine'> = { now: 'asap', soon: 'urgent', usual: 'routine' }
const latest = (...times: (Date | null)[]): string =>
  new Date(Math.max(...times.flatMap((time) => time?.getTime() ?? []))).toISOString()

const [ja, en] = [referralWords('ja'), referralWords('en')]

/** The Bundle (type `collection`); its entries refer to each other by `urn:uuid:`. Empty fields are left out. */
export function bundleOf(exported: Exported): Bundle {
  const { need, tasks, services, organizations, city, at } = exported
  // An id made from the need's own: the need's id is the address of the receipt, and stays here.
  const ids = {
    patient: uuidV5('patient', need.id),
    request: uuidV5('service-request', need.id),
    consent: uuidV5('consent', need.id),
    city: uuidV5(`municipality/${city.code}`),
  }
  const asked = [...new Set(tasks.map((task) => task.service_id))].flatMap(
    (id) => services.find((service) => service.id === id) ?? [],
  )
  const named = new Map(organizations.map((one) => [one.id, one.name]))
  for (const { organization } of asked) named.set(organization.id, organization.name)
  const about = { ids, known: new Set(tasks.map((task) => task.id)), asked, named, city }

  const patient: Resource = {
    resourceType: 'Patient',
    id: ids.patient,
    identifier: [{ system: OURS.pseudonym, value: ids.patient }],
    name: [{ extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }] }],
    gender: 'unknown',
  }
  const all: Resource[] = [
    requestOf(need, asked, ids),
    ...tasks.map((task) => taskOf(task, about)),
    patient,
    ...(need.consented_at ? [consentOf(need, need.consented_at, ids, exported)] : []),
    ...asked.map(serviceOf),
    {
      ...organizationOf(ids.city, city.name),
      identifier: [{ system: OURS.municipality, value: city.code }],
    },
    ...[...named].map(([id, name]) => organizationOf(id, name)),
  ]
  return {
    resourceType: 'Bundle',
    meta: {
      security: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
          code: 'PSEUDED',
          display: 'pseudonymized',
        },
      ],
    },
    language: 'ja',
    type: 'collection',
    timestamp: at.toISOString(),
    entry: all.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })),
  }
}

const kindOf = (kind: string): Concept => concept(OURS.kind, kind, needName(kind, 'en'), needName(kind, 'ja'))
const categoriesOf = (kinds: readonly string[]): Concept[] => [
  concept('http://hl7.org/fhir/us/core/CodeSystem/us-core-category', 'sdoh', 'SDOH'),
  ...[...new Set(kinds.map(categoryOf))].map((code) => concept(SDOHCC_CODES, code, CATEGORIES[code])),
]

type Ids = Record<'patient' | 'request' | 'consent' | 'city', string>

const REQUEST_STATUS = { open: 'active', met: 'completed', unmet: 'revoked', withdrawn: 'revoked' } as const

const requestOf = (need: Need, asked: readonly ServiceView[], ids: Ids): Resource => ({
  resourceType: 'ServiceRequest',
  id: ids.request,
  meta: { profile: [profileOf('ServiceRequest')] },
  identifier: [{ system: OURS.receipt, value: need.code }],
  status: REQUEST_STATUS[need.state],
  intent: 'order',
  category: categoriesOf([need.kind, ...need.kinds]),
  priority: PRIORITY[need.urgency],
  // The one procedure of SNOMED CT that the guide's own examples use; the profile asks for a code of this kind.
  code: concept('http://snomed.info/sct', '410606002', 'Social service procedure', needName(need.kind, 'ja')),
  subject: refer('Patient', ids.patient),
  authoredOn: need.created_at.toISOString(),
  requester: refer('Organization', ids.city),
  ...(asked.length > 0
    ? { performer: asked.map((service) => refer('HealthcareService', service.id, service.name)) }
    : {}),
  ...(need.ward ? { locationCode: [{ text: need.ward }] } : {}),
  reasonCode: [...new Set([need.kind, ...need.kinds])].map(kindOf),
  ...(need.consented_at ? { supportingInfo: [refer('Consent', ids.consent)] } : {}),
})

type About = {
  ids: Ids
  known: ReadonlySet<string>
  asked: readonly ServiceView[]
  named: ReadonlyMap<string, string>
  city: Exported['city']
}

function taskOf(task: Task, { ids, known, asked, named, city }: About): Resource {
  const service = asked.find((one) => one.id === task.service_id)
  const owner = task.organization_id ? named.get(task.organization_id) : undefined
  const sender = task.sender_id ? named.get(task.sender_id) : undefined
  const outputs = outputsOf(task)
  // What was declined or passed on unread was never begun.
  const begun = task.responder ? task.answered_at : null
  return {
    resourceType: 'Task',
    id: task.id,
    meta: { profile: [profileOf('TaskForReferralManagement')] },
    basedOn: [refer('ServiceRequest', ids.request)],
    ...(task.part_of && known.has(task.part_of) ? { partOf: [refer('Task', task.part_of)] } : {}),
    status: fhirStatus(task),
    ...whyOf(task),
    businessStatus: concept(OURS.status, task.status, en.statuses[task.status], ja.statuses[task.status]),
    intent: 'order',
    priority: PRIORITY[task.urgency],
    code: concept('http://hl7.org/fhir/CodeSystem/task-code', 'fulfill', 'Fulfill the focal request'),
    focus: refer('ServiceRequest', ids.request),
    for: refer('Patient', ids.patient),
    ...(begun
      ? {
          executionPeriod: {
            start: begun.toISOString(),
            ...(task.closed_at ? { end: latest(task.closed_at, begun) } : {}),
          },
        }
      : {}),
    authoredOn: task.requested_at.toISOString(),
    lastModified: latest(task.requested_at, task.seen_at, task.answered_at, task.closed_at, task.helped_at),
    requester: sender ? refer('Organization', task.sender_id!, sender) : refer('Organization', ids.city, city.name),
    ...(owner ? { owner: refer('Organization', task.organization_id!, owner) } : {}),
    restriction: { period: { end: task.contact_by.toISOString() } },
    ...(service
      ? {
          input: [
            {
              type: concept(SDOHCC_CODES, 'additional-content', 'Additional Content'),
              valueReference: refer('HealthcareService', service.id, service.name),
            },
          ],
        }
      : {}),
    ...(outputs.length > 0 ? { output: outputs } : {}),
  }
}

/** Why it stands where it stands: a code of ours, and the text that the profile asks for. */
function whyOf(task: Task): { statusReason?: Concept } {
  const reason = task.status_reason as keyof typeof ja.reasons | null
  if (isClosed(task.status) && reason)
    return { statusReason: concept(OURS.reason, reason, en.reasons[reason], ja.reasons[reason]) }
  if (task.waits_for)
    return { statusReason: concept(OURS.waits, task.waits_for, en.waits[task.waits_for], ja.waits[task.waits_for]) }
  return {}
}

function outputsOf({ outcome, helped }: Task): Record<string, unknown>[] {
  return [
    ...(outcome
      ? [
          {
            type: concept(OURS.output, 'outcome', 'Outcome as the desk saw it'),
            valueCodeableConcept: concept(OURS.outcome, outcome, en.outcomes[outcome], ja.outcomes[outcome]),
          },
        ]
      : []),
    ...(helped
      ? [
          {
            type: concept(OURS.output, 'helped', 'Whether it helped, as the person says'),
            valueCodeableConcept: concept(OURS.helped, helped),
          },
        ]
      : []),
  ]
}

const consentOf = (need: Need, consented: Date, ids: Ids, { privacyUrl, city }: Exported): Resource => ({
  resourceType: 'Consent',
  id: ids.consent,
  meta: { profile: [profileOf('Consent')] },
  status: need.state === 'withdrawn' ? 'inactive' : 'active',
  scope: concept('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy', 'Privacy Consent'),
  category: [concept('http://terminology.hl7.org/CodeSystem/v3-ActCode', 'IDSCL', 'information disclosure')],
  patient: refer('Patient', ids.patient),
  dateTime: consented.toISOString(),
  organization: [refer('Organization', ids.city, city.name)],
  sourceAttachment: { url: privacyUrl, ...(need.consent_version ? { title: need.consent_version } : {}) },
  policy: [{ uri: privacyUrl }],
})

const organizationOf = (id: string, name: string): Resource => ({
  resourceType: 'Organization',
  id,
  active: true,
  name,
})

const serviceOf = (service: ServiceView): Resource => ({
  resourceType: 'HealthcareService',
  id: service.id,
  active: true,
  providedBy: refer('Organization', service.organization.id, service.organization.name),
  category: categoriesOf(service.needs),
  ...(service.needs.length > 0 ? { type: service.needs.map(kindOf) } : {}),
  name: service.name,
  ...(service.phones.length > 0
    ? {
        telecom: service.phones.map(({ number, type }) => ({
          system: type === 'fax' ? 'fax' : 'phone',
          value: number,
          use: 'work',
        })),
      }
    : {}),
})
