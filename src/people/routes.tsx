import { Hono } from 'hono'
import type { Env } from '../platform/http.ts'
import { enterRoutes } from './signin/enter-routes.tsx'
import { keyRoutes } from './signin/key-routes.tsx'
import { memberRoutes, type Organizations } from './signin/member-routes.tsx'

/** Coming in, looking after one's own sign-in, members. @param organizations all of a municipality, by name */
export const peopleRoutes = (organizations: Organizations) =>
  new Hono<Env>().route('/', enterRoutes).route('/', keyRoutes).route('/', memberRoutes(organizations))
