import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { SHAPES } from '../../../src/renderer/src/features/results/columns'
import { ANALYSIS_NAMES, type AnalysisName, type AnalysisType } from '../../../src/shared/batch'
import type { Row } from '../../../src/shared/scalars'

/** Marks that are passed one by one; of more the first so many and the last. */
const MOST_STEPS = 30
/** A chart of bars has at most so many; the table has the others. */
const MOST_BARS = 100
const SEGMENTS = ['vip', 'high_value', 'mid_value', 'low_value', 'one_time']
/** In the order of their colours. */
const NETWORKS = ['visa', 'mastercard', 'amex', 'rupay', 'discover']
/** How the design (section 4) shows the columns of the analyses; those that are not here are text. */
const SHOWN: Readonly<Record<'money' | 'percent' | 'count' | 'decimal' | 'score' | 'time', readonly string[]>> = {
  money: [
    'total_revenue',
    'hourly_revenue',
    'lifetime_value',
    'avg_order_value',
    'avg_transaction_value',
    'avg_selling_price',
    'fraud_total_amount',
    'avg_fraud_amount',
  ],
  percent: ['avg_discount', 'avg_discount_pct', 'revenue_share_pct'],
  count: [
    'transaction_count',
    'total_transactions',
    'total_units_sold',
    'units_sold',
    'unique_customers',
    'fraud_count',
    'affected_customers',
    'active_stores',
    'category_diversity',
    'mobile_orders',
    'web_orders',
    'instore_orders',
    'order_count',
    'regions_sold_in',
    'stores_sold_in',
    'days_in_range',
  ],
  decimal: ['daily_velocity'],
  score: ['avg_fraud_score'],
  time: ['first_purchase_date', 'last_purchase_date', 'first_sale', 'last_sale'],
}

/** Runs it over all dates from the form, by clicks alone, and opens its result. */
export async function runByClicks(page: Page, analysis: AnalysisType): Promise<string> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Batch' }).click()
  await page.getByRole('radio', { name: new RegExp(`^${analysis}`) }).check()
  await page.locator('label', { hasText: /^All$/ }).first().click()
  await page.getByText(/^of [\d,]+ rows/).waitFor()
  await page.getByRole('button', { name: /^Run batch/ }).click()
  const row = page.getByRole('row', { name: new RegExp(`Completed ${analysis}`) }).first()
  await row.getByRole('link', { name: analysis }).click()
  await page.waitForURL(/#\/results\/batch-/)
  return /batch-\d{8}-[0-9a-f]{8}/.exec(page.url())?.[0] ?? ''
}

/** The chart on the screen says what the rows say: each mark in its words, as arrow keys pass it. */
export async function expectChart(page: Page, analysis: AnalysisName, rows: readonly Row[]): Promise<void> {
  for (const [index, words] of wordsOf(analysis, rows).entries())
    await expectMarks(page.locator('.drawing').nth(index), words, page)
}

/** The table on the screen has these rows: every cell of the first ones and of the last, and their number. */
export async function expectGrid(page: Page, analysis: AnalysisName, rows: readonly Row[]): Promise<void> {
  const grid = page.getByRole('grid', { name: `${analysis}, all rows` })
  await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(rows.length + 1))
  await expectCells(grid, rows, [0, 1, 2])
  const scroller = grid.locator('..')
  await scroller.evaluate((element) => void (element.scrollTop = element.scrollHeight))
  await expectCells(grid, rows, [rows.length - 1])
  await scroller.evaluate((element) => void (element.scrollTop = 0))
}

async function expectCells(grid: Locator, rows: readonly Row[], indexes: readonly number[]): Promise<void> {
  for (const index of indexes) {
    const row = rows[index]
    if (row === undefined) continue
    await expect.poll(() => cellsOf(grid.locator(`[aria-rowindex="${index + 2}"]`))).toEqual([shownCells(row)])
  }
}

