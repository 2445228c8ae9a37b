// Reads a stored result as an analyst does: pages, sort, filter, search, statistics, drill-down, exports.
import { percentile } from './millrace.mjs'

/** As an analyst narrows rows: by one value and a range. */
const BOOKS = where([
  { column: 'category', op: '=', value: 'books' },
  { column: 'quantity', op: '>=', value: 2 },
])
const ROUNDS = 20
/** A way that takes long is taken less often. */
const WAY_MS = 15_000

/** Each way to look at a result: its name, its first request, and median and 95th percentile of up to twenty more, in ms. */
export async function exploreResult(server, batchId, rows) {
  const raw = `/batch/data/${batchId}`
  const aggregated = `${raw}/aggregated`
  const analysis = 'analysis=revenue_by_category'
  const anywhere = () => Math.floor(Math.random() * Math.max(1, rows - 100))
  // Another condition each time: an answer that was kept would be no measurement.
  const nearlyAll = () => where([{ column: 'total_amount', op: '>', value: Math.random() }])
  const ways = [
    ['first page of 100 raw rows', () => `${raw}?limit=100`],
    ['a page anywhere', () => `${raw}?limit=100&offset=${anywhere()}`],
    ['sorted by amount, a page anywhere', () => `${raw}?limit=100&offset=${anywhere()}&sort=total_amount:desc`],
    ['sorted by customer, a page anywhere', () => `${raw}?limit=100&offset=${anywhere()}&sort=customer_id`],
    ['filtered by category and quantity', () => `${raw}?limit=100&${BOOKS}`],
    ['searched for a city', () => `${raw}?limit=100&search=mumbai`],
    ['statistics of one number column', () => `${raw}/columns/total_amount?${nearlyAll()}`],
    ['statistics of one text column', () => `${raw}/columns/city?${nearlyAll()}`],
    ['statistics of a column of one value a row', () => `${raw}/columns/transaction_id?${nearlyAll()}`],
    ['rows behind a group', () => `${aggregated}/0/rows?${analysis}&limit=100`],
  ]
  const found = []
  for (const [name, path] of ways) {
    const times = []
    let first = 0
    const begun = performance.now()
    for (let round = 0; round <= ROUNDS && (round < 2 || performance.now() - begun < WAY_MS); round++) {
      const started = performance.now()
      await server.get(path())
      const elapsed = performance.now() - started
      if (round === 0) first = elapsed
      else times.push(elapsed)
    }
    found.push({ name, first, p50: percentile(times, 0.5), p95: percentile(times, 0.95) })
  }
  return found
}

function where(conditions) {
  return `where=${encodeURIComponent(JSON.stringify(conditions))}`
}

/** Every raw row in each format, read to its end and thrown away. */
export async function exportResult(server, batchId, formats) {
  const found = []
  for (const format of formats) {
    const started = performance.now()
    const response = await fetch(`${server.address}/batch/data/${batchId}/export?format=${format}`)
    if (!response.ok) throw new Error(`export as ${format} answered ${response.status}: ${await response.text()}`)
    let bytes = 0
    for await (const chunk of response.body) bytes += chunk.length
    const { peakMiB } = await server.usage()
    found.push({ format, seconds: (performance.now() - started) / 1000, mib: bytes / 2 ** 20, peakMiB })
  }
  return found
}
