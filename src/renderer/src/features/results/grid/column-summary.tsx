import type { ColumnStatistics } from '../../../../../shared/explore'
import { text } from '../../../strings/text'
import { formatCell } from '../columns'

const HEIGHT = 14

/** One line under a column's name, over all its rows: distinct values of text, a histogram of numbers. */
export function ColumnSummary({ column }: { readonly column: ColumnStatistics }) {
  const { name, type, histogram, distinct, nulls, min, max, mean } = column
  const title = text.results.statistics(
    nulls,
    formatCell(name, type, min),
    formatCell(name, type, max),
    mean === null ? '' : formatCell(name, type, mean),
  )
  if (histogram === null || histogram.length === 0)
    return (
      <span className="column-summary" title={title}>
        {text.results.distinct(distinct)}
      </span>
    )
  const most = Math.max(1, ...histogram.map(({ count }) => count))
  return (
    <span className="column-summary" title={title}>
      <span className="sr">{title}</span>
      <svg
        viewBox={`0 0 ${histogram.length * 4} ${HEIGHT}`}
        width={histogram.length * 4}
        height={HEIGHT}
        aria-hidden="true"
      >
        {histogram.map(({ count }, index) => {
          const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT)
          return <rect key={index} x={index * 4} y={HEIGHT - height} width={3} height={height} />
        })}
      </svg>
    </span>
  )
}
