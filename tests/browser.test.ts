// Chromium, Japanese and the accessibility check themselves, before any page of ours is opened.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { axe, launchBrowser, openContext } from './support.ts'

test('Chromium shows Japanese, and axe tells a good page from a bad one', async (t) => {
  const browser = await launchBrowser(t)
  const page = await (await openContext(browser)).newPage()
  const html = (body: string) =>
    `<!doctype html><html lang="ja"><head><title>結び</title></head><body><main>${body}</main></body></html>`
  await page.setContent(html('<h1>結び</h1><p id="a">語</p><label>電話<input></label>'))
  assert.deepEqual(await axe(page), [])
  // 語 is drawn by a font that has it, not as the box of a missing letter
  const same = await page.evaluate(() => {
    const draw = (text: string) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 })
      const pen = canvas.getContext('2d')!
      pen.font = '24px sans-serif'
      pen.fillText(text, 2, 26)
      return canvas.toDataURL()
    }
    return draw('語') === draw('\u{10FFFE}') || draw('語') === draw('結')
  })
  assert.equal(same, false)
  await page.setContent(html('<h1>結び</h1><input>'))
  assert.match((await axe(page)).join('\n'), /\(label, critical\)/)
})
