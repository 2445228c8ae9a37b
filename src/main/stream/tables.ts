import { MillraceError } from '../../shared/errors'
import { BOUNDED_COLUMNS, PARTITION_COLUMN, TRANSACTION_FIELDS } from '../../shared/transaction'
import type { SchemaField } from '../lake/actions'
import type { Lake, LakeTable, Snapshot } from '../lake/ports'
import { checkWritable } from '../lake/protocol'
import { checkTransactionsSchema, deltaSchemaOf } from '../lake/schema'
import { BOUNDED_LETTER_COLUMNS, DEAD_LETTER_COLUMNS } from './dead-letter-table'

export interface StreamTablesOptions {
  readonly lake: Lake
  /** Absolute folders. */
  readonly transactionsPath: string
  readonly deadLettersPath: string
  readonly aggregationsPath: string
  /** Extra columns of the transactions table (`pipeline.stream.keep-unknown`). */
  readonly extraColumns: readonly SchemaField[]
}

/** The three tables that a stream writes. */
export interface StreamTables {
  readonly transactions: LakeTable
  readonly deadLetters: LakeTable
  readonly aggregations: LakeTable
  /** The transactions table where it is one that a stream can write to, null where there is none yet. */
  find(): Promise<Snapshot | null>
  /** Creates what is missing. */
  create(): Promise<Snapshot>
  ensureDeadLetters(): Promise<Snapshot>
  /** Columns that the next write must add (decision 32). */
  missingColumns(snapshot: Snapshot): readonly SchemaField[]
}

export function openStreamTables({ lake, extraColumns, ...paths }: StreamTablesOptions): StreamTables {
  const transactions = lake.table(paths.transactionsPath)
  const deadLetters = lake.table(paths.deadLettersPath)
  const aggregations = lake.table(paths.aggregationsPath)

  /** @throws UNSUPPORTED_PROTOCOL or TABLE_INVALID naming what a stream could not write */
  function check(snapshot: Snapshot): Snapshot {
    checkWritable(snapshot)
    checkTransactionsSchema(transactions.root, snapshot.schema)
    const { partitionColumns } = snapshot.metadata
    if (partitionColumns.length !== 1 || partitionColumns[0] !== PARTITION_COLUMN) {
      const found = partitionColumns.length === 0 ? 'not partitioned' : `partitioned by ${partitionColumns.join(', ')}`
      throw new MillraceError(
        'TABLE_INVALID',
        `The table at ${transactions.root} is ${found}; a stream writes tables partitioned by ${PARTITION_COLUMN}. Point pipeline.delta.stream-transactions-path at another folder.`,
      )
    }
    return snapshot
  }

  async function ensureDeadLetters(): Promise<Snapshot> {
    const snapshot = await deadLetters.ensure({
      columns: DEAD_LETTER_COLUMNS,
      partitionColumns: [],
      boundedColumns: BOUNDED_LETTER_COLUMNS.map(([name]) => name),
      name: 'dead_letters',
    })
    checkWritable(snapshot)
    return snapshot
  }

  return {
    transactions,
    deadLetters,
    aggregations,
    async find() {
      for (const other of [deadLetters, aggregations]) {
        const found = await other.snapshot()
        if (found !== null) checkWritable(found)
      }
      const snapshot = await transactions.snapshot()
      return snapshot === null ? null : check(snapshot)
    },
    async create() {
      await ensureDeadLetters()
      return check(
        await transactions.ensure({
          columns: [...deltaSchemaOf(TRANSACTION_FIELDS), ...extraColumns],
          partitionColumns: [PARTITION_COLUMN],
          boundedColumns: BOUNDED_COLUMNS,
          name: 'transactions',
        }),
      )
    },
    ensureDeadLetters,
    missingColumns(snapshot) {
      const present = new Set(snapshot.schema.map((field) => field.name))
      return [
        ...checkTransactionsSchema(transactions.root, snapshot.schema).missing,
        ...extraColumns.filter((field) => !present.has(field.name)),
      ]
    },
  }
}
