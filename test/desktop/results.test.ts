import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BatchAccepted, BatchRecord } from '../../src/shared/batch'
import type { OperationInput } from '../../src/shared/operations'
import { seedSample } from '../e2e/support/app'
import { compare, drillDown, explain, exploreRows, runReport, type Walked } from '../e2e/support/results-walk'
import { day } from '../support/day'
import { dose } from '../support/dose'
import { until } from '../support/until'
import { ask, newFolder, NO_WINDOW, openDisplay, startWindow, type Display, type Started } from './support/window'

const ROWS = dose(20_000, 1_000_000)

describe.skipIf(NO_WINDOW !== null)(
  `results of ${ROWS.toLocaleString('en-US')} rows in the window${NO_WINDOW === null ? '' : ` (SKIPPED: ${NO_WINDOW})`}`,
  () => {
    let display: Display
    let folder: Awaited<ReturnType<typeof newFolder>>
    let started: Started
    let walked: Walked

    beforeAll(async () => {
      display = await openDisplay()
      folder = await newFolder()
      seedSample(join(folder.path, 'delta'), { records: ROWS, days: 10 })
      started = await startWindow({ display, folder: folder.path })
      const { app, page } = started
      const answer: Walked['ask'] = async (operation, input) => {
        const { status, body } = await ask(page, operation, input as OperationInput<typeof operation>)
        expect(status, body).toBeLessThan(300)
        return JSON.parse(body) as unknown
      }
      const run = async (days: number) => {
        const body = { startDate: day(days), endDate: day(1), analysisType: 'fraud_analysis' }
        const { batchId: id } = BatchAccepted.parse(await answer('runBatch', { body }))
        await until(
          async () => BatchRecord.parse(await answer('batch', { params: { id } })),
          ({ status }) => status === 'COMPLETED',
        )
        return id
      }
      const [older, newer] = [await run(5), await run(10)]
      let saves = 0
      walked = {
        page,
        older,
        newer,
        ask: answer,
        goTo: async (route) => {
          await page.evaluate((hash) => (location.hash = hash), `#/${route}`)
        },
        async saved(act) {
          const path = join(folder.path, `saved-${saves++}.xlsx`)
          await app.evaluate(({ dialog }, filePath) => {
            dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
          }, path)
          await act()
          await page.getByText(`${path} was saved.`, { exact: true }).waitFor()
          return path
        },
      }
    })
    afterAll(async () => {
      await started.kill()
      await display.close()
      await folder.remove()
    })

    test('all rows are explored by typed conditions, and taken away as they are shown', () => exploreRows(walked))
    test('a number leads to its rows, a row to its message, and Esc back', () => drillDown(walked))
    test('two results are compared', () => compare(walked))
    test('a batch is explained', () => explain(walked))
    test('a report is saved and run', () => runReport(walked, 'Weekly'))
  },
)
