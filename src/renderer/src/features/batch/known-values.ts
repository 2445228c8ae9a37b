/** Values that the event schema names (original data set); a column without a list takes any text. */
export const KNOWN_VALUES: Readonly<Record<string, readonly string[]>> = {
  category: [
    'electronics',
    'clothing',
    'grocery',
    'home_garden',
    'sports',
    'beauty',
    'automotive',
    'books',
    'toys',
    'pharmacy',
  ],
  region: ['north', 'south', 'east', 'west', 'central', 'northeast'],
  channel: ['pos_in_store', 'web', 'mobile_app', 'marketplace', 'call_center'],
  payment_method: ['credit_card', 'debit_card', 'upi', 'wallet', 'bank_transfer', 'cod', 'gift_card'],
  card_network: ['visa', 'mastercard', 'amex', 'rupay', 'discover'],
  customer_tier: ['bronze', 'silver', 'gold', 'platinum'],
  transaction_status: ['completed', 'pending', 'failed', 'refunded', 'chargeback'],
  device_type: ['android', 'ios', 'desktop', 'tablet'],
  is_fraudulent: ['true', 'false'],
  currency: ['USD'],
}
