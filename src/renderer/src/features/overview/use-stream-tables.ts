import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/call'
import { keys } from '../../api/keys'

/** The stream's tables stand first in the list. */
const FIRST = 3

/** The tables that the stream writes, as far as they are there. */
export function useStreamTables() {
  return useQuery({
    queryKey: keys.tables(FIRST),
    queryFn: ({ signal }) => call('tables', { query: { limit: FIRST } }, signal),
    retry: false,
  })
}
