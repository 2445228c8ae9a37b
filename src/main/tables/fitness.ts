import { MillraceError } from '../../shared/errors'
import { PARTITION_COLUMN, TRANSACTION_FIELDS } from '../../shared/transaction'
import type { SchemaField } from '../lake/actions'
import type { Snapshot } from '../lake/ports'
import { deltaSchemaOf, typeName } from '../lake/schema'

type Checked = Pick<Snapshot, 'root' | 'schema' | 'metadata'>

interface Wanted {
  readonly column: SchemaField
  /** What stands in the table may be missing there until the first write. */
  readonly mayBeMissing: boolean
  readonly otherTypes: readonly string[]
  /** Null is written to it. */
  readonly needsNull: boolean
}

/**
 * Whether a table can serve as `stream/transactions` (decision 32): partitioned by date, with every event column and
 * `event_date`, each of its type. The two lineage columns may be missing, which tables of the original are without;
 * they are named so that the first write can add them. To be read only, a time may also be one without a zone: it is
 * UTC. No other type stands for the wanted one, also where Spark would run on it: a result has the columns and types
 * of a transaction over the table's own files, and a long, a decimal or a float in them is another value.
 *
 * @param setting that names the folder
 * @throws TABLE_INVALID naming each missing or mistyped column, with the types wanted and found
 */
export function checkTransactionsTable(
  table: Checked,
  use: 'read' | 'write',
  setting: string,
  extraColumns: readonly SchemaField[] = [],
): { readonly missing: readonly SchemaField[] } {
  const columns = deltaSchemaOf(TRANSACTION_FIELDS).map((column, index): Wanted => {
    const field = TRANSACTION_FIELDS[index]
    return {
      column,
      mayBeMissing: field?.origin === 'lineage',
      otherTypes: use === 'read' && column.type === 'timestamp' ? ['timestamp_ntz'] : [],
      needsNull: use === 'write' && field?.required === false && field.origin !== 'derived',
    }
  })
  const extra = extraColumns.map((column): Wanted => ({
    column,
    mayBeMissing: true,
    otherTypes: [],
    needsNull: true,
  }))
  const wanted = [...columns, ...extra]
  const problems = [...problemsOf(table, wanted), ...partitionProblem(table, PARTITION_COLUMN)]
  if (use === 'write') problems.push(...requiredProblem(table, wanted))
  refuse(table, 'a transactions table', problems, setting)
  const present = new Set(table.schema.map(({ name }) => name))
  return { missing: wanted.map(({ column }) => column).filter(({ name }) => !present.has(name)) }
}

/**
 * Whether a table of another folder of the stream is one that it can write to.
 * @throws TABLE_INVALID as `checkTransactionsTable`
 */
export function checkStreamTable(table: Checked, name: string, columns: readonly SchemaField[], setting: string): void {
  const wanted = columns.map((column): Wanted => ({
    column,
    mayBeMissing: false,
    otherTypes: [],
    needsNull: false,
  }))
  const problems = [...problemsOf(table, wanted), ...partitionProblem(table, null), ...requiredProblem(table, wanted)]
  refuse(table, `the stream's table ${name}`, problems, setting)
}

function problemsOf({ schema }: Checked, wanted: readonly Wanted[]): string[] {
  const present = new Map(schema.map((field) => [field.name, field]))
  const missing: string[] = []
  const mistyped: string[] = []
  const neverNull: string[] = []
  for (const { column, mayBeMissing, otherTypes, needsNull } of wanted) {
    const found = present.get(column.name)
    if (found === undefined) {
      if (!mayBeMissing) missing.push(`${column.name} (${typeName(column)})`)
    } else if (typeName(found) !== column.type && !otherTypes.includes(typeName(found))) {
      mistyped.push(`${column.name} is ${typeName(found)}, must be ${typeName(column)}`)
    } else if (needsNull && !found.nullable) {
      neverNull.push(column.name)
    }
  }
  return [
    ...sentence('Columns that are missing', missing),
    ...sentence('Columns of another type', mistyped),
    ...sentence('Columns that take no null, which Millrace writes', neverNull),
  ]
}

/** A column that we do not know is null in each row of ours. */
function requiredProblem({ schema }: Checked, wanted: readonly Wanted[]): string[] {
  const known = new Set(wanted.map(({ column }) => column.name))
  const required = schema.filter(({ name, nullable }) => !nullable && !known.has(name)).map(({ name }) => name)
  return sentence('Columns that Millrace does not write, and that take no null', required)
}

function partitionProblem({ metadata }: Checked, wanted: string | null): string[] {
  const { partitionColumns: found } = metadata
  if (found.join() === (wanted ?? '')) return []
  const told = found.length === 0 ? 'not partitioned' : `partitioned by ${found.join(', ')}`
  return [`It is ${told}; it must be ${wanted === null ? 'not partitioned' : `partitioned by ${wanted}`}.`]
}

function sentence(what: string, columns: readonly string[]): string[] {
  return columns.length === 0 ? [] : [`${what}: ${columns.join('; ')}.`]
}

function refuse({ root }: Checked, what: string, problems: readonly string[], setting: string): void {
  if (problems.length === 0) return
  throw new MillraceError(
    'TABLE_INVALID',
    `The table at ${root} cannot be used as ${what}. ${problems.join(' ')} Write it anew as it must be, or point ${setting} at another folder.`,
  )
}
