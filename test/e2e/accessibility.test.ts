import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { dose } from '../support/dose'
import { describeApp, NO_BROKER_THERE } from './support/app'
import { axeFindings, settled, type WatchedPage } from './support/browser'

const SCREENS = ['Overview', 'Stream', 'Dead letters', 'Batch', 'Results', 'Lake', 'Settings'] as const
const ROWS = 5000

interface Overlay {
  readonly name: string
  readonly route: string
  readonly open: (page: Page) => Promise<void>
}

const click =
  (role: 'button' | 'row' | 'radio' | 'checkbox', name: string | RegExp) =>
  async (page: Page): Promise<void> =>
    page.getByRole(role, { name }).first().click()
const press =
  (keys: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press(keys)
  }

/** Each dialog and menu that a lake with rows and a few batches can show. */
const OVERLAYS: readonly Overlay[] = [
  { name: 'the palette', route: 'overview', open: press('Control+k') },
  { name: 'the shortcuts', route: 'overview', open: press('?') },
  { name: 'copy as', route: 'lake', open: press('Control+Shift+C') },
  {
    name: 'save a report',
    route: 'batch',
    async open(page) {
      await page.getByRole('button', { name: 'Save as report…' }).click()
      await page.getByRole('textbox', { name: 'Schedule' }).fill('0 6 * * 1-5')
      await page
        .locator('.report-preview')
        .getByText(/ 06:00:00 UTC/)
        .first()
        .waitFor()
    },
  },
  { name: 'start the stream', route: 'stream', open: click('button', 'Start stream…') },
  {
    name: 'delete batches',
    route: 'batch',
    async open(page) {
      await page
        .getByRole('checkbox', { name: /batch-/ })
        .first()
        .check()
      await page.getByRole('button', { name: 'Delete', exact: true }).first().click()
    },
  },
  { name: 'export a result', route: 'RESULT', open: press('Control+e') },
  { name: 'columns of a result', route: 'RESULT', open: click('button', 'Columns') },
  { name: 'compare a result', route: 'RESULT', open: click('button', 'Compare…') },
]

/** What a result has beside its rows, each with something that is there once its answer is. */
const RESULT_VIEWS: readonly {
  readonly name: string
  readonly route: (id: string, older: string) => string
  readonly shown: (page: Page) => Locator
}[] = [
  { name: 'the plan', route: (id) => `${id}?tab=plan`, shown: (page) => page.getByText(/^\d+ of \d+ dates read/) },
  {
    name: 'the comparison',
    route: (id, older) => `compare?left=${older}&right=${id}`,
    shown: (page) => page.getByRole('table', { name: 'Groups of both batches' }).getByRole('row').nth(1),
  },
]

describeApp(
  'anybody can use it',
  { seed: { records: ROWS, days: 20 }, settings: { 'pipeline.kafka.bootstrap-servers': NO_BROKER_THERE } },
  (app) => {
    /** Every one of the long doses; of the gate the frame's own, which are on each screen, and the form with a preview. */
    const overlays = dose(OVERLAYS.slice(0, 4), OVERLAYS)

    async function goTo({ page }: WatchedPage, name: (typeof SCREENS)[number]): Promise<void> {
      const entry = page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name })
      await entry.click()
      await expect.poll(() => entry.getAttribute('aria-current')).toBe('page')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await settled(page)
    }

    test.each(['empty', 'with rows'] as const)('every screen of a lake that is %s', async (lake) => {
      const from = lake === 'empty' ? await app.another() : app.served
      if (lake === 'with rows') await app.run('full_report', 20)
      const opened = await app.open('/', { from })
      const findings: string[] = []
      for (const name of SCREENS) {
        await goTo(opened, name)
        findings.push(...(await axeFindings(opened.page)).map((finding) => `${name}: ${finding}`))
      }
      expect(findings).toEqual([])
      expect(opened.complaints).toEqual([])
    })

    test('a thousand rows and more in a grid', async () => {
      const id = await app.run('revenue_by_category', 20)
      const { page } = await app.open(`results/${id}?tab=rows`)
      const grid = page.getByRole('grid').first()
      await expect.poll(async () => Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(1000)
      await page.locator('[data-index="0"]:not([aria-busy])').waitFor()
      expect(await axeFindings(page)).toEqual([])
    })

    test.each(RESULT_VIEWS)('$name of a result', async ({ route, shown }) => {
      const [older, newer] = [await app.run('revenue_by_category', 5), await app.run('revenue_by_category', 20)]
      const { page } = await app.open(`results/${route(newer, older)}`)
      await shown(page).waitFor()
      await settled(page)
      expect(await axeFindings(page)).toEqual([])
    })

    test('every screen of an engine that has ended', async () => {
      const from = await app.another()
      const opened = await app.open('/', { from })
      await goTo(opened, 'Overview')
      await from.kill()
      await opened.page.locator('.health .word', { hasText: 'Offline' }).waitFor()
      const findings: string[] = []
      for (const name of SCREENS) {
        const entry = opened.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name })
        await entry.click()
        await expect.poll(() => entry.getAttribute('aria-current')).toBe('page')
        await opened.page.getByRole('heading', { level: 1 }).waitFor()
        findings.push(...(await axeFindings(opened.page)).map((finding) => `${name}: ${finding}`))
      }
      expect(findings).toEqual([])
    })

    test.each(overlays)('with $name open', async ({ route, open }) => {
      const result = route === 'RESULT' ? `results/${await app.run('fraud_analysis', 5)}` : route
      if (route === 'batch') await app.run('hourly_trends', 5)
      const { page } = await app.open(result)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await open(page)
      await page.getByRole('dialog').or(page.getByRole('alertdialog')).or(page.getByRole('menu')).first().waitFor()
      expect(await axeFindings(page)).toEqual([])
    })
  },
)
