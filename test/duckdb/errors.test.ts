import { expect, test } from 'vitest'
import { toDuckdbError } from '../../src/main/duckdb/errors'
import { toIoError } from '../../src/main/durable'
import { codeOf, messageOf, MillraceError } from '../../src/shared/errors'

const PARQUET = '/lake/part-1.parquet'

test.each([
  [`Invalid Input Error: File '${PARQUET}' too small to be a Parquet file`, 'TABLE_CORRUPT', `${PARQUET} is damaged`],
  [`Invalid Input Error: No magic bytes found at end of file '${PARQUET}'`, 'TABLE_CORRUPT', `${PARQUET} is damaged`],
  [`Invalid Input Error: Failed to read file "${PARQUET}": ZSTD Decompression failure`, 'TABLE_CORRUPT', PARQUET],
  [`Invalid Input Error: Footer length error in file '${PARQUET}'`, 'TABLE_CORRUPT', `${PARQUET} is damaged`],
  [`Invalid Input Error: Parquet file '${PARQUET}': metadata is corrupt. Column 1`, 'TABLE_CORRUPT', PARQUET],
  ['IO Error: Parquet file is likely corrupted, missing dictionary', 'TABLE_CORRUPT', 'A data file is damaged'],
  ['Invalid Error: TProtocolException: Invalid data', 'TABLE_CORRUPT', 'A data file is damaged'],
  [`IO Error: No files found that match the pattern "${PARQUET}"`, 'TABLE_CORRUPT', 'something else deleted it'],
  ['Out of Memory Error: failed to allocate data of size 1.0 MiB (1/1 used)', 'OUT_OF_MEMORY', 'temporary disk'],
])('%s', (message, code, words) => {
  const told = toDuckdbError(new Error(message), 'Give it more.')
  expect(codeOf(told)).toBe(code)
  expect(messageOf(told)).toContain(words)
  expect(messageOf(told)).not.toContain('Error:')
})

test.each([
  ['IO Error: Could not write file "/corrupt decompress/x.parquet": No space left on device', 'DISK_FULL'],
  ['IO Error: Could not write file "/magic bytes/x.parquet": No space left on device', 'DISK_FULL'],
  ['IO Error: Cannot open file "/Out of Memory/x.parquet": Read-only file system', 'IO_ERROR'],
])('a path decides nothing: %s', (message, code) => {
  const error = new Error(message)
  const told = toDuckdbError(error, '')
  expect(told).toBe(error)
  expect(codeOf(toIoError(told, 'It cannot be written'))).toBe(code)
})

test.each([
  'IO Error: Could not open file "/tmp/duckdb_temp_storage_1.tmp": No such file or directory',
  "Conversion Error: Could not convert string 'in Parquet file' to INT32",
  'Binder Error: No function matches sum(VARCHAR)',
])('what is none of these stays as it is: %s', (message) => {
  const error = new Error(message)
  expect(toDuckdbError(error, '')).toBe(error)
})

test('an error with a sentence of its own is told as it is', () => {
  const error = new MillraceError('ENGINE_FAILED', 'Spark: No space left on device on its worker. Run it here.')
  expect(toIoError(toDuckdbError(error, ''), 'It cannot be written')).toBe(error)
})
