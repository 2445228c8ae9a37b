import type { Logger } from '../../log/logger'
import type { DashboardInput, LiveDashboard } from './live-dashboard'

/** Keeps a live dashboard up with the commits, beside them: it is derived, so a fault of it never stops a stream. */
export interface DashboardFollower {
  /** Null while it is being rebuilt. */
  readonly current: LiveDashboard | null
  /** Rebuilds it from the tables. */
  reopen(): void
  /** Takes in a version; resolves when the one *before* is in, so that at most one is waiting. */
  follow(input: DashboardInput): Promise<void>
  /** Takes in what other instances committed; rebuilds it where that failed before. */
  catchUp(): void
  /** Waits until it is up with the commits so far, rebuilding it where it must; null where that failed. */
  ready(): Promise<LiveDashboard | null>
  idle(): Promise<void>
}

export interface FollowerOptions {
  readonly open: () => Promise<LiveDashboard>
  readonly log: Logger
}

/**
 * Takes commits in, in order; a dashboard that fails is opened anew from the table, and the stream goes on meanwhile.
 */
export function createDashboardFollower({ open, log }: FollowerOptions): DashboardFollower {
  let current: LiveDashboard | null = null
  let queue: Promise<void> = Promise.resolve()

  function enqueue(work: () => Promise<void>): Promise<void> {
    const before = queue
    queue = before.then(work).catch((error: unknown) => {
      // The next micro-batch rebuilds it from the tables, which miss nothing.
      current = null
      log.warn({ err: error }, 'the live dashboard fell behind; it is rebuilt with the next micro-batch')
    })
    return before
  }

  return {
    get current() {
      return current
    },
    reopen() {
      void enqueue(async () => {
        current = null
        current = await open()
      })
    },
    async ready() {
      await queue
      if (current === null) {
        void enqueue(async () => {
          current ??= await open()
        })
        await queue
      }
      return current
    },
    follow(input) {
      return enqueue(async () => {
        current ??= await open()
        await current.add(input)
      })
    },
    catchUp() {
      void enqueue(async () => {
        current ??= await open()
        await current.catchUp()
      })
    },
    idle: () => queue,
  }
}
