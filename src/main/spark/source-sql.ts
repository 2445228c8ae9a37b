import { analysisOver, type Analysis } from '../batch/analyses/analysis'
import type { Filter, RemoteSource } from '../batch/ports'
import { bindValue, quoteName, quoteNames, type BoundSql } from '../sql'
import { PARTITION_COLUMN, TRANSACTION_FIELDS } from '../../shared/transaction'
import { SPARK } from './dialect'

/**
 * An analysis over the table itself at the batch's version; without order, which whoever stores its rows gives them.
 * The path is a local one whatever file system the cluster has by default.
 */
export function analysisSql(analysis: Analysis, { table, startDate, endDate, filters }: RemoteSource): BoundSql {
  const { root, version, schema } = table
  const conditions = filters.map(filterSql)
  const columns = schema.filter(({ name }) => TRANSACTION_FIELDS.some((field) => field.name === name))
  const selected = `SELECT ${quoteNames(columns.map(({ name }) => name))} FROM ${tableName(root)} VERSION AS OF ${version}`
  const dates = `${PARTITION_COLUMN} BETWEEN CAST(? AS DATE) AND CAST(? AS DATE)`
  const kept = [dates, ...conditions.map(({ text }) => text)].join(' AND ')
  return {
    text: analysisOver(analysis, SPARK, `(${selected} WHERE ${kept})`),
    values: [startDate, endDate, ...conditions.flatMap(({ values }) => values)],
  }
}

/** A table by its folder: Spark takes a path in backticks for a name. */
function tableName(root: string): string {
  return `delta.\`file:${root.replaceAll('`', '``')}\``
}

function filterSql(filter: Filter): BoundSql {
  const { text, values } = bindValue(SPARK, filter)
  return { text: `${quoteName(filter.column)} = ${text}`, values }
}
