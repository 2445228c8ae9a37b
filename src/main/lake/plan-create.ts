import { randomUUID } from 'node:crypto'
import type { Metadata } from './actions'
import { stringifyCommit } from './log-entry'
import { CREATOR, CREATOR_PROPERTY } from './ownership'
import type { CreateTableRequest } from './ports'
import { OUR_PROTOCOL } from './protocol'
import { schemaToString } from './schema'

const BOUNDED_PROPERTY = 'delta.dataSkippingStatsColumns'

/** The text of a table's first commit. @param now epoch ms */
export function planCreate(
  request: CreateTableRequest,
  { engineInfo, now }: { readonly engineInfo: string; readonly now: number },
): string {
  const metadata: Metadata = {
    id: randomUUID(),
    ...(request.name === undefined ? {} : { name: request.name }),
    format: { provider: 'parquet', options: {} },
    schemaString: schemaToString(request.columns),
    partitionColumns: request.partitionColumns,
    configuration: {
      ...request.configuration,
      ...(request.boundedColumns === undefined ? {} : { [BOUNDED_PROPERTY]: request.boundedColumns.join(',') }),
      [CREATOR_PROPERTY]: CREATOR,
    },
    createdTime: now,
  }
  return stringifyCommit(
    {
      timestamp: now,
      operation: 'CREATE TABLE',
      operationParameters: { partitionBy: JSON.stringify(request.partitionColumns) },
      isolationLevel: 'Serializable',
      isBlindAppend: true,
      operationMetrics: {},
      engineInfo,
      txnId: randomUUID(),
    },
    [{ protocol: OUR_PROTOCOL }, { metaData: metadata }],
  )
}
