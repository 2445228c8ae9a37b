import { MillraceError } from '../../shared/errors'
import type { CommitOutcome } from './ports'

type Committed = Extract<CommitOutcome, { kind: 'committed' }>
type Conflict = Extract<CommitOutcome, { kind: 'conflict' }>

/**
 * The error of a commit that nobody tries again.
 * @param words of the conflict; its detail by default
 */
export function conflictError({ detail }: Conflict, words: (detail: string) => string = (told) => told): MillraceError {
  return new MillraceError('COMMIT_CONFLICT', words(detail), { canRetry: true })
}

/** @throws COMMIT_CONFLICT in these words */
export function expectCommitted(outcome: CommitOutcome, words?: (detail: string) => string): Committed {
  if (outcome.kind === 'conflict') throw conflictError(outcome, words)
  return outcome
}
