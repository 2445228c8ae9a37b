// Reads a stored result as an analyst does: pages, sort, filter, search, statistics, drill-down, exports.
import { percentile } from './millrace.mjs'

/** As an analyst narrows rows: by one value and a range. */
const WHERE = [
  { column: 'category', op: '=', value: 'books' },
  { column: 'quantity', op: '>=', value: 2 },
]
const ROUNDS = 20
/** A way that takes long is taken less often. */
const WAY_MS = 15_000

/** Each way to look at a result: its name and the median and 95th percentile of up to twenty requests, in ms. */
export async function exploreResult(server, batchId, rows) {
  const raw = `/batch/data/${batchId}`
  const aggregated = `${raw}/aggregated`
  const analysis = 'analysis=revenue_by_category'
  const anywhere = () => Math.floor(Math.random() * Math.max(1, rows - 100))
  const ways = [
    ['first page of 100 raw rows', () => `${raw}?limit=100`],
    ['a page anywhere', () => `${raw}?limit=100&offset=${anywhere()}`],
    ['sorted by amount, a page anywhere', () => `${raw}?limit=100&offset=${anywhere()}&sort=total_amount:desc`],
    ['sorted by customer, a page anywhere', () => `${raw}?limit=100&offset=${anywhere()}&sort=customer_id`],
    ['filtered by category and quantity', () => `${raw}?limit=100&where=${encodeURIComponent(JSON.stringify(WHERE))}`],
    ['searched for a city', () => `${raw}?limit=100&search=mumbai`],
    ['statistics of one number column', () => `${raw}/columns/total_amount`],
    ['statistics of one text column', () => `${raw}/columns/city`],
    ['rows behind a group', () => `${aggregated}/0/rows?${analysis}&limit=100`],
  ]
  const found = []
  for (const [name, path] of ways) {
    const times = []
    // One more at first, which opens files.
    const begun = performance.now()
    for (let round = 0; round <= ROUNDS && (round < 2 || performance.now() - begun < WAY_MS); round++) {
      const started = performance.now()
      await server.get(path())
      if (round > 0) times.push(performance.now() - started)
    }
    found.push({ name, p50: percentile(times, 0.5), p95: percentile(times, 0.95) })
  }
  return found
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
