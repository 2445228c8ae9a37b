import { useQueries } from '@tanstack/react-query'
import type { Row } from '../../../../shared/scalars'
import { keys } from '../../api/keys'
import { readRows, type StoredTable, type View } from '../../api/results'

export const PAGE_ROWS = 200

export interface RangeRows {
  /** Undefined while it is on its way. */
  readonly at: (index: number) => Row | undefined
  readonly error: Error | null
  readonly retry: () => void
}

/** Rows of a range, pulled in pages; what is scrolled past before it came is aborted. */
export function useRows(table: StoredTable, view: View, first: number, last: number): RangeRows {
  const from = Math.max(0, Math.floor(first / PAGE_ROWS))
  const pages = Array.from({ length: Math.max(0, Math.floor(last / PAGE_ROWS) - from + 1) }, (_, index) => from + index)
  const answers = useQueries({
    queries: pages.map((page) => ({
      queryKey: keys.result('rows', table, view, page),
      queryFn: ({ signal }: { signal: AbortSignal }) => readRows(table, view, PAGE_ROWS, page * PAGE_ROWS, signal),
      gcTime: 60_000,
      retry: false,
    })),
  })
  return {
    at: (index) => answers[Math.floor(index / PAGE_ROWS) - from]?.data?.data[index % PAGE_ROWS],
    error: answers.find(({ error }) => error !== null)?.error ?? null,
    retry: () => void Promise.all(answers.map((answer) => answer.refetch())),
  }
}
