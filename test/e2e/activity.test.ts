import { beforeAll, expect, test } from 'vitest'
import { BatchAccepted } from '../../src/shared/batch'
import { describeApp } from './support/app'
import { axeFindings } from './support/browser'

describeApp(
  'Activity',
  { seed: { records: 2000, days: 3 }, settings: { 'pipeline.stream.trigger-interval': '1s' } },
  (app) => {
    beforeAll(() => app.post('/stream/start', { source: 'sample' }))

    test('[checklist 26] micro-batches and batches stand on one timeline with pool, phases, rows, bytes and files, beside their processes', async () => {
      const { batchId } = BatchAccepted.parse(
        await app.post('/batch/run', {
          startDate: '2000-01-01',
          endDate: '2100-01-01',
          analysisType: 'revenue_by_category',
        }),
      )
      const { page, complaints } = await app.open()
      await page.keyboard.press('Control+k')
      await page.getByPlaceholder('Screen, action, analysis or batch').fill('activity')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor()
      const entries = page.getByRole('group', { name: 'Micro-batches and batches' })
      const batch = entries.getByRole('row').filter({ has: page.getByTitle(batchId, { exact: true }) })
      await batch.getByText('Completed').waitFor()
      await batch.getByText(/^wait .*, plan .*, analysis .*, commit /).waitFor()
      await expect.poll(() => batch.innerText()).toMatch(/batch-pool[\s\S]*2,000[\s\S]* kB/)
      const micro = entries.getByRole('row').filter({ hasText: 'streaming-pool' }).last()
      await micro.getByText(/fetch .*, write .*, commit /).waitFor()
      const processes = page.getByRole('table', { name: 'Processes' })
      await processes.getByRole('row', { name: /^Main streaming-pool .* % .* MB / }).waitFor()
      await processes.getByRole('row', { name: /^Worker batch-pool .* % .* MB .* ms / }).waitFor()
      const label = await page.getByRole('img', { name: /^The last 15 min: / }).getAttribute('aria-label')
      expect(label).toMatch(/ and 1 batch in batch-pool/)
      expect(await axeFindings(page)).toEqual([])
      expect(complaints).toEqual([])

      await app.served.kill()
      await page.getByText(/^The engine does not answer\. Figures are from /).waitFor()
      await batch.getByText('Completed').waitFor()
    })
  },
)
