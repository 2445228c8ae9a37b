/** Resolves after a while, or when the signal is aborted. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}

/** True where the work was done in time. What comes later, also an error, is nobody's any more. */
export async function withinTime(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const timeout = new AbortController()
  const finished = work.then(
    () => true,
    () => true,
  )
  const late = wait(milliseconds, timeout.signal).then(() => false)
  const answer = await Promise.race([finished, late])
  timeout.abort()
  return answer
}

/** The work's result; null where it fails or is not there in time. */
export async function answerWithin<T>(work: Promise<T>, milliseconds: number): Promise<T | null> {
  let answer: T | null = null
  const kept = work.then((value) => {
    answer = value
  })
  await withinTime(kept, milliseconds)
  return answer
}

/** The work's result, or null as soon as the signal is aborted. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  if (signal.aborted) {
    work.catch(() => undefined)
    return null
  }
  let stop: () => void = () => undefined
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
    work.catch(() => undefined)
  }
}
