import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AggregatedData, ANALYSIS_NAMES, type AnalysisName } from '../../src/shared/batch'
import { expectChart, expectGrid, expectReport, runByClicks } from '../e2e/support/analyses-walk'
import { seedSample } from '../e2e/support/app'
import { ask, newFolder, NO_WINDOW, openDisplay, startWindow, type Display, type Started } from './support/window'

const MOST_ROWS = 10_000

describe.skipIf(NO_WINDOW !== null)(
  `the analyses in the window${NO_WINDOW === null ? '' : ` (SKIPPED: ${NO_WINDOW})`}`,
  () => {
    let display: Display
    let folder: Awaited<ReturnType<typeof newFolder>>
    let started: Started

    beforeAll(async () => {
      display = await openDisplay()
      folder = await newFolder()
      seedSample(join(folder.path, 'delta'), { records: 50_000, days: 12 })
      started = await startWindow({ display, folder: folder.path })
    })
    afterAll(async () => {
      await started.kill()
      await display.close()
      await folder.remove()
    })

    async function rowsOf(id: string, analysis: AnalysisName) {
      const { body } = await ask(started.page, 'resultRows', { params: { id }, query: { analysis, limit: MOST_ROWS } })
      return AggregatedData.parse(JSON.parse(body)).data
    }

    test.each(ANALYSIS_NAMES)('%s is run by clicks, and its chart and table say what the engine says', async (name) => {
      const { page, complaints } = started
      const rows = await rowsOf(await runByClicks(page, name), name)
      expect(rows.length).toBeGreaterThan(0)
      await expectGrid(page, name, rows)
      await expectChart(page, name, rows)
      expect(complaints).toEqual([])
    })

    test('full_report shows the eight on one page', async () => {
      const { page, complaints } = started
      const batchId = await runByClicks(page, 'full_report')
      await expectReport(page, (name) => rowsOf(batchId, name))
      expect(complaints).toEqual([])
    })
  },
)
