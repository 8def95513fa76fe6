// The desk's pages on the smallest screen with the largest letters, and the slip as it comes out of the printer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serve } from '@hono/node-server'
import { demoLinks } from '../../src/demo.ts'
import { CONFIG, startApp } from '../app.ts'
import { axe, launchBrowser, openContext } from '../support.ts'

test('an answer by link without scripts at 200 px; a slip on one sheet of A4', async (t) => {
  const browser = await launchBrowser(t)
  const app = await startApp(t, new Date())
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening))
  })
  t.after(() => server.close())
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`

  const person = app.visitor()
  const answer = await person.submit('/consult', { trouble: '母の物忘れがひどくて心配', place: '麻生区' })
  const handOver = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/.exec(answer.text)![0]
  const form = { phone: '090-0000-4567', name: '', time: '', relation: 'family', agreed: 'yes' }
  const need = (await person.post(handOver, form)).location!.split('/').at(-1)!
  await app.settle()
  const mail = (await app.mails()).find(({ subject }) => subject.includes('相談が届いています'))!
  const path = new URL(/https?:\/\/\S+/.exec(mail.body)![0]).pathname

  const found: string[] = []
  const phone = await openContext(browser, { viewport: { width: 200, height: 320 }, javaScriptEnabled: false })
  const page = await phone.newPage()
  const look = async (what: string) => {
    const wide = await page.locator('body').evaluate((body) => {
      const { scrollWidth, clientWidth } = body.ownerDocument.documentElement
      return scrollWidth - clientWidth
    })
    if (wide > 0) found.push(`${what} is ${wide} px too wide`)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/desk-${what}.png`, fullPage: true })
  }
  await page.goto(`${base}${path}?size=largest`)
  await look('locked')
  await page.locator('main button[type=submit]').click()
  const code = /\d{6}/.exec((await app.mails()).find(({ subject }) => subject.includes('確認コード'))!.body)![0]
  await page.fill('#code', code)
  await page.locator(`form[action$="/open"] button`).click()
  await look('open')
  await page.fill('#responder', '佐々木')
  await page.locator('form[action$="/answer"] button').click()
  assert.match(await page.locator('main').innerText(), /090-0000-4567/)
  await look('accepted')
  assert.deepEqual(found, [])

  const desk = await openContext(browser, { viewport: { width: 1280, height: 900 } })
  const paper = await desk.newPage()
  const links = await demoLinks(app.database.db, CONFIG, app.service.now())
  const { link } = links.find(({ account }) => account.role === 'staff')!
  await paper.goto(link.replace(CONFIG.baseUrl, base))
  await paper.locator('main button[type=submit]').first().click()
  const again = await person.submit('/consult', { trouble: '母の物忘れがひどくて心配', place: '麻生区' })
  const second = /\/consult\/[^"]+\/hand-over\/[0-9a-f-]{36}/.exec(again.text)![0]
  const other = (await person.post(second, form)).location!.split('/').at(-1)!
  assert.notEqual(other, need)
  await paper.goto(`${base}/referral/${other}`)
  await paper.locator('form[action*="/slip/"] button').click()
  await paper.waitForURL(/\/slip\//)
  assert.deepEqual(await axe(paper), [])
  const pdf = await paper.pdf({ format: 'A4', preferCSSPageSize: true })
  if (process.env.SHOTS) {
    // as wide as the sheet between its margins: 182 mm
    await paper.setViewportSize({ width: 688, height: 1017 })
    await paper.emulateMedia({ media: 'print' })
    await paper.screenshot({ path: `${process.env.SHOTS}/slip.png`, fullPage: true })
  }
  assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 1, 'one sheet')
})
