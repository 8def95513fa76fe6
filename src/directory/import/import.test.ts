import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../tests/support.ts'
import { listTowns, loadArea } from '../../area/index.ts'
import { readServices } from '../store.ts'
import { csv, row } from './care.samples.ts'
import { importPath, type Report } from './import.ts'

const NOW = new Date('2026-11-25T10:00:00+09:00')
const CODE = '141305'
const ward = (name: string, slug: string, position: number) => ({
  name,
  slug,
  kana: name,
  position,
  postalPrefixes: [],
})

let database: TestDatabase
let folder: string

before(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'musubi-import-'))
  await database.db.transaction().execute((tx) =>
    loadArea(tx, {
      municipality: { code: CODE, name: '川崎市', kana: 'かわさきし', prefecture: '神奈川県' },
      wards: [
        '麻生 asao',
        '多摩 tama',
        '宮前 miyamae',
        '高津 takatsu',
        '中原 nakahara',
        '幸 saiwai',
        '川崎 kawasaki',
      ].map((pair, index) => ward(`${pair.split(' ')[0]}区`, pair.split(' ')[1]!, index + 1)),
    }),
  )
})
after(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database.close()
})

/** Writes a file of this test and gives its path. */
function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}
const take = (path: string): Promise<Report> => importPath(database.db, { municipality: CODE, path, now: NOW })
const counts = ({ read, added, changed, unchanged, skipped }: Report) => ({ read, added, changed, unchanged, skipped })
const events = async () => Number((await database.pool.query('select count(*) from platform.event')).rows[0].count)
const find = async (slug: string) => (await readServices(database.db, CODE, '2026-11-25', { slugs: [slug] }))[0]

test('a care CSV with every kind of dirt', async () => {
  const path = write(
    'care/dirty.csv',
    csv(
      row({
        id: '１４７５６００００１',
        name: 'ＡＢＣ　あさお',
        address: '神奈川県川﨑市麻生区上麻生１－２－３ビル２階 ビル２階',
        building: 'ビル２階',
        lat: '35.6',
        lng: '139.5',
        phone: '０４４－９５０－０００１',
        fax: '0449500002',
        corp: '1020001136162',
        corpName: '株式会社　あさお',
        days: '平日,土曜日',
        note: '日曜日お休み（改行）年末年始休業',
        capacity: '１２',
        url: 'htpp://asao.example.jp',
      }),
      row({
        id: '1475600002',
        name: '座標は神戸',
        lat: '34.6',
        lng: '134.9',
        address: '麻生区細山1',
        corp: '1020001136162',
        corpName: '(株)あさお',
      }),
      row({ id: '1475600003', name: '電話は変', phone: '449487526', url: 'あとで', corpName: '株式会社あさお' }),
      row({
        id: '1475600004',
        name: '区が違う',
        city: '川崎市川崎区',
        address: '神奈川県川崎市宮前区有馬1',
        type: '介護老人福祉施設',
      }),
      row({ id: '1475600005', name: '' }),
      row({ id: '', name: '番号なし' }),
      '141372,1475600006,神奈川県',
      row({ id: '1475600001', name: '二度目' }),
      row({ id: '1475600007', name: '横浜の事業所', city: '横浜市青葉区' }),
      row({ id: '1475600008', name: '改行を\n含む名前', type: '新しいサービス' }),
      '',
      row({ id: '1475600009', name: '' }),
    ),
  )
  const report = await take(path)
  assert.deepEqual(counts(report), { read: 11, added: 5, changed: 0, unchanged: 0, skipped: 1 })
  assert.deepEqual(
    report.rejected.sort((a, b) => a.line - b.line).map(({ line, reason }) => [line, reason]),
    [
      [6, '事業所名がありません'],
      [7, '事業所番号がないか、番号ではありません'],
      [8, '列の数が合いません（見出しは21列、この行は3列）'],
      [9, '2行目と同じものです（1475600001:110）'],
      [14, '事業所名がありません'],
    ],
  )
  assert.deepEqual(
    report.warnings.map(({ line, reason }) => [line, reason]),
    [
      [3, '緯度・経度が川崎市の外を指しているので、入れませんでした'],
      [4, '電話番号「449487526」は番号ではないので、入れませんでした'],
      [4, 'URL「あとで」は読めないので、入れませんでした'],
      [5, '市区町村名は川崎区、住所は宮前区です。住所の区にしました'],
    ],
  )
  const first = (await find('kaigo-1475600001-110'))!
  assert.equal(first.name, 'ABC あさお')
  assert.deepEqual(first.wards, ['麻生区'])
  assert.equal(first.address?.line, '上麻生1-2-3ビル2階')
  assert.deepEqual([first.address?.latitude, first.address?.longitude], [35.6, 139.5])
  assert.deepEqual(
    first.phones.map(({ number, type }) => [number, type]),
    [
      ['044-950-0001', 'voice'],
      ['044-950-0002', 'fax'],
    ],
  )
  assert.equal(first.url, 'http://asao.example.jp')
  assert.equal(first.details.定員, '12人')
  assert.equal(first.details.利用できる日, '平日・土曜日')
  assert.equal(first.details.日時の補足, '日曜日お休み。年末年始休業')
  assert.deepEqual(first.needs, ['care.home', 'alone.daily'])
  const others = await Promise.all([find('kaigo-1475600002-110'), find('kaigo-1475600003-110')])
  // One corporation by its number, and by its name where the number is missing.
  for (const other of others) assert.equal(other?.organization.id, first.organization.id)
  assert.equal(others[0]?.address?.latitude, null)
  assert.deepEqual(others[1]?.phones, [])
  assert.deepEqual((await find('kaigo-1475600004-510'))?.wards, ['宮前区'])
})

