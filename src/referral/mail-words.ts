import { showMoment } from '../platform/words.ts'

/** Mails go to desks and people of Japan; they name no trouble and no person. */
export const mailWords = {
  requestSubject: '【結び】相談が届いています',
  requestBody: (organization: string, link: string, answerBy: Date, contactBy: Date) =>
    `${organization} 御中

結び（市のくらしの相談）に、そちらへの相談が届いています。

  お返事の期限　${showMoment(answerBy, 'ja')}
  ご本人に伝えた連絡の期限　${showMoment(contactBy, 'ja')}

下のリンクを開き、確認コードを受け取ると、内容を見て返事ができます。
${link}

個人の情報は、このメールには書かれていません。リンクは30日間使えます。
心当たりがないときは、このメールを捨ててください。`,
  codeSubject: '【結び】確認コード',
  codeBody: (code: string) =>
    `確認コード　${code}

15分のあいだ、一度だけ使えます。画面に入れてください。
コードを求めていないときは、このメールを捨ててください。`,
  noticeSubject: '【結び】お知らせがあります',
  noticeBody: (link: string) =>
    `相談について、お知らせがあります。下のページで見られます。
${link}`,
}
