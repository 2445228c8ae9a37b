import { useQuery } from '@tanstack/react-query'
import type { BatchRecord } from '../../../../shared/batch'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { hrefTo } from '../../route'
import { tookOf } from '../../state/batches'
import { text } from '../../strings/text'
import { formatCount, formatDuration, formatPercent } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { BatchStateMark } from '../../ui/mark'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { Null } from '../../ui/time'

const words = text.overview.batches
const QUERY = { limit: 6 }

/** The newest batches. */
export function BatchesPane() {
  const query = useQuery({
    queryKey: keys.batchList(QUERY),
    queryFn: ({ signal }) => call('batches', { query: QUERY }, signal),
  })
  return (
    <Pane
      title={words.title}
      actions={
        query.data === undefined || query.data.total === 0 ? undefined : (
          <a className="lnk" href={hrefTo('batch')}>
            {words.all(query.data.total)}
          </a>
        )
      }
    >
      {query.isPending ? (
        <LoadingRows rows={4} />
      ) : query.isError ? (
        <ErrorState title={words.failed} error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data.total === 0 ? (
        <EmptyState title={words.none}>{words.noneWhy}</EmptyState>
      ) : (
        <table className="compact">
          <thead>
            <tr>
              <th scope="col">{words.analysis}</th>
              <th scope="col">{words.state}</th>
              <th scope="col" className="num">
                {words.rows}
              </th>
              <th scope="col" className="num drop-1180">
                {words.took}
              </th>
            </tr>
          </thead>
          <tbody>
            {query.data.batches.map((batch) => (
              <Line key={batch.batchId} batch={batch} />
            ))}
          </tbody>
        </table>
      )}
    </Pane>
  )
}

function Line({ batch }: { readonly batch: BatchRecord }) {
  const { batchId, analysisType, status, rowCount, progress } = batch
  const took = tookOf(batch)
  const done = status === 'COMPLETED'
  return (
    <tr>
      <th scope="row">
        <a href={done ? hrefTo('results', [batchId]) : hrefTo('batch', [batchId])}>{analysisType}</a>
      </th>
      <td>
        <BatchStateMark state={status} />
      </td>
      <td className="num">
        {rowCount !== undefined ? (
          formatCount(rowCount)
        ) : progress?.fraction === undefined ? (
          <Null />
        ) : (
          formatPercent(100 * progress.fraction, 0)
        )}
      </td>
      <td className="num drop-1180">{took === null ? <Null /> : formatDuration(took)}</td>
    </tr>
  )
}
