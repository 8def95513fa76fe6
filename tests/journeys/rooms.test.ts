// Care manager, pharmacist and family around one person.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { plain, type Started, startApp } from '../app.ts'

describe('rooms', () => {
  let app: Started
  const ends: (() => unknown)[] = []
  before(async () => {
    app = await startApp({ after: (end) => void ends.push(end as () => void) }, new Date())
  })
  after(async () => {
    for (const end of ends) await end()
  })
  test('smoke', async () => {
    for (const [role, name] of [['desk', '佐々木'], ['desk', '林'], ['desk', '森田'], ['resident', 'はるか'], ['resident', 'ふみ（'], ['staff', '佐野']] as const) {
      const v = await app.signedIn(role, name)
      const list = await v.get('/sharing')
      console.log(name, list.status, plain(list.text).slice(0, 600))
      const id = /\/sharing\/rooms\/([0-9a-f-]{36})/.exec(list.text)?.[1]
      if (id) { const room = await v.get(`/sharing/rooms/${id}`); console.log(room.status, plain(room.text).slice(0, 1500)) 
      for (const x of ['list','members','print']) { const r = await v.get(`/sharing/rooms/${id}/${x}`); console.log(x, r.status) } }
    }
    console.log(app.log.filter(l => / 500 |Error/.test(l)))
    assert.ok(true)
  })
})
