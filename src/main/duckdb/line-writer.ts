import { toIoError } from '../durable'
import type { LineWriter } from '../stream/ports'
import { writeDeadLetterFile } from './dead-letters'
import { writeEventLines } from './event-lines'
import { LineFile } from './line-file'
import type { Session } from './session'

export interface LineWriterOptions {
  readonly session: Session
  /** A folder of ours for line files, memory-backed where there is one; the session may read it. */
  readonly lineFolder: string
  readonly keepUnknown: boolean
}

/** Lines of decoded messages to Parquet, by way of a file that DuckDB reads. */
export function createLineWriter({ session, lineFolder, keepUnknown }: LineWriterOptions): LineWriter {
  return {
    keepUnknown,
    begin(root) {
      const lines = new LineFile(lineFolder)
      return {
        lines,
        async finish(processingTime) {
          try {
            lines.end()
            if (lines.rows === 0) return []
            return await writeEventLines(session, { root, lines, processingTime, keepUnknown })
          } catch (error) {
            throw toIoError(error, `A micro-batch cannot be written to ${root}`)
          } finally {
            await lines.remove()
          }
        },
        discard() {
          lines.close()
          void lines.remove()
        },
      }
    },
    writeDeadLetters: (root, topic, deadLetters, deadAt) =>
      writeDeadLetterFile({ session, lineFolder, root, topic, deadLetters, deadAt }),
  }
}
