import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { AnalysisType, BatchRequest } from '../../../../shared/batch'
import type { BatchEstimate } from '../../../../shared/explore'
import { PARTITION_COLUMN } from '../../../../shared/transaction'
import { messageOf } from '../../../../shared/errors'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { useBatchCount } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { fixOf } from '../../ui/states'
import { formatBytes, formatCount, formatDuration } from '../../ui/format'
import { useValueCounts } from './column-values'
import { guessRows, usualTime } from './guess'
import { useSettled } from './settled'
import { changeValues } from './values'

/** First and last date of the table; null while it is not known or empty. */
export function useTableDates(): readonly [string, string] | null {
  const request: BatchRequest = {
    startDate: '0001-01-01',
    endDate: '9999-12-31',
    analysisType: 'revenue_by_category',
  }
  const { data } = useQuery({
    queryKey: keys.estimate(request),
    queryFn: ({ signal }) => call('estimateBatch', { body: request }, signal),
  })
  return data === undefined || data.firstDate === null || data.lastDate === null
    ? null
    : [data.firstDate, data.lastDate]
}

/**
 * What the run would read, from statistics alone, and about how many rows its filters keep, from the counts of their
 * values; the old figures stay, paler, while new ones are counted.
 */
export function Estimate({ request }: { readonly request: BatchRequest | null }) {
  const settled = useSettled(request)
  const all = useTableDates()
  const { data, error, isFetching } = useEstimate(settled)
  const filters = Object.entries(settled?.filters ?? {}).map(([column, value]) => ({ column, value }))
  const unfiltered = useEstimate(settled === null || filters.length === 0 ? null : { ...settled, filters: undefined })
  const inRange = filters.length === 0 ? data : unfiltered.data
  // The estimate knows of each date whether it belongs.
  const counts = useValueCounts(filters.filter(({ column }) => column !== PARTITION_COLUMN))
  const isCounting = isFetching || unfiltered.isFetching || counts.includes(undefined)
  // Old figures are paler; an error, and that there are none, is not.
  const stale =
    request !== null && error === null && (isCounting || JSON.stringify(request) !== JSON.stringify(settled))
  const guessed = inRange === undefined ? null : guessRows(inRange.rows, counts)
  const amount = useLast(data === undefined ? '' : amountOf(data, guessed), !isCounting)
  return (
    <div aria-live="polite">
      <div className="row between">
        <span className="label">{text.batch.wouldRead}</span>
        <span className="small muted push">{data === undefined ? '' : text.batch.atVersion(data.tableVersion)}</span>
      </div>
      <div className={`facts${stale ? ' stale' : ''}`}>
        {request === null ? (
          <p className="small muted">{text.batch.noEstimate}</p>
        ) : error !== null ? (
          <p className="small danger">
            {text.batch.estimateFailed} {messageOf(error)} {fixOf(error)}
          </p>
        ) : data === undefined ? null : (
          <>
            <p className="amount">
              {amount}{' '}
              <small className="small muted">
                {filters.length === 0 ? text.batch.ofRows(data.tableRows) : text.batch.ofRange(inRange?.rows ?? null)}
              </small>
            </p>
            {inRange?.rows === 0 && all !== null ? (
              <p className="small">
                {text.batch.zeroRows}{' '}
                <Button small kind="quiet" onClick={() => changeValues({ startDate: all[0], endDate: all[1] })}>
                  {text.batch.useAll}
                </Button>
              </p>
            ) : null}
            <dl className="dl">
              <dt>{text.batch.dateCount}</dt>
              <dd>{text.batch.estimateDates(data.dates, data.firstDate, data.lastDate)}</dd>
              <dt>{text.batch.files}</dt>
              <dd>{text.batch.estimateFiles(data.files, data.tableFiles, formatBytes(data.bytes))}</dd>
              <dt>{text.batch.pushedDown}</dt>
              <dd className="mono cut">{['event_date', ...Object.keys(request.filters ?? {})].join(', ')}</dd>
              <TimeFact analysisType={request.analysisType} rows={data.exact ? data.rows : guessed} />
            </dl>
          </>
        )}
      </div>
    </div>
  )
}

interface TimeFactProps {
  readonly analysisType: AnalysisType
  /** That it would keep; null while it is not known. */
  readonly rows: number | null
}

/** How long such batches took; a line in any case, so that nothing below it moves. */
function TimeFact({ analysisType, rows }: TimeFactProps) {
  const query = { analysisType, status: 'COMPLETED', limit: 50 }
  const { data } = useQuery({
    queryKey: keys.batchList(query),
    queryFn: ({ signal }) => call('batches', { query }, signal),
  })
  const waiting = useBatchCount('PENDING')
  const usual = rows === null ? null : usualTime(rows, data?.batches ?? [])
  return (
    <>
      <dt>{text.batch.time}</dt>
      <dd>{usual === null ? text.batch.noneAlike : text.batch.usual(formatDuration(usual.ms), usual.runs, waiting)}</dd>
    </>
  )
}

/** Without a word where it is exact. The estimate knows by the files how many it can be at most. */
function amountOf({ rows, exact }: BatchEstimate, guessed: number | null): string {
  if (exact) return formatCount(rows)
  return guessed === null ? text.batch.atMost(rows) : text.batch.roughly(Math.min(rows, guessed))
}

/** The last value that was final; until there is one, the value as it is. */
function useLast<T>(value: T, isFinal: boolean): T {
  const [last, setLast] = useState<{ readonly value: T } | null>(null)
  if (isFinal && last?.value !== value) setLast({ value })
  return isFinal || last === null ? value : last.value
}

function useEstimate(request: BatchRequest | null) {
  return useQuery({
    queryKey: keys.estimate(request ?? {}),
    queryFn: request === null ? skipToken : ({ signal }) => call('estimateBatch', { body: request }, signal),
    placeholderData: keepPreviousData,
    retry: false,
  })
}
