import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../../src/main/api/server'
import { renderMetrics } from '../../src/main/api/metrics-text'
import { METRICS_CONTENT_TYPE } from '../../src/shared/metrics'
import type { OwnedEngine } from '../../src/main/engine'
import { serveApi } from '../support/api'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { parseMetrics } from '../support/prometheus'
import { python } from '../support/python'
import { until } from '../support/until'

let folder: TestFolder
let engine: OwnedEngine
let api: Api

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.write([{ transaction_id: 'a' }, { transaction_id: 'b' }])
  engine = await folder.engine()
  api = await serveApi(engine)
})
afterAll(async () => {
  await api.close(100)
  await folder.remove()
})

async function scrape(): Promise<string> {
  const response = await fetch(`${api.address}/metrics`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe(METRICS_CONTENT_TYPE)
  return response.text()
}

function valueOf(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
  const family = parseMetrics(text).get(name.replace(/_(bucket|sum|count)$/, '')) ?? parseMetrics(text).get(name)
  return family?.samples.find(
    (sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels),
  )?.value
}

test('rows, batches, requests and processes are told in a form that a strict reader takes', async () => {
  const before = await scrape()
  expect(valueOf(before, 'millrace_stream_active')).toBe(0)
  expect(valueOf(before, 'millrace_stream_lag_messages'), 'no stream has no lag').toBeUndefined()
  expect(valueOf(before, 'millrace_batches', { state: 'COMPLETED' })).toBe(0)

  await runBatch(engine, { startDate: '2026-01-01', endDate: '2026-01-31', analysisType: 'revenue_by_category' })
  await engine.stream.start({ source: 'sample', rate: 1000 })
  const { totals } = await until(
    () => engine.stream.status(),
    (status) => status.totals.rows > 500,
  )
  await fetch(`${api.address}/nothing`)
  const during = await until(scrape, (text) => (valueOf(text, 'millrace_stream_rows_total') ?? 0) >= totals.rows)
  expect(valueOf(during, 'millrace_stream_commit_seconds_count')).toBe(
    valueOf(during, 'millrace_stream_micro_batches_total'),
  )
  expect(valueOf(during, 'millrace_stream_active')).toBe(1)
  expect(valueOf(during, 'millrace_stream_trigger_interval_seconds')).toBe(0.2)
  const { partitions } = engine.stream.status()
  for (const { partition } of partitions) {
    const labels = { topic: 'sample-transactions', partition: String(partition) }
    expect(valueOf(during, 'millrace_stream_partition_lag_messages', labels)).toBeGreaterThanOrEqual(0)
  }
  expect(valueOf(during, 'millrace_batches', { state: 'COMPLETED' })).toBe(1)
  expect(valueOf(during, 'millrace_batches_ended_total', { state: 'COMPLETED' })).toBe(1)
  expect(valueOf(during, 'millrace_batches_ended_total', { state: 'FAILED' })).toBe(0)
  expect(valueOf(during, 'millrace_batch_rows_total')).toBe(2)
  expect(valueOf(during, 'millrace_http_requests_total', { method: 'GET', status: '404' })).toBe(1)
  for (const process of ['main', 'worker']) {
    expect(valueOf(during, 'millrace_process_cpu_seconds_total', { process })).toBeGreaterThan(0)
    expect(valueOf(during, 'millrace_process_resident_memory_bytes', { process })).toBeGreaterThan(2 ** 20)
    expect(valueOf(during, 'millrace_process_gc_seconds_total', { process })).toBeGreaterThanOrEqual(0)
  }
  await engine.stream.stop()
  // What was counted does not go back when a stream ends.
  expect(valueOf(await scrape(), 'millrace_stream_rows_total')).toBeGreaterThanOrEqual(totals.rows)
})

test('text of others cannot break a line', () => {
  const text = renderMetrics([
    {
      name: 'millrace_odd',
      type: 'gauge',
      help: 'One\nline \\ only.',
      samples: [{ labels: { topic: 'a"b\\c\nd' }, value: 1e21 }],
    },
  ])
  const family = parseMetrics(text).get('millrace_odd')
  expect(family?.help).toBe('One\\nline \\\\ only.')
  expect(family?.samples).toEqual([{ name: 'millrace_odd', labels: { topic: 'a"b\\c\nd' }, value: 1e21 }])
})

test.each([
  ['a counter without _total', '# HELP millrace_x X.\n# TYPE millrace_x counter\nmillrace_x 1\n'],
  ['no HELP', '# TYPE millrace_x gauge\nmillrace_x 1\n'],
  ['a sample twice', '# HELP millrace_x X.\n# TYPE millrace_x gauge\nmillrace_x 1\nmillrace_x 1\n'],
  ['an open label', '# HELP millrace_x X.\n# TYPE millrace_x gauge\nmillrace_x{a="b} 1\n'],
  ['milliseconds', '# HELP millrace_x_ms X.\n# TYPE millrace_x_ms gauge\nmillrace_x_ms 1\n'],
])('the strict reader refuses %s', (_name, text) => {
  expect(() => parseMetrics(text)).toThrow()
})

test("Prometheus's own client reads the same families", async (context) => {
  const run = python(context, 'prometheus_client')
  const text = await scrape()
  const file = join(folder.path, 'metrics.txt')
  await writeFile(file, text)
  const found = run(
    'import sys, json\nfrom prometheus_client.parser import text_string_to_metric_families as parse\n' +
      'print(json.dumps({f.name: [f.type, len(f.samples)] for f in parse(open(sys.argv[1]).read())}))',
    [file],
  )
  const expected = [...parseMetrics(text)].map(([name, { type, samples }]) => [
    type === 'counter' ? name.replace(/_total$/, '') : name,
    [type, samples.length],
  ])
  expect(found).toEqual(Object.fromEntries(expected))
})
