import { open, type FileHandle } from 'node:fs/promises'
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMPTZ,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api'
import type { RecordBatch, Vector } from 'apache-arrow'
import { MillraceError } from '../../shared/errors'
import type { ResultColumn } from '../batch/analyses/analysis'
import { quoteName } from '../sql'
import type { ArrowRows } from './worker-protocol'

const TYPES: Readonly<Record<ResultColumn['kind'], { readonly duckdb: DuckDBType; readonly arrow: RegExp }>> = {
  string: { duckdb: VARCHAR, arrow: /^Utf8$/ },
  int32: { duckdb: INTEGER, arrow: /^Int32$/ },
  int64: { duckdb: BIGINT, arrow: /^Int64$/ },
  double: { duckdb: DOUBLE, arrow: /^Float64$/ },
  boolean: { duckdb: BOOLEAN, arrow: /^Bool$/ },
  timestamp: { duckdb: TIMESTAMPTZ, arrow: /^Timestamp<MICROSECOND, UTC>$/ },
  date: { duckdb: DATE, arrow: /^Date32<DAY>$/ },
  string_list: { duckdb: LIST(VARCHAR), arrow: /^List<Utf8>$/ },
}
/** Rows of a chunk of DuckDB. */
const CHUNK_ROWS = 2048

/** Makes a temporary table of the rows in a file of Arrow streams; memory stays flat, since DuckDB spills. */
export async function loadArrowRows(
  connection: DuckDBConnection,
  { table, file, columns }: ArrowRows,
  checkCancelled: () => void,
): Promise<void> {
  // Loaded where rows of a cluster come; other batches never need it.
  const { tableFromIPC } = await import('apache-arrow')
  const declared = columns.map(({ name, kind }) => `${quoteName(name)} ${TYPES[kind].duckdb.toString()}`)
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${quoteName(table)} (${declared.join(', ')})`)
  const appender = await connection.createAppender(table, null, 'temp')
  try {
    for await (const bytes of streamsOf(file)) {
      checkCancelled()
      for (const batch of tableFromIPC(bytes).batches) {
        checkTypes(batch, columns)
        for (let from = 0; from < batch.numRows; from += CHUNK_ROWS) {
          const part = batch.slice(from, Math.min(from + CHUNK_ROWS, batch.numRows))
          const chunk = DuckDBDataChunk.create(
            columns.map(({ kind }) => TYPES[kind].duckdb),
            part.numRows,
          )
          for (const [index, { kind }] of columns.entries()) {
            const vector = part.getChildAt(index)
            if (vector !== null) chunk.setColumnValues(index, valuesOf(vector, kind))
          }
          appender.appendDataChunk(chunk)
        }
      }
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

/** Never coerced: what is not of the type that the result declares is an error. */
function checkTypes({ schema }: RecordBatch, columns: readonly ResultColumn[]): void {
  const found = schema.fields.map((field) => `${field.name} ${String(field.type)}`)
  const good =
    found.length === columns.length &&
    columns.every(({ name, kind }, index) => {
      const field = schema.fields[index]
      return field?.name === name && TYPES[kind].arrow.test(String(field.type))
    })
  if (good) return
  const wanted = columns.map(({ name, kind }) => `${name} ${kind}`)
  throw new MillraceError(
    'ENGINE_FAILED',
    `Spark answered with other columns (${found.join(', ')}) than the analysis has (${wanted.join(', ')}).`,
  )
}

function valuesOf(vector: Vector, kind: ResultColumn['kind']): DuckDBValue[] {
  const values: DuckDBValue[] = []
  // Times and dates as they are stored: Arrow's own getters would pass through milliseconds.
  const stored: unknown = kind === 'timestamp' || kind === 'date' ? vector.data[0]?.values : null
  for (let row = 0; row < vector.length; row++) {
    const at = (): unknown =>
      stored instanceof BigInt64Array || stored instanceof Int32Array ? stored[row] : vector.get(row)
    values.push(vector.isValid(row) ? valueOf(at(), kind) : null)
  }
  return values
}

function valueOf(value: unknown, kind: ResultColumn['kind']): DuckDBValue {
  if (kind === 'timestamp' && typeof value === 'bigint') return new DuckDBTimestampTZValue(value)
  if (kind === 'date' && typeof value === 'number') return new DuckDBDateValue(value)
  if (kind === 'string_list' && isIterable(value))
    return listValue([...value].map((item) => (typeof item === 'string' ? item : null)))
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return value
  throw new MillraceError('ENGINE_FAILED', `Spark sent a value of ${kind} that cannot be read.`)
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

async function* streamsOf(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r')
  try {
    for (let at = 0; ;) {
      const head = await readFully(handle, 4, at)
      if (head === null) return
      const length = head.readUInt32LE()
      const bytes = await readFully(handle, length, at + 4)
      if (bytes === null) throw new MillraceError('IO_ERROR', `${path} ends in the middle.`)
      yield bytes
      at += 4 + length
    }
  } finally {
    await handle.close()
  }
}

/** Null at the end of the file. */
async function readFully(handle: FileHandle, length: number, position: number): Promise<Buffer | null> {
  const bytes = Buffer.alloc(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, position + read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  if (read === 0 && length > 0) return null
  if (read < length) throw new MillraceError('IO_ERROR', 'A file of rows from Spark ends in the middle.')
  return bytes
}
