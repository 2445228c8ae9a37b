import type { ColumnScan, TypedValue } from '../../batch/ports'
import { scanSql } from '../scan-sql'
import { bindValue, quoteName, type BoundSql } from '../../sql'
import type { Row } from '../../../shared/scalars'
import type { TableValues, TableValuesQuery } from '../../../shared/table'
import type { FieldKind } from '../../../shared/transaction'
import { DUCKDB } from './dialect'

/** A longer text is counted, and found by `value`, but not listed: a thousand of them must fit into an answer. */
const LISTED_CHARACTERS = 1000

/** One pass over the column: each value with its count, and all figures from those. */
export function columnValuesSql(
  { scan: source, field, kind }: ColumnScan,
  { contains, limit }: TableValuesQuery,
  asked: TypedValue | null,
): BoundSql {
  const column = quoteName(field.name)
  const scan = scanSql(source)
  const { text, listed } = TEXTS[kind]
  // -0 is 0, as for a filter.
  const grouped = kind === 'double' ? `${column} + 0.0` : column
  const counted = `WITH counted AS MATERIALIZED (SELECT ${grouped} AS v, count(*) AS n FROM ${scan} GROUP BY v)`
  const figures = `coalesce(sum(n), 0)::BIGINT AS rows, coalesce(sum(n) FILTER (v IS NULL), 0)::BIGINT AS nulls, count(v) AS distinct_values`
  if (asked !== null) {
    const { text: value, values } = bindValue(DUCKDB, asked)
    return {
      text: `${counted} SELECT ${figures}, coalesce(sum(n) FILTER (v = ${value}), 0)::BIGINT AS asked FROM counted`,
      values,
    }
  }
  const narrowed = contains === undefined ? '' : ' AND contains(lower(t), lower(?))'
  return {
    text: `${counted} SELECT ${figures}, (SELECT to_json(list({value: t, count: n} ORDER BY n DESC, v))::VARCHAR
      FROM (SELECT v, n, ${text} AS t FROM counted WHERE v IS NOT NULL AND ${listed}${narrowed} ORDER BY n DESC, v LIMIT ${limit})) AS listed FROM counted`,
    values: contains === undefined ? [] : [contains],
  }
}

/**
 * A value as the text by which a filter finds it (`convertValue`), and which values have one: none finds NaN, an
 * infinity or a year of five digits.
 */
const TEXTS: Readonly<Record<FieldKind, { readonly text: string; readonly listed: string }>> = {
  string: { text: 'v', listed: `length(v) <= ${LISTED_CHARACTERS}` },
  int32: { text: 'v::VARCHAR', listed: 'true' },
  int64: { text: 'v::VARCHAR', listed: 'true' },
  boolean: { text: 'v::VARCHAR', listed: 'true' },
  // The shortest text that is this very double.
  double: { text: `regexp_replace(v::VARCHAR, '\\.0$', '')`, listed: 'isfinite(v)' },
  date: { text: 'v::VARCHAR', listed: `v BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'` },
  timestamp: {
    text: `CASE WHEN epoch_us(v) % 1000 = 0 THEN ${isoText('%g')} ELSE ${isoText('%f')} END`,
    listed: `v BETWEEN TIMESTAMP '0001-01-01 00:00:00' AND TIMESTAMP '9999-12-31 23:59:59.999999'`,
  },
}

/** With milliseconds as rows are shown (`%g`), or with all microseconds (`%f`). */
function isoText(fraction: '%g' | '%f'): string {
  return `strftime(make_timestamp(epoch_us(v)), '%Y-%m-%dT%H:%M:%S.${fraction}Z')`
}

/** What `columnValuesSql` gave, as the API has it. */
export function readColumnValues(
  rows: readonly Row[],
  { value }: TableValuesQuery,
): Pick<TableValues, 'rows' | 'nulls' | 'distinct' | 'values'> {
  const row = rows[0] ?? {}
  const count = (name: string) => Number(row[name] ?? 0)
  return {
    rows: count('rows'),
    nulls: count('nulls'),
    distinct: count('distinct_values'),
    values: value === undefined ? parseListed(row['listed']) : [{ value, count: count('asked') }],
  }
}

function parseListed(text: Row[string] | undefined): { value: string; count: number }[] {
  // Our own SQL made it; null where nothing is left.
  return typeof text === 'string' ? (JSON.parse(text) as { value: string; count: number }[]) : []
}
