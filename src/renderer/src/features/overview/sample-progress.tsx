import { useMutation, useQuery } from '@tanstack/react-query'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo } from '../../route'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { utcDateAgo } from '../../ui/dates'
import { ErrorState, Message } from '../../ui/states'

const words = text.overview.sample
const NONE = { limit: 1 }

/** While sample rows are written, and until a first batch has run: how far it is, and what to do next. */
export function SampleProgress() {
  const sample = useLive((live) => live.sample)
  const { data } = useQuery({
    queryKey: keys.batchList(NONE),
    queryFn: ({ signal }) => call('batches', { query: NONE }, signal),
  })
  const first = useMutation({
    mutationFn: () =>
      call('runBatch', {
        body: { startDate: utcDateAgo(30), endDate: utcDateAgo(1), analysisType: 'revenue_by_category' },
      }),
    onSuccess: ({ batchId }) => goTo('results', [batchId]),
  })
  if (sample === null || sample.state === 'none') return null
  if (sample.state === 'failed') {
    return (
      <div className="notice">
        <Message kind="danger" title={words.failed}>
          <p>{sample.message}</p>
        </Message>
      </div>
    )
  }
  const noBatch = data?.total === 0
  if (sample.state === 'written' && !noBatch) return null
  return (
    <div className="notice">
      <div className="row wrap">
        <div className="grow">
          <p className="strong small">{words.writing(sample.written, sample.total)}</p>
          <p className="small muted">{words.hint}</p>
        </div>
        <progress max={sample.total} value={sample.written} aria-label={words.writing(sample.written, sample.total)} />
        <Button icon="play" busy={first.isPending && words.running} onClick={() => first.mutate()}>
          {words.first}
        </Button>
      </div>
      {first.isError ? <ErrorState title={text.common.failed('revenue_by_category')} error={first.error} /> : null}
    </div>
  )
}
