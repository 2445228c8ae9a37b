import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestBroker } from '../support/broker'
import { createFeed } from '../support/event-feed'
import { day } from '../support/day'
import { isLong } from '../support/dose'
import { PATIENCE_MS } from '../support/until'
import type { Fault, FaultRig } from './fault'
import { WITHOUT } from './guards'
import { Ledger } from './ledger'
import { newName, openServedStream } from './served-stream'

interface Sample {
  readonly hours: number
  readonly megabytes: number
  readonly descriptors: number
}

const PARTITIONS = 6
const SAMPLE_MS = 1000
/** Descriptors that come and go with a file being written, a query or a request. */
const BUSY_DESCRIPTORS = 12
const MEGABYTES_PER_HOUR = 1
/** A slope over less says more about the garbage collector than about a leak. */
const SLOPE_HOURS = 0.5

/** A process at its ordinary rate with its ordinary settings, a batch now and then; each trial is a minute. */
export function soak(broker: () => TestBroker): Fault {
  let note = ''
  return {
    name: 'soak',
    missing: () => (process.platform === 'linux' ? null : 'reads /proc'),
    canaries: [{ guard: 'that line files are closed', mutations: WITHOUT.closedFiles, trials: 2, says: /descriptors/ }],
    note: () => note,
    async open({ mutations, canary }): Promise<FaultRig> {
      const full = isLong() && canary === null
      const trialMs = full ? 60_000 : 4000
      const stream = await openServedStream(broker(), mutations)
      const topic = newName('soak')
      await broker().createTopic(topic, PARTITIONS)
      await stream.start(newName('group'), full ? { 'pipeline.stream.trigger-interval': '5s' } : {})
      await stream.server.post('/stream/start', { topic, startingOffsets: 'earliest' })
      const sending = createFeed(broker()).run(topic, { every: 200, count: 100 })
      const began = Date.now()
      const samples: Sample[] = []

      async function batch(): Promise<void> {
        await stream.server.post('/batch/run', {
          startDate: day(1),
          endDate: day(-1),
          analysisType: 'revenue_by_category',
        })
      }

      return {
        async trial() {
          await batch()
          const end = Date.now() + trialMs
          while (Date.now() < end) {
            await sleep(SAMPLE_MS)
            await stream.status()
            samples.push({ hours: (Date.now() - began) / 3_600_000, ...(await lookAt(stream.server.child.pid ?? 0)) })
          }
        },
        async finish() {
          await sending.end()
          const ends = await stream.drained(topic, PATIENCE_MS)
          const ledger = new Ledger()
          await stream.look((parts) => ledger.read(parts))
          ledger.expectComplete(ends)
          note = judge(samples, ledger.size)
        },
        async close() {
          await sending.end().catch(() => undefined)
          await stream.close()
        },
      }
    },
  }
}

/** The first quarter is warm-up: caches fill, the garbage collector finds its size. */
function judge(samples: readonly Sample[], messages: number): string {
  const warm = samples.slice(Math.floor(samples.length / 4))
  const hours = (warm.at(-1)?.hours ?? 0) - (warm[0]?.hours ?? 0)
  const perHour = slope(warm.map(({ hours: x, megabytes: y }) => [x, y]))
  const half = Math.floor(warm.length / 2)
  const descriptors = [warm.slice(0, half), warm.slice(half)].map((part) => median(part.map((one) => one.descriptors)))
  const [before = 0, after = 0] = descriptors
  const text = `${messages} messages, ${Math.round(median(warm.map((one) => one.megabytes)))} MB, ${perHour.toFixed(2)} MB/h over ${(hours * 60).toFixed(0)} min, ${before} to ${after} descriptors`
  if (after > before + BUSY_DESCRIPTORS) throw new Error(`descriptors grow: ${text}`)
  if (hours >= SLOPE_HOURS && perHour > MEGABYTES_PER_HOUR) throw new Error(`memory grows: ${text}`)
  return text
}

async function lookAt(pid: number): Promise<Pick<Sample, 'megabytes' | 'descriptors'>> {
  const status = await readFile(join('/proc', String(pid), 'status'), 'utf8')
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0)
  return { megabytes: kilobytes / 1024, descriptors: (await readdir(join('/proc', String(pid), 'fd'))).length }
}

/** By least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const across = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return across === 0 ? 0 : points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / across
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0
}
