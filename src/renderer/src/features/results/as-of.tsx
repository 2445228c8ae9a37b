import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { BatchRecord } from '../../../../shared/batch'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { tookOf } from '../../state/batches'
import { text } from '../../strings/text'
import { formatCount, formatDuration, formatFilters } from '../../ui/format'
import { AsOf } from '../../ui/layout'
import { Time } from '../../ui/time'
import { countDates } from '../batch/dates'

/** What batches read. */
const TRANSACTIONS = 'transactions'

export interface ResultAsOfProps {
  readonly batch: BatchRecord
  readonly onRerun: () => void
}

/** What a result's numbers are of: version, bounds, filters, rows, and how far the table has gone since. */
export function ResultAsOf({ batch, onRerun }: ResultAsOfProps) {
  const { data } = useQuery({
    queryKey: keys.table(TRANSACTIONS),
    queryFn: ({ signal }) => call('table', { params: { name: TRANSACTIONS } }, signal),
    retry: false,
  })
  return <AsOf facts={[...factsOf(batch), ...freshnessOf(batch, data?.version ?? null, onRerun)]} />
}

function freshnessOf({ tableVersion }: BatchRecord, newest: number | null, onRerun: () => void): readonly ReactNode[] {
  // What is told of the table may be older than the batch.
  if (tableVersion === undefined || newest === null || newest < tableVersion) return []
  if (newest === tableVersion) return [text.results.newestVersion]
  return [
    <>
      {text.results.versionsNewer(newest - tableVersion)}{' '}
      <button type="button" className="lnk" onClick={onRerun}>
        {text.results.rerunOn(newest)}
      </button>
    </>,
  ]
}

function factsOf(batch: BatchRecord): readonly ReactNode[] {
  const { tableVersion, submitTime, startDate, endDate, filters, rowCount, engine } = batch
  const took = tookOf(batch)
  const filterText = formatFilters(filters)
  return [
    <>
      <span className="muted">{text.results.asOf}</span>{' '}
      <b className="strong">{tableVersion === undefined ? text.results.noVersion : `v${tableVersion}`}</b>
    </>,
    // Not the time of its version, which may be an older one.
    <>
      <span className="muted">{text.results.submitted}</span> <Time at={submitTime} /> UTC
    </>,
    text.results.dates(startDate, endDate, countDates(startDate, endDate)),
    <>
      <span className="muted">{text.results.filters}</span> {filterText === '' ? text.results.none : filterText}
    </>,
    ...(rowCount === undefined
      ? []
      : [
          <>
            <b className="strong">{formatCount(rowCount)}</b> {text.results.rowsRead}
          </>,
        ]),
    ...(took === null ? [] : [formatDuration(took)]),
    ...(engine === undefined ? [] : [text.results.engines[engine]]),
  ]
}
