// Training on a small catalogue in a database: adopted when better, refused when worse, gone back from, broken off.
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { testDatabase } from '../../../tests/support.ts'
import { loadCatalogue } from '../../directory/index.ts'
import type { Database } from '../../platform/db.ts'
import { RECIPE } from '../encoder-train.ts'
import { answer } from '../engine.ts'
import { loadVectors } from '../vectors.ts'
import { goBack, keepCase, somethingNew, switchLearning, takeBackCase, train } from './actions.ts'
import { modelOf } from './model.ts'
import { findLearning, findModel, listCases, listModels } from './store.ts'

const CITY = '141305'
const NOW = new Date('2026-11-25T10:24:00+09:00')
const clock = () => NOW
const by = { kind: 'system' } as const
/** Smaller than in service, so that the test is quick; and one that learns nothing but noise. */
const GOOD = { ...RECIPE, size: 64 }
const BAD = { ...RECIPE, size: 16, rate: 3, rateOfProjection: 3, epochs: 4, epochsWithCases: 4 }

describe('training', { skip: loadVectors() ? false : 'no word vectors here' }, () => {
  let database: Database
  let folder: string
  before(async () => {
    database = await testDatabase()
    folder = mkdtempSync(join(tmpdir(), 'musubi-'))
    const own = (name: string) => new URL(`../../../catalogue/kawasaki/${name}`, import.meta.url)
    for (const name of readdirSync(own('.')).filter((one) => /^(area|organizations.*)\.json$/.test(one)))
      copyFileSync(own(name), join(folder, name))
    // With needs that are not theirs: hearing is led astray, so that there is something to learn from the words.
    const kinds = (JSON.parse(readFileSync(own('../needs.json'), 'utf8')) as { code: string }[])
      .map(({ code }) => code)
      .filter((code) => code.includes('.') && !code.startsWith('disability'))
    const services = JSON.parse(readFileSync(own('services-disability.json'), 'utf8')) as { needs: string[] }[]
    for (const [i, one] of services.entries()) one.needs = [kinds[(11 * i) % kinds.length]!]
    writeFileSync(join(folder, 'services-disability.json'), JSON.stringify(services))
    await loadCatalogue(database.db, CITY, folder, { demo: true, now: NOW })
  })
  after(async () => {
    rmSync(folder, { recursive: true })
    await database.close()
  })
  const running = () => findModel(database.db, CITY, 'running')
  const weights = async () =>
    new Map(
      (await database.db.selectFrom('matching.model').select(['id', 'weights']).execute()).map((row) => [
        row.id,
        row.weights?.length ?? 0,
      ]),
    )
  const text = '手帳を持っている子の通い先をさがしています'

  test('without a model nothing is loaded', async () => {
    await answer(database.db, CITY, { text }, NOW)
    assert.equal(await modelOf(database.db, CITY, NOW), undefined)
  })

  test('a worse model is refused, says why, and leaves no weights', async () => {
    const trained = await train(database.db, CITY, clock, { recipe: BAD })
    assert.ok(trained.ok)
    assert.equal(trained.value.state, 'refused', JSON.stringify(trained.value.scores.wordings))
    assert.match(trained.value.reason!, /^(worse_|no_gain)/)
    assert.equal(await running(), undefined)
    assert.equal((await weights()).get(trained.value.id), 0)
    assert.equal((await findLearning(database.db, CITY))?.run, null)
  })

  test('the same data again is nothing new, unless staff ask', async () => {
    assert.equal(await somethingNew(database.db, CITY), false)
    const again = await train(database.db, CITY, clock, { recipe: GOOD })
    assert.deepEqual(again, { ok: false, reason: 'nothing_new' })
  })

  test('a better one is adopted, with its progress told, and the service uses it', async () => {
    const stages = new Set<string>()
    const trained = await train(database.db, CITY, clock, {
      recipe: GOOD,
      seed: 2,
      anyway: true,
      onProgress: (stage) => stages.add(stage),
    })
    assert.ok(trained.ok)
    const { state, scores, entries, cases } = trained.value
    assert.equal(state, 'running', JSON.stringify(scores))
    assert.ok(scores.wordings.learned.ndcg10 > scores.wordings.plain.ndcg10)
    assert.ok(entries > 10 && cases === 0 && scores.wordings.n > 100)
    assert.deepEqual([...stages], ['training', 'measuring'])
    const models = await modelOf(database.db, CITY, NOW)
    assert.ok(models?.encoder && models.vectors && models.shown)
    assert.equal(await modelOf(database.db, CITY, NOW), models, 'kept as long as nothing changes')
    assert.ok((await answer(database.db, CITY, { text }, NOW)).results.length > 0)
  })

  test('a worse candidate leaves the running one; both stand in the list', async () => {
    const before = await running()
    const trained = await train(database.db, CITY, clock, { recipe: BAD, anyway: true })
    assert.ok(trained.ok && trained.value.state === 'refused')
    assert.deepEqual(await running(), before)
    assert.ok((await weights()).get(before!.id)! > 1000)
    assert.equal((await listModels(database.db, CITY, 10)).length, 3)
  })

  test('a training broken off in its middle leaves the running one, and the next may begin', async () => {
    const before = await running()
    const stop = new AbortController()
    const broken = await train(database.db, CITY, clock, {
      recipe: GOOD,
      anyway: true,
      stop: stop.signal,
      onProgress: () => stop.abort(),
    })
    assert.deepEqual(broken, { ok: false, reason: 'stopped' })
    assert.deepEqual(await running(), before)
    assert.deepEqual((await findLearning(database.db, CITY))?.problem, 'stopped')
  })

  test('a process that died in training blocks nobody; one that lives does', async () => {
    const at = (seconds: number) =>
      database.db
        .updateTable('matching.learning')
        .set({
          run: '00000000-0000-4000-8000-000000000001',
          started_at: NOW,
          beat_at: new Date(NOW.getTime() - seconds * 1000),
        })
        .where('municipality', '=', CITY)
        .execute()
    await at(5)
    assert.deepEqual(await train(database.db, CITY, clock), { ok: false, reason: 'already' })
    await at(600)
    assert.deepEqual(await train(database.db, CITY, clock), { ok: false, reason: 'nothing_new' })
    assert.equal((await findLearning(database.db, CITY))?.run, null)
  })

  test('an adopted one can be gone back from: to the model before, then to the plain engine', async () => {
    const first = await running()
    const trained = await train(database.db, CITY, clock, { recipe: GOOD, anyway: true })
    assert.ok(trained.ok && trained.value.state === 'running', JSON.stringify(trained))
    assert.equal((await running())?.before, first?.id)
    assert.ok((await weights()).get(first!.id)! > 0, 'kept to go back to')
    const used = await modelOf(database.db, CITY, NOW)
    assert.ok(await goBack(database.db, by, NOW, CITY))
    assert.equal((await running())?.id, first?.id)
    const now = await modelOf(database.db, CITY, NOW)
    assert.ok(now && now !== used, 'the service follows')
    assert.ok(await goBack(database.db, by, NOW, CITY))
    assert.equal(await running(), undefined)
    assert.equal(await modelOf(database.db, CITY, NOW), undefined)
    assert.equal(await goBack(database.db, by, NOW, CITY), false)
  })

  test('switched off, nothing is loaded; switched on, it runs again', async () => {
    const trained = await train(database.db, CITY, clock, { recipe: GOOD, anyway: true })
    assert.ok(trained.ok && trained.value.state === 'running')
    await switchLearning(database.db, by, NOW, CITY, false)
    assert.equal(await modelOf(database.db, CITY, NOW), undefined)
    await switchLearning(database.db, by, NOW, CITY, true)
    assert.ok(await modelOf(database.db, CITY, NOW))
  })

  test('two models can never run at once', async () => {
    const one = (await running())!
    await assert.rejects(
      database.db
        .updateTable('matching.model')
        .set({ state: 'running', weights: Buffer.from('x') })
        .where('id', '<>', one.id)
        .execute(),
    )
  })

  test('cases: common words, desk, outcome, week; taken back when the need went on; new ones are something new', async () => {
    const [desk] = await database.db.selectFrom('directory.service').select('id').orderBy('id').limit(1).execute()
    const ended = {
      ...{ municipality: CITY, words: '川崎花子です。障害のある息子の通い先がない', places: [] },
      ...({ serviceId: desk!.id, outcome: 'helped', at: NOW } as const),
    }
    await database.db.transaction().execute(async (tx) => {
      assert.ok(await keepCase(tx, ended))
      assert.equal(await keepCase(tx, { ...ended, words: '川崎花子 090-0000-0000' }), false)
    })
    const kept = await listCases(database.db, CITY)
    assert.equal(kept.length, 1)
    assert.deepEqual([kept[0]!.week, kept[0]!.outcome, kept[0]!.service_id], ['2026-11-23', 'helped', desk!.id])
    assert.ok(kept[0]!.words.includes('障害') && !kept[0]!.words.join().includes('花子'))
    assert.equal(await somethingNew(database.db, CITY), true)
    const tx = <T>(run: Parameters<ReturnType<typeof database.db.transaction>['execute']>[0]) =>
      database.db.transaction().execute(run) as Promise<T>
    assert.equal(await tx((t) => takeBackCase(t, { ...ended, at: new Date('2026-12-25') })), false)
    assert.equal(await tx((t) => takeBackCase(t, ended)), true)
    assert.deepEqual(await listCases(database.db, CITY), [])
  })
})
