import { useQuery } from '@tanstack/react-query'
import { call } from '../api/call'
import { keys } from '../api/keys'
import { useConnectionInUse } from '../features/connections/use-profiles'
import { hrefTo, type Screen } from '../route'
import { useActiveBatches } from '../state/batches'
import { useLive } from '../state/live'
import { text } from '../strings/text'
import { formatCount } from '../ui/format'
import { Icon } from '../ui/icon'

const words = text.shell
const MAIN = ['overview', 'stream', 'dead-letters', 'batch', 'results', 'lake'] as const

/** The screens, and where the data comes from. */
export function Rail({ current }: { readonly current: Screen }) {
  const batches = useActiveBatches()
  const deadLetters = useDeadLetterCount()
  const counts: Partial<Record<Screen, number>> = { batch: batches, 'dead-letters': deadLetters }
  return (
    <div className="rail">
      <nav aria-label={words.screens}>
        <ul>
          {MAIN.map((screen) => (
            <Entry key={screen} screen={screen} current={current} count={counts[screen] ?? 0} />
          ))}
        </ul>
        <ul className="end">
          <Entry screen="settings" current={current} count={0} />
        </ul>
        <SourceLine />
      </nav>
    </div>
  )
}

interface EntryProps {
  readonly screen: Screen
  readonly current: Screen
  readonly count: number
}

function Entry({ screen, current, count }: EntryProps) {
  const dead = screen === 'dead-letters'
  return (
    <li className={dead ? 'drop-640' : undefined}>
      <a href={hrefTo(screen)} aria-current={screen === current ? 'page' : undefined} title={words.screen[screen]}>
        <Icon name={screen} />
        <span className="t">{words.screen[screen]}</span>
        {count === 0 ? null : <span className={dead ? 'n warn' : 'n'}>{formatCount(count)}</span>}
      </a>
    </li>
  )
}

function SourceLine() {
  const source = useLive((live) => live.status?.source ?? null)
  const topic = useLive((live) => live.status?.topic ?? null)
  return (
    <div className="who">
      <div className="cut">{source === 'kafka' ? <Brokers /> : words.source[source ?? 'none']}</div>
      <div className="cut muted">{words.source.topic(topic)}</div>
    </div>
  )
}

/** By the name of its connection, where it has one. */
function Brokers() {
  const { name, servers } = useConnectionInUse()
  const all = servers.join(', ')
  return <span title={all}>{name ?? all}</span>
}

function useDeadLetterCount(): number {
  const query = { state: 'live', limit: 0 } as const
  const { data } = useQuery({
    queryKey: keys.deadLetterList(query),
    queryFn: ({ signal }) => call('deadLetters', { query }, signal),
  })
  return data?.total ?? 0
}
