// npm run loop: writes docs/referral.md from the tables that the service itself goes by. tests/loop.test.ts compares the two.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { TERMS as KINDS, needName } from '../src/directory/index.ts'
import type { Urgency } from '../src/need/index.ts'
import { CATEGORIES, CATEGORY_OF, OURS } from '../src/referral/fhir/codes.ts'
import { ASK_DAYS, QUIET_DAYS, TERMS, type Within } from '../src/referral/promise.ts'
import {
  asksNext,
  CODE_ATTEMPTS,
  CODE_LASTS,
  CODES_PER_HOUR,
  canStep,
  DECLINE_REASONS,
  FAIL_REASONS,
  fhirStatus,
  isClosed,
  knowsOf,
  LINK_LASTS,
  OPENED_LASTS,
  OUTCOMES,
  REOPEN_DAYS,
  type Side,
  STATUSES,
  STEPS,
  type Status,
  VERBS,
  VIAS,
  WAITS,
} from '../src/referral/rules.ts'
import { referralWords } from '../src/referral/words.ts'

export const LOOP_FILE = new URL('../docs/referral.md', import.meta.url)

const w = referralWords('ja')
const SIDES: Record<Side, string> = {
  person: '本人',
  desk: '頼まれた窓口',
  sender: '頼んだ組織',
  staff: '市の職員',
  clock: '時計',
}
const URGENCIES: readonly Urgency[] = ['now', 'soon', 'usual']
const NEEDS = {
  responder: '連絡する人の名',
  reason: '理由',
  outcome: '結果',
  waits_for: '何を待つか',
  'another desk': '次の窓口',
} as const
const KNOWS = { nothing: '何も', words: '相談の内容', contact: '相談の内容と連絡先' } as const

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
const code = (text: string) => `\`${text}\``
const days = (ms: number) => ms / (24 * 60 * 60 * 1000)

/** A passed-on referral has two codes: before and after it was taken on. */
const fhirOf = (status: Status): string =>
  [...new Set([null, new Date(0)].map((answered_at) => code(fhirStatus({ status, answered_at }))))].join('、')

const within = ({ n, unit }: Within): string =>
  unit === 'hours' ? `開いている${n}時間のうち` : n === 0 ? 'その日のうち' : `開いている${n}日目の終わりまで`

const list = (codes: readonly string[], names: Record<string, string>): string =>
  codes.map((one) => `${names[one]}（${code(one)}）`).join('、')

