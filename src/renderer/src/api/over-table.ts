import type { TableFiles } from '../../../shared/table'
import { sqlText, type Recipe } from '../ui/copy-as'
import { call } from './call'

/** Rows of one table, told once for SQL and Python. */
export interface TableQuery {
  /** As decision 35 names tables. */
  readonly table: string
  /** The newest by default. */
  readonly version?: number | undefined
  /** All by default. */
  readonly columns?: readonly string[]
  /** ANDed. */
  readonly where?: readonly Condition[]
  readonly order?: readonly OrderKey[]
  readonly page?: { readonly limit: number; readonly offset: number }
}

export interface OrderKey {
  readonly column: string
  readonly descending?: boolean
  /** Last by default. Python has one place for the nulls of all keys: that of the first. */
  readonly nullsFirst?: boolean
}

export interface Condition {
  readonly column: string
  /** `is not` also finds null; `contains` is of text, in any case. */
  readonly is: '=' | '<=' | '>=' | '>' | '<' | 'is not' | 'in' | 'contains' | 'null' | 'not null'
  /** Text that becomes a value of the column's type; with `in` a list of them. */
  readonly value?: string | readonly string[]
}

/**
 * A query as SQL for plain DuckDB (the engine lists the files, so that no extension is needed) and as Python for
 * deltalake, where the answer is the pyarrow table `rows`. Both read the version that is there when they are made.
 */
export function overTable(query: () => TableQuery | Promise<TableQuery>): Required<Pick<Recipe, 'sql' | 'python'>> {
  return {
    async sql() {
      const asked = await query()
      const { sql } = await call('tableFiles', { params: { name: asked.table }, query: { version: asked.version } })
      return toSql(asked, sql)
    },
    async python() {
      const asked = await query()
      return toPython(
        asked,
        await call('tableFiles', { params: { name: asked.table }, query: { version: asked.version } }),
      )
    },
  }
}

function toSql({ columns, where = [], order = [], page }: TableQuery, source: string): string {
  return [
    `SELECT ${columns === undefined ? '*' : columns.map(sqlName).join(', ')}`,
    `FROM ${source}`,
    ...(where.length === 0 ? [] : [`WHERE ${where.map(sqlCondition).join('\n  AND ')}`]),
    ...(order.length === 0
      ? []
      : [
          `ORDER BY ${order.map(({ column, descending, nullsFirst }) => `${sqlName(column)} ${descending === true ? 'DESC' : 'ASC'} NULLS ${nullsFirst === true ? 'FIRST' : 'LAST'}`).join(', ')}`,
        ]),
    ...(page === undefined ? [] : [`LIMIT ${page.limit} OFFSET ${page.offset}`]),
  ]
    .join('\n')
    .concat(';')
}

function sqlCondition({ column, is, value = '' }: Condition): string {
  if (is === 'null') return `${sqlName(column)} IS NULL`
  if (is === 'not null') return `${sqlName(column)} IS NOT NULL`
  if (typeof value !== 'string') return `${sqlName(column)} IN (${value.map(sqlText).join(', ')})`
  const literal = sqlText(value)
  if (is === 'contains') return `contains(lower(${sqlName(column)}), lower(${literal}))`
  return `${sqlName(column)} ${is === 'is not' ? 'IS DISTINCT FROM' : is} ${literal}`
}

function sqlName(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}

/**
 * deltalake takes a column without bounds in a file's statistics for one without rows, and would skip the file: so
 * only partition columns, which the log always has, choose files; the rest filters the rows that were read.
 */
function toPython({ columns, where = [], order = [], page }: TableQuery, { path, version, files }: TableFiles): string {
  const partitions = Object.keys(files[0]?.partitionValues ?? {})
  const choosing = where.filter(({ column }) => partitions.includes(column))
  const filtering = where.filter(({ column }) => !partitions.includes(column))
  const typed = where.some(({ value }) => value !== undefined)
  const nullsFirst = order[0]?.nullsFirst === true
  const keys = order.map(
    ({ column, descending }) => `(${JSON.stringify(column)}, "${descending === true ? 'descending' : 'ascending'}")`,
  )
  return [
    ...(typed ? ['import pyarrow as pa'] : []),
    ...(where.length === 0 && !nullsFirst ? [] : ['import pyarrow.compute as pc']),
    'from deltalake import DeltaTable',
    '',
    `table = DeltaTable(${JSON.stringify(path)}, version=${version}).to_pyarrow_dataset()`,
    ...(typed
      ? ['', 'def typed(column, text):', '    return pa.scalar(text).cast(table.schema.field(column).type)', '']
      : []),
    `rows = table.to_table(${choosing.length === 0 ? '' : `filter=${pythonConditions(choosing)}`})`,
    ...(filtering.length === 0 ? [] : [`rows = rows.filter(${pythonConditions(filtering)})`]),
    ...(columns === undefined ? [] : [`rows = rows.select(${JSON.stringify(columns)})`]),
    ...(order.length === 0
      ? []
      : nullsFirst
        ? [
            `order = pc.sort_indices(rows, sort_keys=[${keys.join(', ')}], null_placement="at_start")`,
            'rows = rows.take(order)',
          ]
        : [`rows = rows.sort_by([${keys.join(', ')}])`]),
    ...(page === undefined ? [] : [`rows = rows.slice(${page.offset}, ${page.limit})`]),
    'print(rows)',
  ].join('\n')
}

function pythonConditions(conditions: readonly Condition[]): string {
  return conditions.map(pythonCondition).join(' & ')
}

function pythonCondition({ column, is, value = '' }: Condition): string {
  const name = JSON.stringify(column)
  if (is === 'null') return `pc.field(${name}).is_null()`
  if (is === 'not null') return `pc.field(${name}).is_valid()`
  if (typeof value !== 'string')
    return `pc.field(${name}).isin([${value.map((one) => `typed(${name}, ${JSON.stringify(one)})`).join(', ')}])`
  const text = JSON.stringify(value)
  if (is === 'contains') return `pc.match_substring(pc.field(${name}), ${text}, ignore_case=True)`
  if (is === 'is not') return `((pc.field(${name}) != typed(${name}, ${text})) | pc.field(${name}).is_null())`
  return `(pc.field(${name}) ${is === '=' ? '==' : is} typed(${name}, ${text}))`
}
