import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fetchJars } from '../../../src/main/kafka/maven'
import { jvmArguments, SPARK_JARS } from './jvm'

export interface ConnectServer {
  readonly port: number
  /** Ends it as a crash would. */
  kill(): Promise<void>
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly master?: string
  /** 0 = a free one. */
  readonly port?: number
  /** Its own settings, as `spark.x.y=value`. */
  readonly settings?: readonly string[]
}

/** A real Spark Connect server in a JVM of its own; it ends with us. */
export async function openConnectServer({
  master = 'local[2]',
  port = 0,
  settings = [],
}: ConnectOptions = {}): Promise<ConnectServer> {
  const jars = await fetchJars(SPARK_JARS)
  const folder = await mkdtemp(join(tmpdir(), 'millrace-connect-'))
  const program = join(import.meta.dirname, 'ConnectServer.java')
  const child = spawn(
    'java',
    [...jvmArguments(folder), '-cp', join(jars, '*'), program, folder, master, String(port), ...settings],
    { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  const gone = once(child, 'exit')
  const end = async (how: () => void) => {
    if (child.exitCode === null && child.signalCode === null) how()
    await gone
    await rm(folder, { recursive: true, force: true })
  }
  const ready = await readyPort(child)
  if (ready === null) throw new Error(`the Spark Connect server did not start: ${said}`)
  return {
    port: ready,
    kill: () => end(() => child.kill('SIGKILL')),
    close: () => end(() => child.stdin.end()),
  }
}

async function readyPort({ stdout }: ChildProcess): Promise<number | null> {
  if (stdout === null) return null
  for await (const line of createInterface({ input: stdout })) {
    const match = /^ready (\d+)$/.exec(line)
    if (match?.[1] !== undefined) return Number(match[1])
  }
  return null
}
