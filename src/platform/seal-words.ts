// What a check of the log found, in plain words.
import type { Fault, Verdict } from './verify.ts'
import { type Lang, workWords } from './words.ts'

const sealWords = workWords(
  {
    removed: (id: string, seal: string) => `記録 ${id} が消されています（封 ${seal}）`,
    changed: (id: string, seal: string) => `記録 ${id} が書きかえられています（封 ${seal}）`,
    inserted: (id: string, seal: string) => `記録 ${id} が、あとから差しこまれています（封 ${seal}）`,
    sealAgrees: (seal: string) => `封 ${seal} が書きかえられています（記録そのものは、もとのままです）`,
    sealUnknown: (seal: string, first: string, last: string) =>
      `封 ${seal} が書きかえられています（記録 ${first}〜${last} は、この封では確かめられません）`,
    sealsRemoved: (from: string, to: string) => `封 ${from === to ? from : `${from}〜${to}`} が消されています`,
    sealReplaced: (seal: string) => `封 ${seal} が作りなおされています（次の封と、つながりません）`,
    anchorDiffers: (day: string, seal: string) => `${day} の錨（いかり）と、封 ${seal} が合いません`,
    cut: (seal: string, last: string) =>
      `紙の錨は封 ${seal} を指していますが、記録は封 ${last} で終わっています。終わりが切り取られています`,
    rewritten: (seal: string) => `紙の錨の封 ${seal} と、いまの封 ${seal} が違います。記録が作りなおされています`,
    anchorUnknown: '紙の錨の値が、どの封にもありません。記録の終わりが切り取られたか、作りなおされています',
    good: (events: string, seals: string) =>
      `問題はありません。${events} 件の記録と ${seals} の封が、すべて合っています。`,
    bad: (faults: string, events: string) => `問題が ${faults} 件あります（確かめた記録 ${events} 件）。`,
    none: 'まだ封がありません。',
    unsealed: (n: string) => `まだ封をしていない記録: ${n} 件（1分ごとに封をします。問題ではありません）`,
    more: (n: string) => `ほかに ${n} 件`,
  },
  {
    removed: (id: string, seal: string) => `Event ${id} has been removed (seal ${seal})`,
    changed: (id: string, seal: string) => `Event ${id} has been changed (seal ${seal})`,
    inserted: (id: string, seal: string) => `Event ${id} was put in afterwards (seal ${seal})`,
    sealAgrees: (seal: string) => `Seal ${seal} has been changed (the events themselves are as they were)`,
    sealUnknown: (seal: string, first: string, last: string) =>
      `Seal ${seal} has been changed (it cannot vouch for events ${first} to ${last})`,
    sealsRemoved: (from: string, to: string) =>
      from === to ? `Seal ${from} has been removed` : `Seals ${from} to ${to} have been removed`,
    sealReplaced: (seal: string) => `Seal ${seal} was made anew (the next one does not follow it)`,
    anchorDiffers: (day: string, seal: string) => `The anchor of ${day} does not agree with seal ${seal}`,
    cut: (seal: string, last: string) =>
      `The anchor on paper names seal ${seal}, but the log ends with seal ${last}: its end was cut off`,
    rewritten: (seal: string) => `Seal ${seal} is not the one of the anchor on paper: the log was made anew`,
    anchorUnknown: 'No seal has the value of the anchor on paper: the end of the log was cut off, or it was made anew',
    good: (events: string, seals: string) => `All is well: ${events} events and ${seals} seals agree.`,
    bad: (faults: string, events: string) => `${faults} faults (${events} events checked).`,
    none: 'Nothing is sealed yet.',
    unsealed: (n: string) => `Not sealed yet: ${n} events (sealed every minute; no fault)`,
    more: (n: string) => `and ${n} more`,
  },
)

const count = (n: number) => n.toLocaleString('en')

/** One fault as a sentence, with its ids. */
export function tellFault(fault: Fault, lang: Lang): string {
  const w = sealWords(lang)
  switch (fault.kind) {
    case 'removed':
    case 'changed':
    case 'inserted':
      return w[fault.kind](String(fault.id), String(fault.seal))
    case 'seal_changed':
      return fault.events === 'agree'
        ? w.sealAgrees(String(fault.seal))
        : w.sealUnknown(String(fault.seal), String(fault.first), String(fault.last))
    case 'seals_removed':
      return w.sealsRemoved(String(fault.from), String(fault.to))
    case 'seal_replaced':
      return w.sealReplaced(String(fault.seal))
    case 'anchor_differs':
      return w.anchorDiffers(fault.day, String(fault.seal))
    case 'cut':
      return w.cut(String(fault.seal), String(fault.last))
    case 'rewritten':
      return w.rewritten(String(fault.seal))
    case 'anchor_unknown':
      return w.anchorUnknown
  }
}

/** The whole verdict, a sentence a line. */
export function tellVerdict(verdict: Verdict, lang: Lang): string[] {
  const w = sealWords(lang)
  const { ok, events, seals, faults, faultCount, unsealed } = verdict
  return [
    ok && seals === 0 ? w.none : ok ? w.good(count(events), count(seals)) : w.bad(count(faultCount), count(events)),
    ...faults.map((fault) => `・${tellFault(fault, lang)}`),
    ...(faultCount > faults.length ? [`・${w.more(count(faultCount - faults.length))}`] : []),
    ...(unsealed > 0 ? [w.unsealed(count(unsealed))] : []),
  ]
}