test('the same file again changes nothing; a changed row is changed', async () => {
  const before = await events()
  const again = await take(join(folder, 'care/dirty.csv'))
  assert.deepEqual(counts(again), { read: 11, added: 0, changed: 0, unchanged: 5, skipped: 1 })
  assert.equal(await events(), before)
  const { revision } = (await find('kaigo-1475600003-110'))!
  const changed = await take(
    write(
      'care/later.csv',
      csv(row({ id: '1475600003', name: '電話は変', phone: '044-948-7526', corpName: '株式会社あさお' })),
    ),
  )
  assert.deepEqual(counts(changed), { read: 1, added: 0, changed: 1, unchanged: 0, skipped: 0 })
  const after = (await find('kaigo-1475600003-110'))!
  assert.equal(after.phones[0]?.number, '044-948-7526')
  assert.ok(after.revision > revision)
  assert.equal(await events(), before + 1)
})

/** 介護サービス事業所一覧 in CP932: 「川崎市」「高津園」 and 髙 (an extension of Windows). */
test('a standard data set in CP932 with other headers', async () => {
  const text = `都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,介護サービス事業所名称,介護サービス事業所名称_カナ,実施サービス,住所,方書,電話番号,事業所番号\r\n141305,1,神奈川県,川崎市高津区,高津園,タカツエン,通所介護,川崎市高津区溝口1-1,,044-811-0001,1475400001\r\n`
  const bytes = cp932(text)
  assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  const report = await take(write('cp932.csv', bytes))
  assert.deepEqual(counts(report), { read: 1, added: 1, changed: 0, unchanged: 0, skipped: 0 })
  assert.deepEqual(report.rejected, [])
  const service = (await find('kaigo-1475400001-150'))!
  assert.equal(service.name, '高津園')
  assert.equal(service.kana, 'たかつえん')
  assert.deepEqual(service.wards, ['高津区'])
})

/** Encodes by asking the decoder what every pair of bytes means. */
function cp932(text: string): Uint8Array {
  const decoder = new TextDecoder('shift_jis')
  const codes = new Map<string, number[]>()
  for (let lead = 0x81; lead <= 0xfc; lead += 1)
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      const letter = decoder.decode(new Uint8Array([lead, trail]))
      if ([...letter].length === 1 && !codes.has(letter)) codes.set(letter, [lead, trail])
    }
  return Uint8Array.from(
    [...text].flatMap((letter) => (letter.charCodeAt(0) < 0x80 ? [letter.charCodeAt(0)] : codes.get(letter)!)),
  )
}

