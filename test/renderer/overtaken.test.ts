import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { followOvertaken } from '../../src/renderer/src/state/overtaken'

/** A page that reads what changes while the first answer is on its way. */
async function readWhileItChanges(follow: (queries: QueryClient) => void): Promise<{ shown: unknown; reads: number }> {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } })
  follow(queries)
  const answers: ((value: string) => void)[] = []
  const observer = new QueryObserver(queries, {
    queryKey: ['batches', 'list'],
    queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
  })
  const stop = observer.subscribe(() => undefined)
  await expect.poll(() => answers.length).toBe(1)
  for (let change = 0; change < 3; change++) void queries.invalidateQueries({ queryKey: ['batches'] })
  answers[0]?.('before the change')
  await expect.poll(() => observer.getCurrentResult().data).toBe('before the change')
  answers[1]?.('after it')
  await expect.poll(() => observer.getCurrentResult().fetchStatus).toBe('idle')
  const shown = observer.getCurrentResult().data
  stop()
  queries.clear()
  return { shown, reads: answers.length }
}

test('a first read that a change overtakes is followed by one other', async () => {
  expect(await readWhileItChanges(followOvertaken)).toEqual({ shown: 'after it', reads: 2 })
})

test('canary: by itself its answer stays, and is stale', async () => {
  expect(await readWhileItChanges(() => undefined)).toEqual({ shown: 'before the change', reads: 1 })
})
