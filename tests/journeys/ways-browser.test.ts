// Being told, in a real browser: the button is there where it can be done, and a push shows a notice that names nothing.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { serve } from '@hono/node-server'
import { startApp } from '../app.ts'
import { vapidKeys } from '../receivers.ts'
import { axe, launchBrowser, openContext } from '../support.ts'

describe('ways of being told in the browser', () => {
  test('the receipt, the code for LINE, the undelivered; the worker shows a title and opens nothing else', async (t) => {
    const browser = await launchBrowser(t)
    const line = {
      token: 'token of the tests',
      secret: 'secret of the tests',
      account: '@musubi',
      api: 'http://127.0.0.1:1',
    }
    const app = await startApp(t, new Date(), {
      push: { ...vapidKeys(), contact: 'mailto:a@example.jp', hosts: ['fcm.googleapis.com'] },
      line,
    })
    const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
      const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening))
    })
    t.after(() => server.close())
    const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`
    const person = app.visitor()
    const answer = await person.submit('/consult', { trouble: '介護に疲れました', place: '麻生区' })
    const handed = await person.post(`${answer.path}/hand-over/general`, {
      ...{ phone: '090-0000-0000', email: 'a@example.jp', relation: 'self', agreed: 'yes' },
    })
    const receipt = base + handed.location!

    const plain = await (await openContext(browser, { javaScriptEnabled: false })).newPage()
    await plain.goto(receipt)
    assert.equal(await plain.locator('[data-push]').isVisible(), false)
    assert.equal(await plain.locator('[data-push-without]').isVisible(), true)
    const found: string[] = []
    for (const width of [360, 1280]) {
      const context = await openContext(browser, { viewport: { width, height: 780 }, bypassCSP: false })
      await context.grantPermissions(['notifications'], { origin: base })
      const page = await context.newPage()
      const refused: string[] = []
      page.on('console', (line) => line.type() === 'error' && refused.push(line.text()))
      await page.goto(receipt)
      assert.equal(await page.locator('[data-push]').isVisible(), true)
      assert.equal(await page.locator('[data-push-without]').isVisible(), false)
      const wide = async () => page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
      assert.ok(((await wide()) as number) <= 0)

      // No push service is reached from here: the worker is registered as the island does, and given a push by the browser.
      const worker = (await page.evaluate(`(async () => {
        const { scope } = await navigator.serviceWorker.register(document.querySelector('[data-push]').dataset.worker)
        await navigator.serviceWorker.ready
        return scope
      })()`)) as string
      assert.equal(worker, `${base}/referral/receipt/`)
      const devtools = await context.newCDPSession(page)
      const registration = new Promise<string>((known) =>
        devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) =>
          known(registrations[0]!.registrationId),
        ),
      )
      await devtools.send('ServiceWorker.enable')
      const data = JSON.stringify({ title: '【結び】お知らせがあります', url: receipt })
      await devtools.send('ServiceWorker.deliverPushMessage', {
        origin: base,
        registrationId: await registration,
        data,
      })
      await page.waitForFunction(
        `navigator.serviceWorker.ready.then((ready) => ready.getNotifications()).then((all) => all.length === 1)`,
      )
      const shown = await page.evaluate(`navigator.serviceWorker.ready.then((ready) => ready.getNotifications())
        .then(([one]) => ({ title: one.title, body: one.body, data: one.data }))`)
      assert.deepEqual(shown, { title: '【結び】お知らせがあります', body: '', data: receipt })
      assert.deepEqual(refused, [], 'the policy for scripts lets all of it run')

      const free = await openContext(browser, { viewport: { width, height: 780 } })
      const seen = await free.newPage()
      await seen.goto(receipt)
      found.push(...(await axe(seen)))
      await seen.getByRole('button', { name: 'LINEで受け取る' }).click()
      found.push(...(await axe(seen)))
      assert.ok(((await seen.evaluate('document.documentElement.scrollWidth - window.innerWidth')) as number) <= 0)
    }
    assert.deepEqual(found, [])
  })
})
