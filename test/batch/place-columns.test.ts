import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'

let folder: TestFolder
beforeEach(async () => {
  folder = await openTestFolder()
})
afterEach(() => folder.remove())

const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03']

test.each([
  ['file_index', 'integer', '0'],
  ['FILE_INDEX', 'string', `'eu'`],
  ['file_rank', 'integer', '5'],
  ['file_row_number', 'long', '7'],
] as const)('a column %s of the table is not taken for the place of a row', async (name, type, sql) => {
  const extra = new Map([[{ name, type, nullable: true, metadata: {} }, sql]])
  for (const day of DAYS) {
    const rows = ['a', 'b'].map((id, minute) => ({
      transaction_id: `${id} of ${day}`,
      event_timestamp: `${day} 00:0${minute}:00+00`,
      event_date: day,
      category: 'books',
    }))
    await folder.write(rows, extra)
  }
  const engine = await folder.engine()
  const { batchId } = await runBatch(engine, {
    analysisType: 'revenue_by_category',
    startDate: DAYS[0] ?? '',
    endDate: DAYS[2] ?? '',
  })
  const page = { limit: 10, offset: 0 }
  const wanted = DAYS.flatMap((day) => ['a', 'b'].map((id) => [`${id} of ${day}`, day]))
  for (const sort of [undefined, 'category,event_timestamp']) {
    const { data } = await engine.batch.raw(batchId, { ...page, ...(sort === undefined ? {} : { sort }) })
    expect(data.map((row) => [row['transaction_id'], row['event_date']])).toEqual(wanted)
  }
})
