import type { ColumnStatistics } from '../../../../../shared/explore'
import { text } from '../../../strings/text'
import { formatCell } from '../columns'

const HEIGHT = 14

export interface ColumnSummaryProps {
  readonly column: ColumnStatistics
  /** Of its words, which describe the head. */
  readonly id: string
}

/** One line under a column's name, over all its rows: distinct values of text, a histogram of numbers. */
export function ColumnSummary({ column, id }: ColumnSummaryProps) {
  const { histogram, distinct } = column
  const title = summaryWords(column)
  const words = (
    <span id={id} hidden>
      {title}
    </span>
  )
  if (histogram === null || histogram.length === 0)
    return (
      <span className="column-summary" title={title}>
        {text.results.distinct(distinct)}
        {words}
      </span>
    )
  const most = Math.max(1, ...histogram.map(({ count }) => count))
  return (
    <span className="column-summary" title={title}>
      {words}
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

/** What a column has: nulls, extremes, and the mean of numbers. */
export function summaryWords({ name, type, histogram, distinct, nulls, min, max, mean }: ColumnStatistics): string {
  const words = text.results.statistics(
    nulls,
    formatCell(name, type, min),
    formatCell(name, type, max),
    mean === null ? '' : formatCell(name, type, mean),
  )
  return histogram === null ? `${text.results.distinct(distinct)}, ${words}` : words
}
