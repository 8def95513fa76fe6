// How long what tells of a person is kept, column by column, and what ends it. docs/retention.md is written from here;
// tests/retention.test.ts fails when a table that is locked by row has a column that nobody has decided about.
import { CONVERSATION_KEPT_DAYS } from './consult/index.ts'
import { NEED_KEPT_DAYS } from './need/index.ts'
import { ENTRANCE_KEPT_DAYS, INVITATION_KEPT_DAYS } from './people/index.ts'
import { NOTICE_KEPT_DAYS, UNSENT_KEPT_DAYS } from './platform/outbox/jobs.ts'
import { LINK_KEPT_DAYS } from './referral/index.ts'
import { BOARD_KEPT_DAYS } from './sharing/index.ts'

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
const withRoom = (columns: readonly string[], more: Partial<Kept> = {}): Kept => ({
  columns,
  until: '部屋が閉じて 1827 日（自治体が 1〜10 年で決められる）。本人の求めを職員が認めれば、すぐ',
  why: '支える人たちの記録。診療録と介護の記録が置かれる間に合わせる',
  by: ['sharing.retain'],
  ...more,
})
/** Of the person themselves: as long as they are cared for. */
const withPerson = (columns: readonly string[]): Kept => ({
  columns,
  until: '本人の求めを職員が認めたとき',
  why: '支えが続く間。同意は、適法だったことの証しとして、事実だけが残る',
  by: [],
})
const withBoard = (columns: readonly string[]): Kept => ({
  columns,
  until: `受付を終えて ${BOARD_KEPT_DAYS} 日で、行ごと消える。受付は、聞いた人が決めた日（180 日まで）に終わる`,
  why: '支える人どうしの知恵。人のことを抜いてから載せ、同じことを聞く人のために残す',
  by: ['sharing.board'],
})
const withAccount = (columns: readonly string[], why: string): Kept => ({
  columns,
  until: '離れたとき、すぐ。または本人がはずしたとき',
  why,
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
        columns: ['words', 'contact_name', 'contact_phone', 'contact_email', 'contact_time', 'contact_key', 'town'],
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
  'need.way': {
    kept: [
      {
        columns: ['address', 'address_hash'],
        until: '本人がやめたとき、または困りごととともに。届かなくなったものは、すぐ',
        why: 'お知らせを、本人の選んだ方法で届ける間',
        by: ['need.erase', 'need.drop_way'],
      },
    ],
    codes: ['municipality', 'channel'],
  },
  'need.line_code': {
    kept: [{ columns: ['code_hash'], until: '切れて 1 時間まで', why: '使えないものは置かない', by: ['need.sweep'] }],
    codes: ['municipality'],
  },
  'need.line_event': { kept: [], codes: ['municipality', 'id'] },
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
    codes: [
      'municipality',
      'status',
      'status_reason',
      'outcome',
      'kind',
      'ward',
      'urgency',
      'waits_for',
      'via',
      'helped',
    ],
  },
  // Ids and times: who stood in for whom is a record of work.
  'referral.cover': { kept: [], codes: ['municipality'] },
  'referral.terms': { kept: [], codes: ['municipality', 'urgency', 'answer_unit', 'contact_unit'] },
  'referral.note': {
    kept: [{ columns: ['words', 'author'], until: withNeed, why: '困りごとと、ひとそろいの記録', by: needEnds }],
    codes: ['municipality', 'audience'],
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
  'platform.notice': {
    kept: [
      {
        columns: ['to_address', 'body'],
        until: `送って ${NOTICE_KEPT_DAYS} 日、送れなければ書いて ${UNSENT_KEPT_DAYS} 日。本人が求めれば、すぐ`,
        why: '届かなかったときに、確かめられる間',
        by: ['outbox.erase', 'referral.erase'],
      },
    ],
    codes: ['municipality', 'subject', 'last_error', 'channel'],
  },
  'platform.event': { kept: [], codes: ['municipality', 'name', 'actor_kind', 'data'] },
  'platform.seal': { kept: [], codes: ['previous', 'hash', 'leaves'] },
  'platform.anchor': { kept: [], codes: ['day', 'hash'] },
  'platform.field_key': { kept: [], codes: ['id', 'proof'] },
  'people.account': {
    kept: [
      withAccount(['email', 'email_hash'], '入口のリンクを送るため'),
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
    kept: [
      {
        columns: ['token_hash', 'device'],
        until: '切れて 1 時間まで',
        why: '入っている間だけ、本人が自分のものと見分けるため',
        by: ['people.sweep'],
      },
    ],
    codes: ['municipality', 'way'],
  },
  'people.entrance': {
    kept: [
      {
        columns: ['token_hash', 'next'],
        until: `切れて ${ENTRANCE_KEPT_DAYS} 日`,
        why: '使えないリンクだと、答えるため',
        by: ['people.sweep'],
      },
    ],
    codes: ['municipality'],
  },
  'people.asking': {
    kept: [
      {
        columns: ['sealed_email', 'next'],
        until: '送ったら、すぐ。送れなくても 1 日',
        why: 'リンクを送るまで',
        by: ['people.send_link', 'people.sweep'],
      },
    ],
    codes: ['municipality', 'lang'],
  },
  'people.handshake': {
    kept: [
      {
        columns: ['token_hash', 'sealed', 'next'],
        until: '切れて 1 時間まで',
        why: '一回の入口の、二つの段の間',
        by: ['people.sweep'],
      },
    ],
    codes: ['municipality', 'kind', 'provider'],
  },
  'people.passkey': {
    kept: [withAccount(['credential_id', 'public_key', 'name', 'transports'], '鍵の持ち主が入るため')],
    codes: ['municipality'],
  },
  'people.totp': { kept: [withAccount(['sealed_secret'], '二つ目の要素を確かめるため')], codes: ['municipality'] },
  'people.recovery': {
    kept: [withAccount(['code_hash'], '二つ目の要素をなくしたときのため')],
    codes: ['municipality'],
  },
  'people.identity': {
    kept: [withAccount(['issuer', 'subject'], 'ほかのサイトの入口で入るため')],
    codes: ['municipality', 'provider'],
  },
  'people.invitation': {
    kept: [
      {
        columns: ['sealed_email', 'name', 'wards', 'section', 'token_hash'],
        until: `切れて ${INVITATION_KEPT_DAYS} 日`,
        why: 'だれを招いたかを、招いた人が見るため',
        by: ['people.sweep'],
      },
    ],
    codes: ['municipality', 'role'],
  },
  'people.attempt': {
    kept: [
      {
        columns: ['key'],
        until: '最後の試みから 1 日',
        why: '試しすぎを止めるため。鍵つきのハッシュだけ',
        by: ['people.sweep'],
      },
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
  'sharing.asking': { kept: [], codes: ['municipality', 'code', 'facts', 'purpose', 'text_version', 'state'] },
  'sharing.consent': {
    kept: [withPerson(['heard_by'])],
    codes: [...['municipality', 'facts', 'purpose', 'text_version', 'text_shown', 'given_by', 'way', 'withdrawn_way']],
  },
  'sharing.disclosure': { kept: [withPerson(['note'])], codes: ['municipality', 'kind', 'state', 'reason'] },
  'sharing.disclosed': { kept: [], codes: ['municipality'] },
  'sharing.setting': { kept: [], codes: ['municipality', 'conference_shown'] },
  'sharing.room': {
    kept: [withRoom(['reason', 'review_note'])],
    codes: ['municipality', 'code', 'basis', 'purpose', 'convened_by', 'review'],
  },
  'sharing.member': { kept: [], codes: ['municipality', 'part', 'profession', 'pledge_version'] },
  'sharing.entry': { kept: [withRoom(['words'])], codes: ['municipality', 'kind', 'fact', 'audience'] },
  'sharing.mark': { kept: [], codes: ['municipality'] },
  'sharing.file': { kept: [withRoom(['name', 'content'])], codes: ['municipality', 'type', 'sha256', 'scan'] },
  'sharing.item': {
    kept: [withRoom(['words', 'note'])],
    codes: ['municipality', 'list', 'template_key', 'due', 'told'],
  },
  'sharing.report': {
    kept: [
      withRoom(['title', 'words', 'review_note'], {
        why: '市に届けた文。公開したものは、人のことを抜いてあり、ずっと',
      }),
    ],
    codes: ['municipality', 'kind', 'topic', 'ward', 'shown_ward', 'outcome', 'state', 'flags', 'changed'],
  },
  'sharing.question': {
    kept: [withBoard(['title', 'words'])],
    codes: ['municipality', 'kind', 'ward', 'wanted_until', 'flags'],
  },
  'sharing.answer': { kept: [withBoard(['words', 'facts'])], codes: ['municipality', 'flags'] },
}
