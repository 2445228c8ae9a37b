/**
 * Which files of a table somebody of this process still reads. A pin and a deletion decide in one step each, so
 * that either the pin keeps the file or whoever pins is told that it is going.
 */
export interface Pins {
  /** Keeps these files (absolute) until the returned function is called. */
  pin(files: Iterable<string>): () => void
  /** False where the file is pinned; true marks it as going, for good. */
  letGo(file: string): boolean
  isPinned(file: string): boolean
  /** Whether `letGo` has said yes to it. */
  isGoing(file: string): boolean
}

/** Nothing is pinned yet. */
export function createPins(): Pins {
  const held = new Map<string, number>()
  const going = new Set<string>()
  return {
    pin(files) {
      const kept = new Set(files)
      for (const file of kept) held.set(file, (held.get(file) ?? 0) + 1)
      return () => {
        for (const file of kept) {
          const left = (held.get(file) ?? 0) - 1
          if (left > 0) held.set(file, left)
          else held.delete(file)
        }
        kept.clear()
      }
    },
    letGo(file) {
      if (held.has(file)) return false
      going.add(file)
      return true
    },
    isPinned: (file) => held.has(file),
    isGoing: (file) => going.has(file),
  }
}
