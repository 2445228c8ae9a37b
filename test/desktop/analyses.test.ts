import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AggregatedData, ANALYSIS_NAMES, BatchRecord, type AnalysisName } from '../../src/shared/batch'
import { expectChart, expectGrid, expectReport, runByClicks } from '../e2e/support/analyses-walk'
import { seedSample } from '../e2e/support/app'
import { expectFiles } from '../e2e/support/exports-walk'
import { whileHeld } from '../support/batch-worker'
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

    test('full_report shows all of them on one page', async () => {
      const { page, complaints } = started
      const batchId = await runByClicks(page, 'full_report')
      await expectReport(page, (name) => rowsOf(batchId, name))
      expect(complaints).toEqual([])
    })

    test('a result is saved in all four formats; what cannot be saved says why, and leaves nothing', async () => {
      const { app, page, complaints } = started
      const rows = await rowsOf(await runByClicks(page, 'revenue_by_region'), 'revenue_by_region')
      const choose = (path: string) =>
        app.evaluate(({ dialog }, filePath) => {
          dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
        }, path)
      const exportAs = async (format: string): Promise<void> => {
        await page.getByRole('button', { name: /^Export [\d,]+ rows$/ }).click()
        await page.getByRole('menuitem', { name: format, exact: true }).click()
      }
      await expectFiles(async (format) => {
        const path = join(folder.path, `saved as ${format}`)
        await choose(path)
        await exportAs(format)
        await page.getByText(`${path} was saved.`, { exact: true }).waitFor()
        return path
      }, rows)
      const nowhere = join(folder.path, 'no such folder', 'regions.csv')
      await choose(nowhere)
      await exportAs('CSV')
      await page.locator('.toast').getByText(`${nowhere} could not be written`).waitFor()
      expect((await readdir(folder.path)).filter((name) => name.includes('.part'))).toEqual([])
      expect(complaints).toEqual([])
    })

    test('a batch is cancelled, edited and run again, and is found after a restart', async () => {
      const { page } = started
      await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Batch' }).click()
      await page.getByRole('radio', { name: /^hourly_trends/ }).check()
      const queue = page.getByRole('table', { name: 'Running and waiting batches' })
      // Its worker is a process of Electron's own kind.
      const workers = () =>
        started.app.evaluate(({ app }) =>
          app
            .getAppMetrics()
            .filter(({ serviceName }) => serviceName === 'node.mojom.NodeService')
            .map(({ pid }) => pid),
        )
      await whileHeld(workers, async () => {
        await page.getByRole('button', { name: /^Run batch/ }).click()
        await queue.getByRole('button', { name: 'Cancel hourly_trends' }).click()
        await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel batch' }).click()
        await page.getByRole('alertdialog').waitFor({ state: 'detached' })
      })
      await page
        .getByRole('row', { name: /Cancelled hourly_trends/ })
        .getByRole('checkbox')
        .check()
      await page.getByRole('button', { name: 'Edit and re-run' }).click()
      await page.getByRole('radio', { name: /^payment_analysis/ }).check()
      await page.getByRole('button', { name: /^Run batch/ }).click()
      const told = page.locator('.toast', { hasText: 'payment_analysis was submitted' })
      await told.getByRole('button', { name: 'Open' }).click()
      await page.waitForURL(/#\/results\/batch-/)
      const id = /batch-\d{8}-[0-9a-f]{8}/.exec(page.url())?.[0] ?? ''
      await page.getByRole('grid').waitFor()

      await started.quit()
      started = await startWindow({ display, folder: folder.path })
      const { body } = await ask(started.page, 'batch', { params: { id } })
      expect(BatchRecord.parse(JSON.parse(body))).toMatchObject({
        status: 'COMPLETED',
        analysisType: 'payment_analysis',
      })
      await started.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Batch' }).click()
      await started.page.getByRole('searchbox', { name: 'Search history' }).fill(id)
      // Another payment_analysis is listed until the search has answered.
      const found = started.page.getByRole('row', { name: /Completed payment_analysis/ })
      await expect.poll(() => found.count()).toBe(1)
      await found.getByRole('link').click()
      await started.page.getByRole('grid', { name: 'payment_analysis, all rows' }).waitFor()
      expect(started.complaints).toEqual([])
    })
  },
)
