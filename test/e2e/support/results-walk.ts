import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { BatchData, type AggregatedData } from '../../../src/shared/batch'
import { BatchExplanation, Comparison, DrillDown } from '../../../src/shared/explore'
import type { AnyInput, CallName } from '../../../src/shared/operations'
import { unzip } from '../../support/unzip'
import { when } from '../../support/where'

/** A window on two finished batches, `newer` over more dates than `older`, and the engine behind it. */
export interface Walked {
  readonly page: Page
  /** Answers of the same engine, by the same door. */
  readonly ask: (operation: CallName, input: AnyInput) => Promise<unknown>
  /** Goes to a route of the window. */
  readonly goTo: (route: string) => Promise<void>
  /** Does what saves a file, and says where it is. */
  readonly saved: (act: () => Promise<void>) => Promise<string>
  readonly older: string
  readonly newer: string
}

const TYPED = 'category in (books, toys) and total_amount between 100 and 500 and brand is not null'
const WHERE = [
  when('category', 'in', ['books', 'toys']),
  when('total_amount', 'between', [100, 500]),
  when('brand', 'is not null'),
]
const LOOK = { where: JSON.stringify(WHERE), sort: 'total_amount:desc' }

/** Typed conditions, a sort and a selection act on every raw row; the file that is saved then has just those rows. */
export async function exploreRows({ page, ask, goTo, saved, newer: id }: Walked): Promise<void> {
  const found = BatchData.parse(await ask('rawRows', { params: { id }, query: { ...LOOK, limit: 3 } }))
  expect(found.page.total).toBeGreaterThan(3)
  const [count, all] = [found.page.total, found.rowCount].map((rows) => rows.toLocaleString('en-US'))
  await goTo(`results/${id}?tab=rows`)
  const grid = page.getByRole('grid')
  await grid.getByRole('row').nth(1).waitFor()
  await page.getByRole('searchbox', { name: 'Filter rows' }).fill(TYPED)
  await page.getByText(new RegExp(`^Rows 1–\\d+ of ${count} that match, ${all} in all$`)).waitFor()
  await grid.getByRole('button', { name: 'total_amount' }).press('Enter')
  await page.getByText(/sorted by total_amount/).waitFor()
  const first = page.locator('[data-index="0"]')
  await expect.poll(() => first.innerText()).toContain(String(found.data[0]?.['transaction_id']))
  const summary = page.locator('.result-grid .grid-foot')
  await page.locator('[data-index="0"] [aria-colindex="1"]').focus()
  await page.keyboard.press('Space')
  await summary.getByText(/^1 selected/).waitFor()

  const path = await saved(async () => {
    await page.getByRole('button', { name: `Export ${count} rows` }).click()
    await page.getByRole('menuitem', { name: 'Excel (XLSX)', exact: true }).click()
  })
  const sheet = String(unzip(await readFile(path)).get('xl/worksheets/sheet1.xml'))
  // Under a row of names.
  expect(sheet.split('<row>')).toHaveLength(2 + found.page.total)
  expect(sheet.split('<row>')[2]).toContain(String(found.data[0]?.['transaction_id']))
}

/** From a number to its rows and from a row to its message by Enter, and back by Esc with the focus. */
export async function drillDown({ page, ask, goTo, newer: id }: Walked): Promise<void> {
  const behind = DrillDown.parse(await ask('rowsBehind', { params: { id, row: 1 }, query: { limit: 1 } }))
  expect(behind.page.total).toBe(behind.count)
  await goTo(`results/${id}`)
  const cell = page.locator('.result-grid [data-index="1"] [aria-colindex="2"]')
  await cell.focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary')
  await panel.getByRole('heading', { name: new RegExp(`^${behind.count.toLocaleString('en-US')} `) }).waitFor()
  const rows = panel.getByRole('grid', { name: 'Rows behind the selected row' })
  await rows.getByRole('row').nth(1).focus()
  await page.keyboard.press('Enter')
  // These rows were never in Kafka, and that is said.
  await panel.getByText('This row did not come from Kafka.').waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await expect.poll(() => cell.evaluate((element) => element.contains(document.activeElement))).toBe(true)
}

/** Two results side by side: the largest rise first, in the table and in the chart. */
export async function compare({ page, ask, goTo, older: left, newer: right }: Walked): Promise<void> {
  const answer = await ask('compareBatches', { query: { left, right, limit: 1 } })
  const { data, page: all, onlyRight } = Comparison.parse(answer)
  expect(all.total).toBeGreaterThan(onlyRight)
  await goTo(`results/compare?left=${left}&right=${right}`)
  const first = page.getByRole('table', { name: 'Groups of both batches' }).getByRole('row').nth(1)
  await expect.poll(() => first.innerText()).toContain(Object.values(data[0]?.group ?? {}).join('\t'))
  await page.getByRole('img', { name: /^Change of / }).waitFor()
  await page.getByText('Only right', { exact: true }).click()
  const rest = new RegExp(`^Rows 1–[\\d,]+ of ${onlyRight.toLocaleString('en-US')}$`)
  await page.getByText(onlyRight === 0 ? 'There is no such group.' : rest).waitFor()
}

/** What a batch read, in one sentence, with its plans. */
export async function explain({ page, ask, goTo, newer: id }: Walked): Promise<void> {
  const { datesRead, datesOfTable } = BatchExplanation.parse(await ask('explainBatch', { params: { id } }))
  await goTo(`results/${id}?tab=plan`)
  await page
    .getByText(new RegExp(`^${datesRead} of ${datesOfTable} dates read, \\d+( of \\d+)? filters? pushed down$`))
    .waitFor()
  await page.getByText('PartitionFilters').waitFor()
}

/** A report of what the form says is saved and run, and its result opens. */
export async function runReport({ page, ask, goTo }: Walked, name: string): Promise<AggregatedData> {
  await goTo('batch')
  await page.getByRole('radio', { name: /^revenue_by_category/ }).check()
  await page.getByRole('button', { name: 'Save as report…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save as report' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByRole('combobox', { name: 'Dates' }).selectOption('last_7_days')
  await dialog.getByRole('button', { name: 'Save report' }).click()
  await dialog.waitFor({ state: 'detached' })
  await goTo('batch/reports')
  await page.getByRole('button', { name: `Run ${name}` }).click()
  await page.locator('.toast').getByRole('button', { name: 'Open' }).click()
  await page.waitForURL(/#\/results\/batch-/)
  await page.getByRole('grid', { name: 'revenue_by_category, all rows' }).waitFor()
  const id = /batch-\d{8}-[0-9a-f]{8}/.exec(page.url())?.[0] ?? ''
  const answer = (await ask('resultRows', { params: { id }, query: { limit: 1 } })) as AggregatedData
  expect(answer.page.total).toBeGreaterThan(0)
  return answer
}
