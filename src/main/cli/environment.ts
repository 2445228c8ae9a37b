import { MillraceError } from '../../shared/errors'
import { TOPIC_NAME, TOPIC_NAME_WORDS } from '../../shared/scalars'

/** The original's environment names (decision 36). An empty variable is one that is not set. */
export function textFrom(name: string): string | undefined {
  const text = process.env[name]
  return text === '' ? undefined : text
}

/** @throws INVALID_CONFIGURATION */
export function topicFrom(name: string): string | undefined {
  const text = textFrom(name)
  if (text !== undefined && !TOPIC_NAME.test(text))
    throw new MillraceError('INVALID_CONFIGURATION', `${name} is "${text}"; it ${TOPIC_NAME_WORDS}.`)
  return text
}

/** A whole number above 0. @throws INVALID_CONFIGURATION */
export function wholeFrom(name: string): number | undefined {
  return numberFrom(name, 'a whole number above 0', (value, text) => /^\d+$/.test(text) && value > 0)
}

/** @throws INVALID_CONFIGURATION */
export function amountFrom(name: string): number | undefined {
  return numberFrom(name, 'a number, 0 or more', (value) => value >= 0)
}

/** @throws INVALID_CONFIGURATION */
export function shareFrom(name: string): number | undefined {
  return numberFrom(name, 'a number between 0 and 1', (value) => value >= 0 && value <= 1)
}

/** `true` or `false` in any case, as the original's Python reads it. @throws INVALID_CONFIGURATION */
export function flagFrom(name: string): boolean {
  const text = textFrom(name) ?? 'false'
  if (!/^(true|false)$/i.test(text))
    throw new MillraceError('INVALID_CONFIGURATION', `${name} is "${text}"; it must be true or false.`)
  return text.toLowerCase() === 'true'
}

function numberFrom(name: string, words: string, isGood: (value: number, text: string) => boolean): number | undefined {
  const text = textFrom(name)
  if (text === undefined) return undefined
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value) || !isGood(value, text))
    throw new MillraceError('INVALID_CONFIGURATION', `${name} is "${text}"; it must be ${words}.`)
  return value
}
