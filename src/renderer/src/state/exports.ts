import { create } from 'zustand'
import type { SaveRequest } from '../client/client'
import { client } from '../engine'
import { text } from '../strings/text'
import { formatBytes } from '../ui/format'
import { notify } from '../ui/toast'

export interface RunningExport {
  readonly id: number
  readonly fileName: string
  /** So far. */
  readonly bytes: number
  readonly stop: () => void
}

/** Files that are being saved, the oldest first: they go on while other screens are looked at. */
export const useExports = create<{ readonly running: readonly RunningExport[] }>(() => ({ running: [] }))

let started = 0

/** Saves a file, with progress and cancel in the shell, and says what became of it. */
export async function startExport(file: Pick<SaveRequest, 'operation' | 'input' | 'fileName'>): Promise<void> {
  const id = started++
  const stop = new AbortController()
  const { fileName } = file
  useExports.setState(({ running }) => ({
    running: [...running, { id, fileName, bytes: 0, stop: () => stop.abort() }],
  }))
  const answer = await client().save({
    ...file,
    signal: stop.signal,
    onProgress: (bytes) =>
      useExports.setState(({ running }) => ({
        running: running.map((one) => (one.id === id ? { ...one, bytes } : one)),
      })),
  })
  useExports.setState(({ running }) => ({ running: running.filter((one) => one.id !== id) }))
  if (answer.kind === 'saved')
    notify({ mark: 'ok', title: text.results.exported(answer.path), detail: formatBytes(answer.bytes) })
  else if (answer.kind === 'cancelled') notify({ mark: 'stopped', title: text.results.exportCancelled })
  else notify({ mark: 'failed', title: text.results.exportFailed, detail: answer.error.message })
}
