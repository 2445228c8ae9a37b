import { useMemo } from 'react'
import { capacityOf, type StreamStatus } from '../../../../shared/stream'
import type { LagPoint } from '../../../../shared/trail'
import { isReading, useLive, worstLags } from '../../state/live'
import { text } from '../../strings/text'
import { formatCount, formatDuration, formatRate } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { LiveChart } from '../../ui/live-chart'

const words = text.stream.charts
/** Lag is compared with that of five minutes ago; so little more or less is no trend. */
const TREND_MS = 300_000
const FLAT = 5
const FLAT_SHARE = 0.1
const PHASES = [
  { name: 'decode', color: 2 },
  { name: 'write', color: 1 },
  { name: 'commit', color: 6 },
] as const

/**
 * Rates, lag, and the duration of micro-batches by phase. Fetch is mostly waiting for the trigger, a hundred times
 * the rest: it is in the table.
 */
export function StreamCharts() {
  return (
    <div className="cols three">
      <RatesPane />
      <LagPane />
      <DurationPane />
    </div>
  )
}

function RatesPane() {
  const status = useLive((live) => live.status)
  const trail = useLive((live) => live.trail)
  const last = status?.lastBatch ?? null
  const input = formatRate(status?.inputRowsPerSecond)
  const process = formatRate(capacityOf(last))
  return (
    <Pane title={words.rates} note={words.ratesNote}>
      <div className="body">
        <LiveChart
          kind="lines"
          log
          format={formatRate}
          times={trail.map(({ at }) => at)}
          series={[
            // A log scale has no zero.
            { name: words.input, color: 1, values: trail.map((point) => point.input || null), now: input },
            { name: words.process, color: 2, values: trail.map((point) => point.processed || null), now: process },
          ]}
          label={words.ratesLabel(input, process)}
          empty={words.empty}
        />
        <Note>{roomOf(status)}</Note>
      </div>
    </Pane>
  )
}

function LagPane() {
  const status = useLive((live) => live.status)
  const trail = useLive((live) => live.trail)
  const lags = useMemo(() => worstLags(trail), [trail])
  return (
    <Pane title={words.lag} note={words.lagNote}>
      <div className="body">
        <LagChart lags={lags} />
        <Note>{trendOf(lags, status)}</Note>
      </div>
    </Pane>
  )
}

/** The worst of each half minute: what gathers between two commits is no lag. */
export function LagChart({ lags }: { readonly lags: readonly LagPoint[] }) {
  const values = lags.map(({ lag }) => lag)
  return (
    <LiveChart
      kind="bars"
      format={formatCount}
      times={lags.map(({ at }) => at)}
      series={[{ name: words.lag, color: 1, values }]}
      label={words.lagLabel(formatCount(Math.max(0, ...values)), formatCount(values.at(-1) ?? 0))}
      empty={words.empty}
    />
  )
}

function Note({ children }: { readonly children: string | null }) {
  return <p className="small muted chart-note">{children ?? '\u00a0'}</p>
}

function roomOf(status: StreamStatus | null): string | null {
  const capacity = capacityOf(status?.lastBatch ?? null)
  const input = status?.inputRowsPerSecond ?? 0
  return !isReading(status) || capacity === null || input === 0 ? null : words.room(capacity / input)
}

function trendOf(lags: readonly LagPoint[], status: StreamStatus | null): string | null {
  if (!isReading(status)) return null
  const between = Math.round((status.inputRowsPerSecond * status.trigger.intervalMs) / 1000)
  const now = lags.at(-1)
  const then = lags.find(({ at }) => now !== undefined && at >= now.at - TREND_MS)
  const arrive = between === 0 ? null : words.between(between)
  if (now === undefined || then === undefined || now.at - then.at < TREND_MS / 5) return arrive
  const change = now.lag - then.lag
  const isFlat = Math.abs(change) <= Math.max(FLAT, FLAT_SHARE * then.lag)
  const trend = words.trend(isFlat ? 0 : change, formatDuration(now.at - then.at))
  return arrive === null ? trend : `${trend} ${arrive}`
}

function DurationPane() {
  const recent = useLive((live) => live.status?.recentBatches) ?? []
  const last = recent.at(-1)
  const totals = recent.map(({ totalMs }) => totalMs)
  const now = formatDuration(last?.totalMs ?? null)
  return (
    <Pane title={words.duration} note={last === undefined ? undefined : words.durationNote(now)}>
      <div className="body">
        <LiveChart
          kind="stacked"
          format={formatDuration}
          times={recent.map(({ at }) => Date.parse(at))}
          series={PHASES.map(({ name, color }) => ({
            name: words.phases[name],
            color,
            values: recent.map((batch) => batch[`${name}Ms`]),
            ...(last === undefined ? {} : { now: formatCount(Math.round(last[`${name}Ms`])) }),
          }))}
          label={words.durationLabel(formatDuration(Math.max(0, ...totals)), now)}
          empty={words.empty}
        />
        <Note>{last === undefined ? null : words.fetch(formatDuration(last.fetchMs))}</Note>
      </div>
    </Pane>
  )
}
