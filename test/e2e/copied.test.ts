import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { StreamAudit } from '../../src/shared/audit'
import {
  AggregatedData,
  ANALYSIS_NAMES,
  BatchAccepted,
  BatchData,
  BatchRecord,
  FullReportData,
} from '../../src/shared/batch'
import { DrillDown } from '../../src/shared/explore'
import { Dashboard, DeadLetterPage } from '../../src/shared/stream'
import { TableInfo } from '../../src/shared/table'
import { whileWorkersAreHeld } from '../support/batch-worker'
import { day } from '../support/day'
import { eventJson } from '../support/event-json'
import { python } from '../support/python'
import { until } from '../support/until'
import { describeApp, NO_BROKER_THERE } from './support/app'
import { duckdb, pick, sorted, type AnyRow } from './support/answers'
import { streamInto } from './support/stream-into'

const NAMES = { curl: 'curl', sql: 'SQL (DuckDB)', python: 'Python (deltalake)' }

describeApp(
  'what is copied',
  {
    seed: { records: 150, days: 4 },
    prepare: (base) => streamInto(base, messages()),
    // A quote in the path must not end a text of SQL, Python or the shell.
    prefix: "millrace-e2e-copied-o'clock ",
    settings: { 'pipeline.kafka.bootstrap-servers': NO_BROKER_THERE },
  },
  (app) => {
    let batchId: string

    beforeAll(async () => {
      const filters = { is_fraudulent: 'false', transaction_status: 'completed', discount_percent: '0' }
      batchId = await app.run('full_report', 4, { filters })
    })

    async function ended(id: string): Promise<BatchRecord> {
      return until(
        async () => BatchRecord.parse(await app.get(`/batch/status/${id}`)),
        ({ status }) => status === 'COMPLETED',
      )
    }

    async function open(route: string): Promise<Page> {
      return (await app.open(route, { clipboard: true })).page
    }

    /** What the menu of the screen puts on the clipboard. */
    async function copied(page: Page, language: keyof typeof NAMES, within = 'body'): Promise<string> {
      await page.evaluate(() => navigator.clipboard.writeText(''))
      await page.locator(within).getByRole('button', { name: 'Copy as' }).last().click()
      await page.getByRole('menuitem', { name: NAMES[language] }).click()
      await page.getByRole('menu').waitFor({ state: 'detached' })
      return until(
        () => page.evaluate(() => navigator.clipboard.readText()),
        (text) => text !== '',
      )
    }

    /** The three answers of a screen; `columns` are those that are compared. */
    async function three(route: string, runPython: ReturnType<typeof python>, within = 'body') {
      const page = await open(route)
      const answers = {
        curl: curl(await copied(page, 'curl', within)),
        sql: await duckdb(await copied(page, 'sql', within)),
        python: runPython(asJson(await copied(page, 'python', within)), []) as AnyRow[],
      }
      return answers
    }

    test('[promise 10] on Overview gives the final windows in each language', async (context) => {
      const answers = await three('overview', python(context, 'deltalake, pyarrow'))
      const final = Dashboard.parse(answers.curl).windows.filter((window) => window.final)
      expect(final.length).toBeGreaterThan(0)
      const columns = ['window_start', 'window_end', 'category', 'txn_count', 'window_revenue', 'fraud_alerts']
      expect(pick(answers.sql, columns)).toEqual(pick(final, columns))
      expect(pick(answers.python, columns)).toEqual(pick(final, columns))
    })

    for (const [which, query, count] of [
      ['all of them', 'state=all', 3],
      ['filtered', 'code=BAD_VALUE&field=quantity&partition=0&from=2026-01-01&to=2999-01-01', 1],
    ] as const) {
      test(`on Dead letters, ${which}, gives the same letters in each language`, async (context) => {
        const answers = await three(`dead-letters?${query}`, python(context, 'deltalake, pyarrow'))
        const { data } = DeadLetterPage.parse(answers.curl)
        expect(data).toHaveLength(count)
        const columns = [
          'topic',
          'kafka_partition',
          'kafka_offset',
          'code',
          'field',
          'reason',
          'dead_at',
          'redriven_at',
        ]
        expect(pick(answers.sql, columns)).toEqual(pick(data, columns))
        expect(pick(answers.python, columns)).toEqual(pick(data, columns))
      })
    }

    test('[promise 10] on Batch runs the batch, or gives the rows that it reads', async (context) => {
      const answers = await three(`batch?from=${batchId}`, python(context, 'deltalake, pyarrow'), '.batch-form')
      const { batchId: again } = BatchAccepted.parse(answers.curl)
      const { rowCount } = await ended(again)
      expect(rowCount).toBeGreaterThan(0)
      const { data } = BatchData.parse(await app.get(`/batch/data/${again}?limit=1000`))
      const columns = [
        'transaction_id',
        'event_date',
        'event_timestamp',
        'total_amount',
        'is_fraudulent',
        'fraud_score',
      ]
      expect(data).toHaveLength(rowCount ?? 0)
      expect(sorted(pick(answers.sql, columns))).toEqual(sorted(pick(data, columns)))
      expect(sorted(pick(answers.python, columns))).toEqual(sorted(pick(data, columns)))
    })

    test('[promise 10] on Results gives the result', async (context) => {
      const answers = await three(
        `results/${batchId}?analysis=revenue_by_category`,
        python(context, 'deltalake, pyarrow'),
      )
      const { data } = AggregatedData.parse(answers.curl)
      const columns = Object.keys(data[0] ?? {})
      expect(columns.length).toBeGreaterThan(3)
      expect(pick(answers.sql, columns)).toEqual(pick(data, columns))
      expect(pick(answers.python, columns)).toEqual(pick(data, columns))
    })

    test('on a result that is filtered and sorted gives these rows in this order', async (context) => {
      const runPython = python(context, 'deltalake, pyarrow')
      const page = await open(`results/${batchId}?analysis=payment_analysis`)
      await page.getByRole('searchbox', { name: 'Filter rows' }).fill('payment_method ~ CARD and card_network != visa')
      await page.getByText(/ that match, /).waitFor()
      await page.getByRole('grid').getByRole('button', { name: 'card_network' }).click()
      await page.getByText(/sorted by card_network/).waitFor()
      const { data } = AggregatedData.parse(curl(await copied(page, 'curl')))
      const columns = Object.keys(data[0] ?? {})
      expect(data.length).toBeGreaterThan(3)
      expect(data.map((row) => row['card_network'])).not.toContain('visa')
      const sql = await duckdb(await copied(page, 'sql'))
      const rows = runPython(asJson(await copied(page, 'python')), []) as AnyRow[]
      for (const answer of [sql, rows]) {
        expect(pick(answer, ['card_network'])).toEqual(pick(data, ['card_network']))
        expect(sorted(pick(answer, columns))).toEqual(sorted(pick(data, columns)))
      }
    })

    test('on a full report gives its eight results', async () => {
      const page = await open(`results/${batchId}`)
      const { analyses } = FullReportData.parse(curl(await copied(page, 'curl')))
      expect(Object.keys(analyses)).toEqual(ANALYSIS_NAMES)
    })

    test('the export of a result saves the same file', async () => {
      const page = await open(`results/${batchId}?analysis=revenue_by_category`)
      await page.evaluate(() => navigator.clipboard.writeText(''))
      await page.getByRole('button', { name: /^Export/ }).click()
      await page.getByRole('menuitem', { name: 'Copy the export as curl' }).click()
      const command = await until(
        () => page.evaluate(() => navigator.clipboard.readText()),
        (text) => text !== '',
      )
      const folder = await mkdtemp(join(tmpdir(), 'millrace-copied-'))
      const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8' })
      expect(status, stderr).toBe(0)
      const saved = await readFile(join(folder, `${batchId}-revenue_by_category.csv`), 'utf8')
      await rm(folder, { recursive: true })
      const { data } = AggregatedData.parse(
        await app.get(`/batch/data/${batchId}/aggregated?analysis=revenue_by_category`),
      )
      expect(saved.trimEnd().split('\r\n')).toHaveLength(data.length + 1)
    })

    test('on the rows of a result gives these rows, with the values that stand in the log alone', async (context) => {
      const answers = await three(`results/${batchId}?tab=rows`, python(context, 'deltalake, pyarrow'))
      const { data, page } = BatchData.parse(answers.curl)
      expect(page.returned).toBe(answers.sql.length)
      const columns = Object.keys(data[0] ?? {}).filter((name) => name in (answers.sql[0] ?? {}))
      expect(columns.length).toBeGreaterThan(30)
      expect(sorted(pick(answers.sql, columns))).toEqual(sorted(pick(data, columns)))
      expect(new Set(answers.sql.map((row) => row['batch_id']))).toEqual(new Set([batchId]))
      const stamps = ['batch_id', 'processing_timestamp']
      expect(sorted(pick(answers.sql, stamps))).toEqual(sorted(pick(answers.python, stamps)))
      expect(sorted(pick(answers.python, columns))).toEqual(sorted(pick(answers.sql, columns)))
    })

    test('on plan, comparison and rows behind a number gets what stands there', async () => {
      expect(curl(await copied(await open(`results/${batchId}?tab=plan`), 'curl'))).toMatchObject({ batchId })

      const other = await app.run('full_report', 2)
      const comparison = await open(`results/compare?left=${batchId}&right=${other}`)
      await comparison.getByRole('table', { name: 'Groups of both batches' }).waitFor()
      expect(curl(await copied(comparison, 'curl'))).toMatchObject({
        left: { batchId },
        right: { batchId: other },
      })

      const page = await open(`results/${batchId}?analysis=revenue_by_category`)
      await page.getByRole('grid').getByRole('row').nth(1).click()
      await page.getByText(/rows? here equal/).waitFor()
      const behind = DrillDown.parse(curl(await copied(page, 'curl', 'aside')))
      expect(behind).toMatchObject({ batchId, row: 0 })
      expect(behind.data).toHaveLength(behind.rowCount)
    })

    test('what is asked before a batch is deleted or cancelled can be copied, and does it', async () => {
      const ended = await app.run('channel_performance', 1)
      const page = await open('batch')
      await page.getByRole('checkbox', { name: `Select ${ended}` }).check()
      await page.getByRole('button', { name: 'Delete' }).click()
      const deletion = await copied(page, 'curl', '[role="alertdialog"]')
      expect(spawnSync('sh', ['-c', deletion]).status).toBe(0)
      await expect(app.get(`/batch/status/${ended}`)).rejects.toThrow('404')

      const engine = app.served.child.pid
      await whileWorkersAreHeld(async () => {
        const request = { startDate: day(3), endDate: day(1), analysisType: 'fraud_analysis' }
        await app.post('/batch/run', request)
        const queue = await open('batch')
        await queue.getByRole('button', { name: 'Cancel fraud_analysis' }).click()
        expect(curl(await copied(queue, 'curl', '[role="alertdialog"]'))).toHaveProperty('status')
      }, engine)
    })

    test('on the audit of the lake counts the rows of each partition', async (context) => {
      const answers = await three('lake/transactions?tab=audit', python(context, 'deltalake, pyarrow'), '.audit-head')
      const { partitions, agrees } = StreamAudit.parse(answers.curl)
      expect(agrees).toBe(true)
      const wanted = partitions.map(({ partition, rows }) => ({
        kafka_partition: String(partition),
        rows: String(rows),
      }))
      expect(pick(answers.sql, ['kafka_partition', 'rows'])).toEqual(wanted)
      expect(pick(answers.python, ['kafka_partition', 'rows'])).toEqual(wanted)
    })

    test('[promise 10] to read a table elsewhere counts its rows', async (context) => {
      const runPython = python(context, 'deltalake, pyarrow')
      const { rows } = TableInfo.parse(await app.get('/lake/tables/transactions'))
      const page = await open('lake/transactions')
      const inPython = await page.getByRole('region', { name: 'Python' }).innerText()
      expect(runPython(inPython, [])).toBe(rows)
      await page.locator('label', { hasText: 'SQL' }).click()
      const [counted] = await duckdb(await page.getByRole('region', { name: 'SQL' }).innerText())
      expect(Object.values(counted ?? {})).toEqual([String(rows)])
    })

    test.each([
      // It starts the stream, which has no broker here; the answer says so.
      ['stream', 'error'],
      ['overview/activity', 'entries'],
      ['batch/reports', 'reports'],
      ['batch', 'batches', '.batch-history'],
      ['lake', 'tables', '.head .acts'],
      ['settings/api', 'status'],
    ])('as curl on %s gets an answer with %s', async (route, field, within = 'body') => {
      const page = await open(route)
      expect(curl(await copied(page, 'curl', within))).toHaveProperty(field)
    })
  },
)

/** Runs in a POSIX shell, as it was copied. */
function curl(command: string): unknown {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  return JSON.parse(stdout) as unknown
}

/** The copied text as it is, then its `rows` in a form that a test can read. */
function asJson(code: string): string {
  return `import contextlib, io, json
with contextlib.redirect_stdout(io.StringIO()) as shown:
    exec(${JSON.stringify(code)}, globals())
assert shown.getvalue() != ""
print(json.dumps(rows.to_pylist(), default=str))`
}

/** Windows that are final, a window that still fills, and letters of three kinds. */
function messages(): string[] {
  const at = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()
  const clean = [30, 29, 25, 24, 20, 0].flatMap((minutes, index) =>
    ['books', 'grocery'].map((category, other) =>
      eventJson({ transaction_id: `live-${index}-${other}`, event_timestamp: at(minutes), category }),
    ),
  )
  return [...clean, eventJson({ quantity: 1.5 }), eventJson({ customer_id: null }), '{"cut']
}
