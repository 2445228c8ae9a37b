/** A clean event as its Kafka message; `changes` replaces fields. */
export function eventJson(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    transaction_id: 't-1',
    event_timestamp: '2026-01-31T12:00:00.000Z',
    processing_timestamp: null,
    customer_id: 'CUST-00000001',
    customer_tier: 'gold',
    product_id: 'SKU-ELE-00001',
    product_name: 'Sony Cameras #1',
    category: 'electronics',
    sub_category: 'cameras',
    brand: 'Sony',
    quantity: 2,
    unit_price: 10.25,
    discount_percent: 0,
    total_amount: 20.5,
    tax_amount: 1.85,
    currency: 'USD',
    payment_method: 'upi',
    card_network: null,
    transaction_status: 'completed',
    channel: 'web',
    store_id: null,
    region: 'north',
    city: 'Delhi',
    state: 'DL',
    postal_code: '123456',
    device_type: 'ios',
    session_id: 's',
    ip_address: '1.2.xxx.xxx',
    is_fraudulent: false,
    fraud_score: 0.1,
    batch_id: null,
    ...changes,
  })
}

/** `count` events with transaction ids `PREFIX-FROM` and on. */
export function events(count: number, prefix = 'e', from = 0): string[] {
  return Array.from({ length: count }, (_, index) => eventJson({ transaction_id: `${prefix}-${from + index}` }))
}
