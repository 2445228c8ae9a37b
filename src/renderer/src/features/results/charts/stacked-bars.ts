import type { Row } from '../../../../../shared/scalars'
import { formatCount, formatPercent } from '../../../ui/format'
import { numberOf, SHAPES, textOf } from '../columns'
import { BARE_AXIS, namesAxis } from './axes'
import { groupOf, MOST_BARS, wordsOf, type Draw } from './mark'

/** Each has its colour in every result: visa is always chart-1 (design, 7). Others follow by name. */
const NETWORKS = ['visa', 'mastercard', 'amex', 'rupay', 'discover']
/** A seventh would need a colour that cannot be told from the others. */
const MOST_PARTS = 6
/** chart-1 to chart-8. */
const COLORS = 8
const BAR = 24
const LABEL = 104
const VALUE = 72

/** A card network with the number of its colour: 1 is chart-1. */
export interface Network {
  readonly name: string
  readonly color: number
}

/** Card networks of a result in the order of their colours; without those that get none. */
export function networksOf(rows: readonly Row[]): readonly Network[] {
  const names = new Set(rows.flatMap(({ card_network: name }) => (typeof name === 'string' ? [name] : [])))
  const others = [...names].filter((name) => !NETWORKS.includes(name)).sort()
  return [...NETWORKS, ...others]
    .map((name, index) => ({ name, color: index + 1 }))
    .filter(({ name, color }) => names.has(name) && color <= COLORS)
    .slice(0, MOST_PARTS)
}

/** Payment methods by count, those of cards stacked by network, with their share of the revenue at the end. */
export function stackedBars(rows: readonly Row[]): Draw {
  const methods = methodsOf(rows).slice(0, MOST_BARS)
  const networks = networksOf(rows)
  // Stacked in one order, whichever is larger; last what has no network, or none with a colour.
  const parts = [...networks, null].map((network) => ({
    network,
    own: methods.map(({ own }) =>
      own.filter(({ card_network: name }) =>
        network === null ? !networks.some((known) => known.name === name) : name === network.name,
      ),
    ),
  }))
  return (theme, width) => ({
    option: {
      grid: { left: LABEL, top: 0, width: Math.max(20, width - LABEL - VALUE), height: methods.length * BAR },
      xAxis: { ...BARE_AXIS, type: 'value', min: 0, max: 'dataMax', axisLabel: { show: false } },
      yAxis: namesAxis(
        theme,
        methods.map(({ method }) => method),
        LABEL,
      ),
      series: [
        ...parts.map(({ network, own }) => ({
          type: 'bar',
          stack: 'method',
          barWidth: 14,
          itemStyle: {
            color: network === null ? theme.axis : theme.series[network.color - 1],
            borderColor: theme.surface,
            borderWidth: 0.5,
          },
          data: own.map((some) => sum(some, 'transaction_count')),
        })),
        // Of no length: it carries the share to the end of its bar.
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
          data: methods.map(() => 0),
        },
      ],
    },
    height: methods.length * BAR,
    marks: methods.flatMap(({ method }, index) =>
      parts.flatMap(({ network, own }, series) => {
        const some = own[index] ?? []
        const [only] = some
        if (only === undefined) return []
        const names = [method, ...(network === null ? [] : [network.name])]
        const said = `${formatCount(sum(some, 'transaction_count'))}, ${formatPercent(sum(some, 'revenue_share_pct'))}`
        const columns = some.length === 1 ? SHAPES.payment_analysis.keys : ['payment_method']
        return [{ series, index, words: wordsOf(names, said), group: groupOf(only, columns) }]
      }),
    ),
  })
}

/** The most frequent first. */
function methodsOf(rows: readonly Row[]) {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const method = textOf(row['payment_method'])
    const own = groups.get(method)
    if (own === undefined) groups.set(method, [row])
    else own.push(row)
  }
  return [...groups]
    .map(([method, own]) => ({
      method,
      own,
      count: sum(own, 'transaction_count'),
      share: sum(own, 'revenue_share_pct'),
    }))
    .sort((left, right) => right.count - left.count)
}

function sum(rows: readonly Row[], column: string): number {
  return rows.reduce((total, row) => total + numberOf(row[column]), 0)
}
