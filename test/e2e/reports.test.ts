import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createReportStore } from '../../src/main/duckdb/report-store'
import { openStateFolder } from '../../src/main/state-folder'
import { axeFindings } from './support/browser'
import { describeApp } from './support/app'

const DAY_MS = 86_400_000

/** A report that missed its runs and one that could not start, as an instance left them that was closed since. */
async function saveReports(base: string): Promise<void> {
  const state = await openStateFolder(join(base, '.millrace'))
  const store = await createReportStore(state.state, expect.unreachable)
  const saved = new Date(Date.now() - 3 * DAY_MS).toISOString()
  const common = { analysisType: 'fraud_analysis', createdAt: saved, updatedAt: saved, missedRuns: 0 } as const
  await store.put({
    ...common,
    id: 'report-00000001',
    name: 'Fraud in the west, every night, for the morning meeting',
    dates: 'last_90_days',
    // Half a day from now: not due while this runs.
    schedule: `0 ${(new Date().getUTCHours() + 12) % 24} * * *`,
    scheduledFrom: saved,
    lastRun: { batchId: 'batch-20260101-00000000', at: saved, by: 'schedule' },
  })
  await store.put({
    ...common,
    id: 'report-00000002',
    name: 'Of long ago',
    dates: { startDate: '2020-01-01', endDate: '2020-01-31' },
    filters: { region: 'west', channel: 'mobile_app' },
    scheduledFrom: saved,
    lastError: { at: saved, message: 'The disk is full.' },
  })
  await state.close()
}

describeApp(
  'saved reports of a Millrace that was closed',
  { seed: { records: 1000, days: 5 }, prepare: saveReports },
  (app) => {
    test('the first window is told which runs were missed, and its list says it beside the next run', async () => {
      const { page } = await app.open('batch/reports')
      await page
        .getByText(/^The report Fraud in the west.* missed [23] scheduled runs, the last at /)
        .first()
        .waitFor()
      for (const [width, wanted] of [
        [1440, ['Report', 'Dates', 'Schedule', 'Next run, UTC', 'Last run, UTC', 'Note']],
        [1024, ['Report', 'Dates', 'Schedule', 'Next run, UTC', 'Note']],
      ] as const) {
        await page.setViewportSize({ width, height: 800 })
        const edge = page.getByRole('columnheader', { name: 'Actions' })
        for (const name of wanted) {
          const column = page.getByRole('columnheader', { name })
          await expect
            .poll(
              async () => {
                const [box, acts] = [await column.boundingBox(), await edge.boundingBox()]
                return box !== null && acts !== null && box.x + box.width <= acts.x + 1
              },
              { message: `${name} at ${width}` },
            )
            .toBe(true)
        }
      }
      await page.getByRole('row', { name: /^Of long ago .*Did not start at .*: The disk is full\./ }).waitFor()
      await page.getByRole('button', { name: 'More for Fraud in the west' }).click()
      await page.getByRole('menuitem', { name: 'Edit…' }).click()
      const dialog = page.getByRole('dialog', { name: /^Edit Fraud/ })
      await dialog.getByText(/^[23] runs were missed, the last at .* \d\d:00:00$/).waitFor()
      await dialog.getByText(/Millrace was closed, or the machine slept/).waitFor()
      expect(await axeFindings(page)).toEqual([])
    })

    test('a report whose dates hold no row says so, and makes no batch', async () => {
      const { page } = await app.open('batch/reports')
      await page.getByRole('button', { name: 'Run Of long ago' }).click()
      await page
        .getByText(/^dates: 2020-01-01 to 2020-01-31 holds no rows at version \d+; the table covers/)
        .first()
        .waitFor()
      expect(await app.get('/batch/list')).toMatchObject({ total: 0 })
    })
  },
)
