// Training beside the service: in a thread of its own, so that questions are answered meanwhile.
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { Encoder } from './encoder.ts'
import { type Progress, type Recipe, train } from './encoder-train.ts'
import type { Lessons } from './lessons.ts'

type Task = { task: 'train an encoder'; lessons: Lessons; seed: number; recipe: Recipe | undefined }
type Note = { done: number; of: number; loss: number } | { encoder: Encoder }

/** Trains an encoder in a thread; `stop` ends it early. The same lessons and seed give the same encoder as `train`. */
export function trainInWorker(
  lessons: Lessons,
  {
    seed,
    recipe,
    onProgress,
    stop,
  }: { seed: number; recipe?: Recipe | undefined; onProgress?: Progress; stop?: AbortSignal },
): Promise<Encoder> {
  const task: Task = { task: 'train an encoder', lessons, seed, recipe }
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: task })
    const end = () => void worker.terminate()
    stop?.addEventListener('abort', end, { once: true })
    worker.on('message', (note: Note) => {
      if ('encoder' in note) resolve(note.encoder)
      else onProgress?.(note.done, note.of, note.loss)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      stop?.removeEventListener('abort', end)
      reject(new Error(`training ended early (${code})`)) // nothing happens where the encoder has come
    })
  })
}

if (!isMainThread && (workerData as Partial<Task> | null)?.task === 'train an encoder') {
  const { lessons, seed, recipe } = workerData as Task
  const tell = (note: Note) => parentPort!.postMessage(note)
  tell({ encoder: train(lessons, seed, (done, of, loss) => tell({ done, of, loss }), recipe) })
}
