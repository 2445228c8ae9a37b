import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
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
import { Dashboard, DeadLetterPage, StreamStarted, StreamStopped } from '../../src/shared/stream'
import { parseOutput, type OperationName } from '../../src/shared/operations'
import { KafkaTest } from '../../src/shared/kafka'
import { KafkaProfiles } from '../../src/shared/kafka-profiles'
import { RedriveResult } from '../../src/shared/redrive'
import { ReportRun, SavedReport } from '../../src/shared/report'
import { SampleState } from '../../src/shared/sample'
import { CompactReport, TableInfo, VacuumReport } from '../../src/shared/table'
import { whileWorkersAreHeld } from '../support/batch-worker'
import { day } from '../support/day'
import { eventJson } from '../support/event-json'
import type { Served } from '../support/process'
import { python } from '../support/python'
import { until } from '../support/until'
import { unzip } from '../support/unzip'
import { describeApp, NO_BROKER_THERE } from './support/app'
import { duckdb, pick, sorted, type AnyRow } from './support/answers'
import { answers, copied, curl, expectReads, shell } from './support/copied'
import { streamInto } from './support/stream-into'

const SQL = 'SQL (DuckDB)'
const PYTHON = 'Python (deltalake)'
const DIALOG = '[role="dialog"]'
const QUESTION = '[role="alertdialog"]'
/** Rows of a page here: a result can have more. */
const PAGE_SIZE = 120

