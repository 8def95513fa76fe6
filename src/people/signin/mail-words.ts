// Mails of sign-in: a link and what it is for, nothing about anybody.
import { words } from '../../platform/words.ts'

const JA = {
  resident: 'ご本人・ご家族',
  supporter: '見守りに協力する方',
  commissioner: '民生委員・児童委員',
  desk: '相談窓口',
  chief: '相談窓口の管理者',
  staff: '市の職員',
  admin: '市の管理者',
  auditor: '監査',
}

export const mailWords = words(
  {
    roles: JA,
    linkSubject: '【結び】入るためのリンク',
    linkBody: (links: string) =>
      `結びに入るためのリンクです。30分のあいだ、一度だけ使えます。\n\n${links}\n\n心当たりのないときは、このメールを捨ててください。リンクを押さなければ、何も起こりません。`,
    inviteSubject: (place: string) => `【結び】${place}からの招待`,
    inviteBody: (organization: string, link: string) =>
      `${organization}の一員として、結びに招待されています。下のリンクを開くと、どなたからの、どの役割の招待かが分かります。72時間のあいだ、一度だけ使えます。\n\n${link}\n\n心当たりのないときは、このメールを捨ててください。`,
    changedSubject: '【結び】入り方が変わりました',
    changedBody:
      '結びへの入り方（パスキー、認証アプリ、ほかのサイトとのつながり）が、追加または削除されました。\n\nご自分でしたことなら、何もしなくて大丈夫です。心当たりのないときは、すぐに市の担当にお知らせください。',
  },
  {
    roles: JA,
    linkSubject: '【結び】入るための リンク',
    linkBody: (links: string) =>
      `結びに 入るための リンクです。30分の あいだ、1回だけ 使えます。\n\n${links}\n\nあなたが 頼んで いない ときは、この メールを 捨てて ください。リンクを 押さなければ、何も 起きません。`,
    inviteSubject: (place: string) => `【結び】${place}から 招待です`,
    inviteBody: (organization: string, link: string) =>
      `${organization}の メンバーに なって ください、という 招待です。下の リンクを 開いて ください。72時間の あいだ、1回だけ 使えます。\n\n${link}\n\n知らない 招待の ときは、この メールを 捨てて ください。`,
    changedSubject: '【結び】入り方が 変わりました',
    changedBody:
      '結びへの 入り方が 変わりました。\n\nあなたが 変えたときは、何も しなくて いいです。あなたが 変えて いない ときは、すぐに 市の 人に 知らせて ください。',
  },
  {
    roles: {
      resident: 'You or your family',
      supporter: 'Supporter who watches over',
      commissioner: 'Welfare commissioner',
      desk: 'Support desk',
      chief: 'Administrator of a support desk',
      staff: 'City staff',
      admin: 'City administrator',
      auditor: 'Auditor',
    },
    linkSubject: '[Musubi] Your link to enter',
    linkBody: (links: string) =>
      `Here is your link to enter Musubi. It works once, within 30 minutes.\n\n${links}\n\nIf you did not ask for it, throw this mail away. Nothing happens unless the link is used.`,
    inviteSubject: (place: string) => `[Musubi] An invitation from ${place}`,
    inviteBody: (organization: string, link: string) =>
      `You are invited to Musubi as a member of ${organization}. The link below shows who invites you and in which role. It works once, within 72 hours.\n\n${link}\n\nIf you do not expect it, throw this mail away.`,
    changedSubject: '[Musubi] Your way of entering has changed',
    changedBody:
      'A way of entering Musubi (a passkey, an authenticator app, a link to another site) was added or removed.\n\nIf it was you, there is nothing to do. If not, please tell the city at once.',
  },
)
