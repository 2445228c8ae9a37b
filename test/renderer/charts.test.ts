import { expect, test } from 'vitest'
import { dots } from '../../src/renderer/src/features/results/charts/dots'
import { hourLine } from '../../src/renderer/src/features/results/charts/hours'
import { networksOf, stackedBars } from '../../src/renderer/src/features/results/charts/stacked-bars'
import { extremeOf } from '../../src/renderer/src/features/results/grid/no-match'
import type { ChartTheme } from '../../src/renderer/src/ui/chart-theme'
import type { ColumnCondition, ColumnStatistics } from '../../src/shared/explore'
import type { Row } from '../../src/shared/scalars'
import { when } from '../support/where'

const THEME: ChartTheme = {
  text: 'text',
  muted: 'muted',
  surface: 'surface',
  overlay: 'overlay',
  grid: 'grid',
  axis: 'axis',
  series: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => `chart-${index}`),
  steps: [],
  onDarkSteps: 'on-dark',
  font: 'font',
}

function payment(card_network: string | null): Row {
  return { payment_method: 'card', card_network, transaction_count: 1, revenue_share_pct: 1 }
}

test('a card network has its colour whichever others a result has', () => {
  expect(networksOf(['rupay', 'mastercard', null].map(payment))).toEqual([
    { name: 'mastercard', color: 2 },
    { name: 'rupay', color: 4 },
  ])
  const { option } = stackedBars(['rupay', 'mastercard', null].map(payment))(THEME, 600)
  expect(option).toMatchObject({
    series: [...['chart-2', 'chart-4', 'axis'].map((color) => ({ itemStyle: { color } })), {}],
  })
  // What has no colour of its own stands with those that have no network.
  expect(networksOf(['visa', 'a', 'b', 'c', 'd'].map(payment)).map(({ name, color }) => [name, color])).toEqual([
    ['visa', 1],
    ['a', 6],
    ['b', 7],
    ['c', 8],
  ])
})

test('an hour without a row breaks the line, and both ends of its time are named', () => {
  const hour = (event_date: string, event_hour: number): Row => ({ event_date, event_hour, hourly_revenue: event_hour })
  const rows = [hour('2026-03-01', 22), hour('2026-03-01', 23), hour('2026-03-02', 5)]
  const at = (text: string): number => Date.parse(`2026-03-${text}:00:00Z`)
  const { option, marks } = hourLine(rows)(THEME, 600)
  expect(option).toMatchObject({
    xAxis: { min: at('01T22'), max: at('02T05'), axisLabel: { showMinLabel: true, showMaxLabel: true } },
    series: [
      {
        type: 'line',
        endLabel: { show: true, formatter: 'hourly_revenue' },
        data: [
          [at('01T22'), 22],
          [at('01T23'), 23],
          [at('02T00'), null],
          [at('02T05'), 5],
        ],
      },
      { type: 'scatter', data: [[at('02T05'), 5]] },
    ],
  })
  // Keys and pointer find the hours, not the gap.
  expect(marks.map(({ index, words }) => [index, words.split(':')[0]])).toEqual([
    [0, '2026-03-01, 22'],
    [1, '2026-03-01, 23'],
    [3, '2026-03-02, 05'],
  ])
})

test('an axis that does not start at zero says so', () => {
  const product = (daily_velocity: number, total_revenue: number): Row => ({ daily_velocity, total_revenue })
  const { option } = dots([product(1, 900), product(30, 1000)])(THEME, 600)
  expect(option).toMatchObject({
    xAxis: { scale: false, name: 'daily_velocity, units/day' },
    yAxis: { scale: true, name: 'total_revenue, USD; does not start at 0' },
  })
})

test('where a number alone rules out every row, the nearest one is told', () => {
  const column: ColumnStatistics = {
    name: 'fraud_count',
    type: 'int64',
    count: 9,
    nulls: 0,
    distinct: 9,
    min: 1,
    max: 127,
    mean: 20,
    histogram: [],
    top: null,
  }
  const told = (...where: readonly ColumnCondition[]) => {
    const extreme = extremeOf(where, [column])
    return extreme === null ? null : [extreme.which, extreme.value]
  }
  expect(told(when('fraud_count', '>', '127'))).toEqual(['largest', 127])
  expect(told(when('region', '=', 'west'), when('fraud_count', '>=', '128'))).toEqual(['largest', 127])
  expect(told(when('fraud_count', '=', '0'))).toEqual(['smallest', 1])
  expect(told(when('fraud_count', '<', '1'))).toEqual(['smallest', 1])
  expect(told(when('fraud_count', '>', '126'))).toBeNull()
  expect(told(when('fraud_count', '>=', '127'))).toBeNull()
  expect(told(when('fraud_count', 'between', ['128', '200']))).toEqual(['largest', 127])
  expect(told(when('fraud_count', 'between', ['-5', '0']))).toEqual(['smallest', 1])
  expect(told(when('fraud_count', 'between', ['0', '1']))).toBeNull()
  expect(told(when('fraud_count', '!=', '500'))).toBeNull()
})
