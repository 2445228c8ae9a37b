import { useMemo } from 'react'
import type { DashboardWindow } from '../../../../shared/stream'
import { useLive, worstLags } from '../../state/live'
import { text } from '../../strings/text'
import { CopyAs } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { formatCount, formatMoney, formatRate } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { LiveChart } from '../../ui/live-chart'
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states'
import { Null } from '../../ui/time'
import { LagChart } from '../stream/charts'
import { useRecentWindows, windowsRecipe } from './use-recent-windows'
import { currentWindow, type WindowTotal } from './windows'

const words = text.overview
/** A window begins every minute. */
const SLIDE_MS = 60_000

/** Three charts and the newest window of the live dashboard. */
export function LivePanes() {
  const { query, totals } = useRecentWindows()
  const shown = currentWindow(totals, query.dataUpdatedAt)
  const rows = useMemo(() => withMost(shown?.rows ?? []), [shown])
  // Those that are over, and the one that is over next, so that there is one from the first sales on.
  const past = useMemo(
    () => totals.filter(({ end }) => Date.parse(end) <= query.dataUpdatedAt + SLIDE_MS),
    [totals, query.dataUpdatedAt],
  )
  return (
    <>
      <div className="cols three">
        <RatePane />
        <LagPane />
        <Pane title={words.charts.revenue} note={words.charts.revenueNote}>
          <div className="body">
            <RevenueChart totals={past} />
          </div>
        </Pane>
      </div>
      <Pane
        title={words.live.title}
        note={
          shown === null
            ? undefined
            : words.live.note(
                shown.start,
                shown.end,
                shown.rows.every((row) => row.final),
              )
        }
        actions={<CopyAs recipe={windowsRecipe} />}
        rule
        fill
      >
        {query.isPending ? (
          <LoadingRows rows={8} columns={5} />
        ) : query.isError ? (
          <ErrorState
            title={text.common.failed(words.live.title)}
            error={query.error}
            onRetry={() => void query.refetch()}
          />
        ) : (
          <DataTable
            label={words.live.title}
            columns={COLUMNS}
            rows={rows}
            rowKey={(row) => row.category ?? ''}
            sort={{ column: 'window_revenue', descending: true }}
            empty={<EmptyState title={words.live.none}>{words.live.noneWhy}</EmptyState>}
            foot={shown === null ? null : <Totals total={shown} />}
          />
        )}
      </Pane>
    </>
  )
}

interface Row extends DashboardWindow {
  /** Revenue of the category that has most. */
  readonly most: number
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'category',
    header: 'category',
    cell: ({ category }) => category ?? <Null />,
    sortBy: ({ category }) => category,
  },
  {
    id: 'window_revenue',
    header: 'window_revenue',
    align: 'right',
    cell: ({ window_revenue }) => (window_revenue === null ? <Null /> : formatMoney(window_revenue)),
    sortBy: ({ window_revenue }) => window_revenue,
  },
  {
    id: 'share',
    header: words.live.share,
    title: words.live.shareTitle,
    optional: true,
    cell: ({ window_revenue, most }) => (
      <Bar share={window_revenue === null || most === 0 ? 0 : window_revenue / most} />
    ),
  },
  {
    id: 'txn_count',
    header: 'txn_count',
    align: 'right',
    cell: ({ txn_count }) => formatCount(txn_count),
    sortBy: ({ txn_count }) => txn_count,
  },
  {
    id: 'avg_order_value',
    header: 'avg_order_value',
    align: 'right',
    optional: true,
    cell: ({ avg_order_value }) => (avg_order_value === null ? <Null /> : formatMoney(avg_order_value)),
    sortBy: ({ avg_order_value }) => avg_order_value,
  },
  {
    id: 'fraud_alerts',
    header: 'fraud_alerts',
    align: 'right',
    cell: ({ fraud_alerts }) => formatCount(fraud_alerts),
    sortBy: ({ fraud_alerts }) => fraud_alerts,
  },
  {
    id: 'approx_unique_customers',
    header: 'approx_unique_customers',
    align: 'right',
    cell: ({ approx_unique_customers }) => formatCount(approx_unique_customers),
    sortBy: ({ approx_unique_customers }) => approx_unique_customers,
  },
]

function Totals({ total: { revenue, count, fraud } }: { readonly total: WindowTotal }) {
  return (
    <tr>
      <th scope="row">{words.live.all}</th>
      <td className="num">{formatMoney(revenue)}</td>
      <td className="drop-1180" />
      <td className="num">{formatCount(count)}</td>
      <td className="num drop-1180">{count === 0 ? <Null /> : formatMoney(revenue / count)}</td>
      <td className="num">{formatCount(fraud)}</td>
      <td className="num">
        <Null />
      </td>
    </tr>
  )
}

function withMost(rows: readonly DashboardWindow[]): readonly Row[] {
  const most = Math.max(0, ...rows.map(({ window_revenue }) => window_revenue ?? 0))
  return rows.map((row) => ({ ...row, most }))
}

/** The number beside it says the same. */
function Bar({ share }: { readonly share: number }) {
  return (
    <span className="share-bar" aria-hidden="true">
      <i style={{ width: `${Math.max(0, Math.min(100, 100 * share))}%` }} />
    </span>
  )
}

function RatePane() {
  const trail = useLive((live) => live.trail)
  const values = trail.map(({ input }) => input)
  return (
    <Pane title={words.charts.rate} note={words.charts.rateNote}>
      <div className="body">
        <LiveChart
          kind="area"
          format={formatRate}
          times={trail.map(({ at }) => at)}
          series={[{ name: words.charts.rate, color: 1, values }]}
          label={words.charts.rateLabel(...span(values, formatRate))}
          empty={words.charts.empty}
        />
      </div>
    </Pane>
  )
}

function LagPane() {
  const trail = useLive((live) => live.trail)
  const lags = useMemo(() => worstLags(trail), [trail])
  return (
    <Pane title={text.stream.charts.lag} note={text.stream.charts.lagNote}>
      <div className="body">
        <LagChart lags={lags} />
      </div>
    </Pane>
  )
}

function RevenueChart({ totals }: { readonly totals: readonly WindowTotal[] }) {
  const values = totals.map(({ revenue }) => revenue)
  return (
    <LiveChart
      kind="bars"
      format={formatMoney}
      times={totals.map(({ end }) => Date.parse(end))}
      series={[{ name: words.charts.revenue, color: 1, values }]}
      label={words.charts.revenueLabel(...span(values, formatMoney))}
      empty={words.charts.empty}
    />
  )
}

/** Lowest, highest, newest. */
function span(values: readonly number[], format: (value: number) => string): [string, string, string] {
  return [format(Math.min(...values)), format(Math.max(...values)), format(values.at(-1) ?? 0)]
}
