// Where somebody at work sits: at a desk of an organisation, or with the city.
import { workNav } from '../../people/index.ts'
import type { Ctx } from '../../platform/http.ts'
import type { Look } from '../../platform/ui/page.tsx'
import type { By } from '../actions.ts'

/** Who is signed in, and what they may open: the head of every page at work. */
export type Work = { look: Look; who: string; staff: boolean; nav: { href: string; label: string }[]; now: Date }

/** Who answers for an organisation, and for no other. */
export const ofDesk = (c: Ctx) => c.var.actor.organizationId !== null

export const work = (c: Ctx): Work => ({
  look: c.var.look,
  who: c.var.actor.name,
  staff: !ofDesk(c),
  nav: workNav(c.var.look.lang, c.var.actor.role),
  now: c.var.now(),
})

export const byAccount = (c: Ctx): By => ({
  actor: { kind: 'account', id: c.var.actor.id },
  side: ofDesk(c) ? 'desk' : 'staff',
  organizationId: c.var.actor.organizationId,
})