test('what cannot be read is refused in plain words, and nothing is half written', async () => {
  const before = await events()
  write('bad/quote.csv', `${csv(row({ id: '1475699991' }))}141372,"閉じない,\r\n`)
  write('bad/other.csv', 'a,b\r\n1,2\r\n')
  write('bad/other.json', '[{"a": 1}]')
  write('bad/none.json', '[]')
  write('bad/object.json', '{"type":"FeatureCollection"}')
  const report = await take(join(folder, 'bad'))
  assert.deepEqual(counts(report), { read: 0, added: 0, changed: 0, unchanged: 0, skipped: 0 })
  const reasons = Object.fromEntries(report.rejected.map(({ file, reason }) => [file, reason]))
  assert.equal(reasons['none.json'], '空のファイルです')
  assert.equal(reasons['object.json'], '知らない形式の JSON です')
  assert.equal(reasons['other.csv'], '知らない形式の CSV です（見出し：a、b）')
  assert.equal(reasons['other.json'], '知らない形式の JSON です（項目：a）')
  assert.match(reasons['quote.csv']!, /引用符/)
  assert.equal(await events(), before)
  await assert.rejects(take(join(folder, 'nowhere')), /見つかりません/)
  const elsewhere = importPath(database.db, { municipality: '999999', path: folder, now: NOW })
  await assert.rejects(elsewhere, /まだ目録にありません/)
})

test('JSON of care leaves to the CSV what the CSV has, whichever comes first', async () => {
  const office = {
    kana: '',
    address: '神奈川県川崎市幸区小倉1-1',
    lat: 35.54,
    lng: 139.67,
    url: '',
    pref: '神奈川県',
    city: '川崎市幸区',
    category: 'x',
    capacity: 0,
    openDays: ['平日'],
    openDaysNote: '',
  }
  const json = JSON.stringify([
    { id: '1475100001', name: '小倉苑（旧）', tel: '044-588-0001', serviceType: '訪問介護', ...office },
    { id: '1475100002', name: '小倉第二', tel: '', serviceType: '通所介護', ...office },
    { id: '', name: '番号なし', tel: '', serviceType: '通所介護', ...office },
  ])
  write('both/a-2025-06.json', json)
  const alone = await take(join(folder, 'both'))
  assert.deepEqual(counts(alone), { read: 3, added: 2, changed: 0, unchanged: 0, skipped: 0 })
  assert.deepEqual(
    alone.rejected.map(({ line }) => line),
    [3],
  )
  assert.equal((await find('kaigo-1475100002-150'))?.verified, '2025-06-01')
  write(
    'both/z.csv',
    csv(
      row({
        id: '1475100001',
        name: '小倉苑',
        city: '川崎市幸区',
        address: '川崎市幸区小倉1-1',
        corpName: '社会福祉法人小倉',
      }),
    ),
  )
  const both = await take(join(folder, 'both'))
  assert.deepEqual(counts(both), { read: 4, added: 0, changed: 1, unchanged: 1, skipped: 1 })
  assert.equal((await find('kaigo-1475100001-110'))?.name, '小倉苑')
  const again = await take(join(folder, 'both'))
  assert.deepEqual(counts(again), { read: 4, added: 0, changed: 0, unchanged: 2, skipped: 1 })
})

