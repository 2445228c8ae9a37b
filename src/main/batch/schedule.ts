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

/**
 * A schedule that somebody asks for. The parser takes dates, six parts and names such as @daily too.
 * @throws INVALID_REQUEST where the expression is wrong, has not five parts, or fires never after `now` (epoch ms)
 */
export function checkSchedule(expression: string, now: number): Schedule {
  const parts = expression.trim().split(/\s+/).filter(Boolean).length
  if (parts !== 5) throw wrong(`it has ${parts} ${parts === 1 ? 'part' : 'parts'}, not five`)
  const schedule = parseSchedule(expression)
  if (schedule.next(now) === null) {
    throw new MillraceError(
      'INVALID_REQUEST',
      `schedule: ${expression.trim()} never fires: there is no such date. Choose a day that the month has.`,
    )
  }
  return schedule
}

/** One that was checked when it was saved. @throws INVALID_REQUEST naming what is wrong with the expression */
export function parseSchedule(expression: string): Schedule {
  let cron: Cron
  try {
    cron = new Cron(expression, { timezone: 'UTC', paused: true, mode: '5-part' })
  } catch (cause) {
    throw wrong(reasonOf(cause), cause)
  }
  const next = (after: number) => cron.nextRun(new Date(after))?.getTime() ?? null
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

function wrong(reason: string, cause?: unknown): MillraceError {
  return new MillraceError(
    'INVALID_REQUEST',
    `schedule: ${reason}. Write minute, hour, day, month, weekday in UTC, for example 0 6 * * 1-5.`,
    cause === undefined ? {} : { cause },
  )
}

/** In the middle of a sentence. */
function reasonOf(cause: unknown): string {
  return messageOf(cause)
    .replace(/^CronPattern: /, '')
    .replace(/\.+$/, '')
}
