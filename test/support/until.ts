/** Asks again and again until the answer is liked; throws with the last answer after `limitMs`. */
export async function until<T>(ask: () => T | Promise<T>, likes: (answer: T) => boolean, limitMs = 60_000): Promise<T> {
  const end = Date.now() + limitMs
  for (;;) {
    const answer = await ask()
    if (likes(answer)) return answer
    if (Date.now() > end)
      throw new Error(`not seen within ${limitMs} ms; last: ${JSON.stringify(answer).slice(0, 2000)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
