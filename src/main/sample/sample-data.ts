import { messageOf } from '../../shared/errors'
import type { SampleSeedRequest, SampleState } from '../../shared/sample'
import type { SchemaField } from '../lake/actions'
import type { Lake } from '../lake/ports'
import type { SeedWriter } from './ports'
import { seed } from './seeder'
import { createWorld } from './world'

export interface SampleDataOptions {
  readonly lake: Lake
  readonly writer: SeedWriter
  /** Absolute folder of the transactions table. */
  readonly root: string
  readonly columns: readonly SchemaField[]
  readonly onChange: (state: SampleState) => void
  readonly now?: () => number
}

export interface SampleData {
  readonly state: SampleState
  /** Begins in the background; where it is under way already, that goes on. */
  start(request: SampleSeedRequest): SampleState
  /** What is not committed is given up. */
  close(): Promise<void>
}

const RECORDS = 1_000_000
const DAYS = 90
/** The first commit is small, so that there is something to analyse at once. */
const FIRST_SHARE = 0.1

/** Sample rows written by the running engine, for a first run without a terminal. */
export function createSampleData(options: SampleDataOptions): SampleData {
  const now = options.now ?? Date.now
  let state: SampleState = { state: 'none', written: 0, total: 0, message: null }
  let running: Promise<void> = Promise.resolve()
  const stop = new AbortController()

  function tell(change: Partial<SampleState>): void {
    state = { ...state, ...change }
    options.onChange(state)
  }

  async function write(records: number, days: number): Promise<void> {
    const first = Math.floor(records * FIRST_SHARE)
    let before = 0
    for (const part of [first, records - first]) {
      if (part === 0) continue
      const committed = before
      await seed({
        ...options,
        world: createWorld(),
        records: part,
        days,
        replace: false,
        now: now(),
        signal: stop.signal,
        onProgress: (done) => tell({ written: committed + done }),
      })
      before += part
    }
  }

  return {
    get state() {
      return state
    },
    start({ records = RECORDS, days = DAYS }) {
      if (state.state === 'writing') return state
      tell({ state: 'writing', written: 0, total: records, message: null })
      running = write(records, days).then(
        () => tell({ state: 'written', written: records }),
        (error: unknown) => tell({ state: 'failed', message: messageOf(error) }),
      )
      return state
    },
    async close() {
      stop.abort()
      await running
    },
  }
}
