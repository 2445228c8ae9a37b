import { beforeAll, test } from 'vitest'
import { pathOf } from '../../src/shared/operations'
import { dose } from '../support/dose'
import { describeApp, type App } from './support/app'
import { compare, drillDown, explain, exploreRows, runReport, type Walked } from './support/results-walk'

const ROWS = dose(20_000, 1_000_000)

describeApp(
  `results of ${ROWS.toLocaleString('en-US')} rows in a browser`,
  { seed: { records: ROWS, days: 10 } },
  (app) => {
    let batches: Pick<Walked, 'older' | 'newer'>
    beforeAll(async () => {
      batches = { older: await app.run('fraud_analysis', 5), newer: await app.run('fraud_analysis', 10) }
    })

    test('all rows are explored by typed conditions, and taken away as they are shown', () =>
      walk(app, batches, exploreRows))
    test('a number leads to its rows, a row to its message, and Esc back', () => walk(app, batches, drillDown))
    test('two results are compared', () => walk(app, batches, compare))
    test('a batch is explained', () => walk(app, batches, explain))
    test('a report is saved and run', () => walk(app, batches, (walked) => runReport(walked, 'Weekly')))
  },
)

async function walk(app: App, batches: Pick<Walked, 'older' | 'newer'>, steps: (walked: Walked) => Promise<unknown>) {
  const { page } = await app.open('overview')
  await steps({
    page,
    ...batches,
    ask: (operation, input) => app.get(pathOf(operation, input)),
    goTo: async (route) => {
      await page.evaluate((hash) => (location.hash = hash), `#/${route}`)
    },
    async saved(act) {
      const download = page.waitForEvent('download')
      await act()
      return (await download).path()
    },
  })
}
