import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { MillraceError } from '../../shared/errors'
import { makeFolder } from '../durable'
import { findPorts } from './free-ports'
import { fetchJars, missingForJars, runQuietly } from './maven'

export interface DevBrokerOptions {
  /** 0 = a free one. */
  readonly port: number
  readonly partitions: number
  readonly retentionHours: number
  /** Holds the topics; a second start on it finds them again. */
  readonly dataFolder: string
  /** `resources/kafka/pom.xml`. */
  readonly pom: string
  readonly onProgress?: (message: string) => void
  /** More listeners by name, with their security protocol, each on a free port. */
  readonly listeners?: Readonly<Record<string, string>>
  /** host:port to which such a listener sends its clients on, where that is another than its own. */
  readonly advertised?: Readonly<Record<string, string>>
  /** More lines of server.properties. */
  readonly properties?: Readonly<Record<string, string>>
  /** Arguments of the JVM. */
  readonly jvm?: readonly string[]
  /** Users of SCRAM, made with the storage. */
  readonly scram?: readonly { readonly mechanism: string; readonly name: string; readonly password: string }[]
}

export interface DevBroker {
  readonly bootstrapServers: string
  readonly port: number
  /** Ports of the listeners that were asked for. */
  readonly listeners: ReadonlyMap<string, number>
  /** It ended, by `stop` or by itself; what Kafka said last. */
  readonly ended: Promise<string>
  stop(): Promise<void>
  /** SIGKILL, for fault tests. */
  kill(): Promise<void>
}

const KAFKA_VERSION = '4.1.1'
const KAFKA = { name: `kafka-${KAFKA_VERSION}`, title: `Apache Kafka ${KAFKA_VERSION} (43 MB)` }
/** Only a guard against waiting for ever: a busy machine may need minutes for what takes 5 seconds. */
const READY_MS = 150_000
/** What goes wrong, on stdout. */
const LOGGING = `appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%p %m%n%throwable{short.message}%n
rootLogger.level=ERROR
rootLogger.appenderRef.console.ref=console
`
const HEAP = '512m'
/** For a JVM of a minute: what the second compiler would win it has not paid back by then. */
export const SHORT_JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']
const LAST_LINES = 5
/** In its folder: who has it. Stays behind when it ends. */
const RUNNING = 'millrace-broker.json'
const Running = z.object({ pid: z.int(), port: z.int() })
const TAKEN_PORT = /BindException|Address already in use|Failed to bind/

/** What a machine lacks for a broker of its own, as one line; null where it lacks nothing. */
export function missingForBroker(): string | null {
  return missingForJars(KAFKA)
}

/**
 * Apache Kafka in KRaft mode on loopback, from Maven Central on the JDK.
 * @throws PORT_IN_USE, IO_ERROR of its folder, SERVICE_UNAVAILABLE naming what is missing
 */
export async function startDevBroker(options: DevBrokerOptions): Promise<DevBroker> {
  const missing = missingForBroker()
  if (missing !== null)
    throw new MillraceError(
      'SERVICE_UNAVAILABLE',
      `A broker needs ${missing}, or a Docker engine (docker compose up -d).`,
    )
  const jars = await fetchJars({ ...KAFKA, pom: options.pom }, options.onProgress)
  try {
    return await startOnPorts(options, jars)
  } catch (error) {
    // Between our look for free ports and Kafka's binding them, seconds later, another program may take one.
    if (!(error instanceof MillraceError && error.canRetry)) throw error
    options.onProgress?.(`${error.message} Trying again ...`)
    return startOnPorts(options, jars)
  }
}

async function startOnPorts(options: DevBrokerOptions, jars: string): Promise<DevBroker> {
  const names = Object.keys(options.listeners ?? {})
  const [port = 0, controllerPort = 0, ...others] = await findPorts([options.port, 0, ...names.map(() => 0)])
  const listeners = new Map(names.map((name, index) => [name, others[index] ?? 0]))
  const properties = await writeProperties(options, port, controllerPort, listeners)
  const classPath = `${join(jars, '*')}${delimiter}${options.dataFolder}`
  await format(classPath, properties, options)
  options.onProgress?.('starting Apache Kafka ...')
  const output = join(options.dataFolder, 'kafka.out')
  const server = await spawnServer(
    [`-Xmx${HEAP}`, ...(options.jvm ?? []), '-cp', classPath, 'kafka.Kafka', properties],
    output,
  )
  try {
    await waitForPort(port, server.child, output)
    await writeFile(join(options.dataFolder, RUNNING), JSON.stringify({ pid: server.pid, port }))
  } catch (error) {
    await server.kill()
    throw error
  }
  return {
    port,
    listeners,
    bootstrapServers: `127.0.0.1:${port}`,
    ended: server.exited.then(() => lastWords(output)),
    stop: () => server.stop(),
    kill: () => server.kill(),
  }
}

/** The process of the broker that has this folder, where one is alive and answers; null where none does. */
export async function findDevBroker(dataFolder: string): Promise<number | null> {
  try {
    const { pid, port } = Running.parse(JSON.parse(await readFile(join(dataFolder, RUNNING), 'utf8')))
    process.kill(pid, 0)
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return pid
    } finally {
      socket.destroy()
    }
  } catch {
    return null
  }
}

