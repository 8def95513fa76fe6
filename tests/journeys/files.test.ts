// Files in a room: known by their bytes, looked through by a scanner, and never a page of ours.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { scanWaiting } from '../../src/sharing/file/actions.ts'
import { scannerOf } from '../../src/sharing/file/scan.ts'
import { CONFIG, plain, type Started, startApp, type Visitor } from '../app.ts'

const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex')
const EXIF = Buffer.concat([Buffer.from('ffe10016', 'hex'), Buffer.from('Exif\0\0GPS 35.60,139.5')])
const BODY = Buffer.from('ffda0008010100003f00112233ffd9', 'hex')
const PHOTO = Buffer.concat([JPEG.subarray(0, 2), EXIF.subarray(0, 2 + EXIF.readUInt16BE(2)), JPEG.subarray(2), BODY])
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF')
// Put together here, so that this file itself frightens no scanner.
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE', '!$H+H*'].join('')

/** Speaks clamd's protocol as clamd does, over a real connection: it finds the EICAR test file. */
const clamd = (): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((socket) => {
      let got: Buffer = Buffer.alloc(0)
      socket.on('error', () => {})
      socket.on('data', (part: Buffer) => {
        got = Buffer.concat([got, part])
        const head = Buffer.from('zINSTREAM\0')
        if (!got.subarray(0, head.length).equals(head)) return void socket.end('UNKNOWN COMMAND\0')
        const pieces: Buffer[] = []
        for (let at = head.length; at + 4 <= got.length; ) {
          const size = got.readUInt32BE(at)
          if (size === 0) {
            const found = Buffer.concat(pieces).includes(EICAR)
            return void socket.end(found ? 'stream: Win.Test.EICAR_HDB-1 FOUND\0' : 'stream: OK\0')
          }
          if (at + 4 + size > got.length) return
          pieces.push(got.subarray(at + 4, at + 4 + size))
          at += 4 + size
        }
      })
    }).listen(0, '127.0.0.1', () => resolve(server))
  })
const portOf = (server: Server) => (server.address() as { port: number }).port

