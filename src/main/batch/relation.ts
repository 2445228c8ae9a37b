import type { AnalysisName } from '../../shared/batch'
import { TRANSACTION_FIELDS } from '../../shared/transaction'
import { ANALYSES } from './analyses'
import type { ResultColumn } from './analyses/analysis'
import type { RawRelation, RawRows, ResultRelation } from './ports'

export const RAW_RESULT_COLUMNS: readonly ResultColumn[] = TRANSACTION_FIELDS.map(({ name, kind }) => ({ name, kind }))

/** The raw rows of a batch. */
export function rawRelation({ files, constants }: RawRows): RawRelation {
  return {
    kind: 'raw',
    key: `${constants.batchId}/raw`,
    columns: RAW_RESULT_COLUMNS,
    files,
    constants,
    rows: files.reduce((sum, file) => sum + file.rows, 0),
  }
}

/** A stored result; without a file there are no rows. */
export function resultRelation(
  batchId: string,
  analysis: AnalysisName,
  path: string | null,
  rows: number,
): ResultRelation {
  return {
    kind: 'result',
    key: `${batchId}/${analysis}`,
    columns: ANALYSES[analysis].columns,
    analysis,
    path,
    rows: path === null ? 0 : rows,
  }
}
