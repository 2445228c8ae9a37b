import { spawn, spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Context } from '../instance/context'
import { packageRoot } from '../instance/context'
import { note, print } from './terminal'

export interface KafkaFlags {
  readonly port: number
  readonly partitions: number
  readonly data?: string
}

/** A broker for development until Ctrl-C: Docker where an engine answers, else Apache Kafka on the JDK. */
export async function kafkaCommand(context: Context, flags: KafkaFlags): Promise<number> {
  if (flags.port === 9092 && flags.partitions === 12 && flags.data === undefined && dockerAnswers()) return runCompose()
  const { startDevBroker } = await import('../kafka/dev-broker')
  const stopped = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
  const broker = await startDevBroker({
    port: flags.port,
    partitions: flags.partitions,
    retentionHours: 168,
    dataFolder: resolve(flags.data ?? join(context.loaded.config.delta.basePath, '../kafka')),
    pom: join(packageRoot(), 'resources/kafka/pom.xml'),
    onProgress: note,
  })
  print(`kafka ready ${broker.bootstrapServers}`)
  note('Ctrl-C stops it; its topics are kept.')
  const words = await Promise.race([stopped, broker.ended])
  if (typeof words === 'string') {
    note(`Apache Kafka has ended by itself. It said: ${words}`)
    return 1
  }
  await broker.stop()
  return 0
}

function dockerAnswers(): boolean {
  const { status } = spawnSync('docker', ['info'], { stdio: 'ignore', timeout: 5000 })
  return status === 0
}

function runCompose(): Promise<number> {
  const child = spawn('docker', ['compose', '-f', join(packageRoot(), 'docker-compose.yml'), 'up'], {
    stdio: 'inherit',
  })
  // Compose stops its containers itself on Ctrl-C.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  return new Promise((done) => child.once('exit', (code) => done(code ?? 0)))
}
