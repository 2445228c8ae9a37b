import type { QueryClient, QueryKey } from '@tanstack/react-query'

/**
 * A change can overtake a read: one that has no answer yet is not begun again by TanStack Query, and one beside which
 * an event wrote what is newer would put the older in its place. Either way the older counts as fresh. Such a read is
 * followed by another one, until the returned function is called.
 */
export function followOvertaken(queries: QueryClient): () => void {
  const overtaken = new Set<string>()
  return queries.getQueryCache().subscribe((event) => {
    if (event.type === 'removed') overtaken.delete(event.query.queryHash)
    if (event.type !== 'updated') return
    const { query, action } = event
    const { status, fetchStatus, isInvalidated } = query.state
    const isReading = fetchStatus === 'fetching'
    const isFirst = status === 'pending' && isReading
    const isWritten = action.type === 'success' && action.manual === true
    // After an error, too: what is marked already would not be told when it is marked again.
    if (action.type === 'fetch' && isFirst && isInvalidated) query.setState({ isInvalidated: false })
    else if ((action.type === 'invalidate' && isFirst) || (isWritten && isReading)) overtaken.add(query.queryHash)
    else if (action.type === 'success' && !isWritten && overtaken.delete(query.queryHash))
      void queries.invalidateQueries({ queryKey: query.queryKey as QueryKey, exact: true })
  })
}
