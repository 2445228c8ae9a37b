import type { TransactionEvent } from '../../shared/transaction'
import { below, hash32, stratum, uniform } from './random'
import { CHANNELS, DEVICES, NETWORKS, PAYMENTS, PHYSICAL_CHANNELS, pickByThousandth, REGIONS, STATUSES } from './tables'
import type { Customer, Product, Store, World } from './world'

/** Makes the n-th event of a world; the same n gives the same event but for its time. */
export interface EventMaker {
  /** The event as its Kafka message, a line of JSON. `time` is ISO 8601 UTC with milliseconds. */
  json(n: number, time: string): string
  event(n: number, time: string): TransactionEvent
  /** The message key. */
  transactionId(n: number): string
}

export interface EventOptions {
  /** 0..1; 0.02 by default. */
  readonly fraudRate?: number
  /** Sets the transaction ids of one run apart from another's; everything else stays. */
  readonly run?: number
}

/** One independent stream of draws per attribute. */
const DRAW = {
  customer: 11,
  product: 12,
  keepChannel: 13,
  channel: 14,
  storeRegion: 15,
  store: 16,
  city: 17,
  quantity: 18,
  discount: 19,
  payment: 20,
  network: 21,
  status: 22,
  fraud: 23,
  score: 24,
  postal: 25,
  device: 26,
  session: 27,
  ip: 28,
  id: 29,
} as const

/** Blocks in which shares hold exactly (random.ts). */
const BLOCK = 1000
const FINE_BLOCK = 10_000

const REGION_NAMES = REGIONS.map(({ name, weight }) => ({ value: name, weight }))

interface Draws {
  readonly customer: Customer
  readonly product: Product
  readonly channel: string
  readonly store: Store | null
  readonly region: string
  readonly city: string
  readonly state: string
  readonly quantity: number
  /** Tenths of a percent. */
  readonly discount: number
  /** Cents. */
  readonly total: number
  readonly tax: number
  readonly payment: string
  readonly network: string | null
  readonly status: string
  readonly fraud: boolean
  /** Ten-thousandths. */
  readonly score: number
  readonly postal: number
  readonly device: string | null
  readonly session: string | null
  readonly ip: string
}

