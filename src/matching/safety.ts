// Danger in someone's words: suicide, violence, abuse, fire, acute illness, sexual violence. Runs before any ranking.
// Errs on the side of showing a number too many; idioms, denials, fiction and what is long over stay quiet.
import { foldWithOffsets } from '../platform/japanese.ts'
import { danger } from './lexicon.ts'

export type DangerKind = 'suicide' | 'violence' | 'abuse' | 'fire' | 'medical' | 'sexual'

/**
 * `now`: acting this moment or acute; `risk`: danger speaks. `lines`, the first first, are ids that the page maps to numbers:
 * 119 110 · suicide · dv · police (#9110) · child (189) · elder · disabled · sexual (#8891) · poison · gas · 7119.
 */
export type Danger = { kind: DangerKind; level: 'now' | 'risk'; words: string[]; lines: string[]; needs: string[] }

type Hit = { rule: (typeof danger.rules)[number]; level: 'now' | 'risk'; start: number; end: number }

/** What stands first when several dangers speak: what cannot wait. */
const ORDER: readonly string[] = ['medical', 'fire', 'violence', 'suicide', 'abuse', 'sexual']

/** Kinds that a word of urgency makes a danger of this moment. */
const URGES: ReadonlySet<string> = new Set(['violence', 'abuse', 'sexual'])

/** After a hit: 「…わけではない」「…とは思っていない」「…ことはない」. */
const DENIAL =
  /^(?!.{0,6}(たまら|いられ|いたたまれ|しか|だけ|仕方|しょうが|かもしれ|に違い))[いくたてでるれらさしっまん]{0,6}?(こと|わけ|訳|つもり|気|気持ち|の|ほど|とまで|事|状況|状態|よう)?(で|じゃ|と|に|って|なんて|を)?(は|が|も|まで|いう(の|わけ)?で?は?)?(い|し|して|あり|考えて|思って|考え|思わ|思い|見|疑わ|疑われ|感じて|され|されて|受けて)?(い|ませ)?(ない|なかった|なく(て|、|も|$)|ません|ありません|ず(に|、))/
const DOUBT_AFTER =
  /^(です)?(の(では|じゃ|か)|か(も|な|と|。|\?|、|$|ら)|でしょうか|でしょう|だろう|んじゃ|ん?で(しょう|すか)|と(思|言い切|は言))/
/** A hit that ends so is no denial when 「ない」 follows: 「死ぬしか」ない, 「渡してくれ」ない; of the body also 「立て」ない. */
const LACKS = /(しか|ほか|仕方|しかた|しょう|しよう|しゃあ|意味|価値|くれ|もらえ|与えられ|せて)$/
const CANNOT = /[かけえてれせめねら]$/
/** 「…しないように」「…したらと思うと不安」「…するのを防ぐ」: what might be, of accidents and fire. */
const MIGHT_BE =
  /^[いきしちにひみりえけせてねべめれっまでだたるうらん込み]{0,4}(ないか(心配|不安|気)|ないよう|たら(と思|どうしよう|怖|心配|不安)|る?(の|こと)?(を|が)(防|心配|不安|怖))/
/** What makes a danger one of this moment. */
const URGENT =
  /(今(?![はまのも後年月週度日夜回頃ご])|(^|[。、\n])いま(?![はまの])|たった今|助けて|たすけて|さっき|最中|目の前|血が|隠れて|逃げて(き|来|い)|止められな|殺され)/
/** 「…したことがある」: it has been, it is not now. */
const EXPERIENCE =
  /^(い|た|て|で|れた|られた|ました|して|しまった|ている|ていた)*(こと|事|時|とき|経験)(が|も|は)?(ある|あり|あった)/

/**
 * The dangers that a text speaks of, each kind once, what cannot wait first.
 * @param text as written, any length up to the limit of the platform; never throws
 */
