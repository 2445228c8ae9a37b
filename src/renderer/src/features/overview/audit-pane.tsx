import { useQuery } from '@tanstack/react-query'
import { isWholeAudit, type StreamAudit } from '../../../../shared/audit'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { hrefTo } from '../../route'
import { text } from '../../strings/text'
import { IconButton } from '../../ui/button'
import { formatCount } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { State } from '../../ui/mark'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'

const words = text.overview.audit

/** After a kill, one panel shows that offsets, rows and dead letters agree (promise 3). */
export function AuditPane() {
  const query = useQuery({ queryKey: keys.audit, queryFn: ({ signal }) => call('streamAudit', {}, signal) })
  const { data } = query
  const sum = (of: 'rows' | 'deadLetters' | 'redriven' | 'skipped' | 'absent' | 'missing' | 'repeats'): number =>
    data?.partitions.reduce((total, partition) => total + partition[of], 0) ?? 0
  /** Not known where one of them is not. */
  const consumed = (data?.partitions ?? []).reduce<number | null>(
    (total, one) => (total === null || one.consumed === null ? null : total + one.consumed),
    0,
  )
  const topic = data === undefined ? null : topicOf(data)
  const empty = data?.partitions.length === 0
  return (
    <Pane
      title={words.title}
      note={data === undefined ? undefined : words.at(data.asOf.transactions)}
      actions={
        <>
          {data === undefined || empty ? null : data.agrees ? (
            <State kind="ok" word={isWholeAudit(data) ? words.agrees : words.agreesPart} />
          ) : (
            <State kind="failed" word={words.differs(data.differences.length)} />
          )}
          <IconButton
            icon="retry"
            small
            label={query.isFetching ? words.checking : words.again}
            onClick={() => void query.refetch()}
          />
        </>
      }
    >
      {query.isPending ? (
        <LoadingRows rows={4} />
      ) : query.isError ? (
        <ErrorState title={words.failed} error={query.error} onRetry={() => void query.refetch()} />
      ) : empty ? (
        <EmptyState title={words.none}>{words.noneWhy}</EmptyState>
      ) : (
        <table className="compact">
          <thead>
            <tr>
              <th scope="col">{words.where}</th>
              <th scope="col">{words.what}</th>
              <th scope="col" className="num">
                {words.count}
              </th>
            </tr>
          </thead>
          <tbody>
            {topic === null ? null : (
              <Line name={words.source} what={words.sourceWhat(topic.unread)} count={topic.offsets} />
            )}
            <Line name={words.txn} what={words.txnWhat(data?.partitions.length ?? 0)} count={consumed} />
            <Line name={words.table} what={words.tableWhat} count={sum('rows')} />
            <Line name={words.dead} what={words.deadWhat} count={sum('deadLetters')} href={hrefTo('dead-letters')} />
            {sum('skipped') + sum('absent') === 0 ? null : (
              <Line name={words.skipped} what={words.skippedWhat} count={sum('skipped') + sum('absent')} />
            )}
            <Line name={words.difference} what={words.differenceWhat} count={sum('missing') + sum('repeats')} strong />
          </tbody>
        </table>
      )}
      {data?.agrees === false ? (
        <ul className="body small">
          {data.differences.slice(0, 5).map((difference, index) => (
            <li key={index}>{difference.detail}</li>
          ))}
        </ul>
      ) : null}
    </Pane>
  )
}

/** What the topics hold since the streams began; null where not all of them were asked. */
function topicOf({ partitions }: StreamAudit): { readonly offsets: number; readonly unread: number } | null {
  let [offsets, unread] = [0n, 0n]
  for (const { streams } of partitions)
    for (const { source, from, next, topicEnd } of streams) {
      if (source !== 'kafka' || from === null || topicEnd === null) return null
      offsets += BigInt(topicEnd) - BigInt(from)
      unread += BigInt(topicEnd) - BigInt(next)
    }
  return { offsets: Number(offsets), unread: Number(unread) }
}

interface LineProps {
  readonly name: string
  readonly what: string
  readonly count: number | null
  readonly href?: string
  readonly strong?: boolean
}

function Line({ name, what, count, href, strong = false }: LineProps) {
  return (
    <tr className={strong ? 'strong' : undefined}>
      <th scope="row">{name}</th>
      <td className={strong ? 'words muted' : 'words'}>{what}</td>
      <td className="num">{href === undefined ? formatCount(count) : <a href={href}>{formatCount(count)}</a>}</td>
    </tr>
  )
}
