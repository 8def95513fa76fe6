import { workWords } from '../platform/words.ts'

export const needWords = workWords(
  {
    title: '困りごと',
    lead: '届いた困りごとのすべてです。窓口につながらなかったもの（受け手なし）も、ここに残ります。',
    states: { open: '対応中', met: 'つながった', unmet: '受け手なし', withdrawn: '取り下げ' },
    reasons: {
      no_match: '合う相談先がない',
      not_right: 'どれも合わなかった',
      declined: '引き受ける窓口がない',
      not_helped: '解決しなかった',
    },
    columns: { need: '困りごと', kind: '種類', state: '状態', ward: '区', at: '受け付け' },
    state: '状態',
    ward: '区',
    kind: '種類',
    all: 'すべて',
    words: '言葉・受付番号',
    go: 'しぼりこむ',
    caption: (shown: number, total: number) => `新しい順（${total}件のうち${shown}件）`,
    searched: (count: number) =>
      `言葉は、新しいものから${count.toLocaleString('ja-JP')}件までをさがしました。もっと前のものは、状態・種類・区でしぼるか、受付番号でさがしてください。`,
    none: '当てはまる困りごとはありません',
    unknownWard: '不明',
    noWords: '（言葉は残っていません）',
  },
  {
    title: 'Needs',
    lead: 'Every need that arrived, also those that no desk answered.',
    states: { open: 'Open', met: 'Met', unmet: 'Unmet', withdrawn: 'Withdrawn' },
    reasons: {
      no_match: 'nothing fits',
      not_right: 'none was right',
      declined: 'no desk took it on',
      not_helped: 'not solved',
    },
    columns: { need: 'Need', kind: 'Kind', state: 'State', ward: 'Ward', at: 'Received' },
    state: 'State',
    ward: 'Ward',
    kind: 'Kind',
    all: 'All',
    words: 'Words, receipt number',
    go: 'Filter',
    caption: (shown: number, total: number) => `Newest first (${shown} of ${total})`,
    searched: (count: number) =>
      `Words were looked for in the newest ${count.toLocaleString('en')} needs. For older ones, narrow by state, kind or ward, or search by receipt number.`,
    none: 'No need fits',
    unknownWard: 'unknown',
    noWords: '(no words kept)',
  },
)
