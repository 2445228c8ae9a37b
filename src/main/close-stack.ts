import type { Logger } from './log/logger'

/** What was opened, to be closed in reverse: the same way where opening fails halfway and at the end. */
export interface CloseStack {
  /** As soon as it is open; the name is for the log. Nothing is pushed once the stack is closed. */
  push(name: string, close: () => unknown): void
  /**
   * Each part waits for the ones pushed after it. One that fails is logged, and the rest still closed; the first
   * failure is thrown at the end. To close twice is to wait for the same closing.
   */
  close(): Promise<void>
}

/** An empty stack; what cannot be closed is told to `log` by its name. */
export function createCloseStack(log: Logger): CloseStack {
  const parts: { readonly name: string; readonly close: () => unknown }[] = []
  let closing: Promise<void> | null = null

  async function closeAll(): Promise<void> {
    const failures: unknown[] = []
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      try {
        await part.close()
      } catch (err) {
        log.warn({ err, part: part.name }, 'a part could not be closed')
        failures.push(err)
      }
    }
    if (failures.length > 0) throw failures[0]
  }

  return {
    push(name, close) {
      parts.push({ name, close })
    },
    close: () => (closing ??= closeAll()),
  }
}

/** What `open` answers; where it fails, what it has pushed until then is closed first. */
export async function closingOnFailure<T>(log: Logger, open: (closing: CloseStack) => Promise<T>): Promise<T> {
  const closing = createCloseStack(log)
  try {
    return await open(closing)
  } catch (error) {
    // It is logged; what is thrown is why nothing could be opened.
    await closing.close().catch(() => undefined)
    throw error
  }
}
