// A passkey in a real browser: Chromium with a virtual authenticator, the island, and the way without scripts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serve } from '@hono/node-server'
import { Secret, TOTP } from 'otpauth'
import { listDemoAccounts, openEntrance } from '../../src/people/index.ts'
import { CONFIG, type Started, startApp, WEDNESDAY } from '../app.ts'
import { axe, launchBrowser, openContext } from '../support.ts'

const PHONE = { width: 360, height: 740 }

test('a passkey is set up, used and removed; without scripts there are mail and codes; axe finds nothing', async (t) => {
  const browser = await launchBrowser(t)
  let app: Started | undefined
  // Passkeys are bound to a name, and 127.0.0.1 is none: the service learns its address once it listens.
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve({ fetch: (request) => app!.fetch(request), port: 0, hostname: 'localhost' }, () =>
      resolve(listening),
    )
  })
  t.after(() => server.close())
  const baseUrl = `http://localhost:${(server.address() as { port: number }).port}`
  app = await startApp(t, WEDNESDAY, { baseUrl })
  const { db } = app.database
  const entrance = async (name: string) => {
    const account = (await listDemoAccounts(db, CONFIG.municipality)).find((one) => one.name.includes(name))!
    return `${baseUrl}/people/enter/${await openEntrance(db, account, app!.service.now())}`
  }
  const whole = async (page: Parameters<typeof axe>[0]) => {
    assert.deepEqual(await axe(page), [])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${page.url()} scrolls sideways by ${wide}`)
  }

  const context = await openContext(browser, { viewport: PHONE })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  const cdp = await context.newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await page.goto(await entrance('森田'))
  await page.getByRole('button', { name: '入る' }).click()
  await page.waitForURL(/\/people\/second/)
  await whole(page)
  await page.getByRole('button', { name: 'パスキーを登録する' }).click()
  await page.waitForURL(/\/referral$/)
  await page.goto(`${baseUrl}/people/keys`)
  await whole(page)
  await page.goto(`${baseUrl}/people/sessions`)
  await whole(page)
  await page.goto(`${baseUrl}/people/keys`)
  await page.getByRole('button', { name: '出る' }).click()

  await page.goto(`${baseUrl}/referral`)
  await page.getByRole('link', { name: '入口へ' }).click()
  await whole(page)
  await page.getByRole('button', { name: 'パスキーで入る' }).click()
  await page.waitForURL(/\/referral$/)
  assert.deepEqual(faults, [])
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.goto(`${baseUrl}/people/keys`)
  await whole(page)
  await context.close()

  const plain = await openContext(browser, { viewport: PHONE, javaScriptEnabled: false })
  const form = await plain.newPage()
  await form.goto(`${baseUrl}/people`)
  assert.equal(await form.getByRole('button', { name: 'パスキーで入る' }).isVisible(), false)
  await app.address('佐野', 'sano@example.jp')
  await form.getByLabel('メールアドレス').fill('sano@example.jp')
  await form.getByRole('button', { name: 'リンクを送る' }).click()
  assert.match(await form.locator('h1').innerText(), /メールをご確認ください/)
  await app.settle()
  await form.goto(/https?:\/\/\S+/.exec((await app.mails()).find(({ to }) => to === 'sano@example.jp')!.body)![0])
  await form.getByRole('button', { name: '入る' }).click()
  await form.goto(`${baseUrl}/people/keys/totp`)
  const key = (await form.locator('code').innerText()).replaceAll(' ', '')
  const code = new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: WEDNESDAY.getTime() })
  await form.getByLabel('認証アプリの6桁の数字').fill(code)
  await form.getByRole('button', { name: '登録を終える' }).click()
  assert.equal(await form.locator('code').count(), 10)
  await form.goto(`${baseUrl}/need`)
  assert.equal(await form.locator('h1').innerText(), '困りごと')
  await plain.close()

  const admin = await openContext(browser, { viewport: PHONE })
  const members = await admin.newPage()
  const printed = (await import('../../src/demo.ts')).demoLinks
  const link = (await printed(db, app.service.config, WEDNESDAY)).find(({ account }) => account.role === 'admin')!.link
  await members.goto(link)
  await members.getByRole('button', { name: '入る' }).click()
  await members.goto(`${baseUrl}/people/members`)
  await whole(members)
  await members.locator('input[name=name]').fill('')
  await members.getByRole('button', { name: '招待を送る' }).click()
  assert.ok(await members.locator('.tell.bad').isVisible())
  await whole(members)
  await members.locator('td a').first().click()
  await whole(members)
  await members.goto(`${baseUrl}/people/keys/totp`)
  await whole(members)
  await admin.close()
})
