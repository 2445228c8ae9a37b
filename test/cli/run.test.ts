import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { millrace, serve } from '../support/process'

let folder: string
let base: string[]
/** Of the first rows; the second half came after it. */
let firstVersion: string
let between: string

const RANGE = ['--analysis', 'channel_performance', '--from', '2020-01-01', '--to', '2100-01-01']

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-run-'))
  base = ['--set', `pipeline.delta.base-path=${join(folder, 'delta')}`, '--set', 'pipeline.log.level=error']
  const seed = () => millrace(['seed', '--records', '1000', '--days', '2', ...base])
  const first = await seed()
  firstVersion = /version (\d+)/.exec(first.stdout)?.[1] ?? ''
  expect(firstVersion, first.stdout + first.stderr).not.toBe('')
  between = new Date().toISOString()
  expect((await seed()).code).toBe(0)
}, 300_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function rowsOf(...flags: string[]): Promise<number> {
  const { code, stderr } = await millrace(['run', ...RANGE, ...flags, ...base])
  expect(code, stderr).toBe(0)
  return Number(/: (\d+) rows at version/.exec(stderr)?.[1])
}

test(
  'run reads the newest version, the one of --table-version, or the one of --as-of',
  { timeout: 300_000 },
  async () => {
    expect(await rowsOf()).toBe(2000)
    expect(await rowsOf('--table-version', firstVersion)).toBe(1000)
    expect(await rowsOf('--as-of', between)).toBe(1000)
  },
)

test.each<[string, string[], RegExp]>([
  ['a version that is not there', ['--table-version', '999'], /tableVersion: .*999/],
  ['a time before the table', ['--as-of', '2001-01-01T00:00:00Z'], /asOf: .*2001-01-01/],
  ['a time that is none', ['--as-of', 'noon'], /--as-of/],
  ['a version that is no number', ['--table-version', 'newest'], /--table-version/],
  ['both', ['--as-of', '2100-01-01T00:00:00Z', '--table-version', '1'], /tableVersion or asOf/],
])('%s is named', async (_name, flags, message) => {
  const { code, stderr, stdout } = await millrace(['run', ...RANGE, ...flags, ...base])
  expect(code).toBe(2)
  expect(stderr).toMatch(message)
  expect(stdout).toBe('')
})

test('--out into a folder that is not there says so before anything runs', async () => {
  const missing = join(folder, 'reports/november')
  const before = existsSync(join(folder, 'delta/batches'))
  const { code, stderr } = await millrace(['run', ...RANGE, '--out', join(missing, 'a.csv'), ...base])
  expect(code).toBe(2)
  expect(stderr).toContain(`there is no folder ${missing}. Create it`)
  expect(stderr).not.toMatch(/batch-\d{8}/)
  expect(existsSync(missing)).toBe(false)
  expect(existsSync(join(folder, 'delta/batches'))).toBe(before)
  const named = await millrace(['run', ...RANGE, '--out', folder, ...base])
  expect([named.code, named.stderr]).toEqual([2, expect.stringContaining('that is a folder. Name a file.')])

  await mkdir(missing, { recursive: true })
  const written = await millrace(['run', ...RANGE, '--out', join(missing, 'a.csv'), ...base])
  expect(written.code, written.stderr).toBe(0)
  expect(await readFile(join(missing, 'a.csv'), 'utf8')).toMatch(/^channel,/)
})

test(
  'a saved full report does not run where one file is asked for; it prints its eight',
  { timeout: 300_000 },
  async () => {
    const server = await serve(folder)
    try {
      const dates = { startDate: '2020-01-01', endDate: '2100-01-01' }
      await server.post('/reports', { name: 'all', analysisType: 'full_report', dates })
      const { code, stderr } = await millrace(['report', 'run', 'all', '--format', 'csv', ...base])
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('--format: a full report') as string,
      })
      expect(await server.get('/batch/list?analysisType=full_report')).toMatchObject({ total: 0 })
      const printed = await millrace(['report', 'run', 'all', ...base])
      expect(printed.code, printed.stderr).toBe(0)
      expect(printed.stdout.match(/^[a-z_]+$/gm)).toHaveLength(8)
    } finally {
      await server.stop()
    }
  },
)

test('run and seed name the columns that a table lacks or has of another type, and seed writes nothing', async () => {
  const other = join(folder, 'other')
  const root = join(other, 'stream/transactions')
  const column = (name: string, type: string) => ({ name, type, nullable: true, metadata: {} })
  const fields = [column('transaction_id', 'string'), column('quantity', 'string'), column('event_date', 'date')]
  const lines = [
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    {
      metaData: {
        id: 'a',
        format: { provider: 'parquet', options: {} },
        schemaString: JSON.stringify({ type: 'struct', fields }),
        partitionColumns: ['event_date'],
        configuration: {},
      },
    },
  ]
  await mkdir(join(root, '_delta_log'), { recursive: true })
  const commit = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  await writeFile(join(root, '_delta_log', `${'0'.padStart(20, '0')}.json`), commit)
  const there = ['--set', `pipeline.delta.base-path=${other}`, '--set', 'pipeline.log.level=error']
  for (const command of [
    ['run', ...RANGE],
    ['seed', '--records', '10'],
  ]) {
    const { code, stdout, stderr } = await millrace([...command, ...there])
    expect(code, command[0]).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(
      /missing: event_timestamp \(timestamp\); .*another type: quantity is string, must be integer\. .* point pipeline\./,
    )
  }
  expect(await readdir(root)).toEqual(['_delta_log'])
})
