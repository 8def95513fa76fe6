// How long what tells of a person is kept, column by column, and what ends it. docs/retention.md is written from here;
// tests/retention.test.ts fails when a table that is locked by row has a column that nobody has decided about.
import { CONVERSATION_KEPT_DAYS } from './consult/index.ts'
import { NEED_KEPT_DAYS } from './need/index.ts'
import { ENTRANCE_KEPT_DAYS } from './people/index.ts'
import { MAIL_KEPT_DAYS, UNSENT_KEPT_DAYS } from './platform/mail.ts'
import { LINK_KEPT_DAYS } from './referral/index.ts'

export type Kept = {
  columns: readonly string[]
  /** How long, in the words of docs/retention.md. */
  until: string
  why: string
  /** The timers and reactions that end it; empty where only a decision of the city does. */
  by: readonly string[]
}

export type Decided = {
  kept: readonly Kept[]
  /** Columns that hold codes, places no finer than a ward, hashes or fixed sentences: nothing of a person by themselves. */
  codes: readonly string[]
}

const withNeed = `困りごとが閉じて ${NEED_KEPT_DAYS} 日。本人が求めれば、すぐ`
const needEnds = ['need.erase', 'referral.erase']
const roomWhy = '支える人たちの記録'
const roomUntil = '部屋が閉じて 5 年（自治体が変えられる）。本人が求めれば、すぐ'
const withRoom = (columns: readonly string[]): Kept => ({
  ...{ columns, until: roomUntil, why: roomWhy, by: ['sharing.retain'] },
})
const withPerson = (columns: readonly string[]): Kept => ({
  columns,
  until: '本人が求めれば、すぐ。それまでは、支える間',
  why: 'だれのことかを、支える人たちが取りちがえないため',
  by: [],
})
const asProof = (columns: readonly string[]): Kept => ({
  columns,
  until: 'ずっと（本人の名前は、本人が求めれば消える）',
  why: '同意があったこと、法律に沿っていたことの証し',
  by: [],
})
const signin = (columns: readonly string[], until: string, why: string): Kept => ({
  ...{ columns, until, why, by: ['people.sweep'] },
})
const withAccount = (columns: readonly string[]): Kept => ({
  columns,
  until: 'はずしたとき、離れたとき、すぐ',
  why: 'その人が入るため',
  by: [],
})

