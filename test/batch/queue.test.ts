import { expect, test } from 'vitest'
import { createBatchQueue, type RunningBatch } from '../../src/main/batch/queue'
import { SILENT } from '../../src/main/log/logger'
import { until } from '../support/until'

/** A queue whose batches end when they are told to. */
function openQueue(size: number) {
  const begun: string[] = []
  const ended: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const queue = createBatchQueue({
    size,
    run: (batchId, { stop }: RunningBatch) =>
      new Promise((resolve, reject) => {
        begun.push(batchId)
        const end = (error?: Error) => (error === undefined ? resolve() : reject(error))
        ends.set(batchId, end)
        stop.signal.addEventListener('abort', () => end(), { once: true })
      }),
    onEnd: (batchId) => ended.push(batchId),
    log: SILENT,
  })
  const has = (list: readonly string[], expected: readonly string[]) =>
    until(
      () => list,
      (seen) => seen.join() === expected.join(),
    )
  return { queue, begun, ended, ends, has }
}

test('so many batches at once, the others in the order in which they came', async () => {
  const { queue, begun, ended, ends, has } = openQueue(2)
  for (const id of ['a', 'b', 'c', 'd']) queue.add(id)
  expect(begun).toEqual(['a', 'b'])
  expect(['a', 'b', 'c', 'd'].map((id) => queue.position(id))).toEqual([null, null, 1, 2])
  expect(queue.running('a')?.progress).toEqual({ phase: 'plan' })
  expect(queue.running('c')).toBeNull()
  ends.get('b')?.()
  await has(begun, ['a', 'b', 'c'])
  expect(ended).toEqual(['b'])
  expect(queue.position('d')).toBe(1)
})

test('a batch that fails to begin leaves its place to the next', async () => {
  const { queue, begun, ended, ends, has } = openQueue(1)
  queue.add('a')
  queue.add('b')
  ends.get('a')?.(new Error('the registry cannot be read'))
  await has(begun, ['a', 'b'])
  expect(ended).toEqual(['a'])
})

test('what waits can be withdrawn, what runs cannot', () => {
  const { queue, begun } = openQueue(1)
  for (const id of ['a', 'b', 'c']) queue.add(id)
  expect([queue.withdraw('b'), queue.withdraw('b'), queue.withdraw('a')]).toEqual([true, false, false])
  expect(queue.position('c')).toBe(1)
  expect(begun).toEqual(['a'])
})

test('a closed queue begins nothing, tells who waited, and stops what runs when its time is over', async () => {
  const { queue, begun, ended } = openQueue(1)
  queue.add('a')
  queue.add('b')
  queue.close()
  queue.add('c')
  expect(queue.withdraw('c')).toBe(true)
  expect(queue.takeWaiting()).toEqual(['b'])
  const stop = queue.running('a')?.stop.signal
  const reason = new Error('Millrace stops.')
  await queue.drain(0, reason)
  expect(stop?.reason).toBe(reason)
  expect([begun, ended]).toEqual([['a'], ['a']])
})
