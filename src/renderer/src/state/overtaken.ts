import type { Query, QueryClient, QueryKey } from '@tanstack/react-query'

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
    const isFirst = isFirstRead(query.state)
    const isWritten = action.type === 'success' && action.manual === true
    // After an error, too: what is marked already would not be told when it is marked again.
    if (action.type === 'fetch' && isFirst && query.state.isInvalidated) query.setState({ isInvalidated: false })
    else if ((action.type === 'invalidate' && isFirst) || (isWritten && query.state.fetchStatus === 'fetching'))
      overtaken.add(query.queryHash)
    else if (action.type === 'success' && !isWritten && overtaken.delete(query.queryHash))
      void queries.invalidateQueries({ queryKey: query.queryKey as QueryKey, exact: true })
  })
}

/** Whether its first answer is on its way. */
export function isFirstRead({ status, fetchStatus }: Pick<Query['state'], 'status' | 'fetchStatus'>): boolean {
  return status === 'pending' && fetchStatus === 'fetching'
}
