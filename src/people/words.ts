import { words } from '../platform/words.ts'

/** What each role is called. */
export const roleWords = words(
  {
    ...{ resident: '住民', supporter: '支え手', commissioner: '民生委員', desk: '窓口', chief: '窓口の管理者' },
    ...{ staff: '市の職員', admin: '市の管理者', auditor: '監査' },
  },
  {
    ...{ resident: '住んで いる 人', supporter: '手伝う 人', commissioner: '民生委員', desk: '窓口の 人' },
    ...{ chief: '窓口の 管理者', staff: '市の 人', admin: '市の 管理者', auditor: '調べる 人' },
  },
  {
    ...{ resident: 'resident', supporter: 'supporter', commissioner: 'welfare commissioner', desk: 'desk' },
    ...{ chief: 'desk administrator', staff: 'city staff', admin: 'city administrator', auditor: 'auditor' },
  },
)

export const peopleWords = words(
  {
    signIn: '入口',
    enterAs: (name: string) => `${name} さんとして入ります`,
    enterHow: '下のボタンを押すと入れます。このリンクは一度だけ使えます。',
    enterPrinted: 'このリンクは、起動した画面で手渡されたものなので、二つの確認がすんだものとして扱います。',
    enter: '入る',
    gone: 'このリンクは、もう使えません',
    goneHow:
      '一度使われたか、時間が過ぎています。入口から、新しいリンクを送ってください。デモでは、サーバーを起動しなおすと新しいリンクが表示されます。',
    refused: 'このページは、見られません',
    refusedHow: 'あなたの役割では、このページを開くことができません。必要なときは、市の担当にご相談ください。',
    needSignIn: 'このページを見るには、入ってください',
    needSignInHow: '入口から入ると、このページを開けます。',
    toSignIn: '入口へ',
    top: '困りごとの相談へもどる',
  },
  {
    signIn: '入口',
    enterAs: (name: string) => `${name} さんとして 入ります`,
    enterHow: '下の ボタンを 押すと 入れます。この リンクは 1回だけ 使えます。',
    enterPrinted: 'この リンクは、はじめた 画面で もらった ものです。2つ 確かめた ものと 同じです。',
    enter: '入る',
    gone: 'この リンクは、もう 使えません',
    goneHow: '1回 使ったか、時間が 過ぎました。入口から、新しい リンクを 送って ください。',
    refused: 'この ページは、見られません',
    refusedHow: 'あなたの 役割では、この ページは 開きません。必要な ときは、市の 人に 聞いて ください。',
    needSignIn: 'この ページを 見る ためには、入って ください',
    needSignInHow: '入口から 入ると、この ページが 開きます。',
    toSignIn: '入口へ',
    top: '相談へ もどる',
  },
  {
    signIn: 'Enter',
    enterAs: (name: string) => `Entering as ${name}`,
    enterHow: 'Press the button to enter. This link works once.',
    enterPrinted: 'As this link was handed over where the server was started, it counts as two factors.',
    enter: 'Enter',
    gone: 'This link can no longer be used',
    goneHow:
      'It was used before, or too much time has passed. Please have a new one sent from the entrance. In the demo, start the server again to print new links.',
    refused: 'You cannot see this page',
    refusedHow: 'Your role does not open this page. If you need it, please talk to the city.',
    needSignIn: 'Please enter to see this page',
    needSignInHow: 'Once you have entered, this page opens.',
    toSignIn: 'To the entrance',
    top: 'Back to the consultation',
  },
)
