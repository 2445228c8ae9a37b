import { queryOptions, useQueries, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Row } from '../../../../../shared/scalars'
import { keys } from '../../../api/keys'
import { readRange, type StoredTable, type View } from '../../../api/results'

const PAGE_ROWS = 200
/** Pages that stay when they are scrolled past: what was just seen is there again, and memory stays flat. */
const KEPT_PAGES = 40
const KEPT_MS = 60_000
/** A page that a moving scroller has left again within this time is not asked for. */
const PASSING_MS = 40

export interface RangeRows {
  /** Undefined while it is on its way. */
  readonly at: (index: number) => Row | undefined
  /** Why a page is missing. */
  readonly error: Error | null
  /** Why a page that is here was not read again. */
  readonly stale: Error | null
  readonly retry: () => void
}

/**
 * Rows of a range, pulled in pages; what is scrolled past before it came is aborted.
 * @param moving whether the range changes at this moment
 */
export function useRows(table: StoredTable, view: View, first: number, last: number, moving: boolean): RangeRows {
  const queries = useQueryClient()
  const from = Math.max(0, Math.floor(first / PAGE_ROWS))
  const to = Math.floor(last / PAGE_ROWS)
  const pages = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
  const answers = useQueries({ queries: pages.map((page) => pageOf(table, view, page, moving)) })
  useEffect(() => forgetOld(queries), [queries, from, to])
  return {
    at(index) {
      const page = Math.floor(index / PAGE_ROWS)
      const known = answers[page - from] ?? { data: queries.getQueryData(pageOf(table, view, page, false).queryKey) }
      return known.data?.[index % PAGE_ROWS]
    },
    error: answers.find(({ data, error }) => data === undefined && error !== null)?.error ?? null,
    stale: answers.find(({ data, error }) => data !== undefined && error !== null)?.error ?? null,
    retry: () => void Promise.all(answers.map((answer) => answer.refetch())),
  }
}

function pageOf(table: StoredTable, view: View, page: number, moving: boolean) {
  return queryOptions({
    queryKey: keys.result('rows', table, view, page),
    queryFn: async ({ signal }) => {
      if (moving) await pass(signal)
      const { rows } = await readRange(table, view, page * PAGE_ROWS, PAGE_ROWS, signal)
      return rows
    },
    gcTime: KEPT_MS,
    retry: false,
  })
}

/** Waits; throws as soon as nobody wants the page any more. */
function pass(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PASSING_MS)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(new DOMException('scrolled past', 'AbortError'))
      },
      { once: true },
    )
  })
}

function forgetOld(queries: QueryClient): void {
  const cache = queries.getQueryCache()
  const idle = cache.findAll({ queryKey: keys.result('rows'), type: 'inactive', fetchStatus: 'idle' })
  const old = idle.sort((left, right) => right.state.dataUpdatedAt - left.state.dataUpdatedAt).slice(KEPT_PAGES)
  for (const page of old) cache.remove(page)
}
