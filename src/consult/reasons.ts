// Why a desk was shown, in sentences with the asker's own words marked. Pure.
import { needName } from '../directory/index.ts'
import { type Lang, words } from '../platform/words.ts'
import { tellFit } from './fact-words.ts'
import type { Shown } from './rules.ts'

const reasonWords = words(
  {
    reasonWords: (theirs: string[]) => `${theirs.map((word) => `「${word}」`).join('')}という言葉に合っています`,
    reasonHeard: (theirs: string[], need: string) =>
      `${theirs.map((word) => `「${word}」`).join('')}から、「${need}」の相談と読みました`,
    reasonNeed: (need: string) => `「${need}」の相談先です`,
    reasonSynonym: (yours: string, theirs: string) => `「${yours}」は、窓口では「${theirs}」と呼ばれています`,
    reasonNear: (yours: string, theirs: string) => `「${yours}」に近い「${theirs}」の相談を受けています`,
    reasonPast: (count: number) => `似た困りごとの方が、ここで解決しています（${count}件）`,
    reasonPlace: (place: string) => `${place}を担当しています`,
  },
  {
    reasonWords: (theirs: string[]) => `あなたの 言葉 ${theirs.map((word) => `「${word}」`).join('')} と 合います`,
    reasonHeard: (theirs: string[], need: string) =>
      `${theirs.map((word) => `「${word}」`).join('')}は 「${need}」の ことだと 思いました`,
    reasonNeed: (need: string) => `「${need}」の 相談が できます`,
    reasonSynonym: (yours: string, theirs: string) => `「${yours}」は 「${theirs}」とも 言います`,
    reasonNear: (yours: string, theirs: string) => `「${yours}」に 近い「${theirs}」の 相談が できます`,
    reasonPast: (count: number) => `にた ことで 困った 人が、ここで よく なりました（${count}）`,
    reasonPlace: (place: string) => `${place}の 人の ための ところです`,
  },
  {
    reasonWords: (theirs: string[]) => `It fits your words ${theirs.map((word) => `“${word}”`).join(', ')}`,
    reasonHeard: (theirs: string[], need: string) =>
      `From ${theirs.map((word) => `“${word}”`).join(', ')} we understood: ${need}`,
    reasonNeed: (need: string) => `It is there for: ${need}`,
    reasonSynonym: (yours: string, theirs: string) => `Desks say 「${theirs}」 for your 「${yours}」`,
    reasonNear: (yours: string, theirs: string) => `It answers 「${theirs}」, close to your 「${yours}」`,
    reasonPast: (count: number) => `People with a similar trouble were helped here (${count})`,
    reasonPlace: (place: string) => `It is responsible for ${place}`,
  },
)

export type Told = { text: string; marks: string[] }
type Result = Pick<Shown['results'][number], 'reasons' | 'why'>

/**
 * Two to four sentences: what the desk says of itself that touches their words, their words that it answers,
 * the need that was heard, the place it is responsible for.
 */
export function tellReasons(result: Result, lang: Lang): Told[] {
  const t = reasonWords(lang)
  const heard = result.reasons.flatMap((reason) =>
    'words' in reason ? reason.words : reason.kind === 'synonym' ? [reason.yours] : [],
  )
  const theirs = longestOf(heard)
  const told: Told[] = []
  const need = result.reasons.find((reason) => reason.kind === 'need')
  const spoken = need ? longestOf(need.words) : []
  if (need && spoken.length > 0)
    told.push({ text: t.reasonHeard(spoken.slice(0, 3), needName(need.need, lang)), marks: spoken })
  else if (need) told.push({ text: t.reasonNeed(needName(need.need, lang)), marks: [] })
  else if (theirs.length > 0) told.push({ text: t.reasonWords(theirs.slice(0, 3)), marks: theirs })
  for (const line of result.why.slice(0, 2)) told.push({ text: line, marks: theirs })
  const synonym = result.reasons.find((reason) => reason.kind === 'synonym')
  if (told.length < 3 && synonym)
    told.push({ text: t.reasonSynonym(synonym.yours, synonym.theirs), marks: [synonym.yours] })
  // What suits this person in particular takes the place of the desk's second line about itself.
  const fit = tellFit(result.reasons, lang)
  if (fit) told.splice(2, 1, { text: fit, marks: [] })
  const near = result.reasons.find((reason) => reason.kind === 'near')
  if (told.length < 3 && near) told.push({ text: t.reasonNear(near.yours, near.theirs), marks: [near.yours] })
  const past = result.reasons.find((reason) => reason.kind === 'past')
  const place = result.reasons.find((reason) => reason.kind === 'place')
  const last: Told[] = [
    ...(past ? [{ text: t.reasonPast(past.count), marks: [] }] : []),
    ...(place ? [{ text: t.reasonPlace(place.place), marks: [place.place] }] : []),
  ]
  return [...told.slice(0, 4 - last.length), ...last]
}

/** 「火の消し忘れ」 says it all; 「消し忘れ」 and 「忘れ」 beside it say nothing more. */
const longestOf = (words: readonly string[]): string[] =>
  [...new Set(words)].filter((word) => !words.some((other) => other !== word && other.includes(word)))
