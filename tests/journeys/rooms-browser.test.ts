// Rooms on a phone and on a desk: nothing scrolls sideways, nothing that axe finds, and writing needs no script.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { serve } from '@hono/node-server'
import type { Browser } from 'playwright-core'
import { demoLinks } from '../../src/demo.ts'
import { CONFIG, type Started, startApp } from '../app.ts'
import { axe, launchBrowser, openContext } from '../support.ts'

describe('rooms in the browser', () => {
  let app: Started
  let browser: Browser
  let base: string
  const ends: (() => unknown)[] = []
  before(async () => {
    const t = { after: (end: unknown) => void ends.push(end as () => void) }
    browser = await launchBrowser(t as never)
    app = await startApp(t as never, new Date())
    const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
      const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening))
    })
    base = `http://127.0.0.1:${(server.address() as { port: number }).port}`
    ends.unshift(() => server.close())
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const enter = async (name: string, width: number) => {
    const context = await openContext(browser, { viewport: { width, height: 780 }, javaScriptEnabled: true })
    const page = await context.newPage()
    const links = await demoLinks(app.database.db, CONFIG, app.service.now())
    const { link } = links.find(({ account }) => account.name.includes(name))!
    await page.goto(link.replace(CONFIG.baseUrl, base))
    await page.locator('main button[type=submit]').first().click()
    return page
  }

  for (const width of [360, 1280])
    test(`every page of rooms at ${width} px`, async () => {
      const found: string[] = []
      const look = async (page: Awaited<ReturnType<typeof enter>>, path: string) => {
        await page.goto(base + path)
        found.push(...(await axe(page)).map((line) => `${path} ${line}`))
        const wide = (await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')) as number
        if (wide > 0) found.push(`${path} is ${wide} px too wide`)
        const shots = process.env.SHOTS
        if (shots)
          await page.screenshot({
            path: `${shots}/${width}${path.replace(/[^a-z]+/g, '-').slice(0, 40)}.png`,
            fullPage: true,
          })
      }
      const manager = await enter('佐々木', width)
      await look(manager, '/sharing')
      const room = (await manager.locator('h3 a').first().getAttribute('href'))!
      for (const path of ['', '/list', '/members?q=%E6%9E%97', '/print', '?q=%E8%8A%B1'])
        await look(manager, room + path)
      for (const path of ['/sharing/rooms/new', '/sharing/emergency']) await look(manager, path)
      await look(await enter('はるか', width), room)
      const convener = await enter('佐野', width)
      await convener.goto(`${base}/sharing`)
      await look(convener, (await convener.locator('h3 a').first().getAttribute('href'))!)
      await look(convener, '/sharing/conferences/new')
      const admin = await enter('長谷川', width)
      await look(admin, '/sharing/reviews')
      await look(admin, (await admin.locator('h2 a').first().getAttribute('href'))!)
      assert.deepEqual(found, [])
    })

  test('to the family: chosen, asked once more, sent', async () => {
    const page = await enter('佐々木', 360)
    await page.goto(`${base}/sharing`)
    await page.locator('h3 a').first().click()
    await page.getByLabel('書く', { exact: true }).fill('菊の写真、楽しみにしています。')
    await page.getByLabel('ご本人・ご家族も').check()
    await page.getByRole('button', { name: '書きこむ' }).click()
    assert.match(await page.locator('h1').innerText(), /ご家族にも送りますか/)
    await page.getByRole('button', { name: 'ご家族にも送る' }).click()
    const newest = page.locator('.said').first()
    assert.match(await newest.innerText(), /菊の写真/)
    assert.match((await newest.getAttribute('class'))!, /\ball\b/)
  })
})