async function writeProperties(
  {
    dataFolder,
    partitions,
    retentionHours,
    listeners: protocols = {},
    advertised = {},
    properties = {},
  }: DevBrokerOptions,
  port: number,
  controllerPort: number,
  listeners: ReadonlyMap<string, number>,
): Promise<string> {
  const listed = (addresses: Readonly<Record<string, string>>) =>
    [...listeners].map(([name, at]) => `,${name}://${addresses[name] ?? `127.0.0.1:${at}`}`).join('')
  const map = Object.entries(protocols).map(([name, protocol]) => `,${name}:${protocol}`)
  await makeFolder(dataFolder)
  const path = join(dataFolder, 'server.properties')
  const values: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${listed({})}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}${listed(advertised)}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': `CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT${map.join('')}`,
    'log.dirs': join(dataFolder, 'logs').replaceAll('\\', '/'),
    'num.partitions': partitions,
    'log.retention.hours': retentionHours,
    'auto.create.topics.enable': 'true',
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    ...properties,
  }
  await writeFile(
    path,
    Object.entries(values)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  )
  await writeFile(join(dataFolder, 'log4j2.properties'), LOGGING)
  return path
}

/** Gives new storage its cluster id; storage that has one keeps it. */
async function format(
  classPath: string,
  properties: string,
  { dataFolder, scram = [] }: DevBrokerOptions,
): Promise<void> {
  const known = await readFile(join(dataFolder, 'logs/meta.properties'), 'utf8').catch(() => null)
  if (known !== null) return
  const id = randomBytes(16).toString('base64url')
  const { status, output } = await runQuietly(
    'java',
    [
      ...SHORT_JVM,
      '-cp',
      classPath,
      'kafka.tools.StorageTool',
      'format',
      '-c',
      properties,
      // One in 64 ids begins with a dash, which would be taken for an option where it stands alone.
      `--cluster-id=${id}`,
      ...scram.flatMap(({ mechanism, name, password }) => [
        '--add-scram',
        `${mechanism}=[name=${name},password=${password}]`,
      ]),
    ],
    dataFolder,
  )
  if (status !== 0)
    throw new MillraceError(
      'IO_ERROR',
      `Kafka's storage in ${dataFolder} cannot be prepared: ${output.split('\n')[0] ?? ''}`,
    )
}

interface Server {
  readonly child: ChildProcess
  /** Of Kafka itself. */
  readonly pid: number | undefined
  readonly exited: Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
}

/**
 * A shell stands between: it ends the broker when our end of its input closes, which the system does even for
 * a parent that was killed. It prints the broker's own pid.
 */
const SUPERVISOR = `exec 3<&0
output=$1
shift
java "$@" </dev/null >"$output" 2>&1 &
broker=$!
echo $broker
(cat <&3 >/dev/null; kill -TERM $broker 2>/dev/null; sleep 8; kill -KILL $broker 2>/dev/null) >/dev/null 2>&1 &
watcher=$!
wait $broker
kill $watcher 2>/dev/null
`

/** @param output a file that gets what Kafka says */
async function spawnServer(javaArguments: readonly string[], output: string): Promise<Server> {
  const windows = process.platform === 'win32'
  const child = windows
    ? spawnJava(javaArguments, output)
    : spawn('sh', ['-c', SUPERVISOR, 'millrace-broker', output, ...javaArguments], {
        stdio: ['pipe', 'pipe', 'ignore'],
      })
  const pid = windows ? child.pid : await firstNumber(child)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  function end(signal: NodeJS.Signals): Promise<void> {
    try {
      if (pid !== undefined && child.exitCode === null) process.kill(pid, signal)
    } catch {
      // it is gone already
    }
    return exited
  }
  return {
    child,
    pid,
    exited,
    stop: () => {
      child.stdin?.end()
      return end('SIGTERM')
    },
    kill: () => end('SIGKILL'),
  }
}

function spawnJava(javaArguments: readonly string[], output: string): ChildProcess {
  const file = openSync(output, 'w')
  try {
    return spawn('java', javaArguments, { stdio: ['pipe', file, file] })
  } finally {
    closeSync(file)
  }
}

async function firstNumber(child: ChildProcess): Promise<number | undefined> {
  if (child.stdout === null) return undefined
  for await (const line of createInterface({ input: child.stdout })) return Number(line)
  return undefined
}

async function waitForPort(port: number, child: ChildProcess, output: string): Promise<void> {
  const { Kafka, logLevel } = await import('kafkajs')
  const kafka = new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1000,
    retry: { retries: 0 },
  })
  const end = Date.now() + READY_MS
  for (;;) {
    const admin = kafka.admin()
    try {
      await admin.connect()
      await admin.listTopics()
      return
    } catch (cause) {
      if (child.exitCode !== null) {
        const words = await lastWords(output)
        throw new MillraceError(
          'SERVICE_UNAVAILABLE',
          `Apache Kafka ended at once. Is its data folder of another version? It said: ${words}`,
          { cause, canRetry: TAKEN_PORT.test(words) },
        )
      }
      if (Date.now() > end)
        throw new MillraceError(
          'SERVICE_UNAVAILABLE',
          `Apache Kafka did not answer within ${READY_MS / 1000} s. It said: ${await lastWords(output)}`,
          { cause },
        )
      await new Promise((resolve) => setTimeout(resolve, 200))
    } finally {
      await admin.disconnect().catch(() => undefined)
    }
  }
}

/** The end of what Kafka said, in one line. */
async function lastWords(output: string): Promise<string> {
  const text = await readFile(output, 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.length === 0 ? 'nothing.' : lines.slice(-LAST_LINES).join(' | ')
}
