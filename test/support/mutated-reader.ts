import { join } from 'node:path'
import { bundle, type Mutation } from './bundle'
import { openLogReader, type LogReader } from './log-reader'

/** A reader of the product as it stands, or of one with guards removed. */
export async function openMutatedReader(folder: string, mutations: readonly Mutation[]): Promise<LogReader> {
  if (mutations.length === 0) {
    return openLogReader(folder)
  }
  const built = await bundle(join(import.meta.dirname, 'log-reader.ts'), mutations)
  const module = (await import(built.script)) as { openLogReader: typeof openLogReader }
  const reader = await module.openLogReader(folder)
  return {
    ...reader,
    async close() {
      await reader.close()
      await built.remove()
    },
  }
}
