import type { MetricFamily, MetricSample } from '../../shared/metrics'
import type { Histogram } from './histogram'

/** A family that only rises, since the start of the process or, where its help says so, of the stream. */
export function counter(name: string, help: string, samples: readonly MetricSample[] | number): MetricFamily {
  return { name, type: 'counter', help, samples: toSamples(samples) }
}

/** `null`: not known now, so there is no sample. */
export function gauge(name: string, help: string, samples: readonly MetricSample[] | number | null): MetricFamily {
  return { name, type: 'gauge', help, samples: samples === null ? [] : toSamples(samples) }
}

/** A family of buckets, with sum and count. */
export function histogram(name: string, help: string, values: Histogram): MetricFamily {
  return { name, type: 'histogram', help, samples: values.samples() }
}

/** One sample a key. */
export function byLabel(label: string, values: Iterable<readonly [string, number]>): MetricSample[] {
  return [...values].map(([key, value]) => ({ labels: { [label]: key }, value }))
}

/** One sample a state, 1 at the present one. */
export function stateSet(label: string, states: readonly string[], present: string): MetricSample[] {
  return byLabel(
    label,
    states.map((state) => [state, state === present ? 1 : 0]),
  )
}

function toSamples(samples: readonly MetricSample[] | number): readonly MetricSample[] {
  return typeof samples === 'number' ? [{ labels: {}, value: samples }] : samples
}
