import type { SortingState } from '@tanstack/react-table'
import { useState } from 'react'
import type { AnalysisName } from '../../../../shared/batch'
import type { DrillDown } from '../../../../shared/explore'
import type { Row } from '../../../../shared/scalars'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { FIRST_PART, sortText, useParts } from '../../api/pages'
import { text } from '../../strings/text'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { formatMoney, formatOffset, formatThisYear } from '../../ui/format'
import { State } from '../../ui/mark'
import { SidePanel } from '../../ui/side-panel'
import { ErrorState, LoadingRows } from '../../ui/states'
import { Null } from '../../ui/time'
import { formatCell, numberOf, SHAPES, textOf } from './columns'
import { placeOf } from './message-of'
import { PartsFoot } from './parts-foot'
import { RawMessage } from './raw-message'

export interface RowsBehindProps {
  readonly batchId: string
  readonly analysis: AnalysisName
  /** In the analysis's own order. */
  readonly row: number
  readonly onClose: () => void
}

/** From a number to its rows, and from a row to its message. */
export function RowsBehind({ batchId, analysis, row, onClose }: RowsBehindProps) {
  const [sorting, setSorting] = useState<SortingState>([])
  const [chosen, setChosen] = useState<Row | null>(null)
  const sort = sortText(sorting, (id) => (id === 'offset' ? ['kafka_partition', 'kafka_offset'] : [id]))
  const ask = (limit: number, offset: number) =>
    ({
      operation: 'rowsBehind',
      input: {
        params: { id: batchId, row },
        query: { limit, offset, analysis, ...(sort === '' ? {} : { sort }) },
      },
    }) as const
  const parts = useParts<Row, DrillDown>(keys.result('behind', batchId, analysis, row), sort, (limit, offset, signal) =>
    call('rowsBehind', ask(limit, offset).input, signal),
  )
  const { rows, answer, error } = parts
  return (
    <SidePanel
      title={answer === undefined ? text.common.loading : text.results.behind(answer.rowCount)}
      actions={<CopyAs recipe={{ curl: () => toCurl(ask(Math.max(FIRST_PART, rows.length), 0)) }} />}
      className="rows-behind"
      onClose={onClose}
    >
      {error !== null ? (
        <ErrorState title={text.results.behindFailed} error={error} onRetry={parts.retry} />
      ) : answer === undefined ? (
        <LoadingRows rows={8} columns={3} />
      ) : (
        <>
          <div className="body small">
            <p className="mono">{SHAPES[analysis].keys.map((key) => textOf(answer.group[key])).join(' / ')}</p>
            {answer.rowCount === answer.count ? (
              <p>
                <State
                  kind="ok"
                  word={text.results.behindEqual(
                    answer.rowCount,
                    countColumn(answer.aggregate, answer.count),
                    // Of all rows, or not at all.
                    rows.length === answer.rowCount ? formatMoney(sumOf(rows)) : null,
                  )}
                />
              </p>
            ) : null}
          </div>
          <div className="behind-rows">
            <DataTable
              label={text.results.behindTable}
              compact
              columns={COLUMNS}
              rows={rows}
              rowKey={keyOf}
              sorted={{ by: sorting, onChange: setSorting }}
              onOpen={setChosen}
              selected={chosen === null ? null : keyOf(chosen)}
            />
          </div>
          <PartsFoot parts={parts} total={answer.rowCount} />
          <RawMessage batchId={batchId} row={chosen} />
        </>
      )}
    </SidePanel>
  )
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'event_timestamp',
    header: 'event_timestamp',
    cell: (row) => formatThisYear(textOrNull(row['event_timestamp'])),
    sortBy: (row) => textOrNull(row['event_timestamp']),
  },
  {
    id: 'customer_id',
    header: 'customer_id',
    cell: (row) => <span className="mono">{textOf(row['customer_id'])}</span>,
    sortBy: (row) => textOf(row['customer_id']),
  },
  {
    id: 'total_amount',
    header: 'total_amount',
    align: 'right',
    cell: (row) => formatMoney(numberOf(row['total_amount'])),
    sortBy: (row) => numberOf(row['total_amount']),
  },
  {
    id: 'fraud_score',
    header: text.results.score,
    align: 'right',
    optional: true,
    cell: (row) => (row['fraud_score'] === null ? <Null /> : formatCell('fraud_score', 'double', row['fraud_score'])),
    sortBy: (row) => numberOf(row['fraud_score']),
  },
  {
    id: 'offset',
    header: 'Offset',
    align: 'right',
    title: text.results.noOffset,
    cell: (row) => {
      const place = placeOf(row)
      return place === null ? <Null /> : formatOffset(place.partition, place.offset)
    },
    sortBy: (row) => numberOf(row['kafka_offset']),
  },
]

function keyOf(row: Row): string {
  const place = placeOf(row)
  return `${textOf(row['transaction_id'])} ${place === null ? '' : `${place.partition}:${place.offset}`} ${textOf(row['event_timestamp'])}`
}

function sumOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + numberOf(row['total_amount']), 0)
}

function countColumn(aggregate: Row, count: number): string {
  return (
    ['transaction_count', 'total_transactions', 'fraud_count', 'order_count'].find(
      (name) => aggregate[name] === count,
    ) ?? 'count'
  )
}

function textOrNull(value: Row[string] | undefined): string | null {
  return typeof value === 'string' ? value : null
}
