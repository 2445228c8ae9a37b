import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseExploreQuery } from '../../src/main/batch/explore-query'
import { toRawFile } from '../../src/main/batch/pages'
import type { Relation } from '../../src/main/batch/ports'
import { rawRelation, resultRelation } from '../../src/main/batch/relation'
import { createExplorer } from '../../src/main/duckdb/batch/explorer'
import { startBatchWorker, type BatchWorker } from '../../src/main/duckdb/worker-client'
import { forkWorker } from '../../src/main/duckdb/worker-process'
import { plainFiles } from '../../src/main/lake/scan'
import { SILENT } from '../../src/main/log/logger'
import { openTestFolder, runBatch, WORKER_SCRIPT, type TestFolder } from '../support/engine'
import { Random } from '../support/random'
import { when } from '../support/where'

const ROWS = 30_000
/** Past the row from which an order is kept. */
const DEEP = 25_000

let folder: TestFolder
const workers: BatchWorker[] = []
const relations: Relation[] = []

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.seed(ROWS, 5)
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, {
    analysisType: 'customer_segmentation',
    startDate: '2020-01-01',
    endDate: '2030-01-01',
  })
  await folder.lake(async ({ lake }) => {
    const base = `${folder.path}/delta/batches/${batchId}`
    const raw = await lake.table(`${base}/raw`).snapshot()
    const aggregated = await lake.table(`${base}/aggregated`).snapshot()
    if (raw === null || aggregated === null) throw new Error('the batch stored nothing')
    const paths = plainFiles(raw)
    const files = raw.files.map((file, index) => toRawFile(paths[index] ?? '', file, file.stats?.numRecords ?? 0))
    const constants = { batchId, processingTimestamp: '2026-01-01T00:00:00.000Z' }
    relations.push(rawRelation({ files, constants }))
    const [file] = aggregated.files
    const rows = file?.stats?.numRecords ?? 0
    relations.push(resultRelation(batchId, 'customer_segmentation', plainFiles(aggregated)[0] ?? null, rows))
  })
})
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  await folder.remove()
})

/** With so many bytes for copies, over a worker of its own. */
function openExplorer(budget: number) {
  const worker = startBatchWorker({
    script: WORKER_SCRIPT,
    launch: forkWorker,
    setup: {
      threads: 2,
      memoryLimit: 2 ** 30,
      tempDir: `${folder.path}/tmp-${budget}`,
      tempLimit: 2 ** 30,
      folders: [folder.path],
    },
    jobs: 1,
    log: SILENT,
  })
  workers.push(worker)
  const asked: string[] = []
  const watched: BatchWorker = Object.create(worker, {
    query: {
      value: ((sql, signal) => {
        asked.push(sql.text)
        return worker.query(sql, signal)
      }) satisfies BatchWorker['query'],
    },
  }) as BatchWorker
  return { ...createExplorer(watched, budget), asked }
}

test('a result that fits into no copy is read where it lies, and shows the same rows in the same order', async () => {
  const [raw, segments] = relations
  if (raw === undefined || segments === undefined) throw new Error('no relations')
  expect(raw.rows).toBe(ROWS)
  // A copy of 30,000 rows needs 25 MB; an order half a megabyte.
  const [copied, inPlace, orderKept] = [2 ** 29, 0, 2 ** 20].map(openExplorer)
  const random = Random.fresh()
  for (const [relation, query] of [
    [raw, { sort: 'customer_id' }],
    [raw, { sort: 'total_amount:desc,city' }],
    [raw, { where: [when('category', '=', 'books')] }],
    [raw, { sort: 'brand:desc', search: 'delhi', where: [when('quantity', '>=', 2)] }],
    [segments, { sort: 'lifetime_value' }],
    [segments, { sort: 'segment:desc', search: 'gold' }],
  ] as const) {
    const parsed = parseExploreQuery(query, relation.columns)
    // Shallow pages come from an order, too, once a deep one has made it.
    const deep = DEEP + random.below(ROWS - DEEP - 100)
    for (const [index, offset] of [0, random.below(1000), deep, random.below(1000)].entries()) {
      const asked = orderKept?.asked.length ?? 0
      const page = { offset, limit: 1 + random.below(100) }
      const expected = await copied?.page(relation, parsed, null, page)
      expect(expected?.total).toBeGreaterThan(0)
      expect(await inPlace?.page(relation, parsed, null, page)).toEqual(expected)
      expect(await orderKept?.page(relation, parsed, null, page)).toEqual(expected)
      if (relation === raw)
        expect(orderKept?.asked.slice(asked).some((text) => text.includes('rowid'))).toBe(index >= 2)
    }
  }
  // What stands between the columns of a copy is in none of them.
  const nowhere = parseExploreQuery({ search: '\u001f' }, raw.columns)
  for (const explorer of [copied, inPlace, orderKept])
    expect(await explorer?.page(raw, nowhere, null, { offset: 0, limit: 10 })).toEqual({ total: 0, rows: [] })
})
