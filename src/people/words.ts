import { words, workWords } from '../platform/words.ts'

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

export const peopleWords = workWords(
  {
    signIn: '職員・窓口の方の入口',
    signInHow: '届いた案内にある、一度だけ使えるリンクから入ってください。リンクは24時間使えます。',
    signInDemo: 'デモでは、起動した画面に、役割ごとのリンクが表示されています。',
    enterAs: (name: string) => `${name} さんとして入ります`,
    enterHow: '下のボタンを押すと入れます。このリンクは一度だけ使えます。',
    enter: '入る',
    gone: 'このリンクは、もう使えません',
    goneHow:
      '一度使われたか、24時間を過ぎています。新しいリンクを、市の担当に頼んでください。デモでは、サーバーを起動しなおすと新しいリンクが表示されます。',
    refused: 'このページは、見られません',
    refusedHow: 'あなたの役割では、このページを開くことができません。必要なときは、市の担当にご相談ください。',
    needSignIn: 'このページを見るには、入ってください',
    top: '困りごとの相談へもどる',
  },
  {
    signIn: 'For staff and desks',
    signInHow: 'Please enter by the one-time link you were sent. It works for 24 hours.',
    signInDemo: 'In the demo, a link for each role is printed where the server was started.',
    enterAs: (name: string) => `Entering as ${name}`,
    enterHow: 'Press the button to enter. This link works once.',
    enter: 'Enter',
    gone: 'This link can no longer be used',
    goneHow:
      'It was used before, or is older than 24 hours. Please ask the city for a new one. In the demo, start the server again to print new links.',
    refused: 'You cannot see this page',
    refusedHow: 'Your role does not open this page. If you need it, please talk to the city.',
    needSignIn: 'Please enter to see this page',
    top: 'Back to the consultation',
  },
)
