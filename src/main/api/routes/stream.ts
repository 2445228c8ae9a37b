import type { Engine } from '../../../shared/engine'
import type { streamOperations } from '../../../shared/operations/stream'
import { present, type Handlers } from '../router'

const QUALITY_LIMIT = 100
const QUALITY_MAX_LIMIT = 10_000

export function streamHandlers({ stream, paging }: Engine): Handlers<typeof streamOperations> {
  return {
    startStream: ({ body }) => stream.start(body),
    stopStream: () => stream.stop(),
    streamStatus: () => stream.status(),
    streamDashboard: ({ query }) => stream.dashboard(present(query)),
    deadLetters({ query: { limit, offset, ...filters } }) {
      return stream.deadLetters({
        limit: Math.min(limit ?? paging.defaultSize, paging.maxSize),
        offset: offset ?? 0,
        ...present(filters),
      })
    },
    redriveDeadLetters: ({ body }) => stream.redrive(body),
    streamAudit: () => stream.audit(),
    streamQuality({ query: { limit, ...range } }) {
      return stream.quality({ limit: Math.min(limit ?? QUALITY_LIMIT, QUALITY_MAX_LIMIT), ...present(range) })
    },
  }
}
