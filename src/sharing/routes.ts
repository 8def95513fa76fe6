// The routes of all parts, in the order in which they are asked.
import { Hono } from 'hono'
import type { Env } from '../platform/http.ts'
import { basisRoutes } from './basis/routes.tsx'
import { fileRoutes } from './file/routes.tsx'
import { keepRoutes } from './room/keep-routes.tsx'
import { timelineRoutes } from './room/routes.tsx'

export const sharingRoutes = new Hono<Env>()
  .route('/', keepRoutes)
  .route('/', fileRoutes)
  .route('/', basisRoutes)
  .route('/', timelineRoutes)