/** Each of them stands on the page of the report, with its chart and the first of its rows. */
export async function expectReport(
  page: Page,
  rowsOf: (analysis: AnalysisName) => Promise<readonly Row[]>,
): Promise<void> {
  for (const name of ANALYSIS_NAMES) {
    const part = page.getByRole('region', { name, exact: true })
    await part.getByRole('img').first().waitFor()
    const rows = await rowsOf(name)
    const first = rows.slice(0, 5)
    await part.getByText(`${first.length} of ${grouped(rows.length)} rows.`).waitFor()
    await expect.poll(() => cellsOf(part.getByRole('table').locator('tbody tr'))).toEqual(first.map(shownCells))
  }
}

/** What is seen in each cell of each row. */
function cellsOf(rows: Locator): Promise<readonly (readonly string[])[]> {
  return rows.evaluateAll((all) =>
    all.map((row) =>
      [...row.children].map((cell) => {
        const seen = cell.cloneNode(true) as HTMLElement
        for (const unseen of seen.querySelectorAll('.sr')) unseen.remove()
        return seen.textContent
      }),
    ),
  )
}

function shownCells(row: Row): readonly string[] {
  return Object.entries(row).map(([column, value]) => shownCell(column, value))
}

async function expectMarks(drawing: Locator, words: readonly string[], page: Page): Promise<void> {
  const said = drawing.locator('[aria-live]')
  await drawing.getByRole('img').focus()
  await page.keyboard.press('Home')
  for (const [index, expected] of words.slice(0, MOST_STEPS).entries()) {
    if (index > 0) await page.keyboard.press('ArrowRight')
    await expect.poll(() => said.innerText()).toBe(expected)
  }
  await page.keyboard.press('End')
  await expect.poll(() => said.innerText()).toBe(words.at(-1))
  // The words stand beside the mark, too.
  await drawing
    .getByText(words.at(-1) ?? '')
    .nth(1)
    .waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => said.innerText()).toBe('')
}

/** By drawing of the screen. */
function wordsOf(analysis: AnalysisName, rows: readonly Row[]): readonly (readonly string[])[] {
  return ownWords(analysis, rows) ?? [barWords(SHAPES[analysis], rows)]
}

/** Of an analysis that has no drawing of its own: a bar for each of its rows. */
function barWords({ keys, measure }: (typeof SHAPES)[AnalysisName], rows: readonly Row[]): readonly string[] {
  return rows.slice(0, MOST_BARS).map((row) => `${keys.map((key) => text(row, key)).join(', ')}: ${usd(row, measure)}`)
}

function ownWords(analysis: AnalysisName, rows: readonly Row[]): readonly (readonly string[])[] | null {
  switch (analysis) {
    case 'revenue_by_category':
      return [rows.map((row) => `${text(row, 'category')}: ${usd(row, 'total_revenue')}`)]
    case 'revenue_by_region': {
      const regions = distinct(rows, 'region')
      return [
        regions.flatMap((region) =>
          rows
            .filter((row) => row['region'] === region)
            .map((row) => `${text(row, 'city')}, ${region}: ${usd(row, 'total_revenue')}`),
        ),
      ]
    }
    case 'payment_analysis': {
      const methods = sums(rows, 'payment_method', 'transaction_count')
      return [
        methods.flatMap(([method]) =>
          rows
            .filter((row) => row['payment_method'] === method)
            .sort(
              (left, right) =>
                NETWORKS.indexOf(text(left, 'card_network')) - NETWORKS.indexOf(text(right, 'card_network')),
            )
            .map((row) => {
              const names = [method, ...(row['card_network'] === null ? [] : [text(row, 'card_network')])]
              return `${names.join(', ')}: ${count(row, 'transaction_count')}, ${decimal(row, 'revenue_share_pct', 2)} %`
            }),
        ),
      ]
    }
    case 'customer_segmentation': {
      const counts = SEGMENTS.map((name) => rows.filter(({ segment }) => segment === name).length)
      return [
        bins(rows.map((row) => Number(row['lifetime_value']))),
        SEGMENTS.map((name, index) => `${name}, segment: ${grouped(counts[index] ?? 0)}`),
      ]
    }
    case 'fraud_analysis': {
      const cells = sums(rows, 'category', 'fraud_count').flatMap(([category]) =>
        sums(rows, 'region', 'fraud_count').flatMap(([region]) => {
          const own = rows.filter((row) => row['category'] === category && row['region'] === region)
          return own.length === 0 ? [] : [`${category}, ${region}: ${grouped(total(own, 'fraud_count'))}`]
        }),
      )
      const aside = ['channel', 'payment_method'].flatMap((column) =>
        sums(rows, column, 'fraud_count').map(([name, sum]) => `${name}, ${column}: ${grouped(sum)}`),
      )
      return [cells, aside]
    }
    case 'hourly_trends':
      return [
        rows.map(
          (row) =>
            `${text(row, 'event_date')}, ${text(row, 'event_hour').padStart(2, '0')}:00 UTC: ${usd(row, 'hourly_revenue')}`,
        ),
      ]
    case 'channel_performance':
      return [
        [
          ...rows.map((row) => `${text(row, 'channel')}, total_revenue: ${usd(row, 'total_revenue')}`),
          ...rows.map((row) => `${text(row, 'channel')}, fraud_rate_pct: ${decimal(row, 'fraud_rate_pct', 4)} %`),
        ],
      ]
    case 'inventory_velocity':
      return [
        rows.map(
          (row) =>
            `${text(row, 'product_name')}: ${decimal(row, 'daily_velocity', 2)} units/day, ${usd(row, 'total_revenue')}`,
        ),
      ]
    default:
      return null
  }
}

