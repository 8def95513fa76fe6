// Whatever happened to a need and its referrals, the Bundle is valid FHIR R4, keeps to what SDOH Clinical Care asks for, and
// tells nothing of the person.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Fhir } from 'fhir'
import { isKind, type ServiceView, TERMS, uuidV5 } from '../../directory/index.ts'
import type { Need } from '../../need/index.ts'
import {
  canStep,
  DECLINE_REASONS,
  FAIL_REASONS,
  HELPED,
  isClosed,
  mayStep,
  OUTCOMES,
  SIDES,
  STEPS,
  VERBS,
  VIAS,
  WAITS,
} from '../rules.ts'
import type { Task } from '../store.ts'
import { type Bundle, bundleOf, type Exported, type Resource } from './bundle.ts'
import { CATEGORIES, CATEGORY_OF, OURS, SDOHCC, SDOHCC_CODES } from './codes.ts'

// ── the published structure ─────────────────────────────────────────────────────────────────────────────────────────

const fhir = new Fhir()
/** Errors by the StructureDefinitions and required value sets of R4. A code of ours in an extensible one is a warning. */
const errorsOf = (bundle: unknown): string[] =>
  fhir
    .validate(structuredClone(bundle) as object, { errorOnUnexpected: true })
    .messages.filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ location, message }) => `${location}: ${message}`)

type Coding = { system?: string; code?: string }
const codings = (concepts: unknown): Coding[] =>
  [concepts].flat().flatMap((one) => (one as { coding?: Coding[] } | undefined)?.coding ?? [])
const holds = (concepts: unknown, system: string, code: string): boolean =>
  codings(concepts).some((one) => one.system === system && one.code === code)
const referred = (value: unknown): string[] =>
  [value].flat().flatMap((one) => (one as { reference?: string } | undefined)?.reference ?? [])

/**
 * What the profiles of SDOH Clinical Care 3.0.0 ask for beyond R4, from their sources (input/fsh/profiles: SDOHCCServiceRequest,
 * SDOHCCTaskForReferralManagement, SDOHCCConsent), and what US Core 7 asks for of whom they refer to.
 */
function profileErrors(bundle: Bundle): string[] {
  const at = new Map(bundle.entry.map(({ fullUrl, resource }) => [fullUrl, resource]))
  const only = (value: unknown, ...types: string[]) =>
    referred(value).every((url) => types.includes(at.get(url)?.resourceType ?? 'missing'))
  const need = (resource: Resource, ...checks: [what: string, right: boolean][]) =>
    checks.filter(([, right]) => !right).map(([what]) => `${resource.resourceType}: ${what}`)
  return bundle.entry.flatMap(({ resource: r }) => {
    const claims = (name: string) =>
      (r.meta as { profile: string[] }).profile.includes(`${SDOHCC}/StructureDefinition/SDOHCC-${name}`)
    switch (r.resourceType) {
      case 'Task':
        return need(
          r,
          ['meta.profile', claims('TaskForReferralManagement')],
          ['status in the value set', !['ready', 'received', 'entered-in-error'].includes(r.status as string)],
          ['statusReason.text 1..', !r.statusReason || Boolean((r.statusReason as { text?: string }).text)],
          ['intent = order', r.intent === 'order'],
          ['code = fulfill', holds(r.code, 'http://hl7.org/fhir/CodeSystem/task-code', 'fulfill')],
          ['focus 1.. ServiceRequest', Boolean(r.focus) && only(r.focus, 'ServiceRequest')],
          ['for 1.. Patient', Boolean(r.for) && only(r.for, 'Patient', 'RelatedPerson', 'Group')],
          ['authoredOn 1..', Boolean(r.authoredOn)],
          ['requester 1.. Organization', Boolean(r.requester) && only(r.requester, 'Organization', 'PractitionerRole')],
          ['owner', only(r.owner, 'Organization')],
          ['partOf a Task', only(r.partOf, 'Task')],
          [
            'input value is in the bundle',
            only((r.input as { valueReference: unknown }[])?.[0]?.valueReference, 'HealthcareService'),
          ],
          [
            'output type is not one of their slices',
            !holds(
              (r.output as { type: unknown }[])?.map((one) => one.type),
              SDOHCC_CODES,
              'resulting-activity',
            ),
          ],
        )
      case 'ServiceRequest':
        return need(
          r,
          ['meta.profile', claims('ServiceRequest')],
          [
            'category[SDOHCC] in the value set',
            codings(r.category).some(({ system, code }) => system === SDOHCC_CODES && Object.hasOwn(CATEGORIES, code!)),
          ],
          ['code 1..1 from procedures', holds(r.code, 'http://snomed.info/sct', '410606002')],
          ['subject', only(r.subject, 'Patient')],
          ['requester', only(r.requester, 'Organization')],
          ['performer', only(r.performer, 'HealthcareService')],
          ['supportingInfo', only(r.supportingInfo, 'Consent')],
          ['no specimen, no bodySite', !r.specimen && !r.bodySite],
        )
      case 'Consent':
        return need(
          r,
          ['meta.profile', claims('Consent')],
          ['category[IDSCL] 1..1', holds(r.category, 'http://terminology.hl7.org/CodeSystem/v3-ActCode', 'IDSCL')],
          ['patient 1..', Boolean(r.patient) && only(r.patient, 'Patient')],
          ['dateTime 1..', Boolean(r.dateTime)],
          ['organization 1..1', (r.organization as unknown[])?.length === 1 && only(r.organization, 'Organization')],
          ['source[x] 1..', Boolean(r.sourceAttachment)],
          ['ppc-1: policy', (r.policy as unknown[])?.length > 0],
        )
      case 'Patient':
        return need(
          r,
          [
            'identifier with system and value',
            Boolean((r.identifier as { system: string; value: string }[])?.[0]?.value),
          ],
          ['gender 1..', Boolean(r.gender)],
          [
            'name, or why it is absent (us-core-6)',
            (r.name as { extension: { valueCode: string }[] }[])?.[0]?.extension[0]?.valueCode === 'masked',
          ],
        )
      case 'Organization':
        return need(r, ['active, name (org-1, US Core)', r.active === true && Boolean(r.name)])
      default:
        return []
    }
  })
}

