import type { BatchRecord } from '../../../../shared/batch'
import { sortKeys, type ConditionOperator, type ConditionValue } from '../../../../shared/explore'
import { plainLiteral } from '../../../../shared/literals'
import { call } from '../../api/call'
import { overTable, type Condition, type OrderKey } from '../../api/over-table'
import { askFor, readColumns, viewQuery, type StoredTable, type View } from '../../api/results'
import { toCurl, type Recipe } from '../../ui/copy-as'
import type { ColumnType } from './columns'

/**
 * Rows of a stored result as the grid shows them. A batch writes each of its tables once, so that its rows stay
 * these. What SQL or Python would not find as the engine does is not offered in it.
 */
export function resultRecipe(
  batch: BatchRecord,
  table: StoredTable,
  view: View,
  types: ReadonlyMap<string, ColumnType>,
): Recipe {
  const { deltaRawPath, deltaAggPath, analysisType, batchId } = batch
  const curl = () => allRows(table, view)
  const where = conditionsOf(view, types)
  if ((table.analysis === null ? deltaRawPath : deltaAggPath) === undefined || where === null) return { curl }
  const part =
    table.analysis === null ? 'raw' : analysisType === 'full_report' ? `aggregated/${table.analysis}` : 'aggregated'
  const order = orderOf(view)
  const { sql, python } = overTable(() => ({ table: `${batchId}/${part}`, where, order }))
  // pyarrow puts the nulls of all keys in one place.
  const onePlace = order.every(({ nullsFirst }) => nullsFirst === order[0]?.nullsFirst)
  return onePlace ? { curl, sql, python } : { curl, sql }
}

/** A page with all rows; pages one after the other where pipeline.batch.max-page-size allows no such page. */
async function allRows(table: StoredTable, view: View): Promise<string> {
  const [{ rows }, { settings }] = await Promise.all([readColumns(table, view), call('settings', {})])
  const limit = Number(settings.find(({ key }) => key === 'pipeline.batch.max-page-size')?.value)
  const line = await toCurl(askFor(table, { ...viewQuery(view), limit }))
  // The address stands last in it.
  return rows <= limit ? line : `for offset in $(seq 0 ${limit} ${rows - 1}); do ${line}'&offset='$offset; done`
}

const SIGNS: Readonly<Partial<Record<ConditionOperator, Condition['is']>>> = {
  '=': '=',
  '!=': 'is not',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  in: 'in',
  contains: 'contains',
  'is null': 'null',
  'is not null': 'not null',
}

/** Null where a condition is none of a plain table: a search over all text columns, or within a list. */
function conditionsOf(
  { where = [], search }: View,
  types: ReadonlyMap<string, ColumnType>,
): readonly Condition[] | null {
  if (search !== undefined) return null
  const conditions = where.map(({ column, op, value }): readonly Condition[] | null => {
    const type = types.get(column) ?? 'string'
    const literal = (one: ConditionValue) => plainLiteral(String(one), type)
    if (op === 'between') {
      const [from, to] = (Array.isArray(value) ? value : []).map(literal)
      return from === undefined || to === undefined
        ? null
        : [
            { column, is: '>=', value: from },
            { column, is: '<=', value: to },
          ]
    }
    const is = SIGNS[op]
    if (is === undefined || (is === 'contains' && type === 'string_list')) return null
    if (value === undefined) return [{ column, is }]
    return [{ column, is, value: Array.isArray(value) ? value.map(literal) : literal(value) }]
  })
  const known = conditions.filter((condition) => condition !== null)
  return known.length === conditions.length ? known.flat() : null
}

/** As the engine sorts: null is the least. */
function orderOf({ sort = '' }: View): readonly OrderKey[] {
  return sortKeys(sort).map(({ column, direction }) => {
    const descending = direction === 'desc'
    return { column, descending, nullsFirst: !descending }
  })
}