const BINS = 14

/** Of a histogram: bins of equal width, each from its lower bound up to the next. */
function bins(values: readonly number[]): readonly string[] {
  const low = Math.min(...values)
  const width = (Math.max(...values) - low) / BINS
  const short = (value: number): string =>
    value.toLocaleString('en-US', {
      style: 'currency',
      currency: 'USD',
      notation: 'compact',
      minimumFractionDigits: 0,
      maximumFractionDigits: 1,
    })
  return Array.from({ length: BINS }, (_, bin) => {
    const own = values.filter((value) => Math.min(BINS - 1, Math.floor((value - low) / width)) === bin)
    return `${short(low + bin * width)} – ${short(low + (bin + 1) * width)}: ${grouped(own.length)}`
  })
}

function text(row: Row, column: string): string {
  return shownText(row[column])
}

function shownCell(column: string, value: Row[string]): string {
  if (value === null) return '—'
  if (Array.isArray(value)) return [...value].sort().join(', ')
  const is = (kind: keyof typeof SHOWN): boolean => SHOWN[kind].includes(column)
  if (is('money')) return usd({ value }, 'value')
  if (is('percent')) return `${decimal({ value }, 'value', 2)} %`
  if (is('count')) return count({ value }, 'value')
  if (is('decimal')) return decimal({ value }, 'value', 2)
  if (is('score')) return decimal({ value }, 'value', 4)
  if (is('time')) return String(value).slice(0, 19).replace('T', ' ')
  return column === 'fraud_rate_pct' ? `${decimal({ value }, 'value', 4)} %` : String(value)
}

function shownText(value: Row[string] | undefined): string {
  return value === null || value === undefined ? '—' : String(value)
}

function usd(row: Row, column: string): string {
  return Number(row[column]).toLocaleString('en-US', { style: 'currency', currency: 'USD' })
}

function decimal(row: Row, column: string, digits: number): string {
  return Number(row[column]).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function count(row: Row, column: string): string {
  return grouped(Number(row[column]))
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}

function distinct(rows: readonly Row[], column: string): readonly string[] {
  return [...new Set(rows.map((row) => text(row, column)))]
}

function total(rows: readonly Row[], column: string): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0)
}

/** Values of a column with their sums, the largest first. */
function sums(rows: readonly Row[], column: string, measure: string): readonly (readonly [string, number])[] {
  return distinct(rows, column)
    .map(
      (name) =>
        [
          name,
          total(
            rows.filter((row) => text(row, column) === name),
            measure,
          ),
        ] as const,
    )
    .sort((left, right) => right[1] - left[1])
}