// ── any story that can happen ───────────────────────────────────────────────────────────────────────────────────────

const SECRET = 'ひみつの言葉 090-1234-5678 山田花子'
const BEGIN = new Date('2026-11-25T01:24:00Z').getTime()
const HOUR = 3_600_000
const id = (name: string) => uuidV5(name)

const serviceOf = (n: number): ServiceView =>
  ({
    id: id(`service ${n}`),
    name: `窓口 ${n}`,
    organization: { id: id(`organization ${n}`), name: `組織 ${n}`, kind: 'npo', url: null },
    needs: [...[['alone.meal', 'care.start'], [], ['safe.elder']][n % 3]!],
    phones: [...[[{ number: '044-000-0001', type: 'fax' }], []][n % 2]!],
  }) as unknown as ServiceView

type Try = { side: number; verb: number; hours: number; pick: number }
const tries = fc.array(
  fc.record({ side: fc.nat(4), verb: fc.nat(VERBS.length - 1), hours: fc.nat(90), pick: fc.nat(99) }),
  { maxLength: 14 },
)
const of = <T>(values: readonly T[], pick: number): T => values[pick % values.length]!

/** A referral as far as some tries lead it: every step that may be taken is taken, by the rules. */
function lead(n: number, begun: number, before: Task | undefined, open: boolean, path: readonly Try[]): Task {
  let now = begun
  const service = serviceOf(n)
  const task: Task = {
    municipality: '141305',
    id: id(`task ${n}`),
    need_id: id('need'),
    service_id: open ? null : service.id,
    organization_id: open ? null : service.organization.id,
    kind: 'alone.meal',
    ward: '麻生区',
    urgency: of(['now', 'soon', 'usual'] as const, n),
    sender_id: n % 2 === 1 ? (before?.organization_id ?? null) : null,
    offered: open ? [service.organization.id] : [],
    next_services: [],
    status: n % 4 === 3 ? 'draft' : 'sent',
    status_reason: null,
    status_note: SECRET,
    waits_for: null,
    via: null,
    why: [SECRET],
    part_of: before?.id ?? null,
    requested_at: new Date(now),
    answer_by: new Date(now + 24 * HOUR),
    contact_by: new Date(now + 48 * HOUR),
    seen_at: null,
    answered_at: null,
    responder: null,
    outcome: null,
    closed_at: null,
    act_at: null,
    reminded_at: null,
    helped: null,
    helped_at: null,
    assignee_id: null,
    begun_at: null,
  }
  for (const { side, verb, hours, pick } of path) {
    const what = of(VERBS, verb)
    if (!mayStep(of(SIDES, side), what) || !canStep(task.status, what)) continue
    if ((what === 'claim') !== (task.organization_id === null) && (what === 'claim' || what === 'accept')) continue
    if (task.organization_id === null && !['send', 'claim', 'cancel', 'expire'].includes(what)) continue
    now += hours * HOUR
    const at = new Date(now)
    Object.assign(task, {
      status: STEPS[what].to,
      waits_for: null,
      ...(isClosed(STEPS[what].to) ? { closed_at: at } : {}),
    })
    if (what === 'see') task.seen_at = at
    if (what === 'accept' || what === 'claim' || what === 'decline')
      Object.assign(task, { answered_at: at, seen_at: at, via: of(VIAS, pick) })
    if (what === 'accept' || what === 'claim') task.responder = SECRET
    if (what === 'claim') Object.assign(task, { service_id: service.id, organization_id: service.organization.id })
    if (what === 'hold') task.waits_for = of(WAITS, pick)
    if (what === 'decline') task.status_reason = of(DECLINE_REASONS, pick)
    if (what === 'fail') task.status_reason = of(FAIL_REASONS, pick)
    if (what === 'forward') task.status_reason = 'forwarded'
    if (what === 'cancel') task.status_reason = 'withdrawn'
    if (what === 'expire') task.status_reason = 'silent'
    if (what === 'complete') task.outcome = of(OUTCOMES, pick)
    if (what === 'complete' && pick % 2 === 0) Object.assign(task, { helped: of(HELPED, pick), helped_at: at })
  }
  return task
}

