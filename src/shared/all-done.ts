/** Waits for the end of each, also where one fails: none may still write where its files are then removed. */
export async function allDone<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works)
  return Promise.all(works)
}
