// Files of a room: added to one's own entry, opened one at a time. Every opening is a look.
import { type Context, Hono } from 'hono'
import { may } from '../../people/index.ts'
import { type Ctx, type Env, isId, page } from '../../platform/http.ts'
import { mayRead, mayTakeOut } from '../basis/rules.ts'
import { findEntry } from '../room/entry-store.ts'
import type { Inside } from '../room/reads.ts'
import { enter, headOf, whoOf } from '../room/routes.tsx'
import { addFiles, type Given } from './actions.ts'
import { AddFilesPage } from './pages.tsx'
import { type FileFault, mayOpen } from './rules.ts'
import { scannerOf } from './scan.ts'
import { findFile } from './store.ts'

type InRoom = Context<Env, '/:id'>

/** The only address that takes more than a form: src/app.tsx gives it room. */
export const takesFiles = (path: string): boolean =>
  /^\/sharing\/(rooms\/[0-9a-f-]{36}\/files|asking\/[0-9a-f-]{36}\/answer)$/.test(path)
/** Five files are sent one after the other when they are large: a request holds one of the largest, and what is around it. */
export const LARGEST_UPLOAD = 10 * 1024 * 1024 + 256 * 1024

async function ownEntry(c: Ctx, inside: Inside) {
  const id = c.req.query('entry')
  const entry = isId(id) ? await findEntry(c.var.db, c.var.municipality, inside.room.id, id) : undefined
  return entry && entry.authorId === inside.standing.accountId && !entry.takenBackAt ? entry : undefined
}

const showAdd = (c: Ctx, inside: Inside, entryId: string, problem: FileFault | null = null) =>
  page(
    c,
    <AddFilesPage
      {...headOf(c, `/sharing/rooms/${inside.room.id}/files?entry=${entryId}`)}
      room={inside.room}
      entryId={entryId}
      problem={problem}
    />,
    problem ? 422 : 200,
  )

export const fileRoutes = new Hono<Env>()
  .get('/sharing/rooms/:id/files', may('sharing.file'), async (c: InRoom) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const entry = await ownEntry(c, found.inside)
    return entry ? showAdd(c, found.inside, entry.id) : c.notFound()
  })
  .post('/sharing/rooms/:id/files', may('sharing.file'), async (c: InRoom) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { inside } = found
    const entry = await ownEntry(c, inside)
    if (!entry) return c.notFound()
    const body = await c.req.parseBody({ all: true })
    const sent = [body.files ?? []].flat().filter((one): one is File => one instanceof File && one.name !== '')
    const given: Given[] = []
    for (const file of sent) given.push({ name: file.name, bytes: Buffer.from(await file.arrayBuffer()) })
    const scan = scannerOf(c.var.config.scan)
    const done = await addFiles(c.var.db, whoOf(c), c.var.now(), scan, inside.room, entry, given)
    if (!done.ok) return showAdd(c, inside, entry.id, done.reason)
    return c.redirect(`/sharing/rooms/${inside.room.id}#e-${entry.id}`, 303)
  })
  .get('/sharing/rooms/:id/files/:file', may('sharing.file'), async (c) => {
    const found = await enter(c, c.req.param('id'))
    if (!found.ok) return found.answer
    const { inside } = found
    const { db, municipality } = c.var
    const id = c.req.param('file')
    const file = isId(id) ? await findFile(db, municipality, inside.room.id, id) : undefined
    const entry = file && (await findEntry(db, municipality, inside.room.id, file.entryId))
    if (!file || !entry || !mayOpen(file.scan)) return c.notFound()
    const own = entry.authorId === inside.standing.accountId
    if (!own && !mayRead(inside.room, inside.standing, inside.consents, entry, c.var.now()).ok) return c.notFound()
    const out = mayTakeOut(inside.room)
    if (!out && !file.type.startsWith('image/')) return c.notFound()
    const name = encodeURIComponent(file.name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)
    return c.body(new Uint8Array(file.content), 200, {
      'content-type': file.type === 'text/plain' ? 'text/plain; charset=utf-8' : file.type,
      'content-disposition': out ? `attachment; filename*=UTF-8''${name}` : 'inline',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
  })
