// A need and its referrals, to be taken along into another system.
import { Hono } from 'hono'
import { findOrganizations, viewServices } from '../../directory/index.ts'
import { may, opened } from '../../people/index.ts'
import type { Env } from '../../platform/http.ts'
import { mine } from '../work/mine.ts'
import { bundleOf } from './bundle.ts'

const present = (ids: readonly (string | null)[]) => [...new Set(ids.filter((id) => id !== null))]

export const fhirRoutes = new Hono<Env>().get('/referral/:id/fhir.json', may('referral.export'), async (c) => {
  const found = await mine(c, 'referral.export')
  if (!found) return c.notFound()
  const { need } = found
  const { db, municipality, place, config } = c.var
  const at = c.var.now()
  const tasks = found.tasks.map(({ task }) => task)
  const [services, organizations] = await Promise.all([
    viewServices(db, municipality, present(tasks.map((task) => task.service_id)), at),
    findOrganizations(db, municipality, present(tasks.flatMap((task) => [task.organization_id, task.sender_id]))),
  ])
  const bundle = bundleOf({
    ...{ need, tasks, services, organizations, at },
    city: { code: municipality, name: place },
    privacyUrl: `${config.baseUrl}/privacy`,
  })
  opened(c, [need.id])
  return c.body(JSON.stringify(bundle, null, 2), 200, {
    'content-type': 'application/fhir+json; charset=utf-8',
    'content-disposition': `attachment; filename="${need.code}.fhir.json"`,
  })
})
