import { BOUNDED_COLUMNS, PARTITION_COLUMN, TRANSACTION_FIELDS } from '../../shared/transaction'
import type { SchemaField } from '../lake/actions'
import { checkStreamTable, checkTransactionsTable } from '../tables/fitness'
import { refuseForeignFolder } from '../lake/foreign-folder'
import type { Lake, LakeTable, Snapshot } from '../lake/ports'
import { checkWritable } from '../lake/protocol'
import { deltaSchemaOf } from '../lake/schema'
import { BOUNDED_DEAD_LETTER_COLUMNS } from './dead-letters/ports'
import { DEAD_LETTER_COLUMNS } from './dead-letters/dead-letter-table'
import { WINDOW_COLUMNS } from './dashboard/live-dashboard'

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
  /** Dead letters and final windows where they are tables that can be read as such, null where there are none yet. */
  findDeadLetters(): Promise<Snapshot | null>
  findWindows(): Promise<Snapshot | null>
  /** Creates the tables of rows and dead letters where they are missing; that of the rows. */
  create(): Promise<Snapshot>
  ensureDeadLetters(): Promise<Snapshot>
  /** Columns that the next write must add (decision 32). */
  missingColumns(snapshot: Snapshot): readonly SchemaField[]
}

interface OtherTable {
  readonly name: string
  readonly columns: readonly SchemaField[]
  /** Names its folder. */
  readonly setting: string
}

const TRANSACTIONS_SETTING = 'pipeline.delta.stream-transactions-path'
const DEAD_LETTERS: OtherTable = {
  name: 'dead_letters',
  columns: DEAD_LETTER_COLUMNS,
  setting: 'pipeline.delta.dead-letters-path',
}
const WINDOWS: OtherTable = {
  name: 'stream_aggregations',
  columns: WINDOW_COLUMNS,
  setting: 'pipeline.delta.stream-aggregations-path',
}

/** Nothing is read or made yet. */
export function createStreamTables({ lake, extraColumns, ...paths }: StreamTablesOptions): StreamTables {
  const transactions = lake.table(paths.transactionsPath)
  const deadLetters = lake.table(paths.deadLettersPath)
  const aggregations = lake.table(paths.aggregationsPath)

  /** @throws UNSUPPORTED_PROTOCOL or TABLE_INVALID naming what a stream could not write */
  function check(snapshot: Snapshot): Snapshot {
    checkWritable(snapshot)
    checkTransactionsTable(snapshot, 'write', TRANSACTIONS_SETTING, extraColumns)
    return snapshot
  }

  /** @throws TABLE_INVALID */
  async function findOther(table: LakeTable, { name, columns, setting }: OtherTable): Promise<Snapshot | null> {
    const snapshot = await table.snapshot()
    if (snapshot !== null) checkStreamTable(snapshot, name, columns, setting)
    return snapshot
  }

  /** @throws TABLE_INVALID where a table would be made among files of something else */
  async function checkFolder(table: LakeTable, setting: string): Promise<void> {
    if ((await table.snapshot()) === null) await refuseForeignFolder(table.root, setting)
  }

  const findDeadLetters = () => findOther(deadLetters, DEAD_LETTERS)
  const findWindows = () => findOther(aggregations, WINDOWS)

  async function ensureDeadLetters(): Promise<Snapshot> {
    const snapshot = await deadLetters.ensure({
      columns: DEAD_LETTER_COLUMNS,
      partitionColumns: [],
      boundedColumns: BOUNDED_DEAD_LETTER_COLUMNS.map(([name]) => name),
      name: 'dead_letters',
    })
    checkWritable(snapshot)
    return snapshot
  }

  return {
    transactions,
    deadLetters,
    aggregations,
    findDeadLetters,
    findWindows,
    async find() {
      for (const other of [await findDeadLetters(), await findWindows()]) if (other !== null) checkWritable(other)
      const snapshot = await transactions.snapshot()
      return snapshot === null ? null : check(snapshot)
    },
    async create() {
      await checkFolder(transactions, TRANSACTIONS_SETTING)
      await checkFolder(deadLetters, DEAD_LETTERS.setting)
      await checkFolder(aggregations, WINDOWS.setting)
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
    missingColumns: (snapshot) => checkTransactionsTable(snapshot, 'write', TRANSACTIONS_SETTING, extraColumns).missing,
  }
}
