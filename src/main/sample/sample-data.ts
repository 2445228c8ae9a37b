import { messageOf } from '../../shared/errors'
import type { SampleOperations } from '../../shared/engine'
import type { SampleState } from '../../shared/sample'
import type { SchemaField } from '../lake/actions'
import type { Lake } from '../lake/ports'
import type { SeedWriter } from './ports'
import { checkSeedTable, seed } from './seeder'
import { createWorld } from './world'

export interface SampleDataOptions {
  readonly lake: Lake
  readonly writer: SeedWriter
  /** Absolute folder of the transactions table. */
  readonly root: string
  readonly columns: readonly SchemaField[]
  /** Rows where a request names none. */
  readonly records: number
  readonly onChange: (state: SampleState) => void
  readonly now?: () => number
}

export interface SampleData extends SampleOperations {
  /** What is not committed is given up. */
  close(): Promise<void>
}

const DAYS = 90
/** The first commit is small, so that there is something to analyse at once. */
const FIRST_SHARE = 0.1

/** Sample rows written by the running engine, for a first run without a terminal. */
export function openSampleData(options: SampleDataOptions): SampleData {
  const now = options.now ?? Date.now
  let state: SampleState = { state: 'none', written: 0, total: 0, days: DAYS, seed: null, message: null }
  let running: Promise<void> = Promise.resolve()
  let stop = new AbortController()

  function tell(change: Partial<SampleState>): void {
    state = { ...state, ...change }
    options.onChange(state)
  }

  /** What the state asks for. */
  async function write(signal: AbortSignal): Promise<void> {
    const { total, days, seed: number } = state
    const world = createWorld(number === null ? {} : { seed: number })
    const first = Math.floor(total * FIRST_SHARE)
    let committed = 0
    try {
      for (const part of [first, total - first]) {
        if (part === 0) continue
        const before = committed
        await seed({
          ...options,
          world,
          records: part,
          days,
          replace: false,
          now: now(),
          signal,
          onProgress: (done) => tell({ written: before + done }),
        })
        committed += part
      }
      tell({ state: 'written', written: committed })
    } catch (error) {
      if (signal.aborted) tell({ state: 'cancelled', written: committed })
      else tell({ state: 'failed', written: committed, message: messageOf(error) })
    }
  }

  async function cancel(): Promise<SampleState> {
    stop.abort()
    await running
    return state
  }

  return {
    get state() {
      return state
    },
    async start({ records = options.records, days = DAYS, seed: number = null }) {
      await checkSeedTable(options.lake, options.root)
      if (state.state === 'writing') return state
      stop = new AbortController()
      tell({ state: 'writing', written: 0, total: records, days, seed: number, message: null })
      running = write(stop.signal)
      return state
    },
    cancel,
    async close() {
      await cancel()
    },
  }
}
