/** What was kept under a key of the page's own storage; an empty object where nothing was, or it is damaged. */
export function readStored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}')
  } catch {
    return {}
  }
}

/** Keeps a value; in a storage that is full it holds until the page is left. */
export function keepStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Nothing hangs on it.
  }
}
