import type { Row } from '../../../../shared/scalars'
import { text } from '../../strings/text'
import { formatCount, formatDecimal, formatMoneyShort } from '../../ui/format'
import { numberOf, textOf } from './columns'

export interface Bar {
  readonly label: string
  readonly value: number
  readonly shown: string
}

export interface RankedBarsProps {
  readonly bars: readonly Bar[]
  readonly title?: string
  /** The value of a full bar, where several groups share a scale. */
  readonly most?: number
  readonly second?: boolean
}

/** Bars that start at zero, with their values at the end. */
export function RankedBars({ bars, title, most, second = false }: RankedBarsProps) {
  const full = most ?? Math.max(...bars.map(({ value }) => value), 0)
  return (
    <div className="bar-group">
      {title === undefined ? null : <h3>{title}</h3>}
      <div className="bars">
        {bars.map(({ label, value, shown }) => (
          <BarLine key={label} label={label} shown={shown}>
            <i
              className={second ? 'second' : ''}
              style={{ width: `${full > 0 ? Math.max(0, (value / full) * 100) : 0}%` }}
            />
          </BarLine>
        ))}
      </div>
    </div>
  )
}

function BarLine(props: { readonly label: string; readonly shown: string; readonly children: React.ReactNode }) {
  return (
    <>
      <span className="cut" title={props.label}>
        {props.label}
      </span>
      {props.children}
      <span className="num">{props.shown}</span>
    </>
  )
}

export interface StackedBarsProps {
  readonly rows: readonly Row[]
  readonly by: string
  readonly part: string
  readonly measure: string
}

/** Parts of a whole per group; a name has the same colour wherever it stands. */
export function StackedBars({ rows, by, part, measure }: StackedBarsProps) {
  const groups = [...new Set(rows.map((row) => textOf(row[by])))]
  const parts = [...new Set(rows.filter((row) => row[part] !== null).map((row) => textOf(row[part])))].sort()
  const sums = groups
    .map((group) => {
      const own = rows.filter((row) => textOf(row[by]) === group)
      return { group, own, sum: own.reduce((total, row) => total + numberOf(row[measure]), 0) }
    })
    .sort((left, right) => right.sum - left.sum)
  const most = Math.max(...sums.map(({ sum }) => sum))
  return (
    <div>
      <div className="bars tall">
        {sums.map(({ group, own, sum }) => (
          <BarLine key={group} label={group} shown={formatCount(sum)}>
            <span className="stack" style={{ width: `${most > 0 ? (sum / most) * 100 : 0}%` }}>
              {own.map((row) => {
                const name = row[part] === null ? null : textOf(row[part])
                return (
                  <i
                    key={name ?? ''}
                    className={name === null ? 'c0' : `c${parts.indexOf(name) + 1}`}
                    style={{ flexGrow: numberOf(row[measure]) }}
                    title={`${name ?? group}: ${formatCount(numberOf(row[measure]))}`}
                  />
                )
              })}
            </span>
          </BarLine>
        ))}
      </div>
      <p className="key small">
        {parts.map((name, index) => (
          <span key={name}>
            <i className={`sw c${index + 1}`} />
            {name}
          </span>
        ))}
      </p>
    </div>
  )
}

export interface MatrixProps {
  readonly rows: readonly Row[]
  readonly down: string
  readonly across: string
  readonly measure: string
  readonly show: (value: number) => string
  /** Too many cells for their numbers: they are in the tooltip. */
  readonly small?: boolean
}

const STEPS = 7

