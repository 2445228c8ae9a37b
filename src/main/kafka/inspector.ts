import type { KafkaTokens } from '../../shared/config'
import { isBrokerFault, MillraceError } from '../../shared/errors'
import type { KafkaOperations } from '../../shared/engine'
import type { Logger } from '../log/logger'
import { listBrokers } from './brokers'
import { createClient, profileOptions, orUnreachable, type ClientOptions } from './client'
import { testConnection } from './connection-test'
import { describeOneGroup, listGroups } from './groups'
import { readMessages, type Judge } from './messages'
import { describeOneTopic, listTopics } from './topics'
import { openView, type ClusterView } from './view'

export interface KafkaInspectorOptions {
  /** Asked at each connection: a password may have been renewed. */
  readonly client: () => Promise<ClientOptions>
  /** Asked at each call: another saved connection may be in use. */
  readonly topic: () => string
  readonly group: string
  readonly judge: Judge
  readonly tokens: KafkaTokens
  readonly log: Logger
}

/** The door without saved connections, and what only its owner may do. */
export interface KafkaInspector extends Omit<KafkaOperations, 'profiles'> {
  /** Another connection is in use: what is open is not used again. */
  reconnect(): void
  close(): Promise<void>
}

/** An answer or an error comes within this. */
const LIMIT_MS = 9000
/** A pane that refreshes keeps its connections; one that was closed does not. */
const IDLE_MS = 30_000

/** Each call throws BROKER_UNREACHABLE within ten seconds where no broker answers. */
export function openKafkaInspector({
  client,
  topic,
  group,
  judge,
  tokens,
  log,
}: KafkaInspectorOptions): KafkaInspector {
  let view: ClusterView | null = null
  let idle: NodeJS.Timeout | undefined
  const closing = new Set<Promise<void>>()

  async function look<T>(work: (opened: ClusterView) => Promise<T>, signal?: AbortSignal): Promise<T> {
    clearTimeout(idle)
    const target = await client()
    const used = (view ??= openView(createClient(target, { retry: { retries: 1, initialRetryTime: 100 } })))
    try {
      return await orUnreachable(work(used), LIMIT_MS, target)
    } catch (error) {
      signal?.throwIfAborted()
      // A connection that failed once is not used again.
      if (error instanceof MillraceError && isBrokerFault(error)) forget(used)
      throw error
    } finally {
      clearTimeout(idle)
      idle = setTimeout(() => forget(used), IDLE_MS)
      idle.unref()
    }
  }

  function forget(used: ClusterView): void {
    if (view === used) view = null
    const closed = used.close().finally(() => closing.delete(closed))
    closing.add(closed)
  }

  return {
    topics: () => look((opened) => listTopics(opened, topic())),
    topic: (name) => look((opened) => describeOneTopic(opened, name, topic())),
    messages: (name, query, signal = new AbortController().signal) =>
      look((opened) => readMessages(opened, name, query, judge, signal), signal),
    groups: () => look((opened) => listGroups(opened, group)),
    group: (id) => look((opened) => describeOneGroup(opened, id, group)),
    brokers: () => look(listBrokers),
    async test({ topic: asked = topic(), connection }, signal = new AbortController().signal) {
      const tried = connection === undefined ? await client() : profileOptions(connection, tokens, log)
      return testConnection({ client: tried, topic: asked, judge, signal })
    },
    reconnect() {
      if (view !== null) forget(view)
    },
    async close() {
      clearTimeout(idle)
      if (view !== null) forget(view)
      await Promise.all(closing)
    },
  }
}
