import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { overTable } from '../../api/over-table'
import { toCurl, type Recipe } from '../../ui/copy-as'
import { totalByWindow } from './windows'

const SPAN_MS = 35 * 60_000

/** Windows of the live dashboard of about the last half hour, oldest first. */
export function useRecentWindows() {
  const query = useQuery({
    queryKey: [...keys.dashboard, 'recent'],
    queryFn: ({ signal }) => call('streamDashboard', { query: { from: recently() } }, signal),
  })
  const { windows } = query.data ?? {}
  const totals = useMemo(() => totalByWindow(windows ?? []), [windows])
  return { query, totals }
}

/** The files hold a window once it is final; the call also tells those that still fill. */
export const windowsRecipe: Recipe = {
  curl: () => toCurl({ operation: 'streamDashboard', input: { query: { from: recently() } } }),
  ...overTable(() => ({
    table: 'stream_aggregations',
    where: [{ column: 'window_end', is: '>', value: recently() }],
    order: [{ column: 'window_start' }, { column: 'category' }],
  })),
}

function recently(): string {
  return new Date(Date.now() - SPAN_MS).toISOString()
}