const needOf = (kinds: string[], state: Need['state'], consented: boolean, ward: string | null): Need => ({
  municipality: '141305',
  id: id('need'),
  code: '7Q4-28M',
  words: SECRET,
  kind: kinds[0]!,
  kinds,
  ward,
  town: SECRET,
  urgency: 'soon',
  channel: 'web',
  relation: 'family',
  contact_name: SECRET,
  contact_phone: SECRET,
  contact_email: SECRET,
  contact_time: SECRET,
  consent_version: consented ? '2026-11' : null,
  consented_at: consented ? new Date(BEGIN) : null,
  names_agreed_at: null,
  state,
  unmet_reason: null,
  created_at: new Date(BEGIN),
  closed_at: state === 'open' ? null : new Date(BEGIN + HOUR),
})

const story = fc
  .record({
    kinds: fc.uniqueArray(fc.constantFrom(...TERMS.map((term) => term.code)), { minLength: 1, maxLength: 4 }),
    state: fc.constantFrom('open', 'met', 'unmet', 'withdrawn') as fc.Arbitrary<Need['state']>,
    consented: fc.boolean(),
    ward: fc.constantFrom('麻生区', null),
    paths: fc.array(tries, { maxLength: 5 }),
    open: fc.nat(6),
    /** How many of the referrals a desk does not see. */
    hidden: fc.nat(2),
  })
  .map(({ kinds, state, consented, ward, paths, open, hidden }): Exported => {
    const tasks: Task[] = []
    for (const [n, path] of paths.entries()) tasks.push(lead(n, BEGIN + n * HOUR, tasks.at(-1), n === open, path))
    const seen = tasks.slice(hidden)
    return {
      need: needOf(kinds, state, consented, ward),
      tasks: seen,
      services: seen.flatMap((task) => (task.service_id ? [serviceOf(tasks.indexOf(task))] : [])),
      organizations: [],
      city: { code: '141305', name: '川崎市' },
      privacyUrl: 'http://localhost:3000/privacy',
      at: new Date(BEGIN + 900 * HOUR),
    }
  })

/** As it leaves: what is undefined is gone. */
const sent = (exported: Exported): Bundle => JSON.parse(JSON.stringify(bundleOf(exported)))

test('any story that the rules allow gives a valid Bundle, whose references lead somewhere in it', () => {
  fc.assert(
    fc.property(story, (exported) => {
      const bundle = sent(exported)
      assert.deepEqual(errorsOf(bundle), [])
      assert.deepEqual(profileErrors(bundle), [])
      const urls = bundle.entry.map(({ fullUrl }) => fullUrl)
      assert.equal(new Set(urls).size, urls.length, 'each once')
      const text = JSON.stringify(bundle)
      for (const [, url] of text.matchAll(/"reference":"([^"]+)"/g))
        assert.ok(urls.includes(url!), `${url} is not there`)
      for (const part of SECRET.split(' ')) assert.ok(!text.includes(part), 'nothing of the person')
      assert.ok(!text.includes(exported.need.id), 'the id of the need is the address of the receipt')
    }),
    { numRuns: 150 },
  )
})

