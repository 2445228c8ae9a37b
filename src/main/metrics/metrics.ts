import type { ProcessFigures } from '../../shared/activity'
import { BATCH_STATES } from '../../shared/batch'
import type { MetricFamily, MetricSample } from '../../shared/metrics'
import { HEALTH_WORDS, STREAM_STATES, type PartitionStatus, type StreamStatus } from '../../shared/stream'
import type { EngineMeter } from './engine-meter'
import { byLabel, counter, gauge, stateSet } from './family'

export interface MetricsOptions {
  readonly meter: EngineMeter
  readonly version: string
  /** Epoch ms. */
  readonly startedAt: number
  readonly healthy: () => boolean
  readonly status: () => StreamStatus
  readonly batchStates: () => Promise<ReadonlyMap<string, number>>
  /** Null: the process did not tell in time. */
  readonly processes: () => Promise<{ readonly main: ProcessFigures | null; readonly worker: ProcessFigures | null }>
  readonly workerStarts: () => number
  /** Null where the system does not say. */
  readonly diskFreeBytes: () => Promise<number | null>
}

/** All figures of the engine, for `GET /metrics`. */
export async function readMetrics(options: MetricsOptions): Promise<readonly MetricFamily[]> {
  const [states, processes, diskFree] = await Promise.all([
    options.batchStates(),
    options.processes(),
    options.diskFreeBytes(),
  ])
  return [
    gauge('millrace_build_info', 'The running version; always 1.', [
      { labels: { version: options.version }, value: 1 },
    ]),
    gauge('millrace_start_time_seconds', 'When the engine started, since 1970 (UTC).', options.startedAt / 1000),
    gauge(
      'millrace_healthy',
      '1 while the batch worker runs and nothing is stopping, as /health.',
      options.healthy() ? 1 : 0,
    ),
    ...streamGauges(options.status()),
    ...options.meter.families(),
    gauge(
      'millrace_batches',
      'Batches of the registry by state.',
      byLabel(
        'state',
        BATCH_STATES.map((state) => [state, states.get(state) ?? 0]),
      ),
    ),
    counter(
      'millrace_worker_deaths_total',
      'How often the batch worker ended by itself and was started again.',
      Math.max(0, options.workerStarts() - 1),
    ),
    gauge('millrace_disk_free_bytes', 'Free space of the disk of the lake.', diskFree),
    ...processFamilies(processes),
  ]
}

/** Where nobody has looked at the topic yet there is no lag that anybody knows: no sample. */
function streamGauges(status: StreamStatus): MetricFamily[] {
  const known = status.partitions.length > 0
  const topic = status.topic ?? ''
  function perPartition(value: (partition: PartitionStatus) => number): MetricSample[] {
    return status.partitions.map((one) => ({
      labels: { topic, partition: String(one.partition) },
      value: value(one),
    }))
  }
  return [
    gauge('millrace_stream_active', '1 while the stream is started and has not failed.', status.active ? 1 : 0),
    gauge(
      'millrace_stream_state',
      'State of the stream: 1 at the present one.',
      stateSet('state', STREAM_STATES, status.state),
    ),
    gauge(
      'millrace_stream_health',
      'Health of the stream: 1 at the present word.',
      stateSet('health', HEALTH_WORDS, status.health.word),
    ),
    gauge(
      'millrace_stream_trigger_interval_seconds',
      'pipeline.stream.trigger-interval.',
      status.trigger.intervalMs / 1000,
    ),
    gauge(
      'millrace_stream_input_rows_per_second',
      'Messages read, over the last ten seconds.',
      status.inputRowsPerSecond,
    ),
    gauge(
      'millrace_stream_processed_rows_per_second',
      'Messages committed, over the last ten seconds.',
      status.processedRowsPerSecond,
    ),
    gauge('millrace_stream_lag_messages', 'Messages of the topic that the table lacks.', known ? status.lag : null),
    gauge(
      'millrace_stream_lag_seconds',
      'Age of the oldest message that the table lacks, at most.',
      known ? status.lagSeconds : null,
    ),
    gauge(
      'millrace_stream_partition_lag_messages',
      'Messages of a partition that the table lacks.',
      perPartition(({ lag }) => lag),
    ),
    gauge(
      'millrace_stream_partition_lag_seconds',
      'Age of the oldest message of a partition that the table lacks, at most.',
      perPartition(({ lagSeconds }) => lagSeconds),
    ),
    gauge(
      'millrace_stream_partition_offset',
      'The next offset that the table needs.',
      perPartition(({ offset }) => Number(offset)),
    ),
    gauge(
      'millrace_stream_partition_end_offset',
      'The offset behind the newest message.',
      perPartition(({ endOffset }) => Number(endOffset)),
    ),
    gauge(
      'millrace_stream_partition_rows_per_second',
      'Messages read, over the last ten seconds.',
      perPartition(({ rowsPerSecond }) => rowsPerSecond),
    ),
    gauge(
      'millrace_stream_watermark_seconds',
      'Watermark of the live dashboard, since 1970 (UTC).',
      status.watermark === null ? null : Date.parse(status.watermark) / 1000,
    ),
    counter(
      'millrace_stream_late_rows_total',
      'Completed or pending rows of the table that came too late for all of their windows, ever.',
      status.totals.lateRows,
    ),
    counter(
      'millrace_stream_future_rows_total',
      'Rows of the table whose event was more than ten minutes past their commit, ever.',
      status.totals.futureRows,
    ),
    counter(
      'millrace_stream_unknown_keys_total',
      'Keys of messages that the schema does not know, since the stream was started.',
      status.totals.unknownKeys,
    ),
  ]
}

type Figure = (figures: ProcessFigures) => number | null

function processFamilies(processes: {
  readonly main: ProcessFigures | null
  readonly worker: ProcessFigures | null
}): MetricFamily[] {
  const all = Object.entries(processes)
  function perProcess(value: Figure): MetricSample[] {
    return all.flatMap(([process, figures]) => {
      const found = figures === null ? null : value(figures)
      return found === null ? [] : [{ labels: { process }, value: found }]
    })
  }
  return [
    gauge(
      'millrace_process_up',
      '1 where the process told its figures in time.',
      byLabel(
        'process',
        all.map(([name, figures]) => [name, figures === null ? 0 : 1]),
      ),
    ),
    counter(
      'millrace_process_cpu_seconds_total',
      'User and system time.',
      perProcess((figures) => figures.cpuSeconds),
    ),
    counter(
      'millrace_process_gc_seconds_total',
      'Time of garbage collection of JavaScript.',
      perProcess((figures) => figures.gcSeconds),
    ),
    gauge(
      'millrace_process_resident_memory_bytes',
      'Resident memory.',
      perProcess((figures) => figures.rssBytes),
    ),
    gauge(
      'millrace_process_duckdb_memory_bytes',
      'What DuckDB holds in memory.',
      perProcess((figures) => figures.duckdbMemoryBytes),
    ),
    gauge(
      'millrace_process_spill_bytes',
      'What DuckDB has put on disk for want of memory.',
      perProcess((figures) => figures.spillBytes),
    ),
    gauge(
      'millrace_process_event_loop_delay_seconds',
      'Highest delay of the event loop since the last look.',
      perProcess((figures) => (figures.eventLoopDelayMs === null ? null : figures.eventLoopDelayMs.max / 1000)),
    ),
  ]
}