/** The loop as people review it, in Markdown. */
export function tellLoop(): string {
  const states = STATUSES.map((status) => [
    code(status),
    w.statuses[status],
    fhirOf(status),
    KNOWS[knowsOf(status)],
    isClosed(status)
      ? '終わり'
      : VERBS.filter((verb) => canStep(status, verb))
          .map(code)
          .join(' '),
  ])
  const steps = VERBS.map((verb) => {
    const step: {
      says: string
      from: readonly Status[]
      to: Status
      who: readonly Side[]
      needs?: keyof typeof NEEDS
    } = STEPS[verb]
    return [
      code(verb),
      step.who.map((side) => SIDES[side]).join('、'),
      step.from.map(code).join(' '),
      code(step.to),
      step.needs ? NEEDS[step.needs] : '',
      step.says,
    ]
  })
  const terms = URGENCIES.map((urgency) => [
    w.urgencies[urgency],
    within(TERMS[urgency].answer),
    within(TERMS[urgency].contact),
  ])
  const mapped = KINDS.filter(({ code: kind }) => CATEGORY_OF[kind])
  const rest = KINDS.filter(({ code: kind }) => !CATEGORY_OF[kind])
  return `# 引き継ぎ

\`npm run loop\` が \`src/referral/rules.ts\`、\`promise.ts\`、\`fhir/codes.ts\` から書き、\`npm test\` が一字ちがわないことを確かめます。

引き継ぎは約束です。だれが、いつまでに、何をし、どうなったか。一つの困りごとから、一つ以上の依頼（task）が生まれ、それぞれが一つの窓口に頼みます。窓口が引き受けられないとき、返事がないとき、次の窓口に新しい依頼が立ち、前の依頼は終わります（\`part_of\`）。頼み先がまだない依頼（募集）は、はじめに手を挙げた組織のものになります。

## 状態

同じ組は SQL にもあり（\`referral.refuse_jump\`）、だれが書いても、ほかの動きはできません。「窓口に見えるもの」は、その依頼を持つ窓口から見たものです。

${table(['状態', '名', 'FHIR Task.status', '窓口に見えるもの', '次の一手'], states)}

\`forwarded\` は、引き受ける前なら \`rejected\`、あとなら \`cancelled\`。FHIR の符号は SDOH Clinical Care 3.0.0 の SDOHCCValueSetReferralTaskStatus のもので、私たちの状態は Task.businessStatus に入ります。

## だれが、どの一手を

市の職員は、電話・FAX・紙で答える窓口に代わって記します。決まりは同じで、どこから来た返事か（${list(VIAS, w.vias)}）を残します。

${table(['一手', 'だれが', 'どこから', 'どこへ', '言うこと', '… may …'], steps)}

- 引き受けられない理由: ${list(DECLINE_REASONS, w.reasons)}。${DECLINE_REASONS.filter((one) => !asksNext(one))
    .map((one) => `「${w.reasons[one]}」`)
    .join('')}のほかは、すぐ次の窓口に頼みます。
- うまくいかなかった理由: ${list(FAIL_REASONS, w.reasons)}
- 待つもの: ${list(WAITS, w.waits)}
- 結果: ${list(OUTCOMES, w.outcomes)}

## 約束の時刻

組織と取り決めがなければ（\`referral.terms\`）、次のとおりです。時間も日も、その窓口が開いているあいだだけを数えます。日は、頼んだ日を数えません。

${table(['急ぎ度', '窓口の返事', '本人への連絡'], terms)}

- 返事の期限までの半分が過ぎたら、窓口に知らせます。期限が過ぎたら、次の窓口（なければ市の窓口）に頼み、本人に伝えます。最後の窓口も答えなければ、翌営業日の朝ごとに、市に知らせます。
- 引き受けたあと連絡の約束が過ぎたら、窓口と市に知らせます。対応中は${QUIET_DAYS.in_progress}日、保留は${QUIET_DAYS.on_hold}日、音沙汰がなければ、ようすをたずねます。
- 終わって${ASK_DAYS}日たったら、本人に、助けになったかをたずねます。${REOPEN_DAYS}日のあいだは、一度押すだけで、もう一度頼めます。

## アカウントのない窓口

- **リンク**: メールのリンクは${days(LINK_LASTS)}日、依頼が終わればその時に切れます。開くには、窓口のメールに届く6けたの番号が要ります（${CODE_LASTS / 60_000}分、${CODE_ATTEMPTS}回まで、1時間に${CODES_PER_HOUR}通まで）。開いたブラウザーでは${OPENED_LASTS / 3_600_000}時間。引き受ける、引き受けられない、保留、完了、ほかへ回す、ができます。使い終わった・期限切れ・取り消された・作りものの案内は、どれも同じページ（410）になり、市の番号が出ます。JavaScript も表もなく、20 kB より軽いページです。
- **募集のリンク**: 募集を知らせるメールのリンクは、組織ごとに別です。種類・区・急ぎ度・期限だけが見え、番号を入れると引き受けられます。引き受けた組織には、同じリンクがそのまま窓口のリンクになり、ほかの組織のリンクは何も開きません（\`migrations/0041_referral_offer_link.sql\`。行のかぎも同じことを見ます）。
- **紙・FAX**: 職員が、困りごとのページから用紙（A4 一枚）を作ります。名前、連絡先、本人の言葉、町名はなく、相談の種類、区、受付番号、期限、書きこむ欄、返す先の番号があります。QR は、その時に作るリンクです（窓口にメールがなければ付きません）。作るたびに \`referral.printed\` が残ります。
- **電話**: 職員が、返事をもらったその場で、同じ画面に記します。

## ほかの仕組みに渡す（FHIR R4）

\`GET /referral/:id/fhir.json\` は、困りごと一つの Bundle（\`collection\`）です。ServiceRequest、依頼ごとの Task（\`partOf\` は前の依頼、\`owner\` は頼まれた組織、\`input\` は窓口の HealthcareService、\`output\` は結果と本人の評価）、Consent、Organization、HealthcareService、Patient。SDOH Clinical Care 3.0.0（STU 3、FHIR 4.0.1）の SDOHCC-ServiceRequest、SDOHCC-TaskForReferralManagement、SDOHCC-Consent に合わせます。

- Patient は、その困りごとだけの仮の番号です。名前は \`masked\`。渡す同意は、窓口に伝えることへのもので、ファイルには及びません。本人の言葉、連絡先、町名、担当者の名、ひとこと、つないだ理由は入りません。困りごとの id は控えのページを開く鍵なので、入りません。
- 符号は公開のものに、私たちのもの（${Object.values(OURS).map(code).join('、')}）を並べます。
- SDOHCC-ServiceRequest は \`code\` に US Core Procedure Codes（SNOMED CT、CPT など）の一つを求めます。日本の制度に当たる符号はないので、ガイドの例が使う SNOMED CT 410606002（Social service procedure）を一つだけ入れます。SNOMED CT は、使う国と人により許諾が要ります。受け取る側と決めてから使ってください。
- HealthcareService には、空きの有無の符号を求める型（SDOHCC-HealthcareServiceForReferralManagement、草案）を名のりません。
- 確かめ方: \`src/referral/fhir/bundle.test.ts\` が、決まりの許すどんな成り行きについても、R4 の StructureDefinition と必須の値集合（npm の \`fhir\`）で確かめ、SDOH Clinical Care の型の求めは、その FSH から書き写した項目で確かめます。US Core の値集合と SNOMED CT の中身は、確かめていません。

### 種類と SDOH の区分

定義が当てはまるものだけに付けます。

${table(
  ['私たちの種類', 'SDOH Category'],
  mapped.map(({ code: kind, ja }) => [
    `${ja}（${code(kind)}）`,
    `${code(CATEGORY_OF[kind]!)} ${CATEGORIES[CATEGORY_OF[kind]!]}`,
  ]),
)}

当てはまる区分がないもの（${code('sdoh-category-unspecified')}）: ${rest.map(({ code: kind }) => needName(kind, 'ja')).join('、')}。
`
}

if (import.meta.url === pathToFileURL(process.argv[1]!).href) {
  writeFileSync(LOOP_FILE, tellLoop())
  console.log('written: docs/referral.md')
}
