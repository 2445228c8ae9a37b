import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect } from 'vitest'
import { CRASH_PARTITIONS, CRASH_RECORDS, crashEvent } from './crash-topic'
import type { EngineParts } from './engine-parts'
import { comparable, WindowOracle, type OracleEvent } from './window-oracle'

export interface CrashChildOptions {
  readonly folder: string
  readonly seed: number
  /** A few dozen rows each, so that there are many commits. */
  readonly smallBatches?: boolean
  /** It kills itself so long after so many acknowledgements, at which its own rows are committed. */
  readonly killAfter?: { readonly acks: number; readonly ms: number }
  /** A file that acknowledgements are written to as well. */
  readonly trace?: string
}

/** What the child tells, one a line: next offsets that it says are done, or a state that it has come to. */
export type CrashChildMessage =
  { readonly ack: Readonly<Record<string, number>> } | { readonly state: string; readonly reason: string | null }

/** A crash-child process while it runs. */
export interface CrashChild {
  readonly child: ChildProcess
  /** Next offset that was acknowledged, by partition. */
  readonly acknowledged: ReadonlyMap<number, number>
  /** Why it is, or was, in its state. */
  readonly reason: string | null
  /** Resolves at a message that is liked, or when the child has ended; true where it was liked. */
  told(likes: (message: CrashChildMessage) => boolean): Promise<boolean>
  /** Its exit code, null where a signal ended it. All it told was read by then. */
  readonly ended: Promise<number | null>
}

export function startCrashChild(
  script: string,
  options: CrashChildOptions,
  environment: NodeJS.ProcessEnv = {},
): CrashChild {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const acknowledged = new Map<number, number>()
  let reason: string | null = null
  const listeners = new Set<(message: CrashChildMessage) => void>()
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    // A child that was killed while it told something leaves half a line.
    if (!line.endsWith('}')) return
    const message = JSON.parse(line) as CrashChildMessage
    if ('ack' in message) {
      for (const [partition, offset] of Object.entries(message.ack)) acknowledged.set(Number(partition), offset)
    }
    if ('state' in message) reason = message.reason
    for (const listener of listeners) listener(message)
  })
  const read = once(lines, 'close')
  const ended = once(child, 'exit').then(async ([code]: unknown[]) => {
    await read
    return typeof code === 'number' ? code : null
  })
  return {
    child,
    acknowledged,
    get reason() {
      return reason
    },
    ended,
    told: (likes) =>
      new Promise((resolve) => {
        const listener = (message: CrashChildMessage) => {
          if (!likes(message)) return
          listeners.delete(listener)
          resolve(true)
        }
        listeners.add(listener)
        void ended.then(() => resolve(false))
      }),
  }
}

/** Runs a child to its end; true where it reached it, false where a failpoint killed it. */
export async function runCrashChild(
  script: string,
  options: CrashChildOptions,
  environment: NodeJS.ProcessEnv = {},
): Promise<boolean> {
  const code = await startCrashChild(script, options, environment).ended
  if (code === null) return false
  expect(code).toBe(0)
  return true
}

/** Every offset of the topic is a row or a letter once, with its own content, and each window is right. */
export async function expectWhole(parts: EngineParts): Promise<void> {
  const wanted: { events: string[]; letters: string[] } = { events: [], letters: [] }
  const windows = new WindowOracle()
  for (let partition = 0; partition < CRASH_PARTITIONS; partition++) {
    const events: OracleEvent[] = []
    for (let offset = 0; offset < CRASH_RECORDS; offset++) {
      const event = crashEvent(partition, offset)
      ;(event === null ? wanted.letters : wanted.events).push(`${partition}/${offset}`)
      if (event !== null) events.push(event)
    }
    windows.add(events, partition)
  }
  expect(await places(parts, parts.transactionsPath)).toEqual(wanted.events.sort())
  expect(await places(parts, parts.deadLettersPath)).toEqual(wanted.letters.sort())
  await expectOwnContent(parts)

  const repeated = await parts.rows(
    parts.aggregationsPath,
    'window_start, category, count(*)::INTEGER AS times',
    'GROUP BY ALL HAVING times > 1',
  )
  expect(repeated).toEqual([])
  const dashboard = await parts.stream().dashboard({})
  expect(comparable(dashboard.windows), 'final windows').toEqual(windows.all().filter((window) => window.final))
}

/** Nothing that was acknowledged is missing, and nothing is there twice, in part or with another's content. */
export async function expectAcknowledged(parts: EngineParts, acknowledged: ReadonlyMap<number, number>): Promise<void> {
  const rows = await places(parts, parts.transactionsPath)
  const letters = await places(parts, parts.deadLettersPath)
  expect(repeats(rows), 'rows that are there twice').toEqual([])
  expect(repeats(letters), 'dead letters that are there twice').toEqual([])
  const found = new Set([...rows, ...letters])
  const lost: string[] = []
  for (const [partition, next] of acknowledged) {
    for (let offset = 0; offset < next; offset++) {
      const place = `${partition}/${offset}`
      if (!found.has(place)) lost.push(place)
    }
  }
  expect(lost.slice(0, 20), `${lost.length} acknowledged messages are lost`).toEqual([])
  await expectOwnContent(parts)
}

/** Every version from `from` on (by table) can be read; gives back the newest ones. */
export async function expectReadable(
  parts: EngineParts,
  from: ReadonlyMap<string, number> = new Map(),
): Promise<Map<string, number>> {
  const newest = new Map<string, number>()
  for (const root of [parts.transactionsPath, parts.deadLettersPath, parts.aggregationsPath]) {
    const table = parts.lake.table(root)
    const last = (await table.snapshot())?.version ?? -1
    for (let version = from.get(root) ?? 0; version <= last; version++) {
      expect((await table.snapshot(version))?.version).toBe(version)
    }
    newest.set(root, Math.max(0, last))
  }
  return newest
}

async function places(parts: EngineParts, root: string): Promise<string[]> {
  const rows = await parts.rows(root, "kafka_partition || '/' || kafka_offset AS place")
  return rows.map((row) => String(row['place'])).sort()
}

function repeats(sorted: readonly string[]): string[] {
  return sorted.filter((place, index) => place === sorted[index - 1])
}

async function expectOwnContent(parts: EngineParts): Promise<void> {
  const ids = await parts.rows(
    parts.transactionsPath,
    'count(*)::INTEGER AS wrong',
    "WHERE transaction_id <> kafka_partition || '-' || kafka_offset",
  )
  expect(Number(ids[0]?.['wrong'] ?? 0), 'rows with the content of another message').toBe(0)
}
