/** What a re-implementation must show, line by line. */
const CHECKLIST = [
  'One long-lived process serving stream, batch and API together',
  'stream/transactions is the single source of truth',
  'Two fair-share pools; neither blocks the other',
  'Topic transactions-stream, auto-created, 12 partitions, 168 h retention, key transaction_id',
  'Group unified-pipeline-stream with per-partition lag',
  'Generator 10/s by default, EVENTS_PER_SECOND override',
  'A start without the topic, and what happens then',
  'Seeder 1M / 90 days, TOTAL_RECORDS and DATE_RANGE_DAYS overrides',
  'All endpoints',
  'batchId and PENDING from submit',
  'Lifecycle PENDING, RUNNING, COMPLETED, FAILED',
  'Optional ANDed filters',
  'Paged raw data with limit and offset',
  'Aggregated results',
  'List filtered by status',
  'Health with engine status and uptime',
  'Graceful /stop',
  'The 9 values of analysisType',
  'One error format',
  'The five codes',
  'Configuration keys and KAFKA_BOOTSTRAP_SERVERS',
  'At most 8 concurrent batches; page 100, cap 10000',
  'Tables survive a restart; the stream resumes at the last committed offset',
  'Full reset',
  'Date filters prune event_date partitions; filters are pushed down',
  'Monitoring',
  'Troubleshooting cases',
  'The ten example queries and the volume table',
  'Distributions',
  'Logs: API calls, micro-batches, batch lifecycle, errors',
] as const

/** What the product promises beyond the original; each is a test in a real browser against the real engine. */
const PROMISES = [
  'From install to the first result in under a minute',
  'True lag per partition, in messages and seconds, with its trend and time to catch up',
  'Provable exactly-once',
  'As of on every number',
  'Number to rows to message',
  'Nothing silently cut',
  'History that survives restarts',
  'Explains itself',
  'Bad data is visible',
  'Open store, one contract',
] as const

interface Source {
  readonly path: string
  readonly text: string
}

/** docs/coverage.md from the tags in test names; `bare` are lines and promises without a test. */
export function renderCoverage(sources: readonly Source[]): { text: string; bare: string[] } {
  const tests = tagged(sources, 'checklist')
  const kept = tagged(sources, 'promise')
  return {
    bare: [...without(CHECKLIST, tests, 'checklist'), ...without(PROMISES, kept, 'promise')],
    text: `# What shows that nothing of the original was forgotten\n\nWritten by \`npm run docs\` from the tags in the tests' names; \`npm test\` fails when it is stale.\n\n${section(CHECKLIST, tests)}\n# What shows that the ten promises are kept\n\n${section(PROMISES, kept)}`,
  }
}

/** The tests that carry the tag `[TAG N, M]` in their names, by number. */
function tagged(sources: readonly Source[], tag: string): Tests {
  const tests = new Map<number, string[]>()
  for (const { path, text } of sources) {
    for (const match of text.matchAll(new RegExp(`\\[${tag} ([\\d, ]+)\\] ([^'"\`\\n]+)`, 'g'))) {
      for (const number of (match[1] ?? '').split(',').map(Number)) {
        tests.set(number, [...(tests.get(number) ?? []), `${path}: ${(match[2] ?? '').trim()}`])
      }
    }
  }
  return tests
}

type Tests = ReadonlyMap<number, readonly string[]>

function without(lines: readonly string[], tests: Tests, tag: string): string[] {
  return lines.flatMap((_, index) => (tests.has(index + 1) ? [] : [`${tag} ${index + 1}`]))
}

function section(lines: readonly string[], tests: Tests): string {
  return lines
    .flatMap((text, index) => {
      const names = [...new Set(tests.get(index + 1))].sort()
      return [`## ${index + 1}. ${text}`, '', ...names.map((name) => `- ${name}`), '']
    })
    .join('\n')
}
