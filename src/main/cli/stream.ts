import type { Context } from './context'
import { call, requireInstance } from './remote'
import { print, table } from './terminal'

export interface StreamStartFlags {
  readonly topic?: string
  readonly source?: string
  readonly startingOffsets?: string
  readonly skipTo?: string
  readonly failOnDataLoss?: boolean
  readonly rate?: number
}

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
  print(JSON.stringify(await call(await requireInstance(context), 'startStream', { body }), null, 2))
  return 0
}

export async function streamStop(context: Context): Promise<number> {
  print(JSON.stringify(await call(await requireInstance(context), 'stopStream', {}), null, 2))
  return 0
}

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