export function dangers(text: string): Danger[] {
  const folded = closed(foldWithOffsets(text))
  const masked = folded.text.replace(danger.mask, (part) => '□'.repeat(part.length))
  const quiet = [...masked.matchAll(danger.fiction)].map((m) => ({ start: m.index, end: m.index + m[0].length }))
  const hits: Hit[] = []
  for (const rule of danger.rules) {
    // `matchAll` works on a copy, for which the pattern is not compiled: worth it only where there is something to find
    if (masked.search(rule.pattern) < 0) continue
    for (const match of masked.matchAll(rule.pattern)) {
      const [start, end] = [match.index, match.index + match[0].length]
      if (start === end || quiet.some((span) => start < span.end && span.start < end)) continue
      if (rule.fallback && hits.some((hit) => start < hit.end && hit.start < end)) continue
      const level = graded(masked, rule, start, end)
      if (level) hits.push({ rule, level, start, end })
    }
  }
  return merge(hits, text, folded.from)
}

/** Without the blanks inside a Japanese sentence: 「むねが くるしい」 is read as 「むねがくるしい」. */
function closed(folded: ReturnType<typeof foldWithOffsets>): ReturnType<typeof foldWithOffsets> {
  const kept: number[] = []
  let text = ''
  for (const part of folded.text.matchAll(/(?<![!-~])[ \t\u200b-\u200d\ufeff]+(?![!-~])|[\s\S]/g)) {
    if (part[0].length > 1 || /[ \t\u200b-\u200d\ufeff]/.test(part[0])) continue
    kept.push(part.index)
    text += part[0]
  }
  if (kept.length === folded.text.length) return folded
  // A stretch may end with the blank that follows it: still the writer's own words.
  return { text, from: (index) => folded.from(kept[index] ?? folded.text.length) }
}

/** The level of one hit in its sentence, or undefined where it is denied or long over. */
function graded(text: string, rule: Hit['rule'], start: number, end: number): 'now' | 'risk' | undefined {
  const after = text.slice(end, end + 40)
  const denial = DENIAL.exec(after)
  const hit = text.slice(start, end)
  const lack = LACKS.test(hit) || (rule.kind === 'medical' && CANNOT.test(hit))
  if (
    denial &&
    !(lack && /^[がもは]?(ない|なく|なか|ませ|あり)/.test(after)) &&
    !DOUBT_AFTER.test(after.slice(denial[0].length))
  )
    return undefined
  if (after.search(danger.topic) === 0) return undefined
  if ((rule.kind === 'medical' || rule.kind === 'fire') && MIGHT_BE.test(after)) return undefined
  const from = Math.max(text.lastIndexOf('。', start), text.lastIndexOf('\n', start)) + 1
  const before = text.slice(from, start)
  const past = before.search(danger.past) >= 0 || EXPERIENCE.test(after)
  if (!past) return rule.level === 'risk' && URGES.has(rule.kind) && URGENT.test(text) ? 'now' : rule.level
  const rest = text.slice(end, end + 120)
  if (rest.search(danger.relief) >= 0) return undefined
  return 'risk'
}

function merge(hits: readonly Hit[], text: string, from: (index: number) => number): Danger[] {
  const kinds = [...new Set(hits.map((hit) => hit.rule.kind))].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
  const result = kinds.map((kind): Danger => {
    const own = hits.filter((hit) => hit.rule.kind === kind)
    const first = [...own.filter((hit) => hit.level === 'now'), ...own.filter((hit) => hit.level === 'risk')]
    const needs = first.flatMap((hit) => (hit.rule.need ? [hit.rule.need] : []))
    return {
      kind: kind as DangerKind,
      level: first[0]!.level,
      words: [...new Set(first.map((hit) => text.slice(from(hit.start), from(hit.end))))].slice(0, 5),
      lines: [...new Set(first.flatMap((hit) => hit.rule.lines))],
      needs: [...new Set(needs)],
    }
  })
  return [...result.filter((one) => one.level === 'now'), ...result.filter((one) => one.level === 'risk')]
}
