import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { keys } from '../../api/keys'
import { useOffline } from '../../state/live'

/** The cluster tells nobody that it changed: what is shown is asked again, but not while the window is hidden. */
const REFRESH_MS = 10_000

/** Answers of the cluster, kept on screen while they are asked again. */
export function useKafka<T>(parts: readonly unknown[], read: (signal: AbortSignal) => Promise<T>) {
  const offline = useOffline()
  return useQuery({
    queryKey: keys.kafka(...parts),
    queryFn: ({ signal }) => read(signal),
    placeholderData: keepPreviousData,
    refetchInterval: offline ? false : REFRESH_MS,
    // It is asked again anyway, and each try may take ten seconds.
    retry: false,
  })
}
