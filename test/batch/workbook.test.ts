import { afterAll, beforeAll, expect, test } from 'vitest'
import { readdir } from 'node:fs/promises'
import type { OwnedEngine } from '../../src/main/engine'
import { toWorkbook } from '../../src/main/batch/workbook'
import { ANALYSIS_NAMES } from '../../src/shared/batch'
import { TRANSACTION_COLUMNS } from '../../src/shared/transaction'
import { bytesOf } from '../support/bytes'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { unzip } from '../support/unzip'

let folder: TestFolder
let engine: OwnedEngine

const HARD = 'a < b & "c" > d\ttab\nline\r\u0001 _x0041_ Ä 漢 🚚'

beforeAll(async () => {
  folder = await openTestFolder()
  await folder.write([
    { transaction_id: 'a', product_name: HARD, sub_category: '', brand: null, quantity: 3, total_amount: 0.1 },
    {
      transaction_id: 'b',
      event_timestamp: '2026-01-02T12:00:00.250Z',
      is_fraudulent: true,
      kafka_offset: '9007199254740993',
      city: 'Pune',
      product_name: '=HYPERLINK("http://x")',
    },
  ])
  engine = await folder.engine()
})
afterAll(() => folder.remove())

/** Cells as [type, style, text], rows of a sheet. */
function sheetRows(xml: string): (readonly [string, string, string])[][] {
  return [...xml.matchAll(/<row>(.*?)<\/row>/g)].map(([, row = '']) =>
    [...row.matchAll(/<c((?: [a-z]+="[^"]*")*)(?:\/>|>(.*?)<\/c>)/g)].map(([, attributes = '', content = '']) => {
      const text = content.replaceAll(/<[^>]*>/g, '')
      return [/t="(\w+)"/.exec(attributes)?.[1] ?? '', /s="(\d)"/.exec(attributes)?.[1] ?? '', unescape(text)] as const
    }),
  )
}

/** XML, then the escapes of Excel. */
function unescape(text: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', amp: '&' }
  return text
    .replaceAll(/&#(\d+);|&(lt|gt|amp);/g, (_, code: string | undefined, name = '') =>
      code === undefined ? (names[String(name)] ?? '') : String.fromCharCode(Number(code)),
    )
    .replaceAll(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

test('[checklist 14] a workbook holds every row and value of a result, typed', async () => {
  const { batchId } = await runBatch(engine, {
    startDate: '2026-01-01',
    endDate: '2026-01-02',
    analysisType: 'fraud_analysis',
  })
  const file = await engine.batch.exportRaw(batchId, { format: 'xlsx' })
  expect(file.fileName).toBe(`${batchId}-raw.xlsx`)
  const parts = unzip(await bytesOf(file.chunks))
  expect([...parts.keys()]).toContain('[Content_Types].xml')
  const [header = [], first = [], second = [], ...more] = sheetRows(String(parts.get('xl/worksheets/sheet1.xml')))
  expect(more).toEqual([])
  expect(header.map(([, , text]) => text)).toEqual(TRANSACTION_COLUMNS)
  const cell = (row: (readonly [string, string, string])[], name: (typeof TRANSACTION_COLUMNS)[number]) =>
    row[TRANSACTION_COLUMNS.indexOf(name)]
  expect(cell(first, 'product_name')).toEqual(['inlineStr', '', HARD])
  expect(cell(first, 'sub_category')).toEqual(['inlineStr', '', ''])
  expect(cell(first, 'brand')).toEqual(['', '', ''])
  expect(cell(first, 'quantity')).toEqual(['', '', '3'])
  expect(cell(first, 'total_amount')).toEqual(['', '', '0.1'])
  // 2 January 2026 is day 46024 of Excel's calendar.
  expect(cell(second, 'event_date')).toEqual(['', '1', '46024'])
  const [, style, serial] = cell(second, 'event_timestamp') ?? ['', '', '']
  expect(style).toBe('2')
  expect(Math.round((Number(serial) - 25_569) * 86_400_000)).toBe(Date.parse('2026-01-02T12:00:00.250Z'))
  expect(cell(second, 'is_fraudulent')).toEqual(['b', '', '1'])
  // A text, whatever it looks like.
  expect(cell(second, 'product_name')).toEqual(['inlineStr', '', '=HYPERLINK("http://x")'])
  expect(cell(second, 'kafka_offset')).toEqual(['inlineStr', '', '9007199254740993'])
  expect(cell(second, 'batch_id')).toEqual(['inlineStr', '', batchId])

  const result = unzip(await bytesOf((await engine.batch.exportAggregated(batchId, null, { format: 'xlsx' })).chunks))
  const rows = sheetRows(String(result.get('xl/worksheets/sheet1.xml')))
  expect(rows).toHaveLength(2)
  expect(rows[1]?.at(-1)).toEqual(['inlineStr', '', '["Pune"]'])
  expect(await readdir(folder.loaded.config.engine.tempDir)).toEqual([])
})

test('a full report is one workbook, a sheet for each analysis with all of its rows', async () => {
  const { batchId } = await runBatch(engine, {
    startDate: '2026-01-01',
    endDate: '2026-01-02',
    analysisType: 'full_report',
  })
  const file = await engine.batch.exportAggregated(batchId, null, { format: 'xlsx' })
  expect(file.fileName).toBe(`${batchId}-full_report.xlsx`)
  const parts = unzip(await bytesOf(file.chunks))
  const names = [...String(parts.get('xl/workbook.xml')).matchAll(/<sheet name="([^"]*)"/g)].map(([, name]) => name)
  expect(names).toEqual(ANALYSIS_NAMES)
  for (const [index, name] of ANALYSIS_NAMES.entries()) {
    const sheet = sheetRows(String(parts.get(`xl/worksheets/sheet${index + 1}.xml`)))
    const alone = unzip(await bytesOf((await engine.batch.exportAggregated(batchId, name, { format: 'xlsx' })).chunks))
    expect(sheet).toEqual(sheetRows(String(alone.get('xl/worksheets/sheet1.xml'))))
    expect(sheet.length).toBeGreaterThan(1)
  }
  await expect(engine.batch.exportAggregated(batchId, null, { format: 'csv' })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
  })
  expect(await readdir(folder.loaded.config.engine.tempDir)).toEqual([])
})

// Excel counts two for a character beyond the first plane.
test.each([
  ['2026-01-09', 'x'.repeat(32_768)],
  ['2026-01-10', '🚚'.repeat(16_384)],
])('a text that a cell would cut is refused, not cut (%s)', async (date, text) => {
  await folder.write([{ event_timestamp: `${date}T00:00:00Z`, product_name: text }])
  const { batchId } = await runBatch(engine, { startDate: date, endDate: date, analysisType: 'hourly_trends' })
  const file = await engine.batch.exportRaw(batchId, { format: 'xlsx' })
  await expect(bytesOf(file.chunks)).rejects.toMatchObject({ message: expect.stringContaining('32767') as string })
  expect(await readdir(folder.loaded.config.engine.tempDir)).toEqual([])
})

test('a workbook without rows has its header', async () => {
  const { batchId } = await runBatch(engine, {
    startDate: '2026-03-01',
    endDate: '2026-03-01',
    analysisType: 'hourly_trends',
  })
  const parts = unzip(await bytesOf((await engine.batch.exportRaw(batchId, { format: 'xlsx' })).chunks))
  expect(sheetRows(String(parts.get('xl/worksheets/sheet1.xml')))).toHaveLength(1)
})

test.each([0, 1, 3, 4, 6, 7])(
  '%i rows are split over sheets of three rows and a header, wherever pieces end',
  async (rows) => {
    const text = Array.from({ length: rows }, (_, index) => `<row><c><v>${index}</v></c></row>\n`).join('')
    for (const size of [1, 7, 1000]) {
      const lines = (async function* () {
        for (let at = 0; at < text.length; at += size)
          yield await Promise.resolve(Buffer.from(text.slice(at, at + size)))
      })()
      const parts = unzip(await bytesOf(toWorkbook([{ name: 'Rows', header: ['n'], rows, lines }], 4)))
      const sheets = [...parts]
        .filter(([name]) => name.startsWith('xl/worksheets/'))
        .map(([, xml]) => sheetRows(String(xml)))
      expect(sheets).toHaveLength(Math.max(1, Math.ceil(rows / 3)))
      for (const sheet of sheets) expect(sheet[0]?.[0]?.[2]).toBe('n')
      expect(sheets.flatMap((sheet) => sheet.slice(1).map((row) => Number(row[0]?.[2])))).toEqual([
        ...Array(rows).keys(),
      ])
      expect([...String(parts.get('xl/workbook.xml')).matchAll(/<sheet /g)]).toHaveLength(sheets.length)
    }
  },
)

test('a failure in the middle of the rows is the failure of the file', async () => {
  const lines = (async function* () {
    for (let piece = 0; piece < 5; piece++) yield await Promise.resolve(Buffer.from('<row/>\n'.repeat(1000)))
    throw new Error('the disk is full')
  })()
  await expect(bytesOf(toWorkbook([{ name: 'Rows', header: ['n'], rows: 10_000, lines }]))).rejects.toThrow(
    'the disk is full',
  )
})

test('a reader that leaves ends the work behind it', async () => {
  let ended = false
  const lines = (async function* () {
    try {
      for (;;) yield await Promise.resolve(Buffer.from(`<row><c><v>${Math.random()}</v></c></row>\n`.repeat(1000)))
    } finally {
      ended = true
    }
  })()
  for await (const chunk of toWorkbook([{ name: 'Rows', header: ['n'], rows: 10_000_000, lines }])) {
    if (chunk.length > 1000) break
  }
  expect(ended).toBe(true)
})
