import { chromium } from 'playwright-core'
import { readFileSync } from 'node:fs'
const log = readFileSync('/tmp/start.log','utf8').split('\n')
const link = (name) => log[log.findIndex((l) => l.includes(name)) + 1].trim()
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu'] })
const go = async (name, paths, width) => {
  const c = await b.newContext({ viewport: { width, height: 900 }, locale: 'ja-JP' })
  const p = await c.newPage()
  await p.goto(link(name)); await p.click('main button[type=submit]'); await p.waitForLoadState()
  let i = 0
  for (const path of paths) {
    if (typeof path === 'string') await p.goto('http://localhost:3477' + path); else await path(p)
    await p.screenshot({ path: `/tmp/s-${encodeURIComponent(name).slice(0,9).replaceAll('%','')}-${width}-${i++}.png`, fullPage: true })
    console.log(name, p.url(), await p.title(), await p.evaluate('document.documentElement.scrollWidth'))
  }
  await c.close()
}
await go('佐々木', ['/sharing', async (p) => { await p.click('a:has-text("山本")'); await p.waitForLoadState() }], 1280)
await go(process.argv[2] ?? '山本 ふみ', ['/sharing/mine'], 360)
await go('木村', ['/people/audit'], 1280)
await b.close()
