import { showMoment } from '../platform/words.ts'

/** Mails go to desks and people of Japan; they name no trouble and no person. */
export const mailWords = {
  subjects: {
    request: '【結び】相談が届いています',
    reminder: '【結び】お返事の期限が近づいています',
    overdue: '【結び】お約束の期限を過ぎています',
    nudge: '【結び】その後のようすを教えてください',
  },
  occasions: {
    request: '結び（市のくらしの相談）に、そちらへの相談が届いています。',
    reminder: '先日お送りした相談に、まだお返事がありません。',
    overdue: 'お約束の期限を過ぎた相談があります。連絡がすんでいるときは、下のページで知らせてください。',
    nudge: '引き受けていただいた相談について、しばらく記録がありません。下のページで、いまのようすを知らせてください。',
  },
  toDesk: (organization: string, occasion: string, link: string, answerBy: Date, contactBy: Date) =>
    `${organization} 御中

${occasion}

  お返事の期限　${showMoment(answerBy, 'ja')}
  ご本人に伝えた連絡の期限　${showMoment(contactBy, 'ja')}

下のリンクを開き、確認コードを受け取ると、内容を見て返事ができます。
${link}

個人の情報は、このメールには書かれていません。リンクは30日間使えます。
心当たりがないときは、このメールを捨ててください。`,
  offerSubject: '【結び】受けてくれる窓口をさがしています',
  offerBody: (organization: string, link: string, answerBy: Date) =>
    `${organization} 御中

受けてくれる窓口をさがしている相談があります。お墨付きのある、いくつかの窓口にお知らせしています。
最初に引き受けた窓口に、お願いします。

  募集の期限　${showMoment(answerBy, 'ja')}

下のリンクを開くと、どんな相談かを見られます。確認コードを受け取ると、引き受けられます。
（サインインして、受信箱の「募集」から引き受けることも、市に電話して引き受けることもできます。）
${link}

個人の情報は、このメールには書かれていません。`,
  endedSubject: '【結び】お願いしていた相談について',
  ended: {
    cancelled: 'お願いしていた相談は、取り下げになりました。ご対応は不要です。',
    expired: 'お返事の期限を過ぎたため、次の窓口にお願いしました。ご対応は不要です。',
  },
  endedBody: (organization: string, what: string, code: string) =>
    `${organization} 御中

${what}

  受付番号　${code}

前にお送りしたリンクは、もう使えません。`,
  citySubject: '【結び】期限を過ぎた相談があります',
  cityBody: (link: string) =>
    `期限を過ぎた相談か、次の窓口が決まっていない相談があります。内容を見て、次の手を打ってください。
${link}`,
  handSubject: '【結び】あなたが担当している相談があります',
  handBody: (link: string) =>
    `あなたが担当している相談（お休みの方の代わりの分をふくみます）に、お知らせがあります。サインインして、見てください。
${link}`,
  codeSubject: '【結び】確認コード',
  codeBody: (code: string) =>
    `確認コード　${code}

15分のあいだ、一度だけ使えます。画面に入れてください。
コードを求めていないときは、このメールを捨ててください。`,
}
