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
  const enter = (batchId: string) => queue.enter(batchId, () => Promise.resolve())
  return { queue, enter, begun, ended, ends, has }
}

test('so many batches at once, the others in the order in which they came', async () => {
  const { queue, enter, begun, ended, ends, has } = openQueue(2)
  for (const id of ['a', 'b', 'c', 'd']) await enter(id)
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
  const { enter, begun, ended, ends, has } = openQueue(1)
  await enter('a')
  await enter('b')
  ends.get('a')?.(new Error('the registry cannot be read'))
  await has(begun, ['a', 'b'])
  expect(ended).toEqual(['a'])
})

test('what waits can be withdrawn, what runs cannot', async () => {
  const { queue, enter, begun } = openQueue(1)
  for (const id of ['a', 'b', 'c']) await enter(id)
  expect([queue.withdraw('b'), queue.withdraw('b'), queue.withdraw('a')]).toEqual([true, false, false])
  expect(queue.position('c')).toBe(1)
  expect(begun).toEqual(['a'])
})

test('a closed queue begins nothing, tells who waited, and stops what runs when its time is over', async () => {
  const { queue, enter, begun, ended } = openQueue(1)
  await enter('a')
  await enter('b')
  queue.close()
  await enter('c')
  expect(queue.withdraw('c')).toBe(true)
  expect(queue.takeWaiting()).toEqual(['b'])
  const stop = queue.running('a')?.stop.signal
  const reason = new Error('Millrace stops.')
  await queue.drain(0, reason)
  expect(stop?.reason).toBe(reason)
  expect([begun, ended]).toEqual([['a'], ['a']])
})

test('records and queue have one order, however long each takes to be kept, and what is not kept has no place', async () => {
  const { queue, begun } = openQueue(0)
  const kept: string[] = []
  const keeping = ['slow', 'refused', 'quick'].map((batchId) =>
    queue.enter(batchId, async () => {
      for (let turn = 0; turn < (batchId === 'slow' ? 100 : 1); turn++) await Promise.resolve()
      if (batchId === 'refused') throw new Error('the registry cannot be written')
      kept.push(batchId)
    }),
  )
  const [, refused] = await Promise.allSettled(keeping)
  expect(refused?.status).toBe('rejected')
  expect(kept).toEqual(['slow', 'quick'])
  expect(['slow', 'refused', 'quick'].map((batchId) => queue.position(batchId))).toEqual([1, null, 2])
  expect(begun).toEqual([])
})
