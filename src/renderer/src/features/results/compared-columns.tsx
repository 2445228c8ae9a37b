import type { Comparison } from '../../../../shared/explore'
import type { Cell } from '../../../../shared/scalars'
import { text } from '../../strings/text'
import type { Column } from '../../ui/data-table'
import { formatPercent } from '../../ui/format'
import { Null } from '../../ui/time'
import { formatCell, textOf, type ColumnType } from './columns'

export type ComparedGroup = Comparison['data'][number]

/** The group, its measure on both sides, and how that differs; a group of one side alone says which. */
export function comparedColumns(
  { groupColumns }: Comparison,
  measure: string,
  type: ColumnType,
): readonly Column<ComparedGroup>[] {
  const show = (value: Cell) => (value === null ? <Null /> : formatCell(measure, type, value))
  const value = (group: ComparedGroup, side: 'left' | 'right') => group[side]?.[measure] ?? null
  const side = (name: 'left' | 'right'): Column<ComparedGroup> => ({
    id: name,
    header: `${measure}, ${text.results[name]}`,
    align: 'right',
    cell: (group) => show(value(group, name)),
    sortBy: (group) => textOf(value(group, name)),
  })
  return [
    ...groupColumns.map((column): Column<ComparedGroup> => ({
      id: column,
      header: column,
      cell: ({ group }) => textOf(group[column]),
      sortBy: ({ group }) => textOf(group[column]),
    })),
    side('left'),
    side('right'),
    {
      id: 'difference',
      header: text.results.difference,
      align: 'right',
      cell: ({ left, right, difference }) =>
        left === null || right === null ? (
          <span className="warn">{text.results.missing[left === null ? 'left' : 'right']}</span>
        ) : (
          (formatSigned(difference[measure] ?? null, (value) => formatCell(measure, type, value)) ?? <Null />)
        ),
      sortBy: ({ difference }) => difference[measure] ?? null,
    },
    {
      id: 'percent',
      header: text.results.percent,
      align: 'right',
      cell: ({ percent }) => formatSigned(percent[measure] ?? null, (value) => formatPercent(value)) ?? <Null />,
      sortBy: ({ percent }) => percent[measure] ?? null,
    },
  ]
}

/** `+$5.00`, `-$5.00`, `$0.00`; null stays null. */
export function formatSigned(value: number | null, format: (value: number) => string): string | null {
  return value === null ? null : `${value > 0 ? '+' : ''}${format(value)}`
}
