import { TRANSACTION_FIELDS } from '../../shared/transaction'
import type { AnalysisName } from '../../shared/batch'
import { parquetSql } from '../lake/parquet-sql'
import { ANALYSES } from './analyses'
import type { ResultColumn } from './analyses/analysis'
import { listText } from './explore-query'
import { SQL_TYPES } from './source-sql'
import { rankedScan, rawColumnsSql, type RawConstants, type RawFile } from './pages'

/** Stored rows as something to query: fixed columns, a unique position, a total order. */
export interface Relation {
  /** Unique for the rows behind it, which never change. */
  readonly key: string
  readonly columns: readonly ResultColumn[]
  /** SQL of a relation with the columns and `pos`, a unique BIGINT below 2^53. */
  readonly scan: string
  /** The same for the rows at some positions, at least one, opening no other file; null where that is no cheaper. */
  readonly at: ((positions: readonly number[]) => string) | null
  /** ORDER BY of the order in which rows come where no other is asked for. */
  readonly order: string
  readonly rows: number
}

export const RAW_RESULT_COLUMNS: readonly ResultColumn[] = TRANSACTION_FIELDS.map(({ name, kind }) => ({ name, kind }))

/** Room for the rows of one file in a position. */
const FILE_STRIDE = 2 ** 32

export function rawRelation(batchId: string, files: readonly RawFile[], constants: RawConstants): Relation {
  /** `base` is the rank of the first file, `where` a condition on what the files hold. */
  const select = (some: readonly RawFile[], base: number, where = '') =>
    `SELECT ${rawColumnsSql(constants)}, CAST(file_rank + ${base} AS BIGINT) * ${FILE_STRIDE} + file_row_number AS pos FROM ${rankedScan(some)}${where}`
  return {
    key: `${batchId}/raw`,
    columns: RAW_RESULT_COLUMNS,
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
    rows: files.reduce((sum, file) => sum + file.rows, 0),
  }
}

/** The file is in the order of its analysis: the position is the order. Without a file there are no rows. */
export function resultRelation(batchId: string, analysis: AnalysisName, path: string | null, rows: number): Relation {
  const { columns } = ANALYSES[analysis]
  const key = `${batchId}/${analysis}`
  if (path === null) {
    const nothing = columns.map(
      ({ name, kind }) => `NULL::${kind === 'string_list' ? 'VARCHAR[]' : SQL_TYPES[kind]} AS "${name}"`,
    )
    return {
      key,
      columns,
      scan: `(SELECT ${nothing.join(', ')}, NULL::BIGINT AS pos WHERE false)`,
      at: null,
      order: 'pos',
      rows: 0,
    }
  }
  const select = `SELECT ${columnList(columns)}, file_row_number AS pos FROM ${parquetSql([path], { positions: true })}`
  return {
    key,
    columns,
    scan: `(${select})`,
    at: (positions) => `(${select} WHERE ${numberedIn(positions)})`,
    order: 'pos',
    rows,
  }
}

function numberedIn(positions: readonly number[]): string {
  return `file_row_number IN (${positions.join(', ')})`
}

export function columnList(columns: readonly ResultColumn[]): string {
  return columns.map(({ name }) => `"${name}"`).join(', ')
}

/** All text of a row in lower case, columns apart; what `q` is looked for in. */
export function searchText(columns: readonly ResultColumn[]): string {
  const texts = columns.flatMap(({ name, kind }) =>
    kind === 'string' ? [`"${name}"`] : kind === 'string_list' ? [listText(`"${name}"`)] : [],
  )
  return texts.length === 0 ? `''` : `lower(concat_ws(chr(31), ${texts.join(', ')}))`
}