/** One hue, darker for more; the number stands in every cell that has room for it. */
export function Matrix({ rows, down, across, measure, show, small = false }: MatrixProps) {
  const sums = new Map<string, number>()
  const downSums = new Map<string, number>()
  for (const row of rows) {
    const [left, top] = [textOf(row[down]), textOf(row[across])]
    const value = numberOf(row[measure])
    sums.set(`${left}\n${top}`, (sums.get(`${left}\n${top}`) ?? 0) + value)
    downSums.set(left, (downSums.get(left) ?? 0) + value)
  }
  const lines = small
    ? [...downSums.keys()].sort()
    : [...downSums.keys()].sort((a, b) => (downSums.get(b) ?? 0) - (downSums.get(a) ?? 0))
  const heads = [...new Set(rows.map((row) => textOf(row[across])))]
  if (small) heads.sort((a, b) => Number(a) - Number(b))
  const most = Math.max(...sums.values(), 1)
  return (
    <div className={small ? 'scroll heat' : 'scroll'}>
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">{down}</span>
            </th>
            {heads.map((head) => (
              <th key={head} scope="col" className="num">
                {head}
              </th>
            ))}
            {small ? null : (
              <th scope="col" className="num">
                {text.results.total}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line}>
              <th scope="row">{line}</th>
              {heads.map((head) => {
                const value = sums.get(`${line}\n${head}`)
                const step = value === undefined ? 0 : Math.min(STEPS - 1, Math.floor((value / most) * STEPS))
                return (
                  <td
                    key={head}
                    className={`q${step}`}
                    style={{ background: `var(--seq-${step})` }}
                    title={`${line}, ${head}: ${value === undefined ? '0' : show(value)}`}
                  >
                    {small ? null : value === undefined ? '' : show(value)}
                  </td>
                )
              })}
              {small ? null : <td className="strong">{show(downSums.get(line) ?? 0)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const BINS = 24
const SEGMENTS = ['vip', 'high_value', 'mid_value', 'low_value', 'one_time']

/** The shape of a distribution, then how many fall into each segment. */
export function Segments({
  rows,
  measure,
  by,
}: {
  readonly rows: readonly Row[]
  readonly measure: string
  readonly by: string
}) {
  const values = rows.map((row) => numberOf(row[measure]))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const width = (high - low) / BINS || 1
  const bins = Array.from({ length: BINS }, () => 0)
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.floor((value - low) / width))
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  const most = Math.max(...bins)
  return (
    <div className="two-bars">
      <div>
        <div className="histogram">
          {bins.map((count, index) => (
            <i
              key={index}
              style={{ height: `${(count / most) * 100}%` }}
              title={`${formatMoneyShort(low + index * width)} – ${formatMoneyShort(low + (index + 1) * width)}: ${formatCount(count)}`}
            />
          ))}
        </div>
        <p className="row small muted">
          <span>{formatMoneyShort(low)}</span>
          <span className="push">{formatMoneyShort(high)}</span>
        </p>
      </div>
      <RankedBars
        title={by}
        bars={SEGMENTS.map((segment) => {
          const count = rows.filter((row) => row[by] === segment).length
          return { label: segment, value: count, shown: formatCount(count) }
        })}
      />
    </div>
  )
}

/** Who is fast and who earns: one dot a row. */
export function Dots({
  rows,
  x,
  y,
  name,
}: {
  readonly rows: readonly Row[]
  readonly x: string
  readonly y: string
  readonly name: string
}) {
  const mostX = Math.max(...rows.map((row) => numberOf(row[x])), 1)
  const mostY = Math.max(...rows.map((row) => numberOf(row[y])), 1)
  return (
    <div className="dots">
      <span className="small muted">{`${y}, ${formatDecimal(mostY, 1)}`}</span>
      <div className="field-of-dots">
        {rows.map((row, index) => (
          <i
            key={index}
            style={{ left: `${(numberOf(row[x]) / mostX) * 100}%`, bottom: `${(numberOf(row[y]) / mostY) * 100}%` }}
            title={`${textOf(row[name])}: ${formatMoneyShort(numberOf(row[x]))}, ${formatDecimal(numberOf(row[y]), 2)}`}
          />
        ))}
      </div>
      <p className="row small muted">
        <span>0</span>
        <span className="push">{`${x}, ${formatMoneyShort(mostX)}`}</span>
      </p>
    </div>
  )
}
