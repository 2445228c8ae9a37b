import { codeOf } from '../../../shared/errors'
import type { StreamStatus } from '../../../shared/stream'
import { lostOffsetsOf } from '../progress/start-plan'
import { isActive, reasonOf, type StreamCondition } from './stream-state'

type Described = Pick<
  StreamStatus,
  'active' | 'queries' | 'state' | 'since' | 'reason' | 'fix' | 'error' | 'lostOffsets' | 'retryAt'
>

const QUERY_NAMES = ['transactions', 'dashboard'] as const

/**
 * A condition as `GET /stream/status` tells it.
 * @param ids of the two queries; none where there is no stream
 */
export function describeCondition(condition: StreamCondition, ids: readonly string[]): Described {
  const error = 'error' in condition ? condition.error : null
  const active = isActive(condition)
  return {
    active,
    queries: ids.map((id, index) => ({ id, name: QUERY_NAMES[index] ?? '', isActive: active })),
    state: condition.state,
    since: timeOf(condition.since),
    reason: reasonOf(condition),
    fix: 'fix' in condition ? condition.fix : null,
    error: error === null ? null : codeOf(error),
    lostOffsets: error === null ? null : lostOffsetsOf(error),
    retryAt: 'retryAt' in condition ? timeOf(condition.retryAt) : null,
  }
}

function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
