// Learning beside the service: in a thread of its own, so that questions are answered meanwhile.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type Learnt, learn, type Task, type Tell } from './learn.ts'

type Given = Task & { task: 'learn' }
type Note = { stage: Parameters<Tell>[0]; done: number; total: number } | { learnt: Learnt } | { failed: string }

/** Learns in a thread; `stop` ends it early. The same task gives the same result as `learn`. */
export function learnInWorker(task: Task, tell: Tell, stop?: AbortSignal): Promise<Learnt> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { ...task, task: 'learn' } satisfies Given })
    const end = () => void worker.terminate()
    if (stop?.aborted) end()
    stop?.addEventListener('abort', end, { once: true })
    worker.on('message', (note: Note) => {
      if ('learnt' in note) resolve(note.learnt)
      else if ('failed' in note) reject(new Error(note.failed))
      else tell(note.stage, note.done, note.total)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      stop?.removeEventListener('abort', end)
      reject(new Error(`learning ended early (${code})`)) // nothing happens where it has come to its end
    })
  })
}

if (!isMainThread && (workerData as Partial<Given> | null)?.task === 'learn') {
  const say = (note: Note) => parentPort!.postMessage(note)
  await learn(workerData as Given, (stage, done, total) => say({ stage, done, total })).then(
    (learnt) => say({ learnt }),
    (error: Error) => say({ failed: error.message }),
  )
}
