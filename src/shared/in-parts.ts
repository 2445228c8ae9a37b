export interface Parts<T> {
  readonly weightOf: (item: T) => number
  /** What the items of a part weigh together at the most; one that is heavier alone is a part all the same. */
  readonly most: number
  readonly leastItems?: number
  readonly mostItems?: number
}

/** Consecutive items, as many at a time as a limit allows: what is held in memory or on disk at once. Never empty. */
export function* inParts<T>(
  items: Iterable<T>,
  { weightOf, most, leastItems = 1, mostItems = Infinity }: Parts<T>,
): Generator<readonly T[]> {
  let part: T[] = []
  let weight = 0
  for (const item of items) {
    const added = weightOf(item)
    if (part.length >= mostItems || (part.length >= leastItems && weight + added > most)) {
      yield part
      part = []
      weight = 0
    }
    part.push(item)
    weight += added
  }
  if (part.length > 0) yield part
}
