import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fetchJars } from '../../src/main/kafka/maven'
import { jvmArguments, SPARK_JARS } from './spark/jvm'

export interface Spark {
  /** One statement; the rows as objects. */
  sql(statement: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** A real Spark with Delta in a JVM of its own; it ends when its input does, so also with us. */
export async function openSpark(): Promise<Spark> {
  const jars = await fetchJars(SPARK_JARS)
  const folder = await mkdtemp(join(tmpdir(), 'millrace-spark-'))
  const child = spawn(
    'java',
    [...jvmArguments(folder), '-cp', join(jars, '*'), join(import.meta.dirname, 'spark/SparkShell.java'), folder],
    { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  async function answer(): Promise<string> {
    const line = await lines.next()
    if (line.done === true) throw new Error(`Spark ended: ${said}`)
    return line.value
  }
  if ((await answer()) !== 'ready') throw new Error(`Spark did not start: ${said}`)
  let last: Promise<unknown> = Promise.resolve()
  async function ask(statement: string): Promise<Record<string, unknown>[]> {
    child.stdin.write(`${statement.replaceAll(/\s+/g, ' ').trim()}\n`)
    const text = await answer()
    if (text.startsWith('error ')) throw new Error(`Spark: ${text.slice(6)}`)
    return JSON.parse(text) as Record<string, unknown>[]
  }
  return {
    sql(statement) {
      const result = last.then(() => ask(statement))
      last = result.catch(() => undefined)
      return result
    },
    async close() {
      const gone = once(child, 'exit')
      child.stdin.end()
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}
