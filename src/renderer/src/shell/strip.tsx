import { useEffect, useState } from 'react'
import type { StreamStatus } from '../../../shared/stream'
import { useNow } from '../state/clock'
import { isReading, useLive, type Connection, useOffline } from '../state/live'
import { openOverlay } from '../state/overlays'
import { text } from '../strings/text'
import { formatRate, formatSeconds, NULL_TEXT } from '../ui/format'
import { Icon } from '../ui/icon'
import { keyWords } from '../ui/keys'
import { Mark, type MarkKind } from '../ui/mark'
import { hrefTo } from '../route'

const words = text.shell
const STALE_MS = 5000
/** Long enough for any screen reader to begin. */
const SAID_MS = 5000

/** The one health line, the live figures, and the way to everything else. */
export function Strip() {
  return (
    <header className="strip">
      <a className="brand" href={hrefTo('overview')}>
        <svg className="i" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M1.5 4.5H8M1.5 8H5M8 4.5a4.5 4.5 0 1 0 4.5 4.5M8 9h6.5M8 9V4.5M8 9l-3.1 3.1M8 9l3.1 3.1" />
        </svg>
        <span>{words.product}</span>
      </a>
      <HealthLine />
      <LiveFigures />
      <button className="find" type="button" onClick={() => openOverlay('palette')}>
        <Icon name="search" />
        <span className="t">{words.find}</span>
        <kbd>{keyWords('mod+k')}</kbd>
      </button>
    </header>
  )
}

function HealthLine() {
  const { connection, status, statusAt } = useLive()
  const { mark, word, reason } = judge(connection, status, statusAt)
  const said = useAnnouncement(word, reason)
  return (
    <div className="health">
      <Mark kind={mark} />
      <span className="word">{word}</span>
      {/* The focus unfolds what is cut off. */}
      <span className="reason cut" title={reason} tabIndex={0}>
        {reason}
      </span>
      <span className="sr" role="status">
        {mark === 'failed' ? '' : said}
      </span>
      <span className="sr" role="alert">
        {mark === 'failed' ? said : ''}
      </span>
    </div>
  )
}

/** Said when the word changes, not with every figure in the reason, and gone before somebody comes to read it beside that. */
function useAnnouncement(word: string, reason: string): string {
  const [said, setSaid] = useState({ word, text: `${word}. ${reason}` })
  if (said.word !== word) setSaid({ word, text: `${word}. ${reason}` })
  useEffect(() => {
    const timer = setTimeout(() => setSaid({ word, text: '' }), SAID_MS)
    return () => clearTimeout(timer)
  }, [word])
  return said.text
}

interface HealthWords {
  readonly mark: MarkKind
  readonly word: string
  readonly reason: string
}

/** The word and the reason of the status strip: what the connection says goes before what the stream says. */
function judge(connection: Connection, status: StreamStatus | null, statusAt: number | null): HealthWords {
  const { health } = words
  if (connection.kind === 'offline')
    return { mark: 'failed', word: health.offline, reason: health.offlineReason(connection.reason, statusAt) }
  if (status === null || connection.kind === 'connecting')
    return { mark: 'waiting', word: health.connecting, reason: health.connectingReason }
  const { word, reason } = status.health
  if (status.state === 'WAITING_FOR_TOPIC') return { mark: 'waiting', word: health.waiting, reason }
  if (status.state === 'RECONNECTING') return { mark: 'degraded', word: health.reconnecting, reason }
  switch (word) {
    case 'Healthy':
      return { mark: 'ok', word, reason }
    case 'Catching up':
      return { mark: 'catching-up', word, reason }
    case 'Degraded':
      return { mark: 'degraded', word, reason }
    case 'Stopped':
      return { mark: 'stopped', word, reason }
    case 'Failed':
      return { mark: 'failed', word, reason }
  }
}

/** While nothing reads: what waits, or is gone. */
function LagFigure({ status }: { readonly status: StreamStatus | null }) {
  if (isReading(status)) return words.live.lagValue(status.lag, formatSeconds(status.lagSeconds))
  const { lostOffsets = null, leftUnread = null } = status ?? {}
  if (lostOffsets !== null) return <span className="danger">{words.live.lost(lostOffsets)}</span>
  return leftUnread === null ? NULL_TEXT : words.live.left(leftUnread)
}

/** Fixed widths, so that units never move; a figure older than 5 s is muted (design, 8). */
function LiveFigures() {
  const status = useLive((live) => live.status)
  const statusAt = useLive((live) => live.statusAt)
  const offline = useOffline()
  const active = status?.active === true
  const now = useNow()
  const stale = offline || (active && statusAt !== null && now - statusAt > STALE_MS)
  const version = status?.version ?? null
  return (
    <dl className={stale ? 'live muted' : 'live'} aria-label={words.live.label}>
      <div>
        <dt>{words.live.in}</dt>
        <dd className="w1">{isReading(status) ? words.live.rate(formatRate(status.inputRowsPerSecond)) : NULL_TEXT}</dd>
      </div>
      <div>
        <dt>{words.live.lag}</dt>
        <dd className="w3">
          <LagFigure status={status} />
        </dd>
      </div>
      <div className="opt">
        <dt>{words.live.table}</dt>
        <dd className="w2">{version === null ? NULL_TEXT : words.live.version(version)}</dd>
      </div>
      <div className="opt drop-1180">
        <dt className="sr">{words.live.time}</dt>
        <dd>{words.live.clock(now)}</dd>
      </div>
    </dl>
  )
}
