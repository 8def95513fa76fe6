import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dangers } from './safety.ts'

/** Lines that speak of danger: what must be found, at least at which level, and a line that must be offered. */
const DANGER: [text: string, kind: string, level: 'now' | 'risk', line: string][] = [
  ['もう消えてしまいたい', 'suicide', 'risk', 'suicide'],
  ['死にたい', 'suicide', 'risk', 'suicide'],
  ['しにたいです', 'suicide', 'risk', 'suicide'],
  ['シニタイ', 'suicide', 'risk', 'suicide'],
  ['生きている意味がない', 'suicide', 'risk', 'suicide'],
  ['生きてる意味がわからなくなりました', 'suicide', 'risk', 'suicide'],
  ['生きるのがつらい', 'suicide', 'risk', 'suicide'],
  ['死にたくなる夜があります', 'suicide', 'risk', 'suicide'],
  ['死んだほうがましだと思う', 'suicide', 'risk', 'suicide'],
  ['私なんかいないほうがいい', 'suicide', 'risk', 'suicide'],
  ['リスカがやめられない', 'suicide', 'risk', 'suicide'],
  ['娘がリストカットをしています', 'suicide', 'risk', 'suicide'],
  ['友達が死にたいと言っている', 'suicide', 'risk', 'suicide'],
  ['薬をたくさん飲んだ', 'suicide', 'now', '119'],
  ['ODしてしまった', 'suicide', 'now', '119'],
  ['睡眠薬を50錠まとめて飲みました', 'suicide', 'now', '119'],
  ['今から死にます', 'suicide', 'now', '119'],
  ['遺書を書きました', 'suicide', 'now', 'suicide'],
  ['ビルの屋上に立っている', 'suicide', 'now', '119'],
  ['手首を切ってしまった', 'suicide', 'now', '119'],
  ['首を吊ろうとしている', 'suicide', 'now', '119'],
  ['死ぬしかないのでしょうか', 'suicide', 'risk', 'suicide'],
  ['もう楽になりたい', 'suicide', 'risk', 'suicide'],
  ['夫に殴られる', 'violence', 'risk', 'dv'],
  ['夫に殴られます。逃げたい', 'violence', 'risk', 'dv'],
  ['彼氏が怒鳴ったり物を投げたりする', 'violence', 'risk', 'dv'],
  ['旦那が生活費を渡してくれない', 'violence', 'risk', 'dv'],
  ['夫が怖い', 'violence', 'risk', 'dv'],
  ['DVを受けています', 'violence', 'risk', 'dv'],
  ['首を絞められた', 'violence', 'now', '110'],
  ['包丁を持って暴れている', 'violence', 'now', '110'],
  ['息子が刃物を振り回している', 'violence', 'now', '110'],
  ['今、夫が暴れて家に入れない', 'violence', 'now', '110'],
  ['殺されるかもしれない', 'violence', 'now', '110'],
  ['元彼にストーカーされている', 'violence', 'risk', 'police'],
  ['子どもを叩いてしまう', 'abuse', 'risk', 'child'],
  ['つい子どもに手をあげてしまう', 'abuse', 'risk', 'child'],
  ['隣の子の泣き叫ぶ声', 'abuse', 'risk', 'child'],
  ['上の階から子どもの悲鳴が聞こえる', 'abuse', 'risk', 'child'],
  ['お父さんに殴られる', 'abuse', 'risk', 'child'],
  ['お母さんがご飯をくれない', 'abuse', 'risk', 'child'],
  ['虐待ではないでしょうか', 'abuse', 'risk', 'child'],
  ['赤ちゃんを殺してしまいそう', 'abuse', 'now', 'child'],
  ['介護していて母を叩いてしまった', 'abuse', 'risk', 'elder'],
  ['隣のおばあさんの腕にあざがある', 'abuse', 'risk', 'elder'],
  ['施設の職員に母が叩かれている', 'abuse', 'risk', 'elder'],
  ['作業所で殴られている', 'abuse', 'risk', 'disabled'],
  ['家が燃えている', 'fire', 'now', '119'],
  ['火事です', 'fire', 'now', '119'],
  ['台所から煙が出ている', 'fire', 'now', '119'],
  ['ガス臭い', 'fire', 'now', 'gas'],
  ['部屋がガスくさい', 'fire', 'now', 'gas'],
  ['天ぷら鍋から火が出た', 'fire', 'now', '119'],
  ['息をしていない', 'medical', 'now', '119'],
  ['ろれつが回らない', 'medical', 'now', '119'],
  ['意識がない', 'medical', 'now', '119'],
  ['胸が締めつけられる', 'medical', 'now', '119'],
  ['胸が苦しい', 'medical', 'now', '119'],
  ['お風呂で倒れて動かない', 'medical', 'now', '119'],
  ['父が倒れて呼んでも返事がない', 'medical', 'now', '119'],
  ['急に右手がしびれて動かない', 'medical', 'now', '119'],
  ['突然の激しい頭痛', 'medical', 'now', '119'],
  ['餅がのどに詰まった', 'medical', 'now', '119'],
  ['子どもがけいれんしている', 'medical', 'now', '119'],
  ['血が止まらない', 'medical', 'now', '119'],
  ['赤ちゃんがたばこを食べてしまった', 'medical', 'now', 'poison'],
  ['子どもが洗剤を飲み込んだ', 'medical', 'now', 'poison'],
  ['救急車を呼ぶべきか迷っています', 'medical', 'risk', '7119'],
  ['レイプされた', 'sexual', 'risk', 'sexual'],
  ['無理やりホテルに連れていかれて触られた', 'sexual', 'risk', 'sexual'],
  ['電車で痴漢にあった', 'sexual', 'risk', 'sexual'],
  ['義父に体を触られる', 'sexual', 'risk', 'sexual'],
  ['裸の写真を送れと脅されている', 'sexual', 'risk', 'sexual'],
]

