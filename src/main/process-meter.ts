import { monitorEventLoopDelay, PerformanceObserver, type IntervalHistogram } from 'node:perf_hooks'
import type { ProcessFigures } from '../shared/activity'

/** What the process itself can tell; DuckDB's part comes from its session. */
type OwnFigures = Omit<ProcessFigures, 'duckdbMemoryBytes' | 'spillBytes'>

export interface ProcessMeter {
  read(): OwnFigures
  /** It measures no more. */
  close(): void
}

/** Looks that come faster than this share one figure: a shorter span tells nothing. */
const SHORTEST_MS = 500
/** Nobody looks any more: the delay is no longer measured, which wakes the process fifty times a second. */
const IDLE_MS = 60_000
const RESOLUTION_MS = 20
const NANOS_PER_MS = 1_000_000
const MICROS_PER_MS = 1000
const MICROS_PER_SECOND = 1_000_000

/** Figures of this process since the last look. It measures only while somebody looks, but for the time of garbage collection. */
export function openProcessMeter(): ProcessMeter {
  let delay: IntervalHistogram | null = null
  let idle: NodeJS.Timeout | undefined
  let since = { at: performance.now() - process.uptime() * 1000, micros: 0 }
  let last: OwnFigures | null = null
  let gcMs = 0
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) gcMs += duration
  })
  collections.observe({ entryTypes: ['gc'] })

  function read(): OwnFigures {
    clearTimeout(idle)
    idle = setTimeout(rest, IDLE_MS)
    idle.unref()
    const elapsedMs = performance.now() - since.at
    if (last !== null && elapsedMs < SHORTEST_MS) return { ...last, rssBytes: process.memoryUsage.rss() }
    const { user, system } = process.cpuUsage()
    const cpuPercent = ((user + system - since.micros) / MICROS_PER_MS / elapsedMs) * 100
    since = { at: performance.now(), micros: user + system }
    last = {
      pid: process.pid,
      cpuPercent: round(Math.max(0, cpuPercent)),
      cpuSeconds: (user + system) / MICROS_PER_SECOND,
      gcSeconds: gcMs / 1000,
      rssBytes: process.memoryUsage.rss(),
      eventLoopDelayMs: delay === null || delay.count === 0 ? null : describe(delay),
    }
    if (delay === null) {
      delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
      delay.enable()
    }
    delay.reset()
    return last
  }

  function rest(): void {
    delay?.disable()
    delay = null
    last = null
    const { user, system } = process.cpuUsage()
    since = { at: performance.now(), micros: user + system }
  }

  return {
    read,
    close() {
      clearTimeout(idle)
      delay?.disable()
      collections.disconnect()
    },
  }
}

/** The histogram counts whole turns of its timer, so its resolution is taken off. */
function describe(histogram: IntervalHistogram): ProcessFigures['eventLoopDelayMs'] {
  return { mean: over(histogram.mean), p99: over(histogram.percentile(99)), max: over(histogram.max) }
}

function over(nanos: number): number {
  return round(Math.max(0, nanos / NANOS_PER_MS - RESOLUTION_MS))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
