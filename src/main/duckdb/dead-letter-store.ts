import { DuckDBBlobValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { toIoError } from '../durable'
import type { NewFile } from '../lake/ports'
import type { CommittedRedrive, DeadLetterKey, DeadLetterStore, StoredDeadLetter } from '../stream/dead-letters/ports'
import { DATA_FILE, FILE_COLUMN, parquetSql } from './parquet-sql'
import { fileLiteral } from './file-pattern'
import { runCopy } from './copy'
import { DEAD_LETTER_STATS } from './dead-letters'
import { readDeadLetterPage } from './dead-letter-page'
import { type Session } from './session'
import { quoteText } from '../sql'
import { newDataFile } from '../data-file'

const KEY = 'topic, kafka_partition, kafka_offset, epoch_us(dead_at) AS dead'
const STORED = `${KEY}, redriven_at IS NOT NULL AS redriven, coalesce(octet_length(value), 0) AS bytes`
const SAME_PLACE = 'l.kafka_partition = w.p AND l.kafka_offset = w.o'
const SAME_DEAD_LETTER = `${SAME_PLACE} AND l.topic = w.t AND epoch_us(l.dead_at) = w.d`

/** Dead letters by place, over DuckDB. */
export function createDeadLetterStore(session: Session): DeadLetterStore {
  /** With the wanted dead letters or places as the temporary table `wanted`. */
  async function withWanted<T>(
    wanted: readonly (Pick<DeadLetterKey, 'partition' | 'offset'> & Partial<DeadLetterKey>)[],
    work: (connection: DuckDBConnection) => Promise<T>,
  ): Promise<T> {
    const connection = await session.connect()
    try {
      await connection.run('CREATE OR REPLACE TEMP TABLE wanted (i INTEGER, t VARCHAR, p INTEGER, o BIGINT, d BIGINT)')
      const appender = await connection.createAppender('wanted')
      for (const [index, { topic, partition, offset, deadAt }] of wanted.entries()) {
        appender.appendInteger(index)
        appender.appendVarchar(topic ?? '')
        appender.appendInteger(partition)
        appender.appendBigInt(offset)
        appender.appendBigInt(deadAt ?? 0n)
        appender.endRow()
      }
      appender.closeSync()
      return await work(connection)
    } finally {
      connection.disconnectSync()
    }
  }

  return {
    async page(files, query) {
      if (files.length === 0) return { total: 0, live: 0, redriven: 0, byCode: {}, byField: {}, data: [] }
      const connection = await session.connect()
      try {
        return await readDeadLetterPage(connection, files, query)
      } finally {
        connection.disconnectSync()
      }
    },

    async find(files, places) {
      if (files.length === 0) return []
      return withWanted(places, async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT ${STORED} FROM ${parquetSql(files)} AS l SEMI JOIN wanted AS w ON ${SAME_PLACE}`,
        )
        return reader.getRowObjects().map(toStored)
      })
    },

    async live(files, code, limit) {
      if (files.length === 0) return { deadLetters: [], total: 0 }
      return withWanted([], async (connection) => {
        const source = `${parquetSql(files)} WHERE redriven_at IS NULL AND code = ?`
        const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${source}`, [code])
        const reader = await connection.runAndReadAll(
          `SELECT ${STORED} FROM ${source} ORDER BY dead_at, topic, kafka_partition, kafka_offset LIMIT ${limit}`,
          [code],
        )
        return { deadLetters: reader.getRowObjects().map(toStored), total: Number(counted.getRows()[0]?.[0]) }
      })
    },

    async values<K extends DeadLetterKey>(files: readonly string[], wanted: readonly K[]) {
      const values = new Map<K, Uint8Array | null>()
      if (files.length === 0 || wanted.length === 0) return values
      return withWanted(wanted, async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT w.i, l.value FROM ${parquetSql(files)} AS l JOIN wanted AS w ON ${SAME_DEAD_LETTER}`,
        )
        for (const [index, value] of reader.getRows()) {
          const deadLetter = wanted[Number(index)]
          if (deadLetter !== undefined) values.set(deadLetter, value instanceof DuckDBBlobValue ? value.bytes : null)
        }
        return values
      })
    },

    async mark(root, files, { at, version, deadLetters: marked }) {
      if (files.length === 0) return { replaced: [], written: [] }
      return withWanted(marked, async (connection) => {
        const reader = await connection.runAndReadAll(
          `SELECT DISTINCT ${FILE_COLUMN} FROM ${parquetSql(files, { fileName: true })} AS l
           SEMI JOIN wanted AS w ON ${SAME_DEAD_LETTER} WHERE l.redriven_at IS NULL`,
        )
        const replaced = reader.getRows().map(([name]) => String(name))
        const written: NewFile[] = []
        try {
          for (const file of replaced) written.push(await rewrite(connection, root, file, at, version))
        } catch (error) {
          throw toIoError(error, `Redriven dead letters cannot be marked in ${root}`)
        }
        return { replaced, written }
      })
    },
  }
}

/** The same rows in the same order, those that are wanted with their mark. */
async function rewrite(
  connection: DuckDBConnection,
  root: string,
  file: string,
  at: CommittedRedrive['at'],
  version: number,
): Promise<NewFile> {
  const counted = await connection.runAndReadAll(`SELECT num_rows FROM parquet_file_metadata(${fileLiteral(file)})`)
  const [written] = await runCopy(
    connection,
    `COPY (SELECT l.* REPLACE (CASE WHEN w.i IS NOT NULL AND l.redriven_at IS NULL THEN make_timestamptz(${at * 1000}) ELSE l.redriven_at END AS redriven_at,
         CASE WHEN w.i IS NOT NULL AND l.redriven_at IS NULL THEN ${version}::BIGINT ELSE l.redriven_version END AS redriven_version)
       FROM ${parquetSql([file])} AS l LEFT JOIN wanted AS w ON ${SAME_DEAD_LETTER})
     TO ${quoteText(newDataFile(root))} (${DATA_FILE})`,
    DEAD_LETTER_STATS,
  )
  const wanted = Number(counted.getRows()[0]?.[0])
  const found = written?.stats?.numRecords ?? 0
  if (written === undefined || found !== wanted)
    throw new Error(`${file} has ${wanted} dead letters, but ${found} were written`)
  return written
}

function toStored(row: Record<string, DuckDBValue>): StoredDeadLetter {
  return {
    topic: String(row['topic']),
    partition: Number(row['kafka_partition']),
    offset: BigInt(String(row['kafka_offset'])),
    deadAt: BigInt(String(row['dead'])),
    redriven: row['redriven'] === true,
    bytes: Number(row['bytes']),
  }
}
