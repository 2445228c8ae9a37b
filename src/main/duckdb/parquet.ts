import { DuckDBListValue, DuckDBMapValue, DuckDBStructValue, type DuckDBValue } from '@duckdb/node-api'
import { MillraceError, messageOf } from '../../shared/errors'
import { inParts } from '../../shared/in-parts'
import { syncFile, toIoError } from '../durable'
import type { ParquetPort } from '../lake/ports'
import { parquetSql } from './parquet-sql'
import { fileList, fileLiteral } from './file-pattern'
import { type Session } from './session'
import { quoteName, quoteText } from '../sql'
import { isRecord } from '../../shared/json'

/** The actions of a checkpoint that we read; what a file lacks is null. */
const ACTIONS = ['protocol', 'metaData', 'txn', 'add', 'remove', 'sidecar'] as const

/** Column types of a V1 checkpoint (PROTOCOL.md, "Checkpoint Schema"), in Spark's field order. */
const CHECKPOINT_COLUMNS = `{
  txn: 'STRUCT(appId VARCHAR, version BIGINT, lastUpdated BIGINT)',
  add: 'STRUCT(path VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT, modificationTime BIGINT, dataChange BOOLEAN, tags MAP(VARCHAR, VARCHAR), stats VARCHAR)',
  remove: 'STRUCT(path VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues MAP(VARCHAR, VARCHAR), size BIGINT)',
  metaData: 'STRUCT(id VARCHAR, name VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR, partitionColumns VARCHAR[], configuration MAP(VARCHAR, VARCHAR), createdTime BIGINT)',
  protocol: 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])'
}`

/** The largest single action: one schema or one file's statistics. */
const MAX_ACTION_BYTES = 64 * 2 ** 20

/** So that what else the session does gets its turn. */
const FOOTERS_AT_ONCE = 500

/** The lake's Parquet engine over a DuckDB session. */
export function createParquetPort(session: Session): ParquetPort {
  return {
    async readCheckpoint(files) {
      const connection = await session.connect()
      try {
        const source = parquetSql(files)
        const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`)
        const types = new Map(
          described.getRowObjects().map((row) => [String(row['column_name']), String(row['column_type'])]),
        )
        const columns = ACTIONS.filter((action) => types.has(action)).map(quoteName)
        const statistics = parsedStatisticsSql(types.get('add') ?? '')
        if (statistics !== null) columns.push(`${statistics} AS statistics`)
        const reader = await connection.runAndReadAll(`SELECT ${columns.join(', ')} FROM ${source}`)
        return reader.getRowObjects().map((row) => {
          const plain: Record<string, unknown> = {}
          for (const [name, value] of Object.entries(row)) if (value !== null) plain[name] = toPlain(value)
          const { add, statistics: stats } = plain
          if (isRecord(add) && typeof stats === 'string') plain['add'] = { ...add, stats }
          return plain
        })
      } catch (cause) {
        if (cause instanceof MillraceError && cause.code !== 'TABLE_CORRUPT') throw cause
        throw new MillraceError(
          'TABLE_CORRUPT',
          `The checkpoint ${files[0] ?? ''} cannot be read: ${messageOf(cause)}`,
          { cause },
        )
      } finally {
        connection.disconnectSync()
      }
    },

    async writeCheckpoint(source, target) {
      const connection = await session.connect()
      try {
        await connection.run(
          `COPY (SELECT * FROM read_json(${fileLiteral(source)}, format = 'newline_delimited', columns = ${CHECKPOINT_COLUMNS},
             maximum_object_size = ${MAX_ACTION_BYTES})) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION snappy)`,
        )
        await syncFile(target)
      } catch (error) {
        throw toIoError(error, `The checkpoint ${target} cannot be written`)
      } finally {
        connection.disconnectSync()
      }
    },

    async countRows(files) {
      const connection = await session.connect()
      try {
        const counts = new Map<string, number>()
        for (const part of inParts(files, { weightOf: () => 1, most: FOOTERS_AT_ONCE })) {
          const reader = await connection.runAndReadAll(
            `SELECT file_name, num_rows FROM parquet_file_metadata(${fileList(part)})`,
          )
          for (const [file, rows] of reader.getRows()) counts.set(String(file), Number(rows))
        }
        return files.map((file) => {
          const rows = counts.get(file)
          if (rows === undefined) throw new Error(`no row count for ${file}`)
          return rows
        })
      } catch (cause) {
        throw toReadError(cause, files.length === 1 ? `The data file ${files[0] ?? ''}` : 'Data files')
      } finally {
        connection.disconnectSync()
      }
    },

    async readPages(file) {
      const connection = await session.connect()
      try {
        // Whatever is asked of no column would not be read.
        await connection.run(`SELECT bit_xor(hash(*COLUMNS(*))) FROM ${parquetSql([file])}`)
      } catch (cause) {
        throw toReadError(cause, `The data file ${file}`)
      } finally {
        connection.disconnectSync()
      }
    },

    async fieldNames(files) {
      const names = new Map<string, Map<number, string>>(files.map((file) => [file, new Map()]))
      if (files.length === 0) return names
      const connection = await session.connect()
      try {
        const reader = await connection.runAndReadAll(
          `SELECT file_name, field_id, name FROM parquet_schema(${fileList(files)}) WHERE field_id IS NOT NULL`,
        )
        for (const [file, id, name] of reader.getRows()) names.get(String(file))?.set(Number(id), String(name))
        return names
      } catch (cause) {
        throw toReadError(cause, 'Data files')
      } finally {
        connection.disconnectSync()
      }
    },
  }
}

function toReadError(cause: unknown, what: string): unknown {
  if (cause instanceof MillraceError) return cause
  return new MillraceError('IO_ERROR', `${what} cannot be read: ${messageOf(cause)}`, { cause })
}

/** Statistics that a checkpoint has as columns only (`delta.checkpoint.writeStatsAsStruct`), as the JSON of a commit. */
function parsedStatisticsSql(add: string): string | null {
  if (!/\bstats_parsed STRUCT/.test(add)) return null
  const parsed = 'CAST(to_json("add".stats_parsed) AS VARCHAR)'
  return /\bstats VARCHAR/.test(add) ? `CASE WHEN "add".stats IS NULL THEN ${parsed} END` : parsed
}

/** DuckDB's nested values as plain objects and arrays. */
function toPlain(value: DuckDBValue): unknown {
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, item]) => [key, toPlain(item)]))
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map(({ key, value: item }) => [String(key), toPlain(item)]))
  }
  if (value instanceof DuckDBListValue) return value.items.map(toPlain)
  return value
}
