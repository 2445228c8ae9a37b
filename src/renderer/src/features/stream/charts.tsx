import { capacityOf, useLive } from '../../state/live'
import { text } from '../../strings/text'
import { formatCount, formatDuration, formatRate } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { LiveChart } from '../../ui/live-chart'

const words = text.stream.charts
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
          times={trail.map(({ at }) => at)}
          series={[
            // A log scale has no zero.
            { name: words.input, color: 1, values: trail.map((point) => point.input || null), now: input },
            { name: words.process, color: 2, values: trail.map((point) => point.processed || null), now: process },
          ]}
          label={words.ratesLabel(input, process)}
          empty={words.empty}
        />
      </div>
    </Pane>
  )
}

function LagPane() {
  const trail = useLive((live) => live.trail)
  const values = trail.map(({ lag }) => lag)
  return (
    <Pane title={words.lag} note={words.lagNote}>
      <div className="body">
        <LiveChart
          kind="bars"
          times={trail.map(({ at }) => at)}
          series={[{ name: words.lag, color: 1, values }]}
          label={words.lagLabel(
            formatCount(Math.max(0, ...values.map((value) => value ?? 0))),
            formatCount(values.at(-1) ?? 0),
          )}
          empty={words.empty}
        />
      </div>
    </Pane>
  )
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
      </div>
    </Pane>
  )
}
