import type { Row } from '../../../../../shared/scalars'
import { formatCount, formatPercent } from '../../../ui/format'
import { numberOf, textOf } from '../columns'
import { BARE_AXIS, groupOf, wordsOf, type Draw } from './mark'

/** visa is always chart-1 (design, 7); others follow by name. */
const NETWORKS = ['visa', 'mastercard', 'amex', 'rupay', 'discover']
/** A seventh would need a colour that cannot be told from the others. */
const MOST_PARTS = 6
const BAR = 24
const LABEL = 104
const VALUE = 72

/** Card networks of a result in the order of their colours; without those that get none. */
export function networksOf(rows: readonly Row[]): readonly string[] {
  const names = new Set(rows.flatMap(({ card_network: name }) => (typeof name === 'string' ? [name] : [])))
  const known = NETWORKS.filter((name) => names.delete(name))
  return [...known, ...[...names].sort()].slice(0, MOST_PARTS)
}

/** Payment methods by count, those of cards stacked by network, with their share of the revenue at the end. */
export function stackedBars(rows: readonly Row[]): Draw {
  const methods = [...new Set(rows.map((row) => textOf(row['payment_method'])))]
    .map((method) => {
      const own = rows.filter((row) => textOf(row['payment_method']) === method)
      return { method, own, count: sum(own, 'transaction_count'), share: sum(own, 'revenue_share_pct') }
    })
    .sort((left, right) => right.count - left.count)
  const networks = networksOf(rows)
  const rank = (row: Row): number => {
    const index = networks.indexOf(String(row['card_network']))
    return index < 0 ? MOST_PARTS : index
  }
  // In one order, whichever is larger: parts are stacked as they come.
  const parts = [...rows].sort((left, right) => rank(left) - rank(right))
  const place = new Map(methods.map(({ method }, index) => [method, index]))
  return (theme, width) => ({
    option: {
      grid: { left: LABEL, top: 0, width: Math.max(20, width - LABEL - VALUE), height: methods.length * BAR },
      xAxis: { ...BARE_AXIS, type: 'value', min: 0, max: 'dataMax', axisLabel: { show: false } },
      yAxis: {
        ...BARE_AXIS,
        type: 'category',
        inverse: true,
        data: methods.map(({ method }) => method),
        axisLabel: {
          interval: 0,
          align: 'left',
          margin: LABEL,
          width: LABEL - 8,
          overflow: 'truncate',
          color: theme.text,
          fontSize: 12,
        },
      },
      // A row each, so that what stands in the table can be pointed at; the last carries the share.
      series: [
        ...parts.map((row) => {
          const network = networks.indexOf(String(row['card_network']))
          const index = place.get(textOf(row['payment_method'])) ?? 0
          return {
            type: 'bar',
            stack: 'method',
            barWidth: 14,
            itemStyle: {
              color: network < 0 ? theme.neutral : theme.series[network],
              borderColor: theme.surface,
              borderWidth: 0.5,
            },
            data: [[numberOf(row['transaction_count']), index]],
          }
        }),
        {
          type: 'bar',
          stack: 'method',
          silent: true,
          label: {
            show: true,
            position: 'right',
            color: theme.text,
            fontSize: 12,
            formatter: ({ dataIndex }: { readonly dataIndex: number }) =>
              formatPercent(methods[dataIndex]?.share ?? null),
          },
          data: methods.map((_, index) => [0, index]),
        },
      ],
    },
    height: methods.length * BAR,
    marks: methods.flatMap(({ own }) =>
      own.map((row) => ({
        series: parts.indexOf(row),
        index: 0,
        words: wordsOf(
          [textOf(row['payment_method']), ...(row['card_network'] === null ? [] : [textOf(row['card_network'])])],
          `${formatCount(numberOf(row['transaction_count']))}, ${formatPercent(numberOf(row['revenue_share_pct']))}`,
        ),
        group: groupOf(row, ['payment_method', 'card_network']),
      })),
    ),
  })
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + numberOf(row[column]), 0)
}