test('the check sees what is wrong: a status of ours, a missing field, a stray one, a reference as a text', () => {
  const path = [{ side: 1, verb: VERBS.indexOf('accept'), hours: 1, pick: 0 }]
  const tasks = [lead(0, BEGIN, undefined, false, path)]
  const made = sent({
    need: needOf(['alone.meal'], 'open', true, '麻生区'),
    ...{ tasks, services: [serviceOf(0)], organizations: [] },
    city: { code: '141305', name: '川崎市' },
    privacyUrl: 'http://localhost:3000/privacy',
    at: new Date(BEGIN),
  })
  assert.deepEqual([...errorsOf(made), ...profileErrors(made)], [])
  const spoilt = (type: string, change: Record<string, unknown>) => {
    const copy = structuredClone(made)
    Object.assign(copy.entry.find(({ resource }) => resource.resourceType === type)!.resource, change)
    const bundle: Bundle = JSON.parse(JSON.stringify(copy))
    return [...errorsOf(bundle), ...profileErrors(bundle)]
  }
  for (const [type, change] of [
    ['Task', { status: 'sent' }],
    ['Task', { intent: undefined }],
    ['Task', { words: 'x' }],
    ['Task', { basedOn: 'ServiceRequest/1' }],
    ['Task', { authoredOn: 'today' }],
    ['Task', { status: 'received' }],
    ['Task', { statusReason: { coding: [{ code: 'full' }] } }],
    ['Task', { focus: { reference: 'urn:uuid:elsewhere' } }],
    ['ServiceRequest', { subject: undefined }],
    ['ServiceRequest', { status: 'met' }],
    ['ServiceRequest', { category: [{ text: 'food' }] }],
    ['Consent', { category: [] }],
    ['Consent', { policy: undefined }],
    ['Patient', { gender: 'masked' }],
    ['HealthcareService', { telecom: [{ system: 'telefax', value: '1' }] }],
    ['Organization', { name: undefined }],
  ] as const)
    assert.notDeepEqual(spoilt(type, change), [], `${type} ${JSON.stringify(change)}`)
})

test('a state of ours and its FHIR code, who asks and who is asked, what came of it', () => {
  const first = lead(1, BEGIN, undefined, false, [{ side: 1, verb: VERBS.indexOf('forward'), hours: 1, pick: 0 }])
  const second: Task = {
    ...lead(2, BEGIN + HOUR, first, false, [
      { side: 1, verb: VERBS.indexOf('accept'), hours: 1, pick: 0 },
      { side: 1, verb: VERBS.indexOf('complete'), hours: 30, pick: 0 },
    ]),
    sender_id: first.organization_id,
  }
  const bundle = sent({
    need: needOf(['money.food', 'care.start'], 'met', true, '麻生区'),
    tasks: [first, second],
    services: [serviceOf(1), serviceOf(2)],
    organizations: [],
    city: { code: '141305', name: '川崎市' },
    privacyUrl: 'http://localhost:3000/privacy',
    at: new Date(BEGIN),
  })
  const all = bundle.entry.map(({ resource }) => resource)
  const [one, two] = all.filter(({ resourceType }) => resourceType === 'Task')
  assert.equal(one!.status, 'rejected', 'passed on before it was taken on')
  assert.ok(holds(one!.businessStatus, OURS.status, 'forwarded'))
  assert.equal((one!.statusReason as { text: string }).text, 'ほかの窓口へ回した')
  assert.equal(two!.status, 'completed')
  assert.deepEqual(referred(two!.partOf), [`urn:uuid:${first.id}`])
  assert.deepEqual(referred(two!.requester), [`urn:uuid:${first.organization_id}`])
  assert.deepEqual(referred(two!.owner), [`urn:uuid:${second.organization_id}`])
  const [outcome, helped] = two!.output as { valueCodeableConcept: unknown }[]
  assert.ok(holds(outcome!.valueCodeableConcept, OURS.outcome, 'resolved'))
  assert.ok(holds(helped!.valueCodeableConcept, OURS.helped, 'yes'))
  const request = all.find(({ resourceType }) => resourceType === 'ServiceRequest')!
  assert.equal(request.status, 'completed')
  assert.ok(holds(request.category, SDOHCC_CODES, 'food-insecurity'))
  assert.ok(holds(request.category, SDOHCC_CODES, 'sdoh-category-unspecified'), 'starting care has no category there')
})

test('every kind with a category is a kind of ours', () => {
  for (const kind of Object.keys(CATEGORY_OF)) assert.ok(isKind(kind), kind)
})