export const RETENTION: Readonly<Record<string, Decided>> = {
  'consult.conversation': {
    kept: [
      {
        columns: ['words', 'answer', 'facts', 'town'],
        until: `${CONVERSATION_KEPT_DAYS} 日。本人が求めれば、すぐ`,
        why: '本人が答えのページに戻り、つなぐまで',
        by: ['consult.erase', 'consult.erase_need'],
      },
    ],
    codes: ['municipality', 'chosen', 'answered', 'ward', 'lang', 'channel'],
  },
  'need.item': {
    kept: [
      {
        columns: ['words', 'contact_name', 'contact_phone', 'contact_email', 'contact_time', 'town'],
        until: withNeed,
        why: '窓口が連絡し、結果を見届け、また困ったときに話がつながる間',
        by: ['need.erase'],
      },
    ],
    codes: [
      ...['municipality', 'code', 'kind', 'kinds', 'ward', 'urgency', 'channel', 'relation', 'consent_version'],
      ...['state', 'unmet_reason'],
    ],
  },
  'referral.task': {
    kept: [
      { columns: ['status_note', 'why'], until: withNeed, why: '困りごとと、ひとそろいの記録', by: needEnds },
      {
        columns: ['responder'],
        until: 'ずっと',
        why: 'だれが引き受けたかは、窓口の仕事の記録。本人のことではない',
        by: [],
      },
    ],
    codes: ['municipality', 'status', 'status_reason', 'outcome'],
  },
  'referral.note': {
    kept: [{ columns: ['words', 'author'], until: withNeed, why: '困りごとと、ひとそろいの記録', by: needEnds }],
    codes: ['municipality'],
  },
  'referral.link': {
    kept: [
      {
        columns: ['token_hash'],
        until: `切れて ${LINK_KEPT_DAYS} 日`,
        why: '切れたリンクだと、答えるため',
        by: ['referral.sweep'],
      },
    ],
    codes: ['municipality'],
  },
  'referral.opening': {
    kept: [
      {
        columns: ['link_hash', 'code_hash'],
        until: '切れて 1 時間まで',
        why: '使えないものは置かない',
        by: ['referral.sweep'],
      },
    ],
    codes: [],
  },
  'platform.mail': {
    kept: [
      {
        columns: ['to_address', 'body'],
        until: `送って ${MAIL_KEPT_DAYS} 日、送れなければ書いて ${UNSENT_KEPT_DAYS} 日。本人が求めれば、すぐ`,
        why: '届かなかったときに、確かめられる間',
        by: ['mail.erase', 'referral.erase'],
      },
    ],
    codes: ['municipality', 'subject', 'last_error'],
  },
  'platform.event': { kept: [], codes: ['municipality', 'name', 'actor_kind', 'data'] },
  'platform.seal': { kept: [], codes: ['previous', 'hash', 'leaves'] },
  'platform.anchor': { kept: [], codes: ['day', 'hash'] },
  'platform.field_key': { kept: [], codes: ['id', 'proof'] },
  'people.account': {
    kept: [
      {
        columns: ['email', 'email_hash'],
        until: '離れたとき、すぐ',
        why: '入口のリンクを送るため',
        by: [],
      },
      {
        columns: ['name', 'section', 'wards'],
        until: '見た記録と同じく、ずっと',
        why: 'だれが見たか、だれが決めたかを、本人に名前で答えるため',
        by: [],
      },
    ],
    codes: ['municipality', 'role'],
  },
  'people.session': {
    kept: [signin(['token_hash', 'device'], '切れて 1 時間まで', '入っている間だけ。どこから入ったかを、本人に見せる')],
    codes: ['municipality', 'way'],
  },
  'people.entrance': {
    kept: [
      {
        columns: ['token_hash'],
        until: `切れて ${ENTRANCE_KEPT_DAYS} 日`,
        why: '使えないリンクだと、答えるため',
        by: ['people.sweep'],
      },
    ],
    codes: ['municipality', 'next'],
  },
  'people.asking': {
    kept: [
      signin(['sealed_email'], 'リンクを送ったとき、すぐ。遅くとも 1 日', '打たれた宛先に、入口のリンクを送るため'),
    ],
    codes: ['municipality', 'lang', 'next'],
  },
  'people.handshake': {
    kept: [signin(['token_hash', 'sealed'], '切れて 1 時間まで', '入る途中の、二つの歩みをつなぐため')],
    codes: ['municipality', 'kind', 'provider', 'next'],
  },
  'people.passkey': {
    kept: [withAccount(['credential_id', 'public_key', 'name'])],
    codes: ['municipality', 'transports'],
  },
  'people.totp': { kept: [withAccount(['sealed_secret'])], codes: ['municipality'] },
  'people.recovery': { kept: [withAccount(['code_hash'])], codes: ['municipality'] },
  'people.identity': { kept: [withAccount(['issuer', 'subject'])], codes: ['municipality', 'provider'] },
  'people.invitation': {
    kept: [asProof(['name', 'sealed_email', 'token_hash', 'wards', 'section'])],
    codes: ['municipality', 'role'],
  },
  'people.attempt': {
    kept: [
      signin(['key'], '静かになって 1 日', '鍵を総当たりする人を止めるため（宛先そのものではなく、鍵つきのハッシュ）'),
    ],
    codes: ['municipality'],
  },
  'people.finding': {
    kept: [{ columns: ['note'], until: '見た記録と同じく、ずっと', why: '点検をした記録', by: [] }],
    codes: ['municipality', 'kind', 'day', 'numbers'],
  },
  'sharing.person': {
    kept: [withPerson(['name', 'kana', 'born', 'phone', 'address', 'same_as'])],
    codes: ['municipality', 'ward'],
  },
  'sharing.tie': { kept: [withPerson(['proof', 'reach'])], codes: ['municipality', 'kind', 'ground'] },
  'sharing.invite': {
    kept: [withPerson(['proof', 'reach', 'code_hash', 'check_hash'])],
    codes: ['municipality', 'kind', 'ground'],
  },
  'sharing.asking': {
    kept: [],
    codes: ['municipality', 'code', 'facts', 'purpose', 'text_version', 'state'],
  },
  'sharing.consent': {
    kept: [asProof(['heard_by', 'text_shown'])],
    codes: ['municipality', 'facts', 'purpose', 'text_version', 'given_by', 'way', 'withdrawn_way'],
  },
  'sharing.disclosure': { kept: [withPerson(['note'])], codes: ['municipality', 'kind', 'state', 'reason'] },
  'sharing.disclosed': { kept: [], codes: ['municipality'] },
  'sharing.setting': { kept: [], codes: ['municipality', 'conference_shown'] },
  'sharing.room': {
    kept: [withRoom(['reason', 'review_note', 'convened_by'])],
    codes: ['municipality', 'code', 'basis', 'purpose', 'review'],
  },
  'sharing.member': { kept: [withRoom(['profession'])], codes: ['municipality', 'part', 'pledge_version'] },
  'sharing.entry': { kept: [withRoom(['words'])], codes: ['municipality', 'kind', 'fact', 'audience'] },
  'sharing.mark': { kept: [], codes: ['municipality'] },
  'sharing.file': {
    kept: [withRoom(['name', 'content'])],
    codes: ['municipality', 'type', 'sha256', 'scan'],
  },
  'sharing.item': {
    kept: [withRoom(['words', 'note'])],
    codes: ['municipality', 'list', 'template_key', 'due', 'told'],
  },
  'sharing.report': {
    kept: [
      {
        columns: ['title', 'words', 'review_note'],
        until: '公開したものは、ずっと。ほかは、自治体が決める（いまは自動では消えない）',
        why: '人のことを抜いた文。公開の前に、職員が読む',
        by: [],
      },
    ],
    codes: ['municipality', 'kind', 'topic', 'ward', 'outcome', 'state', 'flags', 'shown_ward', 'changed'],
  },
}
