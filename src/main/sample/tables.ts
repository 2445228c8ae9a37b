/** The retail world's tables and weights, as the original's (decision 36). Prices in cents. */
export interface Weighted<T> {
  readonly value: T
  /** In thousandths; each table sums to 1000. */
  readonly weight: number
}

export interface Category {
  readonly name: string
  readonly weight: number
  readonly minPrice: number
  readonly maxPrice: number
  readonly subCategories: readonly string[]
  readonly brands: readonly string[]
}

function category(
  name: string,
  weight: number,
  minPrice: number,
  maxPrice: number,
  subCategories: string,
  brands: string,
): Category {
  return { name, weight, minPrice, maxPrice, subCategories: subCategories.split(' '), brands: brands.split(', ') }
}

export const CATEGORIES: readonly Category[] = [
  category(
    'electronics',
    200,
    2999,
    249999,
    'smartphones laptops audio_headphones cameras tablets wearables',
    'Apple, Samsung, Sony, LG, Dell, HP, Bose, OnePlus',
  ),
  category(
    'clothing',
    180,
    999,
    29999,
    'mens_shirts womens_dresses shoes activewear accessories',
    "Nike, Adidas, Zara, H&M, Levi's, Puma, Uniqlo",
  ),
  category(
    'grocery',
    220,
    199,
    8999,
    'dairy snacks beverages frozen organic bakery',
    'Amul, Nestle, Britannia, ITC, Parle, Haldiram',
  ),
  category(
    'home_garden',
    100,
    1499,
    99999,
    'furniture kitchen bedding garden_tools lighting',
    'IKEA, HomeTown, Godrej, Nilkamal, Wipro',
  ),
  category(
    'sports',
    80,
    1999,
    79999,
    'fitness outdoor team_sports cycling swimming',
    'Nike, Adidas, Puma, Decathlon, Yonex, Wilson',
  ),
  category(
    'beauty',
    70,
    499,
    19999,
    'skincare makeup haircare fragrance supplements',
    "Lakme, L'Oreal, Maybelline, Nivea, Dove",
  ),
  category(
    'automotive',
    40,
    999,
    49999,
    'parts accessories tools car_care electronics',
    'Bosch, 3M, Castrol, Shell, Philips',
  ),
  category(
    'books',
    50,
    599,
    4999,
    'fiction non_fiction textbooks children comics',
    'Penguin, HarperCollins, Scholastic, Oxford, Cambridge',
  ),
  category(
    'toys',
    30,
    799,
    19999,
    'action_figures board_games educational outdoor dolls',
    'Lego, Hasbro, Mattel, Funskool, PlayDoh',
  ),
  category(
    'pharmacy',
    30,
    299,
    14999,
    'otc_medicine vitamins first_aid personal_care baby_care',
    'Cipla, Sun Pharma, Himalaya, Dabur, Patanjali',
  ),
]

export interface Region {
  readonly name: string
  readonly weight: number
  readonly cities: readonly { readonly name: string; readonly state: string }[]
}

function region(name: string, weight: number, cities: string): Region {
  return {
    name,
    weight,
    cities: cities.split(', ').map((city) => ({ name: city.slice(0, -3), state: city.slice(-2) })),
  }
}

export const REGIONS: readonly Region[] = [
  region('north', 220, 'Delhi DL, Chandigarh CH, Lucknow UP, Jaipur RJ'),
  region('south', 250, 'Bangalore KA, Chennai TN, Hyderabad TS, Kochi KL'),
  region('east', 120, 'Kolkata WB, Patna BR, Bhubaneswar OD, Guwahati AS'),
  region('west', 280, 'Mumbai MH, Pune MH, Ahmedabad GJ, Goa GA'),
  region('central', 80, 'Bhopal MP, Nagpur MH, Indore MP, Raipur CG'),
  region('northeast', 50, 'Guwahati AS, Imphal MN, Shillong ML, Agartala TR'),
]

export const PAYMENTS: readonly Weighted<string>[] = [
  { value: 'credit_card', weight: 300 },
  { value: 'debit_card', weight: 200 },
  { value: 'upi', weight: 250 },
  { value: 'wallet', weight: 100 },
  { value: 'bank_transfer', weight: 50 },
  { value: 'cod', weight: 80 },
  { value: 'gift_card', weight: 20 },
]

export const CHANNELS: readonly Weighted<string>[] = [
  { value: 'pos_in_store', weight: 250 },
  { value: 'web', weight: 200 },
  { value: 'mobile_app', weight: 350 },
  { value: 'marketplace', weight: 150 },
  { value: 'call_center', weight: 50 },
]

/** Channels served by a store. */
export const PHYSICAL_CHANNELS: ReadonlySet<string> = new Set(['pos_in_store', 'call_center'])

export const TIERS: readonly Weighted<string>[] = [
  { value: 'bronze', weight: 500 },
  { value: 'silver', weight: 300 },
  { value: 'gold', weight: 150 },
  { value: 'platinum', weight: 50 },
]

export const NETWORKS: readonly Weighted<string>[] = [
  { value: 'visa', weight: 350 },
  { value: 'mastercard', weight: 300 },
  { value: 'amex', weight: 150 },
  { value: 'rupay', weight: 150 },
  { value: 'discover', weight: 50 },
]

export const STATUSES: readonly Weighted<string>[] = [
  { value: 'completed', weight: 920 },
  { value: 'pending', weight: 40 },
  { value: 'failed', weight: 20 },
  { value: 'refunded', weight: 15 },
  { value: 'chargeback', weight: 5 },
]

export const DEVICES: readonly string[] = ['android', 'ios', 'desktop', 'tablet']

/** The value that a thousandth in [0, 1000) falls on. */
export function pickByThousandth<T>(table: readonly Weighted<T>[], thousandth: number): T {
  let rest = thousandth
  for (const { value, weight } of table) {
    rest -= weight
    if (rest < 0) return value
  }
  throw new RangeError(`a thousandth must be below 1000: ${thousandth}`)
}

/**
 * How many of `count` each weight gets, by largest remainder: shares hold as exactly as whole numbers can.
 */
export function apportion(weights: readonly number[], count: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const exact = weights.map((weight) => (weight * count) / total)
  const shares = exact.map(Math.floor)
  const left = count - shares.reduce((sum, share) => sum + share, 0)
  const byRemainder = exact
    .map((share, index) => ({ index, rest: share - Math.floor(share) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1
  return shares
}
