import { toPage, type AnalysisName, type AnalysisType } from '../../shared/batch'
import { MillraceError } from '../../shared/errors'
import type { Comparison } from '../../shared/explore'
import type { Row } from '../../shared/scalars'
import type { ExploreRequest } from '../../shared/engine'
import { ANALYSES } from './analyses'
import type { Analysis, ResultColumn } from './analyses/analysis'
import { keysOf } from './drill-down'
import { parseExploreQuery } from './explore-query'
import type { BatchEngine, ComparedRelation, ResultRelation } from './ports'
import type { Results } from './results'
import type { StoredBatch } from './stores'

export interface CompareOptions {
  readonly left: StoredBatch
  readonly right: StoredBatch
  /** Null: the one that both hold. */
  readonly analysis: AnalysisName | null
  readonly page: ExploreRequest
  readonly results: Pick<Results, 'resultRelation'>
  readonly engine: Pick<BatchEngine, 'page'>
  readonly signal?: AbortSignal
}

const PARTS = ['left', 'right', 'difference', 'percent'] as const

/**
 * Two results of one analysis, joined by their groups, null being a group as any other: a relation as any other, so it
 * is sorted, filtered and paged like one; without a sort by the difference of its measure, the largest rise first.
 */
export async function compareBatches(options: CompareOptions): Promise<Comparison> {
  const { left, right, page, results, engine, signal } = options
  const name = commonAnalysis(left.analysisType, right.analysisType, options.analysis)
  const analysis = ANALYSES[name]
  const sides = [await results.resultRelation(left, name), await results.resultRelation(right, name)] as const
  const joined = joinRelations(analysis, ...sides)
  const query = parseExploreQuery({ sort: `${analysis.measure}.difference:desc`, ...page }, joined.columns)
  const count = async (missing: 'left' | 'right') => {
    const only = parseExploreQuery({ where: [{ column: 'missing', op: '=', value: missing }] }, joined.columns)
    return (await engine.page(joined, only, null, { offset: 0, limit: 0 }, signal)).total
  }
  const onlyLeft = await count('right')
  const onlyRight = await count('left')
  const exact = { ...joined, rows: sides[1].rows + onlyLeft }
  const { rows, total } = await engine.page(exact, query, null, page, signal)
  return {
    analysisType: name,
    left: describe(left),
    right: describe(right),
    groupColumns: analysis.keys.map(({ column }) => column),
    valueColumns: valueColumns(analysis).map((column) => column.name),
    onlyLeft,
    onlyRight,
    page: toPage(page, rows.length, total),
    data: rows.map((row) => toGroup(analysis, row)),
  }
}

/** Columns that a sort or filter of a comparison may name. */
function joinedColumns(analysis: Analysis): readonly ResultColumn[] {
  return [
    ...keyColumns(analysis),
    { name: 'missing', kind: 'string' },
    ...valueColumns(analysis).flatMap(({ name, kind }) =>
      PARTS.map((part): ResultColumn => ({
        name: `${name}.${part}`,
        kind: part === 'left' || part === 'right' ? kind : 'double',
      })),
    ),
  ]
}

function joinRelations(analysis: Analysis, left: ResultRelation, right: ResultRelation): ComparedRelation {
  return {
    kind: 'comparison',
    key: `${left.key}/${right.key}`,
    columns: joinedColumns(analysis),
    analysis,
    left,
    right,
    rows: left.rows + right.rows,
  }
}

function toGroup(analysis: Analysis, row: Row): Comparison['data'][number] {
  const names = valueColumns(analysis).map(({ name }) => name)
  const cells = (part: (typeof PARTS)[number]) => names.map((name) => [name, row[`${name}.${part}`] ?? null] as const)
  const side = (part: 'left' | 'right'): Row | null =>
    row['missing'] === part ? null : Object.fromEntries(cells(part))
  const numbers = (part: 'difference' | 'percent') =>
    Object.fromEntries(cells(part).map(([name, cell]) => [name, typeof cell === 'number' ? cell : null]))
  return {
    group: keysOf(analysis, row),
    left: side('left'),
    right: side('right'),
    difference: numbers('difference'),
    percent: numbers('percent'),
  }
}

function keyColumns({ keys, columns }: Analysis): readonly ResultColumn[] {
  return columns.filter(({ name }) => keys.some(({ column }) => column === name))
}

function valueColumns({ keys, columns }: Analysis): readonly ResultColumn[] {
  return columns.filter(({ name }) => !keys.some(({ column }) => column === name))
}

function commonAnalysis(left: AnalysisType, right: AnalysisType, asked: AnalysisName | null): AnalysisName {
  const singles = [left, right].filter((type) => type !== 'full_report')
  const name = asked ?? singles[0] ?? null
  if (name === null) {
    throw new MillraceError('INVALID_REQUEST', 'analysis: name the analysis of the two full reports to compare.')
  }
  if (singles.some((type) => type !== name)) {
    const [field, asks] = asked === null ? ['right', ''] : ['analysis', `, asked for is ${asked}`]
    throw new MillraceError(
      'INVALID_REQUEST',
      `${field}: only results of one analysis can be compared; left is ${left}, right is ${right}${asks}.`,
    )
  }
  return name
}

function describe({ batchId, startDate, endDate, filters, tableVersion, rowCount }: StoredBatch): Comparison['left'] {
  return {
    batchId,
    startDate,
    endDate,
    ...(filters === undefined ? {} : { filters }),
    ...(tableVersion === undefined ? {} : { tableVersion }),
    ...(rowCount === undefined ? {} : { rowCount }),
  }
}