describe('files', () => {
  let app: Started
  let manager: Visitor
  let pharmacist: Visitor
  let ward: Visitor
  let room: string
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) }, new Date())
    manager = await app.signedIn('desk', '佐々木')
    pharmacist = await app.signedIn('desk', '林')
    ward = await app.signedIn('desk', '森田')
    room = /\/sharing\/rooms\/[0-9a-f-]{36}/.exec(
      (await manager.get('/sharing')).text.split('さんの部屋')[0]!.split('href="').at(-1)!,
    )![0]
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const write = async (who: Visitor = manager, fact = 'life') =>
    (await who.post(`${room}/entries`, { words: '写真です', kind: 'message', fact, audience: 'team' })).location!.split(
      '#e-',
    )[1]!
  const send = (who: Visitor, entry: string, ...files: [string, Buffer | string, string?][]) => {
    const body = new FormData()
    for (const [name, bytes, type] of files)
      body.append('files', new File([new Uint8Array(Buffer.from(bytes))], name, { type: type ?? 'image/jpeg' }))
    return who.send(`${room}/files?entry=${entry}`, { method: 'POST', body, headers: { origin: CONFIG.baseUrl } })
  }
  const rows = async () =>
    (
      await app.database.pool.query(
        'select id, type, size, scan, name, content, removed_at from sharing.file order by added_at',
      )
    ).rows as { id: string; type: string; scan: string; name: string; content: Buffer | null }[]
  const scanner = (setting: string) => {
    app.service.config.scan = setting
  }

  test('a photo comes back as a photo, without its place; a name is no path; no scanner means a plain warning', async () => {
    const entry = await write()
    assert.equal((await send(manager, entry, ['..\\..//etc/passwd/庭の 菊\u202e<b>.html', PHOTO])).status, 303)
    const page = await pharmacist.get(room)
    assert.match(plain(page.text), /庭の 菊b\.jpg.*ウイルスの検査をしていません/)
    const path = /href="(\/sharing\/rooms\/[^"]+\/files\/[^"]+)"/.exec(page.text)![1]!
    const got = await pharmacist.get(path)
    assert.equal(got.status, 200)
    assert.equal(got.headers.get('content-type'), 'image/jpeg')
    assert.match(got.headers.get('content-disposition')!, /^attachment; filename\*=UTF-8''%E5%BA%AD[^/\\]*\.jpg$/)
    assert.equal(got.headers.get('x-content-type-options'), 'nosniff')
    assert.match(got.headers.get('content-security-policy')!, /^default-src 'none';.*; sandbox$/)
    assert.equal(got.headers.get('cache-control'), 'no-store')
    assert.ok(!got.text.includes('GPS'))
    const [kept] = await rows()
    assert.ok(!kept!.content!.includes('JFIF') && !kept!.name.includes('菊'), 'sealed')
    const looks = await app.database.pool.query(`select count(*)::int as n from platform.event
      where name = 'people.looked' and data ->> 'verb' = 'sharing.file'`)
    assert.ok(looks.rows[0].n >= 2, 'each opening is a look')
  })

  test('what it says it is counts for nothing: pages, drawings, programs and empty files are refused', async () => {
    const entry = await write()
    const before = (await rows()).length
    const wrong: [string, Buffer | string][] = [
      ['photo.jpg', '<!doctype html><script>alert(1)</script>'],
      ['photo.png', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
      ['note.txt', 'hello <ScRiPt>alert(1)</script>'],
      ['a.xml', '<?xml version="1.0"?><a/>'],
      ['report.pdf', Buffer.from('4d5a90000300000004000000ffff0000', 'hex')],
      ['archive.txt', Buffer.from('504b030414000000', 'hex')],
      ['broken.jpg', Buffer.from('ffd8ffe1', 'hex')],
    ]
    for (const one of wrong) {
      const answer = await send(manager, entry, one)
      assert.equal(answer.status, 422, one[0])
      assert.match(plain(answer.text), /つけられません/)
    }
    assert.equal((await send(manager, entry, ['empty.txt', ''])).status, 422)
    assert.equal((await send(manager, entry)).status, 422)
    assert.equal((await rows()).length, before)
  })

  test('at most 10 MB, at most five; forms elsewhere stay small', async () => {
    const entry = await write()
    const large = Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024 - PDF.length, 0x20)])
    assert.equal((await send(manager, entry, ['just.pdf', large])).status, 303)
    assert.equal((await send(manager, entry, ['over.pdf', Buffer.concat([large, Buffer.from(' ')])])).status, 422)
    assert.equal((await send(manager, entry, ['far.pdf', Buffer.concat([large, large])])).status, 413)
    const five = Array.from({ length: 5 }, (_, n): [string, string] => [`${n}.txt`, 'こんにちは'])
    assert.equal((await send(manager, entry, ...five)).status, 422, 'one is there already')
    assert.equal((await send(manager, entry, ...five.slice(1))).status, 303)
    assert.equal((await send(manager, entry, ['more.txt', 'x'])).status, 422)
    assert.equal((await manager.post(`${room}/entries`, { words: 'あ'.repeat(100_000) })).status, 413)
  })

  test('only on one’s own entry; who may not read the entry does not reach the file', async () => {
    const entry = await write(pharmacist, 'medical')
    assert.equal((await send(manager, entry, ['a.txt', 'x'])).status, 404)
    assert.equal((await send(pharmacist, entry, ['薬の一覧.pdf', PDF])).status, 303)
    const path = new RegExp(`href="(${room}/files/[^"]+)" download="薬の一覧`).exec((await manager.get(room)).text)![1]!
    assert.equal((await manager.get(path)).status, 200)
    assert.equal((await ward.get(path)).status, 404, 'medical was not agreed to for the ward')
    assert.ok(!(await ward.get(room)).text.includes('薬の一覧.pdf'))
    await pharmacist.post(`${room}/entries/${entry}/take-back`, {})
    assert.equal((await manager.get(path)).status, 404)
    assert.equal((await rows()).filter(({ content }) => content === null).length, 1, 'gone with the entry')
  })

  test('clamd says clean, or a virus; a scanner that is down leaves the file shut until it answers', async () => {
    const server = await clamd()
    ends.unshift(() => server.close())
    const url = `clamd://127.0.0.1:${portOf(server)}`
    scanner(url)
    const entry = await write()
    assert.equal((await send(manager, entry, ['clean.txt', 'こんにちは'])).status, 303)
    assert.equal((await rows()).at(-1)!.scan, 'clean')
    const found = await send(manager, entry, ['invoice.txt', EICAR])
    assert.equal(found.status, 422)
    assert.match(plain(found.text), /ウイルスの疑い/)

    scanner('clamd://127.0.0.1:1')
    const waits = await write()
    assert.equal((await send(manager, waits, ['wait.txt', 'あとで'], ['bad.txt', `${EICAR}.`])).status, 303)
    const [first, second] = (await rows()).slice(-2)
    assert.deepEqual([first!.scan, second!.scan], ['waiting', 'waiting'])
    assert.match(plain((await manager.get(room)).text), /検査を待っています/)
    for (const { id } of [first!, second!]) assert.equal((await manager.get(`${room}/files/${id}`)).status, 404)
    assert.equal(
      await scanWaiting(app.database.db, CONFIG.municipality, scannerOf('clamd://127.0.0.1:1'), new Date()),
      0,
    )
    assert.equal(await scanWaiting(app.database.db, CONFIG.municipality, scannerOf(url), new Date()), 2)
    const after = new Map((await rows()).map((row) => [row.id, row]))
    const [clean, bad] = [first!, second!].map(({ id }) => after.get(id)!).sort((a) => (a.scan === 'clean' ? -1 : 1))
    assert.deepEqual([clean!.scan, bad!.scan, bad!.content], ['clean', 'refused', null])
    assert.equal((await manager.get(`${room}/files/${clean!.id}`)).status, 200)
    assert.equal((await manager.get(`${room}/files/${bad!.id}`)).status, 404)
    scanner('none')
  })

  test('a scanner that is a program answers by how it ends', async () => {
    const bytes = Buffer.from('x')
    assert.equal(await scannerOf('exec:/bin/true')(bytes), 'clean')
    assert.equal(await scannerOf('exec:/bin/false')(bytes), 'refused')
    assert.equal(await scannerOf('exec:/no/such/program')(bytes), 'waiting')
    const rude = createServer((socket) => void socket.end('hello'))
    await new Promise<void>((done) => rude.listen(0, '127.0.0.1', done))
    ends.unshift(() => rude.close())
    assert.equal(await scannerOf(`clamd://127.0.0.1:${portOf(rude)}`)(bytes), 'waiting')
  })
})