describeApp(
  'what is copied',
  {
    seed: { records: 150, days: 4 },
    prepare: (base) => streamInto(base, messages()),
    // A quote in the path must not end a text of SQL, Python or the shell.
    prefix: "millrace-e2e-copied-o'clock ",
    settings: {
      'pipeline.kafka.bootstrap-servers': NO_BROKER_THERE,
      'pipeline.batch.max-page-size': PAGE_SIZE,
    },
  },
  (app) => {
    let batchId: string

    beforeAll(async () => {
      const filters = { is_fraudulent: 'false', transaction_status: 'completed', discount_percent: '0' }
      batchId = await app.run('full_report', 4, { filters })
    })

    async function ended(id: string, served: Pick<Served, 'get'> = app): Promise<BatchRecord> {
      return until(
        async () => BatchRecord.parse(await served.get(`/batch/status/${id}`)),
        ({ status }) => status === 'COMPLETED',
      )
    }

    async function open(route: string): Promise<Page> {
      return (await app.open(route, { clipboard: true })).page
    }

    /** The three answers of a screen; `columns` are those that are compared. */
    async function three(route: string, runPython: ReturnType<typeof python>, within = 'body') {
      const page = await open(route)
      return {
        curl: curl(await copied(page, 'curl', within)),
        sql: await duckdb(await copied(page, SQL, within)),
        python: runPython(asJson(await copied(page, PYTHON, within)), []) as AnyRow[],
      }
    }

    /** What the line for an export saves. */
    async function savedFile(page: Page, format: string, name: string): Promise<Buffer> {
      const line = await copied(page, `Copy the export as curl: ${format}`, 'body', /^Export/)
      const folder = await mkdtemp(join(tmpdir(), 'millrace-copied-'))
      shell(line, { cwd: folder })
      const file = await readFile(join(folder, name))
      await rm(folder, { recursive: true })
      return file
    }

    test('[promise 10] on Overview gives the final windows in each language', async (context) => {
      const told = await three('overview', python(context, 'deltalake, pyarrow'))
      const final = Dashboard.parse(told.curl).windows.filter((window) => window.final)
      expect(final.length).toBeGreaterThan(0)
      const columns = ['window_start', 'window_end', 'category', 'txn_count', 'window_revenue', 'fraud_alerts']
      expect(pick(told.sql, columns)).toEqual(pick(final, columns))
      expect(pick(told.python, columns)).toEqual(pick(final, columns))
    })

    for (const [which, query, count] of [
      ['all of them', 'state=all', 3],
      ['filtered', 'code=BAD_VALUE&field=quantity&partition=0&from=2026-01-01&to=2999-01-01', 1],
    ] as const) {
      test(`on Dead letters, ${which}, gives the same letters in each language`, async (context) => {
        const told = await three(`dead-letters?${query}`, python(context, 'deltalake, pyarrow'), '.head')
        const { data } = DeadLetterPage.parse(told.curl)
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
        expect(pick(told.sql, columns)).toEqual(pick(data, columns))
        expect(pick(told.python, columns)).toEqual(pick(data, columns))
      })
    }

    test('[promise 10] on Batch runs the batch, or gives the rows that it reads', async (context) => {
      const told = await three(`batch?from=${batchId}`, python(context, 'deltalake, pyarrow'), '.batch-form')
      const { batchId: again } = BatchAccepted.parse(told.curl)
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
      expect(sorted(pick(told.sql, columns))).toEqual(sorted(pick(data, columns)))
      expect(sorted(pick(told.python, columns))).toEqual(sorted(pick(data, columns)))
    })

    test('[promise 10] on Results gives the result', async (context) => {
      const told = await three(`results/${batchId}?analysis=revenue_by_category`, python(context, 'deltalake, pyarrow'))
      const { data, page } = AggregatedData.parse(told.curl)
      expect(page.hasMore).toBe(false)
      const columns = Object.keys(data[0] ?? {})
      expect(columns.length).toBeGreaterThan(3)
      expect(pick(told.sql, columns)).toEqual(pick(data, columns))
      expect(pick(told.python, columns)).toEqual(pick(data, columns))
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
      const sql = await duckdb(await copied(page, SQL))
      const rows = runPython(asJson(await copied(page, PYTHON)), []) as AnyRow[]
      for (const answer of [sql, rows]) {
        expect(pick(answer, ['card_network'])).toEqual(pick(data, ['card_network']))
        expect(sorted(pick(answer, columns))).toEqual(sorted(pick(data, columns)))
      }
    })

    test('on a full report gives all of its results', async () => {
      const page = await open(`results/${batchId}`)
      const { analyses } = FullReportData.parse(curl(await copied(page, 'curl')))
      expect(Object.keys(analyses)).toEqual(ANALYSIS_NAMES)
    })

    test('the export of a result, and of a full report, as a workbook saves the file', async () => {
      const { data } = AggregatedData.parse(
        await app.get(`/batch/data/${batchId}/aggregated?analysis=revenue_by_category`),
      )
      const page = await open(`results/${batchId}?analysis=revenue_by_category`)
      const result = unzip(await savedFile(page, 'Excel (XLSX)', `${batchId}-revenue_by_category.xlsx`))
      expect(String(result.get('xl/worksheets/sheet1.xml')).match(/<row>/g)).toHaveLength(data.length + 1)
      const report = unzip(
        await savedFile(await open(`results/${batchId}`), 'Excel (XLSX)', `${batchId}-full_report.xlsx`),
      )
      expect([...report.keys()].filter((name) => name.startsWith('xl/worksheets/sheet'))).toHaveLength(
        ANALYSIS_NAMES.length,
      )
    })

    test('where a page cannot have all rows, curl asks for one after the other', async () => {
      const all = await app.run('channel_performance', 4)
      const { rowCount = 0 } = BatchRecord.parse(await app.get(`/batch/status/${all}`))
      expect(rowCount).toBeGreaterThan(PAGE_SIZE)
      const page = await open(`results/${all}?tab=rows`)
      const pages = answers(shell(await copied(page, 'curl')), BatchData, BatchData).map((one) => BatchData.parse(one))
      expect(new Set(pages.flatMap(({ data }) => data.map((row) => row['transaction_id']))).size).toBe(rowCount)
      expect(pages.at(-1)?.page.hasMore).toBe(false)
    })

    test('on the rows of a result gives these rows, with the values that stand in the log alone', async (context) => {
      const told = await three(`results/${batchId}?tab=rows`, python(context, 'deltalake, pyarrow'))
      const { data, page } = BatchData.parse(told.curl)
      expect(page).toMatchObject({ returned: told.sql.length, hasMore: false })
      const columns = Object.keys(data[0] ?? {}).filter((name) => name in (told.sql[0] ?? {}))
      expect(columns.length).toBeGreaterThan(30)
      expect(sorted(pick(told.sql, columns))).toEqual(sorted(pick(data, columns)))
      expect(new Set(told.sql.map((row) => row['batch_id']))).toEqual(new Set([batchId]))
      const stamps = ['batch_id', 'processing_timestamp']
      expect(sorted(pick(told.sql, stamps))).toEqual(sorted(pick(told.python, stamps)))
      expect(sorted(pick(told.python, columns))).toEqual(sorted(pick(told.sql, columns)))
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
      const deletion = await copied(page, 'curl', QUESTION)
      shell(deletion)
      await expect(app.get(`/batch/status/${ended}`)).rejects.toThrow('404')

      const engine = app.served.child.pid
      await whileWorkersAreHeld(async () => {
        const request = { startDate: day(3), endDate: day(1), analysisType: 'fraud_analysis' }
        await app.post('/batch/run', request)
        const queue = await open('batch')
        await queue.getByRole('button', { name: 'Cancel fraud_analysis' }).click()
        expect(curl(await copied(queue, 'curl', QUESTION))).toHaveProperty('status')
      }, engine)
    })

    test('on the audit of the lake counts the rows of each partition', async (context) => {
      const told = await three('lake/transactions?tab=audit', python(context, 'deltalake, pyarrow'), '.audit-head')
      const { partitions, agrees } = StreamAudit.parse(told.curl)
      expect(agrees).toBe(true)
      const wanted = partitions.map(({ partition, rows }) => ({
        kafka_partition: String(partition),
        rows: String(rows),
      }))
      expect(pick(told.sql, ['kafka_partition', 'rows'])).toEqual(wanted)
      expect(pick(told.python, ['kafka_partition', 'rows'])).toEqual(wanted)
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

    test.each<[string, ...(readonly OperationName[])[]]>([
      ['overview', ['streamDashboard']],
      ['overview/activity', ['activity']],
      ['stream', ['streamStatus']],
      ['stream/windows', ['streamDashboard']],
      ['stream/connections', ['kafkaProfiles'], ['testKafka']],
      ['batch', ['runBatch', 'estimateBatch'], ['batches']],
      ['batch/reports', ['runBatch', 'estimateBatch'], ['reports']],
      ['results', ['batches']],
      ['lake', ['tables'], ['tableHistory'], ['compactTable'], ['vacuumTable'], ['tableFiles']],
      ['lake/transactions?tab=schema', ['tables'], ['table'], ['compactTable'], ['vacuumTable'], ['tableFiles']],
      ['lake/transactions?tab=audit', ['tables'], ['streamAudit'], ['compactTable'], ['vacuumTable'], ['tableFiles']],
      ['dead-letters', ['deadLetters'], ['streamQuality']],
      ['settings', ['supportBundle'], ['settings']],
      ['settings/api', ['supportBundle'], ['health']],
    ])('every line of %s asks what stands there, and those that read are answered', async (route, ...wanted) => {
      await expectReads(await open(route), wanted)
    })

    test('the support bundle is saved by its line', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'millrace-copied-'))
      shell(await copied(await open('settings/api'), 'curl', '.head'), { cwd: folder })
      const [name = ''] = await readdir(folder)
      expect([...unzip(await readFile(join(folder, name))).keys()]).toContain('settings.json')
      await rm(folder, { recursive: true })
    })

    test('batches are run again by their lines', async () => {
      const [one, other] = [await app.run('channel_performance', 1), await app.run('fraud_analysis', 2)]
      const page = await open('batch')
      for (const id of [one, other]) await page.getByRole('checkbox', { name: `Select ${id}` }).check()
      const line = await copied(page, 'curl', '.batch-history .grid-foot')
      for (const accepted of answers(shell(line), BatchAccepted, BatchAccepted))
        expect((await ended(BatchAccepted.parse(accepted).batchId)).rowCount).toBeGreaterThan(0)
    })

    test('a report is saved, run, changed and deleted by its lines', async () => {
      const page = await open(`batch?from=${batchId}`)
      await page.getByRole('radio', { name: /full_report/, checked: true }).waitFor()
      await page.getByRole('button', { name: 'Save as report…' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill("O'Brien's week")
      await dialog.getByLabel('Dates').selectOption('yesterday')
      const preview = curl(await copied(page, 'curl: Dates that it reads', DIALOG))
      expect(parseOutput('previewReport', preview)).toEqual({ startDate: day(1), endDate: day(1), runs: [] })
      const saved = SavedReport.parse(curl(await copied(page, 'curl', DIALOG)))
      expect(saved).toMatchObject({ name: "O'Brien's week", dates: 'yesterday', filters: { discount_percent: '0' } })

      const list = await open('batch/reports')
      const { batchId: started } = ReportRun.parse(
        curl(await copied(list, 'Copy the run as curl', 'tbody', /^More for/)),
      )
      await ended(started)
      const choose = async (item: string) => {
        await list.getByRole('button', { name: /^More for/ }).click()
        await list.getByRole('menuitem', { name: item }).click()
      }
      await choose('Edit…')
      await list.getByRole('dialog').getByLabel('Name').fill('Week')
      expect(SavedReport.parse(curl(await copied(list, 'curl', DIALOG)))).toMatchObject({ id: saved.id, name: 'Week' })
      await list.keyboard.press('Escape')
      await list.getByRole('dialog', { name: /^Edit / }).waitFor({ state: 'detached' })
      await choose('Delete…')
      shell(await copied(list, 'curl', QUESTION))
      expect(parseOutput('reports', await app.get('/reports')).reports).toEqual([])
    })

    test('a batch that has no result is asked for by the line of its page', async () => {
      await whileWorkersAreHeld(async () => {
        const request = { startDate: day(3), endDate: day(1), analysisType: 'fraud_analysis' }
        const { batchId: waiting } = BatchAccepted.parse(await app.post('/batch/run', request))
        const page = await open(`results/${waiting}`)
        await expectReads(page, [['batch']])
        await app.post(`/batch/cancel/${waiting}`)
      }, app.served.child.pid)
    })

    test('a table is compacted and vacuumed by its lines', async (context) => {
      const runPython = python(context, 'deltalake, pyarrow')
      const page = await open('lake')
      const compaction = await copied(page, 'curl', '.lake-side > .pane:first-child > header')
      expect(CompactReport.parse(curl(compaction)).table).toBe('transactions')
      expect(TableInfo.parse(await app.get('/lake/tables/transactions')).compactableFiles).toBe(0)
      const optimize = await copied(page, PYTHON, '.lake-side > .pane:first-child > header')
      expect(runPython(asResult(optimize), [])).toMatchObject({ numFilesAdded: expect.any(Number) as unknown })

      const leftover = join(TableInfo.parse(await app.get('/lake/tables/transactions')).path, 'leftover.parquet')
      await writeFile(leftover, 'PAR1')
      const long = new Date(Date.now() - 30 * 86_400_000)
      await utimes(leftover, long, long)
      const look = VacuumReport.parse(curl(await copied(page, 'curl', '.lake-job')))
      expect(look).toMatchObject({ dryRun: true, files: 1 })
      expect(existsSync(leftover)).toBe(true)
      await page.getByRole('button', { name: 'Vacuum…' }).click()
      expect(VacuumReport.parse(curl(await copied(page, 'curl', QUESTION)))).toMatchObject({ dryRun: false, files: 1 })
      expect(existsSync(leftover)).toBe(false)
    })

    test('the stream starts and stops as its dialog says, and its brokers are taken over', async () => {
      const page = await open('stream/start?source=sample')
      await page.getByLabel('Events per second').fill('50')
      expect(StreamStarted.parse(curl(await copied(page, 'curl', DIALOG)))).toMatchObject({ status: 'started' })
      const running = await open('stream')
      const stop = await copied(running, 'curl: stop the stream', '.head')
      expect(StreamStopped.parse(curl(stop)).queriesStopped).toBeGreaterThan(0)

      const stopped = await open('stream/start')
      const dialog = stopped.getByRole('dialog')
      await dialog.getByLabel('Bootstrap servers').fill('127.0.0.1:2')
      await dialog.getByLabel('Topic').fill('orders')
      await dialog.getByText('Earliest', { exact: true }).click()
      expect(KafkaTest.parse(curl(await copied(stopped, 'curl: test the connection', DIALOG))).ok).toBe(false)
      const start = await copied(stopped, 'curl', DIALOG)
      expect(start.split('\n').at(-1)).toContain('"topic":"orders","startingOffsets":"earliest"')
      // Nobody is there: the table tells where it goes on.
      answers(shell(start), KafkaProfiles, StreamStarted)
      const { profiles, inUse } = KafkaProfiles.parse(await app.get('/kafka/profiles'))
      expect(profiles).toMatchObject([{ id: inUse, bootstrapServers: ['127.0.0.1:2'], topic: 'orders' }])

      // In test/e2e/stream.test.ts it skips, at a broker that answers.
      const using = await open('stream/connections/configuration')
      await using.getByRole('button', { name: 'Use this connection' }).click()
      answers(shell(await copied(using, 'curl', QUESTION)), StreamStopped, KafkaProfiles)
      expect(KafkaProfiles.parse(await app.get('/kafka/profiles')).inUse).toBe(null)
      const saved = await open(`stream/connections/${inUse ?? ''}`)
      await saved.getByRole('button', { name: 'Delete…' }).click()
      shell(await copied(saved, 'curl', QUESTION))
      expect(KafkaProfiles.parse(await app.get('/kafka/profiles')).profiles).toEqual([])
    })

    test('sample rows are written and cancelled by their lines', async () => {
      const other = await app.another({ 'pipeline.sample.records': 300 })
      const { page } = await app.open('/', { from: other, clipboard: true })
      const explored = answers(shell(await copied(page, 'curl')), SampleState, StreamStarted, BatchAccepted)
      const { batchId: first } = BatchAccepted.parse(explored.at(-1))
      expect((await ended(first, other)).rowCount).toBe(300)

      await other.post('/sample/seed', { records: 5_000_000 })
      await page.reload()
      const cancel = await copied(page, 'curl', '.notice')
      expect(SampleState.parse(curl(cancel)).state).toBe('cancelled')
    })

    test('the first batch over sample rows is run by its line, and what failed is done again by its own', async () => {
      const other = await app.another()
      await other.post('/sample/seed', { records: 300, days: 3 })
      const { page } = await app.open('/', { from: other, clipboard: true })
      await page.getByRole('button', { name: 'Run the first batch' }).waitFor()
      const { batchId: first } = BatchAccepted.parse(curl(await copied(page, 'curl', '.notice')))
      expect((await ended(first, other)).rowCount).toBe(300)

      // A file where the folder of a date should be.
      const { path } = TableInfo.parse(await other.get('/lake/tables/transactions'))
      const inTheWay = join(path, `event_date=${day(4)}`)
      await writeFile(inTheWay, '')
      await other.post('/sample/seed', { records: 200, days: 4 })
      await page.getByRole('button', { name: 'Write the rest' }).waitFor()
      const rest = await copied(page, 'curl', '.notice')
      await rm(inTheWay)
      curl(rest)
      const rows = async () => TableInfo.parse(await other.get('/lake/tables/transactions')).rows
      await until(rows, (count) => count === 500)
    })

    test('dead letters are redriven by their lines, all of a reason and one that was corrected', async () => {
      const page = await open('dead-letters')
      await page.getByRole('button', { name: 'Redrive all…' }).click()
      await page.getByRole('dialog').getByRole('combobox', { name: 'Reason' }).selectOption('NOT_JSON')
      const all = RedriveResult.parse(curl(await copied(page, 'curl', DIALOG)))
      expect(all).toMatchObject({ redriven: 0, failed: 1 })

      const one = await open('dead-letters?field=quantity')
      await one.getByRole('row', { name: /BAD_VALUE/ }).click()
      await one.getByRole('button', { name: 'Edit and redrive' }).click()
      const corrected = eventJson({ transaction_id: "o'clock", quantity: 3 })
      await one.getByRole('textbox', { name: 'Corrected message' }).fill(corrected)
      const result = RedriveResult.parse(curl(await copied(one, 'curl', '.letter-redrive')))
      expect(result).toMatchObject({ redriven: 1, failed: 0 })
    })
  },
)

/** The copied text as it is, then its `rows` in a form that a test can read. */
function asJson(code: string): string {
  return `import contextlib, io, json
with contextlib.redirect_stdout(io.StringIO()) as shown:
    exec(${JSON.stringify(code)}, globals())
assert shown.getvalue() != ""
print(json.dumps(rows.to_pylist(), default=str))`
}

/** The copied text as it is, then what it printed, as JSON. */
function asResult(code: string): string {
  return `import ast, contextlib, io, json
with contextlib.redirect_stdout(io.StringIO()) as shown:
    exec(${JSON.stringify(code)}, globals())
print(json.dumps(ast.literal_eval(shown.getvalue()), default=str))`
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
