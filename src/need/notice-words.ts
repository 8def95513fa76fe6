/** What stands on a locked screen: that there is something, and where. In Japanese, as the mails to desks. */
export const noticeWords = {
  subject: '【結び】お知らせがあります',
  body: (link: string) =>
    `相談について、お知らせがあります。下のページで見られます。
${link}`,
  /** Replies in the LINE account. */
  bound: '登録しました。お知らせがあるときに、ここに届きます。内容は、控えのページで見られます。',
  unknownCode: 'この番号は使えません。控えのページで、新しい番号を出してください。',
  tooMany: 'しばらく待ってから、もう一度送ってください。',
}
