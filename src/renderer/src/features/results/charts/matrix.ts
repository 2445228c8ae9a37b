import type { Row } from '../../../../../shared/scalars'
import { formatCount } from '../../../ui/format'
import { numberOf, textOf } from '../columns'
import { BARE_AXIS, namesAxis, stepColors } from './axes'
import { groupOf, MOST_BARS, mostOf, stepOf, wordsOf, type Draw } from './mark'

const CELL = 22
const HEAD = 24
const LABEL = 104
const TOTAL = 64
/** Narrower, a cell has no room for its number. */
export const MOST_HEADS = 24

/** A measure over two group columns, summed over the others, with its number in every cell and its sum a line. */
export function matrix(rows: readonly Row[], down: string, across: string, measure: string): Draw {
  const cells = new Map<string, { readonly row: Row; value: number }>()
  for (const row of rows) {
    const key = JSON.stringify([row[down], row[across]])
    const known = cells.get(key)
    if (known === undefined) cells.set(key, { row, value: numberOf(row[measure]) })
    else known.value += numberOf(row[measure])
  }
  const lines = sumsOf(rows, down, measure).slice(0, MOST_BARS)
  const heads = sumsOf(rows, across, measure).slice(0, MOST_HEADS)
  const names = { lines: lines.map(([name]) => name), heads: heads.map(([name]) => name) }
  const drawn = [...cells.values()]
    .map(({ row, value }) => ({
      value,
      row,
      line: names.lines.indexOf(textOf(row[down])),
      head: names.heads.indexOf(textOf(row[across])),
    }))
    .filter(({ line, head }) => line >= 0 && head >= 0)
    .sort((left, right) => left.line - right.line || left.head - right.head)
  const most = Math.max(1, mostOf(drawn.map(({ value }) => value)))
  return (theme, width) => ({
    option: {
      grid: { left: LABEL, top: HEAD, width: Math.max(40, width - LABEL - TOTAL), height: lines.length * CELL },
      xAxis: {
        ...BARE_AXIS,
        type: 'category',
        position: 'top',
        data: names.heads,
        axisLabel: {
          interval: 0,
          color: theme.muted,
          fontSize: 12,
          width: Math.max(40, width - LABEL - TOTAL) / names.heads.length - 4,
          overflow: 'truncate',
        },
      },
      yAxis: [
        namesAxis(theme, names.lines, LABEL),
        {
          ...BARE_AXIS,
          type: 'category',
          inverse: true,
          position: 'right',
          data: lines.map(([, sum]) => formatCount(sum)),
          axisLabel: {
            interval: 0,
            align: 'right',
            margin: TOTAL - 4,
            color: theme.text,
            fontWeight: 600,
            fontSize: 12,
          },
        },
      ],
      visualMap: stepColors(theme),
      series: [
        {
          type: 'heatmap',
          itemStyle: { borderColor: theme.surface, borderWidth: 1 },
          label: {
            show: true,
            fontSize: 12,
            formatter: ({ dataIndex }: { readonly dataIndex: number }) => formatCount(drawn[dataIndex]?.value ?? null),
          },
          data: drawn.map(({ head, line, value }) => {
            const step = stepOf(value, most)
            return { value: [head, line, step], label: { color: step > 3 ? theme.onDarkSteps : theme.text } }
          }),
        },
      ],
    },
    height: HEAD + lines.length * CELL,
    marks: drawn.map(({ row, value, line, head }, index) => ({
      series: 0,
      index,
      cell: { line, column: head },
      words: wordsOf([textOf(row[down]), textOf(row[across])], formatCount(value)),
      group: groupOf(row, [down, across]),
    })),
  })
}

/** Values of a column with their sums, the largest first. */
export function sumsOf(rows: readonly Row[], column: string, measure: string): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>()
  for (const row of rows) {
    const name = textOf(row[column])
    sums.set(name, (sums.get(name) ?? 0) + numberOf(row[measure]))
  }
  return [...sums].sort((left, right) => right[1] - left[1])
}
