import type { BatchEngine, Group, ParsedQuery, Range, Relation } from '../../batch/ports'
import { quoteText, type BoundSql } from '../../sql'
import type { ColumnStatistics } from '../../../shared/explore'
import type { Row } from '../../../shared/scalars'
import type { BatchWorker } from '../worker-client'
import { columnStatisticsSql, readColumnStatistics } from './column-statistics'
import { conditionSql, searchTexts, sortSql } from './query-sql'
import { columnList, relationSql, type RelationSql } from './relation-sql'
import { ResultTables, type TableBuild } from './result-tables'

/** Up to so many rows a result is read where it lies: a copy would cost more than it saves. */
const SMALL_ROWS = 2000
/** From such a row on a page comes from an order that is made once and kept. */
const DEEP_ROWS = 20_000
const KEPT_ANSWERS = 500
/** Memory of a row: DuckDB's vectors hold 16 bytes a text beside its characters. */
const BYTES_PER_CELL = 16
const BYTES_PER_ROW = 300

/** Stands between the texts of a row in a copy, which is searched at once. */
const SEPARATOR = '\u001f'

/** A relation with its SQL, and the name of its copy in memory where there is one. */
interface Source {
  readonly relation: Relation
  readonly sql: RelationSql
  readonly table: string | null
  readonly where: BoundSql | null
}

/**
 * Sorted, filtered, searched pages and column statistics over stored rows. Every call can be given up.
 * @param budget bytes that copies of results may take of the worker's memory
 */
export function createExplorer(
  worker: BatchWorker,
  budget: number,
): Pick<BatchEngine, 'page' | 'count' | 'columns' | 'forget'> {
  const tables = new ResultTables(worker, budget)
  const totals = new Answers<number>()
  const statistics = new Answers<ColumnStatistics>()

  function over<T>(
    relation: Relation,
    query: ParsedQuery,
    group: Group | null,
    work: (source: Source) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const sql = relationSql(relation)
    const texts = searchTexts(relation.columns)
    const begin = (table: string | null) => {
      const searched = table === null || query.search?.includes(SEPARATOR) === true ? texts : ['search']
      return work({ relation, sql, table, where: conditionSql(query, group, searched) })
    }
    if (relation.rows <= SMALL_ROWS) return begin(null)
    const build: TableBuild = {
      key: relation.key,
      select: { text: `SELECT *, ${joined(texts)} AS search FROM ${sql.scan}`, values: [] },
      indexed: true,
      bytes: relation.rows * (relation.columns.length * BYTES_PER_CELL + BYTES_PER_ROW),
    }
    return tables.use(build, begin, signal)
  }

  function total(source: Source, signal?: AbortSignal): Promise<number> {
    const { relation, where } = source
    if (where === null) return Promise.resolve(relation.rows)
    return totals.get(keyOf(source, ''), async () => {
      const sql = { text: `SELECT count(*) AS rows FROM ${fromOf(source)} WHERE ${where.text}`, values: where.values }
      return Number((await worker.query(sql, signal))[0]?.['rows'])
    })
  }

  async function rows(
    source: Source,
    query: ParsedQuery,
    { offset, limit }: Range,
    signal?: AbortSignal,
  ): Promise<readonly Row[]> {
    const { relation, sql, table, where } = source
    const columns = columnList(relation.columns)
    const from = `FROM ${fromOf(source)}${where === null ? '' : ` WHERE ${where.text}`}`
    const order = `ORDER BY ${sortSql(query.sort, sql.order)}`
    const values = where?.values ?? []
    const range = `LIMIT ${limit} OFFSET ${offset}`
    const at = table === null ? sql.at : (some: readonly number[]) => `${table} WHERE pos IN (${some.join(', ')})`
    if (at === null || relation.rows <= SMALL_ROWS)
      return worker.query({ text: `SELECT ${columns} ${from} ${order} ${range}`, values }, signal)
    // Positions alone are sorted; then the rows are fetched by them, from the copy or the files that have them.
    const sorted: BoundSql = { text: `SELECT pos ${from} ${order}`, values }
    const kept: TableBuild = {
      key: `${keyOf(source, 'order')}${order}`,
      select: sorted,
      indexed: false,
      bytes: relation.rows * BYTES_PER_CELL,
    }
    const topOf = () => worker.query({ text: `${sorted.text} ${range}`, values }, signal)
    const partOf = (name: string) => {
      // Whole numbers: as doubles they would be compared with every row.
      const text = `SELECT pos FROM ${name} WHERE rowid >= ? AND rowid < ? ORDER BY rowid`
      return worker.query({ text, values: [BigInt(offset), BigInt(offset + limit)] }, signal)
    }
    const found =
      offset + limit <= DEEP_ROWS && !tables.has(kept.key)
        ? await topOf()
        : await tables.use(kept, (name) => (name === null ? topOf() : partOf(name)), signal)
    if (found.length === 0) return []
    const positions = found.map((row) => Number(row['pos']))
    const fetched = await worker.query({ text: `SELECT ${columns}, pos FROM ${at(positions)}`, values: [] }, signal)
    const byPosition = new Map(fetched.map(({ pos, ...row }) => [Number(pos), row]))
    return positions.map((position) => {
      const row = byPosition.get(position)
      if (row === undefined) throw new Error(`the stored result has no row at ${position}`)
      return row
    })
  }

  return {
    page: (relation, query, group, range, signal) =>
      over(
        relation,
        query,
        group,
        async (source) => {
          const [count, found] = await Promise.all([
            total(source, signal),
            range.limit === 0 ? [] : rows(source, query, range, signal),
          ])
          return { total: count, rows: found }
        },
        signal,
      ),
    count(relation, query, signal) {
      const where = conditionSql(query, null, searchTexts(relation.columns))
      return total({ relation, sql: relationSql(relation), table: null, where }, signal)
    },
    // One column after another; answers are kept, since a result never changes.
    columns: (relation, query, names, signal) =>
      over(
        relation,
        query,
        null,
        async (source) => {
          const columns: ColumnStatistics[] = []
          for (const column of relation.columns) {
            if (names !== null && !names.includes(column.name)) continue
            columns.push(
              await statistics.get(keyOf(source, column.name), async () => {
                const sql = columnStatisticsSql(fromOf(source), source.where, column)
                return readColumnStatistics(column, await worker.query(sql, signal))
              }),
            )
          }
          return { rows: await total(source, signal), columns }
        },
        signal,
      ),
    forget: (batchId) => tables.forget(`${batchId}/`),
  }
}

function joined(texts: readonly string[]): string {
  return texts.length === 0 ? `''` : `concat_ws(${quoteText(SEPARATOR)}, ${texts.join(', ')})`
}

function fromOf({ table, sql }: Source): string {
  return table ?? sql.scan
}

function keyOf({ relation, where }: Source, part: string): string {
  const values = where?.values.map((value) => (typeof value === 'bigint' ? `${value}n` : value)) ?? []
  return `${relation.key}/${part}/${JSON.stringify([where?.text ?? '', ...values])}`
}

/** The last answers; one that is still being computed is not shared, since its caller may give it up. */
class Answers<T> {
  private readonly known = new Map<string, T>()

  async get(key: string, compute: () => Promise<T>): Promise<T> {
    const known = this.known.get(key)
    if (known !== undefined) return known
    const value = await compute()
    this.known.set(key, value)
    if (this.known.size > KEPT_ANSWERS) this.known.delete([...this.known.keys()][0] ?? '')
    return value
  }
}
