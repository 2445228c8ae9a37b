import type { QueryClient, QueryKey } from '@tanstack/react-query'

/**
 * A change can overtake a first read: its answer may be of before, yet counts as fresh, because TanStack Query begins
 * again only what has an answer already. Such a read is followed by another one, until the returned function is called.
 */
export function followOvertaken(queries: QueryClient): () => void {
  const overtaken = new Set<string>()
  return queries.getQueryCache().subscribe((event) => {
    if (event.type === 'removed') overtaken.delete(event.query.queryHash)
    if (event.type !== 'updated') return
    const { query, action } = event
    const isFirst = query.state.status === 'pending' && query.state.fetchStatus === 'fetching'
    if (action.type === 'invalidate' && isFirst) overtaken.add(query.queryHash)
    else if (action.type === 'success' && action.manual !== true && overtaken.delete(query.queryHash))
      void queries.invalidateQueries({ queryKey: query.queryKey as QueryKey, exact: true })
  })
}
