import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useState } from 'react'
import type { AnalysisName } from '../../../../shared/batch'
import { codeOf, MillraceError } from '../../../../shared/errors'
import type { Row } from '../../../../shared/scalars'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button, IconButton } from '../../ui/button'
import { copyText } from '../../ui/copy'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { formatMoney, formatOffset, formatTimestamp } from '../../ui/format'
import { State } from '../../ui/mark'
import { ErrorState, LoadingRows, Message } from '../../ui/states'
import { Null } from '../../ui/time'
import { numberOf, SHAPES, textOf } from './columns'

const STEP = 100
const MOST = 10_000

export interface RowsBehindProps {
  readonly batchId: string
  readonly analysis: AnalysisName
  /** In the analysis's own order. */
  readonly row: number
  readonly onClose: () => void
}

/** From a number to its rows, and from a row to its message. */
export function RowsBehind({ batchId, analysis, row, onClose }: RowsBehindProps) {
  const [limit, setLimit] = useState(STEP)
  const [chosen, setChosen] = useState<Row | null>(null)
  const ask = { operation: 'rowsBehind', input: { params: { id: batchId, row }, query: { limit, analysis } } } as const
  const { data, error, refetch } = useQuery({
    queryKey: keys.result('behind', batchId, analysis, row, limit),
    queryFn: ({ signal }) => call(ask.operation, ask.input, signal),
    placeholderData: keepPreviousData,
  })
  useLayoutEffect(() => {
    const close = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose()
    }
    window.addEventListener('keydown', close)
    return () => window.removeEventListener('keydown', close)
  }, [onClose])
  return (
    <aside className="pane rows-behind" aria-labelledby="rows-behind">
      <header>
        <h2 id="rows-behind">{data === undefined ? text.common.loading : text.results.behind(data.rowCount)}</h2>
        <span className="acts">
          <CopyAs recipe={{ curl: () => toCurl(ask) }} />
          <IconButton icon="close" small label={text.common.close} onClick={onClose} />
        </span>
      </header>
      {error !== null ? (
        <ErrorState title={text.results.behindFailed} error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <LoadingRows rows={8} columns={3} />
      ) : (
        <>
          <div className="body small">
            <p className="mono">{SHAPES[analysis].keys.map((key) => textOf(data.group[key])).join(' / ')}</p>
            {data.rowCount === data.count ? (
              <p>
                <State
                  kind="ok"
                  word={text.results.behindEqual(data.rowCount, countColumn(data.aggregate, data.count))}
                />
              </p>
            ) : null}
          </div>
          <div className="behind-rows">
            <DataTable
              label={text.results.behindTable}
              compact
              columns={COLUMNS}
              rows={data.data}
              rowKey={keyOf}
              onOpen={setChosen}
              selected={chosen === null ? null : keyOf(chosen)}
            />
          </div>
          <div className="grid-foot">
            <span>{text.common.rowsShown(1, data.page.returned, data.rowCount)}</span>
            {data.page.hasMore && limit < MOST ? (
              <Button small kind="quiet" onClick={() => setLimit(Math.min(MOST, limit * 5))}>
                {text.results.more100}
              </Button>
            ) : null}
          </div>
          <RawMessage batchId={batchId} row={chosen} />
        </>
      )}
    </aside>
  )
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'event_timestamp',
    header: 'event_timestamp',
    cell: (row) => formatTimestamp(textOrNull(row['event_timestamp'])),
    sortBy: (row) => textOrNull(row['event_timestamp']),
  },
  {
    id: 'customer_id',
    header: 'customer_id',
    cell: (row) => <span className="mono">{textOf(row['customer_id'])}</span>,
  },
  {
    id: 'total_amount',
    header: 'total_amount',
    align: 'right',
    cell: (row) => formatMoney(numberOf(row['total_amount'])),
    sortBy: (row) => numberOf(row['total_amount']),
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
  },
]

/** The raw message of a row, where Kafka still holds it. */
function RawMessage({ batchId, row }: { readonly batchId: string; readonly row: Row | null }) {
  const place = row === null ? null : placeOf(row)
  const origin = useOrigin(batchId, place)
  const topic = origin.data ?? null
  const message = useQuery({
    queryKey: keys.result('message', topic, place?.partition, place?.offset),
    queryFn: ({ signal }) =>
      call(
        'kafkaMessages',
        {
          params: { name: topic ?? '' },
          query: { partition: place?.partition ?? 0, offset: String(place?.offset ?? 0), limit: 1 },
        },
        signal,
      ),
    enabled: place !== null && topic !== null,
    retry: false,
  })
  const { data } = message
  const error = origin.error ?? message.error
  const refetch = () => (origin.error === null ? message.refetch() : origin.refetch())
  const found = data?.messages.find((message) => String(message.offset) === String(place?.offset))
  const shown = found?.value?.text ?? found?.value?.base64 ?? null
  return (
    <section className="pane rule fill" aria-labelledby="raw-message">
      <header>
        <h2 id="raw-message">{text.results.message}</h2>
        <span className="note cut">
          {place === null || found === undefined
            ? ''
            : text.results.messageSize(formatOffset(place.partition, place.offset), found.value?.bytes ?? 0)}
        </span>
        {shown === null ? null : (
          <span className="acts">
            <Button small kind="quiet" icon="copy" onClick={() => void copyText(shown)}>
              {text.common.copyAs}
            </Button>
          </span>
        )}
      </header>
      <div className="body fill">
        {row === null ? (
          <p className="small muted">{text.results.pick}</p>
        ) : place === null ? (
          <p className="small muted">{text.results.messageNone}</p>
        ) : origin.data === null ? (
          <p className="small muted">{text.results.messageSample}</p>
        ) : error !== null && codeOf(error) !== 'TOPIC_NOT_FOUND' ? (
          <ErrorState title={text.results.messageFailed} error={error} onRetry={() => void refetch()} />
        ) : error instanceof MillraceError || (data !== undefined && found === undefined) ? (
          <Message kind="info" title={text.results.messageGone} />
        ) : shown === null ? null : (
          <pre className="code" tabIndex={0} aria-label={text.results.message}>
            {pretty(shown)}
          </pre>
        )}
      </div>
    </section>
  )
}

/** The topic of a row, which the stream of today may not read any more; null where the sample source made it. */
function useOrigin(batchId: string, place: ReturnType<typeof placeOf>) {
  const live = useLive((state) => state.status?.topic ?? null)
  return useQuery({
    queryKey: keys.result('origin', batchId),
    queryFn: ({ signal }) => call('streamAudit', {}, signal),
    enabled: place !== null,
    retry: false,
    select({ partitions }) {
      const streams = partitions.find(({ partition }) => partition === place?.partition)?.streams ?? []
      const topics = streams.flatMap(({ source, topic, from }) =>
        source === 'kafka' && BigInt(from ?? 0) <= BigInt(place?.offset ?? 0) ? [topic] : [],
      )
      return topics.find((topic) => topic === live) ?? topics.at(-1) ?? null
    },
  })
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}

function placeOf(row: Row): { readonly partition: number; readonly offset: number | string } | null {
  const [partition, offset] = [row['kafka_partition'], row['kafka_offset']]
  return typeof partition === 'number' && (typeof offset === 'number' || typeof offset === 'string')
    ? { partition, offset }
    : null
}

function keyOf(row: Row): string {
  const place = placeOf(row)
  return `${textOf(row['transaction_id'])} ${place === null ? '' : `${place.partition}:${place.offset}`} ${textOf(row['event_timestamp'])}`
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
