import type { ColumnStatistics } from '../../shared/explore'
import type { Row } from '../../shared/scalars'
import { columnStatisticsSql, readColumnStatistics } from './column-statistics'
import { allOf, sortSql, type ParsedQuery } from './explore-query'
import type { BatchWorker, BoundSql } from './ports'
import { columnList, searchText, type Relation } from './relation'
import { ResultTables, type TableBuild } from './result-tables'

/** Up to so many rows a result is read where it lies: a copy would cost more than it saves. */
const SMALL_ROWS = 2000
/** From such a row on a page comes from an order that is made once and kept. */
const DEEP_ROWS = 20_000
const KEPT_ANSWERS = 500
/** Memory of a row: DuckDB's vectors hold 16 bytes a text beside its characters. */
const BYTES_PER_CELL = 16
const BYTES_PER_ROW = 300

export interface ExploredPage {
  readonly rows: readonly Row[]
  /** After every condition. */
  readonly total: number
}

/** Sorted, filtered, searched pages and column statistics over stored rows. Every call can be given up. */
export class Explorer {
  readonly tables: ResultTables
  private readonly totals = new Answers<number>()
  private readonly statistics = new Answers<ColumnStatistics>()

  constructor(
    private readonly worker: BatchWorker,
    /** Bytes that copies of results may take of the worker's memory. */
    budget: number,
  ) {
    this.tables = new ResultTables(worker, budget)
  }

  /** `also` is one more condition, for example the group that is drilled into. */
  page(
    relation: Relation,
    query: ParsedQuery,
    also: BoundSql | null,
    page: { readonly offset: number; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<ExploredPage> {
    return this.over(
      relation,
      async (table) => {
        const where = conditions(relation, query, also, table)
        const [total, rows] = await Promise.all([
          this.total(relation, where, table, signal),
          page.limit === 0 ? [] : this.rows(relation, query, where, page, table, signal),
        ])
        return { total, rows }
      },
      signal,
    )
  }

  /** One column after another; answers are kept, since a result never changes. */
  columns(
    relation: Relation,
    query: ParsedQuery,
    names: readonly string[] | null,
    signal?: AbortSignal,
  ): Promise<{ rows: number; columns: ColumnStatistics[] }> {
    return this.over(
      relation,
      async (table) => {
        const where = conditions(relation, query, null, table)
        const columns: ColumnStatistics[] = []
        for (const column of relation.columns) {
          if (names !== null && !names.includes(column.name)) continue
          columns.push(
            await this.statistics.get(keyOf(relation, where, column.name), async () => {
              const sql = columnStatisticsSql(table ?? relation.scan, where, column)
              return readColumnStatistics(column, await this.worker.query(sql, signal))
            }),
          )
        }
        return { rows: await this.total(relation, where, table, signal), columns }
      },
      signal,
    )
  }

  forget(batchId: string): void {
    this.tables.forget(`${batchId}/`)
  }

  private over<T>(relation: Relation, work: (table: string | null) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (relation.rows <= SMALL_ROWS) return work(null)
    const build: TableBuild = {
      key: relation.key,
      select: { text: `SELECT *, ${searchText(relation.columns)} AS search FROM ${relation.scan}`, values: [] },
      indexed: true,
      bytes: relation.rows * (relation.columns.length * BYTES_PER_CELL + BYTES_PER_ROW),
    }
    return this.tables.use(build, work, signal)
  }

  private total(
    relation: Relation,
    where: BoundSql | null,
    table: string | null,
    signal?: AbortSignal,
  ): Promise<number> {
    if (where === null) return Promise.resolve(relation.rows)
    return this.totals.get(keyOf(relation, where, ''), async () => {
      const sql = {
        text: `SELECT count(*) AS rows FROM ${table ?? relation.scan} WHERE ${where.text}`,
        values: where.values,
      }
      return Number((await this.worker.query(sql, signal))[0]?.['rows'])
    })
  }

  private async rows(
    relation: Relation,
    query: ParsedQuery,
    where: BoundSql | null,
    { offset, limit }: { readonly offset: number; readonly limit: number },
    table: string | null,
    signal?: AbortSignal,
  ): Promise<readonly Row[]> {
    const columns = columnList(relation.columns)
    const from = `FROM ${table ?? relation.scan}${where === null ? '' : ` WHERE ${where.text}`}`
    const order = `ORDER BY ${sortSql(query.sort, relation.order)}`
    const values = where?.values ?? []
    const range = `LIMIT ${limit} OFFSET ${offset}`
    const at = table === null ? relation.at : (some: readonly number[]) => `${table} WHERE pos IN (${some.join(', ')})`
    if (at === null || relation.rows <= SMALL_ROWS)
      return this.worker.query({ text: `SELECT ${columns} ${from} ${order} ${range}`, values }, signal)
    // Positions alone are sorted; then the rows are fetched by them, from the copy or the files that have them.
    const sorted: BoundSql = { text: `SELECT pos ${from} ${order}`, values }
    const found =
      offset + limit <= DEEP_ROWS
        ? await this.worker.query({ text: `${sorted.text} ${range}`, values }, signal)
        : await this.tables.use(
            {
              key: `${keyOf(relation, where, 'order')}${order}`,
              select: sorted,
              indexed: false,
              bytes: relation.rows * BYTES_PER_CELL,
            },
            (kept) =>
              this.worker.query(
                kept === null
                  ? { text: `${sorted.text} ${range}`, values }
                  : {
                      text: `SELECT pos FROM ${kept} WHERE rowid >= ? AND rowid < ? ORDER BY rowid`,
                      values: [offset, offset + limit],
                    },
                signal,
              ),
            signal,
          )
    if (found.length === 0) return []
    const positions = found.map((row) => Number(row['pos']))
    const fetched = await this.worker.query(
      { text: `SELECT ${columns}, pos FROM ${at(positions)}`, values: [] },
      signal,
    )
    const byPosition = new Map(fetched.map(({ pos, ...row }) => [Number(pos), row]))
    return positions.map((position) => byPosition.get(position) ?? {})
  }
}

function conditions(
  relation: Relation,
  { where, search }: ParsedQuery,
  also: BoundSql | null,
  table: string | null,
): BoundSql | null {
  const all = [
    ...(where === null ? [] : [where]),
    ...(also === null ? [] : [also]),
    ...(search === null
      ? []
      : [
          { text: `contains(${table === null ? searchText(relation.columns) : 'search'}, lower(?))`, values: [search] },
        ]),
  ]
  return all.length === 0 ? null : allOf(all)
}

function keyOf(relation: Relation, where: BoundSql | null, part: string): string {
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
