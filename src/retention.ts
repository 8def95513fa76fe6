// How long what tells of a person is kept, column by column, and what ends it. docs/retention.md is written from here;
// tests/retention.test.ts fails when a table that is locked by row has a column that nobody has decided about.
import { CONVERSATION_KEPT_DAYS } from './consult/index.ts'
import { NEED_KEPT_DAYS } from './need/index.ts'
import { ENTRANCE_KEPT_DAYS, LEFT_KEPT_DAYS } from './people/index.ts'
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
const roomWhy = '支える人たちの記録。閉じたあとの期間は、自治体が決める'
const roomUntil = '部屋が閉じて 5 年（いまは自動では消えない）。本人が求めれば、すぐ'
const withRoom = (columns: readonly string[]): Kept => ({ columns, until: roomUntil, why: roomWhy, by: [] })

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
        until: `離れて ${LEFT_KEPT_DAYS} 日`,
        why: '入口のリンクを送るため',
        by: ['people.sweep'],
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
    kept: [{ columns: ['token_hash'], until: '切れて 1 時間まで', why: '入っている間だけ', by: ['people.sweep'] }],
    codes: ['municipality'],
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
    codes: ['municipality'],
  },
  'people.finding': {
    kept: [{ columns: ['note'], until: '見た記録と同じく、ずっと', why: '点検をした記録', by: [] }],
    codes: ['municipality', 'kind', 'day', 'numbers'],
  },
  'sharing.person': { kept: [withRoom(['name', 'kana', 'born', 'phone', 'address'])], codes: ['municipality', 'ward'] },
  'sharing.tie': { kept: [withRoom(['proof'])], codes: ['municipality', 'kind'] },
  'sharing.consent': {
    kept: [withRoom(['heard_by', 'text_shown'])],
    codes: ['municipality', 'facts', 'purpose', 'text_version', 'given_by', 'way', 'withdrawn_way'],
  },
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
  'sharing.item': { kept: [withRoom(['words', 'note'])], codes: ['municipality', 'list', 'template_key', 'due'] },
  'sharing.report': {
    kept: [
      {
        columns: ['title', 'words', 'review_note'],
        until: '公開したものは、ずっと。ほかは、自治体が決める（いまは自動では消えない）',
        why: '人のことを抜いた文。公開の前に、職員が読む',
        by: [],
      },
    ],
    codes: ['municipality', 'kind', 'topic', 'ward', 'outcome', 'state', 'flags'],
  },
}
