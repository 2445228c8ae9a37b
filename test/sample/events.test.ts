import { expect, test } from 'vitest'
import { createEventMaker } from '../../src/main/sample/events'
import { CATEGORIES, CHANNELS, NETWORKS, PAYMENTS, REGIONS, STATUSES, TIERS } from '../../src/main/sample/tables'
import { createWorld } from '../../src/main/sample/world'
import { EVENT_FIELDS } from '../../src/shared/transaction'
import { Random } from '../support/random'

const RECORDS = 1_000_000
const TIME = '2026-01-01T00:00:00.000Z'

test('[checklist 29] shares of a million events lie within 1% of the tables, for any seed', () => {
  const { seed } = Random.fresh()
  const maker = createEventMaker(createWorld({ seed }))
  const counts = new Map<string, number>()
  const ids = new Set<string>()
  for (let n = 0; n < RECORDS; n++) {
    const event = maker.event(n, TIME)
    ids.add(event.transaction_id)
    for (const key of [
      `category ${event.category}`,
      `region ${event.region}`,
      `city ${event.region} ${event.city}`,
      `tier ${String(event.customer_tier)}`,
      `channel ${event.channel}`,
      `payment ${event.payment_method}`,
      `status ${event.transaction_status}`,
      `network ${String(event.card_network)}`,
      `fraud ${String(event.is_fraudulent)}`,
      ...(event.customer_tier === 'gold' && event.category === 'electronics' && event.region === 'north'
        ? ['gold electronics north']
        : []),
      ...(event.category === 'electronics' && event.region === 'west' ? ['electronics west'] : []),
    ]) {
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  }
  expect(ids.size).toBe(RECORDS)
  const tables: [string, readonly { name: string; weight: number }[]][] = [
    ['category', CATEGORIES],
    ['region', REGIONS],
    ...(
      [
        ['tier', TIERS],
        ['channel', CHANNELS],
        ['payment', PAYMENTS],
        ['status', STATUSES],
      ] as const
    ).map(([name, table]): [string, { name: string; weight: number }[]] => [
      name,
      table.map(({ value, weight }) => ({ name: value, weight })),
    ]),
    ['network', NETWORKS.map(({ value, weight }) => ({ name: value, weight: weight / 2 }))],
  ]
  for (const [table, rows] of tables) {
    for (const { name, weight } of rows)
      expectWithin(counts.get(`${table} ${name}`), (RECORDS * weight) / 1000, 0.01, `${table} ${name}`)
  }
  expectWithin(counts.get('fraud true'), 20_000, 0.01, 'fraud')
  expectWithin(counts.get('gold electronics north'), 6_600, 0.03, 'gold electronics north')
  expectWithin(counts.get('electronics west'), 56_000, 0.03, 'electronics west')
  expect([...counts.keys()].filter((key) => key.startsWith('city '))).toHaveLength(24)
})

test('a message has the 31 keys in order, and is the event', () => {
  const maker = createEventMaker(createWorld())
  for (let n = 0; n < 2000; n++) {
    const parsed: unknown = JSON.parse(maker.json(n, TIME))
    expect(parsed).toEqual(maker.event(n, TIME))
    expect(Object.keys(maker.event(n, TIME))).toEqual(EVENT_FIELDS.map((field) => field.name))
  }
})

test('the same seed gives the same events, another run only other ids', () => {
  const one = createEventMaker(createWorld({ seed: 7 }), { run: 1 })
  const again = createEventMaker(createWorld({ seed: 7 }), { run: 1 })
  const other = createEventMaker(createWorld({ seed: 7 }), { run: 2 })
  for (let n = 0; n < 100; n++) {
    expect(again.json(n, TIME)).toBe(one.json(n, TIME))
    expect(other.transactionId(n)).not.toBe(one.transactionId(n))
    expect({ ...other.event(n, TIME), transaction_id: '' }).toEqual({ ...one.event(n, TIME), transaction_id: '' })
  }
})

test('amounts, stores and devices follow the rules of the original', () => {
  const maker = createEventMaker(createWorld())
  for (let n = 0; n < 5000; n++) {
    const event = maker.event(n, TIME)
    const physical = event.channel === 'pos_in_store' || event.channel === 'call_center'
    expect(event.store_id !== null).toBe(physical)
    expect(event.device_type === null && event.session_id === null).toBe(physical)
    const exact = event.quantity * event.unit_price * (1 - (event.discount_percent ?? 0) / 100)
    expect(Math.abs(event.total_amount - exact)).toBeLessThanOrEqual(0.005 + 1e-9)
    expect(Math.abs((event.tax_amount ?? 0) - event.total_amount * 0.09)).toBeLessThanOrEqual(0.005 + 1e-9)
    expect(event.transaction_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(event.card_network !== null).toBe(
      event.payment_method.endsWith('_card') && event.payment_method !== 'gift_card',
    )
  }
})

function expectWithin(found: number | undefined, wanted: number, share: number, what: string): void {
  expect(Math.abs((found ?? 0) - wanted) / wanted, `${what}: ${found ?? 0} of ${wanted}`).toBeLessThanOrEqual(share)
}
