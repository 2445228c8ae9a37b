import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { BatchRequest } from '../../../../shared/batch'
import { messageOf } from '../../../../shared/errors'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { formatBytes } from '../../ui/format'
import { changeValues } from './values'

const SETTLE_MS = 300

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

/** What the run would read, from statistics alone; the old figures stay, paler, while new ones are counted. */
export function Estimate({ request }: { readonly request: BatchRequest | null }) {
  const settled = useSettled(request)
  const all = useTableDates()
  const { data, error, isFetching } = useQuery({
    queryKey: keys.estimate(settled ?? {}),
    queryFn: ({ signal }) => {
      if (settled === null) throw new Error('no request')
      return call('estimateBatch', { body: settled }, signal)
    },
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    retry: false,
  })
  const stale = isFetching || JSON.stringify(request) !== JSON.stringify(settled)
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
            {text.batch.estimateFailed} {messageOf(error)}
          </p>
        ) : data === undefined ? null : (
          <>
            <p className="amount">
              {text.batch.upTo(data.rows, data.exact)}{' '}
              <small className="small muted">{text.batch.ofRows(data.tableRows)}</small>
            </p>
            {data.rows === 0 && all !== null ? (
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
            </dl>
          </>
        )}
      </div>
    </div>
  )
}

/** The value once it has not changed for a while. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  const key = JSON.stringify(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(key) as T), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [key])
  return settled
}
