import type { Int64 } from '../../shared/scalars'
import type { Context } from '../instance/context'
import { call, requireInstance } from '../instance/remote'
import { print, table } from './terminal'

export interface StreamStartFlags {
  readonly topic?: string
  readonly source?: string
  readonly startingOffsets?: string
  readonly skipTo?: string
  readonly failOnDataLoss?: boolean
  readonly rate?: number
  readonly json?: boolean
}

/** `stream start`: asks the running instance; exit code. */
export async function streamStart(context: Context, flags: StreamStartFlags): Promise<number> {
  const { topic, source, startingOffsets, skipTo, failOnDataLoss, rate } = flags
  const body = Object.fromEntries(
    Object.entries({
      topic,
      source,
      startingOffsets,
      skipTo,
      rate,
      ...(failOnDataLoss === false ? { failOnDataLoss } : {}),
    }).filter(([, value]) => value !== undefined),
  )
  const started = await call(await requireInstance(context), 'startStream', { body })
  if (flags.json === true) {
    print(JSON.stringify(started, null, 2))
    return 0
  }
  print(`The stream has started on ${started.topic}.`)
  if (started.resumedFrom !== undefined) print(`It goes on where the table ends: ${placesOf(started.resumedFrom)}.`)
  if (started.startingFrom !== undefined) print(`It begins at ${placesOf(started.startingFrom)}.`)
  if (started.note !== undefined) print(started.note)
  return 0
}

function placesOf(offsets: readonly { readonly partition: number; readonly offset: Int64 }[]): string {
  return (
    offsets.map(({ partition, offset }) => `partition ${partition} offset ${offset}`).join(', ') || 'no partition yet'
  )
}

/** `stream stop`: asks the running instance; exit code. */
export async function streamStop(context: Context, json: boolean): Promise<number> {
  const stopped = await call(await requireInstance(context), 'stopStream', {})
  if (json) print(JSON.stringify(stopped, null, 2))
  else
    print(stopped.queriesStopped === 0 ? 'No stream is running.' : 'The stream has stopped; what it read is committed.')
  return 0
}

/** `stream status`: asks the running instance; exit code. */
export async function streamStatus(context: Context, json: boolean): Promise<number> {
  const status = await call(await requireInstance(context), 'streamStatus', {})
  if (json) {
    print(JSON.stringify(status, null, 2))
    return 0
  }
  print(`${status.health.word}: ${status.health.reason}`)
  print(
    `${status.state}${status.topic === null ? '' : `, topic ${status.topic}`}, lag ${status.lag}, ${status.totals.rows} rows, ${status.totals.deadLetters} dead letters since the start`,
  )
  if (status.reason !== null) print(status.reason)
  if (status.fix !== null) print(status.fix)
  if (status.partitions.length > 0) print(table(status.partitions))
  return 0
}
