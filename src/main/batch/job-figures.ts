import type { AnalysisName } from '../../shared/batch'
import type { BatchFigures, ExplainedStatement, OperatorFigures } from '../../shared/explore'
import { PARTITION_COLUMN } from '../../shared/transaction'
import type { NewFile, Snapshot } from '../lake/ports'
import { analysesOf } from './analyses'
import { bytesOf, datesOf, rowsOf as knownRowsOf } from './estimate'
import type { BatchPlan } from './plan'
import type { EngineOutput } from './ports'
import type { StoredBatch } from './stores'

const PHASES = ['plan', 'snapshot', 'analysis', 'commit'] as const
type PhaseTimes = Record<(typeof PHASES)[number], number>

/** Milliseconds of each phase, by laps. */
export function startClock(): { lap(phase: keyof PhaseTimes): void; readonly times: PhaseTimes } {
  const times: PhaseTimes = { plan: 0, snapshot: 0, analysis: 0, commit: 0 }
  let last = performance.now()
  return {
    times,
    lap(phase) {
      const now = performance.now()
      times[phase] += now - last
      last = now
    },
  }
}

/** What one scan or analysis took and gave, for `GET /batch/explain/:id`. */
export function describeStatement(
  phase: ExplainedStatement['phase'],
  analysis: AnalysisName | null,
  { files, elapsedMs, profile }: EngineOutput,
): ExplainedStatement {
  return {
    phase,
    ...(analysis === null ? {} : { analysis }),
    elapsedMs: round(elapsedMs),
    rows: rowsOf(files),
    bytes: bytesOf(files),
    peakMemoryBytes: profile?.peakMemory ?? null,
    peakSpillBytes: profile?.peakSpill ?? null,
    operators: [...(profile?.operators ?? [])],
  }
}

interface DescribedJob {
  readonly batch: StoredBatch
  readonly threads: number
  /** Epoch ms. */
  readonly startedAt: number
}

interface JobFacts {
  readonly snapshot: Snapshot
  readonly plan: BatchPlan
  readonly raw: readonly NewFile[]
  readonly linked: readonly NewFile[]
  readonly statements: readonly ExplainedStatement[]
  readonly times: PhaseTimes
}

/** What `GET /batch/explain/:id` tells of a batch. */
export function describeJob(
  { batch, threads, startedAt }: DescribedJob,
  { snapshot, plan, raw, linked, statements, times }: JobFacts,
): BatchFigures {
  const read = [...plan.whole, ...plan.cut]
  const submitted = Date.parse(batch.submitTime)
  const filters = Object.entries(batch.filters ?? {})
  const results = statements.filter(({ phase }) => phase === 'analysis')
  return {
    engine: batch.engine ?? 'duckdb',
    threads,
    filesRead: read.length,
    filesOfTable: snapshot.files.length,
    datesRead: datesOf(read).size,
    datesOfTable: datesOf(snapshot.files).size,
    bytesRead: bytesOf(read),
    rowsRead: knownRowsOf(read),
    linkedFiles: linked.length,
    PartitionFilters: [
      `(${PARTITION_COLUMN} >= ${batch.startDate})`,
      `(${PARTITION_COLUMN} <= ${batch.endDate})`,
      ...filters.filter(([column]) => column === PARTITION_COLUMN).map(([column, value]) => `(${column} = ${value})`),
    ],
    ...placeFilters(batch, statements),
    timeMs: {
      queued: startedAt - submitted,
      plan: round(times.plan),
      snapshot: round(times.snapshot),
      analysis: round(times.analysis),
      commit: round(times.commit),
      total: round(startedAt - submitted + PHASES.reduce((sum, phase) => sum + times[phase], 0)),
    },
    rawRows: rowsOf(raw),
    rawBytes: bytesOf(raw),
    resultRows: results.reduce((sum, { rows }) => sum + rows, 0),
    resultBytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
    statements: [...statements],
  }
}

/**
 * Which filters the scans of the files took, and which were applied to the rows that these gave: by the operators that
 * ran. A file that a filter keeps whole was decided by its statistics. What Spark did with them is in its plans alone.
 */
function placeFilters(
  { analysisType, engine, filters = {} }: StoredBatch,
  statements: readonly ExplainedStatement[],
): Pick<BatchFigures, 'PushedFilters' | 'FiltersAfterScan'> {
  const wanted = [
    ...Object.entries(filters)
      .filter(([column]) => column !== PARTITION_COLUMN)
      .map(([column, value]) => ({
        words: `EqualTo(${column},${value})`,
        columns: [column],
        by: statements.filter(({ phase }) => phase === 'snapshot'),
      })),
    ...analysesOf(analysisType).map(({ name, where }) => ({
      words: where.spark,
      columns: where.columns,
      by: statements.filter(({ analysis }) => analysis === name),
    })),
  ]
  const wordsOf = (some: typeof wanted) => [...new Set(some.map(({ words }) => words))]
  if (engine === 'spark') return { PushedFilters: wordsOf(wanted) }
  const isPushed = ({ columns, by }: (typeof wanted)[number]) =>
    by.every(({ operators }) => !isFilteredAbove(operators, columns))
  return {
    PushedFilters: wordsOf(wanted.filter(isPushed)),
    FiltersAfterScan: wordsOf(wanted.filter((filter) => !isPushed(filter))),
  }
}

/** Whether an operator above a scan filters by one of these columns. */
function isFilteredAbove(operators: readonly OperatorFigures[], columns: readonly string[]): boolean {
  return operators.some(({ name, detail }) => {
    if (name !== 'FILTER') return false
    const names = namesIn(detail)
    return columns.some((column) => names.has(column))
  })
}

/** The words of an expression that are no text in it. */
function namesIn(expression: string): ReadonlySet<string> {
  return new Set(expression.replaceAll(/'[^']*'/g, ' ').split(/[^\p{L}\p{N}_]+/u))
}

/** Rows of files that we wrote, whose statistics tell them. */
export function rowsOf(files: readonly NewFile[]): number {
  return files.reduce((sum, file) => sum + (file.stats?.numRecords ?? 0), 0)
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100
}
