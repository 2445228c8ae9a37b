import { useQuery } from '@tanstack/react-query'
import type { Row } from '../../../../shared/scalars'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { CopyButton } from '../../ui/copy-button'
import { formatOffset } from '../../ui/format'
import { ErrorState, Message } from '../../ui/states'
import { findMessage, placeOf, sourcesOf, type MessageOf } from './message-of'

export interface RawMessageProps {
  readonly batchId: string
  readonly row: Row | null
}

/** The raw message of a row, where Kafka still holds it. */
export function RawMessage({ batchId, row }: RawMessageProps) {
  const place = row === null ? null : placeOf(row)
  const origin = useQuery({
    queryKey: keys.result('origin', batchId),
    queryFn: ({ signal }) => call('streamAudit', {}, signal),
    enabled: place !== null,
    retry: false,
  })
  const sources = origin.data === undefined || place === null ? null : sourcesOf(origin.data, place)
  const { data, error, refetch } = useQuery({
    queryKey: keys.result('message', place, row?.['transaction_id'], sources),
    queryFn: ({ signal }) =>
      row === null || place === null || sources === null
        ? null
        : findMessage(row, place, sources, (name) =>
            call(
              'kafkaMessages',
              { params: { name }, query: { partition: place.partition, offset: String(place.offset), limit: 1 } },
              signal,
            ),
          ),
    enabled: sources !== null,
    retry: false,
  })
  const found = data?.kind === 'found' ? data : null
  const value = found?.message.value
  const shown = value?.text ?? value?.base64 ?? null
  const failure = origin.error ?? error
  return (
    <section className="pane rule fill" aria-labelledby="raw-message">
      <header>
        <h2 id="raw-message">{text.results.message}</h2>
        <span className="note cut">
          {place === null || found === null
            ? ''
            : text.results.messageSize(found.topic, formatOffset(place.partition, place.offset), value?.bytes ?? 0)}
        </span>
        {shown === null ? null : (
          <span className="acts">
            <CopyButton small value={shown}>
              {text.common.copyAs}
            </CopyButton>
          </span>
        )}
      </header>
      <div className="body fill">
        {row === null ? (
          <p className="small muted">{text.results.pick}</p>
        ) : place === null ? (
          <p className="small muted">{text.results.messageNone}</p>
        ) : failure !== null ? (
          <ErrorState
            title={text.results.messageFailed}
            error={failure}
            onRetry={() => void (origin.error === null ? refetch() : origin.refetch())}
          />
        ) : data === undefined || data === null ? null : shown === null ? (
          <NotThere why={data} />
        ) : (
          <pre className="code" tabIndex={0} aria-label={text.results.message}>
            {pretty(shown)}
          </pre>
        )}
      </div>
    </section>
  )
}

function NotThere({ why }: { readonly why: MessageOf }) {
  switch (why.kind) {
    case 'found':
      return null
    case 'sample':
      return <p className="small muted">{text.results.messageSample}</p>
    case 'gone':
      return <Message kind="info" title={text.results.messageGone} />
    case 'unknown':
      return (
        <Message kind="info" title={text.results.messageUnknown}>
          {text.results.messageAsked(why.topics)}
        </Message>
      )
  }
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
