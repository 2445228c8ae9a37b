import { below, hash32 } from './random'
import { apportion, CATEGORIES, CHANNELS, pickByThousandth, REGIONS, TIERS, type Region } from './tables'

export interface Customer {
  readonly id: string
  readonly tier: string
  readonly region: Region
  /** The channel of 70% of this customer's orders. */
  readonly channel: string
}

export interface Product {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly subCategory: string
  readonly brand: string
  /** Cents. */
  readonly price: number
}

export interface Store {
  readonly id: string
  readonly region: Region
  readonly city: string
  readonly state: string
}

/** One retail world; the same seed and sizes give the same customers, products and stores (decision 36). */
export interface World {
  readonly seed: number
  readonly customers: readonly Customer[]
  readonly products: readonly Product[]
  /** By region name; each region has one at least. */
  readonly stores: ReadonlyMap<string, readonly Store[]>
}

export interface WorldOptions {
  readonly seed?: number
  readonly customers?: number
  readonly products?: number
  readonly stores?: number
}

const DEFAULT_SEED = 20_250_101

const STREAM = { customerOrder: 1, productOrder: 2, price: 3, storeCity: 4 } as const

/** The seeded world of customers, products and stores (decision 36). */
export function createWorld(options: WorldOptions = {}): World {
  const seed = options.seed ?? DEFAULT_SEED
  return {
    seed,
    customers: createCustomers(seed, options.customers ?? 5000),
    products: createProducts(seed, options.products ?? 500),
    stores: createStores(seed, options.stores ?? 50),
  }
}

/**
 * Regions, and tiers within them, hold their share as exactly as whole numbers can; preferred channels
 * step through their thousandths by a multiplier prime to 1000, so each run of customers of one
 * region and tier holds all channels evenly. Then numbered in a seeded order.
 */
function createCustomers(seed: number, count: number): Customer[] {
  const kinds = splitBy(REGIONS, count)
    .flatMap(({ item: region, count: inRegion }) =>
      splitBy(TIERS, inRegion).flatMap(({ item: tier, count: inTier }) =>
        Array.from({ length: inTier }, () => ({ region, tier: tier.value })),
      ),
    )
    .map((kind, index) => ({ ...kind, channel: pickByThousandth(CHANNELS, (index * 617) % 1000) }))
  return shuffled(kinds, seed, STREAM.customerOrder).map((kind, index) => ({
    id: `CUST-${String(index + 1).padStart(8, '0')}`,
    ...kind,
  }))
}

function createProducts(seed: number, count: number): Product[] {
  const kinds = splitBy(CATEGORIES, count).flatMap(({ item: category, count: inCategory }) =>
    Array.from({ length: inCategory }, (_, position) => ({
      category,
      subCategory: category.subCategories[position % category.subCategories.length] ?? '',
      brand: category.brands[(position + Math.floor(position / category.brands.length)) % category.brands.length] ?? '',
    })),
  )
  return shuffled(kinds, seed, STREAM.productOrder).map(({ category, subCategory, brand }, index) => {
    const number = index + 1
    return {
      id: `SKU-${prefix(category.name)}-${String(number).padStart(5, '0')}`,
      name: `${brand} ${titleCase(subCategory)} #${number}`,
      category: category.name,
      subCategory,
      brand,
      price: category.minPrice + below(category.maxPrice - category.minPrice + 1, seed, STREAM.price, index),
    }
  })
}

/** Every city of a region has a store before one has two. */
function createStores(seed: number, count: number): ReadonlyMap<string, readonly Store[]> {
  const counts = apportion(
    REGIONS.map((region) => region.weight),
    Math.max(count, REGIONS.length),
  )
  let number = 0
  return new Map(
    REGIONS.map((region, index) => {
      const first = below(region.cities.length, seed, STREAM.storeCity, index)
      const stores = Array.from({ length: Math.max(1, counts[index] ?? 0) }, (_, position) => {
        const city = region.cities[(first + position) % region.cities.length] ?? { name: '', state: '' }
        number++
        return {
          id: `STORE-${prefix(city.name)}-${String(number).padStart(3, '0')}`,
          region,
          city: city.name,
          state: city.state,
        }
      })
      return [region.name, stores]
    }),
  )
}

function splitBy<T extends { readonly weight: number }>(
  items: readonly T[],
  count: number,
): { item: T; count: number }[] {
  const counts = apportion(
    items.map((item) => item.weight),
    count,
  )
  return items.map((item, index) => ({ item, count: counts[index] ?? 0 }))
}

function shuffled<T>(items: readonly T[], seed: number, stream: number): T[] {
  return items
    .map((item, index) => ({ item, key: hash32(seed, stream, index), index }))
    .sort((left, right) => left.key - right.key || left.index - right.index)
    .map(({ item }) => item)
}

function prefix(name: string): string {
  return name.slice(0, 3).toUpperCase()
}

function titleCase(name: string): string {
  return name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}
