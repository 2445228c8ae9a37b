import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { expect } from 'vitest'
import type { SampleRow } from '../support/engine'
import type { Random } from '../support/random'
import type { Attack, Rig, RigOptions } from './attack'
import { WITHOUT } from './guards'
import { openTarget } from './target'

/** FILE is one that no request may make. */
const SEEDS = [
  "' OR '1'='1",
  "' OR 1=1 --",
  "x'; COPY (SELECT 1) TO 'FILE'; --",
  "') ; COPY (SELECT 42) TO 'FILE'; SELECT ('",
  "' || (SELECT string_agg(category, ',') FROM raw) || '",
  "'; ATTACH 'FILE' AS x; --",
  "'; INSTALL httpfs; LOAD httpfs; --",
  "'; SET memory_limit='1MB'; --",
  "' UNION SELECT content FROM read_text('/etc/passwd') --",
  "'; DROP TABLE batches; DELETE FROM batches; --",
  '"; COPY (SELECT 1) TO "FILE"; --',
  "$$; COPY (SELECT 1) TO 'FILE'; $$",
  "E'\\'; COPY (SELECT 1) TO 'FILE'; --",
  "/**/'/**/OR/**/TRUE/**/--",
  'books" OR "1"="1',
  '?',
  '$1',
  ':x',
  '%',
  '_',
  '\\',
  '\0',
  '\u2019 OR 1=1 --',
  '{{7*7}}',
  '(SELECT 1)',
  'NULL',
  'books',
]
const PLACES = [
  '=',
  '!=',
  'in',
  'between',
  'contains',
  'starts with',
  'search',
  'where',
  'column',
  'op',
  'sort',
  'statistics',
  'export',
  'estimate',
  'values-column',
  'values-contains',
  'values-value',
] as const
const PER_TRIAL = 20
const Page = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  page: z.object({ total: z.number().optional(), returned: z.number() }),
})

export const injection: Attack = {
  name: 'injection',
  canaries: [{ guard: 'the binding of values', mutations: WITHOUT.bound, trials: 20, says: /statement|rows/ }],
  note: () => 'an extra statement shows by its file, its error or its rows; the rows hold the payloads themselves',
  open,
}

async function open(options: RigOptions): Promise<Rig> {
  const mark = join(process.cwd(), `out/attack-made-${process.pid}`)
  const texts = SEEDS.map((text) => text.replaceAll('FILE', mark)).filter((text) => text !== '\0')
  const rows = texts.map((text, index): SampleRow => ({
    transaction_id: `t${index}`,
    customer_id: text,
    category: text,
  }))
  const target = await openTarget(options, {}, rows)

  async function attempt(random: Random): Promise<void> {
    const payload = somePayload(random, [...texts, '\0'])
    const place = random.pick(PLACES)
    const request = requestOf(place, payload, target.batchId)
    const answer = await patiently(() => fetch(target.served.address + request.path, request.init))
    const text = await answer.text()
    const what = `${place} with ${JSON.stringify(payload)}`
    expect([200, 400], `${what}: ${text}: a statement that is not ours`).toContain(answer.status)
    expect(existsSync(mark), `${what}: a statement made a file`).toBe(false)
    const wanted = holders(place, payload, texts)
    if (wanted === null || answer.status !== 200) return
    const page = Page.parse(JSON.parse(text))
    expect(page.data.map((row) => row['customer_id']).sort(), `${what}: other rows`).toEqual([...wanted].sort())
  }

  return {
    async trial(random) {
      await Promise.all(Array.from({ length: PER_TRIAL }, () => attempt(random)))
      return PER_TRIAL
    },
    async finish() {
      expect(await target.state()).toContain('COMPLETED')
    },
    close: () => target.close(),
  }
}

/** A seed as it is, or two of them cut and joined. */
function somePayload(random: Random, texts: readonly string[]): string {
  const text = random.pick(texts)
  if (random.below(3) === 0) return text
  const other = random.pick(texts)
  return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1))
}

/** The rows that hold the payload; null where the place is no comparison, or an empty one. */
function holders(place: (typeof PLACES)[number], payload: string, texts: readonly string[]): readonly string[] | null {
  switch (place) {
    case '=':
    case 'in':
    case 'between':
      return texts.filter((text) => text === payload)
    case '!=':
      return texts.filter((text) => text !== payload)
    default:
      return null
  }
}

function where(column: string, op: string, value: unknown) {
  return { where: JSON.stringify([{ column, op, value }]) }
}

function requestOf(
  place: (typeof PLACES)[number],
  payload: string,
  batchId: string,
): { path: string; init: RequestInit } {
  const path = (parameters: Record<string, string>, more = '') => ({
    path: `/batch/data/${batchId}${more}?${new URLSearchParams(parameters).toString()}`,
    init: {},
  })
  switch (place) {
    case '=':
    case '!=':
    case 'contains':
    case 'starts with':
      return path(where('customer_id', place, payload))
    case 'in':
      return path(where('customer_id', place, [payload]))
    case 'between':
      return path(where('customer_id', place, [payload, payload]))
    case 'search':
    case 'where':
    case 'sort':
      return path({ [place]: payload })
    case 'column':
      return path(where(payload, '=', 'x'))
    case 'op':
      return path(where('customer_id', payload, 'x'))
    case 'statistics':
      return path({}, `/columns/${encodeURIComponent(`x${payload}`)}`)
    case 'export':
      return path({ format: 'jsonl', ...where('customer_id', '=', payload), search: payload }, '/export')
    case 'values-column':
      return { path: `/lake/tables/transactions/columns/${encodeURIComponent(`x${payload}`)}/values`, init: {} }
    case 'values-contains':
    case 'values-value': {
      const parameters = new URLSearchParams({ [place.slice('values-'.length)]: payload })
      return { path: `/lake/tables/transactions/columns/customer_id/values?${parameters.toString()}`, init: {} }
    }
    case 'estimate':
      return {
        path: '/batch/estimate',
        init: {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({
            startDate: '2026-01-01',
            endDate: '2026-01-31',
            analysisType: 'revenue_by_category',
            filters: { category: payload },
          }),
        },
      }
  }
}

/** Asks again where we are too fast. */
async function patiently(ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await ask()
    if (answer.status !== 429) return answer
    await answer.arrayBuffer()
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}
