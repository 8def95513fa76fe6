// The routes of all parts, in the order in which they are asked.
import { Hono } from 'hono'
import type { Env } from '../platform/http.ts'
import { basisRoutes } from './basis/routes.tsx'
import { boardRoutes } from './board/routes.tsx'
import { consentRoutes } from './consent/routes.tsx'
import { fileRoutes } from './file/routes.tsx'
import { requestRoutes } from './mine/request-routes.tsx'
import { mineRoutes } from './mine/routes.tsx'
import { personRoutes } from './person/routes.tsx'
import { reportRoutes } from './report/routes.tsx'
import { keepRoutes } from './room/keep-routes.tsx'
import { timelineRoutes } from './room/routes.tsx'

export const sharingRoutes = new Hono<Env>()
  .route('/', personRoutes)
  .route('/', consentRoutes)
  .route('/', keepRoutes)
  .route('/', fileRoutes)
  .route('/', basisRoutes)
  .route('/', timelineRoutes)
  .route('/', reportRoutes)
  .route('/', boardRoutes)
  .route('/', mineRoutes)
  .route('/', requestRoutes)
