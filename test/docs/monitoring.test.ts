import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { parse } from 'yaml'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { OwnedEngine } from '../../src/main/engine'
import { renderMetrics } from '../../src/main/api/metrics-text'
import { createRequestMeter } from '../../src/main/api/request-meter'
import { openTestFolder, type TestFolder } from '../support/engine'
import { parseMetrics } from '../support/prometheus'
import { until } from '../support/until'

const EXAMPLES = join(import.meta.dirname, '../../examples')

const Dashboard = z.looseObject({
  title: z.string(),
  panels: z.array(
    z.looseObject({
      id: z.int(),
      title: z.string(),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z.array(z.looseObject({ refId: z.string(), expr: z.string() })).min(1),
    }),
  ),
})
const Rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Millrace[A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['info', 'warning', 'critical']) }),
          annotations: z.strictObject({ summary: z.string().min(10) }),
        }),
      ),
    }),
  ),
})

const dashboard = Dashboard.parse(JSON.parse(readFileSync(join(EXAMPLES, 'grafana-dashboard.json'), 'utf8')))
const rules = Rules.parse(parse(readFileSync(join(EXAMPLES, 'alerts.yml'), 'utf8'))).groups.flatMap(
  (group) => group.rules,
)

let folder: TestFolder
let engine: OwnedEngine
/** Name of each sample with its labels, as Prometheus would see them. */
let told: Map<string, readonly Readonly<Record<string, string>>[]>

beforeAll(async () => {
  folder = await openTestFolder()
  engine = await folder.engine()
  await engine.stream.start({ source: 'sample', rate: 100 })
  await until(
    () => engine.stream.status(),
    ({ totals, partitions }) => totals.rows > 0 && partitions.length > 0,
  )
  // The delay of an event loop is known at the second look.
  await until(
    async () => (await engine.activity.activity({ limit: 1 })).processes,
    (processes) => processes.every(({ figures }) => (figures?.eventLoopDelayMs ?? null) !== null),
  )
  const requests = createRequestMeter()
  requests.answered('GET', '/health', 200, 1)
  const families = parseMetrics(renderMetrics([...(await engine.metrics()), ...requests.families()]))
  const samples = [...families.values()].flatMap((family) => family.samples)
  told = new Map(samples.map(({ name }) => [name, samples.filter((one) => one.name === name).map((one) => one.labels)]))
})
afterAll(() => folder.remove())

/** What a PromQL expression names; throws where it does not parse. */
function readExpression(text: string): { metrics: string[]; labels: string[] } {
  const metrics: string[] = []
  const labels: string[] = []
  parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`not PromQL at ${node.from}: ${text}`)
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector')
        metrics.push(text.slice(node.from, node.to))
      if (node.name === 'LabelName') labels.push(text.slice(node.from, node.to))
    },
  })
  return { metrics, labels }
}

/** Prometheus itself adds these to all that it scrapes. */
const SCRAPED = ['job', 'instance']
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
]

test.each(expressions)('%s names only what /metrics tells: %s', (_name, expr) => {
  const { metrics, labels } = readExpression(expr)
  expect(metrics.length).toBeGreaterThan(0)
  const known = new Set([...SCRAPED, ...metrics.flatMap((name) => (told.get(name) ?? []).flatMap(Object.keys))])
  for (const name of metrics) expect([...told.keys()]).toContain(name)
  for (const label of labels) expect([...known]).toContain(label)
})

test('a wrong expression and an unknown name are seen', () => {
  expect(() => readExpression('rate(millrace_batches[5m')).toThrow('not PromQL')
  expect(told.has(readExpression('rate(millrace_nothing[5m])').metrics[0] ?? '')).toBe(false)
})

test('[checklist 26] each threshold of the original has its rule', () => {
  expect(rules.map(({ alert }) => alert)).toEqual(
    expect.arrayContaining([
      'MillraceMicroBatchSlow',
      'MillraceBatchFailed',
      'MillraceMicroBatchFailures',
      'MillraceGarbageCollection',
      'MillraceLag',
      'MillraceLagDanger',
      'MillraceNoInput',
      'MillracePartitionsUneven',
      'MillraceLagNearRetention',
    ]),
  )
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
})

test('the panels of the dashboard do not lie on one another', () => {
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
  for (const { gridPos } of dashboard.panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
})
