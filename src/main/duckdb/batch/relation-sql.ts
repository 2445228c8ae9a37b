import type { ResultColumn } from '../../batch/analyses/analysis'
import type { ComparedRelation, RawFile, RawRelation, Relation, ResultRelation } from '../../batch/ports'
import { parquetSql } from '../parquet-sql'
import { quoteName, quoteNames } from '../../sql'
import { SQL_TYPES } from '../sql-types'
import { rankedScan, rawColumnsSql } from './page-sql'

/** How the rows of a relation are read. */
export interface RelationSql {
  /** A relation with the columns and `pos`, a unique BIGINT below 2^53. */
  readonly scan: string
  /** The same for the rows at some positions, at least one, opening no other file; null where that is no cheaper. */
  readonly at: ((positions: readonly number[]) => string) | null
  /** ORDER BY of the order in which rows come where no other is asked for. */
  readonly order: string
}

/** A relation of the port as SQL. */
export function relationSql(relation: Relation): RelationSql {
  switch (relation.kind) {
    case 'raw':
      return rawRelationSql(relation)
    case 'result':
      return resultRelationSql(relation)
    case 'comparison':
      return comparedRelationSql(relation)
  }
}

/** Room for the rows of one file in a position. */
const FILE_STRIDE = 2 ** 32

function rawRelationSql({ files, constants }: RawRelation): RelationSql {
  /** `base` is the rank of the first file, `where` a condition on what the files hold. */
  const select = (some: readonly RawFile[], base: number, where = '') =>
    `SELECT ${rawColumnsSql(constants)}, CAST(file_rank + ${base} AS BIGINT) * ${FILE_STRIDE} + file_row_number AS pos FROM ${rankedScan(some)}${where}`
  return {
    scan: `(${select(files, 0)})`,
    at(positions) {
      const byFile = new Map<number, number[]>()
      for (const position of positions) {
        const rank = Math.floor(position / FILE_STRIDE)
        const inFile = byFile.get(rank)
        if (inFile === undefined) byFile.set(rank, [position])
        else inFile.push(position)
      }
      const parts = [...byFile].map(([rank, inFile]) =>
        select(
          files.slice(rank, rank + 1),
          rank,
          ` WHERE ${numberedIn(inFile.map((position) => position % FILE_STRIDE))}`,
        ),
      )
      return `(${parts.join(' UNION ALL ')})`
    },
    order: 'event_timestamp ASC NULLS FIRST, transaction_id ASC NULLS FIRST, pos',
  }
}

/** The file is in the order of its analysis: the position is the order. */
function resultRelationSql({ columns, path }: ResultRelation): RelationSql {
  if (path === null) {
    const nothing = columns.map(({ name, kind }) => `NULL::${SQL_TYPES[kind]} AS ${quoteName(name)}`)
    return { scan: `(SELECT ${nothing.join(', ')}, NULL::BIGINT AS pos WHERE false)`, at: null, order: 'pos' }
  }
  const select = `SELECT ${columnList(columns)}, file_row_number AS pos FROM ${parquetSql([path], { positions: true })}`
  return { scan: `(${select})`, at: (positions) => `(${select} WHERE ${numberedIn(positions)})`, order: 'pos' }
}

function comparedRelationSql({ analysis, left, right }: ComparedRelation): RelationSql {
  const keys = analysis.keys.map(({ column }) => quoteName(column))
  const same = keys.map((key) => `l.${key} IS NOT DISTINCT FROM r.${key}`).join(' AND ')
  const isKey = (name: string) => analysis.keys.some(({ column }) => column === name)
  const values = analysis.columns.flatMap(({ name, kind }) => {
    if (isKey(name)) return []
    const [a, b] = [`l.${quoteName(name)}`, `r.${quoteName(name)}`]
    const numeric = kind === 'double' || kind === 'int32' || kind === 'int64'
    const difference = numeric ? finite(`${b}::DOUBLE - ${a}::DOUBLE`) : 'NULL::DOUBLE'
    const percent = numeric ? finite(`(${b}::DOUBLE - ${a}::DOUBLE) / nullif(abs(${a}::DOUBLE), 0) * 100`) : difference
    return [
      `${a} AS ${quoteName(`${name}.left`)}`,
      `${b} AS ${quoteName(`${name}.right`)}`,
      `${difference} AS ${quoteName(`${name}.difference`)}`,
      `${percent} AS ${quoteName(`${name}.percent`)}`,
    ]
  })
  // `pos` is null on the side that lacks the group.
  const selected = [
    ...keys.map((key) => `CASE WHEN l.pos IS NULL THEN r.${key} ELSE l.${key} END AS ${key}`),
    `CASE WHEN l.pos IS NULL THEN 'left' WHEN r.pos IS NULL THEN 'right' END AS missing`,
    ...values,
  ]
  const order = keys.map((key) => `${key} ASC NULLS FIRST`).join(', ')
  const [a, b] = [resultRelationSql(left).scan, resultRelationSql(right).scan]
  return {
    scan: `(SELECT *, row_number() OVER (ORDER BY ${order}) AS pos FROM (SELECT ${selected.join(', ')} FROM ${a} l FULL JOIN ${b} r ON ${same}))`,
    at: null,
    order: 'pos',
  }
}

/** NaN and infinities are no difference: they would stand above all. */
function finite(number: string): string {
  return `CASE WHEN isfinite(${number}) THEN ${number} END`
}

function numberedIn(positions: readonly number[]): string {
  return `file_row_number IN (${positions.join(', ')})`
}

/** Columns by name, in order. */
export function columnList(columns: readonly ResultColumn[]): string {
  return quoteNames(columns.map(({ name }) => name))
}
