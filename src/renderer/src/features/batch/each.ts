import type { BatchRecord } from '../../../../shared/batch'
import { messageOf } from '../../../../shared/errors'
import { notify } from '../../ui/toast'

/** What became of several batches, each of which may be refused by itself. */
export interface Outcome<T> {
  readonly done: readonly T[]
  readonly refused: readonly BatchRecord[]
}

/**
 * Does the same with each batch; what is refused is told and does not keep the others.
 * @param title of so many of them that were refused
 */
export async function withEach<T>(
  batches: readonly BatchRecord[],
  work: (batch: BatchRecord) => Promise<T>,
  title: (refused: number, of: number) => string,
): Promise<Outcome<T>> {
  const done: T[] = []
  const refused: BatchRecord[] = []
  const reasons = new Set<string>()
  for (const batch of batches)
    try {
      done.push(await work(batch))
    } catch (error) {
      refused.push(batch)
      reasons.add(messageOf(error))
    }
  if (refused.length > 0)
    notify({ mark: 'failed', title: title(refused.length, batches.length), detail: [...reasons].join('\n') })
  return { done, refused }
}
