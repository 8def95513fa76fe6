import { words } from './platform/words.ts'

/** What is said when a request cannot be answered. */
export const wrongWords = words(
  {
    home: '困りごとの相談へもどる',
    e400: {
      title: '送られた内容を読めませんでした',
      how: 'お手数ですが、前のページにもどって、もう一度送ってください。',
    },
    e403: {
      title: 'この操作は、受け付けられませんでした',
      how: 'ほかのページから送られたようです。もう一度、はじめのページからお試しください。',
    },
    e404: {
      title: 'このページは、見つかりませんでした',
      how: 'ページの住所（URL）がちがうか、保存期間が過ぎて消えています。',
    },
    e413: {
      title: '送られた内容が、大きすぎます',
      how: '困っていることは、2000文字までで書いてください。短くても大丈夫です。',
    },
    e500: {
      title: 'うまく動きませんでした',
      how: 'こちらの不具合です。書いた内容は、前のページにもどると残っていることがあります。少し待ってから、もう一度お試しください。お急ぎのときは、サンキューコールかわさき 044-200-3939（8時〜21時）へお電話ください。',
    },
  },
  {
    home: 'はじめの ページへ もどる',
    e400: { title: '読む ことが できませんでした', how: '前の ページに もどって、もう いちど おくって ください。' },
    e403: { title: 'できませんでした', how: 'はじめの ページから もう いちど して ください。' },
    e404: { title: 'ページが ありません', how: 'URLが ちがうか、もう 消えて います。' },
    e413: { title: '長すぎます', how: '2000文字までで 書いて ください。' },
    e500: {
      title: 'うまく いきませんでした',
      how: 'すこし まって、もう いちど して ください。いそぐ ときは、電話 044-200-3939（8時〜21時）へ。',
    },
  },
  {
    home: 'Back to the first page',
    e400: { title: 'We could not read what was sent', how: 'Please go back and send it again.' },
    e403: {
      title: 'This was not accepted',
      how: 'It seems to have come from another site. Please start again from the first page.',
    },
    e404: {
      title: 'This page was not found',
      how: 'The address is wrong, or the page was deleted after its retention period.',
    },
    e413: {
      title: 'What was sent is too large',
      how: 'Please write at most 2,000 characters. A few words are enough.',
    },
    e500: {
      title: 'Something went wrong',
      how: 'This is our fault. Please wait a little and try again. If it is urgent, call 044-200-3939 (8:00 to 21:00).',
    },
  },
)
