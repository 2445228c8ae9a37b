import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { describe, expect, test } from 'vitest'
import { followOvertaken } from '../../src/renderer/src/state/overtaken'

const KEY = ['batches', 'list']

interface Page {
  readonly queries: QueryClient
  /** Ends the read that has this place in their order. */
  readonly answer: (read: number, value: string | Error) => Promise<void>
}

/** A page that reads, by itself or with our help, while something changes. @returns what it shows in the end */
async function shownBy(follow: (queries: QueryClient) => void, change: (page: Page) => Promise<void>) {
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } },
  })
  follow(queries)
  const reads: { readonly resolve: (value: string) => void; readonly reject: (error: Error) => void }[] = []
  const observer = new QueryObserver(queries, {
    queryKey: KEY,
    queryFn: () => new Promise<string>((resolve, reject) => reads.push({ resolve, reject })),
  })
  const stop = observer.subscribe(() => undefined)
  async function answer(read: number, value: string | Error): Promise<void> {
    await expect.poll(() => reads.length).toBeGreaterThan(read)
    if (value instanceof Error) reads[read]?.reject(value)
    else reads[read]?.resolve(value)
    await expect
      .poll(() => observer.getCurrentResult().error === value || observer.getCurrentResult().data === value)
      .toBe(true)
  }
  await change({ queries, answer })
  reads.at(-1)?.resolve('new')
  await expect.poll(() => observer.getCurrentResult().fetchStatus).toBe('idle')
  const { data } = observer.getCurrentResult()
  stop()
  queries.clear()
  return { data, reads: reads.length }
}

const CHANGES: Readonly<Record<string, readonly [number, (page: Page) => Promise<void>]>> = {
  'a first read': [
    2,
    async ({ queries, answer }) => {
      for (let change = 0; change < 3; change++) void queries.invalidateQueries({ queryKey: KEY })
      await answer(0, 'old')
    },
  ],
  'the read after one that failed': [
    3,
    async ({ queries, answer }) => {
      await answer(0, new Error('away'))
      void queries.refetchQueries({ queryKey: KEY })
      await expect.poll(() => queries.isFetching()).toBe(1)
      void queries.invalidateQueries({ queryKey: KEY })
      await answer(1, 'old')
    },
  ],
  'a read beside which an event wrote what is newer': [
    2,
    async ({ queries, answer }) => {
      queries.setQueryData(KEY, 'new')
      await answer(0, 'old')
    },
  ],
}

describe.each(Object.entries(CHANGES))('%s', (_, [reads, change]) => {
  test('that a change overtakes is followed by one other', async () => {
    expect(await shownBy(followOvertaken, change)).toEqual({ data: 'new', reads })
  })

  test('canary: by itself its older answer stays', async () => {
    expect(await shownBy(() => undefined, change)).toEqual({ data: 'old', reads: reads - 1 })
  })
})
