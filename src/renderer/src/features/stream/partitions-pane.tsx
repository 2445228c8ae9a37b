import { useMemo } from 'react'
import type { PartitionStatus } from '../../../../shared/stream'
import { MAX_RATES, useLive } from '../../state/live'
import { text } from '../../strings/text'
import { DataTable, type Column } from '../../ui/data-table'
import { formatCount, formatDecimal, formatRate } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { Sparkline } from '../../ui/sparkline'
import { EmptyState } from '../../ui/states'
import { Null } from '../../ui/time'

const words = text.stream.partitions

interface Row extends PartitionStatus {
  /** Percent above or below an even share of the rate; null where nothing comes in. */
  readonly skew: number | null
  /** Oldest first. */
  readonly rates: readonly number[]
}

/** Where each partition stands. Lag is of the last look at the topic, not of the last commit. */
export function PartitionsPane() {
  const partitions = useLive((live) => live.status?.partitions)
  const rates = useLive((live) => live.rates)
  const rows = useMemo(() => toRows(partitions ?? [], rates), [partitions, rates])
  // Then the note says so.
  const alone = rows.length === ownCount(rows)
  return (
    <Pane title={words.title} note={rows.length === 0 ? undefined : words.note(rows.length, ownCount(rows))} fill>
      <DataTable
        label={words.title}
        columns={alone ? COLUMNS : [...COLUMNS, MEMBER]}
        rows={rows}
        rowKey={({ partition }) => String(partition)}
        sort={{ column: 'lag', descending: true }}
        empty={<EmptyState title={words.none}>{words.noneWhy}</EmptyState>}
        foot={<Totals rows={rows} columns={alone ? 1 : 2} />}
      />
    </Pane>
  )
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'partition',
    header: words.number,
    align: 'right',
    cell: (row) => row.partition,
    sortBy: (row) => row.partition,
  },
  {
    id: 'offset',
    header: words.offset,
    align: 'right',
    cell: (row) => formatCount(row.offset),
    sortBy: (row) => Number(row.offset),
  },
  {
    id: 'end',
    header: words.end,
    align: 'right',
    cell: (row) => formatCount(row.endOffset),
    sortBy: (row) => Number(row.endOffset),
  },
  { id: 'lag', header: words.lag, align: 'right', cell: (row) => formatCount(row.lag), sortBy: (row) => row.lag },
  {
    id: 'seconds',
    header: words.seconds,
    align: 'right',
    cell: (row) => formatDecimal(row.lagSeconds, 1),
    sortBy: (row) => row.lagSeconds,
  },
  {
    id: 'rate',
    header: words.rate,
    align: 'right',
    cell: (row) => formatRate(row.rowsPerSecond),
    sortBy: (row) => row.rowsPerSecond,
  },
  {
    id: 'skew',
    header: words.skew,
    title: words.skewTitle,
    align: 'right',
    optional: true,
    cell: (row) => (row.skew === null ? <Null /> : signed(row.skew)),
    sortBy: (row) => (row.skew === null ? null : Math.abs(row.skew)),
  },
  {
    id: 'trend',
    header: words.trend,
    title: words.trendTitle,
    optional: true,
    cell: ({ rates }) => <Sparkline values={rates} most={MAX_RATES} />,
    sortBy: ({ rowsPerSecond }) => rowsPerSecond,
  },
]

const MEMBER: Column<Row> = {
  id: 'member',
  header: words.member,
  title: words.memberTitle,
  optional: true,
  cell: ({ member }) => <Member member={member} />,
  sortBy: (row) => row.member,
}

function Member({ member }: Pick<Row, 'member'>) {
  if (member === null) return <span className="muted">{words.nobody}</span>
  return member === 'self' ? words.self : <span className="mono">{member}</span>
}

function ownCount(rows: readonly PartitionStatus[]): number {
  return rows.filter(({ member }) => member === 'self').length
}

function Totals({ rows, columns }: { readonly rows: readonly Row[]; readonly columns: number }) {
  const worst = Math.max(0, ...rows.map(({ skew }) => Math.abs(skew ?? 0)))
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0)
  return (
    <tr>
      <th scope="row" className="num">
        {words.all}
      </th>
      <td className="num">{formatCount(sumOffsets(rows.map(({ offset }) => offset)))}</td>
      <td className="num">{formatCount(sumOffsets(rows.map(({ endOffset }) => endOffset)))}</td>
      <td className="num">{formatCount(sum(({ lag }) => lag))}</td>
      <td className="num">{formatDecimal(Math.max(0, ...rows.map(({ lagSeconds }) => lagSeconds)), 1)}</td>
      <td className="num">{formatRate(sum(({ rowsPerSecond }) => rowsPerSecond))}</td>
      <td className="num muted drop-1180">{words.worst(`${formatDecimal(worst, 1)} %`)}</td>
      {/* Of what has no sum. */}
      <td className="drop-1180" colSpan={columns} />
    </tr>
  )
}

/** Offsets may pass 2^53, and so may their sum. */
function sumOffsets(offsets: readonly PartitionStatus['offset'][]): bigint {
  return offsets.reduce<bigint>((total, offset) => total + BigInt(offset), 0n)
}

function toRows(partitions: readonly PartitionStatus[], rates: ReadonlyMap<number, readonly number[]>): readonly Row[] {
  const even = partitions.reduce((sum, { rowsPerSecond }) => sum + rowsPerSecond, 0) / partitions.length
  return partitions.map((one) => ({
    ...one,
    skew: even > 0 ? (100 * (one.rowsPerSecond - even)) / even : null,
    rates: rates.get(one.partition) ?? [],
  }))
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${formatDecimal(Math.abs(value), 1)} %`
}
