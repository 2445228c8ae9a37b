import { readFile, rm } from 'node:fs/promises'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { OperatorFigures } from '../../shared/explore'
import type { EngineProfile, QueryPlans } from '../batch/ports'
import type { BoundSql } from '../sql'
import { quoteText } from '../sql'

/** What DuckDB measured of the last statement of a connection. */
export interface Profile {
  read(): Promise<EngineProfile | null>
}

/**
 * Works with profiling on. It costs nothing that can be measured; DuckDB tells it only through a file, which is gone
 * afterwards.
 */
export async function withProfile<T>(
  connection: DuckDBConnection,
  path: string,
  work: (profile: Profile) => Promise<T>,
): Promise<T> {
  await connection.run(`SET enable_profiling = 'json'`)
  await connection.run(`SET profiling_output = ${quoteText(path)}`)
  try {
    return await work({
      async read() {
        try {
          return toProfile(JSON.parse(await readFile(path, 'utf8')))
        } catch {
          // Figures only explain: a batch does not fail for them.
          return null
        }
      },
    })
  } finally {
    await rm(path, { force: true })
  }
}

/** Plans as DuckDB draws them: as written, optimized, physical. */
export async function explainQuery(connection: DuckDBConnection, { text, values }: BoundSql): Promise<QueryPlans> {
  await connection.run(`SET explain_output = 'all'`)
  const reader = await connection.runAndReadAll(`EXPLAIN ${text}`, [...values])
  const plans = new Map(reader.getRows().map(([key, plan]) => [String(key), String(plan)]))
  return {
    logical: plans.get('logical_plan') ?? '',
    optimized: plans.get('logical_opt') ?? '',
    physical: plans.get('physical_plan') ?? '',
  }
}

function toProfile(value: unknown): EngineProfile {
  const root = fieldsOf(value)
  const operators: OperatorFigures[] = []
  const visit = (node: unknown, depth: number): void => {
    const fields = fieldsOf(node)
    operators.push({
      name: typeof fields['operator_name'] === 'string' ? fields['operator_name'].trim() : '',
      depth,
      rows: numberOf(fields['operator_cardinality']),
      timeMs: Math.round(numberOf(fields['operator_timing']) * 1e6) / 1000,
      detail: detailOf(fieldsOf(fields['extra_info'])),
    })
    for (const child of listOf(fields['children'])) visit(child, depth + 1)
  }
  for (const child of listOf(root['children'])) visit(child, 0)
  return {
    operators,
    peakMemory: numberOf(root['system_peak_buffer_memory']),
    peakSpill: numberOf(root['system_peak_temp_dir_size']),
  }
}

/** A scan's file names would be most of it. */
const MAX_DETAIL = 300

function detailOf(extra: Record<string, unknown>): string {
  return (
    Object.entries(extra)
      // What a scan filters by is what explains it.
      .sort(([left], [right]) => Number(right === 'Filters') - Number(left === 'Filters'))
      .filter(([key]) => !key.startsWith('Filename') && key !== 'Estimated Cardinality' && key !== 'Function')
      .map(([key, value]) => `${key}: ${Array.isArray(value) ? value.map(String).join(', ') : String(value)}`)
      .join('; ')
      .slice(0, MAX_DETAIL)
  )
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0
}
