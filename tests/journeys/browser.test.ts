// The main story in a real browser, with scripts on and off, on a phone and on a desk; and every page by axe.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { serve } from '@hono/node-server'
import type { Browser, Page } from 'playwright-core'
import { demoLinks } from '../../src/demo.ts'
import { CONFIG, type Started, startApp } from '../app.ts'
import { axe, launchBrowser, openContext } from '../support.ts'

const PHONE_SIZE = { width: 360, height: 740 }
const DESK_SIZE = { width: 1280, height: 900 }

describe('in the browser', () => {
  let app: Started
  let browser: Browser
  let base: string
  const ends: (() => unknown)[] = []
  before(async () => {
    const t = { after: (end: unknown) => void ends.push(end as () => void) }
    browser = await launchBrowser(t as never)
    app = await startApp(t as never)
    const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
      const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening))
    })
    const { port } = server.address() as { port: number }
    base = `http://127.0.0.1:${port}`
    ends.unshift(() => server.close())
  })
  after(async () => {
    for (const end of ends) await end()
  })
  const here = (link: string) => link.replace(CONFIG.baseUrl, base)
  const open = async (options: Parameters<typeof openContext>[1] = {}) =>
    (await openContext(browser, { viewport: PHONE_SIZE, ...options })).newPage()

  for (const scripts of [true, false])
    test(`from words to an outcome, scripts ${scripts ? 'on' : 'off'}`, async () => {
      const page = await open({ javaScriptEnabled: scripts })
      await page.goto(base)
      await page.getByLabel('困っていること').fill('母の物忘れがひどくて、火の消し忘れが心配')
      await page.getByRole('button', { name: '相談先をさがす' }).click()
      await page.getByRole('button', { name: '麻生区' }).click()
      assert.match(await page.locator('h1').innerText(), /相談先が見つかりました/)
      assert.ok(await page.locator('a[href^="tel:044"]').first().isVisible())
      await page.getByRole('link', { name: '連絡をもらう' }).first().click()
      await page.getByLabel('電話', { exact: false }).first().fill('090-0000-1234')
      await page.locator('form.form button[type=submit]').last().click()
      assert.match(await page.locator('.tell.bad').innerText(), /直し/)
      await page.locator('input[name=agreed]').check()
      await page.locator('form.form button[type=submit]').last().click()
      assert.match(await page.locator('h1').innerText(), /引き継ぎました/)
      const receipt = page.url()

      await app.settle()
      const mail = (await app.mails()).find(({ subject }) => subject.includes('届いています'))!
      const desk = await open({ javaScriptEnabled: scripts, viewport: DESK_SIZE })
      await desk.goto(here(/https?:\/\/\S+/.exec(mail.body)![0]))
      await desk.getByRole('button', { name: '確認コードをメールで受け取る' }).click()
      const code = /\d{6}/.exec((await app.mails()).find(({ subject }) => subject.includes('確認コード'))!.body)![0]
      await desk.getByLabel('確認コード').fill(code)
      await desk.getByRole('button', { name: '内容を開く' }).click()
      await desk.getByLabel('連絡する方のお名前').fill('森田（保健師）')
      await desk.getByRole('button', { name: 'この内容で返事をする' }).click()
      assert.ok(await desk.getByRole('link', { name: '090-0000-1234' }).isVisible())
      await desk.getByText('連絡がついた').click()
      await desk.getByRole('button', { name: '記録する' }).click()
      await desk.getByText('結果を書いて完了する').click()
      await desk.getByText('解決した', { exact: true }).click()
      await desk.getByRole('button', { name: '記録する' }).click()
      assert.match(await desk.locator('h1').innerText(), /返事を受け付けました/)

      await page.goto(receipt)
      assert.match(await page.locator('main').innerText(), /困りごとが解決しました/)
      await page.context().close()
      await desk.context().close()
    })

  test('axe finds nothing, and nothing scrolls sideways, on any page', async () => {
    const [entrance] = (await demoLinks(app.database.db, CONFIG, app.service.now())).filter(
      ({ account }) => account.role === 'staff',
    )
    const context = await openContext(browser, { viewport: PHONE_SIZE })
    const page = await context.newPage()
    await page.goto(here(entrance!.link))
    await page.getByRole('button').last().click()
    const need = (await page.locator('a.subject').first().getAttribute('href'))!
    const answer = await ask(page, base, '家賃が払えず、住むところがなくなりそう', '幸区')
    const about = await ask(page, base, '80代の母に、ヘルパーさんに家に来てもらって着替えを手伝ってほしい', '麻生区')
    const danger = await ask(page, base, '夫に殴られています', '')
    const suicide = await ask(page, base, 'もう死にたい', '')
    const nothing = await ask(page, base, '飼っている亀の甲羅をみがく人をさがしています', '')
    await app.settle()
    const mail = (await app.mails()).find(({ subject }) => subject.includes('届いています'))!
    const receipt = (
      await app.database.db
        .selectFrom('need.item')
        .select('id')
        .where('consented_at', 'is not', null)
        .orderBy('created_at', 'desc')
        .execute()
    )[0]!
    const paths = [
      '/',
      `/?again=${answer.split('/').at(-1)}`,
      '/consult/menu/money',
      '/consult/emergency',
      answer,
      about,
      danger,
      suicide,
      nothing,
      `${answer}/print`,
      `${answer}/hand-over/general`,
      `/referral/receipt/${receipt.id}`,
      `/referral/receipt/${receipt.id}/withdraw`,
      '/referral/receipt',
      here(/https?:\/\/\S+/.exec(mail.body)![0]).slice(base.length),
      '/directory',
      '/directory/general-desk',
      '/insight',
      '/insight?kind=money',
      '/privacy',
      '/accessibility',
      '/accuracy',
      '/people',
      '/nowhere',
      '/referral',
      need,
      '/need',
      '/referral/outbox',
      '/insight/staff',
      '/insight/staff/flow',
      '/referral/offers',
      '/referral/cover',
      '/referral/terms',
      '/directory/capacity',
      '/matching',
    ]
    const faults: string[] = []
    for (const [name, viewport, query] of [
      ['360', PHONE_SIZE, ''],
      ['1280', DESK_SIZE, ''],
      ['320', { width: 320, height: 640 }, ''],
      ['360 largest', PHONE_SIZE, 'size=largest'],
      ['360 easy', PHONE_SIZE, 'size=standard&lang=easy'],
      ['360 en', PHONE_SIZE, 'lang=en'],
    ] as const) {
      await page.setViewportSize(viewport)
      if (query) await page.goto(`${base}/?${query}`)
      for (const path of paths) {
        await page.goto(base + path)
        const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        if ((wide as number) > 0) faults.push(`${name} ${path}: scrolls sideways by ${wide} px`)
        // Sizes and languages change neither roles nor contrast: axe looks at both widths and at each language once.
        if (name !== '320' && name !== '360 largest')
          for (const fault of await axe(page)) faults.push(`${name} ${fault}`)
        const invisible = await page.evaluate(SAME_COLOUR)
        for (const text of invisible as string[]) faults.push(`${name} ${path}: "${text}" has the colour of its ground`)
      }
    }
    assert.deepEqual([...new Set(faults)], [])
    await context.close()
  })

  test('errors take the focus, and are read out', async () => {
    const page = await open()
    await page.goto(base)
    await page.getByRole('button', { name: '相談先をさがす' }).click()
    // The browser gives the focus when it first draws the page, a moment after it has loaded.
    await page.waitForSelector('[role=alert]:focus', { timeout: 10_000 })
    assert.match(await page.title(), /^エラー/)
    await page.context().close()
  })

  test('the print view holds telephone numbers and a QR code, and prints on paper', async () => {
    const page = await open({ viewport: DESK_SIZE })
    const answer = await ask(page, base, '家賃が払えない', '幸区')
    await page.goto(`${base}${answer}/print`)
    assert.ok(await page.locator('svg.qr').isVisible())
    const pdf = await page.pdf({ format: 'A4' })
    assert.ok(pdf.length > 10_000)
    await page.context().close()
  })

  test('a first visit is light: HTML within 30 KB gzipped, no script', async () => {
    const page = await open()
    const loaded: { type: string; bytes: number }[] = []
    page.on('requestfinished', async (request) => {
      const sizes = await request.sizes()
      loaded.push({ type: request.resourceType(), bytes: sizes.responseBodySize })
    })
    await page.goto(base, { waitUntil: 'networkidle' })
    const sum = (type: string) => loaded.filter((one) => one.type === type).reduce((n, one) => n + one.bytes, 0)
    assert.ok(sum('document') <= 30 * 1024, `${sum('document')} bytes of HTML`)
    assert.ok(sum('script') <= 15 * 1024)
    await page.context().close()
  })
})

const SAME_COLOUR = `[...document.querySelectorAll('button, .btn')].filter((element) => {
  const style = getComputedStyle(element)
  return style.color === style.backgroundColor
}).map((element) => element.textContent.trim())`

async function ask(page: Page, base: string, words: string, place: string): Promise<string> {
  await page.goto(`${base}/?lang=ja&size=standard`)
  await page.locator('textarea').fill(words)
  await page.locator('input[name=place]').fill(place)
  await page.locator('form.form button[type=submit]').first().click()
  return new URL(page.url()).pathname
}
