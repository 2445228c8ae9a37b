import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { capacityOf } from '../../../../shared/stream'
import { useNow } from '../../state/clock'
import { isReading, useLive } from '../../state/live'
import { text } from '../../strings/text'
import { formatCount, formatPercent, formatRate, formatSeconds, NULL_TEXT, splitMoney } from '../../ui/format'
import { ReadOuts } from '../../ui/layout'
import { sumTiles } from './windows'

const words = text.overview.reads
const TODAY_MS = 60_000

/** The six figures that the screen opens with, all of one frame. */
export function OverviewReads() {
  const status = useLive((live) => live.status)
  const now = useNow()
  const from = `${new Date(now).toISOString().slice(0, 10)}T00:00:00Z`
  const { data } = useQuery({
    queryKey: [...keys.dashboard, 'today', from],
    queryFn: ({ signal }) => call('streamDashboard', { query: { from } }, signal),
    // A day of windows is much: once a minute is enough for a day's sum.
    refetchInterval: TODAY_MS,
    staleTime: TODAY_MS,
  })
  const active = isReading(status)
  const last = status?.lastBatch ?? null
  const input = status?.inputRowsPerSecond ?? 0
  const processed = capacityOf(last)
  const behind = status?.partitions.filter(({ lag }) => lag > 0).length ?? 0
  const newest = status?.newestAt ?? null
  const age = newest === null ? null : Math.max(0, (now - Date.parse(newest)) / 1000)
  const today = sumTiles(data?.windows ?? [])
  const money = splitMoney(today.revenue)
  const unknown = today.count === 0
  return (
    <ReadOuts
      items={[
        {
          label: words.input,
          value: active ? formatRate(input) : NULL_TEXT,
          unit: words.rows,
          note: last === null ? undefined : words.lastBatch(last.rows),
        },
        {
          label: words.process,
          value: formatRate(processed),
          unit: words.rows,
          note: !active || processed === null ? undefined : input > 0 ? words.times(processed / input) : words.noInput,
        },
        {
          label: words.lag,
          value: active ? formatCount(status.lag) : NULL_TEXT,
          unit: words.messages,
          note: active ? words.behind(formatSeconds(status.lagSeconds), behind, status.partitions.length) : undefined,
        },
        {
          label: words.freshness,
          value: age === null ? NULL_TEXT : (formatSeconds(age).split(' ')[0] ?? ''),
          ...(age === null ? {} : { unit: formatSeconds(age).split(' ').slice(1).join(' ') }),
          note: newest === null ? undefined : words.newest(newest),
        },
        {
          label: words.revenue,
          value: unknown ? NULL_TEXT : money.amount,
          unit: money.unit,
          note: unknown ? undefined : words.sales(today.count),
        },
        {
          label: words.fraud,
          value: unknown ? NULL_TEXT : formatCount(today.fraud),
          unit: words.alerts,
          note: unknown ? undefined : words.share(formatPercent((100 * today.fraud) / today.count)),
        },
      ]}
    />
  )
}
