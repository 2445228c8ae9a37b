import { allDone } from './all-done'

/**
 * `count` works at a time, answers in order. After a failure none begins any more, and those that run come to their
 * end before it is thrown.
 */
export async function atOnce<T, R>(
  count: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const answers = new Map<number, R>()
  const left = items.entries()
  let failed = false
  async function takeNext(): Promise<void> {
    for (const [index, item] of left) {
      if (failed) return
      try {
        answers.set(index, await work(item, index))
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  await allDone(Array.from({ length: Math.min(count, items.length) }, takeNext))
  return [...answers].sort(([left], [right]) => left - right).map(([, answer]) => answer)
}