/** Lines that sound like danger and are none: false alarms, idioms, denials, fiction, learning, what is long over. */
const CALM: string[] = [
  '死ぬほど忙しい',
  '死ぬほどお腹がすいた',
  '火の消し忘れが心配',
  '母が鍋を焦がして火の消し忘れが増えた',
  '死んだ父の相続',
  '父が死んだあとの手続き',
  '母が亡くなりました。手続きを知りたい',
  '火災保険の手続き',
  '火災報知器をつけたい',
  '暴力団に関する相談窓口',
  '胸が痛む話を聞いた',
  '救急箱に何を入れればいい',
  '殺虫剤の捨て方',
  '死にたいわけではない',
  '死にたいとは思っていません',
  'まだ死にたくない',
  '虐待ではないが子どもの将来が心配',
  '虐待はしていません',
  '暴力を受けたことはない',
  '夫に殴られたことはありません',
  '自殺予防の講座に参加したい',
  '自殺対策の統計を見たい',
  '虐待防止の研修を受けたい',
  'DV防止のボランティアをしたい',
  '昔は死にたいと思ったこともあったが、今は元気です',
  '以前は夫に殴られていたが、今は別れて落ち着いている',
  '死ぬまで家で暮らしたい',
  '死亡届の出し方',
  '燃えるごみの日を知りたい',
  '燃え尽きた気分',
  'ガス代が払えない',
  'ガス会社の契約を変えたい',
  'ガスを止められそう',
  '肩を叩かれて退職を勧められた',
  '会社をクビになった',
  '首が痛い',
  '首を長くして待っている',
  '火事になったらどう避難すればいい',
  '火事で家を失った',
  '地震や火事に備えたい',
  '映画で人が殺される場面を見て怖くなった',
  'ニュースで虐待の事件を見た',
  '夢で襲われたのを見た',
  'ドアを叩く音がうるさい',
  '壁を叩かれる騒音',
  '布団を叩く音',
  '意識高い系の人',
  '無意識に手が動く',
  'ため息ばかり出る',
  '木が倒れて道をふさいでいる',
  '父が倒れて入院している',
  'ひとりで倒れたらと思うと不安',
  'たばこの煙がベランダに入ってくる',
  '花火の音がうるさい',
  '必死で働いている',
  '薬を飲み忘れる',
  '薬がたくさん余っている',
  'アルコール中毒の父',
  'お酒に溺れている夫',
  '犬が死んで悲しい',
  '自死遺族の会を知りたい',
  '夫を自殺で亡くした',
  '借金はありません',
  '家賃が払えない',
  '今日の天気',
  'ラーメンが食べたい',
  '眠れない',
  '食欲がない',
  '赤ちゃんが泣き止まない',
  '保育園に入れない',
  '熱中症の予防',
  '救急救命講習を受けたい',
  'お金が消えた',
  'シミを消したい',
  '息子が学校に行かない',
  '母がデイサービスを嫌がる',
  '子どもにイライラする',
  '殴り書きのメモが読めない',
  '手首を骨折した',
  '電気の消し忘れ',
  '市から返事がない',
  '',
  '🎉',
]

test('danger is found, graded and given a number', async (t) => {
  for (const [text, kind, level, line] of DANGER) {
    await t.test(text, () => {
      const found = dangers(text).find((one) => one.kind === kind)
      assert.ok(found, `${kind} not heard; heard ${JSON.stringify(dangers(text))}`)
      assert.equal(found.level, level)
      assert.ok(found.lines.includes(line), `${line} not among ${found.lines}`)
      for (const word of found.words) assert.ok(text.includes(word), `${word} is not the writer's`)
    })
  }
})

test('false alarms stay quiet', async (t) => {
  for (const text of CALM) {
    await t.test(text, () => assert.deepEqual(dangers(text), []))
  }
})

test('what cannot wait stands first', () => {
  const found = dangers('夫に殴られて、父が息をしていない')
  assert.deepEqual(
    found.map((one) => one.kind),
    ['medical', 'violence'],
  )
})

test('never throws and only ever quotes the writer', () => {
  const parts = fc.constantFrom(...DANGER.map(([text]) => text), ...CALM, '\ud800', 'ﾎﾞｳﾘｮｸ', '<b>', '。', '\n')
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(parts, { maxLength: 8 }).map((all) => all.join('')),
  )
  fc.assert(
    fc.property(text, (source) => {
      for (const one of dangers(source)) {
        assert.ok(one.lines.length > 0)
        for (const word of one.words) assert.ok(source.includes(word))
      }
    }),
    { numRuns: 300 },
  )
})

test('a danger is heard in the midst of a long letter', () => {
  const letter = `${'毎日いろいろなことがあります。'.repeat(300)}もう消えてしまいたいです。${'散歩に行きます。'.repeat(300)}`
  assert.equal(dangers(letter)[0]?.kind, 'suicide')
})
