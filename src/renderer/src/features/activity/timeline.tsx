import { POOLS, type Activity, type ActivityEntry, type ActivityPhase } from '../../../../shared/activity'
import { text } from '../../strings/text'
import { formatClock, formatDuration } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { lanesOf, ticksOf, type Bar } from './lanes'

const words = text.activity.timeline
/** A name has one colour on every screen; waiting has none. */
const COLORS: Readonly<Record<ActivityPhase['name'], string>> = {
  wait: 'var(--neutral-soft)',
  fetch: 'var(--chart-4)',
  decode: 'var(--chart-2)',
  write: 'var(--chart-1)',
  commit: 'var(--chart-6)',
  plan: 'var(--chart-5)',
  snapshot: 'var(--chart-8)',
  analysis: 'var(--chart-3)',
}
const PHASES = ['wait', 'fetch', 'decode', 'write', 'commit', 'plan', 'snapshot', 'analysis'] as const
/** More would push the table away; it has them all. */
const LANES = 8

/** Both pools on one axis; the table below is its twin. */
export function Timeline({ activity, minutes }: { readonly activity: Activity; readonly minutes: '5' | '15' | '60' }) {
  const to = Date.parse(activity.now)
  const from = to - Number(minutes) * 60_000
  const of = (pool: (typeof POOLS)[number]) => activity.entries.filter((entry) => entry.pool === pool)
  return (
    <Pane rule title={words.title} note={words.note(from, to)}>
      <div
        className="body timeline"
        role="img"
        aria-label={words.label(text.activity.spans[minutes], of('streaming-pool').length, of('batch-pool').length)}
      >
        {POOLS.map((pool) => (
          <PoolLanes key={pool} pool={pool} lanes={lanesOf(of(pool), from, to)} />
        ))}
        <div className="timeline-axis small muted">
          {ticksOf(from, to).map((tick) => (
            <span key={tick} style={{ left: `${(100 * (tick - from)) / (to - from)}%` }}>
              {formatClock(tick, 'minutes')}
            </span>
          ))}
        </div>
        <div className="key">
          {PHASES.map((phase) => (
            <span key={phase}>
              <i className="sw" style={{ background: COLORS[phase] }} />
              {words.phases[phase]}
            </span>
          ))}
        </div>
      </div>
    </Pane>
  )
}

interface PoolLanesProps {
  readonly pool: string
  readonly lanes: readonly (readonly Bar[])[]
}

function PoolLanes({ pool, lanes }: PoolLanesProps) {
  return (
    <div className="timeline-pool">
      <span className="mono">{pool}</span>
      <div className="timeline-lanes">
        {lanes.length === 0 ? <div className="timeline-lane small muted">{words.none}</div> : null}
        {lanes.slice(0, LANES).map((bars, lane) => (
          <div key={lane} className="timeline-lane">
            {bars.map((bar) => (
              <Bar key={bar.entry.id} {...bar} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

function Bar({ entry, left, width }: Bar) {
  return (
    <span
      className={`timeline-bar ${entry.state.toLowerCase()}`}
      style={{ left: `${100 * left}%`, width: `${100 * width}%`, background: backgroundOf(entry) }}
      title={words.bar(entry.name, text.common.states[entry.state], entry.ms)}
    />
  )
}

/** Phases side by side; decoding goes on while it fetches, so its part is taken off the fetch. */
function backgroundOf({ phases, ms, state }: ActivityEntry): string {
  const parts = partsOf(phases)
  const total = Math.max(
    ms,
    parts.reduce((sum, part) => sum + part.ms, 0),
  )
  if (total === 0 || state === 'PENDING') return COLORS.wait
  let at = 0
  const stops = parts.map((part) => {
    const start = at
    at += (100 * part.ms) / total
    return `${COLORS[part.name]} ${start}% ${at}%`
  })
  // What is going on now has no phase of its own yet.
  return `linear-gradient(to right, ${[...stops, `var(--accent) ${at}% 100%`].join(', ')})`
}

function partsOf(phases: readonly ActivityPhase[]): readonly ActivityPhase[] {
  const decode = phases.find(({ name }) => name === 'decode')?.ms ?? 0
  return phases.map((phase) => (phase.name === 'fetch' ? { ...phase, ms: Math.max(0, phase.ms - decode) } : phase))
}

/** Phases as words, for the table. */
export function phaseText(phases: readonly ActivityPhase[]): string {
  return phases
    .map(({ name, detail, ms }) => `${words.phases[name]}${detail === null ? '' : ` ${detail}`} ${formatDuration(ms)}`)
    .join(', ')
}
