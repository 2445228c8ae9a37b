import type { ColumnStatistics, HistogramBin } from '../../../shared/explore'
import { isoDate, isoTime, type Cell, type Row } from '../../../shared/scalars'
import type { ResultColumn } from '../../batch/analyses/analysis'
import { quoteName, type BoundSql } from '../../sql'

const BINS = 14
const TOP = 20

/** How a column's values are put into bins, if at all: as whole numbers, as numbers, or by value. */
type Shape = 'whole' | 'number' | 'value'

/**
 * One pass over a column: its values with their counts, and all figures from those. Bins of whole numbers, dates and
 * times have a whole width; NaN and infinities are values, but in no bin and in no mean.
 */
export function columnStatisticsSql(scan: string, where: BoundSql | null, column: ResultColumn): BoundSql {
  const shape = shapeOf(column.kind)
  const name = quoteName(column.name)
  const values = `WITH counted AS MATERIALIZED (
    SELECT ${name} AS v, count(*) AS n FROM ${scan}${where === null ? '' : ` WHERE ${where.text}`} GROUP BY ${name})`
  const figures = `coalesce(sum(n) FILTER (v IS NOT NULL), 0)::BIGINT AS count, coalesce(sum(n) FILTER (v IS NULL), 0)::BIGINT AS nulls,
    count(v) AS distinct_values${column.kind === 'string_list' ? '' : ', min(v) AS low, max(v) AS high'}`
  const bound = where?.values ?? []
  if (shape === 'value') {
    return {
      text: `${values} SELECT ${figures}, (SELECT to_json(list({v: v, n: n} ORDER BY n DESC, v))::VARCHAR
        FROM (SELECT v, n FROM counted WHERE v IS NOT NULL ORDER BY n DESC, v LIMIT ${TOP})) AS parts FROM counted`,
      values: bound,
    }
  }
  const number = shape === 'number' ? 'v' : `${wholeOf(column.kind)}::HUGEINT`
  const width = shape === 'number' ? `(max(x) / ${BINS} - min(x) / ${BINS})` : `((max(x) - min(x)) // ${BINS} + 1)`
  // Counted by the very edges that are shown; the quotient is near, but may be rounded over one of them.
  const near = `CASE WHEN width > 0 THEN least(${BINS - 1}, floor(x / width - low / width)) ELSE 0 END`
  const bin =
    shape === 'number'
      ? `greatest(0, near - (x < low + near * width)::INTEGER + (width > 0 AND near < ${BINS - 1} AND x >= low + (near + 1) * width)::INTEGER)::INTEGER`
      : // Two int64 are less than 2^64 apart, and a quotient of HUGEINT takes twenty times as long.
        '((x - low)::UBIGINT // width::UBIGINT)::INTEGER'
  const placed = shape === 'number' ? `(SELECT *, ${near} AS near FROM numbers, range)` : 'numbers, range'
  const mean = column.kind === 'date' || column.kind === 'timestamp' ? 'NULL' : 'sum(x::DOUBLE * n) / sum(n)'
  return {
    text: `${values}, numbers AS (SELECT ${number} AS x, n FROM counted WHERE v IS NOT NULL${hasInfinities(column.kind) ? ' AND isfinite(v)' : ''}),
      range AS (SELECT min(x) AS low, max(x) AS high, ${width} AS width, ${mean} AS mean FROM numbers),
      bins AS (SELECT ${bin} AS bin, sum(n)::BIGINT AS n FROM ${placed} GROUP BY bin)
      SELECT ${figures}, (SELECT mean FROM range) AS mean, (SELECT low::VARCHAR FROM range) AS start, (SELECT high::VARCHAR FROM range) AS stop,
        (SELECT width::VARCHAR FROM range) AS width, (SELECT to_json(list({b: bin, n: n} ORDER BY bin))::VARCHAR FROM bins) AS parts FROM counted`,
    values: bound,
  }
}

/** What `columnStatisticsSql` gave, as the API has it. */
export function readColumnStatistics(column: ResultColumn, rows: readonly Row[]): ColumnStatistics {
  const row = rows[0] ?? {}
  const parts = typeof row['parts'] === 'string' ? parseParts(row['parts']) : []
  const shape = shapeOf(column.kind)
  const mean = row['mean']
  return {
    name: column.name,
    type: column.kind,
    count: Number(row['count'] ?? 0),
    nulls: Number(row['nulls'] ?? 0),
    distinct: Number(row['distinct_values'] ?? 0),
    min: row['low'] ?? null,
    max: row['high'] ?? null,
    mean: typeof mean === 'number' ? mean : null,
    histogram: shape === 'value' ? null : toBins(column, shape, row, parts),
    top: shape === 'value' ? parts.map(({ v, n }) => ({ value: v ?? null, count: n })) : null,
  }
}

interface Part {
  readonly v?: Cell
  readonly b?: number
  readonly n: number
}

function parseParts(text: string): readonly Part[] {
  // Our own SQL made it.
  return JSON.parse(text) as readonly Part[]
}

function toBins(column: ResultColumn, shape: 'whole' | 'number', row: Row, parts: readonly Part[]): HistogramBin[] {
  if (typeof row['start'] !== 'string') return []
  const counts = new Map(parts.map(({ b, n }) => [b ?? 0, n]))
  if (shape === 'number') {
    const [start, stop, width] = [Number(row['start']), Number(row['stop']), Number(row['width'])]
    if (!(width > 0)) return [{ from: start, to: stop, count: counts.get(0) ?? 0 }]
    return Array.from({ length: BINS }, (_, index) => ({
      from: start + index * width,
      to: index === BINS - 1 ? stop : start + (index + 1) * width,
      count: counts.get(index) ?? 0,
    }))
  }
  const [start, stop, width] = [BigInt(row['start']), BigInt(String(row['stop'])), BigInt(String(row['width']))]
  const bins = Number((stop - start) / width) + 1
  return Array.from({ length: bins }, (_, index) => ({
    from: wholeCell(start + BigInt(index) * width, column.kind),
    to: wholeCell(start + BigInt(index + 1) * width, column.kind),
    count: counts.get(index) ?? 0,
  }))
}

function shapeOf(kind: ResultColumn['kind']): Shape {
  switch (kind) {
    case 'double':
      return 'number'
    case 'int32':
    case 'int64':
    case 'date':
    case 'timestamp':
      return 'whole'
    case 'string':
    case 'boolean':
    case 'string_list':
      return 'value'
  }
}

function hasInfinities(kind: ResultColumn['kind']): boolean {
  return kind === 'double' || kind === 'date' || kind === 'timestamp'
}

function wholeOf(kind: ResultColumn['kind']): string {
  if (kind === 'timestamp') return 'epoch_us(v)'
  return kind === 'date' ? `(v - DATE '1970-01-01')` : 'v'
}

function wholeCell(value: bigint, kind: ResultColumn['kind']): Cell {
  if (kind === 'timestamp') return isoTime(Math.floor(Number(value) / 1000))
  if (kind === 'date') return isoDate(Number(value))
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}