/** Makes events of a world, the same ones for the same seed. */
export function createEventMaker(world: World, options: EventOptions = {}): EventMaker {
  const { seed, customers, products, stores } = world
  const fraudRate = options.fraudRate ?? 0.02
  const run = options.run ?? 0
  const customerText = new Map(customers.map((one) => [one, `"customer_id":"${one.id}","customer_tier":"${one.tier}"`]))
  const productText = new Map(
    products.map((one) => [
      one,
      `"product_id":"${one.id}","product_name":${JSON.stringify(one.name)},"category":"${one.category}","sub_category":"${one.subCategory}","brand":${JSON.stringify(one.brand)}`,
    ]),
  )

  function draw(n: number): Draws {
    const customer = at(
      customers,
      customers.length === 5000
        ? stratum(5000, seed, DRAW.customer, n)
        : below(customers.length, seed, DRAW.customer, n),
    )
    const product = at(
      products,
      products.length === 500 ? stratum(500, seed, DRAW.product, n) : below(products.length, seed, DRAW.product, n),
    )
    const keeps = stratum(BLOCK, seed, DRAW.keepChannel, n) < 700
    const channel = keeps ? customer.channel : pickByThousandth(CHANNELS, stratum(BLOCK, seed, DRAW.channel, n))
    const physical = PHYSICAL_CHANNELS.has(channel)
    const store = physical ? drawStore(n) : null
    const home = at(customer.region.cities, below(customer.region.cities.length, seed, DRAW.city, n))
    const quantity = drawQuantity(stratum(BLOCK, seed, DRAW.quantity, n), n)
    const discount = drawDiscount(stratum(BLOCK, seed, DRAW.discount, n), n)
    const total = Math.floor((quantity * product.price * (1000 - discount) + 500) / 1000)
    const payment = pickByThousandth(PAYMENTS, stratum(BLOCK, seed, DRAW.payment, n))
    const card = payment === 'credit_card' || payment === 'debit_card'
    const fraud = stratum(FINE_BLOCK, seed, DRAW.fraud, n) < fraudRate * FINE_BLOCK
    const ip = hash32(seed, DRAW.ip, n)
    return {
      customer,
      product,
      channel,
      store,
      region: store?.region.name ?? customer.region.name,
      city: store?.city ?? home.name,
      state: store?.state ?? home.state,
      quantity,
      discount,
      total,
      tax: Math.floor((total * 9 + 50) / 100),
      payment,
      network: card ? pickByThousandth(NETWORKS, stratum(BLOCK, seed, DRAW.network, n)) : null,
      status: pickByThousandth(STATUSES, stratum(BLOCK, seed, DRAW.status, n)),
      fraud,
      score: fraud ? 7000 + below(3001, seed, DRAW.score, n) : below(1501, seed, DRAW.score, n),
      postal: 100_000 + below(900_000, seed, DRAW.postal, n),
      device: physical ? null : at(DEVICES, below(DEVICES.length, seed, DRAW.device, n)),
      session: physical
        ? null
        : `sess-${hex(hash32(seed, DRAW.session, n))}${hex(hash32(seed, DRAW.session + 100, n)).slice(0, 4)}`,
      ip: `${1 + (ip % 255)}.${(ip >>> 8) % 256}.xxx.xxx`,
    }
  }

  function drawStore(n: number): Store {
    const region = pickByThousandth(REGION_NAMES, stratum(BLOCK, seed, DRAW.storeRegion, n))
    const inRegion = stores.get(region) ?? []
    return at(inRegion, below(inRegion.length, seed, DRAW.store, n))
  }

  function drawQuantity(cell: number, n: number): number {
    if (cell < 700) return 1
    return cell < 900 ? 2 : 3 + below(3, seed, DRAW.quantity + 100, n)
  }

  /** 0 (60%), 5..15 (30%), 20..50 (10%), one decimal. */
  function drawDiscount(cell: number, n: number): number {
    if (cell < 600) return 0
    const share = uniform(seed, DRAW.discount + 100, n)
    return cell < 900 ? 50 + Math.floor(share * 101) : 200 + Math.floor(share * 301)
  }

  function transactionId(n: number): string {
    const first = hex(hash32(seed ^ run, DRAW.id, n))
    const second = hex(hash32(seed ^ run, DRAW.id + 100, n))
    const third = hex(hash32(seed ^ run, DRAW.id + 200, n))
    // The last word carries n itself, so ids of one run never meet.
    const last = hex((n ^ hash32(run, DRAW.id + 300, Math.floor(n / 0x1_0000_0000))) >>> 0)
    const variant = '89ab'.charAt(parseInt(third.charAt(0), 16) & 3)
    return `${first}-${second.slice(0, 4)}-4${second.slice(5)}-${variant}${third.slice(1, 4)}-${third.slice(4)}${last}`
  }

  return {
    transactionId,
    json(n, time) {
      const d = draw(n)
      const unit = money(d.product.price)
      return (
        `{"transaction_id":"${transactionId(n)}","event_timestamp":"${time}","processing_timestamp":null,${customerText.get(d.customer) ?? ''},` +
        `${productText.get(d.product) ?? ''},"quantity":${d.quantity},"unit_price":${unit},"discount_percent":${d.discount / 10},` +
        `"total_amount":${money(d.total)},"tax_amount":${money(d.tax)},"currency":"USD","payment_method":"${d.payment}","card_network":${text(d.network)},` +
        `"transaction_status":"${d.status}","channel":"${d.channel}","store_id":${text(d.store?.id ?? null)},"region":"${d.region}","city":"${d.city}",` +
        `"state":"${d.state}","postal_code":"${d.postal}","device_type":${text(d.device)},"session_id":${text(d.session)},"ip_address":"${d.ip}",` +
        `"is_fraudulent":${d.fraud},"fraud_score":${d.score / 10_000},"batch_id":null}`
      )
    },
    event(n, time) {
      const d = draw(n)
      return {
        transaction_id: transactionId(n),
        event_timestamp: time,
        processing_timestamp: null,
        customer_id: d.customer.id,
        customer_tier: d.customer.tier,
        product_id: d.product.id,
        product_name: d.product.name,
        category: d.product.category,
        sub_category: d.product.subCategory,
        brand: d.product.brand,
        quantity: d.quantity,
        unit_price: d.product.price / 100,
        discount_percent: d.discount / 10,
        total_amount: d.total / 100,
        tax_amount: d.tax / 100,
        currency: 'USD',
        payment_method: d.payment,
        card_network: d.network,
        transaction_status: d.status,
        channel: d.channel,
        store_id: d.store?.id ?? null,
        region: d.region,
        city: d.city,
        state: d.state,
        postal_code: String(d.postal),
        device_type: d.device,
        session_id: d.session,
        ip_address: d.ip,
        is_fraudulent: d.fraud,
        fraud_score: d.score / 10_000,
        batch_id: null,
      }
    },
  }
}

/** Cents as a JSON number of dollars: the shortest decimal text. */
function money(cents: number): string {
  return String(cents / 100)
}

function text(value: string | null): string {
  return value === null ? 'null' : `"${value}"`
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0')
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError(`no item ${index} of ${items.length}`)
  return item
}
