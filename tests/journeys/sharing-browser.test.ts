// Pages about a person, and the board, in a real browser: by axe, and without sideways scroll, on a phone and with the largest letters.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serve } from '@hono/node-server'
import type { Page } from 'playwright-core'
import { demoLinks } from '../../src/demo.ts'
import { uuidV5 } from '../../src/directory/index.ts'
import { CONFIG, startApp } from '../app.ts'
import { axe, launchBrowser, openContext } from '../support.ts'

const PHONE_SIZE = { width: 360, height: 740 }
const person = uuidV5('141305/person/yamamoto-fumi')

test('the pages of persons, consent and the board fit a phone, and axe finds nothing', async (t) => {
  const browser = await launchBrowser(t)
  const app = await startApp(t, new Date())
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening))
  })
  t.after(() => server.close())
  const base = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const enter = async (name: string): Promise<Page> => {
    const links = await demoLinks(app.database.db, CONFIG, app.service.now())
    const { link } = links.find(({ account }) => account.name.startsWith(name))!
    const page = await (await openContext(browser, { viewport: PHONE_SIZE })).newPage()
    await page.goto(link.replace(CONFIG.baseUrl, base))
    await page.getByRole('button').last().click()
    return page
  }
  const [keeper, fumi, haruka, staff] = await Promise.all(['佐々木', '山本 ふみ', '山本 はるか', '長谷川'].map(enter))

  // the person is asked, reads it on a tablet that is held out to them, and agrees
  await keeper!.goto(`${base}/sharing/persons/${person}/ask`)
  await keeper!.getByText('暮らしのこと', { exact: false }).click()
  await keeper!.getByText('毎日の無事を見守る').click()
  await keeper!.getByRole('button', { name: 'この内容でお願いを作る' }).click()
  const asking = new URL(keeper!.url()).pathname
  await fumi!.goto(`${base}/sharing/mine/${person}`)
  const own = (await fumi!.getByRole('link', { name: '読んで決める' }).getAttribute('href'))!
  const stop = (await fumi!.getByRole('link', { name: 'やめる' }).first().getAttribute('href'))!
  await fumi!.goto(`${base}/sharing/mine/${person}/requests`)
  await fumi!.getByRole('button', { name: '支える人どうしの書きこみの開示を求める' }).click()
  await staff!.goto(`${base}/sharing/requests`)
  const request = (await staff!.locator('td a, th a').first().getAttribute('href'))!

  // a question with a name in it comes back with the choices, and one with facts can become an entry
  await staff!.goto(`${base}/sharing/board`)
  const question = (await staff!.getByRole('link', { name: '夜の集まりのあと' }).getAttribute('href'))!
  await staff!.goto(base + question)
  const entry = (await staff!.getByRole('link', { name: '目録に入れる' }).getAttribute('href'))!
  const marked = await askWithName(keeper!, base)

  const visits: [Page, string[]][] = [
    [
      keeper!,
      [
        '/sharing/persons',
        '/sharing/persons/new',
        `/sharing/persons/${person}`,
        `/sharing/persons/${person}/invite`,
        `/sharing/persons/${person}/ask`,
        asking,
        `${asking}/screen`,
        `${asking}/paper`,
      ],
    ],
    [
      fumi!,
      [
        '/sharing/mine',
        `/sharing/mine/${person}`,
        `/sharing/mine/${person}/looks`,
        `/sharing/mine/${person}/give`,
        own,
        stop,
        `/sharing/mine/${person}/data`,
        `/sharing/mine/${person}/requests`,
      ],
    ],
    [haruka!, [`/sharing/mine/${person}`]],
    [staff!, ['/sharing/requests', request, '/sharing/board', '/sharing/board/new', question, entry]],
  ]
  const faults: string[] = []
  for (const [name, viewport, query] of [
    ['360', PHONE_SIZE, 'lang=ja&size=standard'],
    ['320', { width: 320, height: 640 }, 'lang=ja&size=standard'],
    ['360 largest', PHONE_SIZE, 'lang=ja&size=largest'],
    ['360 easy', PHONE_SIZE, 'lang=easy&size=standard'],
    ['360 en', PHONE_SIZE, 'lang=en&size=standard'],
  ] as const)
    for (const [page, paths] of visits) {
      await page.setViewportSize(viewport)
      await page.goto(`${base}/?${query}`)
      for (const path of paths) {
        const answer = await page.goto(base + path)
        if (answer?.status() !== 200) faults.push(`${path} answers ${answer?.status()}`)
        const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        if ((wide as number) > 0) faults.push(`${name} ${path}: scrolls sideways by ${wide} px`)
        if (!['320', '360 largest'].includes(name)) for (const fault of await axe(page)) faults.push(`${name} ${fault}`)
      }
    }
  assert.deepEqual([...new Set([...faults, ...marked])], [])
})

/** Asks with a name in the words; @returns what axe finds on the page that comes back, and whether it scrolls sideways. */
async function askWithName(page: Page, base: string): Promise<string[]> {
  await page.goto(`${base}/sharing/board/new`)
  await page.getByLabel('何についてですか').selectOption('alone.move')
  await page.getByLabel('聞きたいこと').fill('夜の帰りの足')
  await page.getByLabel('くわしく').fill('田中一郎さんを送れる車を探しています。')
  await page.getByRole('button', { name: '掲示板に出す' }).click()
  assert.equal(await page.locator('mark').first().textContent(), '田中一郎さん')
  const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  return [...(await axe(page)), ...((wide as number) > 0 ? [`a marked question scrolls sideways by ${wide} px`] : [])]
}
