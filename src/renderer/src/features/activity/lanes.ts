import type { ActivityEntry } from '../../../../shared/activity'

/** One thing that ran, where it stands on the timeline: parts of its width, 0 to 1. */
export interface Bar {
  readonly entry: ActivityEntry
  readonly left: number
  readonly width: number
}

/** What runs at the same time stands in lanes below each other. */
export function lanesOf(entries: readonly ActivityEntry[], from: number, to: number): readonly (readonly Bar[])[] {
  const lanes: Bar[][] = []
  const ends: number[] = []
  const inOrder = [...entries].sort((left, right) => Date.parse(left.startedAt) - Date.parse(right.startedAt))
  for (const entry of inOrder) {
    const start = Math.max(from, Date.parse(entry.startedAt))
    const end = Math.min(to, Date.parse(entry.startedAt) + entry.ms)
    if (end < from || start > to) continue
    const free = ends.findIndex((busy) => busy <= start)
    const lane = free === -1 ? lanes.length : free
    ends[lane] = end
    const bar = { entry, left: (start - from) / (to - from), width: Math.max(0, end - start) / (to - from) }
    lanes[lane] = [...(lanes[lane] ?? []), bar]
  }
  return lanes
}

const STEPS_MINUTES = [1, 3, 10, 15]

/** Whole minutes, some four to six of them; none so near to the end that it would be cut off. */
export function ticksOf(from: number, to: number): readonly number[] {
  const minutes = (to - from) / 60_000
  const step = (STEPS_MINUTES.find((one) => minutes / one <= 6) ?? 15) * 60_000
  const ticks: number[] = []
  for (let tick = Math.ceil(from / step) * step; tick < to - step / 5; tick += step) ticks.push(tick)
  return ticks
}