test('medical facilities, by their departments', async () => {
  const place = { url: '', address: '神奈川県川崎市宮前区宮崎１－１', pref: '神奈川県', city: '川崎市宮前区宮崎' }
  const report = await take(
    write(
      'medical.json',
      JSON.stringify([
        { id: '1421400000001', name: 'こころ医院', kind: 'clinic', departments: ['精神科', '心療内科'], ...place },
        { id: '1421400000002', name: '記憶クリニック', kind: 'clinic', departments: ['内科', '脳神経内科'], ...place },
        { id: '1431400000003', name: '歯科', kind: 'dental', departments: ['歯科'], ...place },
        { id: '1451400000004', name: '薬局', kind: 'pharmacy', ...place },
        { id: '1451400000005', name: '', kind: 'pharmacy', ...place },
        { id: '1451400000006', name: '何か', kind: 'shop', ...place },
      ]),
    ),
  )
  assert.deepEqual(counts(report), { read: 6, added: 4, changed: 0, unchanged: 0, skipped: 0 })
  assert.equal(report.rejected.length, 2)
  const needs = async (slug: string) => (await find(slug))?.needs
  assert.deepEqual(await needs('iryo-1421400000001'), ['mind.distress', 'medical.find'])
  assert.deepEqual(await needs('iryo-1421400000002'), ['medical.find', 'care.dementia'])
  assert.deepEqual(await needs('iryo-1431400000003'), ['medical.find'])
  assert.deepEqual(await needs('iryo-1451400000004'), ['medical.medicine'])
  const entry = (await find('iryo-1421400000001'))!
  assert.equal(entry.details.診療科, '精神科、心療内科')
  assert.equal(entry.scope, 'ward')
})

test('offices of this municipality only, and nothing that the directory has already', async () => {
  const head =
    'id,municipalityId,categoryId,name,plainName,description,postalCode,address,phone,fax,officialUrl,openingHours,closedDays,availableMethods,eligibilityConditions,status,lastVerifiedAt'
  write(
    'fukushi/offices.csv',
    [
      head,
      'a,jp-14130,money,川崎福祉事務所,生活保護の相談,窓口です。,,神奈川県川崎市川崎区東田町8,044-201-3113,,https://example.jp/,月曜日から金曜日 午前8時30分から午後5時,土日・祝日,電話・来所,,published,2026-07-26',
      'b,jp-14130,money,同じ電話の窓口,別名,窓口です。,,,044-201-3113,,,,,,,published,2026-07-26',
      'c,jp-14100,money,横浜の窓口,,,,,045-000-0000,,,,,,,published,2026-07-26',
    ].join('\n'),
  )
  const report = await take(join(folder, 'fukushi'))
  assert.deepEqual(counts(report), { read: 3, added: 2, changed: 0, unchanged: 0, skipped: 1 })
  const office = (await find('fukushi-a'))!
  assert.deepEqual(office.needs, ['money.welfare', 'money.living'])
  assert.deepEqual(office.hours, [{ days: ['MO', 'TU', 'WE', 'TH', 'FR'], opens: 510, closes: 1020 }])
  assert.equal(office.holidays, 'closed')
  assert.equal(office.kind, 'desk')
  write(
    'fukushi/emergency-contacts.json',
    JSON.stringify([
      {
        id: 'x',
        label: '福祉事務所の電話',
        number: '044-201-3113',
        phoneHref: '',
        officialUrl: '',
        publisher: '厚生労働省',
        cost: '無料',
        availability: '24時間',
      },
      {
        id: 'y',
        label: '相談の電話',
        number: '0120-000-111',
        phoneHref: '',
        officialUrl: '',
        publisher: '厚生労働省',
        cost: '無料',
        availability: '24時間',
      },
    ]),
  )
  const lines = await take(join(folder, 'fukushi'))
  assert.deepEqual(counts(lines), { read: 5, added: 1, changed: 0, unchanged: 2, skipped: 2 })
  assert.equal((await find('fukushi-line-y'))?.hours[0]?.closes, 1440)
})

test('towns of a ward, named by the file', async () => {
  const towns = JSON.stringify([
    { town: '上麻生一丁目', koaza: '', lat: 35.6, lng: 139.5 },
    { town: '上麻生一丁目', koaza: '小字', lat: 35.6, lng: 139.5 },
    { town: '座標なし', koaza: '', lat: null, lng: null },
    { town: '', koaza: '' },
  ])
  const path = write('towns/川崎市麻生区.json', towns)
  assert.deepEqual(counts(await take(path)), { read: 4, added: 2, changed: 0, unchanged: 0, skipped: 1 })
  assert.deepEqual(counts(await take(path)), { read: 4, added: 0, changed: 0, unchanged: 2, skipped: 1 })
  assert.equal((await listTowns(database.db, CODE)).length, 2)
  assert.match((await take(write('towns/どこか.json', towns))).rejected[0]!.reason, /ファイル名/)
})
