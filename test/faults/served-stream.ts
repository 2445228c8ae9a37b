import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StreamStatus } from '../../src/shared/stream'
import type { TestBroker } from '../support/broker'
import { bundleProgram, type Bundle, type Mutation } from '../support/bundle'
import { openParts, type EngineParts } from '../support/engine-parts'
import { quickFolder } from '../support/quick-folder'
import { CLI, serve, type Served } from '../support/process'
import { LONG_PATIENCE_MS, until } from '../support/until'

/** A real process with a data folder of its own that streams from a real broker. */
export interface ServedStream {
  readonly folder: string
  readonly server: Served
  /** @param settings beside those of every trial */
  start(group: string, settings?: Readonly<Record<string, string | number>>): Promise<Served>
  status(): Promise<StreamStatus>
  /** Every message of the topic is committed; its end offsets. */
  drained(topic: string, limitMs?: number): Promise<Map<number, bigint>>
  /** Looks at the tables from another process, as anybody may at any time. */
  look<T>(check: (parts: EngineParts) => Promise<T>): Promise<T>
  /** A data folder that holds nothing yet. */
  renew(): Promise<void>
  close(): Promise<void>
}

export async function openServedStream(broker: TestBroker, mutations: readonly Mutation[]): Promise<ServedStream> {
  const program: Bundle | null = mutations.length === 0 ? null : await bundleProgram(mutations)
  let folder = await newFolder()
  let server: Served | null = null

  const stream: ServedStream = {
    get folder() {
      return folder
    },
    get server() {
      if (server === null) throw new Error('no process runs')
      return server
    },
    async start(group, extra = {}) {
      const settings = {
        'pipeline.kafka.bootstrap-servers': broker.bootstrapServers,
        'pipeline.kafka.consumer-group': group,
        'pipeline.stream.trigger-interval': '100ms',
        'pipeline.log.level': 'silent',
        ...extra,
      }
      server = await serve(folder, settings, {}, program?.script ?? CLI)
      return server
    },
    async status() {
      return StreamStatus.parse(await stream.server.get('/stream/status'))
    },
    async drained(topic, limitMs = LONG_PATIENCE_MS) {
      const ends = await endsOf(broker, topic)
      await until(
        () => stream.status(),
        ({ state, partitions, totals }) => {
          if (state === 'FAILED') throw new Error('the stream failed')
          return (
            state === 'RUNNING' &&
            partitions.length === ends.size &&
            partitions.every(({ partition, offset }) => BigInt(offset) >= (ends.get(partition) ?? 0n)) &&
            totals.consumed === totals.rows + totals.deadLetters
          )
        },
        limitMs,
      )
      return ends
    },
    async look(check) {
      const parts = await openParts(join(folder, 'delta'))
      try {
        return await check(parts)
      } finally {
        await parts.close()
      }
    },
    async renew() {
      await server?.kill()
      await rm(folder, { recursive: true, force: true })
      folder = await newFolder()
    },
    async close() {
      await server?.kill()
      await rm(folder, { recursive: true, force: true })
      await program?.remove()
    },
  }
  return stream
}

export async function endsOf(broker: TestBroker, topic: string): Promise<Map<number, bigint>> {
  const admin = broker.kafka.admin()
  await admin.connect()
  try {
    const offsets = await admin.fetchTopicOffsets(topic)
    return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]))
  } finally {
    await admin.disconnect()
  }
}

let names = 0

/** A topic or group that no other trial has. */
export function newName(prefix: string): string {
  return `${prefix}-${process.pid}-${names++}`
}

function newFolder(): Promise<string> {
  return quickFolder('millrace-served-')
}
