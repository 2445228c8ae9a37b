import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { formatClock, formatCount } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { LoadingRows } from '../../ui/states'

const words = text.deadLetters
const QUERY = { limit: 100 }
const copy = <CopyAs recipe={{ curl: () => toCurl({ operation: 'streamQuality', input: { query: QUERY } }) }} />

/** Dead letters of the newest micro-batches, oldest left. */
export function Trend() {
  const { data, error } = useQuery({
    queryKey: keys.quality,
    queryFn: ({ signal }) => call('streamQuality', { query: QUERY }, signal),
  })
  const batches = [...(data?.data ?? [])].reverse()
  const [first, last] = [batches[0], batches.at(-1)]
  if (first === undefined || last === undefined) {
    return (
      <Pane title={words.trend} actions={copy}>
        {data === undefined && error === null ? (
          <LoadingRows rows={3} columns={1} />
        ) : (
          <p className="body small muted">{words.noTrend}</p>
        )}
      </Pane>
    )
  }
  const letters = batches.reduce((sum, { deadLetters }) => sum + deadLetters, 0)
  const messages = batches.reduce((sum, { rows, deadLetters }) => sum + rows + deadLetters, 0)
  const most = Math.max(...batches.map(({ deadLetters }) => deadLetters))
  const sentence = words.trendSentence(letters, messages, most, formatClock(first.at), formatClock(last.at))
  return (
    <Pane title={words.trend} note={words.trendNote(batches.length)} actions={copy}>
      <div className="body">
        <figure className="chart letter-trend" role="img" aria-label={sentence}>
          <div className="plot">
            <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
              <line className="g" x1="0" x2="100" y1="0" y2="0" />
              {batches.map(({ version, deadLetters }, index) => {
                const height = (deadLetters / Math.max(1, most)) * 100
                const width = 100 / Math.max(20, batches.length)
                return (
                  <rect
                    key={version}
                    x={index * width + width * 0.1}
                    width={width * 0.8}
                    y={100 - height}
                    height={height}
                    fill="var(--chart-1)"
                  />
                )
              })}
              <line className="a" x1="0" x2="100" y1="100" y2="100" />
            </svg>
          </div>
        </figure>
        <p className="row between small muted">
          <span>{formatClock(first.at)}</span>
          <span>
            {formatCount(letters)} · {words.trendShare(messages === 0 ? 0 : letters / messages)}
          </span>
          <span>{formatClock(last.at)}</span>
        </p>
      </div>
    </Pane>
  )
}
