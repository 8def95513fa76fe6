import { workWords } from '../../platform/words.ts'
import type { Trained, TrainProblem } from './actions.ts'
import type { Reason } from './rules.ts'

export const learningWords = workWords(
  {
    title: '学習のようす',
    lead: '相談先の並べ方を、この自治体の窓口の説明と、終わった相談から学びます。よくなったと確かめられたときだけ、使われます。',
    now: 'いま使っているもの',
    off: '学習を止めています。言葉・困りごと・場所だけで並べています。',
    none: '学んだモデルは、まだ使われていません。言葉・困りごと・場所だけで並べています。',
    noVectors: 'この環境には単語ベクトル（vectors/ja.bin）がないので、学習できません。',
    outdated: '言葉の読み方が新しくなったので、いまのモデルは休んでいます。学習しなおすと、また使われます。',
    runs: '学んだモデルを使っています',
    made: '学習した日時',
    from: '学習に使ったもの',
    fromOf: (entries: number, cases: number) => `窓口・制度の説明 ${entries}件、終わった相談 ${cases}件`,
    seed: '乱数の種',
    version: '読み方の版',
    mark: '番号',
    train: '今すぐ学習する',
    trainHow: '数十秒から3分ほどかかります。その間も、いまのものが使われます。',
    back: '一つ前にもどす',
    backModel: 'もどすと、一つ前のモデルが使われます。',
    backPlain: 'もどすと、言葉・困りごと・場所だけで並べます。',
    switchOff: '学習を止める',
    switchOn: '学習をふたたび使う',
    switchHow: '止めている間は、夜の学習もしません。学んだものは残ります。',
    working: '学習しています',
    since: (at: string) => `${at}に始めました`,
    stages: { reading: '窓口の説明を読んでいます', training: '学んでいます', measuring: '確かめています' },
    doneOf: (done: number, total: number) => `${total}のうち${done}`,
    refreshes: 'この画面は、5秒ごとに新しくなります。',
    still: '自動で新しくしない',
    moving: '自動で新しくする',
    waiting: '学習の順番を待っています。',
    broken: '前の学習は、途中で止まりました。使っているものは、そのままです。',
    problems: {
      already: 'いま学習しているところです。',
      no_vectors: '単語ベクトルがないので、学習できませんでした。',
      no_entries: '窓口がまだないので、学習できませんでした。',
      nothing_new: '前の学習から変わったことがないので、学習しませんでした。',
      stopped: '学習を途中でやめました。使っているものは、そのままです。',
      failed: '学習がうまくいきませんでした。使っているものは、そのままです。',
    },
    scores: '確かめた結果',
    scoresOf: (at: string) => `${at}に学んだモデル`,
    scoresHow: (folds: number) =>
      `言い方と相談を${folds}つに分け、一つを隠して残りで学び、隠したものを聞いて確かめました。「ふだん」と、単語ベクトルの「近い言葉だけ」にも、同じ質問をしています。`,
    scoreColumns: { what: '聞いたこと', n: '件数', plain: 'ふだん', vectors: '近い言葉だけ', learned: '学習あり' },
    hit1: '1番目に合う',
    hit3: '3番目までに合う',
    ndcg: '並びのよさ',
    parts: {
      wordings: '窓口に書かれた住民の言い方',
      cases: '終わった相談',
      never: '事例の一つもない相談先への質問',
      partly: '事例のある相談先とない相談先が答えになる質問',
      all: '答えになる相談先すべてに事例のある質問',
    },
    few: '20件より少ないものは、決め手にしません。',
    rule: '使われるきまり：言い方でも、終わった相談でも、事例のない相談先でも悪くならず、言い方か相談で、並びが「ふだん」と「近い言葉だけ」のどちらよりも0.005以上よくなり、いまのモデルより伸びが小さくないとき。',
    models: 'これまでの学習',
    modelColumns: { made: '日時', from: '使ったもの', state: 'あつかい', gain: '並びの伸び（言い方／相談）' },
    fromShort: (entries: number, cases: number) => `説明${entries}・相談${cases}`,
    states: { candidate: '確かめ中', running: '使用中', retired: 'しまった', refused: '使わない' },
    reasons: {
      better: 'よくなった',
      too_little: '確かめる質問が少ない',
      worse_wordings: '住民の言い方で悪くなった',
      worse_cases: '終わった相談で悪くなった',
      worse_never: '事例のない相談先で悪くなった',
      no_gain: 'よくならなかった',
      less_than_running: 'いまのモデルより伸びが小さい',
      replaced: '新しいものに替わった',
      gone_back: '職員がもどした',
    },
    cases: '学んだ相談',
    casesHow:
      '終わった相談から残すのは、ありふれた言葉と、最後に受けた窓口と、結果と、週だけです。文も、名前も、だれの相談かも残りません。',
    casesOf: (helped: number, partly: number, not: number) =>
      `解決・支援中 ${helped}件　一部 ${partly}件　よくならなかった・別の所へ ${not}件`,
    shown: 'どの相談先が見られているか',
    shownHow: (weeks: number) => `この${weeks}週間と今週に、答えの3番目までに出た回数です。`,
    shownNone: 'まだ、数えた答えがありません。',
    shownColumns: { service: '相談先', n: '回数' },
    never: (n: number, of: number) => `一度も出ていない相談先（${of}件中${n}件）`,
    neverHow: '住民の言い方が足りないのかもしれません。窓口の方と、書き足す言い方を考えてください。',
    neverNone: 'すべての相談先が、一度は出ています。',
    neverMore: (n: number) => `ほか${n}件`,
    tableOf: 'の表',
  },
  {
    title: 'Learning',
    lead: 'How desks are ranked is learned from this municipality’s own entries and its closed needs, and used only once it was measured to be better.',
    now: 'In use',
    off: 'Learning is switched off: ranking goes by words, needs and place alone.',
    none: 'No learned model is in use yet: ranking goes by words, needs and place alone.',
    noVectors: 'There are no word vectors here (vectors/ja.bin), so nothing can be learned.',
    outdated: 'Words are read in a new way now; the model rests until the next training.',
    runs: 'A learned model is in use',
    made: 'Trained',
    from: 'Trained on',
    fromOf: (entries: number, cases: number) => `${entries} entries, ${cases} closed needs`,
    seed: 'Seed',
    version: 'Reader version',
    mark: 'Number',
    train: 'Train now',
    trainHow: 'Takes up to three minutes; what is in use stays in use meanwhile.',
    back: 'Go one step back',
    backModel: 'The model before will be used again.',
    backPlain: 'Ranking will go by words, needs and place alone.',
    switchOff: 'Switch learning off',
    switchOn: 'Switch learning on again',
    switchHow: 'While off, nothing is trained at night. What was learned is kept.',
    working: 'Training',
    since: (at: string) => `Began ${at}`,
    stages: { reading: 'Reading the entries', training: 'Learning', measuring: 'Measuring' },
    doneOf: (done: number, total: number) => `${done} of ${total}`,
    refreshes: 'This page renews itself every 5 seconds.',
    still: 'Do not renew by itself',
    moving: 'Renew by itself',
    waiting: 'A training is waiting for its turn.',
    broken: 'The last training broke off. What was in use still is.',
    problems: {
      already: 'A training is in progress.',
      no_vectors: 'Without word vectors nothing could be learned.',
      no_entries: 'There are no entries to learn from yet.',
      nothing_new: 'Nothing has changed since the last training.',
      stopped: 'The training was ended early. What was in use still is.',
      failed: 'The training failed. What was in use still is.',
    },
    scores: 'Measured',
    scoresOf: (at: string) => `Model of ${at}`,
    scoresHow: (folds: number) =>
      `Wordings and closed needs were dealt into ${folds} parts; each part was asked of what was learned from the others, of the plain engine, and of the engine with word vectors alone.`,
    scoreColumns: { what: 'Asked', n: 'Questions', plain: 'Plain', vectors: 'Near words only', learned: 'Learned' },
    hit1: 'First fits',
    hit3: 'One of three fits',
    ndcg: 'Order (nDCG@10)',
    parts: {
      wordings: 'Residents’ wordings of the catalogue',
      cases: 'Closed needs',
      never: 'Answers without any past case',
      partly: 'Some of the answers have past cases',
      all: 'All answers have past cases',
    },
    few: 'Fewer than 20 decide nothing.',
    rule: 'A model is used when it is not worse on wordings, on closed needs and for desks without past cases, better than both others by .005 of order on wordings or needs, and gains no less than the one in use.',
    models: 'Trainings so far',
    modelColumns: { made: 'When', from: 'From', state: 'State', gain: 'Gain in order (wordings / needs)' },
    fromShort: (entries: number, cases: number) => `${entries} entries, ${cases} needs`,
    states: { candidate: 'being measured', running: 'in use', retired: 'put away', refused: 'not used' },
    reasons: {
      better: 'better',
      too_little: 'too few questions to tell',
      worse_wordings: 'worse on wordings',
      worse_cases: 'worse on closed needs',
      worse_never: 'worse for desks without past cases',
      no_gain: 'no better',
      less_than_running: 'gains less than the one in use',
      replaced: 'a newer one took its place',
      gone_back: 'staff went back',
    },
    cases: 'Closed needs learned from',
    casesHow:
      'Of a closed need only common words, the last desk, the outcome and the week are kept: no sentence, no name, nothing that leads back.',
    casesOf: (helped: number, partly: number, not: number) =>
      `helped ${helped}, partly ${partly}, not helped or elsewhere ${not}`,
    shown: 'Which desks are seen',
    shownHow: (weeks: number) => `How often each stood among the first three in the last ${weeks} weeks and this one.`,
    shownNone: 'No answers have been counted yet.',
    shownColumns: { service: 'Desk', n: 'Times' },
    never: (n: number, of: number) => `Never shown (${n} of ${of})`,
    neverHow: 'Residents’ wordings may be missing. Think of some with the desk.',
    neverNone: 'Every desk has been shown.',
    neverMore: (n: number) => `and ${n} more`,
    tableOf: 'table',
  },
)

export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`
export const three = (value: number): string => value.toFixed(3)
/** +0.012 */
export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`

/** The end of a training as lines for the terminal. */
export function tellTraining(trained: Trained): string {
  const w = learningWords('ja')
  if (!trained.ok) return w.problems[trained.reason satisfies TrainProblem]
  const { entries, cases, scores, state, reason } = trained.value
  const line = (name: keyof typeof w.parts) => {
    const { n, plain, vectors, learned } = scores[name]
    const both = (key: 'hit1' | 'hit3' | 'ndcg10') =>
      `${three(plain[key])} / ${three(vectors[key])} / ${three(learned[key])}`
    return `${w.parts[name]}（${n}）\n    Hit@1 ${both('hit1')}　Hit@3 ${both('hit3')}　nDCG@10 ${both('ndcg10')}`
  }
  return [
    `${w.fromOf(entries, cases)}　（${Object.values(w.scoreColumns).slice(2).join(' / ')}）`,
    ...(['wordings', 'cases', 'never', 'partly', 'all'] as const).filter((name) => scores[name].n > 0).map(line),
    `${w.states[state]}: ${w.reasons[reason ?? ('better' satisfies Reason)]}`,
  ].join('\n')
}
