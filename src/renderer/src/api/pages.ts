import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query'
import { useMemo } from 'react'
import { BATCH_LIMIT, type BatchList, type BatchRecord, type Page } from '../../../shared/batch'
import { call, type Query } from './call'

interface PageOf<Row> {
  readonly page: Page
  readonly data: readonly Row[]
}

type AskPage<Answer> = (limit: number, offset: number) => Promise<Answer>

/** Rows from `first` on, fewer only at the end, in as many pages as `pipeline.batch.max-page-size` makes of them. */
export async function readPages<Row, Answer extends PageOf<Row>>(ask: AskPage<Answer>, first: number, count: number) {
  let answer = await ask(count, first)
  const rows = [...answer.data]
  while (answer.page.hasMore && answer.data.length > 0 && rows.length < count) {
    answer = await ask(count - rows.length, first + rows.length)
    rows.push(...answer.data)
  }
  return { answer, rows, hasMore: answer.page.hasMore && answer.data.length > 0 }
}

export const FIRST_PART = 100
/** A part is as long as all before it, up to this. */
const LONGEST_PART = 10_000

export interface Parts<Row, Answer> {
  readonly rows: readonly Row[]
  /** The latest page, for what it says of the whole; undefined before the first has come. */
  readonly answer: Answer | undefined
  readonly error: Error | null
  readonly retry: () => void
  /** Null where all rows have come. */
  readonly more: (() => void) | null
  readonly isComing: boolean
}

/**
 * Rows that come as many at a time as somebody asks for, from the first to the last; all of them can be had.
 * @param subject what they are the rows of
 * @param sort in the engine's words, empty for their own order; until a new order has come, the old one stays
 */
export function useParts<Row, Answer extends PageOf<Row>>(
  subject: QueryKey,
  sort: string,
  ask: (limit: number, offset: number, signal: AbortSignal) => Promise<Answer>,
  enabled = true,
): Parts<Row, Answer> {
  const parts = useInfiniteQuery({
    queryKey: [...subject, sort],
    queryFn: ({ pageParam, signal }) =>
      readPages<Row, Answer>(
        (limit, offset) => ask(limit, offset, signal),
        pageParam,
        Math.min(LONGEST_PART, Math.max(FIRST_PART, pageParam)),
      ),
    initialPageParam: 0,
    getNextPageParam: ({ rows, hasMore }, _, first) => (hasMore ? first + rows.length : undefined),
    placeholderData: (before, query) =>
      JSON.stringify(query?.queryKey.slice(0, -1)) === JSON.stringify(subject) ? before : undefined,
    enabled,
    retry: false,
  })
  const { data } = parts
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  return {
    rows,
    answer: data?.pages.at(-1)?.answer,
    error: parts.error,
    retry: () => void (parts.isFetchNextPageError ? parts.fetchNextPage() : parts.refetch()),
    more: parts.hasNextPage && !parts.isPlaceholderData ? () => void parts.fetchNextPage() : null,
    isComing: parts.isFetching,
  }
}

/** `total_revenue:desc,category:asc`. @param columnsOf the engine's names of a shown column, where it has others */
export function sortText(
  by: readonly { readonly id: string; readonly desc: boolean }[],
  columnsOf: (id: string) => readonly string[] = (id) => [id],
): string {
  return by.flatMap(({ id, desc }) => columnsOf(id).map((name) => `${name}:${desc ? 'desc' : 'asc'}`)).join(',')
}

/** The newest batches, as many as are wanted, in as many pages as the API makes of them. */
export async function readBatches(query: Query, count: number, signal?: AbortSignal): Promise<BatchList> {
  // By id: a batch that is submitted meanwhile moves the others down, into the next page.
  const found = new Map<string, BatchRecord>()
  for (let offset = 0; ;) {
    const limit = Math.min(count - offset, BATCH_LIMIT.max)
    const { total, returned, batches } = await call('batches', { query: { ...query, limit, offset } }, signal)
    for (const batch of batches) found.set(batch.batchId, batch)
    offset += returned
    if (returned === 0 || offset >= Math.min(count, total))
      return { total, returned: found.size, batches: [...found.values()] }
  }
}
