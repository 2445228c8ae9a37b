import { Cron } from 'croner'
import { messageOf, MillraceError } from '../../shared/errors'

/** A cron expression of five parts, in UTC. */
export interface Schedule {
  /** The first time after `after`, both epoch milliseconds; null where there is none. */
  next(after: number): number | null
  /** How many times lie in (after, until], ten thousand at most, and the last of them. */
  between(after: number, until: number): { readonly count: number; readonly last: number | null }
}

/** Counting stops here: so many missed runs are many. */
export const MAX_COUNTED = 10_000

/** In the middle of a sentence. The parser takes six and seven parts too, and says so. */
function reasonOf(expression: string, cause: unknown): string {
  const parts = expression.trim().split(/\s+/).filter(Boolean).length
  if (parts !== 5) return `it has ${parts} parts, not five`
  return messageOf(cause)
    .replace(/^CronPattern: /, '')
    .replace(/\.+$/, '')
}

/** @throws INVALID_REQUEST naming what is wrong with the expression */
export function parseSchedule(expression: string): Schedule {
  let cron: Cron
  try {
    cron = new Cron(expression, { timezone: 'UTC', paused: true, mode: '5-part' })
  } catch (cause) {
    throw new MillraceError(
      'INVALID_REQUEST',
      `schedule: ${reasonOf(expression, cause)}. Write minute, hour, day, month, weekday in UTC, for example 0 6 * * 1-5.`,
      { cause },
    )
  }
  const next = (after: number) => cron.nextRun(new Date(after))?.getTime() ?? null
  if (next(Date.now()) === null) throw new MillraceError('INVALID_REQUEST', 'schedule: there is no such time.')
  return {
    next,
    between(after, until) {
      let count = 0
      let last: number | null = null
      for (let time = next(after); time !== null && time <= until && count < MAX_COUNTED; time = next(time)) {
        count++
        last = time
      }
      if (count === MAX_COUNTED) last = cron.previousRuns(1, new Date(until + 1))[0]?.getTime() ?? last
      return { count, last }
    },
  }
}
