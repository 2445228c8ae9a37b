/** What a re-implementation must show, line by line; `later` names what a later issue brings of it. */
const CHECKLIST: readonly { readonly text: string; readonly later?: string }[] = [
  { text: 'One long-lived process serving stream, batch and API together' },
  { text: 'stream/transactions is the single source of truth' },
  { text: 'Two fair-share pools; neither blocks the other' },
  { text: 'Topic transactions-stream, auto-created, 12 partitions, 168 h retention, key transaction_id' },
  { text: 'Group unified-pipeline-stream with per-partition lag' },
  { text: 'Generator 10/s by default, EVENTS_PER_SECOND override' },
  { text: 'A start without the topic, and what happens then' },
  { text: 'Seeder 1M / 90 days, TOTAL_RECORDS and DATE_RANGE_DAYS overrides' },
  { text: 'All endpoints' },
  { text: 'batchId and PENDING from submit' },
  { text: 'Lifecycle PENDING, RUNNING, COMPLETED, FAILED' },
  { text: 'Optional ANDed filters' },
  { text: 'Paged raw data with limit and offset' },
  { text: 'Aggregated results' },
  { text: 'List filtered by status' },
  { text: 'Health with engine status and uptime' },
  { text: 'Graceful /stop' },
  { text: 'The 9 values of analysisType' },
  { text: 'One error format' },
  { text: 'The five codes' },
  { text: 'Configuration keys and KAFKA_BOOTSTRAP_SERVERS' },
  { text: 'At most 8 concurrent batches; page 100, cap 10000' },
  { text: 'Tables survive a restart; the stream resumes at the last committed offset' },
  { text: 'Full reset', later: 'the command `reset`; deleting the data folder works today' },
  { text: 'Date filters prune event_date partitions; filters are pushed down' },
  { text: 'Monitoring', later: 'screens, /activity, /kafka/*; /stream/status has its figures today' },
  { text: 'Troubleshooting cases' },
  { text: 'The ten example queries and the volume table' },
  { text: 'Distributions' },
  { text: 'Logs: API calls, micro-batches, batch lifecycle, errors' },
]

/** docs/coverage.md from the tags `[checklist N, M]` in test names; `bare` are lines without a test or a reason. */
export function renderCoverage(sources: readonly { readonly path: string; readonly text: string }[]): {
  text: string
  bare: number[]
} {
  const tests = new Map<number, string[]>()
  for (const { path, text } of sources) {
    for (const match of text.matchAll(/\[checklist ([\d, ]+)\] ([^'"`\n]+)/g)) {
      for (const number of (match[1] ?? '').split(',').map(Number)) {
        tests.set(number, [...(tests.get(number) ?? []), `${path}: ${(match[2] ?? '').trim()}`])
      }
    }
  }
  const bare = CHECKLIST.flatMap(({ later }, index) =>
    later === undefined && !tests.has(index + 1) ? [index + 1] : [],
  )
  const lines = CHECKLIST.flatMap(({ text, later }, index) => [
    `## ${index + 1}. ${text}`,
    '',
    ...[...new Set(tests.get(index + 1) ?? [])].sort().map((name) => `- ${name}`),
    ...(later === undefined ? [] : [`- later: ${later}`]),
    '',
  ])
  return {
    bare,
    text: `# What shows that nothing of the original was forgotten\n\nWritten by \`npm run docs\` from the tags in the tests' names; \`npm test\` fails when it is stale.\n\n${lines.join('\n')}`,
  }
}
